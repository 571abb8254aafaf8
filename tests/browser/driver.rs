//! Someone who reads: a page of a browser with nothing remembered, at our server, with a stand-in
//! for YouTube.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::browser::BrowserContextId;
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams,
    SetFocusEmulationEnabledParams, SetScriptExecutionDisabledParams,
};
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, DispatchMouseEventParams, DispatchMouseEventType,
    InsertTextParams, MouseButton,
};
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::browser_protocol::page::AddScriptToEvaluateOnNewDocumentParams;
use chromiumoxide::cdp::browser_protocol::performance;
use chromiumoxide::cdp::browser_protocol::target::{
    CreateBrowserContextParams, CreateTargetParams,
};
use chromiumoxide::cdp::js_protocol::heap_profiler::CollectGarbageParams;
use chromiumoxide::cdp::js_protocol::runtime::{
    ConsoleApiCalledType, EvaluateParams, EventConsoleApiCalled, EventExceptionThrown,
};
use chromiumoxide::page::ScreenshotParams;
use cueleaf::pages::Site;
use cueleaf::site::store::SiteStore;
use futures::{StreamExt, stream};
use serde_json::Value;

use super::chromium::{self, Chromium};
use super::network::Network;
use crate::support;

/// How long a test waits for what must come. The longest rule of the player is 8 s.
const PATIENCE: Duration = Duration::from_secs(20);
const CONTROL_KEY: i64 = 2;

pub(crate) struct Reader {
    pub(super) network: Arc<Network>,
    complaints: Arc<Mutex<Vec<String>>>,
    pub(super) page: Page,
    context: BrowserContextId,
    chromium: &'static Chromium,
    server: Arc<support::Server>,
}

impl Reader {
    /// A reader at a desk, not yet at any page.
    pub(crate) async fn new() -> Reader {
        Self::of(support::fixture()).await
    }

    /// The same, of another archive.
    pub(super) async fn of(site: Arc<Site>) -> Reader {
        Self::of_live(SiteStore::new(site)).await
    }

    /// The same, of an archive that may change.
    pub(super) async fn of_live(live: Arc<SiteStore>) -> Reader {
        let server = Arc::new(support::serve_live(live).await);
        let chromium = chromium::shared();
        let context = CreateBrowserContextParams::default();
        let context = chromium
            .browser
            .create_browser_context(context)
            .await
            .expect("a context");
        Self::at(server, context).await
    }

    /// The same reader in another tab. All tabs close when one of them is dropped.
    pub(super) async fn in_another_tab(&self) -> Reader {
        Self::at(Arc::clone(&self.server), self.context.clone()).await
    }

    async fn at(server: Arc<support::Server>, context: BrowserContextId) -> Reader {
        let chromium = chromium::shared();
        let mut target = CreateTargetParams::new("about:blank");
        target.browser_context_id = Some(context.clone());
        let page = chromium.browser.new_page(target).await.expect("a page");
        page.execute(SetFocusEmulationEnabledParams::new(true))
            .await
            .expect("a focus");
        let network = Network::of(&page, chromium).await;
        let complaints = listen(&page, chromium).await;
        let reader = Reader {
            network,
            complaints,
            page,
            context,
            chromium,
            server,
        };
        reader.before_scripts(include_str!("recorder.js")).await;
        reader.resize(1440, 900).await;
        reader
    }

    /// Runs a script in each page that is opened from now on, before the page's own.
    pub(super) async fn before_scripts(&self, script: &str) {
        let script = AddScriptToEvaluateOnNewDocumentParams::new(script);
        self.page.execute(script).await.expect("a script");
    }

    /// Opens a page of our server: `visit("/acquired/origin?t=218")`.
    pub(super) async fn visit(&self, path: &str) {
        self.page
            .goto(format!("{}{path}", self.server.url))
            .await
            .expect("the page loads");
        self.until("document.readyState === 'complete'").await;
    }

    pub(super) async fn reload(&self) {
        self.page.reload().await.expect("the page loads again");
        self.until("document.readyState === 'complete'").await;
    }

    pub(super) async fn resize(&self, width: i64, height: i64) {
        self.resize_zoomed(width, height, 1.0).await;
    }

    /// The size in pixels of CSS, and how many of the screen's make one of them: more where the
    /// reader has zoomed in.
    pub(super) async fn resize_zoomed(&self, width: i64, height: i64, zoom: f64) {
        let size = SetDeviceMetricsOverrideParams::new(width, height, zoom, width < 600);
        self.page.execute(size).await.expect("a size");
    }

    /// `light` or `dark`, as the reader's system is set.
    pub(super) async fn system_colours(&self, scheme: &str) {
        self.system_prefers("prefers-color-scheme", scheme).await;
    }

    /// What the reader's system is set to, in the words of media queries: `("forced-colors",
    /// "active")`.
    pub(super) async fn system_prefers(&self, feature: &str, value: &str) {
        let media = SetEmulatedMediaParams::builder()
            .features([MediaFeature::new(feature, value)])
            .build();
        self.page.execute(media).await.expect("a preference");
    }

