//! The log, and all other output to stderr.
//!
//! A log that cannot be written must neither end nor block the server: its reader may be gone, its
//! disk full, its terminal closed, or its pipe full while nobody reads. So only a dedicated thread
//! writes to stderr. All others append to a queue that is bounded in bytes; lines that do not fit
//! into it, or cannot be written, are lost and counted. Availability matters more than a complete
//! log.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing::field::Field;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::field::MakeExt;
use tracing_subscriber::fmt::format::{Writer, debug_fn};

use crate::system::metrics;
use crate::system::terminal::escape_control;

/// The capacity of the queue, in bytes; the writer thread may hold as much again.
const MAX_QUEUED_BYTES: usize = 1024 * 1024;

/// How long to wait before retrying when a non-blocking stderr is full.
const WOULD_BLOCK_DELAY: Duration = Duration::from_millis(20);

/// How long the process waits at exit for the log to be written.
const EXIT_FLUSH_TIMEOUT: Duration = Duration::from_secs(1);

/// How long a panicking thread waits for the log to be written: the process may end with it.
const PANIC_FLUSH_TIMEOUT: Duration = Duration::from_millis(100);

/// The log level if `CUELEAF_LOG` is not set.
const DEFAULT_LEVEL: &str = "info";

static QUEUE: LazyLock<Queue> = LazyLock::new(|| {
    let writer = std::thread::Builder::new().name("log".to_owned());
    // If the thread cannot be started, nothing is written and the queue fills up.
    let _ = writer.spawn(|| QUEUE.write_to(io::stderr()));
    Queue::default()
});

