//! Below a base: all that scripts fetch, build and select stays below it.

use super::card::{CARD, CLOCK};
use super::driver::Reader;
use super::finder::{CHOSEN, OPEN, ask};
use super::map::INK;
use crate::support::fixture_below;

const HERE: &str = "location.pathname";

#[tokio::test]
async fn scripts_stay_below_the_base() {
    let reader = Reader::of(fixture_below()).await;
    reader.before_scripts(CLOCK).await;
    reader.visit("/").await;
    reader.until_equal(HERE, "/notes/").await;
    reader.sees("window.same = true").await;

    reader.press("/").await;
    reader.until(OPEN).await;
    ask(&reader, "keeping a kn").await;
    reader
        .until_equal(CHOSEN, "Keeping a knife sharp kitchen")
        .await;
    reader.press("Enter").await;
    reader
        .until_equal(HERE, "/notes/kitchen/keeping_a_knife_sharp")
        .await;

    reader.click(".siblings a[href$=whetstones]").await;
    reader.until_equal(HERE, "/notes/kitchen/whetstones").await;
    let link = "document.querySelector('.text a[href=\"/notes/kitchen/keeping_a_knife_sharp\"]')";
    reader
        .until(&format!("{link}?.hasAttribute('data-read')"))
        .await;
    reader.points("mouse", "pointerover", link).await;
    reader.time_passes().await;
    reader.until_equal(CARD, "Keeping a knife sharp").await;

    reader.click(".site-nav a[href$=map]").await;
    reader
        .until("document.querySelector('.map-canvas canvas')")
        .await;
    reader.until(&format!("{INK} > 100")).await;
    assert_eq!(
        reader.sees("window.same").await,
        true,
        "every page was turned within the document"
    );
    reader.visit("/notes/history").await;
    reader
        .until_equal(
            "document.querySelector('#read li a').pathname",
            "/notes/kitchen/whetstones",
        )
        .await;
    assert_eq!(reader.complaints(), [""; 0]);
}
