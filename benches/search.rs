//! Benchmarks of search: the time to build the index, compared with plain tantivy for the same
//! text; its memory; and the response times for 50 concurrent clients, with the server in its own
//! process.
//!
//! `cargo bench --bench search -- title` runs only the kinds of requests whose names contain
//! `title`. The notes are those of `CUELEAF_CORPUS` if set, otherwise the sample notes.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cueleaf::archive::Archive;
use cueleaf::progress::Progress;
use cueleaf::search::Search;
use fastrand::Rng;
use rayon::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const CLIENTS: usize = 50;

/// The number of warm-up requests, which are not measured.
const WARM_UP_REQUESTS: usize = 500;
/// The number of requests without think time.
const REQUESTS: usize = 5_000;
/// The number of requests with think time, as of people who read or type.
const PACED_REQUESTS: usize = 2_000;
const TOTAL_REQUESTS: usize = WARM_UP_REQUESTS + REQUESTS + PACED_REQUESTS;
/// The think time between a response and the next request of a client.
const THINK_TIME: Duration = Duration::from_millis(50);

fn folder() -> PathBuf {
    std::env::var_os("CUELEAF_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("content"),
        PathBuf::from,
    )
}

/// Compares the time to build the index with plain tantivy: the best of three runs each.
fn index(archive: &Archive) {
    let best = |run: &dyn Fn()| {
        let times = (0..3).map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        });
        times.min().unwrap()
    };
    let start = Instant::now();
    let notes: Vec<_> = archive.notes().map(|(_, note)| note).collect();
    let detected = notes
        .par_iter()
        .filter(|note| note.language().is_some())
        .count();
    let languages = start.elapsed();
    println!("language detection for {detected} notes, once for pages and search: {languages:.0?}");
    let ours = best(&|| drop(Search::new(archive, &Progress::default()).unwrap()));
    let plain = best(&|| plain_tantivy(archive));
    let search = Search::new(archive, &Progress::default()).unwrap();
    let text: usize = archive.notes().map(|(_, note)| note.facts.text.len()).sum();
    println!(
        "index of {} notes, {:.1} MB of text",
        archive.notes().len(),
        text as f64 / 1e6
    );
    println!(
        "| plain tantivy | Cueleaf | ratio | ratio with language detection | memory |\n| --: | --: | --: | --: | --: |"
    );
    let ratio = ours.as_secs_f64() / plain.as_secs_f64();
    let with_languages = (ours + languages).as_secs_f64() / plain.as_secs_f64();
    let memory = search.size() as f64 / 1e6;
    println!("| {plain:.0?} | {ours:.0?} | {ratio:.2} | {with_languages:.2} | {memory:.1} MB |\n");
}

/// Builds an in-memory index of titles and texts with tantivy's default tokenizer, on all cores.
fn plain_tantivy(archive: &Archive) {
    use tantivy::schema::{Schema, TEXT};
    let mut schema = Schema::builder();
    let (title, body) = (
        schema.add_text_field("title", TEXT),
        schema.add_text_field("body", TEXT),
    );
    let index = tantivy::Index::create_in_ram(schema.build());
    let threads = std::thread::available_parallelism().unwrap().get().min(8);
    let mut writer = index
        .writer_with_num_threads(threads, threads * 64 * 1024 * 1024)
        .unwrap();
    for (_, note) in archive.notes() {
        let mut document = tantivy::TantivyDocument::new();
        document.add_text(title, &note.title);
        document.add_text(body, &note.facts.text);
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
}

/// A server process on its own port, which is killed on drop.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cueleaf"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .arg(folder)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let url = lines
            .find_map(|line| Some(line.split_once("http://")?.1.to_owned()))
            .unwrap();
        // The log is text or JSON.
        let end = url.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ':')));
        let url = url[..end.unwrap_or(url.len())].to_owned();
        lines.find(|line| line.contains("search is ready")).unwrap();
        // The log is read continuously, because a full pipe would block the server.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends requests from all clients concurrently, with a think time after each response. Returns the
/// sorted response times, the total time, and the number of failed requests.
async fn load(
    url: &str,
    paths: &[String],
    think_time: Duration,
) -> (Vec<Duration>, Duration, usize) {
    let start = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (url, paths) = (url.to_owned(), paths.to_vec());
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(&url).await.unwrap();
                stream.set_nodelay(true).unwrap();
                let mut buffer = Vec::new();
                let (mut times, mut failed) = (Vec::new(), 0);
                // The clients start at different times.
                tokio::time::sleep(think_time * client as u32 / CLIENTS as u32).await;
                for path in paths.iter().skip(client).step_by(CLIENTS) {
                    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    let start = Instant::now();
                    stream.write_all(request.as_bytes()).await.unwrap();
                    failed += usize::from(!read_response(&mut stream, &mut buffer).await);
                    times.push(start.elapsed());
                    if !think_time.is_zero() {
                        tokio::time::sleep(think_time).await;
                    }
                }
                (times, failed)
            })
        })
        .collect();
    let (mut times, mut failed) = (Vec::new(), 0);
    for client in clients {
        let (client_times, client_failed) = client.await.unwrap();
        times.extend(client_times);
        failed += client_failed;
    }
    times.sort_unstable();
    (times, start.elapsed(), failed)
}

