//! Watches the content folder: asks for a reload when files in it change.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify_debouncer_full::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};

/// What changes at once is read at once: a file that is written, or thousands that are copied.
const GATHER: Duration = Duration::from_millis(100);

/// A watched folder; it is watched until this is dropped.
pub(crate) struct Watcher {
    folder: PathBuf,
    identity: Option<u64>,
    _debouncer: Debouncer<RecommendedWatcher, NoCache>,
}

impl Watcher {
    /// Watches a folder, and asks for a reload whenever something in it changes.
    ///
    /// # Errors
    /// Where the system cannot watch it.
    pub(crate) fn new(folder: &Path, ask: Sender<()>) -> notify_debouncer_full::notify::Result<Self> {
        let tell = move |events: DebounceEventResult| {
            let matters = match &events {
                // Reading the folder is an event, too.
                Ok(events) => events.iter().any(|event| !event.kind.is_access()),
                Err(_) => true,
            };
            if matters {
                let _ = ask.send(());
            }
        };
        let mut debouncer = new_debouncer_opt(GATHER, None, tell, NoCache::new(), Default::default())?;
        debouncer.watch(folder, RecursiveMode::Recursive)?;
        Ok(Self { folder: folder.to_owned(), identity: identity(folder), _debouncer: debouncer })
    }

    /// Whether the folder of that name is still the one that is watched.
    pub(crate) fn is_current(&self) -> bool {
        self.identity == identity(&self.folder)
    }
}

/// Tells a folder from another of the same name.
#[cfg(unix)]
fn identity(folder: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(folder).ok().map(|meta| meta.ino())
}

#[cfg(not(unix))]
fn identity(_: &Path) -> Option<u64> {
    None
}
