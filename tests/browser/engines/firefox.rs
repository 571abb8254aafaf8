//! Firefox, driven by WebDriver BiDi.

use async_tungstenite::WebSocketStream;
use async_tungstenite::tokio::{ConnectStream, connect_async};
use async_tungstenite::tungstenite::Message;
use futures::StreamExt;
use serde_json::{Value, json};

use super::{CLOSED_PORT, Engine, key_actions};
use crate::support::keeper::{Keeper, keep, until_some};

/// Requests to other machines go to a closed port, and the browser makes no requests of its own.
const PREFERENCES: [(&str, &str); 12] = [
    ("network.proxy.type", "1"),
    ("network.proxy.http", "\"127.0.0.1\""),
    ("network.proxy.ssl", "\"127.0.0.1\""),
    ("network.proxy.socks", "\"127.0.0.1\""),
    ("network.proxy.http_port", "9"),
    ("network.proxy.ssl_port", "9"),
    ("network.proxy.socks_port", "9"),
    ("network.proxy.no_proxies_on", "\"127.0.0.1\""),
    ("app.update.disabledForTesting", "true"),
    ("datareporting.policy.dataSubmissionEnabled", "false"),
    ("network.captive-portal-service.enabled", "false"),
    ("network.connectivity-service.enabled", "false"),
];

pub(super) struct Firefox {
    socket: WebSocketStream<ConnectStream>,
    context: String,
    calls: u64,
    _keeper: Keeper,
}

impl Firefox {
    pub(super) async fn start() -> Self {
        assert!(
            CLOSED_PORT.ends_with(":9"),
            "the preferences have the same port"
        );
        let folder = tempfile::tempdir().expect("a temporary folder").keep();
        let lines = PREFERENCES.map(|(name, value)| format!("user_pref(\"{name}\", {value});\n"));
        std::fs::write(folder.join("user.js"), lines.concat()).expect("preferences");
        let executable = std::env::var("FIREFOX").unwrap_or_else(|_| "firefox-esr".to_owned());
        let profile = folder.display().to_string();
        let arguments = [
            "--headless",
            "--no-remote",
            "--remote-debugging-port=0",
            "--profile",
            &profile,
        ];
        let keeper = keep(&folder, &executable, arguments);
        let port = until_some(
            "Firefox did not start. Is it installed? (FIREFOX=path)",
            || {
                let server_info =
                    std::fs::read_to_string(folder.join("WebDriverBiDiServer.json")).ok()?;
                serde_json::from_str::<Value>(&server_info).ok()?["ws_port"].as_u64()
            },
        );
        let (socket, _) = connect_async(format!("ws://127.0.0.1:{port}/session"))
            .await
            .expect("a connection");
        let mut firefox = Self {
            socket,
            context: String::new(),
            calls: 0,
            _keeper: keeper,
        };
        firefox
            .call("session.new", json!({ "capabilities": {} }))
            .await
            .expect("a session");
        let tree = firefox
            .call("browsingContext.getTree", json!({}))
            .await
            .expect("the windows");
        firefox.context = tree["contexts"][0]["context"]
            .as_str()
            .expect("a window")
            .to_owned();
        firefox
    }

    async fn call(&mut self, method: &str, parameters: Value) -> Result<Value, String> {
        self.calls += 1;
        let call = json!({ "id": self.calls, "method": method, "params": parameters });
        self.socket
            .send(Message::text(call.to_string()))
            .await
            .map_err(|error| error.to_string())?;
        while let Some(message) = self.socket.next().await {
            let Message::Text(text) = message.map_err(|error| error.to_string())? else {
                continue;
            };
            let mut response: Value =
                serde_json::from_str(&text).map_err(|error| error.to_string())?;
            if response["id"] == self.calls {
                return if response["type"] == "success" {
                    Ok(response["result"].take())
                } else {
                    Err(text.to_string())
                };
            }
        }
        Err("Firefox has closed the connection".to_owned())
    }

    async fn perform_actions(&mut self, actions: Value) {
        let call = json!({ "context": self.context, "actions": actions });
        self.call("input.performActions", call)
            .await
            .expect("the actions");
    }

    async fn evaluate(&mut self, expression: &str) -> Result<Value, String> {
        let target = json!({ "context": self.context });
        let call = json!({ "expression": expression, "target": target, "awaitPromise": true });
        let mut response = self.call("script.evaluate", call).await?;
        if response["type"] == "success" {
            Ok(response["result"].take())
        } else {
            Err(response.to_string())
        }
    }
}

impl Engine for Firefox {
    async fn open(&mut self, url: &str) {
        // Firefox's own wait fails if a frame cannot be loaded.
        self.evaluate("window.isPreviousPage = true")
            .await
            .expect("a page");
        let call = json!({ "context": self.context, "url": url, "wait": "none" });
        // An error may be about a frame of the previous page, which still loads: the page decides.
        let navigation = self.call("browsingContext.navigate", call).await;
        if let Err(error) = navigation {
            eprintln!("Firefox reports while it opens {url}: {error}");
        }
        self.wait_until_equal(
            "!window.isPreviousPage && document.readyState === 'complete'",
            true,
        )
        .await;
    }

    async fn text(&mut self, expression: &str) -> Result<String, String> {
        let value = self.evaluate(expression).await?;
        value["value"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| format!("{expression} is {value}"))
    }

    async fn click(&mut self, selector: &str) {
        let find = format!(
            "(element => (element.scrollIntoView({{ block: 'center', behavior: 'instant' }}), element))
                (document.querySelector({}))",
            json!(selector)
        );
        let element = self.evaluate(&find).await.expect("the element");
        let origin = json!({ "type": "element", "element": { "sharedId": element["sharedId"] } });
        let actions = json!([
            { "type": "pointerMove", "x": 0, "y": 0, "origin": origin },
            { "type": "pointerDown", "button": 0 },
            { "type": "pointerUp", "button": 0 },
        ]);
        let mouse = json!([{ "type": "pointer", "id": "mouse", "actions": actions }]);
        self.perform_actions(mouse).await;
    }

    async fn type_text(&mut self, text: &str) {
        self.perform_actions(key_actions(text)).await;
    }

    async fn resize(&mut self, width: u32, height: u32) {
        let viewport = json!({ "width": width, "height": height });
        let call = json!({ "context": self.context, "viewport": viewport });
        self.call("browsingContext.setViewport", call)
            .await
            .expect("another size");
    }
}
