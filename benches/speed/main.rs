//! Compares Cueleaf with the alternatives:
//!
//! ```text
//! cargo bench --bench speed -- DIR                   requests per second and p99 beside nginx with
//!                                                    the same page on disk, the first rendering of
//!                                                    every page, startup and memory on DIR and on
//!                                                    generated archives of up to 100,000 notes
//! cargo bench --bench speed -- pages DIR             the first rendering of every page only
//! cargo bench --bench speed -- start DIR             startup and memory on DIR only
//! cargo bench --bench speed -- generate COUNT DIR    writes an archive of that many notes
//! ```
//! DIR is an absolute path, or relative to the repository. The first needs nginx and wrk (Debian:
//! nginx-light, wrk). All candidates run on one machine in one run, in turns, so that their ratios
//! are meaningful on a busy machine too.
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

/// Rounds of the comparison, and seconds of each.
const ROUNDS: usize = 7;
const SECONDS: u32 = 5;

/// The sizes of generated archives.
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
            grow(folder).await;
        }
        _ => println!("usage: cargo bench --bench speed -- DIR"),
    }
}

/// Every address of a note, and the one in the middle of them by length.
fn addresses(folder: &Path) -> (Vec<String>, String) {
    let archive = Archive::new(corpus::load(folder).unwrap());
    let mut notes: Vec<_> = archive.notes().collect();
    let all = notes
        .iter()
        .map(|(id, _)| archive.note_url(*id).to_owned())
        .collect();
    notes.sort_by_key(|(_, note)| note.source.len());
    let (middle, _) = notes[notes.len() / 2];
    (all, archive.note_url(middle).to_owned())
}

/// Requests a second for one page, beside nginx with the same bytes on disk.
async fn throughput(folder: &Path) {
    let (_, note) = addresses(folder);
    let work = tempfile::tempdir().unwrap();
    let program = Program::start(folder);
    program.until("/readyz").await;
    let url = format!("{}{note}", program.url);
    let request = reqwest::Client::builder()
        .no_gzip()
        .build()
        .unwrap()
        .get(&url)
        .header("accept-encoding", "gzip");
    let packed = request.send().await.unwrap().bytes().await.unwrap();
    std::fs::write(work.path().join("note.html.gz"), &packed).unwrap();
    let Some(nginx) = Nginx::start(work.path()) else {
        return println!("There is no nginx to compare with.");
    };
    let other = format!("{}/note.html", nginx.url);
    let ask = |url: &str, rate| wrk(url, SECONDS, rate, work.path());
    println!(
        "One note page, {} bytes of gzip, by 64 connections, {ROUNDS} rounds of {SECONDS} s in turns:\n",
        packed.len()
    );
    println!(
        "| round | Cueleaf, requests/s | nginx gzip_static, requests/s | ratio |\n| --- | --- | --- | --- |"
    );
    let mut ratios = Vec::new();
    let mut half = 0.0;
    for round in 1..=ROUNDS {
        let (Some(ours), Some(theirs)) = (ask(&url, None), ask(&other, None)) else {
            return println!("There is no wrk to ask with.");
        };
        assert!(!ours.failed && !theirs.failed, "every request is answered");
        let ratio = ours.rate / theirs.rate;
        println!(
            "| {round} | {:.0} | {:.0} | {ratio:.2} |",
            ours.rate, theirs.rate
        );
        ratios.push(ratio);
        half = ours.rate / 2.0;
    }
    ratios.sort_by(f64::total_cmp);
    println!("\nMedian ratio: {:.2}\n", ratios[ROUNDS / 2]);
    println!("| at half load | requests/s | median, ms | p99, ms |\n| --- | --- | --- | --- |");
    for (name, url) in [("Cueleaf", &url), ("nginx", &other)] {
        let Some(load) = ask(url, Some(half)) else {
            continue;
        };
        println!(
            "| {name} | {:.0} | {:.2} | {:.2} |",
            load.rate, load.median, load.p99
        );
    }
}

/// The first rendering of every page, one after the other.
async fn rendering(folder: &Path) {
    let (all, _) = addresses(folder);
    println!(
        "\nEvery note page once, by one connection ({} pages):\n",
        all.len()
    );
    println!("| | processor time a page, ms |\n| --- | --- |");
    let mut program = Program::start(folder);
    for (what, encoding, query) in [
        (
            "rendered, as it is; the colours of each language of code made ready",
            "identity",
            "",
        ),
        ("rendered again", "identity", "?again"),
        ("rendered and packed (br)", "br", ""),
        ("kept from before", "br", ""),
        ("no page (/healthz)", "", ""),
    ] {
        if what.ends_with("(br)") {
            // What was kept of the passes before takes the place of what is to be kept now.
            program = Program::start(folder);
        }
        program.until("/readyz").await;
        let before = program.processor();
        read_all(&program, &all, encoding, query).await;
        println!(
            "| {what} | {:.3} |",
            (program.processor() - before) * 1000.0 / all.len() as f64
        );
    }
}

/// Reads every page in an encoding; without one, as often something that costs nothing.
async fn read_all(program: &Program, all: &[String], encoding: &str, query: &str) {
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    for address in all {
        let address = if encoding.is_empty() {
            "/healthz"
        } else {
            address
        };
        let request = client
            .get(format!("{}{address}{query}", program.url))
            .header("accept-encoding", encoding);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{address}");
        answer.bytes().await.unwrap();
    }
}

/// Start and memory on the folder, and on generated archives of growing size.
async fn grow(folder: PathBuf) {
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
        "\n| notes | text, MB | first page, s | ready, s | memory, MB | times the text | at most, MB |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for folder in folders {
        let (notes, text) = extent(folder);
        // Files that were just written are read from memory, as they are when a server starts
        // again.
        let program = Program::start(folder);
        let first = program.until("/").await;
        let ready = program.until("/readyz").await;
        // What was needed for the start is given back by and by while the server works.
        for _ in 0..500 {
            program.until("/healthz").await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        let (memory, most) = (program.memory("VmRSS"), program.memory("VmHWM"));
        println!(
            "| {notes} | {:.0} | {:.2} | {:.2} | {:.0} | {:.2} | {:.0} |",
            text as f64 / 1e6,
            first.as_secs_f64(),
            ready.as_secs_f64(),
            memory as f64 / 1e6,
            memory as f64 / text as f64,
            most as f64 / 1e6
        );
    }
}

/// The notes of a folder, and their bytes.
fn extent(folder: &Path) -> (usize, u64) {
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
