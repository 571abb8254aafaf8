//! Metrics, logs and request ids for the operator, which visitors do not see.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::folder;
use crate::support::program::{BINARY, Program, isolated};

/// The time limit of a step on a busy machine.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);

async fn start(content: &std::path::Path) -> Program {
    Program::start_with(content, "info,cueleaf::request=debug", &["--watch=false"]).await
}

impl Program {
    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> (u16, String, String) {
        let request = reqwest::Client::new().get(format!("{}{path}", self.url));
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        let response = request.send().await.unwrap();
        let id = response.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned();
        (
            response.status().as_u16(),
            id,
            response.text().await.unwrap(),
        )
    }
}

impl Program {
    /// The status of `/metrics`, and the client in the log line of the request.
    async fn measured(&mut self, headers: &[(&str, &str)]) -> (u16, Option<String>) {
        let (status, id, _) = self.get("/metrics", headers).await;
        let event = self.event(|event| event["id"] == id.as_str()).await;
        (status, event["client"].as_str().map(str::to_owned))
    }
}

fn notes() -> tempfile::TempDir {
    let notes = tempfile::tempdir().unwrap();
    std::fs::write(
        notes.path().join("one.md"),
        "---\ntitle: [One\n---\nWords.\n",
    )
    .unwrap();
    notes
}

#[tokio::test]
async fn metrics_follow_events() {
    let notes = notes();
    let mut program = start(notes.path()).await;
    assert_eq!(program.figure("cueleaf_notes").await, 1.0);
    assert_eq!(program.figure("cueleaf_problems").await, 1.0);
    assert_eq!(program.figure("cueleaf_search_ready").await, 1.0);
    for path in ["/one", "/one", "/nothing", "/search?q=words"] {
        program.get(path, &[]).await;
    }
    let requests = "cueleaf_http_requests_total";
    assert_eq!(
        program
            .figure(&format!("{requests}{{route=\"/{{path}}\",status=\"200\"}}"))
            .await,
        2.0
    );
    assert_eq!(
        program
            .figure(&format!("{requests}{{route=\"/{{path}}\",status=\"404\"}}"))
            .await,
        1.0
    );
    assert_eq!(
        program
            .figure("cueleaf_http_request_duration_seconds_count{route=\"/search\"}")
            .await,
        1.0
    );
    assert_eq!(
        program
            .figure("cueleaf_searches_total{outcome=\"ok\"}")
            .await,
        1.0
    );
    assert_eq!(
        program
            .figure("cueleaf_response_cache_requests_total{result=\"hit\"}")
            .await,
        1.0
    );
    assert!(program.figure("cueleaf_connections").await >= 1.0);

    std::fs::write(notes.path().join("two.md"), "More words.\n").unwrap();
    program.signal("-HUP");
    program.logged("reloaded in").await;
    assert_eq!(program.figure("cueleaf_notes").await, 2.0);
    assert_eq!(
        program
            .figure("cueleaf_reloads_total{result=\"loaded\"}")
            .await,
        1.0
    );
    assert_eq!(program.figure("cueleaf_last_reload_successful").await, 1.0);
    std::fs::remove_dir_all(notes.path()).unwrap();
    program.signal("-HUP");
    program.event(|event| event["level"] == "ERROR").await;
    assert_eq!(program.figure("cueleaf_last_reload_successful").await, 0.0);
    assert_eq!(program.get("/two", &[]).await.0, 200);
}

/// The warnings of the next reload, up to the end of indexing.
async fn warnings(program: &mut Program) -> Vec<String> {
    program.signal("-HUP");
    program.logged("reloaded in").await;
    let mut warnings = Vec::new();
    loop {
        let event = tokio::time::timeout(TIMEOUT, program.event(|_| true))
            .await
            .expect("the next event");
        let message = event["message"].as_str().unwrap().to_owned();
        if message.starts_with("search is ready") {
            return warnings;
        }
        assert_eq!(event["level"], "WARN", "{event}");
        warnings.push(message);
    }
}

#[tokio::test]
async fn a_reload_logs_new_problems() {
    let notes = notes();
    let mut program = start(notes.path()).await;
    std::fs::write(
        notes.path().join("two.md"),
        "---\ntitle: [Two\n---\nWords.\n",
    )
    .unwrap();
    std::os::unix::fs::symlink("/etc/hostname", notes.path().join("link.md")).unwrap();
    let new = warnings(&mut program).await;
    assert_eq!(new.len(), 2, "{new:?}");
    assert!(
        new.iter().any(|message| message.starts_with("two.md:"))
            && new.iter().any(|message| message.contains("link.md"))
    );
    for number in 0..150 {
        std::fs::write(
            notes.path().join(format!("{number}.md")),
            "---\ntitle: [\n---\n",
        )
        .unwrap();
    }
    let new = warnings(&mut program).await;
    assert_eq!(new.len(), 101, "{new:?}");
    assert!(new[100].contains("and 50 more problems; "), "{}", new[100]);
}

