//! How much of the processor's time a page takes: what the browser traces while something is done.

use chromiumoxide::cdp::browser_protocol::io::ReadParams;
use chromiumoxide::cdp::browser_protocol::tracing::{
    EndParams, EventTracingComplete, StartParams, StartTransferMode, TraceConfig,
};
use futures::StreamExt;
use serde_json::Value;

use super::driver::Reader;

impl Reader {
    /// The longest task of a page's own thread while it loads, in milliseconds of the processor's
    /// time, which other programs do not stretch as they stretch the clock's. Pages themselves are
    /// told of tasks of scripts alone; here drawing counts too.
    pub(super) async fn longest_task_of(&self, url: &str) -> f64 {
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
        // As a stream, because events of several kinds do not arrive in the order in which they
        // were sent.
        let start = StartParams::builder()
            .trace_config(config)
            .transfer_mode(StartTransferMode::ReturnAsStream);
        self.page.execute(start.build()).await.expect("a trace");
        self.arrives(url).await;
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
            let part = self
                .page
                .execute(ReadParams::new(stream.clone()))
                .await
                .expect("a part of the trace")
                .result;
            trace.push_str(&part.data);
            if part.eof {
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

/// The longest task of the thread that read the page at a URL.
fn longest_task(events: &[Value], url: &str) -> f64 {
    let thread = |event: &Value| (event["pid"].clone(), event["tid"].clone());
    let reads =
        |event: &&Value| event["name"] == "ParseHTML" && event["args"]["beginData"]["url"] == url;
    let own = thread(events.iter().find(reads).expect("the page was read"));
    let tasks = events
        .iter()
        .filter(|event| event["name"] == "ThreadControllerImpl::RunTask" && thread(event) == own);
    tasks
        .filter_map(|event| event["tdur"].as_f64())
        .fold(0.0, f64::max)
        / 1000.0
}
