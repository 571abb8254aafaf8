//! Reloads the site when files change or on request: reads the folder in the background and
//! replaces the site as a whole. If that fails, the previous site keeps being served. Builds the
//! search index of each site, too, and retries until that succeeds; then aligns the times of the
//! notes with transcripts.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::archive::Archive;
use crate::corpus::{self, Corpus, LoadError, LoadOptions};
use crate::pages::Site;
use crate::progress::Progress;
use crate::site::alignment::Aligner;
use crate::site::problem_log::log_problems;
use crate::site::store::SiteStore;
use crate::site::watch::{self, WatchMode};
use crate::system::{metrics, priority, progress_reporter, service_manager};
use crate::text::error_chain::with_causes;

/// How long to wait before retrying a failed reload.
const RELOAD_RETRY_DELAY: Duration = Duration::from_secs(2);

/// How long to wait before retrying a failed index build: initially and at most. The delay doubles
/// with each failure.
const MIN_INDEX_RETRY_DELAY: Duration = Duration::from_secs(1);
const MAX_INDEX_RETRY_DELAY: Duration = Duration::from_secs(60);

/// Starts a thread that reloads the folder on request, until the process ends.
///
/// A message on the returned sender requests a reload; so do changes of files, depending on `mode`.
pub fn start(
    store: Arc<SiteStore>,
    folder: PathBuf,
    options: LoadOptions,
    mode: WatchMode,
) -> Sender<()> {
    let (reload_sender, reload_requests) = channel();
    watch::start(folder.clone(), options.clone(), mode, reload_sender.clone());
    std::thread::spawn(move || {
        Reloader {
            store,
            folder,
            options,
            aligner: Aligner::default(),
        }
        .run(&reload_requests)
    });
    reload_sender
}

struct Reloader {
    store: Arc<SiteStore>,
    folder: PathBuf,
    options: LoadOptions,
    aligner: Aligner,
}

impl Reloader {
    fn run(mut self, requests: &Receiver<()>) {
        priority::lower_current_thread();
        let mut index_retry_delay = self.build_index(None);
        let mut has_loaded = true;
        loop {
            // A request ends the alignment.
            let is_requested = self
                .aligner
                .run(&self.store, || requests.try_recv().is_ok());
            // A missing folder triggers no event when it comes back, so it is polled.
            let delay = match has_loaded {
                true => index_retry_delay,
                false => Some(RELOAD_RETRY_DELAY),
            };
            let request = match delay {
                _ if is_requested => Ok(()),
                Some(delay) => requests.recv_timeout(delay),
                None => requests.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            if request == Err(RecvTimeoutError::Disconnected) {
                return;
            }
            if request.is_err() && has_loaded {
                index_retry_delay = self.build_index(index_retry_delay);
                continue;
            }
            while requests.try_recv().is_ok() {}
            let started = Instant::now();
            if request.is_ok() {
                service_manager::reloading();
            }
            let reloaded = catch_unwind(AssertUnwindSafe(|| self.reload(started)));
            has_loaded =
                reloaded.unwrap_or_else(|_| self.record_failure("the reload panicked", started));
            if has_loaded {
                index_retry_delay = self.build_index(None);
            }
            if request.is_ok() {
                service_manager::ready();
            }
        }
    }

    /// Loads the folder and replaces the site. Returns whether that succeeded.
    fn reload(&self, started: Instant) -> bool {
        let old = self.store.site();
        let previous = old.archive.as_previous();
        let progress = Progress::default();
        let reloaded = corpus::reload(&self.folder, &self.options, Some(previous), &progress);
        let corpus = match reloaded {
            Ok(corpus) => corpus,
            // Notes that were excluded, renamed or deleted must disappear, even if none is left.
            Err(LoadError::AllExcluded(_) | LoadError::NoNotes(_)) => Corpus {
                has_excluded: true,
                ..Corpus::default()
            },
            // It is unknown which files are excluded, so all of them are.
            Err(error @ LoadError::IgnoreFile(..)) => {
                tracing::error!("{}", with_causes(&error));
                Corpus {
                    has_excluded: true,
                    ..Corpus::default()
                }
            }
            Err(error) => return self.record_failure(&with_causes(&error), started),
        };
        if corpus.is_unchanged(&previous) {
            self.store.clear_reload_error();
            metrics::record_reload("unchanged", started.elapsed());
            return true;
        }
        // The previous search must not find notes that are hidden now.
        let hides_notes = corpus.hides(previous.notes);
        let base = old.archive.base().clone();
        let known = self.aligner.known(&old.archive);
        let archive = Archive::with_alignments(corpus, base, &known);
        let search = old.search.another();
        let site = Arc::new(Site {
            watched: old.watched,
            keeps_line_breaks: old.keeps_line_breaks,
            search,
            ..Site::new(archive, old.thumbnails)
        });
        self.store.replace(Arc::clone(&site));
        if hides_notes {
            self.store.mark_search_ready();
        }
        let elapsed = started.elapsed();
        metrics::record_reload("loaded", elapsed);
        let (notes, problems) = (site.archive.notes().len(), site.archive.problems().len());
        tracing::info!(notes, problems, "reloaded in {elapsed:.2?}");
        log_problems(site.archive.problems(), old.archive.problems());
        true
    }

    fn record_failure(&self, cause: &str, started: Instant) -> bool {
        metrics::record_reload("failed", started.elapsed());
        self.store.set_reload_error(cause);
        false
    }

    /// Builds the index of the site unless it has one. Returns the delay before the next attempt,
    /// or `None` if search is ready; `last_delay` is the previous return value.
    fn build_index(&self, last_delay: Option<Duration>) -> Option<Duration> {
        let site = self.store.site();
        if site.search.get().is_ok() {
            return None;
        }
        let started = Instant::now();
        let indexed_site = Arc::clone(&site);
        let reporter = progress_reporter::report("indexing", move || {
            indexed_site.search.get().err().unwrap_or(100)
        });
        let result = site.search.begin(&site.archive);
        drop(reporter);
        match result {
            Ok(search) => {
                self.store.mark_search_ready();
                let megabytes = search.size().div_ceil(1_000_000);
                tracing::info!(
                    "search is ready after {:.2?}, index size {megabytes} MB",
                    started.elapsed()
                );
                None
            }
            Err(error) => {
                metrics::record_index_failure();
                let delay = last_delay.map_or(MIN_INDEX_RETRY_DELAY, |delay| {
                    (delay * 2).min(MAX_INDEX_RETRY_DELAY)
                });
                tracing::error!("{}; retrying in {delay:?}", with_causes(&error));
                Some(delay)
            }
        }
    }
}
