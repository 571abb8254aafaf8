//! What visitors may take of the server: who is silent, slow or too greedy is cut off, and nobody
//! else notices.

use std::sync::Arc;
use std::time::Duration;

use cueleaf::site::store::SiteStore;
use cueleaf::web::{Limits, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::{Server, fixture, serve_with, serve_within, site};

/// So short that a test need not wait, and so long that a client who does what it should is never
/// cut off.
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

/// Longer than any limit of ours: who waits so long was not cut off.
const FOREVER: Duration = Duration::from_secs(30);

async fn server(limits: Limits) -> Server {
    serve_within(SiteStore::new(fixture()), limits).await
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.address()).await.unwrap()
}

/// Waits until the server ends a connection, and returns what it sent.
async fn end(stream: &mut TcpStream) -> String {
    let mut sent = Vec::new();
    // An end by reset is an end, too.
    let _ = tokio::time::timeout(FOREVER, stream.read_to_end(&mut sent))
        .await
        .expect("the server cuts it off");
    String::from_utf8_lossy(&sent).into_owned()
}

/// Sends bytes one by one until the server has had enough.
async fn dribble(mut stream: TcpStream, bytes: &[u8]) {
    let deadline = tokio::time::Instant::now() + FOREVER;
    let mut bytes = bytes.iter().cycle();
    let mut answer = [0; 4096];
    loop {
        assert!(
            tokio::time::Instant::now() < deadline,
            "it goes on for as long as it likes"
        );
        // Slower than a limit on silence would notice; the end shows as soon as it is there.
        let pause = SHORT.head_timeout / 4;
        match tokio::time::timeout(pause, stream.read(&mut answer)).await {
            Ok(Ok(0) | Err(_)) => return,
            Ok(Ok(_)) => {}
            Err(_) if stream.write_all(&[*bytes.next().unwrap()]).await.is_err() => return,
            Err(_) => {}
        }
    }
}

#[tokio::test]
async fn who_says_nothing_is_cut_off() {
    let server = server(SHORT).await;
    assert_eq!(
        end(&mut connect(&server).await).await,
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
        let sent = end(&mut stream).await;
        assert!(!sent.contains("200 OK"), "{start}: {sent}");
    }
    let mut kept = connect(&server).await;
    kept.write_all(GET).await.unwrap();
    assert!(end(&mut kept).await.contains("200 OK"), "after its request");
}

