//! What is counted and timed for `/metrics`: a leaf, as every part of the program may count. Until
//! [`begin`] nothing is.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

const REQUESTS: &str = "cueleaf_requests_total";
const REQUEST_SECONDS: &str = "cueleaf_request_seconds";
const CONNECTIONS: &str = "cueleaf_connections";
const REFUSED: &str = "cueleaf_refused_total";
const RELOADS: &str = "cueleaf_reloads_total";
const RELOAD_SECONDS: &str = "cueleaf_reload_seconds";
const RELOAD_FAILING: &str = "cueleaf_reload_failing";
const SEARCHES: &str = "cueleaf_searches_total";
const SEARCH_SECONDS: &str = "cueleaf_search_seconds";
const KEPT: &str = "cueleaf_kept_answers_total";
const NOTES: &str = "cueleaf_notes";
const VIDEOS: &str = "cueleaf_videos";
const PROBLEMS: &str = "cueleaf_problems";
const SEARCH_READY: &str = "cueleaf_search_ready";
const INDEX_FAILURES: &str = "cueleaf_index_failures_total";
const LOG_LINES_LOST: &str = "cueleaf_log_lines_lost_total";

/// The bounds between which times are told, in seconds.
const BOUNDS: [f64; 14] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
];

static PROMETHEUS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to count, for the whole process.
///
/// # Errors
/// Where it has begun before.
pub fn begin() -> Result<(), metrics_exporter_prometheus::BuildError> {
    let [request, reload, search] = [REQUEST_SECONDS, RELOAD_SECONDS, SEARCH_SECONDS]
        .map(|name| Matcher::Full(name.to_owned()));
    let prometheus = PrometheusBuilder::new()
        .set_buckets_for_metric(request, &BOUNDS)?
        .set_buckets_for_metric(reload, &BOUNDS)?
        .set_buckets_for_metric(search, &BOUNDS)?
        .install_recorder()?;
    describe_counter!(REQUESTS, "Requests answered, by route and status");
    describe_histogram!(
        REQUEST_SECONDS,
        "Time from a request to its answer, by route"
    );
    describe_gauge!(CONNECTIONS, "Connections that are open");
    describe_counter!(REFUSED, "What was refused, by the limit that was reached");
    describe_counter!(
        RELOADS,
        "Times the folder was read again, by what came of it"
    );
    describe_histogram!(
        RELOAD_SECONDS,
        "Time a reload took until the new archive was served"
    );
    describe_gauge!(
        RELOAD_FAILING,
        "1 while the archive is older than its folder, which cannot be read"
    );
    describe_counter!(SEARCHES, "Searches, by what came of them");
    describe_histogram!(
        SEARCH_SECONDS,
        "Time a search took, with waiting for its turn"
    );
    describe_counter!(KEPT, "Requests for what may be kept, by whether it was");
    describe_gauge!(NOTES, "Notes of the archive");
    describe_gauge!(VIDEOS, "Videos of the archive");
    describe_gauge!(PROBLEMS, "Problems found when the notes were read");
    describe_gauge!(
        SEARCH_READY,
        "1 when search answers, and no index is missing that failed to be made"
    );
    describe_counter!(
        INDEX_FAILURES,
        "Times the index of search could not be made"
    );
    describe_counter!(LOG_LINES_LOST, "Lines of the log that could not be written");
    // They are there before anything has happened, so that an alert on them can be tested.
    gauge!(RELOAD_FAILING).set(0.0);
    counter!(INDEX_FAILURES).absolute(0);
    counter!(LOG_LINES_LOST).absolute(0);
    for result in ["loaded", "unchanged", "failed"] {
        counter!(RELOADS, "result" => result).absolute(0);
    }
    let _ = PROMETHEUS.set(prometheus);
    Ok(())
}

/// Everything that was counted, as Prometheus reads it; `None` where nothing is.
pub fn told() -> Option<String> {
    PROMETHEUS.get().map(PrometheusHandle::render)
}

/// Gathers the times that were measured, which otherwise waits for somebody to ask for them: for
/// each few seconds.
pub fn gather() {
    if let Some(prometheus) = PROMETHEUS.get() {
        prometheus.run_upkeep();
    }
}

/// A request was answered.
pub fn answered(route: &str, status: u16, took: Duration) {
    counter!(REQUESTS, "route" => route.to_owned(), "status" => status.to_string()).increment(1);
    histogram!(REQUEST_SECONDS, "route" => route.to_owned()).record(took);
}

/// Whether an answer that may be kept was.
pub fn kept(was: bool) {
    counter!(KEPT, "kept" => if was { "yes" } else { "no" }).increment(1);
}

/// Something was refused, for want of room or for a limit.
pub fn refused(limit: &'static str) {
    counter!(REFUSED, "limit" => limit).increment(1);
}

/// The folder was read again: `loaded`, `unchanged` or `failed`.
pub fn reloaded(result: &'static str, took: Duration) {
    counter!(RELOADS, "result" => result).increment(1);
    gauge!(RELOAD_FAILING).set(if result == "failed" { 1.0 } else { 0.0 });
    if result == "loaded" {
        histogram!(RELOAD_SECONDS).record(took);
    }
}

/// The index of search could not be made.
pub fn index_failed() {
    counter!(INDEX_FAILURES).increment(1);
}

/// Lines of the log were lost, as they could not be written.
pub fn log_lost(lines: u64) {
    counter!(LOG_LINES_LOST).increment(lines);
}

/// A search ended: `found`, `failed` or `busy`.
pub fn searched(result: &'static str, took: Duration) {
    counter!(SEARCHES, "result" => result).increment(1);
    histogram!(SEARCH_SECONDS).record(took);
}

/// What the archive is now.
pub fn archive(notes: usize, videos: usize, problems: usize, search_is_ready: bool) {
    gauge!(NOTES).set(notes as f64);
    gauge!(VIDEOS).set(videos as f64);
    gauge!(PROBLEMS).set(problems as f64);
    gauge!(SEARCH_READY).set(if search_is_ready { 1.0 } else { 0.0 });
}

/// An open connection, until it is dropped.
pub struct Open(());

impl Open {
    /// One more.
    #[expect(clippy::new_without_default, reason = "making one counts")]
    pub fn new() -> Self {
        gauge!(CONNECTIONS).increment(1.0);
        Self(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        gauge!(CONNECTIONS).decrement(1.0);
    }
}
