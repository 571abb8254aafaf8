//! The accept loop: accepts connections, serves them within [`Limits`], and shuts down gracefully.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Version;
use axum::response::Response;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

use crate::site::store::SiteStore;
use crate::system::metrics;
use crate::web::response::unavailable;
use crate::web::server::client::{ClientKey, Peer};
use crate::web::server::connections::{Connection, Connections};
use crate::web::server::counted_body::{self, CountedBody};
use crate::web::server::idle_timeout::IdleTimeout;
use crate::web::{Limits, Settings, router};

/// The maximum size of a request head (request line and headers), in bytes.
const MAX_HEAD_BYTES: usize = 24 * 1024;

/// Sizes of the kernel's socket buffers, in bytes. By default the kernel grows them to megabytes
/// per connection, memory that no limit covers. It allocates up to twice the requested size.
#[derive(Clone, Copy)]
struct SocketBuffers {
    receive: usize,
    send: usize,
}

/// Buffers while few connections are open: they fit a request head of the maximum size, and a video
/// at 1 MB/s over a round-trip time of 100 ms.
const LARGE_BUFFERS: SocketBuffers = SocketBuffers {
    receive: MAX_HEAD_BYTES,
    send: 64 * 1024,
};

/// Buffers while many connections are open.
const SMALL_BUFFERS: SocketBuffers = SocketBuffers {
    receive: 8 * 1024,
    send: 16 * 1024,
};

/// Responses up to this size, in bytes, are not counted: the connection's own buffers are as large.
const SMALL_RESPONSE_BYTES: usize = 16 * 1024;

/// How many connections get [`LARGE_BUFFERS`].
const LARGE_BUFFER_CONNECTIONS: usize = 2048;

/// How many concurrent streams an HTTP/2 connection may open. Thousands of requests in one burst
/// would be parsed before any other work runs.
const MAX_CONCURRENT_STREAMS: u32 = 8;

/// How long to wait after a failed accept: without free file descriptors it fails until other
/// connections end.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(100);

/// Serves a site on a listener until `stop` completes. Requests in flight then have
/// [`Limits::shutdown_timeout`] to finish.
pub async fn serve(
    listener: TcpListener,
    store: Arc<SiteStore>,
    settings: Settings,
    stop: impl Future<Output = ()>,
) {
    let Settings {
        limits,
        trusted_proxies,
        http2,
    } = settings;
    let router = router(Arc::clone(&store), limits);
    let builder = builder(&limits, http2);
    let (shutdown_sender, shutdown) = watch::channel(());
    let slots = Arc::new(Semaphore::new(limits.max_connections));
    let connections = Connections::new(limits);
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let (stream, address) = accept(&listener).await;
            let peer = Peer::new(address, &trusted_proxies);
            let connection = connections.add(ClientKey::from_peer(&peer))?;
            if slots.available_permits() == 0 {
                connections.close_oldest(&connection);
            }
            // The semaphore is never closed.
            let slot = Arc::clone(&slots).acquire_owned().await.ok();
            Some((stream, peer, Arc::new(connection), slot))
        };
        let next = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let Some((stream, peer, connection, slot)) = next else {
            continue;
        };
        let is_crowded =
            limits.max_connections - slots.available_permits() > LARGE_BUFFER_CONNECTIONS;
        set_buffers(
            &stream,
            if is_crowded {
                SMALL_BUFFERS
            } else {
                LARGE_BUFFERS
            },
        );
        let (router, builder, shutdown) = (router.clone(), builder.clone(), shutdown.clone());
        tokio::spawn(async move {
            let _guards = (slot, metrics::ConnectionGauge::new());
            let shared = Arc::clone(&connection);
            let serving =
                serve_connection(stream, peer, shared, router, &builder, shutdown, limits);
            tokio::select! {
                () = connection.closed() => {}
                () = serving => {}
            }
        });
    }
    // New connections are refused from here on.
    drop(listener);
    store.shut_down();
    drop((shutdown_sender, shutdown));
    // Each connection releases its slot when it ends.
    let ended = slots.acquire_many(limits.max_connections as u32);
    if tokio::time::timeout(limits.shutdown_timeout, ended)
        .await
        .is_err()
    {
        tracing::warn!(
            "shutdown timed out after {:?} with requests in flight",
            limits.shutdown_timeout
        );
    }
}

/// HTTP/1.1 and, if enabled, HTTP/2 for clients that send its preface.
fn builder(limits: &Limits, http2: bool) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    if !http2 {
        builder = builder.http1_only();
    }
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        .max_buf_size(MAX_HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.idle_timeout / 3)
        .keep_alive_timeout(limits.head_timeout)
        .max_concurrent_streams(MAX_CONCURRENT_STREAMS)
        .max_header_list_size(MAX_HEAD_BYTES as u32);
    builder
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // The client has gone already, or there are no free file descriptors, which lasts.
            Err(error) => {
                tracing::debug!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            }
        }
    }
}

/// Serves the requests of one connection.
async fn serve_connection(
    stream: TcpStream,
    peer: Peer,
    connection: Arc<Connection>,
    router: Router,
    builder: &Builder<TokioExecutor>,
    mut shutdown: watch::Receiver<()>,
    limits: Limits,
) {
    let address = peer.address();
    let service = service_fn(move |request: Request<_>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer.clone());
        let (client, connection) = (ClientKey::from_request(&request), Arc::clone(&connection));
        let is_exclusive = request.version() < Version::HTTP_2;
        connection.record_progress();
        let response = router.clone().oneshot(request);
        async move {
            response
                .await
                .map(|response| count_bytes(response, client, &connection, is_exclusive))
        }
    });
    let stream = TokioIo::new(IdleTimeout::new(stream, limits));
    let mut serving = pin!(builder.serve_connection(stream, service));
    let limit = tokio::select! {
        ended = serving.as_mut() => {
            if let Err(error) = ended {
                tracing::debug!(client = %address, %error, "connection failed");
            }
            return;
        }
        // The sender is dropped when the server shuts down.
        _ = shutdown.changed() => limits.shutdown_timeout,
        () = tokio::time::sleep(limits.max_connection_age) => limits.idle_timeout,
    };
    // Requests in flight may finish; the connection is dropped if they take too long.
    serving.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(limit, serving).await;
}

fn set_buffers(stream: &TcpStream, buffers: SocketBuffers) {
    // Responses are written whole, so Nagle's algorithm would only delay them.
    let _ = stream.set_nodelay(true);
    let socket = SockRef::from(stream);
    let _ = socket.set_send_buffer_size(buffers.send);
    let _ = socket.set_recv_buffer_size(buffers.receive);
}

/// Counts the bytes of a response until its client has read them, or replaces it by a 503 if the
/// client is over its limit. A small response that has its connection to itself is not counted: the
/// limit of connections bounds it.
fn count_bytes(
    response: Response,
    client: Option<ClientKey>,
    connection: &Arc<Connection>,
    is_exclusive: bool,
) -> Response<CountedBody> {
    match counted_body::response_bytes(&response) {
        0 => response.map(CountedBody::uncounted),
        1..=SMALL_RESPONSE_BYTES if is_exclusive => response.map(CountedBody::uncounted),
        bytes => match connection.hold_bytes(client, bytes) {
            Some(held) => response.map(|body| CountedBody::new(body, held)),
            None => unavailable("Too many unread responses. Read those first.")
                .map(CountedBody::uncounted),
        },
    }
}
