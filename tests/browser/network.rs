//! What a page asks of the network, and what it gets: our own server's answers, stand-ins for
//! YouTube's, and nothing else.

use std::sync::{Arc, Mutex};

use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::fetch::{
    ContinueRequestParams, EnableParams, EventRequestPaused, FailRequestParams,
    FulfillRequestParams, HeaderEntry, RequestId,
};
use chromiumoxide::cdp::browser_protocol::network::ErrorReason;
use futures::StreamExt;

use super::chromium::Chromium;

const STAND_IN: &str = include_str!("stand_in.html");
const THUMBNAIL: &str = concat!(
    r#"<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360">"#,
    r##"<path fill="#445" d="M0 0h480v360H0z"/><path fill="#778" d="M0 360 200 120l130 150 60-70 90 160z"/></svg>"##
);

/// All requests of one page, and how YouTube is to behave for it.
pub(super) struct Network {
    asked: Mutex<Vec<String>>,
    mode: Mutex<&'static str>,
    duration: Mutex<f64>,
    held: Mutex<Option<(&'static str, Vec<RequestId>)>>,
}

impl Network {
    /// Takes over the network of a page.
    pub(super) async fn of(page: &Page, chromium: &Chromium) -> Arc<Network> {
        let network = Network {
            asked: Mutex::default(),
            mode: Mutex::new("plays"),
            duration: Mutex::default(),
            held: Mutex::default(),
        };
        let network = Arc::new(network);
        let mut requests = page
            .event_listener::<EventRequestPaused>()
            .await
            .expect("a listener");
        page.execute(EnableParams::default())
            .await
            .expect("requests can be paused");
        let (page, answering) = (page.clone(), Arc::clone(&network));
        chromium.runtime.spawn(async move {
            while let Some(request) = requests.next().await {
                answering.answer(&page, &request).await;
            }
        });
        network
    }

    /// How the stand-in behaves in frames loaded from now on; see `MODE` in `stand_in.html`.
    /// `no-picture` lets the thumbnails fail instead.
    pub(super) fn youtube(&self, mode: &'static str) {
        *self.mode.lock().expect("not poisoned") = mode;
    }

    /// How many seconds the video lasts in frames loaded from now on. Without this the stand-in
    /// does not know.
    pub(super) fn video_lasts(&self, seconds: f64) {
        *self.duration.lock().expect("not poisoned") = seconds;
    }

    /// Lets requests for a path wait from now on.
    pub(super) fn hold(&self, path: &'static str) {
        *self.held.lock().expect("not poisoned") = Some((path, Vec::new()));
    }

    /// How many requests wait.
    pub(super) fn waiting(&self) -> usize {
        self.held
            .lock()
            .expect("not poisoned")
            .as_ref()
            .map_or(0, |(_, waiting)| waiting.len())
    }

    /// Lets those go on that wait, and all others.
    pub(super) async fn release(&self, page: &Page) {
        let held = self.held.lock().expect("not poisoned").take();
        for id in held.into_iter().flat_map(|(_, waiting)| waiting) {
            page.execute(ContinueRequestParams::new(id))
                .await
                .expect("it goes on");
        }
    }

    /// Whether a request is to wait; then it does.
    fn holds(&self, url: &str, id: &RequestId) -> bool {
        let mut held = self.held.lock().expect("not poisoned");
        let waiting = held
            .as_mut()
            .filter(|(path, _)| url.ends_with(path))
            .map(|(_, waiting)| waiting);
        waiting.map(|waiting| waiting.push(id.clone())).is_some()
    }

    /// The URLs asked for that are not our server's, oldest first.
    pub(super) fn third_party(&self) -> Vec<String> {
        let asked = self.asked.lock().expect("not poisoned");
        asked
            .iter()
            .filter(|url| !url.starts_with("http://127.0.0.1:"))
            .cloned()
            .collect()
    }

    async fn answer(&self, page: &Page, request: &EventRequestPaused) {
        let url = request.request.url.as_str();
        self.asked
            .lock()
            .expect("not poisoned")
            .push(url.to_owned());
        let mode = *self.mode.lock().expect("not poisoned");
        let duration = *self.duration.lock().expect("not poisoned");
        let id = request.request_id.clone();
        if self.holds(url, &id) {
            return;
        }
        // A page that is being closed no longer takes answers, and needs none.
        if url.starts_with("http://127.0.0.1:") {
            let _ = page.execute(ContinueRequestParams::new(id)).await;
        } else if url.starts_with("https://www.youtube-nocookie.com/embed/") {
            let stand_in = STAND_IN
                .replace("%MODE%", mode)
                .replace("%DURATION%", &duration.to_string());
            let _ = page.execute(whole(id, "text/html", &stand_in)).await;
        } else if url.starts_with("https://i.ytimg.com/") && mode != "no-picture" {
            let _ = page.execute(whole(id, "image/svg+xml", THUMBNAIL)).await;
        } else {
            let _ = page
                .execute(FailRequestParams::new(id, ErrorReason::BlockedByClient))
                .await;
        }
    }
}

fn whole(id: impl Into<String>, kind: &str, body: &str) -> FulfillRequestParams {
    let mut answer = FulfillRequestParams::new(id.into(), 200);
    answer.response_headers = Some(vec![HeaderEntry::new("content-type", kind)]);
    answer.body = Some(base64(body.as_bytes()).into());
    answer
}

/// The debugging protocol takes bodies in base64, which is too little to depend on a crate for.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three
            .iter()
            .fold(0, |bits, &byte| bits << 8 | usize::from(byte))
            << (8 * (3 - three.len()));
        for digit in 0..4 {
            let shown = digit <= three.len();
            text.push(if shown {
                char::from(DIGITS[bits >> (18 - 6 * digit) & 63])
            } else {
                '='
            });
        }
    }
    text
}
