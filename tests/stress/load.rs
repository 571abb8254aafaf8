//! Stress test 1: 64 clients read everything while files change continuously. No request fails,
//! every response is entirely old or entirely new, and memory stays flat.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use cueleaf::archive::Archive;
use cueleaf::corpus;

use super::{duration, is_quick, notes, percentile};
use crate::support::copy;
use crate::support::program::Program;

const CLIENTS: usize = 64;

/// A version of the changing note, with its number at the start, in the middle and at the end, to
/// reveal mixtures.
fn changing(version: usize) -> String {
    let filler = "Words between the one and the other [00:03:38].\n\n".repeat(40);
    format!(
        "---\ntitle: Version {version}\n---\nStart {version}.\n\n{filler}Middle {version}.\n\n{filler}End {version}.\n"
    )
}

/// The single version that a page contains.
fn version(html: &str) -> Option<usize> {
    let after = |word: &str| {
        let rest = html.split(&format!("{word} ")).nth(1)?;
        rest.split(|c: char| !c.is_ascii_digit())
            .next()?
            .parse::<usize>()
            .ok()
    };
    let all = [
        after("Version")?,
        after("Start")?,
        after("Middle")?,
        after("End")?,
    ];
    all.iter()
        .all(|version| *version == all[0])
        .then_some(all[0])
}

/// Changes files until `stop` is set: one all the time, others appear and disappear now and then.
fn change(folder: PathBuf, stop: Arc<AtomicBool>) -> std::thread::JoinHandle<usize> {
    std::thread::spawn(move || {
        let mut version = 0;
        while !stop.load(Ordering::Relaxed) {
            version += 1;
            // Like editors: write a temporary file, then rename it.
            std::fs::write(folder.join(".aside"), changing(version)).unwrap();
            std::fs::rename(folder.join(".aside"), folder.join("changing.md")).unwrap();
            let other = folder.join(format!("passing_{}.md", version % 8));
            if other.exists() {
                std::fs::remove_file(other).unwrap();
            } else {
                std::fs::write(other, changing(version)).unwrap();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        version
    })
}

/// The observations of the clients.
#[derive(Default)]
struct Seen {
    responses: AtomicUsize,
    failures: AtomicUsize,
    mixtures: AtomicUsize,
    latest: AtomicUsize,
}

async fn read(
    url: String,
    paths: Arc<Vec<String>>,
    seen: Arc<Seen>,
    until: Instant,
    seed: u64,
) -> Vec<Duration> {
    let client = reqwest::Client::new();
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut times = Vec::new();
    while Instant::now() < until {
        let path = match rng.u8(..10) {
            0..2 => "/changing",
            2 => "/search?q=version",
            _ => &paths[rng.usize(..paths.len())],
        };
        let start = Instant::now();
        let response = client.get(format!("{url}{path}")).send().await;
        let (status, html) = match response {
            Ok(response) => (
                response.status().as_u16(),
                response.text().await.unwrap_or_default(),
            ),
            Err(_) => (599, String::new()),
        };
        times.push(start.elapsed());
        seen.responses.fetch_add(1, Ordering::Relaxed);
        if status >= 500 {
            seen.failures.fetch_add(1, Ordering::Relaxed);
        }
        if path == "/changing" {
            match version(&html) {
                Some(version) => _ = seen.latest.fetch_max(version, Ordering::Relaxed),
                None => _ = seen.mixtures.fetch_add(1, Ordering::Relaxed),
            }
        }
    }
    times
}

/// The response times, and the peak memory of the program in kB.
async fn crawl(
    program: &Program,
    paths: &Arc<Vec<String>>,
    seen: &Arc<Seen>,
    lasting: Duration,
) -> (Vec<Duration>, u64) {
    let until = Instant::now() + lasting;
    let client = |seed| {
        tokio::spawn(read(
            program.url.clone(),
            Arc::clone(paths),
            Arc::clone(seen),
            until,
            seed,
        ))
    };
    let clients: Vec<_> = (0..CLIENTS as u64).map(client).collect();
    let (mut times, mut memory) = (Vec::new(), 0);
    while Instant::now() < until {
        memory = memory.max(program.memory("VmRSS"));
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    for client in clients {
        times.extend(client.await.unwrap());
    }
    (times, memory)
}

fn paths(folder: &Path) -> Vec<String> {
    let archive = Archive::new(corpus::load(folder).unwrap());
    let notes = archive
        .notes()
        .map(|(id, _)| archive.note_url(id).to_owned());
    let channels = archive.channels().iter().map(|channel| channel.url.clone());
    notes
        .chain(channels)
        .chain(["/", "/map", "/api/map"].map(str::to_owned))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_pages_are_read_while_files_change() {
    let folder = tempfile::tempdir().unwrap();
    copy(&notes(), folder.path());
    let paths = Arc::new(paths(folder.path()));
    std::fs::write(folder.path().join("changing.md"), changing(0)).unwrap();
    let mut program =
        Program::start_with(folder.path(), "warn,cueleaf=info", &["--watch=true"]).await;
    let seen = Arc::new(Seen::default());
    let stop = Arc::new(AtomicBool::new(false));
    let changer = change(folder.path().to_owned(), Arc::clone(&stop));
    // The first third fills the caches; from then on memory must stay flat.
    let (mut times, _) = crawl(&program, &paths, &seen, duration() / 3).await;
    let (more, early) = crawl(&program, &paths, &seen, duration() / 3).await;
    times.extend(more);
    let (more, late) = crawl(&program, &paths, &seen, duration() / 3).await;
    times.extend(more);
    stop.store(true, Ordering::Relaxed);
    let changes = changer.join().unwrap();
    let reloads = program
        .figure("cueleaf_reloads_total{result=\"loaded\"}")
        .await;
    let count = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    println!(
        "load: {} responses to {CLIENTS} clients in {:?}, {} a second; {changes} changes, {reloads} reloads; p50 {:.1?}, \
         p99 {:.1?}; {} failed, {} mixtures; the latest version seen {}; memory at most {} MB in the second third, {} MB in the last",
        count(&seen.responses),
        duration(),
        count(&seen.responses) as u64 / duration().as_secs().max(1),
        percentile(&mut times, 50),
        percentile(&mut times, 99),
        count(&seen.failures),
        count(&seen.mixtures),
        count(&seen.latest),
        early / 1000,
        late / 1000,
    );
    assert_eq!((count(&seen.failures), count(&seen.mixtures)), (0, 0));
    assert!(
        reloads >= 2.0 && count(&seen.latest) > 0,
        "new versions are seen"
    );
    assert!(is_quick() || late < early * 5 / 4, "memory is flat");
    assert!(
        program.process.try_wait().unwrap().is_none(),
        "it is still running"
    );
}
