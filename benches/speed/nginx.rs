//! nginx with precompressed files, as for a static site; and the load generator wrk.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::program::free_address;

/// A running nginx.
pub struct Nginx {
    process: Child,
    /// `http://127.0.0.1:PORT`
    pub url: String,
}

impl Nginx {
    /// Serves the files of a folder with `gzip_static`; `None` if nginx is not installed.
    pub fn start(folder: &Path) -> Option<Self> {
        // Its workers may run as another user.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).ok()?;
        let (address, work) = (free_address(), folder.display());
        let settings = format!(
            "worker_processes auto; daemon off; pid {work}/pid; error_log {work}/errors;
            events {{ worker_connections 4096; }}
            http {{
                access_log off; types {{ text/html html; }} sendfile on; tcp_nopush on; tcp_nodelay on;
                gzip_static on; gzip_vary on; keepalive_requests 1000000000; client_body_temp_path {work}/body;
                server {{ listen {address}; root {work}; }}
            }}"
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, settings).ok()?;
        let quiet = Stdio::null;
        let process = Command::new("nginx")
            .arg("-c")
            .arg(&file)
            .stdout(quiet())
            .stderr(quiet())
            .spawn()
            .ok()?;
        Some(Self {
            process,
            url: format!("http://{address}"),
        })
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers end with it, unless it is killed.
        let _ = Command::new("kill")
            .args(["-QUIT", &self.process.id().to_string()])
            .status();
        let _ = self.process.wait();
    }
}

/// The results of wrk.
pub struct Load {
    /// Requests per second.
    pub rate: f64,
    /// The median of the response times, in milliseconds.
    pub median: f64,
    /// The 99th percentile of the response times, in milliseconds.
    pub p99: f64,
    /// Whether a request failed.
    pub failed: bool,
}

/// Requests a URL on 64 connections at the maximum rate, or on 256 connections at about `rate`
/// requests per second. `None` if wrk is not installed.
pub fn wrk(url: &str, seconds: u32, rate: Option<f64>, work: &Path) -> Option<Load> {
    let connections = if rate.is_some() { 256 } else { 64 };
    let mut command = Command::new("wrk");
    command.args([
        "-t2",
        &format!("-c{connections}"),
        &format!("-d{seconds}s"),
        "--latency",
    ]);
    command.args(["-H", "accept-encoding: gzip"]);
    if let Some(rate) = rate {
        // The pauses are random, so that requests are spread over time.
        let pause = 2.0 * 1000.0 * f64::from(connections) / rate;
        let script = work.join("pace.lua");
        fs::write(
            &script,
            format!("function delay() return math.random() * {pause} end"),
        )
        .ok()?;
        command.arg("-s").arg(script);
    }
    let output = command.arg(url).output().ok()?;
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    let value = |name: &str| {
        output
            .lines()
            .find_map(|line| line.trim().strip_prefix(name))
            .map(str::trim)
    };
    Some(Load {
        rate: value("Requests/sec:")?.parse().ok()?,
        median: milliseconds(value("50%")?)?,
        p99: milliseconds(value("99%")?)?,
        failed: output.contains("Non-2xx") || output.contains("Socket errors"),
    })
}

fn milliseconds(time: &str) -> Option<f64> {
    let units = [("us", 0.001), ("ms", 1.0), ("s", 1000.0)];
    let (unit, factor) = units.into_iter().find(|(unit, _)| time.ends_with(unit))?;
    time.trim_end_matches(unit)
        .parse::<f64>()
        .ok()
        .map(|number| number * factor)
}
