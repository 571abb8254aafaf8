//! A browser tab: a page in a new browser context, on the real server, with a fake YouTube player.

use std::any::Any;
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
use super::network::{Network, OTHER_SITE};
use crate::support;

/// The time limit for an expected state. The longest timeout of the player is 8 s.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The modifier bit of the Control key in DevTools events.
const CONTROL_KEY: i64 = 2;

pub(crate) struct Tab {
    pub(super) network: Arc<Network>,
    errors: Arc<Mutex<Vec<String>>>,
    pub(super) page: Page,
    context: BrowserContextId,
    chromium: &'static Chromium,
    /// `http://127.0.0.1:PORT`
    url: String,
    /// The server at this URL, which stops when it is dropped.
    server: Arc<dyn Any + Send + Sync>,
}

impl Tab {
    /// A blank tab of desktop size on the fixture site.
    pub(crate) async fn new() -> Tab {
        Self::with_site(support::fixture()).await
    }

    /// The same on another site.
    pub(super) async fn with_site(site: Arc<Site>) -> Tab {
        Self::with_store(SiteStore::new(site)).await
    }

    /// The same on a site that can be replaced.
    pub(super) async fn with_store(store: Arc<SiteStore>) -> Tab {
        let server = support::serve_live(store).await;
        Self::of_server(server.url.clone(), server).await
    }

    /// The same on a server at a URL.
    pub(super) async fn of_server(url: String, server: impl Any + Send + Sync) -> Tab {
        let chromium = chromium::shared();
        let context = CreateBrowserContextParams::default();
        let context = chromium
            .browser
            .create_browser_context(context)
            .await
            .expect("a browser context");
        Self::open_in(url, Arc::new(server), context).await
    }

    /// Opens another tab in the same browser context. All of its tabs close when one is dropped.
    pub(super) async fn open_another(&self) -> Tab {
        let server = Arc::clone(&self.server);
        Self::open_in(self.url.clone(), server, self.context.clone()).await
    }

    async fn open_in(
        url: String,
        server: Arc<dyn Any + Send + Sync>,
        context: BrowserContextId,
    ) -> Tab {
        let chromium = chromium::shared();
        let mut target = CreateTargetParams::new("about:blank");
        target.browser_context_id = Some(context.clone());
        let page = chromium.browser.new_page(target).await.expect("a page");
        page.execute(SetFocusEmulationEnabledParams::new(true))
            .await
            .expect("focus emulation");
        let network = Network::intercept(&page, chromium).await;
        let errors = record_errors(&page, chromium).await;
        let tab = Tab {
            network,
            errors,
            page,
            context,
            chromium,
            url,
            server,
        };
        tab.add_init_script(include_str!("recorder.js")).await;
        tab.resize(1440, 900).await;
        tab
    }

    /// Runs a script in each page that is opened later, before the page's own scripts.
    pub(super) async fn add_init_script(&self, script: &str) {
        let script = AddScriptToEvaluateOnNewDocumentParams::new(script);
        self.page.execute(script).await.expect("a script");
    }