    pub(super) async fn switch_javascript_off(&self) {
        self.page
            .execute(SetScriptExecutionDisabledParams::new(true))
            .await
            .expect("no JavaScript");
    }

    /// Clicks the first element that a selector finds, with the mouse, where it stands.
    pub(super) async fn click(&self, selector: &str) {
        self.click_holding(selector, 0).await;
    }

    pub(super) async fn control_click(&self, selector: &str) {
        self.click_holding(selector, CONTROL_KEY).await;
    }

    async fn click_holding(&self, selector: &str, modifiers: i64) {
        // Two frames later: what was scrolled a moment ago is hit where it stood before.
        let place = format!(
            "(async element => {{
                element.scrollIntoViewIfNeeded();
                const frame = () => new Promise(requestAnimationFrame);
                // Where scripts are off, no frame is told, and nothing scrolls by itself.
                for (let i = 0; i < 2 && 'js' in document.documentElement.dataset; i++) await frame();
                const {{ x, y, width, height }} = element.getClientRects()[0];
                return [x + width / 2, y + height / 2];
            }})(document.querySelector(\"{selector}\"))"
        );
        let place = self.sees(&place).await;
        let (x, y) = (place[0].as_f64().expect("x"), place[1].as_f64().expect("y"));
        for kind in [
            DispatchMouseEventType::MousePressed,
            DispatchMouseEventType::MouseReleased,
        ] {
            let mut click = DispatchMouseEventParams::new(kind, x, y);
            (click.button, click.click_count, click.modifiers) =
                (Some(MouseButton::Left), Some(1), Some(modifiers));
            self.page.execute(click).await.expect("a click");
        }
    }

    /// Moves the mouse to a point of the window.
    pub(super) async fn point(&self, x: f64, y: f64) {
        self.mouse(DispatchMouseEventType::MouseMoved, (x, y), 0)
            .await;
    }

    /// Presses the mouse's button at a point and lets it go at another.
    pub(super) async fn drag(&self, from: (f64, f64), to: (f64, f64)) {
        self.mouse(DispatchMouseEventType::MousePressed, from, 1)
            .await;
        self.mouse(DispatchMouseEventType::MouseMoved, to, 1).await;
        self.mouse(DispatchMouseEventType::MouseReleased, to, 1)
            .await;
    }

    /// Turns the mouse's wheel at a point, by so many pixels to its user.
    pub(super) async fn turn_the_wheel(&self, x: f64, y: f64, by: f64) {
        let mut turn = DispatchMouseEventParams::new(DispatchMouseEventType::MouseWheel, x, y);
        (turn.delta_x, turn.delta_y) = (Some(0.0), Some(by));
        self.page.execute(turn).await.expect("a turn");
    }

    /// `buttons` is 1 where the left one is held, or is let go.
    async fn mouse(&self, kind: DispatchMouseEventType, (x, y): (f64, f64), buttons: i64) {
        let mut mouse = DispatchMouseEventParams::new(kind, x, y);
        (mouse.click_count, mouse.buttons) = (Some(buttons), Some(buttons));
        mouse.button = (buttons == 1).then_some(MouseButton::Left);
        self.page.execute(mouse).await.expect("the mouse");
    }

    /// Puts the keyboard on an element and presses Enter.
    pub(super) async fn press_enter_on(&self, selector: &str) {
        let element = self.page.find_element(selector).await.expect("the element");
        element
            .focus()
            .await
            .expect("focus")
            .press_key("Enter")
            .await
            .expect("a key");
    }

    /// Presses a key and lets it go: `Enter`, `ArrowDown`, `/`.
    pub(super) async fn press(&self, key: &str) {
        self.press_holding(key, 0).await;
    }

    /// The same while modifier keys are held: 2 is Control, 8 is Shift.
    pub(super) async fn press_holding(&self, key: &str, modifiers: i64) {
        let code = match key {
            "Enter" => 13,
            "Tab" => 9,
            "Escape" => 27,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            _ => i64::from(key.to_ascii_uppercase().as_bytes()[0]),
        };
        for kind in [DispatchKeyEventType::KeyDown, DispatchKeyEventType::KeyUp] {
            let mut press = DispatchKeyEventParams::new(kind.clone());
            (press.key, press.modifiers) = (Some(key.to_owned()), Some(modifiers));
            press.windows_virtual_key_code = Some(code);
            let text = if key == "Enter" { "\r" } else { key };
            let is_typed = kind == DispatchKeyEventType::KeyDown && modifiers & CONTROL_KEY == 0;
            press.text =
                (is_typed && (key == "Enter" || key.chars().count() == 1)).then(|| text.to_owned());
            self.page.execute(press).await.expect("a key");
        }
    }

    /// Types a text where the keyboard is, key by key.
    pub(super) async fn types(&self, text: &str) {
        for c in text.chars() {
            self.press(&c.to_string()).await;
        }
    }

    /// Puts a text in the place of what stands in the field where the keyboard is, at once.
    pub(super) async fn fills(&self, text: &str) {
        self.sees("document.activeElement.select()").await;
        self.page
            .execute(InsertTextParams::new(text))
            .await
            .expect("a text");
    }

    /// The value of an expression of JavaScript in the page, or what its promise comes to. Works
    /// where the page's own scripts are off, too.
    pub(crate) async fn sees(&self, expression: &str) -> Value {
        self.evaluate(expression)
            .await
            .unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    async fn evaluate(&self, expression: &str) -> Result<Value, String> {
        let mut evaluate = EvaluateParams::new(expression);
        evaluate.return_by_value = Some(true);
        evaluate.await_promise = Some(true);
        let answer = self
            .page
            .execute(evaluate)
            .await
            .map_err(|error| error.to_string())?
            .result;
        match answer.exception_details {
            Some(exception) => Err(format!("{exception:?}")),
            None => Ok(answer.result.value.unwrap_or(Value::Null)),
        }
    }

    /// Waits until an expression of JavaScript is true in the page.
    pub(super) async fn until(&self, expression: &str) {
        self.until_equal(&format!("Boolean({expression})"), true)
            .await;
    }

    /// Waits until an expression of JavaScript has a value in the page.
    pub(super) async fn until_equal(&self, expression: &str, expected: impl Into<Value>) {
        let (expected, deadline) = (expected.into(), Instant::now() + PATIENCE);
        loop {
            let seen = self.evaluate(expression).await;
            if seen.as_ref().is_ok_and(|seen| *seen == expected) {
                return;
            }
            if Instant::now() > deadline {
                let told = self.evaluate("JSON.stringify(standIn)").await;
                panic!(
                    "{expression}\n is {seen:?}\n not {expected}\n stand-in: {told:?}\n console: {:?}",
                    self.complaints()
                );
            }
            // Only the pause between two looks: the condition decides, not the time.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Acts on the player in the frame: `{does: "boot"}`, `{does: "tap"}`, `{lasts: 612.4}`,
    /// `{says: …}`.
    pub(super) async fn at_the_player(&self, act: &str) {
        self.sees(&format!(
            "document.querySelector('.player iframe').contentWindow.postMessage({act}, '*')"
        ))
        .await;
    }

    /// How many there are of what lives in the page: `JSEventListeners`, `Nodes`, `Documents`, once
    /// what nobody holds is swept away.
    pub(super) async fn counts(&self, names: &[&str]) -> Vec<f64> {
        self.page
            .execute(CollectGarbageParams::default())
            .await
            .expect("a sweep");
        self.page
            .execute(performance::EnableParams::default())
            .await
            .expect("metrics");
        let metrics = self.page.metrics().await.expect("metrics");
        let count = |name: &&str| {
            metrics
                .iter()
                .find(|metric| metric.name == *name)
                .expect("a metric")
                .value
        };
        names.iter().map(count).collect()
    }

    /// Errors of the console, and exceptions nobody caught.
    pub(super) fn complaints(&self) -> Vec<String> {
        self.complaints.lock().expect("not poisoned").clone()
    }

    /// Waits until a tab is open at a URL.
    pub(super) async fn until_tab(&self, url: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let pages = self.chromium.browser.pages().await.expect("pages");
            let tabs = stream::iter(pages).filter_map(async |page| page.url().await.ok().flatten());
            let tabs: Vec<String> = tabs.collect().await;
            if tabs.iter().any(|tab| tab == url) {
                return;
            }
            assert!(Instant::now() < deadline, "no tab at {url} among {tabs:?}");
            // Only the pause between two looks: the condition decides, not the time.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.url)
    }

    /// A picture of what the window shows, into a file; answers its bytes.
    pub(super) async fn screenshot(&self, path: &Path) -> Vec<u8> {
        self.page
            .save_screenshot(ScreenshotParams::builder().build(), path)
            .await
            .expect("a picture")
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let (chromium, context) = (self.chromium, self.context.clone());
        chromium
            .runtime
            .spawn(async move { chromium.browser.dispose_browser_context(context).await });
    }
}

async fn listen(page: &Page, chromium: &Chromium) -> Arc<Mutex<Vec<String>>> {
    let said = page
        .event_listener::<EventConsoleApiCalled>()
        .await
        .expect("a listener");
    let logged = page
        .event_listener::<EventEntryAdded>()
        .await
        .expect("a listener");
    let thrown = page
        .event_listener::<EventExceptionThrown>()
        .await
        .expect("a listener");
    let said = said.filter_map(async |event| {
        let bad = event.r#type == ConsoleApiCalledType::Error;
        bad.then(|| format!("{:?}", event.args))
    });
    let logged = logged.filter_map(async |event| {
        let bad = event.entry.level == LogEntryLevel::Error;
        bad.then(|| format!("{} {:?}", event.entry.text, event.entry.url))
    });
    let thrown = thrown.map(|event| format!("{:?}", event.exception_details));
    let complaints = Arc::<Mutex<Vec<String>>>::default();
    let (heard, into) = (
        stream::select(said, stream::select(logged, thrown)),
        Arc::clone(&complaints),
    );
    chromium.runtime.spawn(async move {
        heard
            .for_each(async |complaint: String| into.lock().expect("not poisoned").push(complaint))
            .await;
    });
    complaints
}