/// Reads a response with a `Content-Length`. Returns whether its status is 200.
async fn read_response(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> bool {
    buffer.clear();
    loop {
        assert!(
            stream.read_buf(buffer).await.unwrap() > 0,
            "the connection is open"
        );
        let Some(end) = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&buffer[..end]).to_ascii_lowercase();
        let length: usize = head
            .split("content-length: ")
            .nth(1)
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .parse()
            .unwrap();
        while buffer.len() < end + 4 + length {
            assert!(
                stream.read_buf(buffer).await.unwrap() > 0,
                "the body is complete"
            );
        }
        return head.starts_with("http/1.1 200");
    }
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// The kinds of requests. Within each, queries are distinct if there are enough notes.
fn kinds(archive: &Archive) -> Vec<(&'static str, Vec<String>)> {
    let notes: Vec<_> = archive
        .notes()
        .map(|(_, note)| note)
        .filter(|note| note.facts.text.len() > 400)
        .collect();
    let mut random = Rng::with_seed(7);
    let mut words = |count: usize| {
        let text = &notes[random.usize(..notes.len())].facts.text;
        let all: Vec<&str> = text.split_whitespace().collect();
        let start = random.usize(..all.len().saturating_sub(count).max(1));
        all[start..(start + count).min(all.len())].join(" ")
    };
    let mut page = |count| {
        (0..TOTAL_REQUESTS)
            .map(|_| format!("/search?q={}", escaped(&words(count))))
            .collect::<Vec<_>>()
    };
    let (one, three, six, hundred) = (page(1), page(3), page(6), page(100));
    let titles = notes
        .iter()
        .cycle()
        .take(TOTAL_REQUESTS)
        .map(|note| format!("/search?q={}", escaped(&note.title)))
        .collect();
    let mut misspelt = Rng::with_seed(8);
    let misspelt = notes.iter().cycle().take(TOTAL_REQUESTS).map(|note| {
        let mut title = note.title.clone();
        let at = title.floor_char_boundary(misspelt.usize(..title.len()));
        title.insert(at, misspelt.lowercase());
        format!("/search?q={}", escaped(&title))
    });
    let typed = |from: usize, to: usize| {
        let mut random = Rng::with_seed(9);
        let typed = notes.iter().cycle().take(TOTAL_REQUESTS).map(move |note| {
            let end = note
                .title
                .floor_char_boundary(random.usize(from..=to).min(note.title.len()));
            format!("/api/suggest?q={}", escaped(note.title[..end].trim()))
        });
        typed.collect::<Vec<_>>()
    };
    let same = |path: &str| vec![path.to_owned(); TOTAL_REQUESTS];
    vec![
        ("a page: one word of a note", one),
        ("a page: three consecutive words", three),
        ("a page: six consecutive words", six),
        ("a page: a title", titles),
        ("a page: a title with an extra letter", misspelt.collect()),
        (
            "a cached page: the most frequent words",
            same("/search?q=the+of+and+to+in+a+is"),
        ),
        ("a page: a hundred words", hundred),
        ("typing: 1 to 3 letters, mostly cached", typed(1, 3)),
        ("typing: 4 to 20 letters", typed(4, 20)),
        ("typing, cached: one letter", same("/api/suggest?q=s")),
        (
            "typing, cached: the most frequent words",
            same("/api/suggest?q=the+of+and+to+in+a+i"),
        ),
    ]
}

/// A quantile of sorted response times, in milliseconds.
fn quantile_ms(times: &[Duration], quantile: f64) -> f64 {
    times[((times.len() as f64 * quantile) as usize).min(times.len() - 1)].as_secs_f64() * 1e3
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = folder();
    let archive = Archive::new(cueleaf::corpus::load(&folder).unwrap());
    let filter = std::env::args()
        .skip(1)
        .find(|word| !word.starts_with('-'))
        .unwrap_or_default();
    if filter.is_empty() || filter == "index" {
        index(&archive);
    }
    let server = Server::start(&folder);
    println!(
        "{CLIENTS} clients, {REQUESTS} requests of each kind without think time; then {PACED_REQUESTS} paced ones,"
    );
    println!("with a think time of {THINK_TIME:?}");
    println!(
        "| kind | requests per second | median | p99 | slowest | paced: median | p99 | not 200 |"
    );
    println!("| --- | --: | --: | --: | --: | --: | --: | --: |");
    for (name, paths) in kinds(&archive)
        .into_iter()
        .filter(|(name, _)| name.contains(&filter))
    {
        load(&server.url, &paths[..WARM_UP_REQUESTS], Duration::ZERO).await;
        let (times, total, failed) = load(
            &server.url,
            &paths[WARM_UP_REQUESTS..WARM_UP_REQUESTS + REQUESTS],
            Duration::ZERO,
        )
        .await;
        let (paced, _, paced_failed) = load(
            &server.url,
            &paths[WARM_UP_REQUESTS + REQUESTS..],
            THINK_TIME,
        )
        .await;
        let rate = times.len() as f64 / total.as_secs_f64();
        let (median, p99, slowest) = (
            quantile_ms(&times, 0.5),
            quantile_ms(&times, 0.99),
            quantile_ms(&times, 1.0),
        );
        let (paced_median, paced_p99, failed) = (
            quantile_ms(&paced, 0.5),
            quantile_ms(&paced, 0.99),
            failed + paced_failed,
        );
        println!(
            "| {name} | {rate:.0} | {median:.2} ms | {p99:.2} ms | {slowest:.2} ms | {paced_median:.2} ms | {paced_p99:.2} ms | {failed} |"
        );
    }
}
