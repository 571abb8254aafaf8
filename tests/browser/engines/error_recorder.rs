//! The real router with a test script injected into every page.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use cueleaf::site::store::SiteStore;
use cueleaf::web::{Limits, router};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// A server that stops on drop.
pub(super) struct RecordingServer {
    /// `http://127.0.0.1:PORT`
    pub(super) url: String,
    serving: AbortHandle,
}

impl Drop for RecordingServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

pub(super) async fn serve(store: Arc<SiteStore>) -> RecordingServer {
    let script = get(async || {
        (
            [(header::CONTENT_TYPE, "text/javascript")],
            include_str!("error_recorder.js"),
        )
    });
    let router: Router = router(store, Limits::default())
        .layer(from_fn(inject_script))
        .route("/api/error_recorder.js", script);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = TowerToHyperService::new(router.clone());
            tokio::spawn(async move {
                let _ = Builder::new(TokioExecutor::new())
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    RecordingServer {
        url,
        serving: serving.abort_handle(),
    }
}

/// Inserts the script before all other scripts of a page.
async fn inject_script(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(header::ACCEPT_ENCODING);
    let response = next.run(request).await;
    let is_page = |headers: &HeaderMap| {
        headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind == "text/html; charset=utf-8")
    };
    if !is_page(response.headers()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("the page");
    let page = String::from_utf8_lossy(&body).replace(
        "<head>",
        "<head>\n<script src=\"/api/error_recorder.js\"></script>",
    );
    parts.headers.remove(header::CONTENT_LENGTH);
    (parts, Body::from(page)).into_response()
}
