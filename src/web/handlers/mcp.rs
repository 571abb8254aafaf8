//! `/mcp`: the server of the Model Context Protocol over Streamable HTTP. It keeps no sessions, and
//! answers each request with JSON.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, post_service};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use crate::mcp::{Executor, ExecutorError, McpServer};
use crate::search::CancellationToken;
use crate::site::store::SiteStore;
use crate::text::base_url::BaseUrl;
use crate::text::error_chain::with_causes;
use crate::web::pools::search_pool::{PoolError, SEARCHES};
use crate::web::problem::error;
use crate::web::response::CachePolicy;
use crate::web::state::AppState;

/// The maximum size of a request, in bytes: the longest query, and room for what clients say about
/// themselves.
const MAX_REQUEST_BYTES: usize = 32 * 1024;

/// The route.
pub(in crate::web) fn route(app: &AppState) -> MethodRouter<AppState> {
    let store = Arc::clone(&app.store);
    let service = StreamableHttpService::new(
        move || Ok(McpServer::new(Arc::clone(&store), SearchThreads)),
        Arc::new(NeverSessionManager::default()),
        StreamableHttpServerConfig::default()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_max_request_body_bytes(MAX_REQUEST_BYTES)
            // The server has any name; `check_origin` guards against DNS rebinding.
            .disable_allowed_hosts(),
    );
    post_service(service).layer(from_fn_with_state(app.clone(), check_origin))
}

/// Runs the requests of agents in the search pool.
#[derive(Clone)]
struct SearchThreads;

impl Executor for SearchThreads {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&CancellationToken) -> T + Send + 'static,
    ) -> Result<T, ExecutorError> {
        let work = SEARCHES.try_run(move |cancel| Ok(work(cancel)));
        work.await.map_err(|error| match error {
            PoolError::Busy => ExecutorError::Busy,
            PoolError::Failed(cause) => {
                tracing::error!("{}", with_causes(&*cause));
                ExecutorError::Failed
            }
        })
    }
}

/// Middleware: rejects requests from pages of other sites with 403, as the protocol requires.
async fn check_origin(
    State(store): State<Arc<SiteStore>>,
    request: Request,
    next: Next,
) -> Response {
    let site = store.site();
    if !is_own_origin(request.headers(), request.uri(), site.archive.base()) {
        let detail = "requests from pages of other sites are not allowed";
        return CachePolicy::Never.apply_to(error(StatusCode::FORBIDDEN, detail));
    }
    CachePolicy::Never.apply_to(next.run(request).await)
}

/// Whether a request comes from no page, or from one of this site: of its public URL, or of the
/// address that the request was sent to. A name in `Host` other than `localhost` does not count,
/// as another site may give its name the address of this server.
fn is_own_origin(headers: &HeaderMap, uri: &Uri, base: &BaseUrl) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    if base
        .origin()
        .is_some_and(|own| own.eq_ignore_ascii_case(origin))
    {
        return true;
    }
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let requested = host.or_else(|| uri.authority().map(Authority::as_str));
    let of_origin = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    of_origin.is_some() && of_origin == requested && of_origin.is_some_and(is_address)
}

/// Whether an authority is an IP address or `localhost`, with or without a port.
fn is_address(authority: &str) -> bool {
    authority.parse::<Authority>().is_ok_and(|authority| {
        let host = authority.host().trim_matches(['[', ']']);
        host == "localhost" || host.parse::<std::net::IpAddr>().is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_own(origin: Option<&str>, host: &str, public_url: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().expect("a value"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().expect("a value"));
        }
        let base = BaseUrl::new(None, Some(public_url)).expect("a base URL");
        is_own_origin(&headers, &Uri::from_static("/mcp"), &base)
    }

    #[test]
    fn only_pages_of_this_site_may_send_requests() {
        let public = "https://example.org/notes";
        assert!(is_own(None, "a.test", "") && is_own(None, "a.test", public));
        assert!(is_own(
            Some("https://example.org"),
            "127.0.0.1:3000",
            public
        ));
        for own in [
            "127.0.0.1:3000",
            "[::1]:3000",
            "localhost:3000",
            "192.168.1.4",
        ] {
            assert!(is_own(Some(&format!("http://{own}")), own, ""), "{own}");
            assert!(is_own(Some(&format!("http://{own}")), own, public), "{own}");
        }
        for (origin, host) in [
            ("https://a.test", "example.org"),
            ("http://example.org", "example.org"),
            ("https://example.org:8443", "example.org"),
            ("https://example.org.a.test", "example.org"),
            ("null", "localhost"),
            ("", "localhost"),
            ("http://localhost:8080", "localhost:3000"),
            // The name of another site that leads to this server.
            ("http://a.test:3000", "a.test:3000"),
        ] {
            assert!(!is_own(Some(origin), host, public), "{origin}");
            assert!(!is_own(Some(origin), host, ""), "{origin}");
        }
    }
}
