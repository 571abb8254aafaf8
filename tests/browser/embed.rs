//! The player in a frame of another site.

use super::driver::Tab;

/// In each frame: sends its text to the page with the frames, and clicks links for it.
const REPORT_FRAMES: &str = "
    if (window === top) {
        window.shown = [];
        addEventListener('message', ({ data }) => data.shown && shown.push(data.shown));
    } else if (parent === top) {
        addEventListener('DOMContentLoaded', () => {
            const shown = document.querySelector('blockquote, .text')?.textContent;
            top.postMessage({ shown }, '*');
        });
        addEventListener('message', ({ data }) => data.click && document.querySelector(data.click).click());
    }";

#[tokio::test]
async fn another_site_plays_a_moment_in_a_frame_and_leads_to_its_page() {
    let tab = Tab::new().await;
    tab.add_init_script(REPORT_FRAMES).await;
    let frame = "<iframe src='{url}/embed/acquired/origin?t=220' width=560 height=420></iframe>";
    tab.visit_other_site(frame).await;
    tab.wait_until("shown.length === 1").await;
    let sentence = tab.evaluate("shown[0]").await;
    assert!(
        sentence.as_str().is_some_and(|text| text.len() > 20),
        "{sentence}"
    );
    let played = || {
        let urls = tab.network.third_party_urls();
        let mut urls = urls.into_iter();
        urls.find(|url| url.starts_with("https://www.youtube-nocookie.com/"))
    };
    assert_eq!(played(), None, "nothing plays before a click");
    tab.click("iframe").await;
    tab.wait_until("document.querySelector('iframe').contentWindow.length === 1")
        .await;
    let player = played().expect("a player");
    assert!(
        player.contains("/embed/E1cxZuHrwZc?") && player.contains("start=220&autoplay=1"),
        "{player}"
    );
    tab.evaluate("frames[0].postMessage({ click: 'a[target=_top]' }, '*')")
        .await;
    tab.wait_until_equal(
        "location.pathname + location.search",
        "/acquired/origin?t=218",
    )
    .await;
}

#[tokio::test]
async fn another_site_cannot_frame_a_page() {
    let tab = Tab::new().await;
    tab.add_init_script(REPORT_FRAMES).await;
    tab.visit_other_site(
        "<iframe src='{url}/acquired/origin'></iframe>\
         <iframe src='{url}/embed/acquired/origin?t=218'></iframe>",
    )
    .await;
    // The page is complete when both frames are loaded or refused.
    tab.wait_until("shown.length > 0").await;
    assert_eq!(tab.evaluate("shown.length").await, 1);
    assert_eq!(tab.evaluate("frames[0].length").await, 0);
}
