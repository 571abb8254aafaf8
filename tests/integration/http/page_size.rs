//! The HTML, CSS and JavaScript of a note page are under 60 kB in total, compressed.

use std::collections::BTreeSet;

use super::Visitor;
use crate::support::{Server, folder, required_corpus, serve, site};

const MAX_PAGE_BYTES: usize = 60_000;
const MAX_SCRIPT_BYTES: usize = 23_000;

/// The bytes sent for a URL to a browser that accepts gzip only, the encoding that all browsers
/// accept.
pub(super) async fn sent(server: &Server, url: &str) -> usize {
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    let request = client
        .get(format!("{}{url}", server.url))
        .header("accept-encoding", "gzip");
    let response = request.send().await.unwrap();
    let is_compressed = response
        .headers()
        .get("content-encoding")
        .is_some_and(|encoding| encoding == "gzip");
    let size = response.bytes().await.unwrap().len();
    assert!(is_compressed || size < 400, "{url}: {size} bytes");
    size
}

/// The path of an import, such as `../ui/time.js`, below the folder of scripts.
fn path_of(importer: &str, import: &str) -> String {
    let mut path: Vec<&str> = importer.split('/').collect();
    path.pop();
    for part in import.split('/') {
        match part {
            "." => {}
            ".." => drop(path.pop()),
            _ => path.push(part),
        }
    }
    path.join("/")
}

/// The scripts of a page and their static imports; dynamic imports are loaded later.
fn static_scripts() -> BTreeSet<String> {
    let mut loaded = BTreeSet::new();
    let mut named = vec!["display.js".to_owned(), "main.js".to_owned()];
    while let Some(name) = named.pop() {
        let script = std::fs::read_to_string(folder("static/js").join(&name)).unwrap();
        let imports = script
            .lines()
            .filter_map(|line| line.split_once(" from \"")?.1.strip_suffix("\";"));
        named.extend(
            imports
                .map(|import| path_of(&name, import))
                .filter(|import| !loaded.contains(import)),
        );
        loaded.insert(name);
    }
    assert!(
        loaded.contains("player/player.js") && !loaded.contains("search/dialog.js"),
        "{loaded:?}"
    );
    loaded
}

async fn longest_note_bytes(folder: &std::path::Path) -> usize {
    let site = site(folder);
    let archive = &site.archive;
    let with_video = archive
        .notes()
        .filter(|(id, _)| archive.video_of(*id).is_some());
    let (longest, _) = with_video
        .max_by_key(|(_, note)| note.facts.moments.len())
        .unwrap();
    let url = archive.note_url(longest).to_owned();
    let visitor = Visitor {
        server: serve(site).await,
        client: reqwest::Client::new(),
    };
    let styles = visitor
        .page(&url)
        .await
        .attributes("link[rel=stylesheet]", "href");
    let script = visitor.page(&url).await.attributes("script", "src");
    let base = script[0].rsplit_once('/').unwrap().0;
    let scripts = static_scripts()
        .into_iter()
        .map(|name| format!("{base}/{name}"));
    let mut total_bytes = sent(&visitor.server, &url).await;
    let mut script_bytes = 0;
    for script in scripts {
        script_bytes += sent(&visitor.server, &script).await;
    }
    assert!(
        script_bytes < MAX_SCRIPT_BYTES,
        "{script_bytes} bytes of scripts"
    );
    for style in styles {
        total_bytes += sent(&visitor.server, &style).await;
    }
    total_bytes + script_bytes
}

#[tokio::test]
async fn the_longest_sample_note_is_small() {
    let bytes = longest_note_bytes(&folder("content")).await;
    assert!(bytes > 10_000 && bytes < MAX_PAGE_BYTES, "{bytes} bytes");
}

#[tokio::test]
#[ignore = "needs CUELEAF_CORPUS"]
async fn the_longest_note_of_the_corpus_is_small() {
    let bytes = longest_note_bytes(&required_corpus()).await;
    assert!(bytes < MAX_PAGE_BYTES, "{bytes} bytes");
    eprintln!("the longest note of the corpus: {bytes} bytes");
}
