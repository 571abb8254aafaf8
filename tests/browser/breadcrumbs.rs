//! Breadcrumbs.

use serde_json::json;

use super::driver::Tab;
use super::pages::archive;
use super::screenshots::OVERFLOWING;

/// Each kind of page with breadcrumbs, and the number of their links.
const PAGES: [(&str, usize); 6] = [
    (
        "/acquiredfm/amazons_transition_to_open_source_infrastructure",
        3,
    ),
    ("/video/E1cxZuHrwZc", 2),
    ("/acquiredfm", 1),
    ("/topics", 1),
    ("/topic/moores_law", 2),
    ("/acquiredfm/amazons_founding", 1),
];

#[tokio::test]
async fn breadcrumbs_stay_on_one_line() {
    let tab = Tab::with_site(archive()).await;
    for (width, height) in [(320, 600), (820, 1180)] {
        tab.resize(width, height).await;
        for (page, count) in PAGES {
            let at = format!("{page} at {width} px");
            tab.visit(page).await;
            let tops = "[...document.querySelectorAll('.breadcrumbs a')]
                .map(link => Math.round(link.getBoundingClientRect().top))";
            let tops = tab.evaluate(tops).await;
            let tops = tops.as_array().unwrap();
            assert_eq!(tops.len(), count, "{at}");
            assert!(tops.iter().all(|top| *top == tops[0]), "{tops:?}, {at}");
            let height = "document.querySelector('.breadcrumbs ol').offsetHeight";
            let height = tab.evaluate(height).await.as_i64().unwrap();
            assert!(height < 40, "{height} px, {at}");
            assert_eq!(tab.evaluate(OVERFLOWING).await, json!([]), "{at}");
        }
    }
}

#[tokio::test]
async fn breadcrumbs_lead_from_a_note_to_its_video_and_channel() {
    let tab = Tab::with_site(archive()).await;
    tab.resize(390, 844).await;
    tab.visit(PAGES[0].0).await;
    for url in ["/video/E1cxZuHrwZc", "/acquiredfm", "/"] {
        tab.click(".breadcrumbs li:last-child a").await;
        tab.wait_until_equal("location.pathname", url).await;
    }
}
