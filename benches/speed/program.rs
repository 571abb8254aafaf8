//! The program as a process, with its CPU time and memory.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The unit of CPU times in `/proc`: clock ticks per second (`USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;

/// A running server.
pub struct Program {
    process: Child,
    started: Instant,
    /// `http://127.0.0.1:PORT`
    pub url: String,
}

impl Program {
    /// Starts `cueleaf serve` on a folder, without waiting until it is ready.
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

    /// Waits until the status of a path is 200. Returns the time since the start.
    pub async fn wait_until_ok(&self, path: &str) -> Duration {
        let url = format!("{}{path}", self.url);
        while !reqwest::get(&url)
            .await
            .is_ok_and(|response| response.status() == 200)
        {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        self.started.elapsed()
    }

    /// The CPU time that it has used, in seconds.
    pub fn cpu_seconds(&self) -> f64 {
        let stat = self.proc_file("stat");
        // The name of the program is in parentheses and may contain any characters.
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let ticks = |index: usize| {
            fields
                .get(index)
                .and_then(|ticks| ticks.parse::<f64>().ok())
                .unwrap_or_default()
        };
        (ticks(11) + ticks(12)) / TICKS_PER_SECOND
    }

    /// Its current (`VmRSS`) or peak (`VmHWM`) memory, in bytes.
    pub fn memory(&self, which: &str) -> u64 {
        let status = self.proc_file("status");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(which)?.strip_prefix(':'))
            .unwrap_or_default();
        line.trim()
            .trim_end_matches(" kB")
            .parse::<u64>()
            .unwrap_or_default()
            * 1024
    }

    fn proc_file(&self, file: &str) -> String {
        fs::read_to_string(format!("/proc/{}/{file}", self.process.id())).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A socket address with a free port.
pub fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").to_string()
}
