//! Tells the service manager what the server is doing: systemd, where the unit has
//! `Type=notify-reload`. Nothing is told where nobody listens.

#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(unix)]
use std::sync::mpsc::sync_channel;
#[cfg(unix)]
use std::time::Duration;

/// It serves, or has read its folder again.
pub fn ready() {
    #[cfg(unix)]
    notify(&[sd_notify::NotifyState::Ready]);
}

/// It reads its folder again; [`ready`] is to follow.
pub fn reloading() {
    #[cfg(unix)]
    if let Ok(now) = sd_notify::NotifyState::monotonic_usec_now() {
        notify(&[sd_notify::NotifyState::Reloading, now]);
    }
}

/// It ends.
pub fn stopping() {
    #[cfg(unix)]
    notify(&[sd_notify::NotifyState::Stopping]);
}

/// How long a message may take: the service manager may not read it.
#[cfg(unix)]
const MAX_WAIT: Duration = Duration::from_millis(100);

/// A message is sent from a thread of its own, so that nobody waits for long. While one cannot be
/// sent, others are lost.
#[cfg(unix)]
fn notify(state: &[sd_notify::NotifyState<'static>]) {
    static IS_SENDING: AtomicBool = AtomicBool::new(false);
    let has_manager = std::env::var_os("NOTIFY_SOCKET").is_some_and(|socket| !socket.is_empty());
    if !has_manager || IS_SENDING.swap(true, Ordering::AcqRel) {
        return;
    }
    let (state, (sent, is_sent)) = (state.to_vec(), sync_channel(1));
    std::thread::spawn(move || {
        if let Err(error) = sd_notify::notify(&state) {
            tracing::warn!(%error, "the service manager cannot be told what the server does");
        }
        IS_SENDING.store(false, Ordering::Release);
        let _ = sent.send(());
    });
    let _ = is_sent.recv_timeout(MAX_WAIT);
}
