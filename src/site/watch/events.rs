//! Watches with inotify: one watch per served folder, and none elsewhere.

use std::collections::HashSet;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TrySendError, sync_channel};
use std::time::Duration;

use inotify::{EventMask, Inotify, WatchDescriptor, WatchMask, Watches};

use crate::site::watch::Watcher;

/// How long to collect events before a reload: saving a file causes several, copying causes
/// thousands.
const DEBOUNCE: Duration = Duration::from_millis(100);

/// How often to check whether the content folder was replaced: no event reports that a symlink to
/// it was switched.
const IDENTITY_CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// Watches until the receiver of reload requests is dropped.
///
/// # Errors
/// If the system cannot watch all folders: it has no inotify, no /proc, or too few watches.
pub(super) fn watch(watcher: &Watcher) -> io::Result<()> {
    let inotify = Inotify::init()?;
    let mut watched = WatchedFolders {
        watches: inotify.watches(),
        descriptors: HashSet::new(),
        identity: None,
    };
    let events = spawn_reader(inotify);
    let mut has_changed = true;
    loop {
        let is_different = watched.update(watcher).inspect_err(|_| watched.clear())?;
        if (is_different || has_changed) && watcher.reload_sender.send(()).is_err() {
            return Ok(());
        }
        // A new folder may have got subfolders before it was watched, so update once more.
        has_changed =
            !is_different && wait(&events, || identity(&watcher.folder) != watched.identity)?;
    }
}

/// The folders that are watched now.
struct WatchedFolders {
    watches: Watches,
    descriptors: HashSet<WatchDescriptor>,
    /// The device and inode of the content folder; `None` if it could not be listed.
    identity: Option<(u64, u64)>,
}

impl WatchedFolders {
    /// Watches exactly the folders that exist now. The system has one watch per folder, by whatever
    /// path it is given. Returns whether the set of folders has changed.
    fn update(&mut self, watcher: &Watcher) -> io::Result<bool> {
        let mask = WatchMask::ATTRIB
            | WatchMask::MODIFY
            | WatchMask::CREATE
            | WatchMask::DELETE
            | WatchMask::MOVE;
        let mask = mask | WatchMask::DELETE_SELF | WatchMask::MOVE_SELF | WatchMask::ONLYDIR;
        let identity = identity(&watcher.folder);
        let survey = watcher.survey();
        self.identity = identity.filter(|_| survey.is_some());
        let mut now = HashSet::new();
        for handle in survey.iter().flat_map(|survey| survey.folders()) {
            // The folder is gone again; its parent reports that.
            let Ok(handle) = handle else { continue };
            // Use the handle: the path may refer to another folder by now.
            match self
                .watches
                .add(format!("/proc/self/fd/{}", handle.as_raw_fd()), mask)
            {
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
                descriptor => _ = now.insert(descriptor?),
            }
        }
        for gone in self.descriptors.difference(&now) {
            // Fails if the folder was removed, as the system has removed the watch then.
            let _ = self.watches.remove(gone.clone());
        }
        let is_different = self.descriptors != now;
        self.descriptors = now;
        Ok(is_different)
    }

    fn clear(&mut self) {
        for descriptor in self.descriptors.drain() {
            let _ = self.watches.remove(descriptor);
        }
    }
}

/// Waits for events, and collects those that follow, or until the content folder was replaced.
/// Returns whether there were events.
fn wait(events: &Receiver<()>, is_replaced: impl Fn() -> bool) -> io::Result<bool> {
    loop {
        match events.recv_timeout(IDENTITY_CHECK_INTERVAL) {
            Ok(()) => break,
            Err(RecvTimeoutError::Timeout) if is_replaced() => return Ok(false),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(io::Error::other("the inotify reader stopped"));
            }
        }
    }
    std::thread::sleep(DEBOUNCE);
    while events.try_recv().is_ok() {}
    Ok(true)
}

/// Starts a thread that reads events. The channel holds one message, however many events are
/// pending.
fn spawn_reader(mut inotify: Inotify) -> Receiver<()> {
    let (sender, receiver) = sync_channel(1);
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        loop {
            let is_relevant = match inotify.read_events_blocking(&mut buffer) {
                // The removal of a watch is not a change.
                Ok(mut events) => events.any(|event| !event.mask.contains(EventMask::IGNORED)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => false,
                Err(_) => return,
            };
            if is_relevant && matches!(sender.try_send(()), Err(TrySendError::Disconnected(()))) {
                return;
            }
        }
    });
    receiver
}

/// The device and inode of a folder, which differ between folders of the same path.
fn identity(folder: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(folder)
        .ok()
        .map(|meta| (meta.dev(), meta.ino()))
}
