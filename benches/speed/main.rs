//! Compares Cueleaf with the alternatives:
//!
//! ```text
//! cargo bench --bench speed -- DIR                   requests per second and p99, compared with
//!                                                    nginx and the same page on disk; rendering of
//!                                                    every page; startup and memory on DIR and on
//!                                                    generated archives of up to 100,000 notes
//! cargo bench --bench speed -- pages DIR             rendering of every page only
//! cargo bench --bench speed -- start DIR             startup and memory on DIR only
//! cargo bench --bench speed -- generate COUNT DIR    writes an archive of that many notes
//! ```
//! DIR is an absolute path, or relative to the repository. The first command needs nginx and wrk
//! (Debian: nginx-light, wrk). The servers are measured alternately, so that their ratios are
//! meaningful on a busy machine, too.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stdout
)]

mod generate;
mod nginx;
mod program;

use std::path::{Path, PathBuf};
use std::time::Duration;

use cueleaf::archive::Archive;
use cueleaf::corpus;
use nginx::{Nginx, wrk};
use program::Program;

/// The number of rounds of the comparison.
const ROUNDS: usize = 7;
/// The duration of a round.
const ROUND_SECONDS: u32 = 5;

/// The sizes of generated archives, in notes.
const SIZES: [usize; 3] = [25_000, 50_000, 100_000];

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["generate", count, folder] => {
            let bytes = generate::generate(count.parse().unwrap(), Path::new(folder)).unwrap();
            println!(
                "{count} notes in {folder}, {} MB of text",
                bytes / 1_000_000
            );
        }
        ["pages", folder] => rendering(Path::new(folder)).await,
        ["start", folder] => start(&[PathBuf::from(folder)]).await,
        [folder] => {
            let folder = PathBuf::from(folder);
            throughput(&folder).await;
            rendering(&folder).await;
            scaling(folder).await;
        }
        _ => println!("usage: cargo bench --bench speed -- DIR"),
    }
}

/// The URL paths of all notes, and that of the note with the median length.
fn note_paths(folder: &Path) -> (Vec<String>, String) {
    let archive = Archive::new(corpus::load(folder).unwrap());
    let mut notes: Vec<_> = archive.notes().collect();
    let all = notes
        .iter()
        .map(|(id, _)| archive.note_url(*id).to_owned())
        .collect();
    notes.sort_by_key(|(_, note)| note.source.len());
    let (median, _) = notes[notes.len() / 2];
    (all, archive.note_url(median).to_owned())
}

/// Requests per second for one page, compared with nginx and the same bytes on disk.
async fn throughput(folder: &Path) {
    let (_, note) = note_paths(folder);
    let work = tempfile::tempdir().unwrap();
    let program = Program::start(folder);
    program.wait_until_ok("/readyz").await;
    let url = format!("{}{note}", program.url);
    let request = reqwest::Client::builder()
        .no_gzip()
        .build()
        .unwrap()
        .get(&url)
        .header("accept-encoding", "gzip");
    let compressed = request.send().await.unwrap().bytes().await.unwrap();
    std::fs::write(work.path().join("note.html.gz"), &compressed).unwrap();
    let Some(nginx) = Nginx::start(work.path()) else {
        return println!("nginx is not installed.");
    };
    let other = format!("{}/note.html", nginx.url);
    let measure = |url: &str, rate| wrk(url, ROUND_SECONDS, rate, work.path());
    println!(
        "One note page, {} bytes of gzip, by 64 connections, {ROUNDS} rounds of {ROUND_SECONDS} s, alternately:\n",
        compressed.len()
    );
    println!(
        "| round | Cueleaf, requests/s | nginx gzip_static, requests/s | ratio |\n| --- | --- | --- | --- |"
    );
    let mut ratios = Vec::new();
    let mut half_rate = 0.0;
    for round in 1..=ROUNDS {
        let (Some(ours), Some(theirs)) = (measure(&url, None), measure(&other, None)) else {
            return println!("wrk is not installed.");
        };
        assert!(!ours.failed && !theirs.failed, "every request succeeds");
        let ratio = ours.rate / theirs.rate;
        println!(
            "| {round} | {:.0} | {:.0} | {ratio:.2} |",
            ours.rate, theirs.rate
        );
        ratios.push(ratio);
        half_rate = ours.rate / 2.0;
    }
    ratios.sort_by(f64::total_cmp);
    println!("\nMedian ratio: {:.2}\n", ratios[ROUNDS / 2]);
    println!("| at half load | requests/s | median, ms | p99, ms |\n| --- | --- | --- | --- |");
    for (name, url) in [("Cueleaf", &url), ("nginx", &other)] {
        let Some(load) = measure(url, Some(half_rate)) else {
            continue;
        };
        println!(
            "| {name} | {:.0} | {:.2} | {:.2} |",
            load.rate, load.median, load.p99
        );
    }
}

