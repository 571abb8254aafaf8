//! The data of pages for search engines, read by a JSON-LD processor: jsonld, a test dependency
//! that `npm ci` installs.

use serde_json::{Value, json};

use super::driver::Tab;
use crate::support::fixture_below;

/// Expands the data of the page. The context of schema.org is not reached over the network; this is
/// the part of it that pages use.
const EXPAND: &str = "(async () => {
    const text = document.querySelector('script[type=\"application/ld+json\"]').textContent;
    const id = { '@type': '@id' };
    const terms = { url: id, item: id, thumbnailUrl: id, embedUrl: id };
    const document_ = { '@context': { '@vocab': 'https://schema.org/', ...terms } };
    const documentLoader = async (documentUrl) => {
        if (documentUrl !== 'https://schema.org') throw new Error(documentUrl);
        return { documentUrl, document: document_ };
    };
    return await jsonld.expand(JSON.parse(text), { documentLoader });
})()";

/// The only value of a property of an expanded node.
fn value<'v>(node: &'v Value, property: &str) -> &'v Value {
    let values = node[format!("https://schema.org/{property}")].as_array();
    let [only] = values.map_or(&[][..], Vec::as_slice) else {
        panic!("one {property} in {node}");
    };
    only.get("@value").or(only.get("@id")).unwrap_or(only)
}

fn nodes<'v>(node: &'v Value, property: &str) -> &'v [Value] {
    let nodes = node[format!("https://schema.org/{property}")].as_array();
    nodes.map_or(&[], Vec::as_slice)
}

/// The node of a type.
fn of_type<'v>(data: &'v Value, name: &str) -> &'v Value {
    let is_type = |node: &&Value| node["@type"] == json!([format!("https://schema.org/{name}")]);
    let nodes = data.as_array().unwrap();
    nodes.iter().find(is_type).expect(name)
}

/// The required properties of a video, its clips and breadcrumbs, but for the upload date, which is
/// stated only where a file states it:
/// <https://developers.google.com/search/docs/appearance/structured-data/video>,
/// <https://developers.google.com/search/docs/appearance/structured-data/breadcrumb>
#[tokio::test]
async fn a_processor_finds_what_search_engines_require() {
    let tab = Tab::with_site(fixture_below()).await;
    for path in ["/notes/acquired/origin", "/notes/video/E1cxZuHrwZc"] {
        tab.visit(path).await;
        tab.run_script_of("jsonld/dist/jsonld.min.js").await;
        let data = tab.evaluate(EXPAND).await;
        let video = of_type(&data, "VideoObject");
        for property in ["name", "description", "thumbnailUrl", "embedUrl"] {
            let text = value(video, property).as_str().unwrap();
            assert!(!text.is_empty(), "{path}: {property}");
        }
        let page = format!("https://example.org{path}");
        let clips = nodes(video, "hasPart");
        assert!(clips.len() > 3, "{path}: {clips:?}");
        for clip in clips {
            let start = value(clip, "startOffset").as_u64().unwrap();
            assert!(!value(clip, "name").as_str().unwrap().is_empty());
            assert_eq!(value(clip, "url"), &json!(format!("{page}?t={start}")));
            for end in nodes(clip, "endOffset") {
                assert!(end["@value"].as_u64().unwrap() > start, "{clip}");
            }
        }
        let action = value(video, "potentialAction");
        let target = value(action, "target").as_str().unwrap();
        assert!(target.starts_with(&page) && target.contains("{seek_to_second_number}"));
        let items = nodes(of_type(&data, "BreadcrumbList"), "itemListElement");
        for (item, position) in items.iter().zip(1..) {
            assert_eq!(value(item, "position"), &json!(position));
            assert!(!value(item, "name").as_str().unwrap().is_empty());
        }
        assert_eq!(
            value(&items[0], "item"),
            &json!("https://example.org/notes/")
        );
    }
    assert_eq!(tab.errors(), [""; 0], "the data are no script");
}
