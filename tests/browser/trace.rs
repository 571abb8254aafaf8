//! The CPU time of a page, from the trace events of the browser.

use chromiumoxide::cdp::browser_protocol::io::ReadParams;
use chromiumoxide::cdp::browser_protocol::tracing::{
    EndParams, EventTracingComplete, StartParams, StartTransferMode, TraceConfig,
};
use futures::StreamExt;
use serde_json::Value;

use super::driver::Tab;

impl Tab {
    /// The longest task of a page's main thread while it loads, in milliseconds of CPU time, which
    /// depends less on other programs than wall time. It includes layout and painting.
    pub(super) async fn longest_task_ms(&self, url: &str) -> f64 {
        let mut ended = self
            .page
            .event_listener::<EventTracingComplete>()
            .await
            .expect("a listener");
        let categories = vec!["toplevel".to_owned(), "devtools.timeline".to_owned()];
        let config = TraceConfig {
            included_categories: Some(categories),
            ..TraceConfig::default()
        };
        // As a stream, because events of different types may arrive in another order than they were
        // sent in.
        let start = StartParams::builder()
            .trace_config(config)
            .transfer_mode(StartTransferMode::ReturnAsStream);
        self.page.execute(start.build()).await.expect("a trace");
        self.visit_and_settle(url).await;
        self.page
            .execute(EndParams::default())
            .await
            .expect("the trace ends");
        let stream = ended
            .next()
            .await
            .and_then(|end| end.stream.clone())
            .expect("a stream");
        let mut trace = String::new();
        loop {
            let chunk = self
                .page
                .execute(ReadParams::new(stream.clone()))
                .await
                .expect("a chunk of the trace")
                .result;
            trace.push_str(&chunk.data);
            if chunk.eof {
                break;
            }
        }
        let trace: Value = serde_json::from_str(&trace).expect("a trace");
        longest_task(
            trace["traceEvents"].as_array().expect("events"),
            &self.url(url),
        )
    }
}

/// The longest task of the thread that parsed the page at a URL.
fn longest_task(events: &[Value], url: &str) -> f64 {
    let thread = |event: &Value| (event["pid"].clone(), event["tid"].clone());
    let parses_page =
        |event: &&Value| event["name"] == "ParseHTML" && event["args"]["beginData"]["url"] == url;
    let main_thread = thread(events.iter().find(parses_page).expect("the page is parsed"));
    let tasks = events.iter().filter(|event| {
        event["name"] == "ThreadControllerImpl::RunTask" && thread(event) == main_thread
    });
    tasks
        .filter_map(|event| event["tdur"].as_f64())
        .fold(0.0, f64::max)
        / 1000.0
}
