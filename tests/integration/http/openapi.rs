//! `/api/openapi.json` describes every endpoint, and every response has the described form.

use std::collections::BTreeSet;

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use cueleaf::text::own_pages::OwnPage;
use serde_json::{Value, json};

use super::{Response, Visitor, json_of};
use crate::support::{fixture_below, folder, long_video, site};

const URL: &str = "https://example.org/openapi.json";

/// A path of the description, and URLs of it; the first of them is of the fixture.
const EXAMPLES: &[(&str, &[&str])] = &[
    (
        "/api/search",
        &[
            "/api/search?q=stone",
            "/api/search?q=a&limit=100",
            "/api/search?q=qqqq",
        ],
    ),
    (
        "/api/suggest",
        &[
            "/api/suggest?q=kn",
            "/api/suggest?q=ston",
            "/api/suggest?q=acq",
            "/api/suggest?q=kn&format=opensearch",
        ],
    ),
    (
        "/api/moments",
        &["/api/moments?limit=1000", "/api/moments?q=stone"],
    ),
    ("/api/tags", &["/api/tags"]),
    (
        "/api/preview",
        &[
            "/api/preview?path=/kitchen/whetstones&t=218",
            "/api/preview?path=/nothing",
        ],
    ),
    ("/api/map", &["/api/map"]),
    (
        "/api/map/notes",
        &["/api/map/notes?channel=0", "/api/map/notes?channel=99"],
    ),
    ("/api/map/search", &["/api/map/search?q=stone"]),
    ("/api/events", &["/api/events"]),
    ("/api/openapi.json", &["/api/openapi.json"]),
    (
        "/{channel}/{note}.json",
        &["/kitchen/whetstones.json", "/quirks/yaml.json"],
    ),
    ("/{channel}/{note}.md", &["/kitchen/whetstones.md"]),
    (
        "/{channel}/{note}.vtt",
        &["/kitchen/whetstones.vtt", "/quirks/empty.vtt"],
    ),
    (
        "/{channel}/{note}.chapters.txt",
        &["/kitchen/whetstones.chapters.txt"],
    ),
    (
        "/{channel}/{note}.chapters.json",
        &["/kitchen/whetstones.chapters.json"],
    ),
    (
        "/{channel}/{note}.annotations.json",
        &["/kitchen/whetstones.annotations.json"],
    ),
    ("/{channel}/{note}.csv", &["/kitchen/whetstones.csv"]),
    ("/video/{id}.json", &["/video/kn1feSharp0.json"]),
    ("/video/{id}.vtt", &["/video/kn1feSharp0.vtt"]),
    (
        "/video/{id}.chapters.txt",
        &["/video/kn1feSharp0.chapters.txt"],
    ),
    (
        "/video/{id}.chapters.json",
        &["/video/kn1feSharp0.chapters.json"],
    ),
    (
        "/video/{id}.annotations.json",
        &["/video/kn1feSharp0.annotations.json"],
    ),
    ("/video/{id}.csv", &["/video/kn1feSharp0.csv"]),
    ("/embed/{channel}/{note}", &["/embed/kitchen/whetstones"]),
    ("/embed/video/{id}", &["/embed/video/kn1feSharp0?t=218"]),
    ("/oembed", &["/oembed"]),
    ("/robots.txt", &["/robots.txt"]),
    ("/sitemap.xml", &["/sitemap.xml"]),
    ("/sitemap/{number}.xml", &["/sitemap/1.xml"]),
    ("/opensearch.xml", &["/opensearch.xml"]),
    ("/feed.xml", &["/feed.xml"]),
    ("/{channel}/feed.xml", &["/kitchen/feed.xml"]),
    ("/tag/{name}/feed.xml", &["/tag/tools/feed.xml"]),
];

/// Responses of a site with a public URL.
const PUBLIC: &[(&str, &str)] = &[
    (
        "/oembed",
        "/notes/oembed?url=https://example.org/notes/kitchen/whetstones",
    ),
    ("/sitemap.xml", "/notes/sitemap.xml"),
    ("/sitemap/{number}.xml", "/notes/sitemap/1.xml"),
    ("/opensearch.xml", "/notes/opensearch.xml"),
    (
        "/{channel}/{note}.chapters.json",
        "/notes/kitchen/whetstones.chapters.json",
    ),
];

/// Responses of a long video have uncertain moments.
const UNCERTAIN: &[(&str, &str)] = &[
    ("/{channel}/{note}.json", "/bread/by_hand.json"),
    ("/video/{id}.json", "/video/L0ngBread00.json"),
    ("/api/moments", "/api/moments"),
    ("/api/search", "/api/search?q=dough"),
    ("/api/suggest", "/api/suggest?q=dough"),
    (
        "/{channel}/{note}.annotations.json",
        "/bread/by_hand.annotations.json",
    ),
];

async fn description(visitor: &Visitor) -> Value {
    json_of(visitor, "/api/openapi.json").await
}