    /// Changes each page that is opened later, before its own scripts read it: `change` is the body
    /// of a function of a `page`, a document.
    pub(super) async fn change_pages(&self, change: &str) {
        self.add_init_script(&format!(
            "(() => {{
                const change = page => {{ {change} }};
                document.addEventListener('readystatechange', () => {{
                    if (document.readyState === 'interactive') change(document);
                }});
                // Client-side navigation parses the next page.
                const parse = DOMParser.prototype.parseFromString;
                DOMParser.prototype.parseFromString = function (...source) {{
                    const page = parse.apply(this, source);
                    change(page);
                    return page;
                }};
            }})()"
        ))
        .await;
    }

    /// Opens a page of our server: `visit("/acquired/origin?t=218")`.
    pub(super) async fn visit(&self, path: &str) {
        self.page
            .goto(format!("{}{path}", self.url))
            .await
            .expect("the page loads");
        self.wait_until("document.readyState === 'complete'").await;
    }

    /// Opens a page of another site, which may have frames with pages of our server: `{url}` in the
    /// HTML is the server's URL.
    pub(super) async fn visit_other_site(&self, html: &str) {
        self.network
            .set_other_site(html.replace("{url}", &self.url));
        self.page.goto(OTHER_SITE).await.expect("the page loads");
        self.wait_until("document.readyState === 'complete'").await;
    }

    pub(super) async fn reload(&self) {
        self.page.reload().await.expect("the page loads again");
        self.wait_until("document.readyState === 'complete'").await;
    }

    pub(super) async fn resize(&self, width: i64, height: i64) {
        self.resize_with_zoom(width, height, 1.0).await;
    }

    /// Sets the size in CSS pixels, and the device pixel ratio, which is larger if the page is
    /// zoomed in.
    pub(super) async fn resize_with_zoom(&self, width: i64, height: i64, zoom: f64) {
        let size = SetDeviceMetricsOverrideParams::new(width, height, zoom, width < 600);
        self.page.execute(size).await.expect("a window size");
    }

    /// Emulates the color scheme of the system, `light` or `dark`.
    pub(super) async fn emulate_color_scheme(&self, scheme: &str) {
        self.emulate_media_feature("prefers-color-scheme", scheme)
            .await;
    }

    /// Emulates a media feature of the system: `("forced-colors", "active")`.
    pub(super) async fn emulate_media_feature(&self, feature: &str, value: &str) {
        let media = SetEmulatedMediaParams::builder()
            .features([MediaFeature::new(feature, value)])
            .build();
        self.page.execute(media).await.expect("a media feature");
    }

    pub(super) async fn disable_javascript(&self) {
        self.page
            .execute(SetScriptExecutionDisabledParams::new(true))
            .await
            .expect("JavaScript is disabled");
    }

    /// Clicks the center of the first element that matches a selector, with the mouse.
    pub(super) async fn click(&self, selector: &str) {
        self.click_with_modifiers(selector, 0).await;
    }

    pub(super) async fn control_click(&self, selector: &str) {
        self.click_with_modifiers(selector, CONTROL_KEY).await;
    }

    async fn click_with_modifiers(&self, selector: &str, modifiers: i64) {
        let (x, y) = self.scroll_to_center(selector).await;
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

    /// Scrolls to the first element that matches a selector. Returns its center in the window.
    pub(super) async fn scroll_to_center(&self, selector: &str) -> (f64, f64) {
        // Two frames later, because hit testing uses the scroll position of the previous frame.
        let center = format!(
            "(async element => {{
                element.scrollIntoViewIfNeeded();
                const frame = () => new Promise(requestAnimationFrame);
                // Without scripts, no frame callbacks run, and nothing scrolls on its own.
                for (let i = 0; i < 2 && 'js' in document.documentElement.dataset; i++) await frame();
                const {{ x, y, width, height }} = element.getClientRects()[0];
                return [x + width / 2, y + height / 2];
            }})(document.querySelector(\"{selector}\"))"
        );
        let center = self.evaluate(&center).await;
        let coordinate = |index: usize| center[index].as_f64().expect("a coordinate");
        (coordinate(0), coordinate(1))
    }

    /// Moves the mouse to the center of the first element that matches a selector.
    pub(super) async fn hover(&self, selector: &str) {
        let (x, y) = self.scroll_to_center(selector).await;
        self.move_mouse(x, y).await;
    }

    /// Moves the mouse to a point of the window.
    pub(super) async fn move_mouse(&self, x: f64, y: f64) {
        self.dispatch_mouse_event(DispatchMouseEventType::MouseMoved, (x, y), 0)
            .await;
    }

    /// Presses the left mouse button at a point and releases it at another.
    pub(super) async fn drag(&self, from: (f64, f64), to: (f64, f64)) {
        self.dispatch_mouse_event(DispatchMouseEventType::MousePressed, from, 1)
            .await;
        self.dispatch_mouse_event(DispatchMouseEventType::MouseMoved, to, 1)
            .await;
        self.dispatch_mouse_event(DispatchMouseEventType::MouseReleased, to, 1)
            .await;
    }

    /// Scrolls the mouse wheel at a point, by a number of pixels.
    pub(super) async fn scroll_wheel(&self, x: f64, y: f64, by: f64) {
        let mut wheel = DispatchMouseEventParams::new(DispatchMouseEventType::MouseWheel, x, y);
        (wheel.delta_x, wheel.delta_y) = (Some(0.0), Some(by));
        self.page.execute(wheel).await.expect("a wheel event");
    }

    /// `buttons` is 1 if the left button is pressed or released.
    async fn dispatch_mouse_event(
        &self,
        kind: DispatchMouseEventType,
        (x, y): (f64, f64),
        buttons: i64,
    ) {
        let mut mouse = DispatchMouseEventParams::new(kind, x, y);
        (mouse.click_count, mouse.buttons) = (Some(buttons), Some(buttons));
        mouse.button = (buttons == 1).then_some(MouseButton::Left);
        self.page.execute(mouse).await.expect("a mouse event");
    }

    /// Focuses an element and presses Enter.
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

    /// Presses and releases a key: `Enter`, `ArrowDown`, `/`.
    pub(super) async fn press(&self, key: &str) {
        self.press_with_modifiers(key, 0).await;
    }

    /// The same with modifier keys: 2 is Control, 8 is Shift.
    pub(super) async fn press_with_modifiers(&self, key: &str, modifiers: i64) {
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

    /// Types a text into the focused element, key by key.
    pub(super) async fn type_text(&self, text: &str) {
        for c in text.chars() {
            self.press(&c.to_string()).await;
        }
    }

    /// Replaces the value of the focused field in one step.
    pub(super) async fn fill(&self, text: &str) {
        self.evaluate("document.activeElement.select()").await;
        self.page
            .execute(InsertTextParams::new(text))
            .await
            .expect("a text");
    }

    /// Evaluates a JavaScript expression in the page, and awaits a promise. Works with disabled
    /// scripts, too.
    pub(crate) async fn evaluate(&self, expression: &str) -> Value {
        self.try_evaluate(expression)
            .await
            .unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    async fn try_evaluate(&self, expression: &str) -> Result<Value, String> {
        let mut parameters = EvaluateParams::new(expression);
        parameters.return_by_value = Some(true);
        parameters.await_promise = Some(true);
        let response = self
            .page
            .execute(parameters)
            .await
            .map_err(|error| error.to_string())?
            .result;
        match response.exception_details {
            Some(exception) => Err(format!("{exception:?}")),
            None => Ok(response.result.value.unwrap_or(Value::Null)),
        }
    }

    /// Waits until a JavaScript expression is truthy.
    /// Runs a script of a package that `npm ci` installs.
    pub(super) async fn run_script_of(&self, package: &str) {
        let path = support::folder("node_modules").join(package);
        let script = std::fs::read_to_string(&path)
            .unwrap_or_else(|_| panic!("{} is missing; npm ci installs it", path.display()));
        self.evaluate(&format!("{script}; void 0")).await;
    }

    pub(super) async fn wait_until(&self, expression: &str) {
        self.wait_until_equal(&format!("Boolean({expression})"), true)
            .await;
    }

    /// Waits until a JavaScript expression has an expected value.
    pub(super) async fn wait_until_equal(&self, expression: &str, expected: impl Into<Value>) {
        let (expected, deadline) = (expected.into(), Instant::now() + TIMEOUT);
        loop {
            let actual = self.try_evaluate(expression).await;
            if actual.as_ref().is_ok_and(|actual| *actual == expected) {
                return;
            }
            if Instant::now() > deadline {
                let events = self.try_evaluate("JSON.stringify(playerEvents)").await;
                panic!(
                    "{expression}\n is {actual:?}\n not {expected}\n player: {events:?}\n console: {:?}",
                    self.errors()
                );
            }
            // Only the polling interval: the condition decides, not the time.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Sends a control message to the fake player: `{action: "boot"}`, `{action: "tap"}`,
    /// `{duration: 612.4}`, `{message: …}`.
    pub(super) async fn control_player(&self, message: &str) {
        self.evaluate(&format!(
            "document.querySelector('.player iframe').contentWindow.postMessage({message}, '*')"
        ))
        .await;
    }

    /// The values of performance metrics such as `JSEventListeners`, `Nodes` and `Documents` after
    /// a garbage collection.
    pub(super) async fn metrics_after_gc(&self, names: &[&str]) -> Vec<f64> {
        self.page
            .execute(CollectGarbageParams::default())
            .await
            .expect("a garbage collection");
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

    /// The errors in the console, and uncaught exceptions.
    pub(super) fn errors(&self) -> Vec<String> {
        self.errors.lock().expect("not poisoned").clone()
    }

    /// Waits until a tab has a URL.
    pub(super) async fn wait_until_tab_opens(&self, url: &str) {
        let deadline = Instant::now() + TIMEOUT;
        loop {
            let pages = self.chromium.browser.pages().await.expect("pages");
            let tabs = stream::iter(pages).filter_map(async |page| page.url().await.ok().flatten());
            let tabs: Vec<String> = tabs.collect().await;
            if tabs.iter().any(|tab| tab == url) {
                return;
            }
            assert!(Instant::now() < deadline, "no tab at {url} among {tabs:?}");
            // Only the polling interval: the condition decides, not the time.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Saves a screenshot of the viewport to a file, and returns its bytes.
    pub(super) async fn screenshot(&self, path: &Path) -> Vec<u8> {
        self.page
            .save_screenshot(ScreenshotParams::builder().build(), path)
            .await
            .expect("a screenshot")
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let (chromium, context) = (self.chromium, self.context.clone());
        chromium
            .runtime
            .spawn(async move { chromium.browser.dispose_browser_context(context).await });
    }
}

async fn record_errors(page: &Page, chromium: &Chromium) -> Arc<Mutex<Vec<String>>> {
    let console = page
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
    let console = console.filter_map(async |event| {
        let is_error = event.r#type == ConsoleApiCalledType::Error;
        is_error.then(|| format!("{:?}", event.args))
    });
    let logged = logged.filter_map(async |event| {
        let is_error = event.entry.level == LogEntryLevel::Error;
        is_error.then(|| format!("{} {:?}", event.entry.text, event.entry.url))
    });
    let thrown = thrown.map(|event| format!("{:?}", event.exception_details));
    let errors = Arc::<Mutex<Vec<String>>>::default();
    let (all, recorded) = (
        stream::select(console, stream::select(logged, thrown)),
        Arc::clone(&errors),
    );
    chromium.runtime.spawn(async move {
        all.for_each(async |error: String| recorded.lock().expect("not poisoned").push(error))
            .await;
    });
    errors
}
