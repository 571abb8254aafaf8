//! The program as a process.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// The path of the program.
pub const BINARY: &str = env!("CARGO_BIN_EXE_cueleaf");

/// A command without the `CUELEAF_*` variables of the tests' own environment.
pub fn isolated(program: &str) -> std::process::Command {
    let mut command = std::process::Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CUELEAF_") {
            command.env_remove(name);
        }
    }
    command
}

/// A running server with its log, which is killed on drop.
pub struct Program {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// Its log. It is read continuously, because a full pipe would block the program.
    pub log: UnboundedReceiver<String>,
    /// The lines that were read while waiting for an event.
    pub logged: Vec<String>,
    /// The process.
    pub process: Child,
}

impl Program {
    /// Serves a folder and waits until search is ready.
    pub async fn start(content: &Path) -> Self {
        Self::start_with(content, "info", &["--watch=false"]).await
    }

    /// The same with a log filter and further arguments.
    pub async fn start_with(content: &Path, log: &str, arguments: &[&str]) -> Self {
        let mut command = Command::from(isolated(BINARY));
        command
            .env("CUELEAF_LOG", log)
            .args(["serve", "--listen=127.0.0.1:0"])
            .args(arguments)
            .arg(content);
        Self::start_by(command).await
    }

    /// Starts it from a prepared command.
    pub async fn start_by(mut command: Command) -> Self {
        let mut process = command
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (sender, log) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let _ = sender.send(line);
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

    /// Waits for the next event whose message begins with `message`.
    pub async fn logged(&mut self, message: &str) -> Value {
        self.event(|event| {
            event["message"]
                .as_str()
                .is_some_and(|text| text.starts_with(message))
        })
        .await
    }

    /// Waits for the next matching event. Every line must be a JSON event.
    pub async fn event(&mut self, is: impl Fn(&Value) -> bool) -> Value {
        while let Some(line) = self.log.recv().await {
            let event: Value =
                serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line}"));
            self.logged.push(line);
            assert!(
                event["timestamp"].is_string() && event["level"].is_string(),
                "{event}"
            );
            if is(&event) {
                return event;
            }
        }
        panic!("the log ended");
    }

    /// Sends a signal such as `-HUP`.
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

    /// Its current (`VmRSS`) or peak (`VmHWM`) memory, in kB.
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

    /// The value of a metric in `/metrics`; 0 if it is missing.
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

/// The value of a metric in the text of `/metrics`; 0 if it is missing.
pub fn figure_of(metrics: &str, name: &str) -> f64 {
    let line = metrics
        .lines()
        .find(|line| line.starts_with(&format!("{name} ")));
    line.map_or(0.0, |line| {
        line.rsplit(' ').next().unwrap().parse().unwrap()
    })
}
