//! The command that serves: takes the port, loads the archive, answers.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::net::{TcpListener, TcpSocket};

use crate::archive::Archive;
use crate::cli::config::ServeConfig;
use crate::corpus;
use crate::pages::Site;
use crate::progress::Progress;
use crate::site::reload;
use crate::site::store::SiteStore;
use crate::system::signals::Signals;
use crate::system::{metrics, progress_reporter, service_manager};
use crate::text::base_url::BaseUrl;
use crate::web::{self, Limits, Settings};

/// How often what was measured is gathered.
const GATHER_EVERY: Duration = Duration::from_secs(5);

/// How many new connections wait at most until they are accepted; the system may allow fewer.
const LISTEN_BACKLOG: u32 = 4096;

/// Open files that are no connections: those that are read, the watcher's, the system's own.
const OTHER_FILES: usize = 128;

/// Serves until it is told to stop; while the notes are read, too.
///
/// # Errors
/// Where the settings contradict each other, the port is taken or the folder cannot be served.
pub async fn run(config: ServeConfig, signals: Signals) -> anyhow::Result<()> {
    let base = BaseUrl::new(config.base_path.as_deref(), config.public_url.as_deref())?;
    // The port comes first: a port that is taken is known at once.
    let listener = listen(config.listen).with_context(|| {
        format!(
            "cannot listen on {} (does another program use this port? choose one with --listen ADDR)",
            config.listen
        )
    })?;
    measure();
    let config = Arc::new(config);
    let loading = {
        let config = Arc::clone(&config);
        tokio::task::spawn_blocking(move || load(&config, base))
    };
    let site = tokio::select! {
        site = loading => Arc::new(site.context("reading the notes failed")??),
        () = signals.stopped() => {
            tracing::info!("stopped before the notes were read");
            return Ok(());
        }
    };
    let live = SiteStore::new(site);
    let trusted_proxies = config.trusted_proxies.clone().unwrap_or_default();
    let settings = Settings {
        limits: limits(),
        trusted_proxies,
        http2: config.http2,
    };
    let address = listener.local_addr()?;
    tracing::info!(
        "serving at http://{address}{}",
        live.site().archive.base().path()
    );
    service_manager::ready();
    let reload = reload::start(
        Arc::clone(&live),
        config.content.clone(),
        config.load.options(),
        config.watch_mode(),
    );
    tokio::spawn(reload_on_signal(signals.clone(), reload));
    let stop = async move {
        signals.stopped().await;
        service_manager::stopping();
    };
    web::serve(listener, live, settings, stop).await;
    Ok(())
}

/// Listens, with a longer queue of new connections than the library has: where it is full, a client
/// waits a second.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    // A server that is started again does not wait until the connections of the one before it are
    // forgotten.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(LISTEN_BACKLOG)
}

/// SIGHUP reads the folder again; one that came while it was read for the first time, too.
async fn reload_on_signal(signals: Signals, reload: Sender<()>) {
    loop {
        signals.reload().await;
        if reload.send(()).is_err() {
            return;
        }
    }
}

/// As many connections as the system has files for: its first limit is often lower than the one
/// that it allows.
fn limits() -> Limits {
    let limits = Limits::default();
    let wanted = (2 * limits.connections + OTHER_FILES) as u64;
    let files = rlimit::increase_nofile_limit(wanted).unwrap_or(wanted);
    // Each may load a file that lies beside the notes.
    let connections =
        ((files as usize).saturating_sub(OTHER_FILES) / 2).clamp(1, limits.connections);
    if connections < limits.connections {
        tracing::warn!(
            "at most {connections} connections at a time, as the system allows no more than {files} open files"
        );
    }
    Limits {
        connections,
        ..limits
    }
}

/// Begins to count for `/metrics`.
fn measure() {
    if let Err(error) = metrics::install() {
        return tracing::warn!(%error, "metrics are disabled");
    }
    tokio::spawn(async {
        let mut ticks = tokio::time::interval(GATHER_EVERY);
        loop {
            ticks.tick().await;
            metrics::run_upkeep();
        }
    });
}

/// Loads a site, its addresses below a base.
///
/// # Errors
/// Where the folder cannot be served.
pub fn load(config: &ServeConfig, base: BaseUrl) -> Result<Site, corpus::LoadError> {
    let start = Instant::now();
    let progress = Arc::new(Progress::default());
    let told = Arc::clone(&progress);
    let reporter = progress_reporter::report("reading notes", move || told.percent());
    let corpus = corpus::reload(&config.content, &config.load.options(), &[], &progress)?;
    let private = corpus.private.len();
    let archive = Archive::with_base(corpus, base);
    drop(reporter);
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
    reload::log_problems(archive.problems(), &[]);
    Ok(Site {
        watched: config.is_watched(),
        ..Site::new(archive, !config.no_thumbnails)
    })
}
