//! Gives every request an id and a timeout, counts and logs it, and writes the cause of an internal
//! error to the log instead of the response.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::system::metrics;
use crate::text::base_url::BaseUrl;
use crate::web::problem::error;
use crate::web::response::{CachePolicy, InternalError, internal_error, unavailable};
use crate::web::server::client::ClientKey;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Requests that take longer are logged as slow.
const SLOW_REQUEST: Duration = Duration::from_secs(1);

/// The route label of notes, channels and unknown paths.
const FALLBACK_ROUTE: &str = "/{path}";

/// Middleware: handles a request within a timeout, then records and logs it.
pub(in crate::web) async fn log_requests(
    State((timeout, base)): State<(Duration, BaseUrl)>,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let id = request_id(request.headers());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let client = ClientKey::from_request(&request);
    let (method, url) = (request.method().clone(), request.uri().clone());
    let mut response = tokio::time::timeout(timeout, next.run(request))
        .await
        .unwrap_or_else(|_| unavailable("This took too long. Try again in a moment."));
    let (status, elapsed) = (response.status(), start.elapsed());
    let route = route
        .as_ref()
        .and_then(|route| base.strip_prefix(route.as_str()));
    metrics::record_request(route.unwrap_or(FALLBACK_ROUTE), status.as_u16(), elapsed);
    let id_text = id.to_str().unwrap_or_default();
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        let cause = response
            .extensions()
            .get::<InternalError>()
            .map_or("", |error| error.0.as_str())
            .to_owned();
        tracing::error!(id = id_text, %method, %url, "request failed: {cause}");
        response = error_page(&method, id_text);
    } else if elapsed > SLOW_REQUEST {
        tracing::warn!(id = id_text, %method, %url, status = status.as_u16(), "slow request: {elapsed:.1?}");
    }
    tracing::debug!(
        target: "cueleaf::request",
        id = id_text,
        client = client.map(display),
        %method,
        %url,
        status = status.as_u16(),
        micros = elapsed.as_micros() as u64,
        "request"
    );
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The `X-Request-Id` that a proxy gave to the request, or a new one. An id has up to 64 letters,
/// digits and hyphens.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let is_valid = |id: &&HeaderValue| {
        (1..=64).contains(&id.len())
            && id
                .as_bytes()
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    let given = headers.get(REQUEST_ID).filter(is_valid).cloned();
    given
        .or_else(|| HeaderValue::from_str(&format!("{:016x}", fastrand::u64(..))).ok())
        .unwrap_or(HeaderValue::from(0))
}

/// The response to a request that failed: it names the id of the request, not the cause.
fn error_page(method: &Method, id: &str) -> Response {
    let text = format!(
        "Something went wrong. Try again later.\nTo report this, quote the request id: {id}"
    );
    let response = CachePolicy::Never.apply_to(error(StatusCode::INTERNAL_SERVER_ERROR, text));
    if *method == Method::HEAD {
        response.map(|_| Body::empty())
    } else {
        response
    }
}

/// The response for a handler that panicked.
pub(in crate::web) fn panic_response(payload: Box<dyn Any + Send>) -> Response {
    let message = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    let message = message
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    internal_error(&format!("the handler panicked: {message}")).into_response()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::to_bytes;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn panicking() -> Response {
        panic!("a secret")
    }

    async fn get_response(path: &str) -> (StatusCode, HeaderValue, String) {
        let router = Router::new()
            .route("/panics", get(panicking))
            .route("/fails", get(async || internal_error(&"a secret")))
            .route("/waits", get(std::future::pending::<Response>))
            .layer(CatchPanicLayer::custom(panic_response))
            .layer(from_fn_with_state(
                (Duration::from_secs(15), BaseUrl::default()),
                log_requests,
            ));
        let request = Request::builder()
            .uri(path)
            .body(Body::empty())
            .expect("a request");
        let response = router.oneshot(request).await.expect("a response");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        (
            parts.status,
            parts.headers[REQUEST_ID].clone(),
            String::from_utf8_lossy(&body).into_owned(),
        )
    }

    #[tokio::test]
    async fn an_internal_error_shows_only_the_request_id() {
        for path in ["/panics", "/fails"] {
            let (status, id, body) = get_response(path).await;
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(
                body.contains(id.to_str().expect("text")) && !body.contains("secret"),
                "{body}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_request_times_out() {
        assert_eq!(
            get_response("/waits").await.0,
            StatusCode::SERVICE_UNAVAILABLE
        );
    }
}
