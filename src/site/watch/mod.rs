//! Watches the content folder and requests a reload when it changes: by file system events (inotify
//! on Linux), or by polling if there are none.
//!
//! Folders are listed and opened through the handle of the content folder, without following
//! symlinks, so that nothing outside is watched. If the content folder itself is a symlink, it is
//! followed, also when its target changes.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use crate::corpus::{LoadOptions, Survey};

/// The minimum interval of polling.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// The pause after a poll lasts at least this many times as long as the poll, so that polling takes
/// at most a twentieth of a core.
const POLL_PAUSE_FACTOR: u32 = 20;

/// How changes in the content folder are detected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchMode {
    /// Not at all.
    Off,
    /// By file system events.
    Events,
    /// By polling every two seconds, for file systems without events: network file systems and some
    /// container mounts.
    Poll,
}

/// Starts a thread that watches a folder and requests a reload when it changes, and once at the
/// beginning, for changes since it was loaded. The thread ends when the receiver is dropped.
pub fn start(folder: PathBuf, options: LoadOptions, mode: WatchMode, reload_sender: Sender<()>) {
    let watcher = Watcher {
        folder,
        options,
        reload_sender,
    };
    match mode {
        WatchMode::Off => {}
        WatchMode::Events => drop(std::thread::spawn(move || watcher.watch_events())),
        WatchMode::Poll => drop(std::thread::spawn(move || watcher.poll())),
    }
}

struct Watcher {
    folder: PathBuf,
    options: LoadOptions,
    reload_sender: Sender<()>,
}

impl Watcher {
    /// Lists the folder; `None` if that fails.
    fn survey(&self) -> Option<Survey> {
        Survey::new(&self.folder, &self.options).ok()
    }

    fn poll(&self) {
        let mut last = None;
        loop {
            let started = Instant::now();
            let fingerprint = self.survey().map(|survey| survey.fingerprint());
            if fingerprint != last && self.reload_sender.send(()).is_err() {
                return;
            }
            last = fingerprint;
            std::thread::sleep(POLL_INTERVAL.max(started.elapsed() * POLL_PAUSE_FACTOR));
        }
    }

    #[cfg(target_os = "linux")]
    fn watch_events(&self) {
        if let Err(error) = events::watch(self) {
            tracing::warn!(%error, "cannot watch the content folder; polling every {POLL_INTERVAL:?} instead");
            self.poll();
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn watch_events(&self) {
        self.poll();
    }
}

#[cfg(target_os = "linux")]
mod events;