#[tokio::test]
async fn who_dribbles_is_cut_off() {
    let server = server(SHORT).await;
    dribble(connect(&server).await, b"x-more: words\r\n").await;
    let mut head = connect(&server).await;
    head.write_all(b"GET / HTTP/1.1\r\nhost: here\r\n")
        .await
        .unwrap();
    dribble(head, b"x-more: words\r\n").await;
    let mut body = connect(&server).await;
    body.write_all(b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 1000000\r\n\r\n")
        .await
        .unwrap();
    dribble(body, b"words ").await;
}

#[tokio::test]
async fn who_does_not_take_the_answer_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("long.md"),
        "A sentence of a long note.\n\n".repeat(100_000),
    )
    .unwrap();
    let server = serve_within(SiteStore::new(site(folder.path())), SHORT).await;
    for takes in [0, 1] {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let mut stream = socket.connect(server.address()).await.unwrap();
        let ask = b"GET /long.md HTTP/1.1\r\nhost: here\r\n\r\n";
        // More than the system takes in between.
        for _ in 0..8 {
            stream.write_all(ask).await.unwrap();
        }
        let deadline = tokio::time::Instant::now() + FOREVER;
        let mut byte = vec![0; takes];
        // A connection that the server has cut off tells so to who writes.
        while stream.write_all(b"GET").await.is_ok() {
            assert!(
                tokio::time::Instant::now() < deadline,
                "it is served for as long as it likes"
            );
            if takes > 0 && stream.read_exact(&mut byte).await.is_err() {
                break;
            }
            // Only the pause between two looks.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn a_busy_connection_ends_when_it_is_old() {
    let server = server(Limits {
        max_connection_age: Duration::from_millis(300),
        ..SHORT
    })
    .await;
    let mut stream = connect(&server).await;
    let deadline = tokio::time::Instant::now() + FOREVER;
    let mut answer = [0; 4096];
    while stream.write_all(GET).await.is_ok()
        && stream.read(&mut answer).await.is_ok_and(|count| count > 0)
    {
        assert!(
            tokio::time::Instant::now() < deadline,
            "it goes on for as long as it likes"
        );
    }
}

#[tokio::test]
async fn who_comes_when_all_places_are_taken_is_let_in_later() {
    let server = server(Limits {
        max_connections: 2,
        ..SHORT
    })
    .await;
    let _silent = [connect(&server).await, connect(&server).await];
    let mut late = connect(&server).await;
    late.write_all(GET).await.unwrap();
    assert!(end(&mut late).await.contains("200 OK"));
}

#[tokio::test]
async fn two_kinds_of_http_are_spoken_by_one_port() {
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
async fn long_addresses_and_heads_are_refused() {
    let server = server(SHORT).await;
    let client = reqwest::Client::new();
    let ask = async |length: usize| {
        let address = format!("{}/search?q={}", server.url, "a".repeat(length));
        client.get(address).send().await.unwrap()
    };
    assert_eq!(
        ask(9000).await.status(),
        200,
        "the longest query, with each of its bytes escaped"
    );
    let refused = ask(20_000).await;
    assert_eq!(refused.status(), 414);
    assert!(refused.text().await.unwrap().contains("too long"));
    let long = "a".repeat(1_000_000);
    for line in [
        format!("GET /{long} HTTP/1.1\r\nhost: here"),
        format!("GET / HTTP/1.1\r\nhost: here\r\nx-more: {long}"),
    ] {
        let mut stream = connect(&server).await;
        // It is refused before it is whole, so the answer may be lost with the connection.
        let _ = stream.write_all(format!("{line}\r\n\r\n").as_bytes()).await;
        let sent = end(&mut stream).await;
        assert!(sent.is_empty() || sent.starts_with("HTTP/1.1 4"), "{sent}");
    }
}

#[tokio::test]
async fn one_client_searches_only_so_much() {
    let server = server(SHORT).await;
    let client = reqwest::Client::new();
    let search = async |from: &str, word: usize| {
        let address = format!("{}/api/suggest?q=word{word}", server.url);
        let request = client.get(address).header("x-forwarded-for", from);
        let response = request.send().await.unwrap();
        (
            response.status().as_u16(),
            response.headers().contains_key("retry-after"),
        )
    };
    let mut answers = Vec::new();
    for word in 0..300 {
        answers.push(search("203.0.113.7", word).await);
    }
    assert_eq!(answers[0], (200, false));
    assert!(answers.contains(&(429, true)), "it is told to wait");
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
        "it reads on meanwhile"
    );
}

/// How many of a hundred searches are refused that one connection asks for at once, each with these
/// lines in its head.
async fn refused(server: &Server, name: &str, lines: &[u8]) -> usize {
    let mut asked = Vec::new();
    for word in 0..100 {
        // What was answered before is answered again whoever asks, so each search is a new one.
        let end = if word == 99 {
            "connection: close\r\n"
        } else {
            ""
        };
        let head = format!("GET /api/suggest?q={name}{word} HTTP/1.1\r\nhost: here\r\n{end}");
        asked.extend([head.as_bytes(), lines, b"\r\n"].concat());
    }
    let mut stream = connect(server).await;
    stream.write_all(&asked).await.unwrap();
    let answers = end(&mut stream).await;
    let (found, refused) = (
        answers.matches("HTTP/1.1 200").count(),
        answers.matches("HTTP/1.1 429").count(),
    );
    assert_eq!(found + refused, 100, "{answers}");
    refused
}

#[tokio::test]
async fn a_proxy_cannot_speak_so_that_nobody_is_limited() {
    let server = server(Limits::default()).await;
    assert_eq!(
        refused(&server, "operator", b"").await,
        0,
        "the operator has no limits"
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
        // Who cannot be read is one stranger, who has had his share soon.
        b"x-forwarded-for: unknown\r\n",
        b"x-forwarded-for: 203.0.113.7,\r\n",
        b"x-forwarded-for:\r\n",
        b"x-forwarded-for: \xff\r\n",
        b"forwarded: for=_hidden\r\n",
    ];
    for (number, lines) in lines.iter().enumerate() {
        let shown = String::from_utf8_lossy(lines);
        assert!(
            refused(&server, &format!("line{number}x"), lines).await > 0,
            "{shown} has no limit"
        );
    }
}

#[tokio::test]
async fn who_is_not_trusted_is_one_client() {
    let settings = Settings {
        trusted_proxies: "192.0.2.0/24".parse().unwrap(),
        ..Settings::default()
    };
    let server = serve_with(SiteStore::new(fixture()), settings).await;
    assert!(refused(&server, "alone", b"").await > 0);
    // It would have a new share for each client that it names.
    for client in 0..3 {
        let lines = format!("x-forwarded-for: 203.0.113.{client}\r\n");
        assert!(
            refused(&server, &format!("client{client}x"), lines.as_bytes()).await > 60,
            "{lines} is believed"
        );
    }
}

#[tokio::test]
async fn a_proxy_has_more_connections_than_one_client() {
    let limits = Limits {
        head_timeout: FOREVER,
        idle_timeout: FOREVER,
        ..SHORT
    };
    for (setting, most) in [
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
            most.min(limits.max_connections_per_client + 1),
            "{setting}"
        );
    }
}

#[tokio::test]
async fn what_runs_is_finished_when_the_server_stops() {
    let live = SiteStore::new(Arc::new(cueleaf::pages::Site {
        watched: true,
        ..unwatched()
    }));
    let server = serve_within(
        live,
        Limits {
            shutdown_timeout: FOREVER,
            ..SHORT
        },
    )
    .await;
    let mut asking = connect(&server).await;
    let mut waiting = connect(&server).await;
    waiting
        .write_all(b"GET /api/changes HTTP/1.1\r\nhost: here\r\n\r\n")
        .await
        .unwrap();
    let mut head = [0; 12];
    waiting.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    asking
        .write_all(b"GET /acquired/origin HTTP/1.1\r\nhost: here\r\n\r\n")
        .await
        .unwrap();
    let stopped = server.stop();
    assert!(
        end(&mut asking).await.contains("</html>"),
        "a request that was sent is answered whole"
    );
    end(&mut waiting).await;
    tokio::time::timeout(FOREVER, stopped)
        .await
        .expect("it stops long before its limit");
}

fn unwatched() -> cueleaf::pages::Site {
    Arc::into_inner(fixture()).unwrap()
}
