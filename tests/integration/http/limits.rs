//! Connection and rate limits: silent, slow and greedy clients are disconnected or rejected, and
//! other clients are not affected.

use std::sync::Arc;
use std::time::Duration;

use cueleaf::site::store::SiteStore;
use cueleaf::web::{Limits, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::{Server, fixture, folder, serve_with, serve_within, site};

/// Short enough for tests, long enough that a well-behaved client is never disconnected.
const SHORT: Limits = Limits {
    max_connections: 64,
    max_connections_per_client: 8,
    max_response_bytes: 32_000_000,
    max_response_bytes_per_client: 8_000_000,
    head_timeout: Duration::from_millis(400),
    idle_timeout: Duration::from_millis(900),
    stall_timeout: Duration::from_millis(400),
    request_timeout: Duration::from_secs(15),
    max_connection_age: Duration::from_secs(60),
    shutdown_timeout: Duration::from_secs(2),
};

const GET: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n";

/// Longer than any limit: a connection that lasts this long was not closed by one.
const NO_LIMIT: Duration = Duration::from_secs(30);

async fn server(limits: Limits) -> Server {
    serve_within(SiteStore::new(fixture()), limits).await
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.address()).await.unwrap()
}

/// Waits until the server closes a connection, and returns the received bytes.
async fn read_to_close(stream: &mut TcpStream) -> String {
    let mut sent = Vec::new();
    // A reset closes the connection, too.
    let _ = tokio::time::timeout(NO_LIMIT, stream.read_to_end(&mut sent))
        .await
        .expect("the server closes the connection");
    String::from_utf8_lossy(&sent).into_owned()
}

/// Sends bytes one by one until the server closes the connection.
async fn send_slowly(mut stream: TcpStream, bytes: &[u8]) {
    let deadline = tokio::time::Instant::now() + NO_LIMIT;
    let mut bytes = bytes.iter().cycle();
    let mut buffer = [0; 4096];
    loop {
        assert!(
            tokio::time::Instant::now() < deadline,
            "the connection is not limited"
        );
        // Fast enough for the idle timeout; a close is noticed immediately.
        let pause = SHORT.head_timeout / 4;
        match tokio::time::timeout(pause, stream.read(&mut buffer)).await {
            Ok(Ok(0) | Err(_)) => return,
            Ok(Ok(_)) => {}
            Err(_) if stream.write_all(&[*bytes.next().unwrap()]).await.is_err() => return,
            Err(_) => {}
        }
    }
}

#[tokio::test]
async fn silent_clients_are_disconnected() {
    let server = server(SHORT).await;
    assert_eq!(
        read_to_close(&mut connect(&server).await).await,
        "",
        "before the first byte"
    );
    for start in [
        "GET / HT",
        "GET / HTTP/1.1\r\nhost: here\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "PRI * H",
    ] {
        let mut stream = connect(&server).await;
        stream.write_all(start.as_bytes()).await.unwrap();
        let sent = read_to_close(&mut stream).await;
        assert!(!sent.contains("200 OK"), "{start}: {sent}");
    }
    let mut keep_alive = connect(&server).await;
    keep_alive.write_all(GET).await.unwrap();
    assert!(
        read_to_close(&mut keep_alive).await.contains("200 OK"),
        "after its request"
    );
}

#[tokio::test]
async fn slow_senders_are_disconnected() {
    let server = server(SHORT).await;
    send_slowly(connect(&server).await, b"x-more: words\r\n").await;
    let mut head = connect(&server).await;
    head.write_all(b"GET / HTTP/1.1\r\nhost: here\r\n")
        .await
        .unwrap();
    send_slowly(head, b"x-more: words\r\n").await;
    let mut body = connect(&server).await;
    body.write_all(b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 1000000\r\n\r\n")
        .await
        .unwrap();
    send_slowly(body, b"words ").await;
}

#[tokio::test]
async fn slow_readers_are_disconnected() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("long.md"),
        "A sentence of a long note.\n\n".repeat(100_000),
    )
    .unwrap();
    let server = serve_within(SiteStore::new(site(folder.path())), SHORT).await;
    for bytes_per_read in [0, 1] {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let mut stream = socket.connect(server.address()).await.unwrap();
        let send = b"GET /long.md HTTP/1.1\r\nhost: here\r\n\r\n";
        // More responses than the kernel buffers.
        for _ in 0..8 {
            stream.write_all(send).await.unwrap();
        }
        let deadline = tokio::time::Instant::now() + NO_LIMIT;
        let mut byte = vec![0; bytes_per_read];
        // Writing fails once the server has closed the connection.
        while stream.write_all(b"GET").await.is_ok() {
            assert!(
                tokio::time::Instant::now() < deadline,
                "the slow reader is not disconnected"
            );
            if bytes_per_read > 0 && stream.read_exact(&mut byte).await.is_err() {
                break;
            }
            // Only the polling interval.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn busy_connections_have_a_maximum_age() {
    let server = server(Limits {
        max_connection_age: Duration::from_millis(300),
        ..SHORT
    })
    .await;
    let mut stream = connect(&server).await;
    let deadline = tokio::time::Instant::now() + NO_LIMIT;
    let mut buffer = [0; 4096];
    while stream.write_all(GET).await.is_ok()
        && stream.read(&mut buffer).await.is_ok_and(|count| count > 0)
    {
        assert!(
            tokio::time::Instant::now() < deadline,
            "the connection is not limited"
        );
    }
}

#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    let server = server(Limits {
        max_connections: 2,
        ..SHORT
    })
    .await;
    let _silent = [connect(&server).await, connect(&server).await];
    let mut late = connect(&server).await;
    late.write_all(GET).await.unwrap();
    assert!(read_to_close(&mut late).await.contains("200 OK"));
}

