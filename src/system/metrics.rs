//! Prometheus metrics of the process, which `site`, `web` and `cli` record. Nothing is recorded
//! before [`install`].

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

const REQUESTS: &str = "cueleaf_http_requests_total";
const REQUEST_DURATION: &str = "cueleaf_http_request_duration_seconds";
const REJECTED: &str = "cueleaf_http_rejected_total";
const CACHE_REQUESTS: &str = "cueleaf_response_cache_requests_total";
const CONNECTIONS: &str = "cueleaf_connections";
const RELOADS: &str = "cueleaf_reloads_total";
const RELOAD_DURATION: &str = "cueleaf_reload_duration_seconds";
const LAST_RELOAD_SUCCESSFUL: &str = "cueleaf_last_reload_successful";
const SEARCHES: &str = "cueleaf_searches_total";
const SEARCH_DURATION: &str = "cueleaf_search_duration_seconds";
const NOTES: &str = "cueleaf_notes";
const VIDEOS: &str = "cueleaf_videos";
const PROBLEMS: &str = "cueleaf_problems";
const TRANSCRIPTS: &str = "cueleaf_transcripts";
const SEARCH_READY: &str = "cueleaf_search_ready";
const INDEX_FAILURES: &str = "cueleaf_index_failures_total";
const LOG_LINES_LOST: &str = "cueleaf_log_lines_lost_total";

/// The upper bounds of the duration buckets, in seconds.
const DURATION_BUCKETS_SECONDS: [f64; 14] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
];

static PROMETHEUS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts recording metrics, for the whole process.
///
/// # Errors
/// If another recorder is installed.
pub fn install() -> Result<(), metrics_exporter_prometheus::BuildError> {
    let mut builder = PrometheusBuilder::new();
    for name in [REQUEST_DURATION, RELOAD_DURATION, SEARCH_DURATION] {
        builder = builder
            .set_buckets_for_metric(Matcher::Full(name.to_owned()), &DURATION_BUCKETS_SECONDS)?;
    }
    let prometheus = builder.install_recorder()?;
    describe_counter!(REQUESTS, "HTTP requests, by route and status");
    describe_histogram!(REQUEST_DURATION, "Time to answer a request, by route");
    describe_counter!(
        REJECTED,
        "Rejected requests, responses and connections, by reason"
    );
    describe_counter!(CACHE_REQUESTS, "Cacheable requests, by cache result");
    describe_gauge!(CONNECTIONS, "Open connections");
    describe_counter!(RELOADS, "Reloads of the content folder, by result");
    describe_histogram!(
        RELOAD_DURATION,
        "Time until a reload served the new archive"
    );
    describe_gauge!(
        LAST_RELOAD_SUCCESSFUL,
        "1 if the last reload succeeded, 0 if it failed"
    );
    describe_counter!(SEARCHES, "Searches, by outcome");
    describe_histogram!(
        SEARCH_DURATION,
        "Time of a search, including its time in the queue"
    );
    describe_gauge!(NOTES, "Notes in the archive");
    describe_gauge!(VIDEOS, "Videos in the archive");
    describe_gauge!(PROBLEMS, "Problems found while the notes were read");
    describe_gauge!(
        TRANSCRIPTS,
        "Transcripts of the videos of notes: aligned, unaligned or unreadable"
    );
    describe_gauge!(
        SEARCH_READY,
        "1 if search answers and the last index was built"
    );
    describe_counter!(INDEX_FAILURES, "Failed builds of the search index");
    describe_counter!(LOG_LINES_LOST, "Log lines that could not be written");
    // These exist before anything has happened, so that an alert on them can be tested.
    gauge!(LAST_RELOAD_SUCCESSFUL).set(1.0);
    counter!(INDEX_FAILURES).absolute(0);
    counter!(LOG_LINES_LOST).absolute(0);
    for result in ["loaded", "unchanged", "failed"] {
        counter!(RELOADS, "result" => result).absolute(0);
    }
    let _ = PROMETHEUS.set(prometheus);
    Ok(())
}

/// All metrics in Prometheus' text format; `None` unless [`install`] has succeeded.
pub fn render() -> Option<String> {
    PROMETHEUS.get().map(PrometheusHandle::render)
}

/// Moves recorded durations into their buckets, which otherwise happens only when `/metrics` is
/// read. Call it every few seconds.
pub fn run_upkeep() {
    if let Some(prometheus) = PROMETHEUS.get() {
        prometheus.run_upkeep();
    }
}

/// Records a request. The route is without the base path.
pub fn record_request(route: &str, status: u16, duration: Duration) {
    counter!(REQUESTS, "route" => route.to_owned(), "status" => status.to_string()).increment(1);
    histogram!(REQUEST_DURATION, "route" => route.to_owned()).record(duration);
}

/// Records a cacheable request: whether its response came from the cache.
pub fn record_cache(is_hit: bool) {
    counter!(CACHE_REQUESTS, "result" => if is_hit { "hit" } else { "miss" }).increment(1);
}

/// Records a rejected request, response or connection.
pub fn record_rejection(reason: &'static str) {
    counter!(REJECTED, "reason" => reason).increment(1);
}

/// Records a reload: `loaded`, `unchanged` or `failed`.
pub fn record_reload(result: &'static str, duration: Duration) {
    counter!(RELOADS, "result" => result).increment(1);
    gauge!(LAST_RELOAD_SUCCESSFUL).set(if result == "failed" { 0.0 } else { 1.0 });
    if result == "loaded" {
        histogram!(RELOAD_DURATION).record(duration);
    }
}

/// Records a failed build of the search index.
pub fn record_index_failure() {
    counter!(INDEX_FAILURES).increment(1);
}

/// Records log lines that could not be written.
pub fn record_lost_log_lines(lines: u64) {
    counter!(LOG_LINES_LOST).increment(lines);
}

/// Records a search: `ok`, `failed` or `busy`.
pub fn record_search(outcome: &'static str, duration: Duration) {
    counter!(SEARCHES, "outcome" => outcome).increment(1);
    histogram!(SEARCH_DURATION).record(duration);
}

/// Records the counts of the archive that is served now.
pub fn record_archive(notes: usize, videos: usize, problems: usize, search_is_ready: bool) {
    gauge!(NOTES).set(notes as f64);
    gauge!(VIDEOS).set(videos as f64);
    gauge!(PROBLEMS).set(problems as f64);
    gauge!(SEARCH_READY).set(if search_is_ready { 1.0 } else { 0.0 });
}

/// Records the counts of the transcripts that the notes are aligned with, that are still to be
/// read, and that cannot be read.
pub fn record_transcripts(aligned: usize, unaligned: usize, unreadable: usize) {
    gauge!(TRANSCRIPTS, "state" => "aligned").set(aligned as f64);
    gauge!(TRANSCRIPTS, "state" => "unaligned").set(unaligned as f64);
    gauge!(TRANSCRIPTS, "state" => "unreadable").set(unreadable as f64);
}

/// Increments the gauge of open connections, and decrements it when dropped.
pub struct ConnectionGauge(());

impl ConnectionGauge {
    /// Counts one more connection.
    #[expect(clippy::new_without_default, reason = "construction has a side effect")]
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
