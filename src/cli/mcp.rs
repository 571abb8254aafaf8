//! The `mcp` command: answers an agent on standard input and output, in the Model Context Protocol.
//! The log goes to stderr.

use std::sync::Arc;

use anyhow::Context;
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;

use crate::cli::config::McpConfig;
use crate::cli::serve::load_archive;
use crate::mcp::{Executor, ExecutorError, McpServer};
use crate::pages::Site;
use crate::search::CancellationToken;
use crate::site::reload;
use crate::site::store::SiteStore;
use crate::site::watch::WatchMode;
use crate::system::signals::Signals;
use crate::text::base_url::BaseUrl;

/// Answers until standard input ends or a signal stops it. Searches are answered once the index is
/// built; changes of the notes are read.
///
/// # Errors
/// If the settings are invalid, the folder cannot be loaded, or the client breaks the protocol.
pub async fn run(config: McpConfig, signals: Signals) -> anyhow::Result<()> {
    tokio::select! {
        result = answer(config) => result,
        () = signals.stop_requested() => Ok(()),
    }
}

async fn answer(config: McpConfig) -> anyhow::Result<()> {
    let base = BaseUrl::new(None, config.public_url.as_deref())?;
    let (folder, options) = (config.dir, config.load.to_options());
    let loading = {
        let (folder, options) = (folder.clone(), options.clone());
        tokio::task::spawn_blocking(move || load_archive(&folder, &options, base))
    };
    let archive = loading.await.context("loading the notes failed")??;
    let store = SiteStore::new(Arc::new(Site::new(archive, false)));
    let _reload_sender = reload::start(Arc::clone(&store), folder, options, WatchMode::Events);
    let server = McpServer::new(store, BlockingThreads);
    match server
        .serve((tokio::io::stdin(), tokio::io::stdout()))
        .await
    {
        Ok(running) => {
            running.waiting().await.context("the server failed")?;
            Ok(())
        }
        // The input ended before the first request.
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(error).context("the client did not initialize the connection"),
    }
}

/// Runs the requests of the one client on the runtime's blocking threads.
#[derive(Clone)]
struct BlockingThreads;

impl Executor for BlockingThreads {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&CancellationToken) -> T + Send + 'static,
    ) -> Result<T, ExecutorError> {
        let cancel = CancellationToken::default();
        let _cancel_on_drop = cancel.drop_guard();
        // The panic hook logs why it fails.
        tokio::task::spawn_blocking(move || work(&cancel))
            .await
            .map_err(|_| ExecutorError::Failed)
    }
}
