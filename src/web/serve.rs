//! Connections: answers them until told to stop, and then finishes what runs.

use std::future::Future;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::router;
use crate::live::Live;

/// Serves a site on a listener until `stop` is done.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    live: Arc<Live>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(live)).with_graceful_shutdown(stop).await
}
