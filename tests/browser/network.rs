//! Request interception: requests to our server continue, those to YouTube get fake responses, and
//! all others fail.

use std::sync::{Arc, Mutex};

use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::fetch::{
    ContinueRequestParams, EnableParams, EventRequestPaused, FailRequestParams,
    FulfillRequestParams, HeaderEntry, RequestId,
};
use chromiumoxide::cdp::browser_protocol::network::ErrorReason;
use futures::StreamExt;

use super::chromium::Chromium;

const FAKE_PLAYER: &str = include_str!("fake_player.html");
const THUMBNAIL: &str = concat!(
    r#"<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360">"#,
    r##"<path fill="#445" d="M0 0h480v360H0z"/><path fill="#778" d="M0 360 200 120l130 150 60-70 90 160z"/></svg>"##
);

/// The URL of a page on another origin than our server.
pub(super) const OTHER_SITE: &str = "http://localhost/";

/// The requests of a page, and the behavior of the fake player in it.
pub(super) struct Network {
    requested_urls: Mutex<Vec<String>>,
    mode: Mutex<&'static str>,
    duration: Mutex<f64>,
    /// The page at [`OTHER_SITE`].
    other_site: Mutex<String>,
    /// The path suffix of requests to pause, and the paused requests.
    paused: Mutex<Option<(&'static str, Vec<RequestId>)>>,
}

impl Network {
    /// Intercepts the requests of a page.
    pub(super) async fn intercept(page: &Page, chromium: &Chromium) -> Arc<Network> {
        let network = Network {
            requested_urls: Mutex::default(),
            mode: Mutex::new("normal"),
            duration: Mutex::default(),
            other_site: Mutex::default(),
            paused: Mutex::default(),
        };
        let network = Arc::new(network);
        let mut requests = page
            .event_listener::<EventRequestPaused>()
            .await
            .expect("a listener");
        page.execute(EnableParams::default())
            .await
            .expect("requests can be paused");
        let (page, responder) = (page.clone(), Arc::clone(&network));
        chromium.runtime.spawn(async move {
            while let Some(request) = requests.next().await {
                responder.respond(&page, &request).await;
            }
        });
        network
    }

    /// Sets the mode of players that are loaded later; see `MODE` in `fake_player.html`. With
    /// `no-thumbnail`, thumbnails fail to load.
    pub(super) fn set_player_mode(&self, mode: &'static str) {
        *self.mode.lock().expect("not poisoned") = mode;
    }

    /// Sets the duration of the video in players that are loaded later. By default it is unknown.
    pub(super) fn set_video_duration(&self, seconds: f64) {
        *self.duration.lock().expect("not poisoned") = seconds;
    }

    /// Sets the page at [`OTHER_SITE`].
    pub(super) fn set_other_site(&self, html: String) {
        *self.other_site.lock().expect("not poisoned") = html;
    }

    /// Pauses later requests for a path.
    pub(super) fn pause_requests(&self, path: &'static str) {
        *self.paused.lock().expect("not poisoned") = Some((path, Vec::new()));
    }

    /// The number of paused requests.
    pub(super) fn paused_count(&self) -> usize {
        self.paused
            .lock()
            .expect("not poisoned")
            .as_ref()
            .map_or(0, |(_, requests)| requests.len())
    }

    /// Continues the paused requests, and pauses no others.
    pub(super) async fn resume_requests(&self, page: &Page) {
        let paused = self.paused.lock().expect("not poisoned").take();
        for id in paused.into_iter().flat_map(|(_, requests)| requests) {
            page.execute(ContinueRequestParams::new(id))
                .await
                .expect("the request continues");
        }
    }

    /// Pauses a request if its path matches. Returns whether it does.
    fn pause_if_matching(&self, url: &str, id: &RequestId) -> bool {
        let mut paused = self.paused.lock().expect("not poisoned");
        let requests = paused
            .as_mut()
            .filter(|(path, _)| url.ends_with(path))
            .map(|(_, requests)| requests);
        requests.map(|requests| requests.push(id.clone())).is_some()
    }

    /// The requested URLs of other servers, oldest first.
    pub(super) fn third_party_urls(&self) -> Vec<String> {
        let urls = self.requested_urls.lock().expect("not poisoned");
        urls.iter()
            .filter(|url| !url.starts_with("http://127.0.0.1:"))
            .cloned()
            .collect()
    }

    async fn respond(&self, page: &Page, request: &EventRequestPaused) {
        let url = request.request.url.as_str();
        self.requested_urls
            .lock()
            .expect("not poisoned")
            .push(url.to_owned());
        let mode = *self.mode.lock().expect("not poisoned");
        let duration = *self.duration.lock().expect("not poisoned");
        let id = request.request_id.clone();
        if self.pause_if_matching(url, &id) {
            return;
        }
        if url == OTHER_SITE {
            let html = self.other_site.lock().expect("not poisoned").clone();
            let _ = page.execute(ok_response(id, "text/html", &html)).await;
            return;
        }
        // Errors are ignored, because the page may already be closed.
        if url.starts_with("http://127.0.0.1:") {
            let _ = page.execute(ContinueRequestParams::new(id)).await;
        } else if url.starts_with("https://www.youtube-nocookie.com/embed/") {
            let player = FAKE_PLAYER
                .replace("%MODE%", mode)
                .replace("%DURATION%", &duration.to_string());
            let _ = page.execute(ok_response(id, "text/html", &player)).await;
        } else if url.starts_with("https://i.ytimg.com/") && mode != "no-thumbnail" {
            let _ = page
                .execute(ok_response(id, "image/svg+xml", THUMBNAIL))
                .await;
        } else {
            let _ = page
                .execute(FailRequestParams::new(id, ErrorReason::BlockedByClient))
                .await;
        }
    }
}

fn ok_response(id: impl Into<String>, content_type: &str, body: &str) -> FulfillRequestParams {
    let mut response = FulfillRequestParams::new(id.into(), 200);
    response.response_headers = Some(vec![HeaderEntry::new("content-type", content_type)]);
    response.body = Some(base64(body.as_bytes()).into());
    response
}

/// Encodes a body for the DevTools protocol. A dependency would not be worth it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0, |bits, &byte| bits << 8 | usize::from(byte))
            << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let is_data = digit <= chunk.len();
            text.push(if is_data {
                char::from(DIGITS[bits >> (18 - 6 * digit) & 63])
            } else {
                '='
            });
        }
    }
    text
}
