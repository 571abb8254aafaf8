//! A connection that ends where its client is silent or does not take what is sent. HTTP's own
//! limits begin with the head of a request; what lies before it, and how answers are taken, is
//! watched here.

use std::future::Future;
use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::web::server::limits::Limits;

/// The bytes after which a connection has begun: as many as HTTP/2 begins with, and less than a
/// browser's shortest request. The head of a request has a limit of its own.
const BEGUN: usize = 24;

/// The bytes that a client has to take within [`Limits::stall`].
pub(in crate::web) const TAKEN: usize = 16 * 1024;

/// A stream with limits.
pub(in crate::web) struct IdleTimeout<S> {
    stream: S,
    limits: Limits,
    opened: Instant,
    /// Bytes that came, as long as there are few.
    come: usize,
    /// When something was last sent or came.
    moved: Instant,
    /// Since when the client has not taken enough, and what it has taken since.
    waiting: Option<(Instant, usize)>,
    alarm: Pin<Box<Sleep>>,
}

impl<S> IdleTimeout<S> {
    pub(in crate::web) fn new(stream: S, limits: Limits) -> Self {
        let now = Instant::now();
        let alarm = Box::pin(sleep_until(now + limits.head));
        Self {
            stream,
            limits,
            opened: now,
            come: 0,
            moved: now,
            waiting: None,
            alarm,
        }
    }

    /// When the connection is to end if nothing happens until then.
    fn end(&self) -> Instant {
        let silent = if self.come < BEGUN {
            self.opened + self.limits.head
        } else {
            self.moved + self.limits.idle
        };
        let stalled = self.waiting.map(|(since, _)| since + self.limits.stall);
        stalled.map_or(silent, |stalled| stalled.min(silent))
    }

    /// Waits for the end of the connection. The alarm is set anew only where it rings too early, as
    /// that costs more than to look at a clock.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<Error> {
        let end = self.end();
        if end < self.alarm.deadline() {
            self.alarm.as_mut().reset(end);
        }
        while self.alarm.as_mut().poll(context).is_ready() {
            if end <= Instant::now() {
                return Poll::Ready(Error::from(ErrorKind::TimedOut));
            }
            self.alarm.as_mut().reset(end);
        }
        Poll::Pending
    }

    fn wrote(&mut self, count: usize) {
        self.moved = Instant::now();
        if let Some((_, taken)) = &mut self.waiting {
            *taken += count;
            if *taken >= TAKEN {
                self.waiting = None;
            }
        }
    }

    fn or_end<T>(&mut self, done: Poll<Result<T>>, context: &mut Context<'_>) -> Poll<Result<T>> {
        if done.is_pending() {
            self.poll_end(context).map(Err)
        } else {
            done
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for IdleTimeout<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let before = into.filled().len();
        let done = Pin::new(&mut self.stream).poll_read(context, into);
        let count = into.filled().len() - before;
        if count > 0 {
            self.moved = Instant::now();
            self.come = self.come.saturating_add(count);
        }
        self.or_end(done, context)
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
            Poll::Ready(Ok(count)) => self.wrote(*count),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                self.waiting.get_or_insert((Instant::now(), 0));
            }
        }
        self.or_end(done, context)
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
        parts: &[std::io::IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        self.write(context, |stream, context| {
            stream.poll_write_vectored(context, parts)
        })
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Asked for when all that there was has been written.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let done = Pin::new(&mut self.stream).poll_flush(context);
        if done.is_ready() {
            self.waiting = None;
        }
        done
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
