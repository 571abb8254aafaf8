//! The command that serves: takes the port, loads the archive, answers.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::net::TcpListener;

use crate::archive::Archive;
use crate::base::Base;
use crate::config::ServeConfig;
use crate::live::Live;
use crate::pages::Site;
use crate::{corpus, reload, web};

/// How often a long indexing tells how far it is.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// Where the settings contradict each other, the port is taken or the folder cannot be served.
pub async fn run(config: ServeConfig) -> anyhow::Result<()> {
    let base = Base::new(config.base_path.as_deref(), config.public_url.as_deref())?;
    // The port comes first: a port that is taken is known at once.
    let listener = TcpListener::bind(config.listen).await.with_context(|| {
        format!(
            "Cannot listen on {}. Is another program using this port? Choose one with --listen ADDR.",
            config.listen
        )
    })?;
    let site = Arc::new(load(&config, base)?);
    index(&site);
    let live = Live::new(site);
    reload_on_signal(reload::start(Arc::clone(&live), config.content.clone(), config.is_watched()));
    let address = listener.local_addr()?;
    tracing::info!("serving at http://{address}{}", live.site().archive.base().path());
    web::serve(listener, live, stopped()).await.context("The server stopped.")
}

/// Loads a site, its addresses below a base.
///
/// # Errors
/// Where the folder cannot be served.
pub fn load(config: &ServeConfig, base: Base) -> Result<Site, corpus::LoadError> {
    let start = Instant::now();
    let archive = Archive::at(corpus::load(&config.content)?, base);
    tracing::info!(
        notes = archive.notes().len(),
        channels = archive.channels().len(),
        videos = archive.videos().len(),
        missing_topics = archive.topics().len(),
        problems = archive.problems().len(),
        "loaded {} in {:.0?}",
        config.content.display(),
        start.elapsed()
    );
    for problem in archive.problems() {
        tracing::warn!("{problem}");
    }
    Ok(Site { watched: config.is_watched(), ..Site::new(archive, !config.no_thumbnails) })
}

/// Makes the index aside: the archive can be read meanwhile. What takes long tells how far it is.
fn index(site: &Arc<Site>) {
    let (working, done) = std::sync::mpsc::channel::<()>();
    let watched = Arc::clone(site);
    std::thread::spawn(move || {
        while done.recv_timeout(TELL_EVERY) == Err(RecvTimeoutError::Timeout) {
            tracing::info!("indexing, {} %", watched.search.get().err().unwrap_or(100));
        }
    });
    let site = Arc::clone(site);
    std::thread::spawn(move || {
        // Dropped at the end, which ends the watch.
        let _working = working;
        let start = Instant::now();
        match site.search.begin(&site.archive) {
            Ok(search) => {
                let megabytes = search.size().div_ceil(1_000_000);
                tracing::info!("search is ready after {:.0?}; its index takes {megabytes} MB", start.elapsed());
            }
            Err(error) => tracing::error!(%error, "there is no search"),
        }
    });
}

/// SIGHUP reads the folder again.
fn reload_on_signal(ask: Sender<()>) {
    #[cfg(unix)]
    tokio::spawn(async move {
        let Ok(mut hangup) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) else { return };
        while hangup.recv().await.is_some() && ask.send(()).is_ok() {}
    });
    #[cfg(not(unix))]
    std::mem::forget(ask);
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            return;
        };
        tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
