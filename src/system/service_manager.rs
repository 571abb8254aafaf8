//! Notifies the service manager of the server's state: systemd, for a unit with
//! `Type=notify-reload`. Does nothing without a service manager.

#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(unix)]
use std::sync::mpsc::sync_channel;
#[cfg(unix)]
use std::time::Duration;

/// Notifies that the server is ready, or that a reload has ended.
pub fn ready() {
    #[cfg(unix)]
    notify(&[sd_notify::NotifyState::Ready]);
}

/// Notifies that a reload has started; [`ready`] must follow.
pub fn reloading() {
    #[cfg(unix)]
    if let Ok(now) = sd_notify::NotifyState::monotonic_usec_now() {
        notify(&[sd_notify::NotifyState::Reloading, now]);
    }
}

/// Notifies that the server is shutting down.
pub fn stopping() {
    #[cfg(unix)]
    notify(&[sd_notify::NotifyState::Stopping]);
}

/// How long to wait for a message to be sent: the service manager may not read it.
#[cfg(unix)]
const SEND_TIMEOUT: Duration = Duration::from_millis(100);

/// Sends a message from a new thread, so that the caller does not block for long. While one message
/// is being sent, others are dropped.
#[cfg(unix)]
fn notify(state: &[sd_notify::NotifyState<'static>]) {
    static IS_SENDING: AtomicBool = AtomicBool::new(false);
    let has_manager = std::env::var_os("NOTIFY_SOCKET").is_some_and(|socket| !socket.is_empty());
    if !has_manager || IS_SENDING.swap(true, Ordering::AcqRel) {
        return;
    }
    let (state, (done_sender, done)) = (state.to_vec(), sync_channel(1));
    std::thread::spawn(move || {
        if let Err(error) = sd_notify::notify(&state) {
            tracing::warn!(%error, "cannot notify the service manager");
        }
        IS_SENDING.store(false, Ordering::Release);
        let _ = done_sender.send(());
    });
    let _ = done.recv_timeout(SEND_TIMEOUT);
}
