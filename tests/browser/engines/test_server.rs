//! The real router with changed responses: each page has a test script, and the player may be a
//! fake, or JavaScript disabled.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use cueleaf::site::store::SiteStore;
use cueleaf::web::{Limits, router};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

const YOUTUBE: &str = "https://www.youtube-nocookie.com";
/// What the content security policy of [`TestServer::without_scripts`] ends with. A sandbox
/// disables JavaScript as the setting of a browser does, which WebKit's driver cannot change.
const SANDBOX: &str = "; sandbox allow-forms allow-same-origin";

/// A server that stops on drop.
pub(super) struct TestServer {
    /// `http://127.0.0.1:PORT`
    pub(super) url: String,
    serving: AbortHandle,
    /// Kept only so that it stops, too.
    player: Option<Box<TestServer>>,
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// What replaces a string in scripts and in the content security policy.
#[derive(Clone)]
struct Replacement {
    old: &'static str,
    new: String,
}

impl TestServer {
    pub(super) async fn new(store: Arc<SiteStore>) -> Self {
        Self::listen(changed_router(store, None)).await
    }

    /// The same with a fake player on another origin in place of YouTube's.
    pub(super) async fn with_fake_player(store: Arc<SiteStore>) -> Self {
        let page = include_str!("../fake_player.html").replace("%MODE%", "normal");
        let page = page.replace("%DURATION%", "0");
        let player = Router::new().route("/embed/{id}", get(async || Html(page)));
        let player = Self::listen(player).await;
        let replacement = Replacement {
            old: YOUTUBE,
            new: player.url.clone(),
        };
        let mut server = Self::listen(changed_router(store, Some(replacement))).await;
        server.player = Some(Box::new(player));
        server
    }

    /// The same without JavaScript.
    pub(super) async fn without_scripts(store: Arc<SiteStore>) -> Self {
        let end = "frame-ancestors 'self'";
        let replacement = Replacement {
            old: end,
            new: format!("{end}{SANDBOX}"),
        };
        Self::listen(changed_router(store, Some(replacement))).await
    }

    async fn listen(router: Router) -> Self {
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
        Self {
            url,
            serving: serving.abort_handle(),
            player: None,
        }
    }
}

fn changed_router(store: Arc<SiteStore>, replacement: Option<Replacement>) -> Router {
    let script = get(async || {
        let kind = (header::CONTENT_TYPE, "text/javascript");
        ([kind], include_str!("recorder.js"))
    });
    router(store, Limits::default())
        .layer(from_fn_with_state(replacement, change_response))
        .route("/api/recorder.js", script)
}

/// Inserts the test script before all other scripts of a page.
async fn change_response(
    State(replacement): State<Option<Replacement>>,
    mut request: Request,
    next: Next,
) -> Response {
    request.headers_mut().remove(header::ACCEPT_ENCODING);
    let mut response = next.run(request).await;
    let replace = |text: &str| match &replacement {
        Some(Replacement { old, new }) => text.replace(old, new),
        None => text.to_owned(),
    };
    if let Some(policy) = response
        .headers_mut()
        .get_mut(header::CONTENT_SECURITY_POLICY)
    {
        let changed = replace(policy.to_str().expect("text"));
        *policy = HeaderValue::from_str(&changed).expect("a header");
    }
    let content_type = response.headers().get(header::CONTENT_TYPE).cloned();
    let has_type = |expected: &str| content_type.as_ref().is_some_and(|found| found == expected);
    let is_page = has_type("text/html; charset=utf-8");
    if !is_page && !has_type("text/javascript; charset=utf-8") {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("the body");
    let body = String::from_utf8_lossy(&body);
    let body = if is_page {
        let script = "<head>\n<script src=\"/api/recorder.js\"></script>";
        body.replace("<head>", script)
    } else {
        replace(&body)
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    (parts, Body::from(body)).into_response()
}
