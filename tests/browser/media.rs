//! Media files of notes in the browser.

use serde_json::json;

use super::driver::Tab;
use crate::support::media::{folder, site};

#[tokio::test]
async fn images_and_audio_load_without_layout_shifts() {
    let folder = folder();
    let tab = Tab::with_site(site(&folder)).await;
    tab.visit("/c/charts").await;
    // The photo consists of a header only; its space is reserved anyway.
    let aspect_ratio = "(({ width, height }) => Math.round(100 * width / height))
        (document.querySelector('img[alt=\"drawing.svg\"]').getBoundingClientRect())";
    assert_eq!(tab.evaluate(aspect_ratio).await, 133);
    tab.evaluate("document.querySelector('img[alt=\"drawing.svg\"]').scrollIntoView()")
        .await;
    for alt in ["A fine chart", "drawing.svg"] {
        tab.wait_until(&format!(
            "document.querySelector('img[alt=\"{alt}\"]').naturalWidth"
        ))
        .await;
    }
    assert_eq!(tab.evaluate(aspect_ratio).await, 133);
    let color = "(context => {
        context.drawImage(document.querySelector('img[alt=\"drawing.svg\"]'), 0, 0, 10, 10);
        return [...context.getImageData(5, 5, 1, 1).data];
    })(document.createElement('canvas').getContext('2d'))";
    assert_eq!(
        tab.evaluate(color).await,
        json!([0, 128, 0, 255]),
        "an embedded SVG has its own styles"
    );
    assert_eq!(
        tab.evaluate("document.querySelector('audio').readyState")
            .await,
        0,
        "it is not preloaded"
    );
    tab.evaluate("void document.querySelector('audio').play()")
        .await;
    tab.wait_until("document.querySelector('audio').ended")
        .await;
    for width in [1440, 360] {
        tab.resize(width, 800).await;
        assert_eq!(
            tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
                .await,
            true,
            "{width}"
        );
    }
}

#[tokio::test]
async fn a_media_file_opens_as_its_own_page() {
    let folder = folder();
    let tab = Tab::with_site(site(&folder)).await;
    tab.visit("/c/chart.gif").await;
    tab.wait_until("document.querySelector('img').naturalWidth")
        .await;
    tab.visit("/c/img/sound.wav").await;
    tab.wait_until("document.querySelector('video, audio').readyState > 1")
        .await;
}

#[tokio::test]
async fn scripts_of_an_svg_do_not_run_on_its_own_page() {
    let folder = folder();
    let tab = Tab::with_site(site(&folder)).await;
    tab.visit("/c/drawing.svg").await;
    let has_run = "document.documentElement.hasAttribute('data-ran')";
    assert_eq!(
        tab.evaluate("document.documentElement.localName").await,
        "svg"
    );
    assert_eq!(tab.evaluate(has_run).await, false);
    assert_eq!(
        tab.evaluate("document.querySelector('rect').getBoundingClientRect().width > 0")
            .await,
        true
    );
    assert_eq!(
        tab.evaluate("(() => { try { return localStorage.length } catch { return null } })()")
            .await,
        json!(null)
    );
}
