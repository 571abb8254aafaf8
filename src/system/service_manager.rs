//! Notifies the service manager of the server's state: systemd, for a unit with
//! `Type=notify-reload`. Does nothing without a service manager.

#[cfg(unix)]
use std::sync::LazyLock;
#[cfg(unix)]
use std::sync::mpsc::{SyncSender, sync_channel};
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

/// How many messages wait for the service manager. Further ones are dropped: it does not read.
#[cfg(unix)]
const MAX_PENDING: usize = 64;

#[cfg(unix)]
struct Message {
    state: Vec<sd_notify::NotifyState<'static>>,
    /// Receives a value when the message is sent.
    done: SyncSender<()>,
}

/// The thread that sends messages, in order; `None` without a service manager.
#[cfg(unix)]
static SENDER: LazyLock<Option<SyncSender<Message>>> = LazyLock::new(|| {
    std::env::var_os("NOTIFY_SOCKET").filter(|socket| !socket.is_empty())?;
    let (sender, messages) = sync_channel::<Message>(MAX_PENDING);
    std::thread::spawn(move || {
        for message in messages {
            if let Err(error) = sd_notify::notify(&message.state) {
                tracing::warn!(%error, "cannot notify the service manager");
            }
            let _ = message.done.send(());
        }
    });
    Some(sender)
});

/// Sends a message, and waits until it is sent, but not for long.
#[cfg(unix)]
fn notify(state: &[sd_notify::NotifyState<'static>]) {
    let Some(sender) = &*SENDER else {
        return;
    };
    let (done, is_done) = sync_channel(1);
    let state = state.to_vec();
    match sender.try_send(Message { state, done }) {
        Ok(()) => {
            let _ = is_done.recv_timeout(SEND_TIMEOUT);
        }
        Err(_) => tracing::warn!("the service manager does not read its notifications"),
    }
}