/// Starts logging: readable text on a terminal, otherwise one line of JSON per event. Panics are
/// logged, too.
pub fn start() {
    let (filter, error) = parse_filter(std::env::var_os("CUELEAF_LOG"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .log_internal_errors(false);
    if io::stderr().is_terminal() {
        log.fmt_fields(debug_fn(format_field).delimited(" "))
            .with_writer(|| Stderr)
            .init();
    } else {
        log.json()
            .flatten_event(true)
            .with_writer(|| JsonStderr)
            .init();
    }
    // Logs the location of the panic; `request_log` logs the request.
    std::panic::set_hook(Box::new(|panic| {
        tracing::error!("{panic}");
        QUEUE.flush(PANIC_FLUSH_TIMEOUT);
    }));
    if let Some(error) = error {
        tracing::warn!("{error}");
    }
}

/// Writes a line to stderr, its control characters escaped.
pub fn write_line(text: &str) {
    QUEUE.push(format!("{}\n", escape_control(text)).as_bytes());
}

/// Writes bytes to stderr as they are.
pub fn write(bytes: &[u8]) {
    QUEUE.push(bytes);
}

/// Waits until the log is written, for [`EXIT_FLUSH_TIMEOUT`] at most.
pub fn flush() {
    QUEUE.flush(EXIT_FLUSH_TIMEOUT);
}

/// The filter for a value of `CUELEAF_LOG`; for an invalid one the default, and an error message.
fn parse_filter(value: Option<OsString>) -> (EnvFilter, Option<String>) {
    let value = value
        .map(|value| value.to_string_lossy().into_owned())
        .filter(|value| !value.trim().is_empty());
    let value = value.as_deref().unwrap_or(DEFAULT_LEVEL);
    match EnvFilter::try_new(directives(value)) {
        Ok(filter) => (filter, None),
        Err(error) => {
            let message =
                format!("invalid CUELEAF_LOG {value:?}, using {DEFAULT_LEVEL} instead: {error}");
            (EnvFilter::new(directives(DEFAULT_LEVEL)), Some(message))
        }
    }
}

/// The directives for `EnvFilter`. A level without a target applies to Cueleaf only: clients could
/// fill the log with what libraries log about their connections.
fn directives(value: &str) -> String {
    let with_target = |directive: &str| {
        if directive.contains('=') {
            directive.to_owned()
        } else {
            format!("cueleaf={directive}")
        }
    };
    let directives: Vec<String> = value
        .split(',')
        .map(str::trim)
        .filter(|directive| !directive.is_empty())
        .map(with_target)
        .collect();
    format!("error,{}", directives.join(","))
}

/// Formats a field of an event for a terminal.
fn format_field(writer: &mut Writer<'_>, field: &Field, value: &dyn fmt::Debug) -> fmt::Result {
    let text = format!("{value:?}");
    match field.name() {
        "message" => write!(writer, "{}", escape_control(&text)),
        // The source locations of events from the `log` crate.
        name if name.starts_with("log.") => Ok(()),
        name => write!(writer, "{name}={}", escape_control(&text)),
    }
}

/// A queue of bytes to be written to stderr.
#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    queued: Vec<u8>,
    is_writing: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends bytes, or drops and counts them if the queue is full.
    fn push(&self, bytes: &[u8]) {
        let mut state = self.lock();
        if state.queued.len() + bytes.len() <= MAX_QUEUED_BYTES {
            state.queued.extend_from_slice(bytes);
            self.changed.notify_all();
        } else {
            drop(state);
            metrics::record_lost_log_lines(count_lines(bytes));
        }
    }

    /// Waits for bytes, and takes all of them.
    fn take(&self) -> Vec<u8> {
        let mut state = self.lock();
        state.is_writing = false;
        self.changed.notify_all();
        while state.queued.is_empty() {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.is_writing = true;
        std::mem::take(&mut state.queued)
    }

    /// Waits until the queue is written, or for a timeout.
    fn flush(&self, timeout: Duration) {
        let is_busy = |state: &mut State| state.is_writing || !state.queued.is_empty();
        drop(
            self.changed
                .wait_timeout_while(self.lock(), timeout, is_busy),
        );
    }

    /// Writes queued bytes forever.
    fn write_to(&self, mut out: impl Write) {
        let mut is_line_open = false;
        loop {
            let bytes = self.take();
            // The end of the last line was lost: end it, so that the next one is not appended to
            // it.
            if is_line_open && write_available(&mut out, b"\n") == 0 {
                is_line_open = false;
            }
            let unwritten = write_available(&mut out, &bytes);
            let (written, lost) = bytes.split_at(bytes.len() - unwritten);
            if !lost.is_empty() {
                is_line_open |= written.last().is_some_and(|byte| *byte != b'\n');
                metrics::record_lost_log_lines(count_lines(lost));
            }
        }
    }
}

/// Writes bytes until an error; returns how many were not written.
fn write_available(out: &mut impl Write, bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while !rest.is_empty() {
        match out.write(rest) {
            Ok(0) => break,
            Ok(written) => rest = &rest[written..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                std::thread::sleep(WOULD_BLOCK_DELAY)
            }
            Err(_) => break,
        }
    }
    rest.len()
}

fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// Stderr through the queue: writing never fails and never blocks.
struct Stderr;

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        QUEUE.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The same for a line of JSON; escapes the control characters that JSON allows in strings.
struct JsonStderr;

impl Write for JsonStderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        write_line(String::from_utf8_lossy(bytes).trim_end_matches('\n'));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// A writer that accepts, per write, the number of bytes that it receives as a permit, and
    /// fails for a permit of 0.
    struct PermitWriter {
        permitted: Receiver<usize>,
        written: Sender<Vec<u8>>,
    }

    impl Write for PermitWriter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let count = self
                .permitted
                .recv()
                .map_err(io::Error::other)?
                .min(bytes.len());
            if count == 0 {
                return Err(io::Error::other("the disk is full"));
            }
            self.written
                .send(bytes[..count].to_vec())
                .map_err(io::Error::other)?;
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn queue() -> (Arc<Queue>, Sender<usize>, Receiver<Vec<u8>>) {
        let ((permit, permitted), (written, read)) = (channel(), channel());
        let queue = Arc::new(Queue::default());
        let writing = Arc::clone(&queue);
        std::thread::spawn(move || writing.write_to(PermitWriter { permitted, written }));
        (queue, permit, read)
    }

    #[test]
    fn a_truncated_line_does_not_corrupt_the_next_one() {
        let (queue, permit, read) = queue();
        queue.push(b"first\n");
        permit.send(3).expect("it writes");
        permit.send(0).expect("it writes");
        assert_eq!(read.recv().expect("bytes"), b"fir");
        queue.flush(Duration::from_secs(60));
        queue.push(b"second\n");
        for line in [&b"\n"[..], b"second\n"] {
            permit.send(100).expect("it writes");
            assert_eq!(read.recv().expect("bytes"), line);
        }
    }

    #[test]
    fn an_unread_log_is_bounded() {
        let (queue, permit, read) = queue();
        let line = [&[b'.'; 9_999][..], b"\n"].concat();
        for _ in 0..2 * MAX_QUEUED_BYTES / line.len() {
            queue.push(&line);
        }
        assert!(queue.lock().queued.len() <= MAX_QUEUED_BYTES);
        for _ in 0..2 {
            permit.send(usize::MAX).expect("it writes");
        }
        queue.flush(Duration::from_secs(60));
        let written: usize = read.try_iter().map(|bytes| bytes.len()).sum();
        assert!(
            written >= MAX_QUEUED_BYTES - line.len() && written.is_multiple_of(line.len()),
            "{written}"
        );
        assert!(written <= 2 * MAX_QUEUED_BYTES - line.len(), "{written}");
    }

    #[test]
    fn an_invalid_filter_falls_back_to_the_default() {
        for valid in [
            "info",
            "warn",
            "DEBUG",
            "info,cueleaf::request=debug",
            " info , hyper=warn ",
            "",
            " ",
            "off",
        ] {
            assert_eq!(parse_filter(Some(valid.into())).1, None, "{valid}");
        }
        assert_eq!(parse_filter(None).1, None);
        for invalid in [
            "loud",
            "info,cueleaf::request=loud",
            "a=b=c",
            "=",
            "[",
            "cueleaf[",
            "info,[{x=*",
        ] {
            let (filter, error) = parse_filter(Some(invalid.into()));
            assert!(
                error.is_some_and(|error| error.contains("CUELEAF_LOG") && error.contains(invalid)),
                "{invalid}"
            );
            assert_eq!(filter.to_string(), "cueleaf=info,error");
        }
    }
}
