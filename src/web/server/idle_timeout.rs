//! A stream wrapper that closes idle and slow-reading connections. The limits of the HTTP library
//! begin with the head of a request; the time before it, and how fast clients read responses, are
//! limited here.

use std::future::Future;
use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::web::server::limits::Limits;

/// The bytes after which a connection counts as established: the length of the HTTP/2 preface, and
/// less than a browser's shortest request. From then on the library limits the request head.
const PREFACE_BYTES: usize = 24;

/// How many bytes a client must read within [`Limits::stall_timeout`].
pub(in crate::web) const MIN_READ_BYTES: usize = 16 * 1024;

/// A stream that fails with [`ErrorKind::TimedOut`] if its client exceeds a time limit.
pub(in crate::web) struct IdleTimeout<S> {
    stream: S,
    limits: Limits,
    opened: Instant,
    /// How many bytes were received.
    received_bytes: usize,
    /// When bytes were last sent or received.
    last_activity: Instant,
    /// Since when the client reads too slowly, and how many bytes were written since.
    stalled: Option<(Instant, usize)>,
    timer: Pin<Box<Sleep>>,
}

impl<S> IdleTimeout<S> {
    /// Starts the time limits of a new connection.
    pub(in crate::web) fn new(stream: S, limits: Limits) -> Self {
        let now = Instant::now();
        let timer = Box::pin(sleep_until(now + limits.head_timeout));
        Self {
            stream,
            limits,
            opened: now,
            received_bytes: 0,
            last_activity: now,
            stalled: None,
            timer,
        }
    }

    /// When the connection times out if nothing happens until then.
    fn deadline(&self) -> Instant {
        let idle = if self.received_bytes < PREFACE_BYTES {
            self.opened + self.limits.head_timeout
        } else {
            self.last_activity + self.limits.idle_timeout
        };
        let stall = self
            .stalled
            .map(|(since, _)| since + self.limits.stall_timeout);
        stall.map_or(idle, |stall| stall.min(idle))
    }

    /// Waits for the deadline. The timer is reset only if it fires too early or too late: resetting
    /// it at each read or write would cost more than reading the clock.
    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Poll<Error> {
        let deadline = self.deadline();
        if deadline < self.timer.deadline() {
            self.timer.as_mut().reset(deadline);
        }
        while self.timer.as_mut().poll(context).is_ready() {
            if deadline <= Instant::now() {
                return Poll::Ready(Error::from(ErrorKind::TimedOut));
            }
            self.timer.as_mut().reset(deadline);
        }
        Poll::Pending
    }

    fn on_written(&mut self, count: usize) {
        self.last_activity = Instant::now();
        if let Some((_, written)) = &mut self.stalled {
            *written += count;
            if *written >= MIN_READ_BYTES {
                self.stalled = None;
            }
        }
    }

    fn or_time_out<T>(
        &mut self,
        done: Poll<Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<Result<T>> {
        if done.is_pending() {
            self.poll_deadline(context).map(Err)
        } else {
            done
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for IdleTimeout<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        let done = Pin::new(&mut self.stream).poll_read(context, buffer);
        let count = buffer.filled().len() - before;
        if count > 0 {
            self.last_activity = Instant::now();
            self.received_bytes = self.received_bytes.saturating_add(count);
        }
        self.or_time_out(done, context)
    }
}

impl<S: AsyncWrite + Unpin> IdleTimeout<S> {
    fn write(
        &mut self,
        context: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut S>, &mut Context<'_>) -> Poll<Result<usize>>,
    ) -> Poll<Result<usize>> {
        let done = write(Pin::new(&mut self.stream), context);
        match &done {
            Poll::Ready(Ok(count)) => self.on_written(*count),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                self.stalled.get_or_insert((Instant::now(), 0));
            }
        }
        self.or_time_out(done, context)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for IdleTimeout<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        self.write(context, |stream, context| stream.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[std::io::IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        self.write(context, |stream, context| {
            stream.poll_write_vectored(context, buffers)
        })
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Called when everything has been written, so the client is no longer too slow.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let done = Pin::new(&mut self.stream).poll_flush(context);
        if done.is_ready() {
            self.stalled = None;
        }
        done
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
