//! The program as a process, with what the system says of it.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Ticks of the processor's clock in a second, as Linux tells them to programs.
const TICKS: f64 = 100.0;

/// A running server.
pub struct Program {
    process: Child,
    started: Instant,
    /// `http://127.0.0.1:PORT`
    pub url: String,
}

impl Program {
    /// Starts `cueleaf serve` on a folder; it may not answer yet.
    pub fn start(folder: &Path) -> Self {
        let address = free_address();
        let started = Instant::now();
        let process = Command::new(env!("CARGO_BIN_EXE_cueleaf"))
            .args(["serve", "--watch=false", "--listen", &address])
            .arg(folder)
            .env("CUELEAF_LOG", "off")
            .stdin(Stdio::null())
            .spawn()
            .expect("the program starts");
        Self {
            process,
            started,
            url: format!("http://{address}"),
        }
    }

    /// How long it took from its start until an address is answered with 200.
    pub async fn until(&self, address: &str) -> Duration {
        let url = format!("{}{address}", self.url);
        while !reqwest::get(&url)
            .await
            .is_ok_and(|answer| answer.status() == 200)
        {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        self.started.elapsed()
    }

    /// The time of processors that it has used, in seconds.
    pub fn processor(&self) -> f64 {
        let told = self.told("stat");
        // The name of the program stands in brackets and may hold anything.
        let fields: Vec<&str> = told
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let ticks = |place: usize| {
            fields
                .get(place)
                .and_then(|ticks| ticks.parse::<f64>().ok())
                .unwrap_or_default()
        };
        (ticks(11) + ticks(12)) / TICKS
    }

    /// Its memory now (`VmRSS`) or at most so far (`VmHWM`), in bytes.
    pub fn memory(&self, which: &str) -> u64 {
        let told = self.told("status");
        let line = told
            .lines()
            .find_map(|line| line.strip_prefix(which)?.strip_prefix(':'))
            .unwrap_or_default();
        line.trim()
            .trim_end_matches(" kB")
            .parse::<u64>()
            .unwrap_or_default()
            * 1024
    }

    fn told(&self, file: &str) -> String {
        fs::read_to_string(format!("/proc/{}/{file}", self.process.id())).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An address that nobody listens on.
pub fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").to_string()
}
