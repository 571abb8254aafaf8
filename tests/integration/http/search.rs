//! `/search`, `/api/search`, `/api/suggest`, `/readyz`

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::pages::Site;
use serde_json::{Value, json};

use super::{Visitor, json_of};
use crate::support::folder;

#[tokio::test]
async fn sentences_are_found_with_their_moments() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/search?q=honing+rods").await;
    assert_eq!(page.texts(".hits > li > a"), ["Keeping a knife sharp"]);
    assert_eq!(page.texts(".hits .byline"), ["kitchen"]);
    assert_eq!(
        page.texts(".hits p:first-of-type mark"),
        ["honing", "rod"],
        "inflections are marked too"
    );
    assert_eq!(
        page.attributes(".hits p:first-of-type a.moment", "href"),
        ["/kitchen/keeping_a_knife_sharp?t=167"]
    );
    assert_eq!(
        page.attributes(".site-header input[name=q]", "value"),
        ["honing rods"]
    );
    let lead = page.texts(".hits p:first-of-type");
    assert!(
        lead[0].starts_with("A honing rod only straightens it"),
        "{lead:?}"
    );
}

#[tokio::test]
async fn titles_rank_first_and_one_typo_is_tolerated() {
    let visitor = Visitor::new().await;
    for query in [
        "idle+servers",
        "IDLE",
        "idle+serwers",
        "title:idle",
        "%22idle+servers%22",
    ] {
        let page = visitor.page(&format!("/search?q={query}")).await;
        assert_eq!(
            page.texts(".hits > li > a").first().map(String::as_str),
            Some("Idle servers"),
            "{query}"
        );
    }
    let page = visitor.page("/search?q=hardwere").await;
    assert!(
        page.texts(".page-meta")[0].contains("with similar words"),
        "{:?}",
        page.texts(".page-meta")
    );
    assert_eq!(
        page.attributes(".page-meta a", "href"),
        ["/search?q=hardware"]
    );
}

#[tokio::test]
async fn filters_narrow_a_query() {
    let visitor = Visitor::new().await;
    let total = async |query: &str| {
        json_of(&visitor, &format!("/api/search?{query}")).await["total"].clone()
    };
    let machines = total("q=machines").await;
    assert!(machines.as_u64().unwrap() >= 2);
    assert_eq!(
        total("q=machines+-winter").await.as_u64().unwrap() + 1,
        machines.as_u64().unwrap()
    );
    assert_eq!(total("q=machines&channel=kitchen").await, 0);
    assert_eq!(
        total("q=machines&channel=acquired").await,
        total("q=machines+channel:acquired").await
    );
    assert_eq!(total("q=machines&video=E1cxZuHrwZc").await, machines);
    assert_eq!(total("q=machines&video=kn1feSharp0").await, 0);
    assert_eq!(total("q=machines&channel=nobody").await, 0);
    assert_eq!(
        total("q=%22machines+idle%22").await,
        0,
        "phrases match in order only"
    );
    assert_eq!(total("q=title:machines").await, 0);
    let page = visitor
        .page("/search?q=machines&channel=acquired&video=E1cxZuHrwZc")
        .await;
    assert_eq!(page.texts("option[selected]"), ["acquired"]);
    assert_eq!(
        page.attributes("input[name=video]", "value"),
        ["E1cxZuHrwZc"]
    );
}

#[tokio::test]
async fn no_results_suggest_similar_queries_and_titles() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/search?q=%22idel+serwers%22").await;
    assert!(
        page.texts(".page-meta")[0].starts_with("No results. Did you mean"),
        "{:?}",
        page.texts(".page-meta")
    );
    assert_eq!(page.texts(".page-meta a"), ["\"idle servers\""]);
    assert_eq!(
        page.texts(".link-list a").first().map(String::as_str),
        Some("Idle servers")
    );
}

