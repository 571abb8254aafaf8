//! A browser reads the chapters of a note, and lets pages of other origins read data but no pages.

use super::driver::Tab;
use crate::support::{fixture, serve};

/// The cues of the chapters of a note, as Chromium parses them.
const CUES: &str = r#"(async () => {
    const video = document.createElement("video");
    const track = document.createElement("track");
    Object.assign(track, { kind: "chapters", src: "/kitchen/whetstones.vtt" });
    video.append(track);
    document.body.append(video);
    track.track.mode = "hidden";
    await new Promise((resolve, reject) => Object.assign(track, { onload: resolve, onerror: reject }));
    return [...track.track.cues].map((cue) => `${cue.startTime}-${cue.endTime} ${cue.text}`);
})()"#;

#[tokio::test]
async fn a_browser_reads_the_chapters() {
    let tab = Tab::new().await;
    tab.visit("/kitchen/whetstones").await;
    let cues = tab.evaluate(CUES).await;
    let cues = cues.as_array().unwrap();
    assert_eq!(cues.len(), 7);
    let sentence = "A stone has a grit, and a coarse one leaves scratches.";
    assert_eq!(cues[0], format!("218-232 {sentence}"));
    assert_eq!(cues[4], "302-370 Flatten it on glass.");
}

#[tokio::test]
async fn pages_of_other_origins_read_data_and_no_pages() {
    let server = serve(fixture()).await;
    // A blank tab has an origin of its own.
    let tab = Tab::new().await;
    let status = async |path: &str| {
        let url = format!("{}{path}", server.url);
        // This header needs a preflight.
        let options = r#"{ headers: { "if-none-match": "x" } }"#;
        let request = format!("fetch('{url}', {options})");
        tab.evaluate(&format!(
            "{request}.then((it) => it.status, () => 'refused')"
        ))
        .await
    };
    for data in [
        "/kitchen/whetstones.json",
        "/kitchen/whetstones.vtt",
        "/api/search?q=stone",
    ] {
        assert_eq!(status(data).await, 200, "{data}");
    }
    for page in ["/kitchen/whetstones", "/search?q=stone"] {
        assert_eq!(status(page).await, "refused", "{page}");
    }
}
