//! The `health` command: requests `/healthz` of a running server, for container health checks.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, ensure};

/// The timeout of connecting and of reading the response.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(2);

/// How much of the response is read, in bytes.
const MAX_RESPONSE_BYTES: u64 = 1_024;

/// Checks the server that listens on an address.
///
/// # Errors
/// If it does not respond, or if it is not healthy.
pub fn run(listen: SocketAddr) -> anyhow::Result<()> {
    // A server that listens on all addresses is reachable on loopback.
    let ip = if listen.ip().is_unspecified() {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        listen.ip()
    };
    let address = SocketAddr::new(ip, listen.port());
    let response = get_healthz(address)
        .with_context(|| format!("no response from http://{address}/healthz"))?;
    ensure!(
        response.starts_with("HTTP/1.1 200"),
        "http://{address}/healthz responded {}",
        response.lines().next().unwrap_or_default()
    );
    Ok(())
}

fn get_healthz(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, REQUEST_TIMEOUT)?;
    stream.set_read_timeout(Some(REQUEST_TIMEOUT))?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut response = String::new();
    stream
        .take(MAX_RESPONSE_BYTES)
        .read_to_string(&mut response)?;
    Ok(response)
}