/// Allows only the described properties, so that an undescribed one is noticed. Clients should
/// expect new ones, so the description itself does not say so.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("required") && fields.contains_key("properties") {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(all) => all.iter_mut().for_each(close),
        _ => {}
    }
}

/// The schemas of a description.
struct Validator {
    description: Value,
    schemas: Schemas,
    compiler: Compiler,
}

impl Validator {
    fn new(mut description: Value) -> Self {
        // This document itself is described by its standard.
        let own = description["components"]["schemas"]["Description"].take();
        close(&mut description["components"]["schemas"]);
        description["components"]["schemas"]["Description"] = own;
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.add_resource(URL, description.clone()).unwrap();
        Self {
            description,
            schemas: Schemas::new(),
            compiler,
        }
    }

    fn schema(&mut self, path: &str, status: u16, content_type: &str) -> Option<SchemaIndex> {
        let response = format!("/paths/{}/get/responses/{status}", escaped(path));
        let found = self.description.pointer(&response);
        let found = found.unwrap_or_else(|| panic!("{path} describes {status}"));
        let response = match found["$ref"].as_str() {
            Some(reference) => reference.trim_start_matches('#').to_owned(),
            None => response,
        };
        let schema = format!("{response}/content/{}/schema", escaped(content_type));
        let found = self.description.pointer(&schema);
        assert!(
            found.is_some() || status == 404,
            "{path} describes {content_type}"
        );
        found?;
        let location = format!("{URL}#{}", schema.replace('{', "%7B").replace('}', "%7D"));
        Some(self.compiler.compile(&location, &mut self.schemas).unwrap())
    }

    fn check(&mut self, path: &str, url: &str, response: &Response) {
        let content_type = response.header("content-type");
        let content_type = content_type.split(';').next().unwrap();
        let Some(schema) = self.schema(path, response.status, content_type) else {
            return;
        };
        let body = match content_type.contains("json") {
            true => serde_json::from_str(&response.body).unwrap(),
            false => Value::String(response.body.clone()),
        };
        if let Err(error) = self.schemas.validate(&body, schema) {
            panic!("{url}: {error:#}");
        }
    }
}

/// A part of a JSON pointer.
fn escaped(part: &str) -> String {
    part.replace('~', "~0").replace('/', "~1")
}

#[tokio::test]
async fn every_response_has_its_described_form() {
    let visitor = Visitor::new().await;
    let mut validator = Validator::new(description(&visitor).await);
    for (path, urls) in EXAMPLES {
        for url in *urls {
            validator.check(path, url, &visitor.get(url).await);
        }
    }
    let public = Visitor::of(fixture_below()).await;
    for (path, url) in PUBLIC {
        validator.check(path, url, &public.page(url).await);
    }
    let (_folder, long) = long_video::site();
    for site in [long, site(&folder("content"))] {
        let visitor = Visitor::of(site).await;
        for (path, url) in UNCERTAIN {
            let response = visitor.get(url).await;
            if response.status == 200 {
                validator.check(path, url, &response);
            }
        }
    }
}

#[tokio::test]
async fn every_endpoint_is_described() {
    let description = description(&Visitor::new().await).await;
    let described: BTreeSet<&str> = description["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let examples: BTreeSet<&str> = EXAMPLES.iter().map(|(path, _)| *path).collect();
    assert_eq!(described, examples, "each has an example");
    let routes = OwnPage::all().map(OwnPage::route);
    let of_api = routes.filter(|route| route.starts_with("/api/") && !route.contains('*'));
    for route in of_api {
        assert!(described.contains(route), "{route} is described");
    }
    let docs = std::fs::read_to_string(folder("docs/http-api.md")).unwrap();
    let documented: BTreeSet<&str> = docs
        .split("`GET ")
        .skip(1)
        .filter_map(|rest| rest.split(['`', '?']).next())
        .collect();
    assert_eq!(documented, described, "docs/http-api.md has the same ones");
}

#[tokio::test]
async fn parameters_are_those_that_endpoints_read() {
    let description = description(&Visitor::new().await).await;
    for page in OwnPage::all() {
        let Some(path) = description["paths"].get(page.route()) else {
            continue;
        };
        let parameters = path["get"]["parameters"].as_array();
        let names = parameters.into_iter().flatten().map(|one| &one["name"]);
        let names: BTreeSet<&str> = names.filter_map(Value::as_str).collect();
        let read: BTreeSet<&str> = page.parameters().iter().copied().collect();
        assert_eq!(names, read, "{}", page.route());
    }
}

#[tokio::test]
async fn the_description_names_the_server() {
    let local = description(&Visitor::new().await).await;
    assert_eq!(local["servers"], json!([{ "url": "/" }]));
    assert_eq!(local["info"]["version"], env!("CARGO_PKG_VERSION"));
    let public = Visitor::of(fixture_below()).await;
    let public = json_of(&public, "/notes/api/openapi.json").await;
    assert_eq!(public["servers"][0]["url"], "https://example.org/notes");
}
