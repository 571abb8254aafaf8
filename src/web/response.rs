//! Builds responses: pages, JSON, redirects and errors, each with its cache policy.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::system::metrics;
use crate::web::pools::render_pool::RenderError;
use crate::web::problem::error;

/// How long a response may be cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CachePolicy {
    /// For URLs that contain a hash of the content: cached forever.
    Immutable,
    /// For content that changes with the archive: cached, but revalidated on each use.
    Revalidate,
    /// For content that differs each time: not cached.
    Never,
}

impl CachePolicy {
    /// The value of `Cache-Control`.
    fn header_value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::Revalidate => "no-cache",
            Self::Never => "no-store",
        })
    }

    /// Sets the policy of a response.
    pub(super) fn apply_to(self, response: impl IntoResponse) -> Response {
        let mut response = response.into_response();
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, self.header_value());
        response.extensions_mut().insert(self);
        response
    }

    /// The policy of a response, if it has one.
    pub(super) fn from_response(response: &Response) -> Option<Self> {
        response.extensions().get().copied()
    }
}

/// Renders a page.
pub(super) fn page(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => CachePolicy::Revalidate.apply_to((status, axum::response::Html(html))),
        Err(error) => internal_error(&error),
    }
}

/// A plain text.
pub(super) fn text(text: String) -> Response {
    let content_type = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    CachePolicy::Revalidate.apply_to((content_type, text))
}

/// Renders an XML document, without the control characters that XML does not allow, even escaped
/// (<https://www.w3.org/TR/xml/#charsets>).
pub(super) fn xml(content_type: &'static str, document: &impl Template) -> Response {
    let is_allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..='\u{10ffff}');
    match document.render() {
        Ok(mut text) => {
            text.retain(is_allowed);
            CachePolicy::Revalidate.apply_to(([(header::CONTENT_TYPE, content_type)], text))
        }
        Err(error) => internal_error(&error),
    }
}

/// A 404 response for a document of absolute URLs.
pub(super) fn no_public_url() -> Response {
    error(
        StatusCode::NOT_FOUND,
        "This document needs the full URLs of the site, which the server knows only if it is \
         started with --public-url.",
    )
}

/// Serialises data as JSON.
pub(super) fn json(data: &impl Serialize) -> Response {
    json_of_type("application/json", data)
}

/// Serialises data as JSON of another media type.
pub(super) fn json_of_type(content_type: &'static str, data: &impl Serialize) -> Response {
    match serde_json::to_string(data) {
        Ok(text) => {
            CachePolicy::Revalidate.apply_to(([(header::CONTENT_TYPE, content_type)], text))
        }
        Err(error) => internal_error(&error),
    }
}

/// The cause of a 500 response: for the log, never for the reader.
#[derive(Debug, Clone)]
pub(super) struct InternalError(pub(super) String);

/// A 500 response. `request_log` logs the cause and fills in the body.
pub(super) fn internal_error(cause: &dyn std::fmt::Display) -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response
        .extensions_mut()
        .insert(InternalError(cause.to_string()));
    response
}

/// The response for a page that was not rendered.
pub(super) fn not_rendered(error: RenderError) -> Response {
    match error {
        RenderError::Busy => {
            metrics::record_rejection("pages");
            unavailable("The server is busy. Try again in a moment.")
        }
        RenderError::Panicked(error) => internal_error(&error),
    }
}

/// A 503 response with a detail for the client, to be retried after a second.
pub(super) fn unavailable(detail: impl Into<String>) -> Response {
    let mut response = CachePolicy::Never.apply_to(error(StatusCode::SERVICE_UNAVAILABLE, detail));
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// A redirect to a URL, permanent or temporary.
pub(super) fn redirect(status: StatusCode, url: &str) -> Response {
    // URLs are percent-encoded, so they are valid header values; otherwise fall back to the home
    // page.
    let location = HeaderValue::from_str(url).unwrap_or(HeaderValue::from_static("/"));
    let policy = if status == StatusCode::PERMANENT_REDIRECT {
        CachePolicy::Revalidate
    } else {
        CachePolicy::Never
    };
    policy.apply_to((status, [(header::LOCATION, location)]))
}
