//! Tells how far long work is: by one line on a terminal, elsewhere by the log. What is done at
//! once is not told.

use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use crate::system::logging;

/// How often the line on a terminal changes, and how often the log gets one.
const ON_TERMINAL: Duration = Duration::from_millis(250);
const IN_LOG: Duration = Duration::from_secs(2);

/// Work that is told of until this is dropped.
pub struct ProgressReporter {
    report: Option<Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// Tells of work from now on, and how much of it is done, in per cent.
pub fn report(
    what: &'static str,
    percent: impl Fn() -> usize + Send + 'static,
) -> ProgressReporter {
    let (report, done) = channel::<()>();
    let on_terminal = std::io::stderr().is_terminal();
    let pause = if on_terminal { ON_TERMINAL } else { IN_LOG };
    // Without a thread nothing is told, and the work is done all the same.
    let thread = std::thread::Builder::new().spawn(move || {
        let mut is_shown = false;
        while done.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            if on_terminal {
                is_shown = true;
                line(&format!("{what}: {} %", percent()));
            } else {
                tracing::info!("{what}, {} %", percent());
            }
        }
        if is_shown {
            line("");
        }
    });
    ProgressReporter {
        report: Some(report),
        thread: thread.ok(),
    }
}

/// Shows a line that the next one, or an event of the log, takes the place of.
fn line(text: &str) {
    logging::write(format!("\r\x1b[K{text}\r").as_bytes());
}

impl Drop for ProgressReporter {
    fn drop(&mut self) {
        self.report.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
