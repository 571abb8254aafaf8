//! Proof 2: hostile connections of every kind, while a normal client reads on as if they were not there.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::runtime::Builder;
use tokio::task::JoinSet;

use super::{duration, is_quick, notes, percentile};
use crate::support::program::Program;

/// What a hostile connection does, again and again.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Silent,
    DribblesHead,
    DribblesBody,
    ReadsSlowly,
    Garbage,
    HugeHead,
    LongAddress,
    ComesAndGoes,
    AsksAndNeverReads,
    Http2Silent,
    Http2Resets,
    Http2NoWindow,
    Searches,
}

const ALL: [Kind; 13] = [
    Kind::Silent,
    Kind::DribblesHead,
    Kind::DribblesBody,
    Kind::ReadsSlowly,
    Kind::Garbage,
    Kind::HugeHead,
    Kind::LongAddress,
    Kind::ComesAndGoes,
    Kind::AsksAndNeverReads,
    Kind::Http2Silent,
    Kind::Http2Resets,
    Kind::Http2NoWindow,
    Kind::Searches,
];

/// How long each waits between two things it does.
const PAUSE: Duration = Duration::from_millis(500);

/// The beginning of a connection of HTTP/2, with settings that leave everything as it is.
const HTTP2: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00";
/// The same, but of no answer may a single byte be sent.
const HTTP2_NO_WINDOW: &[u8] =
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x00";
const HTTP2_PING: &[u8] = b"\x00\x00\x08\x06\x00\x00\x00\x00\x00notes!!!";

/// `GET /` as a frame of HTTP/2.
fn http2_get(stream: u32) -> Vec<u8> {
    let mut frame = b"\x00\x00\x09\x01\x05".to_vec();
    frame.extend(stream.to_be_bytes());
    frame.extend(b"\x82\x86\x84\x41\x04here");
    frame
}

fn http2_reset(stream: u32) -> Vec<u8> {
    let mut frame = b"\x00\x00\x04\x03\x00".to_vec();
    frame.extend(stream.to_be_bytes());
    frame.extend(8_u32.to_be_bytes());
    frame
}

impl Kind {
    /// One connection, until the server ends it or it has done what it came for.
    async fn once(self, address: SocketAddr, number: usize) -> std::io::Result<()> {
        let socket = TcpSocket::new_v4()?;
        if matches!(self, Self::ReadsSlowly | Self::AsksAndNeverReads) {
            socket.set_recv_buffer_size(2048)?;
        }
        let mut stream = socket.connect(address).await?;
        match self {
            Self::Silent => until_end(&mut stream).await,
            Self::DribblesHead => dribble(&mut stream, b"GET / HTTP/1.1\r\nhost: here\r\n", b"x").await,
            Self::DribblesBody => {
                let head = b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 1000000\r\n\r\n";
                dribble(&mut stream, head, b"x").await
            }
            Self::ReadsSlowly => {
                stream.write_all(&b"GET /map HTTP/1.1\r\nhost: here\r\n\r\n".repeat(50)).await?;
                loop {
                    stream.read_exact(&mut [0]).await?;
                    tokio::time::sleep(PAUSE).await;
                }
            }
            Self::Garbage => {
                let garbage: Vec<u8> = (0..1000).map(|_| fastrand::u8(..)).collect();
                stream.write_all(&garbage).await?;
                until_end(&mut stream).await
            }
            Self::HugeHead => dribble(&mut stream, b"GET / HTTP/1.1\r\nx: ", &b"x".repeat(100_000)).await,
            Self::LongAddress => {
                let line = format!("GET /{} HTTP/1.1\r\nhost: here\r\n\r\n", "x".repeat(30_000));
                dribble(&mut stream, b"", line.as_bytes()).await
            }
            Self::ComesAndGoes => Ok(()),
            Self::AsksAndNeverReads => {
                dribble(&mut stream, b"", &b"GET / HTTP/1.1\r\nhost: here\r\n\r\n".repeat(20)).await
            }
            Self::Http2Silent => {
                stream.write_all(HTTP2).await?;
                until_end(&mut stream).await
            }
            Self::Http2Resets => {
                stream.write_all(HTTP2).await?;
                let many = (0..50).flat_map(|n| [http2_get(2 * n + 1), http2_reset(2 * n + 1)]).flatten();
                dribble(&mut stream, b"", &many.collect::<Vec<u8>>()).await
            }
            Self::Http2NoWindow => {
                let asked: Vec<u8> = (0..50).flat_map(|n| http2_get(2 * n + 1)).collect();
                stream.write_all(HTTP2_NO_WINDOW).await?;
                dribble(&mut stream, &asked, HTTP2_PING).await
            }
            Self::Searches => {
                // Each by a proxy for another client, so that no limit but that of all holds it up.
                let client = format!("203.0.{}.{}", number / 250, number % 250);
                let word: String = (0..4).map(|_| fastrand::lowercase()).collect();
                let ask = format!("GET /search?q={word} HTTP/1.1\r\nhost: here\r\nx-forwarded-for: {client}\r\n\r\n");
                dribble(&mut stream, b"", ask.as_bytes()).await
            }
        }
    }
}

