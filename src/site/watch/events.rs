//! Watching by inotify: one watch for each folder that is served, and none elsewhere.

use std::collections::HashSet;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TrySendError, sync_channel};
use std::time::Duration;

use inotify::{EventMask, Inotify, WatchDescriptor, WatchMask, Watches};

use crate::site::watch::Watch;

/// What changes at once is read at once: a file that is written, or thousands that are copied.
const GATHER: Duration = Duration::from_millis(100);

/// How often it is looked whether the folder has become another: no event tells that a link to it
/// was switched.
const IDENTIFY_EVERY: Duration = Duration::from_secs(1);

/// Watches until nobody takes the wishes any more.
///
/// # Errors
/// Where the system cannot watch all folders: it has no inotify, no /proc, or too few watches.
pub(super) fn watch(folder: &Watch) -> io::Result<()> {
    let inotify = Inotify::init()?;
    let mut watched = Watched {
        watches: inotify.watches(),
        descriptors: HashSet::new(),
        identity: None,
    };
    let events = events(inotify);
    let mut has_changed = true;
    loop {
        let is_other = watched.update(folder).inspect_err(|_| watched.clear())?;
        if (is_other || has_changed) && folder.ask.send(()).is_err() {
            return Ok(());
        }
        // A new folder may have got others before it was watched: then there is one more look.
        has_changed = !is_other && wait(&events, || identity(&folder.folder) != watched.identity)?;
    }
}

struct Watched {
    watches: Watches,
    descriptors: HashSet<WatchDescriptor>,
    /// The content folder; `None` where it could not be listed.
    identity: Option<(u64, u64)>,
}

impl Watched {
    /// Watches the folders that are there now, and no others. The system has one watch for each
    /// folder, by whatever name it is given. Returns whether they are others than before.
    fn update(&mut self, folder: &Watch) -> io::Result<bool> {
        let mask = WatchMask::ATTRIB
            | WatchMask::MODIFY
            | WatchMask::CREATE
            | WatchMask::DELETE
            | WatchMask::MOVE;
        let mask = mask | WatchMask::DELETE_SELF | WatchMask::MOVE_SELF | WatchMask::ONLYDIR;
        let identity = identity(&folder.folder);
        let survey = folder.survey();
        self.identity = identity.filter(|_| survey.is_some());
        let mut now = HashSet::new();
        for handle in survey.iter().flat_map(|survey| survey.folders()) {
            // It is gone again; the folder above it tells so.
            let Ok(handle) = handle else { continue };
            // By its handle: by its path, something else might be watched by now.
            match self
                .watches
                .add(format!("/proc/self/fd/{}", handle.as_raw_fd()), mask)
            {
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
                descriptor => _ = now.insert(descriptor?),
            }
        }
        for gone in self.descriptors.difference(&now) {
            // The system does so by itself where a folder was removed.
            let _ = self.watches.remove(gone.clone());
        }
        let is_other = self.descriptors != now;
        self.descriptors = now;
        Ok(is_other)
    }

    fn clear(&mut self) {
        for descriptor in self.descriptors.drain() {
            let _ = self.watches.remove(descriptor);
        }
    }
}

/// Waits for events, and then for those that come with them; or until the folder is another.
/// Returns whether there were events.
fn wait(events: &Receiver<()>, is_other: impl Fn() -> bool) -> io::Result<bool> {
    loop {
        match events.recv_timeout(IDENTIFY_EVERY) {
            Ok(()) => break,
            Err(RecvTimeoutError::Timeout) if is_other() => return Ok(false),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(io::Error::other("there are no more events"));
            }
        }
    }
    std::thread::sleep(GATHER);
    while events.try_recv().is_ok() {}
    Ok(true)
}

/// Tells of events, however many there are by the time that somebody listens.
fn events(mut inotify: Inotify) -> Receiver<()> {
    let (wake, woken) = sync_channel(1);
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        loop {
            let matters = match inotify.read_events_blocking(&mut buffer) {
                // A watch that was removed is not a change.
                Ok(mut events) => events.any(|event| !event.mask.contains(EventMask::IGNORED)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => false,
                Err(_) => return,
            };
            if matters && matches!(wake.try_send(()), Err(TrySendError::Disconnected(()))) {
                return;
            }
        }
    });
    woken
}

/// Tells a folder from another of the same name.
fn identity(folder: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(folder)
        .ok()
        .map(|meta| (meta.dev(), meta.ino()))
}
