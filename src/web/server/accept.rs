//! Connections: lets them in, answers them within [`Limits`] until told to stop, and then finishes
//! what runs.

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
use crate::web::server::client::{Client, Peer};
use crate::web::server::connections::{Connection, Connections};
use crate::web::server::counted_body::{self, CountedBody};
use crate::web::server::idle_timeout::IdleTimeout;
use crate::web::{Limits, Settings, router};

/// The largest head of a request, in bytes.
const MAX_HEAD_BYTES: usize = 24 * 1024;

/// The buffers of the system for what a client sent and for what it has not taken yet, in bytes.
/// Left alone they grow to megabytes for each connection, which nobody counts. The system takes up
/// to twice as much.
#[derive(Clone, Copy)]
struct SocketBuffers {
    receive: usize,
    send: usize,
}

/// Where few connections are open: a head that is not too large, and a film at 1 MB/s to who is 100
/// ms away.
const LARGE_BUFFERS: SocketBuffers = SocketBuffers {
    receive: MAX_HEAD_BYTES,
    send: 64 * 1024,
};

/// Where many are open.
const SMALL_BUFFERS: SocketBuffers = SocketBuffers {
    receive: 8 * 1024,
    send: 16 * 1024,
};

/// A response is small where a connection's own buffers are as large, in bytes.
const SMALL_RESPONSE_BYTES: usize = 16 * 1024;

/// So many connections may have large buffers.
const LARGE_BUFFER_CONNECTIONS: usize = 2048;

/// How many requests one connection of HTTP/2 may have open at once. Thousands that come in one
/// moment are read before anything else can be done.
const MAX_STREAMS: u32 = 8;

/// Where no connection can be taken in, for want of files: until some have ended.
const ACCEPT_RETRY: Duration = Duration::from_millis(100);

/// Serves a site on a listener until `stop` is done, and then for as long as what runs takes,
/// within the limits.
pub async fn serve(
    listener: TcpListener,
    live: Arc<SiteStore>,
    settings: Settings,
    stop: impl Future<Output = ()>,
) {
    let Settings {
        limits,
        trusted_proxies,
        http2,
    } = settings;
    let router = router(Arc::clone(&live), limits);
    let builder = builder(&limits, http2);
    let (stop_sender, stopping) = watch::channel(());
    let places = Arc::new(Semaphore::new(limits.connections));
    let connections = Connections::new(limits);
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let (stream, address) = accept(&listener).await;
            let peer = Peer::new(address, &trusted_proxies);
            let connection = connections.add(Client::directly(&peer))?;
            if places.available_permits() == 0 {
                connections.close_oldest(&connection);
            }
            // The semaphore is never closed.
            let place = Arc::clone(&places).acquire_owned().await.ok();
            Some((stream, peer, Arc::new(connection), place))
        };
        let next = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let Some((stream, peer, connection, place)) = next else {
            continue;
        };
        let is_crowded = limits.connections - places.available_permits() > LARGE_BUFFER_CONNECTIONS;
        set_buffers(
            &stream,
            if is_crowded {
                SMALL_BUFFERS
            } else {
                LARGE_BUFFERS
            },
        );
        let (router, builder, stopping) = (router.clone(), builder.clone(), stopping.clone());
        tokio::spawn(async move {
            let _held = (place, metrics::ConnectionGauge::new());
            tokio::select! {
                () = connection.closed() => {}
                () = answer(
                    stream, peer, Arc::clone(&connection), router, &builder, stopping, limits,
                ) => {}
            }
        });
    }
    // Nobody else is let in.
    drop(listener);
    live.end();
    drop((stop_sender, stopping));
    // Every connection gives its place back when it ends.
    let ended = places.acquire_many(limits.connections as u32);
    if tokio::time::timeout(limits.stop, ended).await.is_err() {
        tracing::warn!(
            "stopped with requests that were not answered within {:?}",
            limits.stop
        );
    }
}

/// HTTP/1.1, and where it is asked for HTTP/2 for those who begin with it.
fn builder(limits: &Limits, http2: bool) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    if !http2 {
        builder = builder.http1_only();
    }
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(MAX_HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.idle / 3)
        .keep_alive_timeout(limits.head)
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(MAX_HEAD_BYTES as u32);
    builder
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // That connection is gone already; or there are no more files, which lasts.
            Err(error) => {
                tracing::debug!(%error, "a connection could not be taken in");
                tokio::time::sleep(ACCEPT_RETRY).await;
            }
        }
    }
}

/// Answers what comes by one connection.
async fn answer(
    stream: TcpStream,
    peer: Peer,
    counted: Arc<Connection>,
    router: Router,
    builder: &Builder<TokioExecutor>,
    mut stopping: watch::Receiver<()>,
    limits: Limits,
) {
    let address = peer.address();
    let service = service_fn(move |request: Request<_>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer.clone());
        let (client, counted) = (Client::of(&request), Arc::clone(&counted));
        let is_alone = request.version() < Version::HTTP_2;
        counted.progress();
        let response = router.clone().oneshot(request);
        async move {
            response
                .await
                .map(|response| count(response, client, &counted, is_alone))
        }
    });
    let stream = TokioIo::new(IdleTimeout::new(stream, limits));
    let mut connection = pin!(builder.serve_connection(stream, service));
    let limit = tokio::select! {
        ended = connection.as_mut() => {
            if let Err(error) = ended {
                tracing::debug!(client = %address, "a connection ended: {error}");
            }
            return;
        }
        // The sender is dropped when the server stops.
        _ = stopping.changed() => limits.stop,
        () = tokio::time::sleep(limits.age) => limits.idle,
    };
    // It ends after what it is at, or for good where that takes too long.
    connection.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(limit, connection).await;
}

fn set_buffers(stream: &TcpStream, buffers: SocketBuffers) {
    // An answer is written whole: nothing is gained by waiting for more.
    let _ = stream.set_nodelay(true);
    let socket = SockRef::from(stream);
    let _ = socket.set_send_buffer_size(buffers.send);
    let _ = socket.set_recv_buffer_size(buffers.receive);
}

/// Counts the bytes of a response until its client has taken them, or refuses it where the client
/// has its share. A small response that has its connection for itself is not counted: the number of
/// connections bounds it.
fn count(
    response: Response,
    client: Option<Client>,
    connection: &Arc<Connection>,
    is_alone: bool,
) -> Response<CountedBody> {
    match counted_body::size(&response) {
        0 => response.map(CountedBody::uncounted),
        1..=SMALL_RESPONSE_BYTES if is_alone => response.map(CountedBody::uncounted),
        bytes => match connection.hold(client, bytes) {
            Some(held) => response.map(|body| CountedBody::new(body, held)),
            None => unavailable("Too many responses wait for you to read them.")
                .map(CountedBody::uncounted),
        },
    }
}
