//! The `serve` command: binds the port, loads the archive, serves it.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::net::{TcpListener, TcpSocket};

use crate::archive::Archive;
use crate::cli::config::{LineBreaks, ServeConfig};
use crate::corpus::{self, LoadOptions};
use crate::pages::Site;
use crate::progress::Progress;
use crate::site::problem_log::log_problems;
use crate::site::reload;
use crate::site::store::SiteStore;
use crate::system::signals::Signals;
use crate::system::{metrics, progress_reporter, service_manager};
use crate::text::base_url::BaseUrl;
use crate::web::{self, Limits, Settings};

/// How often recorded metrics are processed.
const METRICS_UPKEEP_INTERVAL: Duration = Duration::from_secs(5);

/// The maximum length of the queue of new connections; the system may allow less.
const LISTEN_BACKLOG: u32 = 4096;

/// Open files reserved for purposes other than connections: notes, watches, the runtime.
const RESERVED_FILES: usize = 128;

/// Serves until a signal stops it, which is possible while the notes are loading, too.
///
/// # Errors
/// If the settings contradict each other, the port is in use, or the folder cannot be loaded.
pub async fn run(config: ServeConfig, signals: Signals) -> anyhow::Result<()> {
    let base = BaseUrl::new(config.base_path.as_deref(), config.public_url.as_deref())?;
    // Bind first, so that a port in use is reported at once.
    let listener = listen(config.listen).with_context(|| {
        format!(
            "cannot listen on {} (if the port is in use, choose another with --listen ADDR)",
            config.listen
        )
    })?;
    start_metrics();
    let config = Arc::new(config);
    let loading = {
        let config = Arc::clone(&config);
        tokio::task::spawn_blocking(move || load(&config, base))
    };
    let site = tokio::select! {
        site = loading => Arc::new(site.context("loading the notes failed")??),
        () = signals.stop_requested() => {
            tracing::info!("stopped while loading the notes");
            return Ok(());
        }
    };
    let store = SiteStore::new(site);
    let trusted_proxies = config.trusted_proxies.clone().unwrap_or_default();
    let settings = Settings {
        limits: limits(),
        trusted_proxies,
        http2: config.http2,
    };
    let address = listener.local_addr()?;
    tracing::info!(
        "serving at http://{address}{}",
        store.site().archive.base().path()
    );
    service_manager::ready();
    let reload_sender = reload::start(
        Arc::clone(&store),
        config.content.clone(),
        config.load.to_options(),
        config.watch_mode(),
    );
    tokio::spawn(reload_on_signal(signals.clone(), reload_sender));
    let stop = async move {
        signals.stop_requested().await;
        service_manager::stopping();
    };
    web::serve(listener, store, settings, stop).await;
    Ok(())
}

/// Binds and listens, with a longer queue than the library's default: if it is full, the connecting
/// client retries after a second.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    // Allow a restart while connections of the previous process are in TIME_WAIT.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(LISTEN_BACKLOG)
}

/// Reloads on SIGHUP, including one received during the initial load.
async fn reload_on_signal(signals: Signals, reload_sender: Sender<()>) {
    loop {
        signals.reload_requested().await;
        if reload_sender.send(()).is_err() {
            return;
        }
    }
}

/// The limits, with as many connections as the process may open files for. Raises the soft limit of
/// open files first, which is often lower than the hard limit.
fn limits() -> Limits {
    let limits = Limits::default();
    let wanted = (2 * limits.max_connections + RESERVED_FILES) as u64;
    let files = rlimit::increase_nofile_limit(wanted).unwrap_or(wanted);
    // Each connection may have a media file open, too.
    let max_connections =
        ((files as usize).saturating_sub(RESERVED_FILES) / 2).clamp(1, limits.max_connections);
    if max_connections < limits.max_connections {
        tracing::warn!(
            "limited to {max_connections} connections, as the system allows only {files} open files"
        );
    }
    Limits {
        max_connections,
        ..limits
    }
}

/// Starts recording metrics for `/metrics`.
fn start_metrics() {
    if let Err(error) = metrics::install() {
        return tracing::warn!(%error, "metrics are disabled");
    }
    tokio::spawn(async {
        let mut ticks = tokio::time::interval(METRICS_UPKEEP_INTERVAL);
        loop {
            ticks.tick().await;
            metrics::run_upkeep();
        }
    });
}

/// Loads the site of the content folder.
///
/// # Errors
/// If the folder cannot be loaded.
pub fn load(config: &ServeConfig, base: BaseUrl) -> Result<Site, corpus::LoadError> {
    let archive = load_archive(&config.content, &config.load.to_options(), base)?;
    Ok(Site {
        watched: config.is_watched(),
        keeps_line_breaks: config.line_breaks == LineBreaks::Keep,
        ..Site::new(archive, !config.no_thumbnails)
    })
}

/// Loads the archive of a content folder, and logs what it contains.
pub(super) fn load_archive(
    folder: &Path,
    options: &LoadOptions,
    base: BaseUrl,
) -> Result<Archive, corpus::LoadError> {
    let start = Instant::now();
    let progress = Arc::new(Progress::default());
    let reported = Arc::clone(&progress);
    let reporter = progress_reporter::report("loading notes", move || reported.percent());
    let corpus = corpus::reload(folder, options, None, &progress)?;
    let private = corpus.private.len();
    let archive = Archive::with_base(corpus, base);
    drop(reporter);
    tracing::info!(
        notes = archive.notes().len(),
        channels = archive.channels().len(),
        videos = archive.videos().len(),
        unresolved_topics = archive.topics().len(),
        problems = archive.problems().len(),
        private,
        "loaded {} in {:.0?}",
        folder.display(),
        start.elapsed()
    );
    log_problems(archive.problems(), &[]);
    Ok(archive)
}
