//! `/search`, `/api/search`, `/api/suggest`, `/readyz`

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::Note;
use cueleaf::pages::Site;
use serde_json::{Value, json};

use super::{Response, Visitor, json_of};
use crate::support::{folder, site};

#[tokio::test]
async fn sentences_are_found_with_their_moments() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/search?q=honing+rods").await;
    assert_eq!(page.texts(".hits > li > a")[0], "Keeping a knife sharp");
    assert_eq!(page.texts(".hits > li > .byline")[0], "kitchen");
    assert_eq!(
        page.texts(".hits > li:first-child > p:first-of-type mark"),
        ["honing", "rod"],
        "inflections are marked too"
    );
    assert_eq!(
        page.attributes(".hits > li:first-child > p:first-of-type a.moment", "href"),
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
        page.texts(".page-meta")[0]
            .starts_with("No note has this word. 1 note has a similar word."),
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
    assert_eq!(total("q=machines+-channel:acquired").await, 0);
    assert_eq!(total("q=machines+-channel:%22Acquired%22").await, 0);
    assert_eq!(total("q=machines+-channel:kitchen").await, machines);
    assert_eq!(total("q=machines+-channel:nobody").await, machines);
    assert_eq!(
        total("q=channel:kitchen+channel:acquired+-channel:acquired").await,
        total("q=channel:kitchen").await
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
    let other_order = visitor.page("/search?q=%22serwers+idel%22").await;
    assert_eq!(
        other_order.texts(".page-meta a"),
        [""; 0],
        "what finds nothing is no suggestion"
    );
    assert_eq!(
        page.texts(".link-list a").first().map(String::as_str),
        Some("Idle servers")
    );
}

#[tokio::test]
async fn the_page_says_whether_all_words_were_found() {
    let visitor = Visitor::new().await;
    let honing = json_of(&visitor, "/api/search?q=honing+rods").await;
    assert_eq!(
        (&honing["total"], &honing["complete"], &honing["match_mode"]),
        (&json!(2), &json!(1), &json!("all"))
    );
    for (query, summary) in [
        ("q=honing+rods", "2 notes, 1 of them with all words."),
        ("q=honing", "1 note."),
        (
            "q=honing+margin",
            "No note has all words. 2 notes have some of them.",
        ),
        ("q=honing+margin&channel=static", "No results here."),
        ("q=channel:kitchen", "3 notes."),
        (
            "q=honing+hardware+channel:kitchen",
            "No note here has all words. 1 note has some of them.",
        ),
        ("q=honing+rods&channel=acquired", "No results here."),
        (
            "q=hardwere+-channel:kitchen",
            "No note here has this word. 1 note has a similar word. \
             Did you mean hardware -channel:kitchen?",
        ),
    ] {
        let page = visitor.page(&format!("/search?{query}")).await;
        assert_eq!(page.texts("[role=status]"), [summary], "{query}");
    }
}

#[tokio::test]
async fn how_the_notes_match_depends_on_those_that_are_searched() {
    let notes = [
        ("a/both.md", "Docker runs a transformer."),
        ("b/one.md", "Docker runs."),
        ("b/other.md", "A transformer hums."),
    ];
    let notes = notes.map(|(path, text)| Note::new(path.to_owned(), text.to_owned()));
    let site = Site::new(Archive::new(Vec::from(notes).into()), true);
    site.search.begin(&site.archive).unwrap();
    let visitor = Visitor::of(Arc::new(site)).await;
    for (query, total, complete, match_mode) in [
        ("docker+transformer", 3, 1, "all"),
        ("docker+transformer&channel=a", 1, 1, "all"),
        ("docker+transformer&channel=b", 2, 0, "some"),
        ("docker+transformer+channel:b", 2, 0, "some"),
        ("docker+transformr&channel=a", 1, 1, "similar"),
        ("docker+transformr&channel=b", 2, 0, "some"),
        ("docker&channel=none", 0, 0, "some"),
        ("docker+channel:none", 0, 0, "some"),
    ] {
        let found = json_of(&visitor, &format!("/api/search?q={query}")).await;
        assert_eq!(
            (&found["total"], &found["complete"], &found["match_mode"]),
            (&json!(total), &json!(complete), &json!(match_mode)),
            "{query}"
        );
    }
    for query in [
        "docker+transformer&channel=b",
        "docker+transformer+-channel:a",
    ] {
        let page = visitor.page(&format!("/search?q={query}")).await;
        assert_eq!(
            page.texts("[role=status]"),
            ["No note here has all words. 2 notes have some of them."],
            "{query}"
        );
    }
}

#[tokio::test]
async fn the_page_names_channels_that_do_not_exist() {
    let visitor = Visitor::new().await;
    for (query, texts) in [
        (
            "honing+channel:kitchn",
            vec!["No results here.", "No channel is named “kitchn”."],
        ),
        (
            "honing+-channel:kitchn",
            vec!["1 note.", "No channel is named “kitchn”."],
        ),
        ("honing+channel:kitchen", vec!["1 note."]),
    ] {
        let page = visitor.page(&format!("/search?q={query}")).await;
        assert_eq!(page.texts("header .page-meta"), texts, "{query}");
    }
}

/// The links of a navigation element: their texts, and which is the current one.
fn choices(page: &Response, label: &str) -> (Vec<String>, Vec<String>) {
    let links = format!("nav[aria-label='{label}'] a");
    (
        page.texts(&links),
        page.texts(&format!("{links}[aria-current]")),
    )
}

#[tokio::test]
async fn results_are_counted_by_channel() {
    let visitor = Visitor::new().await;
    let data = json_of(&visitor, "/api/search?q=honing+margin").await;
    assert_eq!(
        data["channels"],
        json!([
            { "name": "acquired", "url": "/acquired", "count": 1 },
            { "name": "kitchen", "url": "/kitchen", "count": 1 },
        ])
    );
    let label = "Channels of the results";
    let page = visitor
        .page("/search?q=honing+margin&order=title&video=kn1feSharp0")
        .await;
    assert_eq!(choices(&page, label).0, [""; 0], "all are of one channel");
    let page = visitor.page("/search?q=honing+margin&order=title").await;
    let (links, current) = choices(&page, label);
    assert_eq!(links, ["All channels 2", "acquired 1", "kitchen 1"]);
    assert_eq!(current, ["All channels 2"]);
    let urls = page.attributes(&format!("nav[aria-label='{label}'] a"), "href");
    assert_eq!(
        urls[2],
        "/search?q=honing%20margin&channel=kitchen&order=title"
    );
    let page = visitor.page(&urls[2]).await;
    assert_eq!(page.texts(".hits > li > a"), ["Keeping a knife sharp"]);
    let (links, current) = choices(&page, label);
    assert_eq!(links, ["All channels", "acquired 1", "kitchen 1"]);
    assert_eq!(current, ["kitchen 1"]);
    assert_eq!(
        page.attributes(&format!("nav[aria-label='{label}'] a"), "href")[0],
        urls[0]
    );
    // A selected channel without hits leads back to all channels, too.
    let page = visitor.page("/search?q=honing+margin&channel=quirks").await;
    assert_eq!(choices(&page, label).1, ["quirks 0"]);
    let page = visitor.page("/search?q=nothingness&channel=quirks").await;
    assert_eq!(choices(&page, label).0, ["All channels", "quirks 0"]);
}

#[tokio::test]
async fn links_to_channels_are_limited_in_bytes() {
    let note = |n: usize| Note::new(format!("c{n:03}/a.md"), "Winter.".to_owned());
    let site = Site::new(
        Archive::new((0..60).map(note).collect::<Vec<_>>().into()),
        true,
    );
    site.search.begin(&site.archive).unwrap();
    let visitor = Visitor::of(Arc::new(site)).await;
    let links = async |query: String| {
        let page = visitor.page(&format!("/search?q={query}")).await;
        page.attributes("nav.choices details a", "href").len()
    };
    assert_eq!(links("winter".to_owned()).await, 44);
    // A query of the maximum length makes URLs of 6 kB.
    let page = visitor
        .page(&format!(
            "/search?channel=c059&q=winter+{}",
            "é".repeat(990)
        ))
        .await;
    assert_eq!(choices(&page, "Channels of the results").1, ["c059 1"]);
    assert!(page.body.len() < 130_000, "{} bytes", page.body.len());
}

#[tokio::test]
async fn results_have_an_order() {
    let visitor = Visitor::new().await;
    let titles = async |order: &str| {
        let page = visitor
            .page(&format!("/search?q=channel:quirks+a&order={order}"))
            .await;
        page.texts(".hits > li > a")
    };
    let by_title = titles("title").await;
    assert!(
        by_title.len() > 3 && by_title.is_sorted_by_key(|title| title.to_lowercase()),
        "{by_title:?}"
    );
    let by_place = titles("place").await;
    assert_ne!(by_place, by_title);
    assert_eq!(titles("none").await, titles("relevance").await);
    let hits = json_of(&visitor, "/api/search?q=channel:quirks+a&order=title").await;
    assert_eq!(hits["hits"][0]["title"], by_title[0]);
    let page = visitor
        .page("/search?q=channel:quirks+a&order=title&video=none")
        .await;
    assert_eq!(page.attributes("input[name=order]", "value"), ["title"]);
    let page = visitor.page("/search?q=a&order=title").await;
    assert_eq!(
        choices(&page, "Order of the results"),
        (
            ["Relevance", "Title", "Place in archive"]
                .map(str::to_owned)
                .to_vec(),
            vec!["Title".to_owned()]
        )
    );
    assert_eq!(
        page.attributes("nav[aria-label='Order of the results'] a", "href"),
        [
            "/search?q=a",
            "/search?q=a&order=title",
            "/search?q=a&order=place"
        ]
    );
    assert_eq!(
        page.attributes("a[rel=next]", "href"),
        ["/search?q=a&order=title&page=2"]
    );
}

#[tokio::test]
async fn examples_find_something() {
    for folder in ["content", "tests/fixture"] {
        let visitor = Visitor::of(site(&crate::support::folder(folder))).await;
        let page = visitor.page("/search").await;
        let examples = page.attributes(".examples a", "href");
        assert_eq!(examples.len(), 6, "{folder}: {:?}", page.texts(".examples"));
        for url in examples {
            let found = visitor.page(&url).await;
            assert!(!found.texts(".hits > li").is_empty(), "{url}");
        }
        let nothing = visitor.page("/search?q=qqqqqqq").await;
        assert_eq!(
            nothing.texts(".examples"),
            page.texts(".examples"),
            "they are the same after a search without results"
        );
        assert_eq!(
            visitor.page("/search?q=a").await.texts(".examples"),
            [""; 0]
        );
    }
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
async fn the_ends_of_the_results_are_named() {
    let note = |n: usize| Note::new(format!("c/n{n}.md"), "Winter.".to_owned());
    let visitor_of = async |count: usize| {
        let notes: Vec<Note> = (0..count).map(note).collect();
        let site = Site::new(Archive::new(notes.into()), true);
        site.search.begin(&site.archive).unwrap();
        Visitor::of(Arc::new(site)).await
    };
    let few = visitor_of(25).await;
    let many = visitor_of(1_200).await;
    let url = |page: usize| match page {
        1 => "/search?q=winter".to_owned(),
        page => format!("/search?q=winter&page={page}"),
    };
    let limit = "Only the first 1,000 notes are shown.";
    let after = "This page is after the last result.";
    for (visitor, page, hits, end, links) in [
        (&few, 1, 10, "", &[("Next", 2)][..]),
        (&few, 3, 5, "", &[("Previous", 2)]),
        (&few, 4, 0, after, &[("First page", 1), ("Previous", 3)]),
        (&few, 999, 0, after, &[("First page", 1), ("Previous", 3)]),
        (&many, 99, 10, "", &[("Previous", 98), ("Next", 100)]),
        (&many, 100, 10, limit, &[("Previous", 99)]),
        (&many, 101, 10, limit, &[("Previous", 99)]),
    ] {
        let found = visitor.page(&url(page)).await;
        assert_eq!(found.texts(".hits > li").len(), hits, "page {page}");
        let message = found.texts("article > .page-meta").concat();
        assert_eq!(message, end, "page {page}");
        let (labels, pages): (Vec<_>, Vec<_>) = links.iter().copied().unzip();
        assert_eq!(found.texts(".pager a"), labels, "page {page}");
        let urls: Vec<String> = pages.into_iter().map(url).collect();
        assert_eq!(found.attributes(".pager a", "href"), urls, "page {page}");
    }
    assert_eq!(
        few.page("/search?q=none&page=4").await.texts(".pager a"),
        [""; 0]
    );
    for (visitor, params, hits, next) in [
        (&few, "offset=0&limit=10", 10, Some(10)),
        (&few, "offset=20", 5, None),
        (&few, "offset=30", 0, None),
        (&many, "offset=900&limit=100", 100, Some(1_000)),
        (&many, "offset=1000&limit=100", 100, None),
        (&many, "offset=1001", 0, None),
    ] {
        let found = json_of(visitor, &format!("/api/search?q=winter&{params}")).await;
        assert_eq!(found["hits"].as_array().unwrap().len(), hits, "{params}");
        assert_eq!(found["next_offset"], json!(next), "{params}");
    }
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
    let channels = json_of(&visitor, "/api/suggest?q=Acq").await["channels"].clone();
    assert_eq!(
        channels,
        json!([{ "title": "acquired", "url": "/acquired", "starts_with_query": true }])
    );
    let channels = json_of(&visitor, "/api/suggest?q=quired").await["channels"].clone();
    assert_eq!(channels[0]["starts_with_query"], false);
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
    assert_eq!(
        visitor.page("/search").await.texts(".examples"),
        [""; 0],
        "an example would fail"
    );
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
