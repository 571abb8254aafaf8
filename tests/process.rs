//! The process among others: signals, terminals, logs that cannot be written, the service manager.

use std::fs::File;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::folder;
use crate::support::program::figure_of;

/// For how long something may take on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// A note and a port for it, and files that tests leave beside them.
struct Place {
    folder: tempfile::TempDir,
    address: String,
}

/// A process that is killed when this is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    fn signal(&self, signal: &str) {
        kill(signal, &self.0.id().to_string());
    }

    /// Waits for its end, and tells whether it was a good one.
    async fn ends_well(&mut self) -> bool {
        until(|| self.0.try_wait().unwrap()).await.success()
    }
}

fn kill(signal: &str, process: &str) {
    assert!(
        Command::new("kill")
            .args([signal, process])
            .status()
            .unwrap()
            .success()
    );
}

/// Looks until there is something.
async fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + LIMIT;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "this takes too long");
        // Only the pause between two looks: the condition decides, not the time.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

impl Place {
    fn new() -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
            address: free_address(),
        };
        std::fs::create_dir(place.notes()).unwrap();
        place.write("one", "Words.\n");
        place
    }

    fn notes(&self) -> PathBuf {
        self.folder.path().join("notes")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.notes().join(name).with_extension("md"), text).unwrap();
    }

    /// The arguments that serve the notes.
    fn arguments(&self) -> Vec<String> {
        let notes = self.notes().to_str().unwrap().to_owned();
        vec![
            "serve".to_owned(),
            format!("--listen={}", self.address),
            "--watch=false".to_owned(),
            notes,
        ]
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cueleaf"));
        command.env("CUELEAF_LOG", "info").args(self.arguments());
        command
    }

    /// The same for a shell.
    fn line(&self) -> String {
        format!(
            "'{}' {}",
            env!("CARGO_BIN_EXE_cueleaf"),
            self.arguments().join(" ")
        )
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn get(&self, path: &str) -> Option<(u16, String)> {
        let response = reqwest::get(self.url(path)).await.ok()?;
        Some((response.status().as_u16(), response.text().await.ok()?))
    }

    /// Waits for an answer.
    async fn answers(&self, path: &str, is: impl Fn(u16, &str) -> bool) {
        let deadline = Instant::now() + LIMIT;
        let mut last = None;
        while Instant::now() < deadline {
            last = self.get(path).await;
            if last
                .as_ref()
                .is_some_and(|(status, body)| is(*status, body))
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{path}: {last:?}");
    }

    async fn is_ready(&self) {
        self.answers("/readyz", |_, body| body == "ready\n").await;
    }

    async fn counts(&self, name: &str, is: impl Fn(f64) -> bool) {
        self.answers("/metrics", |_, told| is(figure_of(told, name)))
            .await;
    }

    /// The server logs, and answers as if it could.
    async fn goes_on(&self, process: &mut Running) {
        self.write("two", "More words.\n");
        process.signal("-HUP");
        self.answers("/two", |status, _| status == 200).await;
        self.counts("cueleaf_log_lines_lost_total", |lost| lost > 0.0)
            .await;
        self.write("three", "---\ntitle: [\n---\n");
        process.signal("-HUP");
        self.answers("/three", |status, _| status == 200).await;
        process.signal("-TERM");
        assert!(process.ends_well().await);
    }
}

fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string()
}

#[tokio::test]
async fn it_goes_on_when_the_reader_of_its_log_is_gone() {
    let place = Place::new();
    let mut process = Running(place.command().stderr(Stdio::piped()).spawn().unwrap());
    place.is_ready().await;
    drop(process.0.stderr.take());
    place.goes_on(&mut process).await;
}

#[tokio::test]
async fn it_goes_on_when_the_disk_of_its_log_is_full() {
    let place = Place::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut process = Running(place.command().stderr(full).spawn().unwrap());
    place.is_ready().await;
    place.goes_on(&mut process).await;
}

#[tokio::test]
async fn it_goes_on_when_its_log_may_not_grow() {
    let place = Place::new();
    let line = format!(
        "ulimit -f 0; exec {} 2> '{}'",
        place.line(),
        place.file("log").display()
    );
    let mut process = Running(Command::new("sh").arg("-c").arg(line).spawn().unwrap());
    place.is_ready().await;
    place.goes_on(&mut process).await;
}

