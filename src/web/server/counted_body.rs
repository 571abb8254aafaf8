//! A response body whose bytes are counted until its client has read them.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use http_body::{Frame, SizeHint};

use crate::web::server::connections::HeldBytes;

/// The memory that a streamed response takes, in bytes: one chunk waiting to be sent, and one being
/// read.
const STREAM_BYTES: usize = 192 * 1024;

/// The memory that a stream of server-sent events takes, in bytes: one event.
const EVENT_STREAM_BYTES: usize = 4 * 1024;

/// How many bytes a response takes until its client has read it.
pub(in crate::web) fn response_bytes(response: &Response) -> usize {
    let is_events = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value == "text/event-stream");
    match response.body().size_hint().exact() {
        Some(bytes) => usize::try_from(bytes).unwrap_or(usize::MAX),
        None if is_events => EVENT_STREAM_BYTES,
        None => STREAM_BYTES,
    }
}

/// A body whose bytes are counted until they are sent or dropped.
pub(in crate::web) struct CountedBody {
    body: Body,
    held: Option<HeldBytes>,
}

impl CountedBody {
    /// A body that releases its bytes when its last frame has been sent.
    pub(in crate::web) fn new(body: Body, held: HeldBytes) -> Self {
        Self {
            body,
            held: Some(held),
        }
    }

    /// A body that takes no memory worth counting.
    pub(in crate::web) fn uncounted(body: Body) -> Self {
        Self { body, held: None }
    }
}

/// The last frame of a response, which the connection still holds after the body is dropped.
struct LastFrame {
    bytes: Bytes,
    _held: HeldBytes,
}

impl AsRef<[u8]> for LastFrame {
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
            held.record_progress();
        }
        let held = if is_last { self.held.take() } else { None };
        Poll::Ready(Some(Ok(match held {
            Some(held) => {
                frame.map_data(|bytes| Bytes::from_owner(LastFrame { bytes, _held: held }))
            }
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
