//! Answers: a page, a redirect, and how long each may be kept.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::system::metrics;
use crate::web::pools::render_pool::RenderError;
use crate::web::problem::error;

/// How long an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CachePolicy {
    /// Named by its content: forever.
    Immutable,
    /// Changes when the archive does: ask each time.
    Revalidate,
    /// Different each time.
    Never,
}

impl CachePolicy {
    fn value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::Revalidate => "no-cache",
            Self::Never => "no-store",
        })
    }

    /// The answer, to be kept that long.
    pub(super) fn apply_to(self, reply: impl IntoResponse) -> Response {
        let mut response = reply.into_response();
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, self.value());
        response.extensions_mut().insert(self);
        response
    }

    /// The policy of an answer, where it has one.
    pub(super) fn of(response: &Response) -> Option<Self> {
        response.extensions().get().copied()
    }
}

/// A page as an answer.
pub(super) fn page(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => CachePolicy::Revalidate.apply_to((status, axum::response::Html(html))),
        Err(error) => internal_error(&error),
    }
}

/// Data as an answer.
pub(super) fn json(data: &impl Serialize) -> Response {
    match serde_json::to_string(data) {
        Ok(text) => {
            CachePolicy::Revalidate.apply_to(([(header::CONTENT_TYPE, "application/json")], text))
        }
        Err(error) => internal_error(&error),
    }
}

/// Why an answer could not be made: for the log, never for the reader.
#[derive(Debug, Clone)]
pub(super) struct InternalError(pub(super) String);

/// An answer that could not be made; what the reader is told is not said here.
pub(super) fn internal_error(why: &dyn std::fmt::Display) -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response
        .extensions_mut()
        .insert(InternalError(why.to_string()));
    response
}

/// The response where a page was not rendered.
pub(super) fn not_rendered(error: RenderError) -> Response {
    match error {
        RenderError::Busy => {
            metrics::record_rejection("pages");
            unavailable("Many pages are being made. Please try again in a moment.")
        }
        RenderError::Panicked(error) => internal_error(&error),
    }
}

/// Not now, but soon.
pub(super) fn unavailable(why: impl Into<String>) -> Response {
    let mut response = CachePolicy::Never.apply_to(error(StatusCode::SERVICE_UNAVAILABLE, why));
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// The way to another address: for good, or only for now.
pub(super) fn redirect(status: StatusCode, address: &str) -> Response {
    // An address is escaped, so it is a valid header; should it not be, the first page is.
    let location = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    let policy = if status == StatusCode::PERMANENT_REDIRECT {
        CachePolicy::Revalidate
    } else {
        CachePolicy::Never
    };
    policy.apply_to((status, [(header::LOCATION, location)]))
}