#[tokio::test]
async fn a_folder_that_becomes_unreadable_is_logged() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let notes = notes();
    let part = notes.path().join("locked");
    std::fs::create_dir(&part).unwrap();
    std::fs::write(part.join("two.md"), "Words.\n").unwrap();
    let is_root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    let mut command =
        tokio::process::Command::from(isolated(if is_root { "setpriv" } else { BINARY }));
    if is_root {
        // Root could read everything.
        command.args([
            "--bounding-set=-dac_override,-dac_read_search",
            "--inh-caps=-dac_override,-dac_read_search",
        ]);
        command.arg(BINARY);
    }
    command
        .args(["serve", "--listen=127.0.0.1:0", "--watch=false"])
        .arg(notes.path());
    let mut program = Program::start_by(command).await;
    assert_eq!(program.get("/locked/two", &[]).await.0, 200);
    std::fs::set_permissions(&part, PermissionsExt::from_mode(0o000)).unwrap();
    let new = warnings(&mut program).await;
    assert!(new.len() == 1 && new[0].contains("locked"), "{new:?}");
    std::fs::set_permissions(&part, PermissionsExt::from_mode(0o755)).unwrap();
    assert_eq!(program.get("/locked/two", &[]).await.0, 404);
}

#[tokio::test]
async fn the_log_escapes_terminal_controls() {
    let notes = notes();
    let name = "\u{9b}\u{202e}\x1b]0;\x07\x7f.md";
    std::fs::write(notes.path().join(name), "---\ntitle: [\n---\n").unwrap();
    std::fs::write(notes.path().join("z.md"), "---\ntitle: [\n---\n").unwrap();
    let mut command = tokio::process::Command::from(isolated(BINARY));
    command
        .args(["serve", "--listen=127.0.0.1:0", "--watch=false"])
        .arg(notes.path());
    let mut process = command
        .stderr(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = tokio::io::AsyncBufReadExt::lines(tokio::io::BufReader::new(
        process.stderr.take().unwrap(),
    ));
    let mut is_named = false;
    while let Some(line) = lines.next_line().await.unwrap() {
        assert!(
            !line.contains(['\u{9b}', '\u{202e}', '\x1b', '\x07', '\x7f']),
            "{line:?}"
        );
        let event: serde_json::Value = serde_json::from_str(&line).unwrap();
        is_named |= event["message"].as_str().unwrap().starts_with(name);
        if event["message"]
            .as_str()
            .unwrap()
            .starts_with("search is ready")
        {
            break;
        }
    }
    assert!(is_named, "in JSON the escaped name is the name");
}

#[tokio::test]
async fn invalid_log_filters_are_reported() {
    let mut command = tokio::process::Command::from(isolated(BINARY));
    command
        .args(["serve", "--listen=127.0.0.1:0", "--watch=false"])
        .arg(folder("tests/fixture"));
    let mut process = command
        .env("CUELEAF_LOG", "loud")
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = tokio::io::AsyncBufReadExt::lines(tokio::io::BufReader::new(
        process.stderr.take().unwrap(),
    ));
    let first = lines.next_line().await.unwrap().unwrap();
    let event: serde_json::Value = serde_json::from_str(&first).expect("it is an event in the log");
    assert!(
        event["level"] == "WARN"
            && event["message"]
                .as_str()
                .unwrap()
                .contains("invalid CUELEAF_LOG \"loud\"")
    );
    process.kill().await.unwrap();
}

#[tokio::test]
async fn requests_have_an_id_and_a_log_line() {
    let mut program = start(&folder("tests/fixture")).await;
    let (_, id, _) = program.get("/acquired/origin", &[]).await;
    let event = program
        .event(|event| event["url"] == "/acquired/origin")
        .await;
    assert_eq!(
        (event["id"].as_str(), event["status"].as_u64()),
        (Some(id.as_str()), Some(200))
    );
    assert_ne!(program.get("/acquired/origin", &[]).await.1, id);
    for (given, is_taken) in [
        ("proxy-17", true),
        ("", false),
        ("has space", false),
        (&*"a".repeat(65), false),
    ] {
        let (_, id, _) = program.get("/", &[("x-request-id", given)]).await;
        assert_eq!(id == given, is_taken, "{given}");
    }
}

#[tokio::test]
async fn routes_are_labelled_with_a_base_path_too() {
    let arguments = ["--watch=false", "--base-path=/talks"];
    let program = Program::start_with(&folder("tests/fixture"), "info", &arguments).await;
    let below = program
        .url
        .strip_suffix("/talks")
        .expect("the log has the URL of the archive")
        .to_owned();
    let program = Program {
        url: below,
        ..program
    };
    for (path, route) in [
        ("/talks/acquired/origin", "/{path}"),
        ("/talks/search", "/search"),
    ] {
        assert_eq!(program.get(path, &[]).await.0, 200);
        let name = format!("cueleaf_http_requests_total{{route=\"{route}\",status=\"200\"}}");
        assert_eq!(program.figure(&name).await, 1.0, "{name}");
    }
}

#[tokio::test]
async fn metrics_are_for_the_operator_only() {
    let mut program = start(&folder("tests/fixture")).await;
    assert_eq!(program.measured(&[]).await, (200, None));
    let unknown = "unknown via 127.0.0.1";
    for (headers, client) in [
        (&[("x-forwarded-for", "203.0.113.7")][..], "203.0.113.7"),
        (&[("x-forwarded-for", "192.168.1.4")], "192.168.1.4"),
        (&[("x-forwarded-for", "127.0.0.1")], "127.0.0.1"),
        (&[("x-forwarded-for", "203.0.113.7:5555")], "203.0.113.7"),
        (&[("X-Forwarded-For", "\"203.0.113.7\"")], "203.0.113.7"),
        (&[("x-forwarded-for", "[2001:db8::1]")], "2001:db8::"),
        (
            &[("x-forwarded-for", "[2001:db8::1]:443, 127.0.0.1")],
            "2001:db8::",
        ),
        (
            &[
                ("x-forwarded-for", "127.0.0.1"),
                ("X-Forwarded-For", "203.0.113.7"),
            ],
            "203.0.113.7",
        ),
        (&[("x-forwarded-for", "unknown")], unknown),
        (&[("x-forwarded-for", "")], unknown),
        (&[("x-forwarded-for", "203.0.113.7,")], unknown),
        (
            &[("x-forwarded-for", "203.0.113.7"), ("x-forwarded-for", "")],
            unknown,
        ),
        (&[("forwarded", "for=192.0.2.60;proto=http")], "192.0.2.60"),
        (
            &[("Forwarded", "For=\"[2001:db8:cafe::17]:4711\"")],
            "2001:db8:cafe::",
        ),
        (&[("forwarded", "for=_hidden")], unknown),
        (&[("forwarded", "")], unknown),
        (
            &[
                ("forwarded", "for=127.0.0.1"),
                ("x-forwarded-for", "203.0.113.7"),
            ],
            "203.0.113.7",
        ),
    ] {
        assert_eq!(
            program.measured(headers).await,
            (404, Some(client.to_owned())),
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn trusted_proxies_are_configurable() {
    let log = "info,cueleaf::request=debug";
    let here = Some("127.0.0.1".to_owned());
    for (setting, status) in [("192.0.2.0/24,2001:db8::/32", 200), ("none", 404)] {
        let arguments = ["--watch=false", "--trusted-proxies", setting];
        let mut program = Program::start_with(&folder("tests/fixture"), log, &arguments).await;
        assert_eq!(
            program.measured(&[]).await,
            (status, here.clone()),
            "{setting}"
        );
        let forwarded = [("x-forwarded-for", "203.0.113.7")];
        assert_eq!(
            program.measured(&forwarded).await,
            (404, here.clone()),
            "{setting}"
        );
    }
}

#[tokio::test]
async fn unused_query_parameters_hit_the_cache() {
    let program = Program::start(&folder("tests/fixture")).await;
    for number in 0..5 {
        let url = format!("{}/acquired/origin?x={number}", program.url);
        assert_eq!(reqwest::get(url).await.unwrap().status(), 200);
    }
    assert_eq!(
        program
            .figure("cueleaf_response_cache_requests_total{result=\"hit\"}")
            .await,
        4.0
    );
}

#[tokio::test]
async fn clients_cannot_flood_the_log() {
    let mut program = Program::start_with(
        &folder("tests/fixture"),
        "info",
        &["--watch=false", "--http2"],
    )
    .await;
    let address = program.url.trim_start_matches("http://").to_owned();
    // A hundred HTTP/2 streams that are opened and reset: the library logs a warning for each.
    let mut bytes =
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00".to_vec();
    for stream in (1..200_u32).step_by(2).map(u32::to_be_bytes) {
        bytes.extend(
            [
                b"\x00\x00\x09\x01\x05",
                &stream[..],
                b"\x82\x86\x84\x41\x04here",
            ]
            .concat(),
        );
        bytes.extend([b"\x00\x00\x04\x03\x00", &stream[..], b"\x00\x00\x00\x08"].concat());
    }
    let mut hostile = tokio::net::TcpStream::connect(&address).await.unwrap();
    hostile.write_all(&bytes).await.unwrap();
    let mut received = Vec::new();
    let _ = hostile.read_to_end(&mut received).await;
    program.signal("-TERM");
    while let Some(line) = program.log.recv().await {
        assert!(!line.contains("reset"), "{line}");
    }
}

#[tokio::test]
async fn sigterm_stops_the_server() {
    let mut program = start(&folder("tests/fixture")).await;
    // An idle keep-alive connection has nothing to finish.
    let client = reqwest::Client::new();
    client.get(&program.url).send().await.unwrap();
    program.signal("-TERM");
    assert!(program.process.wait().await.unwrap().success());
    while let Some(line) = program.log.recv().await {
        assert!(!line.contains("ERROR"), "{line}");
    }
}
