//! Shared by the test targets: the real server on its own port, and notes to serve.
#![allow(dead_code, reason = "each target uses a part")]

pub mod keeper;
pub mod long_video;
pub mod media;
pub mod program;
pub mod video;
pub mod xss_payloads;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use cueleaf::archive::Archive;
use cueleaf::corpus;
use cueleaf::pages::Site;
use cueleaf::site::store::SiteStore;
use cueleaf::text::base_url::BaseUrl;
use cueleaf::web::{self, Limits, Settings};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The path of a folder in the repository.
pub fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A setting of the tests: the number in an environment variable.
pub fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Copies a folder of folders of files.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
}

/// The folder of real notes, which is not part of the repository: `CUELEAF_CORPUS`.
pub fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("CUELEAF_CORPUS").map(PathBuf::from);
    folder.filter(|path| path.is_dir())
}

/// The folder of real notes, for tests that cannot run without them and are ignored by default.
pub fn required_corpus() -> PathBuf {
    corpus().expect("a folder of notes in CUELEAF_CORPUS")
}

/// The site of the fixture notes. It is immutable, so all tests of a process share one.
pub fn fixture() -> Arc<Site> {
    static FIXTURE: LazyLock<Arc<Site>> = LazyLock::new(|| site(&folder("tests/fixture")));
    Arc::clone(&FIXTURE)
}

/// The fixture behind a proxy, with the base path `/notes`.
pub fn fixture_below() -> Arc<Site> {
    site_at(
        &folder("tests/fixture"),
        BaseUrl::new(None, Some("https://example.org/notes")).expect("a base URL"),
    )
}

/// The site of any folder, indexed.
pub fn site(folder: &Path) -> Arc<Site> {
    site_at(folder, BaseUrl::default())
}

/// The same with a base path.
pub fn site_at(folder: &Path, base: BaseUrl) -> Arc<Site> {
    let corpus = corpus::load(folder).expect("the folder loads");
    let site = Site::new(Archive::with_base(corpus, base), true);
    site.search
        .begin(&site.archive)
        .expect("the index is built");
    Arc::new(site)
}

/// A running server, which stops on drop.
pub struct Server {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Server {
    /// The socket address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.url
            .trim_start_matches("http://")
            .parse()
            .expect("an address")
    }

    /// Stops it and waits for it to end.
    pub async fn stop(self) {
        drop(self.stop);
        self.serving.await.expect("the server shuts down");
    }
}

/// Serves a site. The listener is bound when this returns.
pub async fn serve(site: Arc<Site>) -> Server {
    serve_live(SiteStore::new(site)).await
}

/// The same with a site that can be replaced.
pub async fn serve_live(store: Arc<SiteStore>) -> Server {
    serve_with(store, Settings::default()).await
}

/// The same with other limits.
pub async fn serve_within(store: Arc<SiteStore>, limits: Limits) -> Server {
    serve_with(
        store,
        Settings {
            limits,
            ..Settings::default()
        },
    )
    .await
}

/// The same with other settings.
pub async fn serve_with(store: Arc<SiteStore>, settings: Settings) -> Server {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
        .await
        .expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(web::serve(listener, store, settings, async move {
        let _ = stopped.await;
    }));
    Server { url, stop, serving }
}
