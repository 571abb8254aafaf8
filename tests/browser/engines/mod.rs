//! Tests in three browser engines: Chromium, Firefox, and WebKit, which every browser on an iPhone
//! uses. They cover each kind of page and what readers do most; `tests/browser` tests the rest in
//! Chromium only.

mod firefox;
mod jobs;
mod pages;
mod styles;
mod test_server;
mod webkit;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The time limit for an expected state.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A closed port, as a proxy for all requests to other machines.
const CLOSED_PORT: &str = "127.0.0.1:9";

/// Special keys of the WebDriver standard.
const ENTER: &str = "\u{E007}";
const ARROW_UP: &str = "\u{E013}";

/// The presses of the keys that type a text, in the WebDriver standard.
fn key_actions(text: &str) -> Value {
    let press = |key: char| {
        ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() }))
    };
    let actions: Vec<Value> = text.chars().flat_map(press).collect();
    json!([{ "type": "key", "id": "keyboard", "actions": actions }])
}

/// A browser with one window.
trait Engine {
    /// Opens a URL and waits until it is loaded.
    async fn open(&mut self, url: &str);

    /// Evaluates a JavaScript expression in the page, as text.
    async fn text(&mut self, expression: &str) -> Result<String, String>;

    /// Clicks the first element that matches a selector, with the mouse.
    async fn click(&mut self, selector: &str);

    /// Presses the keys that type a text. Keys without a character have those of the WebDriver
    /// standard, such as [`ENTER`].
    async fn type_text(&mut self, text: &str);

    /// Sets the size of the page in pixels.
    async fn resize(&mut self, width: u32, height: u32);

    /// Evaluates a JavaScript expression in the page.
    async fn evaluate(&mut self, expression: &str) -> Result<Value, String> {
        let text = self
            .text(&format!("JSON.stringify({expression}) ?? 'null'"))
            .await?;
        serde_json::from_str(&text).map_err(|error| format!("{text}: {error}"))
    }

    /// Waits until a JavaScript expression has an expected value.
    async fn wait_until_equal(&mut self, expression: &str, expected: impl Into<Value>) {
        let (expected, deadline) = (expected.into(), Instant::now() + TIMEOUT);
        loop {
            let actual = self.evaluate(expression).await;
            if actual.as_ref() == Ok(&expected) {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "{expression}\n is {actual:?}\n not {expected}"
            );
            // Only the polling interval: the condition decides, not the time.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
