//! What tests share: the real server, on a port of its own.

pub mod keeper;
pub mod media;
pub mod program;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus;
use cueleaf::pages::Site;
use cueleaf::site::store::SiteStore;
use cueleaf::text::base_url::BaseUrl;
use cueleaf::web::{self, Limits, Settings};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A folder of the repository.
pub fn folder(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The folder of real notes that some tests can use; it is not part of the repository.
pub fn corpus() -> Option<std::path::PathBuf> {
    let folder = std::env::var_os("CUELEAF_CORPUS")
        .map_or_else(|| folder("../shared/corpus"), std::path::PathBuf::from);
    Some(folder).filter(|path| path.is_dir())
}

/// The notes that tests are about.
pub fn fixture() -> Arc<Site> {
    site(&folder("tests/fixture"))
}

/// The same behind a proxy, below `/notes`.
pub fn fixture_below() -> Arc<Site> {
    site_at(
        &folder("tests/fixture"),
        BaseUrl::new(None, Some("https://example.org/notes")).expect("a base"),
    )
}

/// A site of any folder.
pub fn site(folder: &Path) -> Arc<Site> {
    site_at(folder, BaseUrl::default())
}

/// The same, its addresses below a base.
pub fn site_at(folder: &Path, base: BaseUrl) -> Arc<Site> {
    let corpus = corpus::load(folder).expect("the folder loads");
    let site = Site::new(Archive::with_base(corpus, base), true);
    site.search.begin(&site.archive).expect("the index is made");
    Arc::new(site)
}

/// A running server. It stops when this is dropped.
pub struct Server {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.url
            .trim_start_matches("http://")
            .parse()
            .expect("an address")
    }

    /// Tells it to stop; done when it has.
    pub async fn stop(self) {
        drop(self.stop);
        self.serving.await.expect("it ends by itself");
    }
}

/// Serves a site, its listener bound before this returns.
pub async fn serve(site: Arc<Site>) -> Server {
    serve_live(SiteStore::new(site)).await
}

/// The same, where the site may be replaced.
pub async fn serve_live(live: Arc<SiteStore>) -> Server {
    serve_with(live, Settings::default()).await
}

/// The same, with other limits.
pub async fn serve_within(live: Arc<SiteStore>, limits: Limits) -> Server {
    serve_with(
        live,
        Settings {
            limits,
            ..Settings::default()
        },
    )
    .await
}

/// The same, with other settings.
pub async fn serve_with(live: Arc<SiteStore>, settings: Settings) -> Server {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
        .await
        .expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(web::serve(listener, live, settings, async move {
        let _ = stopped.await;
    }));
    Server { url, stop, serving }
}
