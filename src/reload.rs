//! Keeps the site as its folder is: when files change, or when told to, the folder is read again aside, and the new site
//! takes the place of the old one whole. Where that fails, the old one goes on.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::archive::Archive;
use crate::corpus::{self, LoadOptions};
use crate::live::Live;
use crate::measures;
use crate::pages::Site;
use crate::progress::Progress;
use crate::watch::{self, WatchMode};

/// How often a folder that could not be read is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// Reads the folder again whenever it is asked to, on a thread of its own that ends with the process.
///
/// Whoever holds the sender asks with it; changes of files ask, too, where they are watched.
pub fn start(live: Arc<Live>, folder: PathBuf, options: LoadOptions, mode: WatchMode) -> Sender<()> {
    let (ask, asked) = channel();
    watch::start(folder.clone(), options.clone(), mode, ask.clone());
    std::thread::spawn(move || Reloader { live, folder, options }.run(&asked));
    ask
}

struct Reloader {
    live: Arc<Live>,
    folder: PathBuf,
    options: LoadOptions,
}

impl Reloader {
    fn run(self, asked: &Receiver<()>) {
        let mut is_well = true;
        loop {
            // A folder that is gone tells nothing when it comes back.
            let wish = if is_well {
                asked.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                asked.recv_timeout(RETRY)
            };
            if wish == Err(RecvTimeoutError::Disconnected) {
                return;
            }
            while asked.try_recv().is_ok() {}
            is_well = self.reload(Instant::now());
        }
    }

    fn reload(&self, started: Instant) -> bool {
        let old = self.live.site();
        let before = old.archive.shared_notes();
        let corpus = match corpus::load_again(&self.folder, &self.options, before, &Progress::default()) {
            Ok(corpus) => corpus,
            Err(error) => return self.failed(&error, started),
        };
        if corpus.is_as_before(old.archive.shared_notes(), old.archive.media_folder(), old.archive.problems()) {
            self.live.recover();
            measures::reloaded("unchanged", started.elapsed());
            return true;
        }
        let archive = Archive::at(corpus, old.archive.base().clone());
        let site = Arc::new(Site { watched: old.watched, ..Site::new(archive, old.thumbnails) });
        drop(old);
        self.live.replace(Arc::clone(&site));
        let shown = started.elapsed();
        if let Err(error) = site.search.begin(&site.archive) {
            return self.failed(&error, started);
        }
        self.live.settle();
        let notes = site.archive.notes().len();
        tracing::info!(notes, "loaded again in {shown:.2?}; search follows after {:.2?}", started.elapsed());
        measures::reloaded("loaded", shown);
        true
    }

    fn failed(&self, error: &dyn std::error::Error, started: Instant) -> bool {
        self.live.fail(&error.to_string());
        measures::reloaded("failed", started.elapsed());
        false
    }
}