#[tokio::test]
async fn http1_and_http2_share_a_port() {
    let settings = Settings {
        limits: SHORT,
        http2: true,
        ..Settings::default()
    };
    let server = serve_with(SiteStore::new(fixture()), settings).await;
    for client in [
        reqwest::Client::builder().http2_prior_knowledge(),
        reqwest::Client::builder().http1_only(),
    ] {
        let client = client.build().unwrap();
        let response = client
            .get(format!("{}/acquired/origin", server.url))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        assert!(response.text().await.unwrap().contains("</html>"));
    }
}

#[tokio::test]
async fn long_urls_and_headers_are_rejected() {
    let server = server(SHORT).await;
    let client = reqwest::Client::new();
    let send = async |length: usize| {
        let url = format!("{}/search?q={}", server.url, "a".repeat(length));
        client.get(url).send().await.unwrap()
    };
    assert_eq!(
        send(9000).await.status(),
        200,
        "the longest query with every byte escaped"
    );
    let rejected = send(20_000).await;
    assert_eq!(rejected.status(), 414);
    assert!(rejected.text().await.unwrap().contains("too long"));
    let long = "a".repeat(1_000_000);
    for line in [
        format!("GET /{long} HTTP/1.1\r\nhost: here"),
        format!("GET / HTTP/1.1\r\nhost: here\r\nx-more: {long}"),
    ] {
        let mut stream = connect(&server).await;
        // It is rejected before it is complete, so the response may be lost with the connection.
        let _ = stream.write_all(format!("{line}\r\n\r\n").as_bytes()).await;
        let sent = read_to_close(&mut stream).await;
        assert!(sent.is_empty() || sent.starts_with("HTTP/1.1 4"), "{sent}");
    }
}

#[tokio::test]
async fn searches_are_limited_per_client() {
    let server = server(SHORT).await;
    let client = reqwest::Client::new();
    let search = async |from: &str, word: usize| {
        let url = format!("{}/api/suggest?q=word{word}", server.url);
        let request = client.get(url).header("x-forwarded-for", from);
        let response = request.send().await.unwrap();
        (
            response.status().as_u16(),
            response.headers().contains_key("retry-after"),
        )
    };
    let mut responses = Vec::new();
    for word in 0..300 {
        responses.push(search("203.0.113.7", word).await);
    }
    assert_eq!(responses[0], (200, false));
    assert!(
        responses.contains(&(429, true)),
        "the response has retry-after"
    );
    assert_eq!(
        search("203.0.113.8", 1).await,
        (200, false),
        "another client"
    );
    let page = client
        .get(format!("{}/acquired/origin", server.url))
        .header("x-forwarded-for", "203.0.113.7");
    assert_eq!(
        page.send().await.unwrap().status(),
        200,
        "pages are not limited"
    );
}

/// Sends a hundred searches over one connection, each with these header lines. Returns how many are
/// rejected.
async fn count_rejected(server: &Server, name: &str, lines: &[u8]) -> usize {
    let mut requests = Vec::new();
    for word in 0..100 {
        // Cached responses are not limited, so each search is a new one.
        let connection = if word == 99 {
            "connection: close\r\n"
        } else {
            ""
        };
        let head =
            format!("GET /api/suggest?q={name}{word} HTTP/1.1\r\nhost: here\r\n{connection}");
        requests.extend([head.as_bytes(), lines, b"\r\n"].concat());
    }
    let mut stream = connect(server).await;
    stream.write_all(&requests).await.unwrap();
    let responses = read_to_close(&mut stream).await;
    let (found, rejected) = (
        responses.matches("HTTP/1.1 200").count(),
        responses.matches("HTTP/1.1 429").count(),
    );
    assert_eq!(found + rejected, 100, "{responses}");
    rejected
}

