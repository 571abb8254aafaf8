//! What happens around every request: it gets an id and a limit of time, it is counted and logged,
//! and what went wrong is told to the operator, not to the reader.

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
use crate::web::server::client::Client;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What takes longer is worth a line in the log.
const SLOW_REQUEST: Duration = Duration::from_secs(1);

/// The route label of notes, channels and whatever does not exist.
const FALLBACK_ROUTE: &str = "/{path}";

/// Answers a request, and tells of it.
pub(in crate::web) async fn log_requests(
    State((limit, base)): State<(Duration, BaseUrl)>,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let id = id(request.headers());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let client = Client::of(&request);
    let (method, address) = (request.method().clone(), request.uri().clone());
    let mut response = tokio::time::timeout(limit, next.run(request))
        .await
        .unwrap_or_else(|_| unavailable("This took too long. Please try again in a moment."));
    let (status, took) = (response.status(), start.elapsed());
    let route = route.as_ref().and_then(|route| base.below(route.as_str()));
    metrics::record_request(route.unwrap_or(FALLBACK_ROUTE), status.as_u16(), took);
    let shown = id.to_str().unwrap_or_default();
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        let why = response
            .extensions()
            .get::<InternalError>()
            .map_or("", |failure| failure.0.as_str())
            .to_owned();
        tracing::error!(id = shown, %method, %address, "an answer could not be made: {why}");
        response = error_page(&method, shown);
    } else if took > SLOW_REQUEST {
        tracing::warn!(id = shown, %method, %address, status = status.as_u16(), "answered in {took:.1?}");
    }
    tracing::debug!(
        target: "cueleaf::request",
        id = shown,
        client = client.map(display),
        %method,
        %address,
        status = status.as_u16(),
        micros = took.as_micros() as u64,
        "answered"
    );
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The id that a proxy gave to the request, or a new one.
fn id(headers: &HeaderMap) -> HeaderValue {
    let is_plain = |id: &&HeaderValue| {
        (1..=64).contains(&id.len())
            && id
                .as_bytes()
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    let given = headers.get(REQUEST_ID).filter(is_plain).cloned();
    given
        .or_else(|| HeaderValue::from_str(&format!("{:016x}", fastrand::u64(..))).ok())
        .unwrap_or(HeaderValue::from(0))
}

/// What a reader is told of a failure: nothing but how to speak of it.
fn error_page(method: &Method, id: &str) -> Response {
    let text = format!(
        "This could not be shown. Please try again later.\nTo report it, name this request: {id}"
    );
    let response = CachePolicy::Never.apply_to(error(StatusCode::INTERNAL_SERVER_ERROR, text));
    if *method == Method::HEAD {
        response.map(|_| Body::empty())
    } else {
        response
    }
}

/// The answer of a handler that panicked.
pub(in crate::web) fn panicked(payload: Box<dyn Any + Send>) -> Response {
    let message = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    let message = message
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    internal_error(&format!("it panicked: {message}")).into_response()
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

    async fn ask(address: &str) -> (StatusCode, HeaderValue, String) {
        let router = Router::new()
            .route("/panics", get(panicking))
            .route("/fails", get(async || internal_error(&"a secret")))
            .route("/waits", get(std::future::pending::<Response>))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn_with_state(
                (Duration::from_secs(15), BaseUrl::default()),
                log_requests,
            ));
        let request = Request::builder()
            .uri(address)
            .body(Body::empty())
            .expect("a request");
        let response = router.oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        (
            parts.status,
            parts.headers[REQUEST_ID].clone(),
            String::from_utf8_lossy(&body).into_owned(),
        )
    }

    #[tokio::test]
    async fn what_went_wrong_is_told_by_its_id_alone() {
        for address in ["/panics", "/fails"] {
            let (status, id, body) = ask(address).await;
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(
                body.contains(id.to_str().expect("text")) && !body.contains("secret"),
                "{body}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_is_given_up() {
        assert_eq!(ask("/waits").await.0, StatusCode::SERVICE_UNAVAILABLE);
    }
}