#[tokio::test]
async fn it_answers_while_nobody_reads_its_log() {
    let place = Place::new();
    let mut command = place.command();
    command
        .env("CUELEAF_LOG", "info,cueleaf::request=debug")
        .stderr(Stdio::piped());
    let mut process = Running(command.spawn().unwrap());
    place.is_ready().await;
    // Each is a line of the log, all together more than the pipe and the queue hold.
    let long = format!("/one?x={}", "a".repeat(15_000));
    let client = reqwest::Client::new();
    let asking = async {
        for _ in 0..200 {
            assert_eq!(
                client.get(place.url(&long)).send().await.unwrap().status(),
                200
            );
        }
    };
    tokio::time::timeout(LIMIT, asking)
        .await
        .expect("all are answered");
    place
        .counts("cueleaf_log_lines_lost_total", |lost| lost > 0.0)
        .await;
    process.signal("-TERM");
    assert!(process.ends_well().await);
}

#[tokio::test]
async fn an_error_that_cannot_be_told_is_an_exit_code_all_the_same() {
    for command in [
        &["serve", "/no/such/folder", "--listen=127.0.0.1:0"][..],
        &["check", "/no/such/folder"],
        &["--no"],
    ] {
        let full = || File::options().write(true).open("/dev/full").unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_cueleaf"));
        let status = process
            .args(command)
            .stdout(full())
            .stderr(full())
            .status()
            .unwrap();
        assert!(
            status.code().is_some_and(|code| code == 1 || code == 2),
            "{command:?}: {status}"
        );
    }
}

/// Runs a line of a shell on a terminal of its own, which closes when the process is killed.
fn on_terminal(line: &str, folder: &Path) -> Running {
    // The tests may themselves be run by `nohup`.
    let mut command = Command::new("env");
    command
        .args(["--default-signal=HUP", "script", "-qec", line, "/dev/null"])
        .env("SHELL", "/bin/sh")
        .env("CUELEAF_LOG", "info")
        .current_dir(folder);
    Running(
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    )
}

/// A server whose process number is in a file; it is killed when this is dropped.
struct Numbered(PathBuf);

impl Numbered {
    async fn number(&self) -> String {
        until(|| {
            std::fs::read_to_string(&self.0)
                .ok()
                .filter(|number| number.ends_with('\n'))
        })
        .await
        .trim()
        .to_owned()
    }
}

impl Drop for Numbered {
    fn drop(&mut self) {
        if let Ok(number) = std::fs::read_to_string(&self.0) {
            let _ = Command::new("kill")
                .args(["-KILL", number.trim()])
                .stderr(Stdio::null())
                .status();
        }
    }
}

#[tokio::test]
async fn it_stops_when_its_terminal_closes_and_not_before() {
    let place = Place::new();
    let server = Numbered(place.file("number"));
    // As an interactive shell does: what the terminal's end tells it, it tells what it has started.
    let line = format!(
        "{} & echo $! > number; trap 'kill -HUP '$! HUP; wait $!; while kill -0 $!; do wait $!; done; echo $? > code",
        place.line()
    );
    let terminal = on_terminal(&line, place.folder.path());
    place.is_ready().await;
    kill("-HUP", &server.number().await);
    place
        .counts("cueleaf_reloads_total{result=\"unchanged\"}", |count| {
            count == 1.0
        })
        .await;
    drop(terminal);
    let code = until(|| {
        std::fs::read_to_string(place.file("code"))
            .ok()
            .filter(|code| code.ends_with('\n'))
    })
    .await;
    assert_eq!(code, "0\n");
    assert!(place.get("/one").await.is_none(), "it is gone");
}

