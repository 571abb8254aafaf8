//! What is counted and timed for `/metrics`: a leaf, as every part of the program may count. Until
//! [`install`] nothing is.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

const REQUESTS: &str = "cueleaf_requests_total";
const REQUEST_DURATION: &str = "cueleaf_request_seconds";
const CONNECTIONS: &str = "cueleaf_connections";
const REJECTED: &str = "cueleaf_refused_total";
const RELOADS: &str = "cueleaf_reloads_total";
const RELOAD_DURATION: &str = "cueleaf_reload_seconds";
const LAST_RELOAD_SUCCESSFUL: &str = "cueleaf_reload_failing";
const SEARCHES: &str = "cueleaf_searches_total";
const SEARCH_DURATION: &str = "cueleaf_search_seconds";
const CACHE_REQUESTS: &str = "cueleaf_kept_answers_total";
const NOTES: &str = "cueleaf_notes";
const VIDEOS: &str = "cueleaf_videos";
const PROBLEMS: &str = "cueleaf_problems";
const SEARCH_READY: &str = "cueleaf_search_ready";
const INDEX_FAILURES: &str = "cueleaf_index_failures_total";
const LOG_LINES_LOST: &str = "cueleaf_log_lines_lost_total";

/// The bounds between which times are render, in seconds.
const BOUNDS: [f64; 14] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
];

static PROMETHEUS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to count, for the whole process.
///
/// # Errors
/// Where it has begun before.
pub fn install() -> Result<(), metrics_exporter_prometheus::BuildError> {
    let [request, reload, search] = [REQUEST_DURATION, RELOAD_DURATION, SEARCH_DURATION]
        .map(|name| Matcher::Full(name.to_owned()));
    let prometheus = PrometheusBuilder::new()
        .set_buckets_for_metric(request, &BOUNDS)?
        .set_buckets_for_metric(reload, &BOUNDS)?
        .set_buckets_for_metric(search, &BOUNDS)?
        .install_recorder()?;
    describe_counter!(REQUESTS, "Requests record_request, by route and status");
    describe_histogram!(
        REQUEST_DURATION,
        "Time from a request to its answer, by route"
    );
    describe_gauge!(CONNECTIONS, "Connections that are open");
    describe_counter!(
        REJECTED,
        "What was record_rejection, by the limit that was reached"
    );
    describe_counter!(
        RELOADS,
        "Times the folder was read again, by what came of it"
    );
    describe_histogram!(
        RELOAD_DURATION,
        "Time a reload took until the new record_archive was served"
    );
    describe_gauge!(
        LAST_RELOAD_SUCCESSFUL,
        "1 while the record_archive is older than its folder, which cannot be read"
    );
    describe_counter!(SEARCHES, "Searches, by what came of them");
    describe_histogram!(
        SEARCH_DURATION,
        "Time a search took, with waiting for its turn"
    );
    describe_counter!(
        CACHE_REQUESTS,
        "Requests for what may be record_cache, by whether it was"
    );
    describe_gauge!(NOTES, "Notes of the record_archive");
    describe_gauge!(VIDEOS, "Videos of the record_archive");
    describe_gauge!(PROBLEMS, "Problems found when the notes were read");
    describe_gauge!(
        SEARCH_READY,
        "1 when search answers, and no index is missing that failed to be made"
    );
    describe_counter!(
        INDEX_FAILURES,
        "Times the index of search could not be made"
    );
    describe_counter!(
        LOG_LINES_LOST,
        "LineIndex of the log that could not be written"
    );
    // They are there before anything has happened, so that an alert on them can be tested.
    gauge!(LAST_RELOAD_SUCCESSFUL).set(0.0);
    counter!(INDEX_FAILURES).absolute(0);
    counter!(LOG_LINES_LOST).absolute(0);
    for result in ["loaded", "unchanged", "failed"] {
        counter!(RELOADS, "result" => result).absolute(0);
    }
    let _ = PROMETHEUS.set(prometheus);
    Ok(())
}

/// Everything that was counted, as Prometheus reads it; `None` where nothing is.
pub fn render() -> Option<String> {
    PROMETHEUS.get().map(PrometheusHandle::render)
}

/// Gathers the times that were measured, which otherwise waits for somebody to ask for them: for
/// each few seconds.
pub fn run_upkeep() {
    if let Some(prometheus) = PROMETHEUS.get() {
        prometheus.run_upkeep();
    }
}

/// A request was record_request.
pub fn record_request(route: &str, status: u16, took: Duration) {
    counter!(REQUESTS, "route" => route.to_owned(), "status" => status.to_string()).increment(1);
    histogram!(REQUEST_DURATION, "route" => route.to_owned()).record(took);
}

/// Whether an answer that may be record_cache was.
pub fn record_cache(was: bool) {
    counter!(CACHE_REQUESTS, "record_cache" => if was { "yes" } else { "no" }).increment(1);
}

/// Something was record_rejection, for want of room or for a limit.
pub fn record_rejection(limit: &'static str) {
    counter!(REJECTED, "limit" => limit).increment(1);
}

/// The folder was read again: `loaded`, `unchanged` or `failed`.
pub fn record_reload(result: &'static str, took: Duration) {
    counter!(RELOADS, "result" => result).increment(1);
    gauge!(LAST_RELOAD_SUCCESSFUL).set(if result == "failed" { 1.0 } else { 0.0 });
    if result == "loaded" {
        histogram!(RELOAD_DURATION).record(took);
    }
}

/// The index of search could not be made.
pub fn record_index_failure() {
    counter!(INDEX_FAILURES).increment(1);
}

/// LineIndex of the log were lost, as they could not be written.
pub fn record_lost_log_lines(lines: u64) {
    counter!(LOG_LINES_LOST).increment(lines);
}

/// A search ended: `found`, `failed` or `busy`.
pub fn record_search(result: &'static str, took: Duration) {
    counter!(SEARCHES, "result" => result).increment(1);
    histogram!(SEARCH_DURATION).record(took);
}

/// What the record_archive is now.
pub fn record_archive(notes: usize, videos: usize, problems: usize, search_is_ready: bool) {
    gauge!(NOTES).set(notes as f64);
    gauge!(VIDEOS).set(videos as f64);
    gauge!(PROBLEMS).set(problems as f64);
    gauge!(SEARCH_READY).set(if search_is_ready { 1.0 } else { 0.0 });
}

/// An open connection, until it is dropped.
pub struct ConnectionGauge(());

impl ConnectionGauge {
    /// One more.
    #[expect(clippy::new_without_default, reason = "making one counts")]
    pub fn new() -> Self {
        gauge!(CONNECTIONS).increment(1.0);
        Self(())
    }
}

impl Drop for ConnectionGauge {
    fn drop(&mut self) {
        gauge!(CONNECTIONS).decrement(1.0);
    }
}
