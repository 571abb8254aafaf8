//! The signals that the operating system sends to the process.
//!
//! Their handlers are installed first of all: without one, a signal ends the process or, where it
//! is PID 1, is lost. What a signal asks for is remembered until somebody asks for it.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

/// How long a server that was started on a terminal waits after SIGHUP before it looks whether the
/// terminal is gone. Where the shell ends first, the kernel sends the signal a moment before it
/// takes the terminal away.
const TERMINAL_PAUSE: Duration = Duration::from_millis(100);

/// When it looks again, for a busy system may take longer: it has read the folder by then.
const TERMINAL_SECOND_PAUSE: Duration = Duration::from_secs(3);

/// What signals have asked for.
#[derive(Clone)]
pub struct Signals {
    stop: watch::Receiver<bool>,
    reload: Arc<Notify>,
}

impl Signals {
    /// Waits until the process is to stop: at once where that was asked before.
    pub async fn stopped(&self) {
        // Without a sender nobody would ever ask.
        if self
            .stop
            .clone()
            .wait_for(|is_asked| *is_asked)
            .await
            .is_err()
        {
            std::future::pending::<()>().await;
        }
    }

    /// Waits until SIGHUP asks to read the folder again: at once where it did since the last time.
    pub async fn reload(&self) {
        self.reload.notified().await;
    }
}

#[cfg(unix)]
impl Signals {
    /// Installs the handlers of SIGHUP, SIGINT and SIGTERM, within a runtime.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn install() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let is_hangup_ignored = is_hangup_ignored();
        let (mut hangup, mut interrupt, mut terminate) = (
            signal(SignalKind::hangup())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        );
        ignore_file_size_limit();
        // Under `nohup` the terminal may go: the server goes on.
        let has_terminal = !is_hangup_ignored && has_terminal();
        let (stop, stopped) = watch::channel(false);
        let reload = Arc::new(Notify::new());
        let asked = Arc::clone(&reload);
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    Some(()) = interrupt.recv() => { stop.send_replace(true); }
                    Some(()) = terminate.recv() => { stop.send_replace(true); }
                    Some(()) = hangup.recv() => {
                        if has_terminal && is_terminal_gone_after(TERMINAL_PAUSE).await {
                            stop.send_replace(true);
                            continue;
                        }
                        asked.notify_one();
                        if has_terminal {
                            let stop = stop.clone();
                            tokio::spawn(async move {
                                if is_terminal_gone_after(TERMINAL_SECOND_PAUSE).await {
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
    /// Waits for Ctrl-C, within a runtime.
    ///
    /// # Errors
    /// None.
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
    // A bit for each signal, from the lowest; SIGHUP is the first.
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
async fn is_terminal_gone_after(pause: Duration) -> bool {
    tokio::time::sleep(pause).await;
    !has_terminal()
}

/// A log that is as long as the system lets a file be fails to be written; without a handler it
/// would end the process.
#[cfg(unix)]
fn ignore_file_size_limit() {
    use tokio::signal::unix::{SignalKind, signal};
    /// The number of SIGXFSZ on Linux, but for MIPS, and on macOS and the BSDs.
    const SIGXFSZ: i32 = 25;
    let _ = signal(SignalKind::from_raw(SIGXFSZ));
}
