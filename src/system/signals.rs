//! The signals of the operating system: SIGINT and SIGTERM stop the server, SIGHUP reloads.
//!
//! Their handlers are installed first: without a handler, a signal ends the process or, if it is
//! PID 1, is lost. A signal's request is remembered until it is awaited.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

/// How long a server that was started on a terminal waits after SIGHUP before it checks whether the
/// terminal is gone. If the shell ends first, the kernel sends the signal shortly before it closes
/// the terminal.
const TERMINAL_CHECK_DELAY: Duration = Duration::from_millis(100);

/// When it checks again, as a busy system may take longer; the reload has started by then.
const TERMINAL_RECHECK_DELAY: Duration = Duration::from_secs(3);

/// The requests made by signals.
#[derive(Clone)]
pub struct Signals {
    stop: watch::Receiver<bool>,
    reload: Arc<Notify>,
}

impl Signals {
    /// Waits for a request to stop; returns at once if there was one before.
    pub async fn stop_requested(&self) {
        // Without a sender there will be no request.
        if self
            .stop
            .clone()
            .wait_for(|is_requested| *is_requested)
            .await
            .is_err()
        {
            std::future::pending::<()>().await;
        }
    }

    /// Waits for SIGHUP, a request to reload; returns at once if there was one since the last call.
    pub async fn reload_requested(&self) {
        self.reload.notified().await;
    }
}

#[cfg(unix)]
impl Signals {
    /// Installs the handlers of SIGHUP, SIGINT and SIGTERM. Call it within a Tokio runtime.
    ///
    /// # Errors
    /// If the system refuses to install a handler.
    pub fn install() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let is_hangup_ignored = is_hangup_ignored();
        let (mut hangup, mut interrupt, mut terminate) = (
            signal(SignalKind::hangup())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        );
        ignore_file_size_limit();
        // Under `nohup` the server keeps running without its terminal.
        let has_terminal = !is_hangup_ignored && has_terminal();
        let (stop, stopped) = watch::channel(false);
        let reload = Arc::new(Notify::new());
        let reload_sender = Arc::clone(&reload);
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    Some(()) = interrupt.recv() => { stop.send_replace(true); }
                    Some(()) = terminate.recv() => { stop.send_replace(true); }
                    Some(()) = hangup.recv() => {
                        if has_terminal && is_terminal_gone_after(TERMINAL_CHECK_DELAY).await {
                            stop.send_replace(true);
                            continue;
                        }
                        reload_sender.notify_one();
                        if has_terminal {
                            let stop = stop.clone();
                            tokio::spawn(async move {
                                if is_terminal_gone_after(TERMINAL_RECHECK_DELAY).await {
                                    stop.send_replace(true);
                                }
                            });
                        }
                    }
                    else => return,
                }
            }
        });
        Ok(Self {
            stop: stopped,
            reload,
        })
    }
}

#[cfg(not(unix))]
impl Signals {
    /// Installs a handler of Ctrl-C. Call it within a Tokio runtime.
    ///
    /// # Errors
    /// Never.
    pub fn install() -> io::Result<Self> {
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                stop.send_replace(true);
            }
            stop.closed().await;
        });
        Ok(Self {
            stop: stopped,
            reload: Arc::default(),
        })
    }
}

/// Whether the process was started with SIGHUP ignored, as `nohup` does.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // One bit per signal, from the lowest; SIGHUP is signal 1.
    ignored
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 1 == 1)
}

/// Whether the process has a controlling terminal.
#[cfg(unix)]
fn has_terminal() -> bool {
    File::open("/dev/tty").is_ok()
}

#[cfg(unix)]
async fn is_terminal_gone_after(delay: Duration) -> bool {
    tokio::time::sleep(delay).await;
    !has_terminal()
}

/// Installs a handler for SIGXFSZ, which would otherwise end the process when the log file reaches
/// the system's maximum file size. Writing to the log fails then instead.
#[cfg(unix)]
fn ignore_file_size_limit() {
    use tokio::signal::unix::{SignalKind, signal};
    /// The number of SIGXFSZ on Linux except MIPS, and on macOS and the BSDs.
    const SIGXFSZ: i32 = 25;
    let _ = signal(SignalKind::from_raw(SIGXFSZ));
}
