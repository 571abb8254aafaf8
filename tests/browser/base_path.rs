//! Base path: all URLs that scripts request, build and select have it.

use chromiumoxide::cdp::browser_protocol::page::GetAppManifestParams;
use serde_json::json;

use super::driver::Tab;
use super::map::INK_PIXELS;
use super::preview_card::{CARD_TITLE, FAKE_TIMERS};
use super::search_dialog::{ACTIVE_OPTION, IS_OPEN, search};
use crate::support::fixture_below;

const PATH: &str = "location.pathname";

#[tokio::test]
async fn scripts_use_the_base_path() {
    let tab = Tab::with_site(fixture_below()).await;
    tab.add_init_script(FAKE_TIMERS).await;
    tab.visit("/").await;
    tab.wait_until_equal(PATH, "/notes/").await;
    tab.evaluate("window.isSameDocument = true").await;

    tab.press("/").await;
    tab.wait_until(IS_OPEN).await;
    search(&tab, "keeping a kn").await;
    tab.wait_until_equal(ACTIVE_OPTION, "Keeping a knife sharp kitchen")
        .await;
    tab.press("Enter").await;
    tab.wait_until_equal(PATH, "/notes/kitchen/keeping_a_knife_sharp")
        .await;

    tab.click(".siblings a[href$=whetstones]").await;
    tab.wait_until_equal(PATH, "/notes/kitchen/whetstones")
        .await;
    let link = "document.querySelector('.text a[href=\"/notes/kitchen/keeping_a_knife_sharp\"]')";
    tab.wait_until(&format!("{link}?.hasAttribute('data-read')"))
        .await;
    tab.dispatch_pointer_event("mouse", "pointerover", link)
        .await;
    tab.fire_timers().await;
    tab.wait_until_equal(CARD_TITLE, "Keeping a knife sharp")
        .await;

    tab.click(".site-nav a[href$=map]").await;
    tab.wait_until("document.querySelector('.map-canvas canvas')")
        .await;
    tab.wait_until(&format!("{INK_PIXELS} > 100")).await;
    assert_eq!(
        tab.evaluate("window.isSameDocument").await,
        true,
        "all navigations were client-side"
    );
    tab.visit("/notes/history").await;
    tab.wait_until_equal(
        "document.querySelector('#read li a').pathname",
        "/notes/kitchen/whetstones",
    )
    .await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn the_browser_accepts_the_manifest_and_its_icons() {
    let tab = Tab::with_site(fixture_below()).await;
    tab.visit("/notes/").await;
    let manifest = tab
        .page
        .execute(GetAppManifestParams::default())
        .await
        .unwrap();
    assert!(manifest.errors.is_empty(), "{:?}", manifest.errors);
    let manifest = tab
        .evaluate(
            "fetch(document.querySelector('link[rel=manifest]').href).then(async response => {
                const { name, start_url, icons } = await response.json();
                const haveTypes = await Promise.all(icons.map(async ({ src, type }) => {
                    const image = new Image();
                    image.src = src;
                    await image.decode();
                    return (await fetch(src)).headers.get('content-type') === type;
                }));
                return [response.headers.get('content-type'), name, start_url, haveTypes];
            })",
        )
        .await;
    assert_eq!(
        manifest,
        json!([
            "application/manifest+json",
            "The fixture",
            "/notes/",
            [true, true]
        ])
    );
    assert_eq!(tab.errors(), [""; 0]);
}
