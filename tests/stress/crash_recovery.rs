//! Stress test 4: killed at any moment and restarted, the server serves the same.

use std::path::Path;
use std::time::{Duration, Instant};

use super::{duration, notes};
use crate::support::copy;
use crate::support::program::{BINARY, Program, isolated};

/// The responses of some pages.
async fn served(program: &Program) -> Vec<String> {
    let mut all = Vec::new();
    for path in [
        "/",
        "/search?q=the",
        "/map",
        "/changing",
        "/api/search?q=words",
    ] {
        let response = reqwest::get(format!("{}{path}", program.url))
            .await
            .unwrap();
        all.push(format!(
            "{} {}",
            response.status(),
            response.text().await.unwrap()
        ));
    }
    all
}

/// Starts the program, kills it with SIGKILL during an activity, and waits for its end.
async fn kill(folder: &Path, after: Duration, activity: usize) {
    if activity == 0 {
        // During startup.
        let mut process = tokio::process::Command::from(isolated(BINARY))
            .args(["serve", "--listen=127.0.0.1:0"])
            .arg(folder)
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(after).await;
        process.kill().await.unwrap();
        return;
    }
    let mut program = Program::start_with(folder, "info", &["--watch=true"]).await;
    let url = program.url.clone();
    let work = tokio::spawn(async move {
        loop {
            let _ = reqwest::get(format!("{url}/search?q=words")).await;
        }
    });
    if activity == 1 {
        // During a reload.
        std::fs::write(folder.join("changing.md"), "Other words.\n").unwrap();
        std::fs::write(folder.join("changing.md"), "Words.\n").unwrap();
    }
    tokio::time::sleep(after).await;
    program.process.kill().await.unwrap();
    work.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_it_serves_the_same() {
    let folder = tempfile::tempdir().unwrap();
    copy(&notes(), folder.path());
    std::fs::write(folder.path().join("changing.md"), "Words.\n").unwrap();
    let before = served(&Program::start(folder.path()).await).await;
    let mut rng = fastrand::Rng::with_seed(4);
    let until = Instant::now() + duration();
    let mut kills = [0; 3];
    while Instant::now() < until || kills.contains(&0) {
        let activity = kills.iter().sum::<usize>() % 3;
        kill(
            folder.path(),
            Duration::from_micros(rng.u64(..400_000)),
            activity,
        )
        .await;
        kills[activity] += 1;
    }
    let after = served(&Program::start(folder.path()).await).await;
    println!(
        "kill: {kills:?} times during startup, reload and requests; the responses are the same"
    );
    assert!(before.iter().all(|response| response.starts_with("200")));
    assert_eq!(before, after);
}
