//! `/` and `/search`

use super::Visitor;

#[tokio::test]
async fn home_says_what_the_archive_is() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/").await;
    assert_eq!(page.texts("h1"), ["The fixture"]);
    assert_eq!(page.attributes(".text a", "href"), ["/acquired", "/quirks"]);
    assert_eq!(
        page.texts(".entries > li > a"),
        ["_lead.dot", "acquired", "kitchen", "marks", "quirks", "search", "static", "topic", "At the top"]
    );
    assert_eq!(page.attributes("form.large", "action"), ["/search"]);
    assert_eq!(page.attributes("a[href='/random']", "rel"), ["nofollow"; 2]);
}

#[tokio::test]
async fn search_finds_titles_and_what_comes_close() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/search?q=IDLE").await;
    assert_eq!(page.texts(".entries > li > a").first().map(String::as_str), Some("Idle servers"));
    assert_eq!(page.attributes("header input[name=q]", "value"), ["IDLE"]);
    let page = visitor.page("/search?q=idel+servrs").await;
    assert_eq!(page.texts(".about"), ["No title has these words."]);
    assert_eq!(page.texts(".entries a").first().map(String::as_str), Some("Idle servers"));
    for strange in ["", "?q=", "?q=%00%FF", "?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "?q=((((", "?x"] {
        let page = visitor.page(&format!("/search{strange}")).await;
        assert_eq!(page.texts("article script"), [""; 0], "{strange}");
    }
}
