//! Errors of the API: every error under `/api/` is `application/problem+json` (RFC 9457).

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The media type of an error.
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// The body of an error. Its `type` is the default, `about:blank`: the status is all there is to
/// know about the kind of error.
#[derive(Debug, Serialize)]
struct Problem<'a> {
    title: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
}

/// The detail of an error for the client, in plain text.
#[derive(Debug, Clone)]
pub(super) struct Detail(String);

/// An error response with a detail for the client, as plain text.
pub(super) fn error(status: StatusCode, detail: impl Into<String>) -> Response {
    let detail = detail.into();
    let mut response = (status, format!("{detail}\n")).into_response();
    response.extensions_mut().insert(Detail(detail));
    response
}

/// Middleware of an API endpoint: converts its errors to JSON.
pub(super) async fn errors_as_json(request: Request, next: Next) -> Response {
    as_json(next.run(request).await)
}

/// Converts an error response to problem JSON, and keeps its other headers. Other responses are
/// returned unchanged.
pub(super) fn as_json(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.headers().get(header::CONTENT_TYPE) == Some(&PROBLEM_JSON) {
        return response;
    }
    let detail = response
        .extensions()
        .get::<Detail>()
        .map_or("", |detail| &detail.0);
    let title = status.canonical_reason().unwrap_or_default();
    let body = serde_json::to_vec(&Problem {
        title,
        status: status.as_u16(),
        detail,
    })
    .unwrap_or_default();
    let (mut parts, _) = response.into_parts();
    for body_header in [
        header::CONTENT_ENCODING,
        header::CONTENT_LENGTH,
        header::ETAG,
    ] {
        parts.headers.remove(body_header);
    }
    parts.headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
    Response::from_parts(parts, body.into())
}