/// The CPU time of each page in sequence: rendered, compressed and cached.
async fn rendering(folder: &Path) {
    let (all, _) = note_paths(folder);
    println!(
        "\nEvery note page once, on one connection ({} pages):\n",
        all.len()
    );
    println!("| | CPU time per page, ms |\n| --- | --- |");
    let mut program = Program::start(folder);
    for (name, encoding, query) in [
        (
            "rendered, including the setup of syntax highlighting",
            "identity",
            "",
        ),
        ("rendered again", "identity", "?again"),
        ("rendered and compressed (br)", "br", ""),
        ("cached", "br", ""),
        ("no page (/healthz)", "", ""),
    ] {
        if name.ends_with("(br)") {
            // A new process, because cached pages of the previous passes would fill the cache.
            program = Program::start(folder);
        }
        program.wait_until_ok("/readyz").await;
        let before = program.cpu_seconds();
        request_all(&program, &all, encoding, query).await;
        println!(
            "| {name} | {:.3} |",
            (program.cpu_seconds() - before) * 1000.0 / all.len() as f64
        );
    }
}

/// Requests every page with an encoding; without one, `/healthz` as often, to measure the overhead.
async fn request_all(program: &Program, paths: &[String], encoding: &str, query: &str) {
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    for path in paths {
        let path = if encoding.is_empty() {
            "/healthz"
        } else {
            path
        };
        let request = client
            .get(format!("{}{path}{query}", program.url))
            .header("accept-encoding", encoding);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.bytes().await.unwrap();
    }
}

/// Startup and memory on the folder, and on generated archives of increasing size.
async fn scaling(folder: PathBuf) {
    let work = tempfile::tempdir().unwrap();
    let mut folders = vec![folder];
    for size in SIZES {
        let folder = work.path().join(size.to_string());
        generate::generate(size, &folder).unwrap();
        folders.push(folder);
    }
    start(&folders).await;
}

async fn start(folders: &[PathBuf]) {
    println!(
        "\n| notes | text, MB | first page, s | ready, s | memory, MB | memory / text | peak, MB |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for folder in folders {
        let (notes, text) = size(folder);
        // The files are in the page cache, as for a restarted server.
        let program = Program::start(folder);
        let first = program.wait_until_ok("/").await;
        let ready = program.wait_until_ok("/readyz").await;
        // The allocator returns the memory of the startup gradually, while requests are served.
        for _ in 0..500 {
            program.wait_until_ok("/healthz").await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        let (memory, peak) = (program.memory("VmRSS"), program.memory("VmHWM"));
        println!(
            "| {notes} | {:.0} | {:.2} | {:.2} | {:.0} | {:.2} | {:.0} |",
            text as f64 / 1e6,
            first.as_secs_f64(),
            ready.as_secs_f64(),
            memory as f64 / 1e6,
            memory as f64 / text as f64,
            peak as f64 / 1e6
        );
    }
}

/// The number of notes in a folder, and their size in bytes.
fn size(folder: &Path) -> (usize, u64) {
    let corpus = corpus::load(folder).unwrap();
    (
        corpus.notes.len(),
        corpus
            .notes
            .iter()
            .map(|note| note.source.len() as u64)
            .sum(),
    )
}
