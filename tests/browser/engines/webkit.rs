//! WebKit in GTK's minimal browser on a virtual screen, driven by WebDriver.

use std::net::TcpListener;
use std::path::Path;

use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::{CLOSED_PORT, Engine, key_actions};
use crate::support::keeper::{Keeper, keep, until_some};

/// The key of an element's id, from the WebDriver standard.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Otherwise the toolbar of the browser makes its window wider than a phone.
const GTK_STYLES: &str = "* { min-width: 0; padding: 0; font-size: 1px; }";

pub(super) struct WebKit {
    client: Client,
    /// The URL of the session.
    session: String,
    // Dropped in this order.
    _driver: Keeper,
    _screen: Keeper,
}

impl WebKit {
    pub(super) async fn start() -> Self {
        let (screen, display) = screen();
        let folder = tempfile::tempdir().expect("a temporary folder").keep();
        let settings = folder.join(".config/gtk-3.0");
        std::fs::create_dir_all(&settings).expect("a folder");
        std::fs::write(settings.join("gtk.css"), GTK_STYLES).expect("styles");
        // The driver cannot pick a free port itself.
        let port = TcpListener::bind("127.0.0.1:0")
            .expect("a free port")
            .local_addr()
            .expect("an address")
            .port();
        let environment = [
            format!("DISPLAY=:{display}"),
            format!("http_proxy=http://{CLOSED_PORT}"),
            format!("https_proxy=http://{CLOSED_PORT}"),
            "no_proxy=127.0.0.1".to_owned(),
            // There is no GPU.
            "LIBGL_ALWAYS_SOFTWARE=1".to_owned(),
            "WEBKIT_DISABLE_COMPOSITING_MODE=1".to_owned(),
            "WEBKIT_DISABLE_DMABUF_RENDERER=1".to_owned(),
            // There is no desktop with settings or assistive technology.
            "GSETTINGS_BACKEND=memory".to_owned(),
            "NO_AT_BRIDGE=1".to_owned(),
            "GTK_A11Y=none".to_owned(),
        ];
        let executable =
            std::env::var("WEBKIT_DRIVER").unwrap_or_else(|_| "WebKitWebDriver".to_owned());
        let command = [
            executable,
            "--host=127.0.0.1".to_owned(),
            format!("--port={port}"),
        ];
        let driver = keep(&folder, "env", environment.iter().chain(&command));
        let client = Client::builder().no_proxy().build().expect("a client");
        until_some(
            "WebKit did not start. Is it installed? (WEBKIT_DRIVER=path)",
            || std::net::TcpStream::connect(("127.0.0.1", port)).ok(),
        );
        let mut webkit = Self {
            client,
            session: format!("http://127.0.0.1:{port}/session"),
            _driver: driver,
            _screen: screen,
        };
        let proxy = json!({ "proxyType": "manual", "httpProxy": CLOSED_PORT, "sslProxy": CLOSED_PORT, "noProxy": ["127.0.0.1"] });
        let capabilities = json!({ "capabilities": { "alwaysMatch": { "proxy": proxy } } });
        let session = webkit
            .call(Method::POST, "", capabilities)
            .await
            .expect("a session");
        webkit.session = format!(
            "{}/{}",
            webkit.session,
            session["sessionId"].as_str().expect("an id")
        );
        webkit
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> Result<Value, String> {
        let request = self
            .client
            .request(method, format!("{}{path}", self.session))
            .body(body.to_string());
        let http_response = request.send().await.map_err(|error| error.to_string())?;
        let is_success = http_response.status().is_success();
        let text = http_response
            .text()
            .await
            .map_err(|error| error.to_string())?;
        let mut response: Value =
            serde_json::from_str(&text).map_err(|error| format!("{text}: {error}"))?;
        if is_success {
            Ok(response["value"].take())
        } else {
            Err(text)
        }
    }
}

/// A virtual screen and its number.
fn screen() -> (Keeper, u32) {
    let folder = tempfile::tempdir().expect("a temporary folder").keep();
    let display_file = folder.join("display");
    let run = r#"exec Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp 3>"$0""#;
    let keeper = keep(
        &folder,
        "sh",
        [Path::new("-c"), Path::new(run), &display_file],
    );
    let display = until_some("Xvfb did not start. Is it installed?", || {
        let display = std::fs::read_to_string(&display_file).ok()?;
        display.strip_suffix('\n')?.parse().ok()
    });
    (keeper, display)
}

impl Engine for WebKit {
    async fn open(&mut self, url: &str) {
        self.call(Method::POST, "/url", json!({ "url": url }))
            .await
            .expect("the page loads");
    }

    async fn text(&mut self, expression: &str) -> Result<String, String> {
        let script = json!({ "script": format!("return ({expression})"), "args": [] });
        let value = self.call(Method::POST, "/execute/sync", script).await?;
        value
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| format!("{expression} is {value}"))
    }

    async fn click(&mut self, selector: &str) {
        let find = json!({ "using": "css selector", "value": selector });
        let element = self
            .call(Method::POST, "/element", find)
            .await
            .expect("the element");
        let click = format!(
            "/element/{}/click",
            element[ELEMENT].as_str().expect("an id")
        );
        self.call(Method::POST, &click, json!({}))
            .await
            .unwrap_or_else(|error| panic!("a click on {selector}: {error}"));
    }

    async fn type_text(&mut self, text: &str) {
        let actions = json!({ "actions": key_actions(text) });
        self.call(Method::POST, "/actions", actions)
            .await
            .expect("the actions");
    }

    async fn resize(&mut self, width: u32, height: u32) {
        let window = json!({ "width": width, "height": height });
        self.call(Method::POST, "/window/rect", window)
            .await
            .expect("another size");
    }
}
