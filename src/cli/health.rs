//! The command that asks a running server whether it is well: for containers that hold no other
//! program.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, ensure};

/// How long the server may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks the server that listens on an address.
///
/// # Errors
/// Where it does not answer, or not that it is well.
pub fn run(listen: SocketAddr) -> anyhow::Result<()> {
    // What listens on every address is asked on our own.
    let ip = if listen.ip().is_unspecified() {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        listen.ip()
    };
    let address = SocketAddr::new(ip, listen.port());
    let answer =
        ask(address).with_context(|| format!("no answer from http://{address}/healthz"))?;
    ensure!(
        answer.starts_with("HTTP/1.1 200"),
        "http://{address}/healthz answered {}",
        answer.lines().next().unwrap_or_default()
    );
    Ok(())
}

fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(1_024).read_to_string(&mut answer)?;
    Ok(answer)
}
