//! Connections: lets them in, answers them within [`Limits`] until told to stop, and then finishes what runs.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

use super::client::{Connections, Peer};
use super::guard::Guard;
use super::{Limits, Settings, router};
use crate::live::Live;
use crate::measures;

/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 24 * 1024;

/// How much the system takes in for us that has not been read yet, in bytes: a head that is not too large, and no more.
const TAKEN_IN: usize = LARGEST_HEAD;

/// How much of an answer the system holds for a client that has not taken it yet, in bytes. Left alone it takes up to 4 MB of
/// memory for each, which nobody counts.
const HELD: usize = 64 * 1024;

/// Where no connection can be taken in, for want of files: until some have ended.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves a site on a listener until `stop` is done, and then for as long as what runs takes, within the limits.
pub async fn serve(listener: TcpListener, live: Arc<Live>, settings: Settings, stop: impl Future<Output = ()>) {
    let Settings { limits, trusted_proxies } = settings;
    let router = router(Arc::clone(&live), limits);
    let builder = builder(&limits);
    let (stopping, told) = watch::channel(());
    let places = Arc::new(Semaphore::new(limits.connections));
    let connections = Arc::new(Connections::default());
    let mut stop = pin!(stop);
    loop {
        let next = async {
            // The semaphore is never closed.
            let place = Arc::clone(&places).acquire_owned().await.ok();
            (place, accept(&listener).await)
        };
        let (place, (stream, address)) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let peer = Peer::new(address, &trusted_proxies);
        let Some(counted) = connections.add(&peer, limits.connections_by_client) else {
            measures::refused("connections");
            continue;
        };
        let (router, builder, told) = (router.clone(), builder.clone(), told.clone());
        tokio::spawn(async move {
            let _held = (place, counted, measures::Open::new());
            answer(stream, peer, router, &builder, told, limits).await;
        });
    }
    // Nobody else is let in.
    drop(listener);
    live.end();
    drop((stopping, told));
    // Every connection gives its place back when it ends.
    let ended = places.acquire_many(limits.connections as u32);
    if tokio::time::timeout(limits.stop, ended).await.is_err() {
        tracing::warn!("stopped with requests that were not answered within {:?}", limits.stop);
    }
}

/// HTTP/1.1, and HTTP/2 for those who begin with it.
fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(LARGEST_HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.idle / 3)
        .keep_alive_timeout(limits.head)
        .max_concurrent_streams(32)
        .max_header_list_size(LARGEST_HEAD as u32);
    builder
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // That connection is gone already; or there are no more files, which lasts.
            Err(error) => {
                tracing::debug!(%error, "a connection could not be taken in");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Answers what comes by one connection.
async fn answer(
    stream: TcpStream,
    peer: Peer,
    router: Router,
    builder: &Builder<TokioExecutor>,
    mut told: watch::Receiver<()>,
    limits: Limits,
) {
    // An answer is written whole: nothing is gained by waiting for more.
    let _ = stream.set_nodelay(true);
    let socket = SockRef::from(&stream);
    let _ = socket.set_send_buffer_size(HELD);
    let _ = socket.set_recv_buffer_size(TAKEN_IN);
    let client = peer.address;
    let service = router.map_request(move |request: Request<_>| {
        let mut request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(peer.clone());
        request
    });
    let stream = TokioIo::new(Guard::new(stream, limits));
    let mut connection = pin!(builder.serve_connection(stream, TowerToHyperService::new(service)));
    let limit = tokio::select! {
        ended = connection.as_mut() => {
            if let Err(error) = ended {
                tracing::debug!(%client, "a connection ended: {error}");
            }
            return;
        }
        // The sender is dropped when the server stops.
        _ = told.changed() => limits.stop,
        () = tokio::time::sleep(limits.age) => limits.idle,
    };
    // It ends after what it is at, or for good where that takes too long.
    connection.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(limit, connection).await;
}
