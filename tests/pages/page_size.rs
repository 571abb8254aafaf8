//! A note page's own HTML, CSS and JavaScript come to under 60 kB as they are sent.

use std::collections::BTreeSet;

use super::Visitor;
use crate::support::{Server, corpus, folder, serve, site};

const BUDGET: usize = 60_000;
const SCRIPTS: usize = 20_000;

/// The bytes that are sent for an address to a browser that takes gzip alone, the least of what
/// browsers take.
pub(super) async fn sent(server: &Server, address: &str) -> usize {
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    let request = client
        .get(format!("{}{address}", server.url))
        .header("accept-encoding", "gzip");
    let response = request.send().await.unwrap();
    let is_packed = response
        .headers()
        .get("content-encoding")
        .is_some_and(|encoding| encoding == "gzip");
    let size = response.bytes().await.unwrap().len();
    assert!(is_packed || size < 400, "{address}: {size} bytes");
    size
}

/// The scripts that a page names, and all that they import; what is fetched when it is first used
/// comes later.
fn loaded_at_once() -> BTreeSet<String> {
    let mut loaded = BTreeSet::new();
    let mut named = vec!["theme.js".to_owned(), "main.js".to_owned()];
    while let Some(name) = named.pop() {
        let script = std::fs::read_to_string(folder("static/js").join(&name)).unwrap();
        let imports = script
            .lines()
            .filter_map(|line| line.split_once(" from \"./")?.1.strip_suffix("\";"));
        named.extend(
            imports
                .map(str::to_owned)
                .filter(|import| !loaded.contains(import)),
        );
        loaded.insert(name);
    }
    assert!(
        loaded.contains("player.js") && !loaded.contains("finder.js"),
        "{loaded:?}"
    );
    loaded
}

async fn weight_of_the_longest(folder: &std::path::Path) -> usize {
    let site = site(folder);
    let archive = &site.archive;
    let with_video = archive
        .notes()
        .filter(|(id, _)| archive.video_of(*id).is_some());
    let (longest, _) = with_video
        .max_by_key(|(_, note)| note.facts.moments.len())
        .unwrap();
    let address = archive.note_address(longest).to_owned();
    let visitor = Visitor {
        server: serve(site).await,
        client: reqwest::Client::new(),
    };
    let styles = visitor
        .page(&address)
        .await
        .attributes("link[rel=stylesheet]", "href");
    let script = visitor.page(&address).await.attributes("script", "src");
    let base = script[0].rsplit_once('/').unwrap().0;
    let scripts = loaded_at_once()
        .into_iter()
        .map(|name| format!("{base}/{name}"));
    let mut weight = sent(&visitor.server, &address).await;
    let mut of_scripts = 0;
    for script in scripts {
        of_scripts += sent(&visitor.server, &script).await;
    }
    assert!(of_scripts < SCRIPTS, "{of_scripts} bytes of scripts");
    for style in styles {
        weight += sent(&visitor.server, &style).await;
    }
    weight + of_scripts
}

#[tokio::test]
async fn the_longest_note_is_light() {
    let weight = weight_of_the_longest(&folder("content")).await;
    assert!(weight > 10_000 && weight < BUDGET, "{weight} bytes");
    match corpus() {
        Some(folder) => {
            let weight = weight_of_the_longest(&folder).await;
            assert!(weight < BUDGET, "{weight} bytes");
            eprintln!("the longest note of the shared corpus: {weight} bytes");
        }
        None => eprintln!("not run on ../shared/corpus: it is not there"),
    }
}
