//! The command that serves: takes the port, loads the archive, answers.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::net::TcpListener;

use crate::archive::Archive;
use crate::base::Base;
use crate::config::ServeConfig;
use crate::live::Live;
use crate::pages::Site;
use crate::progress::Progress;
use crate::web::{self, Limits, Settings};
use crate::{corpus, measures, reload, tell};

/// How often what was measured is gathered.
const GATHER_EVERY: Duration = Duration::from_secs(5);

/// Open files that are no connections: those that are read, the watcher's, the system's own.
const OTHER_FILES: usize = 128;

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
    measure();
    let site = Arc::new(load(&config, base)?);
    index(Arc::clone(&site));
    let live = Live::new(site);
    reload_on_signal(reload::start(
        Arc::clone(&live),
        config.content.clone(),
        config.load.options(),
        config.is_watched(),
    ));
    let settings = Settings { limits: limits() };
    let address = listener.local_addr()?;
    tracing::info!("serving at http://{address}{}", live.site().archive.base().path());
    web::serve(listener, live, settings, stopped()).await;
    Ok(())
}

/// As many connections as the system has files for: its first limit is often lower than the one that it allows.
fn limits() -> Limits {
    let limits = Limits::default();
    let wanted = (2 * limits.connections + OTHER_FILES) as u64;
    let files = rlimit::increase_nofile_limit(wanted).unwrap_or(wanted);
    // Each may load a file that lies beside the notes.
    let connections = ((files as usize).saturating_sub(OTHER_FILES) / 2).clamp(1, limits.connections);
    if connections < limits.connections {
        tracing::warn!(
            "at most {connections} connections at a time, as the system allows no more than {files} open files"
        );
    }
    Limits { connections, ..limits }
}

/// Begins to count for `/metrics`.
fn measure() {
    if let Err(error) = measures::begin() {
        return tracing::warn!(%error, "nothing is measured");
    }
    tokio::spawn(async {
        let mut ticks = tokio::time::interval(GATHER_EVERY);
        loop {
            ticks.tick().await;
            measures::gather();
        }
    });
}

/// Loads a site, its addresses below a base.
///
/// # Errors
/// Where the folder cannot be served.
pub fn load(config: &ServeConfig, base: Base) -> Result<Site, corpus::LoadError> {
    let start = Instant::now();
    let progress = Arc::new(Progress::default());
    let told = Arc::clone(&progress);
    let telling = tell::working("reading notes", move || told.percent());
    let corpus = corpus::load_again(&config.content, &config.load.options(), &[], &progress)?;
    let private = corpus.private.len();
    let archive = Archive::at(corpus, base);
    drop(telling);
    tracing::info!(
        notes = archive.notes().len(),
        channels = archive.channels().len(),
        videos = archive.videos().len(),
        missing_topics = archive.topics().len(),
        problems = archive.problems().len(),
        private,
        "loaded {} in {:.0?}",
        config.content.display(),
        start.elapsed()
    );
    for problem in archive.problems() {
        tracing::warn!("{problem}");
    }
    Ok(Site { watched: config.is_watched(), ..Site::new(archive, !config.no_thumbnails) })
}

/// Makes the index aside: the archive can be read meanwhile.
fn index(site: Arc<Site>) {
    std::thread::spawn(move || {
        let start = Instant::now();
        let told = Arc::clone(&site);
        let _telling = tell::working("indexing", move || told.search.get().err().unwrap_or(100));
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
