//! Connections: answers them until told to stop, and then finishes what runs.

use std::future::Future;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::router;
use crate::pages::Site;

/// Serves a site on a listener until `stop` is done.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    site: Arc<Site>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(site)).with_graceful_shutdown(stop).await
}
