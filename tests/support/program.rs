//! The program itself, as a process.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A running server with its log. It is killed when this is dropped.
pub struct Program {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// What it logs. It is read all the time, as a program whose log nobody reads stands still.
    pub log: UnboundedReceiver<String>,
    /// The lines of it that were waited for.
    pub logged: Vec<String>,
    /// The process.
    pub process: Child,
}

impl Program {
    /// Starts it on a folder, and waits until search answers.
    pub async fn start(content: &Path) -> Self {
        Self::start_with(content, "info", &["--watch=false"]).await
    }

    /// The same, with what is to be logged and how to serve.
    pub async fn start_with(content: &Path, log: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cueleaf"));
        command
            .env("CUELEAF_LOG", log)
            .args(["serve", "--listen=127.0.0.1:0"])
            .args(arguments)
            .arg(content);
        Self::start_by(command).await
    }

    /// Starts it by a command.
    pub async fn start_by(mut command: Command) -> Self {
        let mut process = command
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (tell, log) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let _ = tell.send(line);
            }
        });
        let mut program = Self {
            url: String::new(),
            log,
            logged: Vec::new(),
            process,
        };
        program.url = program.logged("serving at ").await["message"]
            .as_str()
            .unwrap()["serving at ".len()..]
            .to_owned();
        program.logged("search is ready").await;
        program
    }

    /// The next event whose message begins so.
    pub async fn logged(&mut self, message: &str) -> Value {
        self.event(|event| {
            event["message"]
                .as_str()
                .is_some_and(|said| said.starts_with(message))
        })
        .await
    }

    /// The next event of that kind; every line before it is one, too.
    pub async fn event(&mut self, is: impl Fn(&Value) -> bool) -> Value {
        while let Some(line) = self.log.recv().await {
            let event: Value =
                serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
            self.logged.push(line);
            assert!(
                event["timestamp"].is_string() && event["level"].is_string(),
                "{event}"
            );
            if is(&event) {
                return event;
            }
        }
        panic!("the log has ended");
    }

    /// Sends it a signal: `-HUP`.
    pub fn signal(&self, signal: &str) {
        let process = self.process.id().unwrap().to_string();
        assert!(
            std::process::Command::new("kill")
                .args([signal, &process])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Its memory now (`VmRSS`) or at most so far (`VmHWM`), in kilobytes.
    pub fn memory(&self, which: &str) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id().unwrap()))
                .unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(which)?.strip_prefix(':'))
            .unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// A figure of `/metrics`; 0 where there is none.
    pub async fn figure(&self, name: &str) -> f64 {
        figure_of(
            &reqwest::get(format!("{}/metrics", self.url))
                .await
                .unwrap()
                .text()
                .await
                .unwrap(),
            name,
        )
    }
}

/// A figure of what `/metrics` tells; 0 where there is none.
pub fn figure_of(told: &str, name: &str) -> f64 {
    let line = told
        .lines()
        .find(|line| line.starts_with(&format!("{name} ")));
    line.map_or(0.0, |line| {
        line.rsplit(' ').next().unwrap().parse().unwrap()
    })
}
