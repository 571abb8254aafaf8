//! `/`

use super::Visitor;

#[tokio::test]
async fn the_home_page_describes_the_archive() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/").await;
    assert_eq!(page.texts("h1"), ["The fixture"]);
    assert_eq!(page.attributes(".text a", "href"), ["/acquired", "/quirks"]);
    assert_eq!(
        page.texts(".link-list > li > a"),
        [
            "_lead.dot",
            "A folder named like an address of ours",
            "acquired",
            "kitchen",
            "marks",
            "quirks",
            "static",
            "topic",
            "At the top"
        ]
    );
    assert_eq!(page.attributes("form.large", "action"), ["/search"]);
    assert_eq!(page.attributes("a[href='/random']", "rel"), ["nofollow"; 2]);
}
