//! Reports the progress of long work: in one line on a terminal, otherwise in the log. Work that is
//! done quickly is not reported.

use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use crate::system::logging;

/// How often progress is reported on a terminal, and in the log.
const TERMINAL_INTERVAL: Duration = Duration::from_millis(250);
const LOG_INTERVAL: Duration = Duration::from_secs(2);

/// Reports progress until it is dropped.
pub struct ProgressReporter {
    stop: Option<Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// Starts to report the progress of work; `percent` returns how much of it is done.
pub fn report(
    what: &'static str,
    percent: impl Fn() -> usize + Send + 'static,
) -> ProgressReporter {
    let (stop, stopped) = channel::<()>();
    let is_terminal = std::io::stderr().is_terminal();
    let interval = if is_terminal {
        TERMINAL_INTERVAL
    } else {
        LOG_INTERVAL
    };
    // If the thread cannot be started, the work runs unreported.
    let thread = std::thread::Builder::new().spawn(move || {
        let mut is_shown = false;
        while stopped.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) {
            if is_terminal {
                is_shown = true;
                write_status(&format!("{what}: {} %", percent()));
            } else {
                tracing::info!("{what}, {} %", percent());
            }
        }
        if is_shown {
            write_status("");
        }
    });
    ProgressReporter {
        stop: Some(stop),
        thread: thread.ok(),
    }
}

/// Writes a status line, which the next one or a log event overwrites.
fn write_status(text: &str) {
    logging::write(format!("\r\x1b[K{text}\r").as_bytes());
}

impl Drop for ProgressReporter {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