#[tokio::test]
async fn under_nohup_it_goes_on_when_its_terminal_closes() {
    let place = Place::new();
    let server = Numbered(place.file("number"));
    let terminal = on_terminal(
        &format!("echo $$ > number; exec nohup {}", place.line()),
        place.folder.path(),
    );
    place.is_ready().await;
    drop(terminal);
    // The signal has come, and it was no reason to stop.
    place
        .counts("cueleaf_reloads_total{result=\"unchanged\"}", |count| {
            count == 1.0
        })
        .await;
    kill("-TERM", &server.number().await);
    until(|| {
        (!Path::new("/proc")
            .join(std::fs::read_to_string(&server.0).unwrap().trim())
            .exists())
        .then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_terminal_shows_names_and_is_not_controlled_by_them() {
    let place = Place::new();
    place.write(
        "a\x1b]0;pwned\x07\u{9b}\u{202e}\nfake.md:1: nothing is wrong",
        "---\ntitle: [\n---\n",
    );
    let mut terminal = on_terminal(&format!("exec {}", place.line()), place.folder.path());
    place.is_ready().await;
    terminal.0.stdin.take();
    let number =
        std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", terminal.0.id())).unwrap();
    kill("-TERM", number.trim());
    let mut shown = String::new();
    std::io::Read::read_to_string(terminal.0.stdout.as_mut().unwrap(), &mut shown).unwrap();
    assert!(
        shown.contains("a\\u001b]0;pwned\\u0007\\u009b\\u202e\\nfake.md"),
        "{shown}"
    );
    assert!(
        !shown.contains("\x1b]") && !shown.contains(['\x07', '\u{9b}', '\u{202e}']),
        "{shown}"
    );
    assert!(
        !shown.lines().any(|line| line.starts_with("fake.md")),
        "{shown}"
    );
}

/// Starts it on so many notes that reading them takes a while, and waits until it takes signals.
async fn reading(place: &Place) -> Running {
    let text = "Words of a [[link]] and of a moment [00:01:02].\n\n".repeat(20);
    for number in 0..800 {
        place.write(&format!("note {number}"), &text);
    }
    let log = File::create(place.file("log")).unwrap();
    let process = Running(place.command().stderr(log).spawn().unwrap());
    let status = format!("/proc/{}/status", process.0.id());
    until(|| {
        let status = std::fs::read_to_string(&status).unwrap();
        let caught = status
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:"))
            .unwrap();
        let caught = u64::from_str_radix(caught.trim(), 16).unwrap();
        // SIGHUP is 1, SIGTERM is 15, and each has a bit.
        (caught & 1 != 0 && caught & 1 << 14 != 0).then_some(())
    })
    .await;
    process
}

/// The time, as the log writes it.
fn now() -> String {
    let now = Command::new("date")
        .args(["-u", "+%Y-%m-%dT%H:%M:%S.%6NZ"])
        .output()
        .unwrap();
    String::from_utf8(now.stdout).unwrap().trim().to_owned()
}

/// When the notes were read, if they were.
fn loaded(place: &Place) -> Option<String> {
    let log = std::fs::read_to_string(place.file("log")).unwrap();
    let events = log
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut loaded =
        events.filter(|event| event["message"].as_str().unwrap().starts_with("loaded "));
    loaded
        .next()
        .map(|event| event["timestamp"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_reload_that_is_asked_for_while_the_notes_are_read_follows() {
    let place = Place::new();
    let mut process = reading(&place).await;
    process.signal("-HUP");
    let asked = now();
    place
        .counts("cueleaf_reloads_total{result=\"unchanged\"}", |count| {
            count == 1.0
        })
        .await;
    assert!(
        loaded(&place).is_some_and(|loaded| loaded > asked),
        "it was asked for before"
    );
    process.signal("-TERM");
    assert!(process.ends_well().await);
}

#[tokio::test]
async fn it_stops_at_once_while_the_notes_are_read() {
    for signal in ["-TERM", "-INT"] {
        let place = Place::new();
        let mut process = reading(&place).await;
        process.signal(signal);
        assert!(process.ends_well().await);
        assert_eq!(loaded(&place), None);
    }
}

#[test]
fn the_service_manager_is_told() {
    let place = Place::new();
    let socket = UnixDatagram::bind(place.file("socket")).unwrap();
    socket.set_read_timeout(Some(LIMIT)).unwrap();
    let told = || {
        let mut bytes = [0; 1_024];
        let length = socket.recv(&mut bytes).expect("it tells");
        String::from_utf8(bytes[..length].to_vec()).unwrap()
    };
    let mut process = Running(
        place
            .command()
            .env("NOTIFY_SOCKET", place.file("socket"))
            .spawn()
            .unwrap(),
    );
    assert_eq!(told(), "READY=1\n");
    process.signal("-HUP");
    let reloading = told();
    let time = reloading
        .strip_prefix("RELOADING=1\nMONOTONIC_USEC=")
        .expect("the time of the reload");
    assert!(time.trim().parse::<u64>().is_ok(), "{time}");
    assert_eq!(told(), "READY=1\n");
    process.signal("-TERM");
    assert_eq!(told(), "STOPPING=1\n");
    assert!(process.0.wait().unwrap().success());
}

#[tokio::test]
async fn it_goes_on_when_the_service_manager_reads_nothing() {
    let place = Place::new();
    let _unread = UnixDatagram::bind(place.file("socket")).unwrap();
    let mut process = Running(
        place
            .command()
            .env("NOTIFY_SOCKET", place.file("socket"))
            .spawn()
            .unwrap(),
    );
    place.is_ready().await;
    for number in 0..20 {
        place.write(&format!("more {number}"), "Words");
        process.signal("-HUP");
        place
            .answers(&format!("/more_{number}"), |status, _| status != 404)
            .await;
    }
    process.signal("-TERM");
    assert!(process.ends_well().await);
}

#[test]
fn the_service_is_started_again_in_every_case() {
    let unit = std::fs::read_to_string(folder("examples/cueleaf.service")).unwrap();
    let is_set = |setting: &str| unit.lines().any(|line| line == setting);
    for setting in [
        "Type=notify-reload",
        "Restart=always",
        "StartLimitIntervalSec=0",
    ] {
        assert!(is_set(setting), "{setting}");
    }
    assert!(
        is_set("RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX"),
        "it can reach the service manager"
    );
}
