//! The log, and whatever else the program writes to stderr.
//!
//! A log that cannot be written must neither end the server nor stop it: its reader may be gone,
//! its disk full, its terminal closed, or its pipe full while nobody reads. So nobody but a thread
//! of its own writes to stderr. All others append to a queue that is bounded in bytes; what does
//! not fit into it, or cannot be written, is lost and counted. A server that answers is worth more
//! than a complete log.

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
use crate::system::terminal::printable;

/// How much may wait to be written, in bytes; as much again may be in the hands of the thread that
/// writes.
const MAX_QUEUED_BYTES: usize = 1024 * 1024;

/// How long a stderr that takes nothing now, but does not block either, is left alone.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// How long the end of the program waits for the log to be written.
const FLUSH_AT_EXIT: Duration = Duration::from_secs(1);

/// How long a thread that panics waits for the log to be written: the process may end with it.
const FLUSH_AT_PANIC: Duration = Duration::from_millis(100);

/// What is logged where `CUELEAF_LOG` says nothing.
const DEFAULT_LEVEL: &str = "info";

static QUEUE: LazyLock<Queue> = LazyLock::new(|| {
    let writer = std::thread::Builder::new().name("log".to_owned());
    // Without a thread nothing is written, and the queue stays full.
    let _ = writer.spawn(|| QUEUE.write_to(io::stderr()));
    Queue::default()
});

/// Starts the log: for people on a terminal, elsewhere a line of JSON for each event. Panics are
/// logged, too.
pub fn start() {
    let (filter, refused) = filter(std::env::var_os("CUELEAF_LOG"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .log_internal_errors(false);
    if io::stderr().is_terminal() {
        log.fmt_fields(debug_fn(field).delimited(" "))
            .with_writer(|| Stderr)
            .init();
    } else {
        log.json()
            .flatten_event(true)
            .with_writer(|| JsonStderr)
            .init();
    }
    // Where it happened; which request it was is told by the one who answers it.
    std::panic::set_hook(Box::new(|panic| {
        tracing::error!("{panic}");
        QUEUE.flush(FLUSH_AT_PANIC);
    }));
    if let Some(refused) = refused {
        tracing::warn!("{refused}");
    }
}

/// Writes a line to stderr, its control characters escaped.
pub fn write_line(text: &str) {
    QUEUE.push(format!("{}\n", printable(text)).as_bytes());
}

/// Writes bytes to stderr as they are.
pub fn write(bytes: &[u8]) {
    QUEUE.push(bytes);
}

/// Waits until all is written, or for so long as the end of the program may be held up.
pub fn flush() {
    QUEUE.flush(FLUSH_AT_EXIT);
}

/// What is to be logged, and what is wrong with how it was said.
fn filter(given: Option<OsString>) -> (EnvFilter, Option<String>) {
    let given = given
        .map(|given| given.to_string_lossy().into_owned())
        .filter(|given| !given.trim().is_empty());
    let given = given.as_deref().unwrap_or(DEFAULT_LEVEL);
    match EnvFilter::try_new(directives(given)) {
        Ok(filter) => (filter, None),
        Err(error) => {
            let refused = format!(
                "CUELEAF_LOG is {given:?}, which cannot be read ({error}); {DEFAULT_LEVEL} is logged instead"
            );
            (EnvFilter::new(directives(DEFAULT_LEVEL)), Some(refused))
        }
    }
}

/// What is to be logged. A level alone is that of our own: what libraries say of their connections
/// is up to who connects, and would fill the log.
fn directives(given: &str) -> String {
    let ours = |part: &str| {
        if part.contains('=') {
            part.to_owned()
        } else {
            format!("cueleaf={part}")
        }
    };
    let given: Vec<String> = given
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(ours)
        .collect();
    format!("error,{}", given.join(","))
}

/// Shows a field of an event on a terminal.
fn field(writer: &mut Writer<'_>, field: &Field, value: &dyn fmt::Debug) -> fmt::Result {
    let text = format!("{value:?}");
    match field.name() {
        "message" => write!(writer, "{}", printable(&text)),
        // What libraries say of where they log from.
        name if name.starts_with("log.") => Ok(()),
        name => write!(writer, "{name}={}", printable(&text)),
    }
}

/// Bytes that wait to be written to stderr.
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

    /// Appends bytes, or loses them where there is no room.
    fn push(&self, bytes: &[u8]) {
        let mut state = self.lock();
        if state.queued.len() + bytes.len() <= MAX_QUEUED_BYTES {
            state.queued.extend_from_slice(bytes);
            self.changed.notify_all();
        } else {
            drop(state);
            metrics::record_lost_log_lines(lines(bytes));
        }
    }

    /// Waits for bytes, and takes all that are there.
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

    fn flush(&self, limit: Duration) {
        let is_busy = |state: &mut State| state.is_writing || !state.queued.is_empty();
        drop(self.changed.wait_timeout_while(self.lock(), limit, is_busy));
    }

    /// Writes what comes, for ever.
    fn write_to(&self, mut out: impl Write) {
        let mut is_torn = false;
        loop {
            let bytes = self.take();
            // The rest of the last line is lost: the next one is not to be taken for it.
            if is_torn && write_most(&mut out, b"\n") == 0 {
                is_torn = false;
            }
            let rest = write_most(&mut out, &bytes);
            let (written, lost) = bytes.split_at(bytes.len() - rest);
            if !lost.is_empty() {
                is_torn |= written.last().is_some_and(|byte| *byte != b'\n');
                metrics::record_lost_log_lines(lines(lost));
            }
        }
    }
}

/// Writes bytes, and tells how many are left because the others could not be written.
fn write_most(out: &mut impl Write, bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while !rest.is_empty() {
        match out.write(rest) {
            Ok(0) => break,
            Ok(written) => rest = &rest[written..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(BUSY_PAUSE),
            Err(_) => break,
        }
    }
    rest.len()
}

fn lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// Stderr, by way of the queue: writing never fails and never waits.
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

/// The same for a whole line of JSON, in which the control characters are escaped that JSON allows.
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

    /// Takes so many bytes as it is told to, one permission for each write, and fails where that is
    /// none.
    struct Reluctant {
        permitted: Receiver<usize>,
        written: Sender<Vec<u8>>,
    }

    impl Write for Reluctant {
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
        std::thread::spawn(move || writing.write_to(Reluctant { permitted, written }));
        (queue, permit, read)
    }

    #[test]
    fn a_line_that_was_torn_does_not_spoil_the_next_one() {
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
    fn what_nobody_reads_is_bounded_and_lost() {
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
    fn what_is_logged_may_be_said_wrongly() {
        for right in [
            "info",
            "warn",
            "DEBUG",
            "info,cueleaf::request=debug",
            " info , hyper=warn ",
            "",
            " ",
            "off",
        ] {
            assert_eq!(filter(Some(right.into())).1, None, "{right}");
        }
        assert_eq!(filter(None).1, None);
        for wrong in [
            "loud",
            "info,cueleaf::request=loud",
            "a=b=c",
            "=",
            "[",
            "cueleaf[",
            "info,[{x=*",
        ] {
            let (filter, refused) = filter(Some(wrong.into()));
            assert!(
                refused.is_some_and(|why| why.contains("CUELEAF_LOG") && why.contains(wrong)),
                "{wrong}"
            );
            assert_eq!(filter.to_string(), "cueleaf=info,error");
        }
    }
}
