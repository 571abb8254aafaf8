//! Where the operator watches the folder, an open page shows itself anew, in its place.

use std::sync::Arc;

use cueleaf::live::Live;
use cueleaf::pages::Site;
use serde_json::json;

use super::reader::Reader;
use super::{AT_218, NOTE, PLAYING, STARTS};
use crate::support::{folder, site};

fn watched(folder: &std::path::Path) -> Arc<Site> {
    let site = Arc::into_inner(site(folder)).expect("nobody else has it");
    Arc::new(Site { watched: true, ..site })
}

#[tokio::test]
async fn an_open_page_shows_what_changed_and_the_video_plays_on() {
    let live = Live::new(watched(&folder("tests/fixture")));
    let reader = Reader::of_live(Arc::clone(&live)).await;
    reader.resize(1200, 500).await;
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader.until(PLAYING).await;
    reader.sees("void (window.first = document.querySelector('.player iframe'))").await;
    reader.sees("scrollTo({ top: 150, behavior: 'instant' })").await;
    let changed = tempfile::tempdir().expect("a folder");
    let text = std::fs::read_to_string(folder("tests/fixture/acquired/origin.md")).expect("the note");
    std::fs::create_dir(changed.path().join("acquired")).expect("a channel");
    std::fs::write(changed.path().join("acquired/origin.md"), text.replace("Big machines", "Large machines"))
        .expect("a note");
    live.replace(watched(changed.path()));
    reader.until("document.querySelector('.text').textContent.includes('Large machines')").await;
    reader.until_equal("scrollY", 150).await;
    assert_eq!(reader.sees("first === document.querySelector('.player iframe') && first.isConnected").await, true);
    assert_eq!(reader.sees(STARTS).await, json!([218]));
    assert_eq!(reader.complaints(), [""; 0]);
}
