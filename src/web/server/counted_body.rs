//! Counts the bytes of a response until its client has taken them.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use http_body::{Frame, SizeHint};

use crate::web::server::connections::HeldBytes;

/// What a response takes that is read while it is sent, in bytes: a part that waits, and one that
/// is being read.
const STREAM_BYTES: usize = 192 * 1024;

/// What a stream of events takes, in bytes: one event.
const EVENT_STREAM_BYTES: usize = 4 * 1024;

/// How many bytes a response takes as long as its client has not taken it.
pub(in crate::web) fn size(response: &Response) -> usize {
    let is_events = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == "text/event-stream");
    match response.body().size_hint().exact() {
        Some(bytes) => usize::try_from(bytes).unwrap_or(usize::MAX),
        None if is_events => EVENT_STREAM_BYTES,
        None => STREAM_BYTES,
    }
}

/// A body whose bytes count until they are sent or given up.
pub(in crate::web) struct CountedBody {
    body: Body,
    held: Option<HeldBytes>,
}

impl CountedBody {
    pub(in crate::web) fn new(body: Body, held: HeldBytes) -> Self {
        Self {
            body,
            held: Some(held),
        }
    }

    /// A body that takes nothing worth counting.
    pub(in crate::web) fn uncounted(body: Body) -> Self {
        Self { body, held: None }
    }
}

/// The last bytes of a response: they wait in the connection when the body itself is gone.
struct Last {
    bytes: Bytes,
    _held: HeldBytes,
}

impl AsRef<[u8]> for Last {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl HttpBody for CountedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        let Poll::Ready(Some(Ok(frame))) = polled else {
            return polled;
        };
        let is_last = self.body.is_end_stream();
        if let Some(held) = &self.held {
            held.progress();
        }
        let held = if is_last { self.held.take() } else { None };
        Poll::Ready(Some(Ok(match held {
            Some(held) => frame.map_data(|bytes| Bytes::from_owner(Last { bytes, _held: held })),
            None => frame,
        })))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
