//! A note page's own HTML, CSS and JavaScript come to under 60 kB as they are sent.

use super::Visitor;
use crate::support::{Server, corpus, folder, serve, site};

const BUDGET: usize = 60_000;

/// The bytes that are sent for an address to a browser that takes gzip alone, the least of what browsers take.
async fn sent(server: &Server, address: &str) -> usize {
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    let request = client.get(format!("{}{address}", server.url)).header("accept-encoding", "gzip");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip", "{address}");
    response.bytes().await.unwrap().len()
}

async fn weight_of_the_longest(folder: &std::path::Path) -> usize {
    let site = site(folder);
    let archive = &site.archive;
    let with_video = archive.notes().filter(|(id, _)| archive.video_of(*id).is_some());
    let (longest, _) = with_video.max_by_key(|(_, note)| note.facts.moments.len()).unwrap();
    let address = archive.note_address(longest).to_owned();
    let visitor = Visitor { server: serve(site).await, client: reqwest::Client::new() };
    let styles = visitor.page(&address).await.attributes("link[rel=stylesheet]", "href");
    let script = visitor.page(&address).await.attributes("script", "src");
    let scripts = std::fs::read_dir(crate::support::folder("static/js")).unwrap();
    let base = script[0].rsplit_once('/').unwrap().0;
    let scripts = scripts.map(|entry| format!("{base}/{}", entry.unwrap().file_name().to_string_lossy()));
    let mut weight = sent(&visitor.server, &address).await;
    for asset in styles.into_iter().chain(scripts) {
        weight += sent(&visitor.server, &asset).await;
    }
    weight
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