async fn until_end(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut into = [0; 4096];
    while stream.read(&mut into).await? > 0 {}
    Ok(())
}

/// Sends a beginning, and then again and again a little, until the server has had enough. It reads what comes, unless
/// its window is so small that it was not meant to.
async fn dribble(stream: &mut TcpStream, first: &[u8], again: &[u8]) -> std::io::Result<()> {
    stream.write_all(first).await?;
    let mut into = [0; 64];
    loop {
        stream.write_all(again).await?;
        if let Ok(read) = tokio::time::timeout(PAUSE, stream.read(&mut into)).await
            && read? == 0
        {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// How long a normal client waits for each of its pages. It has a thread of its own, so that what is measured is the server
/// and not how those who attack it take turns with it.
async fn read(program: &Program, lasting: Duration) -> Vec<Duration> {
    let url = program.url.clone();
    let client =
        move || Builder::new_current_thread().enable_all().build().unwrap().block_on(read_pages(&url, lasting));
    tokio::task::spawn_blocking(client).await.unwrap()
}

async fn read_pages(url: &str, lasting: Duration) -> Vec<Duration> {
    let client = reqwest::Client::new();
    let until = Instant::now() + lasting;
    let mut times = Vec::new();
    while Instant::now() < until {
        for address in ["/", "/map", "/nothing", "/healthz"] {
            let asked = Instant::now();
            let answer = client.get(format!("{url}{address}")).send().await.expect("it is let in");
            assert!(answer.status().as_u16() < 500, "{address}: {}", answer.status());
            answer.bytes().await.expect("the whole page");
            times.push(asked.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    times
}

/// Lets so many hostile connections loose; they end when what is returned is dropped.
fn attack(kind: Kind, count: usize, address: SocketAddr) -> JoinSet<()> {
    let mut hostile = JoinSet::new();
    for number in 0..count {
        hostile.spawn(async move {
            loop {
                let _ = kind.once(address, number).await;
                tokio::time::sleep(PAUSE).await;
            }
        });
    }
    hostile
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_connections_leave_a_normal_client_alone() {
    let program = Program::start(&notes()).await;
    let address: SocketAddr = program.url.trim_start_matches("http://").parse().unwrap();
    let count = if is_quick() { 40 } else { 500 };
    let each = duration() / 20;
    read(&program, each).await;
    println!("abuse: {count} hostile connections of each kind; p99 of a normal client, in turns quiet and attacked");
    println!(
        "| kind | quiet, ms | attacked, ms | ratio | requests answered meanwhile |\n| --- | --- | --- | --- | --- |"
    );
    for kind in ALL {
        let quiet = percentile(&mut read(&program, each).await, 99);
        let hostile = attack(kind, count, address);
        let mut times = read(&program, each).await;
        let attacked = percentile(&mut times, 99);
        println!(
            "| {kind:?} | {:.2} | {:.2} | {:.1} | {} |",
            quiet.as_secs_f64() * 1000.0,
            attacked.as_secs_f64() * 1000.0,
            attacked.as_secs_f64() / quiet.as_secs_f64(),
            times.len()
        );
        drop(hostile);
    }
    let all: Vec<_> = ALL.into_iter().map(|kind| attack(kind, count, address)).collect();
    let attacked = percentile(&mut read(&program, each).await, 99);
    println!(
        "all kinds at once: p99 {:.2} ms; memory at most {} MB",
        attacked.as_secs_f64() * 1000.0,
        program.memory("VmHWM") / 1000
    );
    drop(all);
    // What they held is given back: who is cut off keeps nothing.
    let deadline = Instant::now() + Duration::from_secs(60);
    while program.figure("cueleaf_connections").await > 4.0 {
        assert!(Instant::now() < deadline, "connections end with their clients");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