#[tokio::test]
async fn no_forwarded_header_evades_the_limits() {
    let server = server(Limits::default()).await;
    assert_eq!(
        count_rejected(&server, "operator", b"").await,
        0,
        "the operator is not limited"
    );
    let lines: [&[u8]; 14] = [
        b"x-forwarded-for: 203.0.113.1:5555\r\n",
        b"X-FORWARDED-FOR: [2001:db8::1]\r\n",
        b"x-forwarded-for: [2001:db8:0:1::1]:443\r\n",
        b"x-forwarded-for: \"203.0.113.2\"\r\n",
        b"x-forwarded-for: 203.0.113.3, 127.0.0.1\r\n",
        b"x-forwarded-for: 192.168.1.4\r\n",
        b"x-forwarded-for: 127.0.0.1\r\n",
        b"forwarded: for=192.0.2.60;proto=http\r\n",
        b"Forwarded: For=\"[2001:db8:cafe::17]:4711\"\r\n",
        // Unreadable addresses count as one client, which soon reaches its limit.
        b"x-forwarded-for: unknown\r\n",
        b"x-forwarded-for: 203.0.113.7,\r\n",
        b"x-forwarded-for:\r\n",
        b"x-forwarded-for: \xff\r\n",
        b"forwarded: for=_hidden\r\n",
    ];
    for (number, lines) in lines.iter().enumerate() {
        let shown = String::from_utf8_lossy(lines);
        assert!(
            count_rejected(&server, &format!("line{number}x"), lines).await > 0,
            "{shown} evades the limit"
        );
    }
}

#[tokio::test]
async fn an_untrusted_proxy_counts_as_one_client() {
    let settings = Settings {
        trusted_proxies: "192.0.2.0/24".parse().unwrap(),
        ..Settings::default()
    };
    let server = serve_with(SiteStore::new(fixture()), settings).await;
    assert!(count_rejected(&server, "alone", b"").await > 0);
    // Each client that it names would have its own limit.
    for client in 0..3 {
        let lines = format!("x-forwarded-for: 203.0.113.{client}\r\n");
        assert!(
            count_rejected(&server, &format!("client{client}x"), lines.as_bytes()).await > 60,
            "{lines} is trusted"
        );
    }
}

#[tokio::test]
async fn a_proxy_has_more_connections_than_one_client() {
    let limits = Limits {
        head_timeout: NO_LIMIT,
        idle_timeout: NO_LIMIT,
        ..SHORT
    };
    for (setting, max) in [
        ("127.0.0.1", limits.max_connections),
        ("none", limits.max_connections_per_client),
    ] {
        let settings = Settings {
            limits,
            trusted_proxies: setting.parse().unwrap(),
            http2: false,
        };
        let server = serve_with(SiteStore::new(fixture()), settings).await;
        let mut open = Vec::new();
        for _ in 0..=limits.max_connections_per_client {
            let mut stream = connect(&server).await;
            let _ = stream.write_all(GET).await;
            let mut start = [0; 12];
            if stream.read_exact(&mut start).await.is_ok() {
                assert_eq!(&start, b"HTTP/1.1 200");
                open.push(stream);
            }
        }
        assert_eq!(
            open.len(),
            max.min(limits.max_connections_per_client + 1),
            "{setting}"
        );
    }
}

#[tokio::test]
async fn running_requests_are_finished_at_shutdown() {
    let store = SiteStore::new(Arc::new(cueleaf::pages::Site {
        watched: true,
        ..unwatched()
    }));
    let server = serve_within(
        store,
        Limits {
            shutdown_timeout: NO_LIMIT,
            ..SHORT
        },
    )
    .await;
    let mut request = connect(&server).await;
    let mut waiting = connect(&server).await;
    waiting
        .write_all(b"GET /api/events HTTP/1.1\r\nhost: here\r\n\r\n")
        .await
        .unwrap();
    let mut head = [0; 12];
    waiting.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    request
        .write_all(b"GET /acquired/origin HTTP/1.1\r\nhost: here\r\n\r\n")
        .await
        .unwrap();
    let stopped = server.stop();
    assert!(
        read_to_close(&mut request).await.contains("</html>"),
        "a request in flight is answered completely"
    );
    read_to_close(&mut waiting).await;
    tokio::time::timeout(NO_LIMIT, stopped)
        .await
        .expect("it exits well before its time limit");
}

fn unwatched() -> cueleaf::pages::Site {
    Arc::into_inner(site(&folder("tests/fixture"))).unwrap()
}
