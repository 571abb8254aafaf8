//! What a reader sees in the browsers' three engines: Chromium's, Firefox's and WebKit's, which
//! every browser on an iPhone uses. What is asked here of all kinds of page is little;
//! `tests/browser` asks the rest of Chromium alone.

mod firefox;
mod pages;
mod recorded;
mod styles;
mod webkit;

use std::time::{Duration, Instant};

use serde_json::Value;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where nothing listens: a browser that asks for anything outside this machine asks there.
const NOWHERE: &str = "127.0.0.1:9";

/// A browser with one window.
trait Engine {
    /// Opens an address and waits until it is loaded.
    async fn open(&mut self, address: &str);

    /// The text that an expression of JavaScript comes to in the page.
    async fn text(&mut self, expression: &str) -> Result<String, String>;

    /// Clicks the first element that a selector finds, with the mouse.
    async fn click(&mut self, selector: &str);

    /// The value of an expression of JavaScript in the page.
    async fn sees(&mut self, expression: &str) -> Result<Value, String> {
        let text = self
            .text(&format!("JSON.stringify({expression}) ?? 'null'"))
            .await?;
        serde_json::from_str(&text).map_err(|error| format!("{text}: {error}"))
    }

    /// Waits until an expression of JavaScript has a value in the page.
    async fn until_equal(&mut self, expression: &str, expected: impl Into<Value>) {
        let (expected, deadline) = (expected.into(), Instant::now() + PATIENCE);
        loop {
            let seen = self.sees(expression).await;
            if seen.as_ref() == Ok(&expected) {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "{expression}\n is {seen:?}\n not {expected}"
            );
            // Only the pause between two looks: the condition decides, not the time.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
