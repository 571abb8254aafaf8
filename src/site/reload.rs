//! Keeps the site as its folder is: when files change, or when told to, the folder is read again
//! aside, and the new site takes the place of the old one whole. Where that fails, the old one goes
//! on. The index of each site is made here, too, and tried again until it is.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::archive::Archive;
use crate::corpus::{self, Corpus, LoadError, LoadOptions, Problem};
use crate::pages::Site;
use crate::progress::Progress;
use crate::site::store::SiteStore;
use crate::site::watch::{self, WatchMode};
use crate::system::{metrics, priority, progress_reporter, service_manager};
use crate::text::error_chain::with_causes;
use crate::text::plural::count;

/// How often a folder that could not be read is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// How long after an index could not be made that is tried again: first, and at most. Each time it
/// takes twice as long.
const INDEX_RETRY: Duration = Duration::from_secs(1);
const MAX_INDEX_RETRY: Duration = Duration::from_secs(60);

/// How many problems of one load the log lists.
const MAX_LOGGED_PROBLEMS: usize = 100;

/// Reads the folder again whenever it is asked to, on a thread of its own that ends with the
/// process.
///
/// Whoever holds the sender asks with it; changes of files ask, too, where they are watched.
pub fn start(
    live: Arc<SiteStore>,
    folder: PathBuf,
    options: LoadOptions,
    mode: WatchMode,
) -> Sender<()> {
    let (ask, asked) = channel();
    watch::start(folder.clone(), options.clone(), mode, ask.clone());
    std::thread::spawn(move || {
        Reloader {
            live,
            folder,
            options,
        }
        .run(&asked)
    });
    ask
}

struct Reloader {
    live: Arc<SiteStore>,
    folder: PathBuf,
    options: LoadOptions,
}

impl Reloader {
    fn run(self, asked: &Receiver<()>) {
        priority::lower();
        let mut index_retry = self.index(None);
        let mut is_well = true;
        loop {
            // A folder that is gone tells nothing when it comes back.
            let wish = match if is_well { index_retry } else { Some(RETRY) } {
                Some(pause) => asked.recv_timeout(pause),
                None => asked.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            if wish == Err(RecvTimeoutError::Disconnected) {
                return;
            }
            if wish.is_err() && is_well {
                index_retry = self.index(index_retry);
                continue;
            }
            while asked.try_recv().is_ok() {}
            let started = Instant::now();
            if wish.is_ok() {
                service_manager::reloading();
            }
            let reloaded = catch_unwind(AssertUnwindSafe(|| self.reload(started)));
            is_well = reloaded.unwrap_or_else(|_| self.failed("reading it panicked", started));
            if is_well {
                index_retry = self.index(None);
            }
            if wish.is_ok() {
                service_manager::ready();
            }
        }
    }

    /// Reads the folder; whether that succeeded.
    fn reload(&self, started: Instant) -> bool {
        let old = self.live.site();
        let before = old.archive.shared_notes();
        let corpus = match corpus::reload(&self.folder, &self.options, before, &Progress::default())
        {
            Ok(corpus) => corpus,
            // What is left out, renamed or deleted is to be gone, though nothing else is there.
            Err(LoadError::AllExcluded(_) | LoadError::NoNotes(_)) => Corpus {
                has_excluded: true,
                ..Corpus::default()
            },
            // Nobody knows what is left out, so everything is.
            Err(error @ LoadError::IgnoreFile(..)) => {
                tracing::error!("{}", with_causes(&error));
                Corpus {
                    has_excluded: true,
                    ..Corpus::default()
                }
            }
            Err(error) => return self.failed(&with_causes(&error), started),
        };
        if corpus.is_unchanged(
            old.archive.shared_notes(),
            old.archive.media_folder(),
            old.archive.problems(),
        ) {
            self.live.recover();
            metrics::record_reload("unchanged", started.elapsed());
            return true;
        }
        // Nothing that is hidden now is found by the search before.
        let hides = corpus.hides(old.archive.shared_notes());
        let archive = Archive::with_base(corpus, old.archive.base().clone());
        let search = old.search.another();
        let site = Arc::new(Site {
            watched: old.watched,
            search,
            ..Site::new(archive, old.thumbnails)
        });
        self.live.replace(Arc::clone(&site));
        if hides {
            self.live.settle();
        }
        let shown = started.elapsed();
        metrics::record_reload("loaded", shown);
        let (notes, problems) = (site.archive.notes().len(), site.archive.problems().len());
        tracing::info!(notes, problems, "loaded again in {shown:.2?}");
        log_problems(site.archive.problems(), old.archive.problems());
        true
    }

    fn failed(&self, why: &str, started: Instant) -> bool {
        metrics::record_reload("failed", started.elapsed());
        self.live.fail(why);
        false
    }

    /// Makes the index of the site, unless it has one. Returns how long to wait before that is
    /// tried again, `None` where search answers; `waited` is what it returned before.
    fn index(&self, waited: Option<Duration>) -> Option<Duration> {
        let site = self.live.site();
        if site.search.get().is_ok() {
            return None;
        }
        let started = Instant::now();
        let told = Arc::clone(&site);
        let reporter =
            progress_reporter::report("indexing", move || told.search.get().err().unwrap_or(100));
        let made = site.search.begin(&site.archive);
        drop(reporter);
        match made {
            Ok(search) => {
                self.live.settle();
                let megabytes = search.size().div_ceil(1_000_000);
                tracing::info!(
                    "search is ready after {:.2?}; its index takes {megabytes} MB",
                    started.elapsed()
                );
                None
            }
            Err(error) => {
                metrics::record_index_failure();
                let pause = waited.map_or(INDEX_RETRY, |waited| (waited * 2).min(MAX_INDEX_RETRY));
                tracing::error!("{}; trying again in {pause:?}", with_causes(&error));
                Some(pause)
            }
        }
    }
}

/// Logs the problems that were not there before: the first hundred, and how many more there are.
pub fn log_problems(now: &[Problem], before: &[Problem]) {
    let before: BTreeSet<&Problem> = before.iter().collect();
    let mut new = now.iter().filter(|problem| !before.contains(problem));
    for problem in new.by_ref().take(MAX_LOGGED_PROBLEMS) {
        tracing::warn!("{problem}");
    }
    let more = new.count();
    if more > 0 {
        tracing::warn!(
            "and {}; `cueleaf check FOLDER` lists all",
            count(more, "more problem")
        );
    }
}
