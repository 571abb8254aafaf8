//! One Chromium for all tests of the process. It exits with the process, even if that is killed.

use std::path::Path;
use std::sync::LazyLock;

use chromiumoxide::Browser;
use chromiumoxide::handler::HandlerConfig;
use futures::StreamExt;
use tokio::runtime::Runtime;

use crate::support::keeper::{Keeper, keep, until_some};

/// Chromium makes no requests to other machines: host names do not resolve, and background services
/// are disabled. Pages of other sites may have frames with pages of our local server. Cross-site
/// frames stay in the page's process, so that one interception receives all requests of a page.
const FLAGS: [&str; 22] = [
    "--headless=new",
    "--no-sandbox",
    "--remote-debugging-port=0",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-features=IsolateOrigins,site-per-process,LocalNetworkAccessChecks,Translate,OptimizationHints,MediaRouter",
    "--disable-site-isolation-trials",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--no-first-run",
    "--mute-audio",
];

/// The browser, with its own runtime, because it outlives the runtime of each test.
pub(super) struct Chromium {
    pub(super) browser: Browser,
    pub(super) runtime: Runtime,
    _keeper: Keeper,
}

static SHARED: LazyLock<Chromium> = LazyLock::new(|| {
    // On a separate thread, because the calling test is inside a runtime, which cannot block.
    std::thread::spawn(launch).join().expect("Chromium starts")
});

/// The shared browser, started on first use.
pub(super) fn shared() -> &'static Chromium {
    &SHARED
}

fn launch() -> Chromium {
    let folder = tempfile::tempdir().expect("a temporary folder").keep();
    let executable = std::env::var("CHROMIUM").unwrap_or_else(|_| installed().to_owned());
    let profile = format!("--user-data-dir={}", folder.display());
    let keeper = keep(
        &folder,
        &executable,
        FLAGS
            .iter()
            .copied()
            .chain([profile.as_str(), "about:blank"]),
    );
    let url = debug_url(&folder);
    let runtime = Runtime::new().expect("a runtime");
    let config = HandlerConfig {
        viewport: None,
        ..HandlerConfig::default()
    };
    let (browser, mut handler) = runtime
        .block_on(Browser::connect_with_config(url, config))
        .expect("a connection to Chromium");
    runtime.spawn(async move { while handler.next().await.is_some() {} });
    Chromium {
        browser,
        runtime,
        _keeper: keeper,
    }
}

/// Chromium without its own user interface, whose windows take half of the time of the tests, or
/// the complete browser.
fn installed() -> &'static str {
    const SHELL: &str = "chromium-headless-shell";
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_installed = std::env::split_paths(&path).any(|folder| folder.join(SHELL).is_file());
    if is_installed { SHELL } else { "chromium" }
}

/// The DevTools URL: Chromium writes its port and path to a file in its folder.
fn debug_url(folder: &Path) -> String {
    let file = folder.join("DevToolsActivePort");
    until_some(
        "Chromium did not start. Is it installed? (CHROMIUM=path)",
        || {
            let text = std::fs::read_to_string(&file).ok()?;
            let (port, path) = text.trim().split_once('\n')?;
            Some(format!("ws://127.0.0.1:{port}{path}"))
        },
    )
}