#[tokio::test]
async fn results_are_paged() {
    let visitor = Visitor::new().await;
    let all = json_of(&visitor, "/api/search?q=channel:quirks+a&limit=100").await;
    let total = all["hits"].as_array().unwrap().len();
    assert!(total > 3 && all["total"] == total);
    let mut seen = Vec::new();
    for offset in (0..total).step_by(2) {
        let some = json_of(
            &visitor,
            &format!("/api/search?q=channel:quirks+a&limit=2&offset={offset}"),
        )
        .await;
        seen.extend(
            some["hits"]
                .as_array()
                .unwrap()
                .iter()
                .map(|hit| hit["path"].clone()),
        );
    }
    let paths: Vec<Value> = all["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["path"].clone())
        .collect();
    assert_eq!(
        seen, paths,
        "the pages together are the complete list, in order"
    );
    assert_eq!(
        visitor
            .page("/search?q=a&page=9999999999999999999")
            .await
            .texts("h1"),
        ["“a”"]
    );
}

#[tokio::test]
async fn json_results_have_paths_urls_and_moments() {
    let visitor = Visitor::new().await;
    let found = json_of(&visitor, "/api/search?q=honing").await;
    let hit = &found["hits"][0];
    assert_eq!(hit["path"], "kitchen/keeping_a_knife_sharp.md");
    assert_eq!(
        (&hit["channel"], &hit["video_id"]),
        (&json!("kitchen"), &json!("kn1feSharp0"))
    );
    assert_eq!(hit["url"], "/kitchen/keeping_a_knife_sharp");
    assert_eq!(hit["moments"][0]["seconds"], 167);
    assert_eq!(
        hit["moments"][0]["url"],
        "/kitchen/keeping_a_knife_sharp?t=167"
    );
    assert!(hit["score"].as_f64().unwrap() > 0.0);
}

#[tokio::test]
async fn suggestions_have_titles_channels_topics_and_moments() {
    let visitor = Visitor::new().await;
    let titles = |response: &Value, kind: &str| -> Vec<String> {
        response[kind]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["title"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        titles(&json_of(&visitor, "/api/suggest?q=idle+ser").await, "notes"),
        ["Idle servers"]
    );
    assert_eq!(
        titles(&json_of(&visitor, "/api/suggest?q=k").await, "channels")[0],
        "kitchen"
    );
    assert_eq!(
        titles(
            &json_of(&visitor, "/api/suggest?q=profit+po").await,
            "topics"
        ),
        ["Profit pools"]
    );
    let response = json_of(&visitor, "/api/suggest?q=honing+ro").await;
    let moment = &response["moments"][0];
    assert_eq!(
        (&moment["video_id"], &moment["seconds"]),
        (&json!("kn1feSharp0"), &json!(167))
    );
    assert_eq!(moment["display"], "2:47");
    assert_eq!(moment["segments"][1]["text"], "honing");
    for nothing in ["", "q=", "q=%20", "q=%22%22", "q=-"] {
        let response = json_of(&visitor, &format!("/api/suggest?{nothing}")).await;
        assert_eq!(
            response,
            json!({ "notes": [], "moments": [], "channels": [], "topics": [] }),
            "{nothing}"
        );
    }
}

#[tokio::test]
async fn every_input_gets_a_response() {
    let visitor = Visitor::new().await;
    let long = "word%20".repeat(1_500);
    for strange in [
        "((((",
        "%00%FF",
        "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "a%20AND%20OR%20NOT",
        "title:",
        "channel:",
        "-",
        "*",
        "a*%5E%7E2",
        "%5B1%20TO%20*%5D",
        "%22",
        "%22%22%22",
        "+%2B%2B",
        "%F0%9F%8E%AC",
        "%E2%81%A8x",
        "field:a:b:c",
        &long,
    ] {
        for path in ["/search", "/api/search", "/api/suggest"] {
            let response = visitor.page(&format!("{path}?q={strange}")).await;
            assert_eq!(response.texts("article script"), [""; 0], "{strange}");
        }
    }
}

#[tokio::test]
async fn the_archive_is_readable_before_the_index_is_built() {
    let corpus = cueleaf::corpus::load(&folder("tests/fixture")).unwrap();
    let site = Arc::new(Site::new(Archive::new(corpus), true));
    let visitor = Visitor::of(Arc::clone(&site)).await;
    visitor.page("/acquired/origin").await;
    for (path, message) in [
        ("/readyz", "indexing, 0 %"),
        ("/search?q=idle", "Search is being prepared (0%)."),
        ("/api/search?q=idle", "Search is being prepared (0%)."),
        ("/api/suggest?q=idle", "Search is being prepared (0%)."),
    ] {
        let response = visitor.get(path).await;
        assert_eq!(
            (response.status, response.header("retry-after").is_empty()),
            (503, path.starts_with("/search")),
            "{path}"
        );
        assert!(response.body.contains(message), "{path}: {}", response.body);
    }
    site.search.begin(&site.archive).unwrap();
    assert_eq!(visitor.page("/readyz").await.body, "ready\n");
    assert_eq!(
        visitor.page("/search?q=idle").await.texts(".hits > li > a")[0],
        "Idle servers"
    );
}

#[tokio::test]
async fn input_fields_have_the_maximum_query_length() {
    let visitor = Visitor::new().await;
    let longest = cueleaf::search::MAX_QUERY_LENGTH.to_string();
    for url in ["/", "/map", "/search?q=idle", "/acquired/origin"] {
        let lengths = visitor.page(url).await.attributes("[name=q]", "maxlength");
        assert!(
            !lengths.is_empty() && lengths.iter().all(|length| *length == longest),
            "{url}: {lengths:?}"
        );
    }
    // As many letters as the field accepts, of three bytes each.
    let page = visitor
        .page(&format!("/search?q={}", "東".repeat(1_000)))
        .await;
    assert_eq!(
        page.attributes("main [name=q]", "value"),
        ["東".repeat(1_000)]
    );
    let page = visitor
        .page(&format!("/search?q={}", "東".repeat(1_001)))
        .await;
    assert_eq!(
        page.attributes("main [name=q]", "value"),
        ["東".repeat(1_000)]
    );
}
