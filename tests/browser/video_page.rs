//! The page of a video: its title, its player beside the moments, and the videos around it.

use super::driver::Tab;
use super::pages::archive;

const VIDEO: &str = "/video/E1cxZuHrwZc";

#[tokio::test]
async fn a_phone_shows_the_title_once() {
    let tab = Tab::with_site(archive()).await;
    let is_shown = "document.querySelector('.poster-title').getBoundingClientRect().height > 4";
    for (width, expected) in [(390, false), (1440, true)] {
        tab.resize(width, 844).await;
        tab.visit(VIDEO).await;
        assert_eq!(tab.evaluate(is_shown).await, expected, "at {width} px");
    }
}

#[tokio::test]
async fn the_player_stays_beside_the_moments() {
    let tab = Tab::with_site(archive()).await;
    tab.resize(1440, 900).await;
    tab.visit(VIDEO).await;
    tab.evaluate("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })")
        .await;
    tab.settle().await;
    let is_visible = "(({ top, bottom }) => scrollY > 100 && top >= 0 && bottom <= innerHeight)
        (document.querySelector('.player').getBoundingClientRect())";
    assert_eq!(tab.evaluate(is_visible).await, true);
}

#[tokio::test]
async fn its_moments_are_shown_in_the_order_of_the_video() {
    let tab = Tab::with_site(archive()).await;
    tab.resize(1440, 900).await;
    tab.visit(VIDEO).await;
    let is_sorted = "(seconds => seconds.every((second, at) => !at || second >= seconds[at - 1]))
        ([...document.querySelectorAll('.moment-list .moment')].map(link => +link.dataset.seconds))";
    assert_eq!(tab.evaluate(is_sorted).await, false);
    tab.click(".choices a[href$='sort=time']").await;
    tab.wait_until_equal("location.search", "?sort=time").await;
    tab.wait_until_equal(is_sorted, true).await;
    tab.click(".neighbors a[rel=next]").await;
    tab.wait_until(&format!("location.pathname !== '{VIDEO}'"))
        .await;
    tab.click(".neighbors a[rel=prev]").await;
    tab.wait_until_equal("location.pathname", VIDEO).await;
}
