//! Limits of responses: the memory of unread responses, and rendering time.

use std::sync::Arc;
use std::time::Duration;

use cueleaf::pages::Site;
use cueleaf::site::store::SiteStore;
use cueleaf::web::{Limits, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::{Server, fixture, serve_with, serve_within, site};

/// No time limit is reached: only memory limits close connections.
const NO_TIME_LIMITS: Limits = Limits {
    max_connections: 64,
    max_connections_per_client: 64,
    max_response_bytes: 256_000_000,
    max_response_bytes_per_client: 256_000_000,
    head_timeout: Duration::from_secs(60),
    idle_timeout: Duration::from_secs(60),
    stall_timeout: Duration::from_secs(60),
    request_timeout: Duration::from_secs(60),
    max_connection_age: Duration::from_secs(600),
    shutdown_timeout: Duration::from_millis(100),
};

/// Longer than any of these tests takes.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The size of the long note's source, in bytes.
const LONG_BYTES: usize = 2_700_000;

/// A note whose source is larger than the kernel's buffers of a connection.
fn long_note() -> Arc<Site> {
    let folder = tempfile::tempdir().unwrap();
    let sentence = "A sentence of a long note.\n";
    std::fs::write(
        folder.path().join("long.md"),
        sentence.repeat(LONG_BYTES / sentence.len()),
    )
    .unwrap();
    site(folder.path())
}

/// Requests the long note without reading the response. Retries while it is rejected, because the
/// server may not have noticed yet that another response was dropped.
async fn request_until_accepted(server: &Server, client: &str) -> TcpStream {
    let accepted = async {
        loop {
            let mut stream = request_without_reading(server, client).await;
            let mut status = [0; 8];
            stream.read_exact(&mut status).await.unwrap();
            if &status == b"/1.1 200" {
                return stream;
            }
        }
    };
    tokio::time::timeout(TIMEOUT, accepted)
        .await
        .expect("a response within its limit")
}

/// Requests the long note and does not read the response.
async fn request_without_reading(server: &Server, client: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(server.address()).await.unwrap();
    let request =
        format!("GET /long.md HTTP/1.1\r\nhost: here\r\nx-forwarded-for: {client}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    // The response has started, so its bytes are counted.
    let begun = tokio::time::timeout(TIMEOUT, stream.read_exact(&mut [0; 4])).await;
    begun.expect("a response").unwrap();
    stream
}

async fn status(server: &Server, path: &str, client: &str) -> u16 {
    // Compressed, the response would be too small to be counted.
    let request = reqwest::Client::new()
        .get(format!("{}{path}", server.url))
        .header("accept-encoding", "identity");
    let request = request.header("x-forwarded-for", client);
    request.send().await.unwrap().status().as_u16()
}

/// Reads what was sent, and returns whether the server closed the connection.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let mut into = vec![0; 64 * 1024];
    let mut read = 0;
    while read < LONG_BYTES {
        match tokio::time::timeout(TIMEOUT, stream.read(&mut into))
            .await
            .expect("bytes or the end of the stream")
        {
            Ok(0) | Err(_) => return true,
            Ok(count) => read += count,
        }
    }
    false
}

#[tokio::test]
async fn unread_responses_of_one_client_are_bounded() {
    let limits = Limits {
        max_response_bytes_per_client: 3 * LONG_BYTES,
        ..NO_TIME_LIMITS
    };
    let server = serve_within(SiteStore::new(long_note()), limits).await;
    let mut unread = Vec::new();
    for _ in 0..2 {
        unread.push(request_without_reading(&server, "203.0.113.7").await);
    }
    assert_eq!(
        status(&server, "/long.md", "203.0.113.7").await,
        200,
        "within its limit"
    );
    unread.push(request_until_accepted(&server, "203.0.113.7").await);
    assert_eq!(
        status(&server, "/long.md", "203.0.113.7").await,
        503,
        "beyond its limit"
    );
    assert_eq!(
        status(&server, "/long.md", "203.0.113.8").await,
        200,
        "another client"
    );
    drop(unread);
    let again = async {
        while status(&server, "/long.md", "203.0.113.7").await != 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(TIMEOUT, again)
        .await
        .expect("its limit is available again");
}

#[tokio::test]
async fn unread_responses_of_many_clients_make_room_for_new_ones() {
    let limits = Limits {
        max_response_bytes: 3 * LONG_BYTES,
        ..NO_TIME_LIMITS
    };
    let server = serve_within(SiteStore::new(long_note()), limits).await;
    let mut unread = Vec::new();
    for number in 0..6 {
        unread.push(request_without_reading(&server, &format!("203.0.113.{number}")).await);
    }
    assert_eq!(
        status(&server, "/long.md", "203.0.113.99").await,
        200,
        "a new client"
    );
    assert!(
        is_closed(&mut unread[0]).await,
        "the oldest response is closed for new ones"
    );
}

/// An HTTP/2 client with a window of 0 bytes that sends many requests.
async fn http2_without_window(server: &Server, client: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let mut sent =
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x00".to_vec();
    for number in 0..4_u32 {
        let mut head = b"\x82\x86\x04\x08/long.md\x41\x04here\x40\x0fx-forwarded-for".to_vec();
        head.push(client.len() as u8);
        head.extend(client.as_bytes());
        sent.extend([0, 0, head.len() as u8, 1, 5]);
        sent.extend((2 * number + 1).to_be_bytes());
        sent.extend(head);
    }
    stream.write_all(&sent).await.unwrap();
    // Headers are sent regardless of the window: each shows whether the response was counted or
    // rejected.
    let mut heads = 0;
    while heads < 4 {
        let mut frame = [0; 9];
        tokio::time::timeout(TIMEOUT, stream.read_exact(&mut frame))
            .await
            .expect("a frame")
            .unwrap();
        let length = u32::from_be_bytes([0, frame[0], frame[1], frame[2]]) as usize;
        tokio::time::timeout(TIMEOUT, stream.read_exact(&mut vec![0; length]))
            .await
            .expect("the frame")
            .unwrap();
        heads += usize::from(frame[3] == 1);
    }
    stream
}

#[tokio::test]
async fn unread_streams_of_http2_are_bounded_too() {
    let limits = Limits {
        max_response_bytes_per_client: 3 * LONG_BYTES,
        ..NO_TIME_LIMITS
    };
    let server = serve_with(
        SiteStore::new(long_note()),
        Settings {
            limits,
            http2: true,
            ..Settings::default()
        },
    )
    .await;
    let _unread = http2_without_window(&server, "203.0.113.7").await;
    assert_eq!(
        status(&server, "/long.md", "203.0.113.7").await,
        503,
        "its streams wait"
    );
    assert_eq!(
        status(&server, "/long.md", "203.0.113.8").await,
        200,
        "another client"
    );
}

#[tokio::test]
async fn http2_without_tls_is_off() {
    let server = serve_within(SiteStore::new(fixture()), NO_TIME_LIMITS).await;
    let client = reqwest::Client::builder()
        .http2_prior_knowledge()
        .build()
        .unwrap();
    assert!(client.get(&server.url).send().await.is_err());
}

#[tokio::test]
async fn new_connections_replace_idle_ones() {
    let server = serve_within(
        SiteStore::new(fixture()),
        Limits {
            max_connections: 2,
            ..NO_TIME_LIMITS
        },
    )
    .await;
    let mut silent = Vec::new();
    for _ in 0..2 {
        silent.push(TcpStream::connect(server.address()).await.unwrap());
    }
    for number in 0..8 {
        assert_eq!(
            status(&server, "/acquired/origin", &format!("203.0.113.{number}")).await,
            200
        );
    }
    let ended = tokio::time::timeout(TIMEOUT, silent[0].read(&mut [0]))
        .await
        .expect("it is closed for new connections");
    assert!(matches!(ended, Ok(0) | Err(_)));
}

/// A note that is slow to render.
fn slow_note() -> Arc<Site> {
    let folder = tempfile::tempdir().unwrap();
    let note = format!(
        "---\nvideoId: E1cxZuHrwZc\n---\n{}",
        "Words [0:01] and [[links]]. ".repeat(15_000)
    );
    std::fs::write(folder.path().join("slow.md"), note).unwrap();
    site(folder.path())
}

#[tokio::test]
async fn slow_pages_do_not_delay_other_responses() {
    let server = serve_within(SiteStore::new(slow_note()), NO_TIME_LIMITS).await;
    let slow = {
        let url = format!("{}/slow", server.url);
        tokio::spawn(async move { reqwest::get(url).await.unwrap().status().as_u16() })
    };
    // The health check arrives while the page is rendered, on the same thread.
    for _ in 0..20 {
        assert_eq!(status(&server, "/healthz", "203.0.113.7").await, 200);
    }
    assert!(!slow.is_finished(), "the page came first");
    assert_eq!(slow.await.unwrap(), 200);
}

#[tokio::test]
async fn small_pages_do_not_wait_for_large_ones() {
    let server = serve_within(SiteStore::new(slow_note()), NO_TIME_LIMITS).await;
    // More clients request the large page than are rendered concurrently.
    let mut slow = Vec::new();
    for number in 0..16 {
        let request = reqwest::Client::new().get(format!("{}/slow?page={number}", server.url));
        let request = request.header("x-forwarded-for", format!("203.0.113.{number}"));
        slow.push(tokio::spawn(async move {
            request.send().await.unwrap().status().as_u16()
        }));
    }
    for _ in 0..4 {
        assert_eq!(status(&server, "/nothing", "203.0.113.99").await, 404);
    }
    assert!(
        slow.iter().any(|page| !page.is_finished()),
        "all large pages came first"
    );
    for page in slow {
        assert_eq!(page.await.unwrap(), 200);
    }
}

#[tokio::test]
async fn pages_that_take_too_long_are_abandoned() {
    let limits = Limits {
        request_timeout: Duration::from_millis(10),
        ..NO_TIME_LIMITS
    };
    let server = serve_within(SiteStore::new(slow_note()), limits).await;
    assert_eq!(status(&server, "/slow", "203.0.113.7").await, 503);
}
