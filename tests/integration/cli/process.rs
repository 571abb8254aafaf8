//! The process in its environment: signals, terminals, logs that cannot be written, the service
//! manager.

use std::fs::File;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::folder;
use crate::support::program::{BINARY, figure_of, isolated};

/// The time limit of a step on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A temporary folder with a note, a free port, and the files of a test.
struct Workspace {
    folder: tempfile::TempDir,
    address: String,
}

/// A process that is killed on drop.
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

    /// Sends SIGTERM and returns whether it exits successfully.
    async fn exits_successfully(&mut self) -> bool {
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

/// Polls until `look` returns a value.
async fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + TIMEOUT;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "timed out");
        // Only the polling interval: the condition decides, not the time.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

impl Workspace {
    fn new() -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
            address: free_address(),
        };
        std::fs::create_dir(workspace.notes()).unwrap();
        workspace.write("one", "Words.\n");
        workspace
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
        let mut command = isolated(BINARY);
        command.env("CUELEAF_LOG", "info").args(self.arguments());
        command
    }

    /// The same as a shell command line.
    fn line(&self) -> String {
        format!("'{}' {}", BINARY, self.arguments().join(" "))
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn get(&self, path: &str) -> Option<(u16, String)> {
        let response = reqwest::get(self.url(path)).await.ok()?;
        Some((response.status().as_u16(), response.text().await.ok()?))
    }

    /// Waits for a matching response.
    async fn wait_for_response(&self, path: &str, is: impl Fn(u16, &str) -> bool) {
        let deadline = Instant::now() + TIMEOUT;
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
        self.wait_for_response("/readyz", |_, body| body == "ready\n")
            .await;
    }

    async fn counts(&self, name: &str, is: impl Fn(f64) -> bool) {
        self.wait_for_response("/metrics", |_, notified| is(figure_of(notified, name)))
            .await;
    }

    /// Requests are still answered, and the server exits successfully.
    async fn keeps_serving(&self, process: &mut Running) {
        self.write("two", "More words.\n");
        process.signal("-HUP");
        self.wait_for_response("/two", |status, _| status == 200)
            .await;
        self.counts("cueleaf_log_lines_lost_total", |lost| lost > 0.0)
            .await;
        self.write("three", "---\ntitle: [\n---\n");
        process.signal("-HUP");
        self.wait_for_response("/three", |status, _| status == 200)
            .await;
        process.signal("-TERM");
        assert!(process.exits_successfully().await);
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
async fn it_keeps_serving_if_the_log_pipe_is_closed() {
    let workspace = Workspace::new();
    let mut process = Running(workspace.command().stderr(Stdio::piped()).spawn().unwrap());
    workspace.is_ready().await;
    drop(process.0.stderr.take());
    workspace.keeps_serving(&mut process).await;
}

#[tokio::test]
async fn it_keeps_serving_if_the_disk_of_the_log_is_full() {
    let workspace = Workspace::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut process = Running(workspace.command().stderr(full).spawn().unwrap());
    workspace.is_ready().await;
    workspace.keeps_serving(&mut process).await;
}

#[tokio::test]
async fn it_keeps_serving_if_the_log_exceeds_its_size_limit() {
    let workspace = Workspace::new();
    let line = format!(
        "ulimit -f 0; exec {} 2> '{}'",
        workspace.line(),
        workspace.file("log").display()
    );
    let mut process = Running(Command::new("sh").arg("-c").arg(line).spawn().unwrap());
    workspace.is_ready().await;
    workspace.keeps_serving(&mut process).await;
}

#[tokio::test]
async fn it_answers_while_the_log_is_not_read() {
    let workspace = Workspace::new();
    let mut command = workspace.command();
    command
        .env("CUELEAF_LOG", "info,cueleaf::request=debug")
        .stderr(Stdio::piped());
    let mut process = Running(command.spawn().unwrap());
    workspace.is_ready().await;
    // Each request logs a line; together they exceed the pipe and the queue.
    let long = format!("/one?x={}", "a".repeat(15_000));
    let client = reqwest::Client::new();
    let asking = async {
        for _ in 0..200 {
            assert_eq!(
                client
                    .get(workspace.url(&long))
                    .send()
                    .await
                    .unwrap()
                    .status(),
                200
            );
        }
    };
    tokio::time::timeout(TIMEOUT, asking)
        .await
        .expect("all requests are answered");
    workspace
        .counts("cueleaf_log_lines_lost_total", |lost| lost > 0.0)
        .await;
    process.signal("-TERM");
    assert!(process.exits_successfully().await);
}

#[tokio::test]
async fn errors_set_the_exit_code_even_if_they_cannot_be_printed() {
    for command in [
        &["serve", "/no/such/folder", "--listen=127.0.0.1:0"][..],
        &["check", "/no/such/folder"],
        &["--no"],
    ] {
        let full = || File::options().write(true).open("/dev/full").unwrap();
        let mut process = isolated(BINARY);
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

/// Runs a shell command in its own terminal, which closes when the process is killed.
fn on_terminal(line: &str, folder: &Path) -> Running {
    // The tests themselves may run under `nohup`.
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

/// A server whose process id is in a file; it is killed on drop.
struct PidFile(PathBuf);

impl PidFile {
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

impl Drop for PidFile {
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
async fn it_stops_when_its_terminal_closes() {
    let workspace = Workspace::new();
    let server = PidFile(workspace.file("number"));
    // Like an interactive shell: forwards the hangup of the terminal to its child.
    let line = format!(
        "{} & echo $! > number; trap 'kill -HUP '$! HUP; wait $!; while kill -0 $!; do wait $!; done; echo $? > code",
        workspace.line()
    );
    let terminal = on_terminal(&line, workspace.folder.path());
    workspace.is_ready().await;
    kill("-HUP", &server.number().await);
    workspace
        .counts("cueleaf_reloads_total{result=\"unchanged\"}", |count| {
            count == 1.0
        })
        .await;
    drop(terminal);
    let code = until(|| {
        std::fs::read_to_string(workspace.file("code"))
            .ok()
            .filter(|code| code.ends_with('\n'))
    })
    .await;
    assert_eq!(code, "0\n");
    assert!(workspace.get("/one").await.is_none(), "it has exited");
}

#[tokio::test]
async fn under_nohup_it_survives_its_terminal() {
    let workspace = Workspace::new();
    let server = PidFile(workspace.file("number"));
    let terminal = on_terminal(
        &format!("echo $$ > number; exec nohup {}", workspace.line()),
        workspace.folder.path(),
    );
    workspace.is_ready().await;
    drop(terminal);
    // The signal was received and did not stop the server.
    workspace
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
async fn names_are_shown_but_cannot_control_the_terminal() {
    let workspace = Workspace::new();
    workspace.write(
        "a\x1b]0;pwned\x07\u{9b}\u{202e}\nfake.md:1: nothing is wrong",
        "---\ntitle: [\n---\n",
    );
    let mut terminal = on_terminal(
        &format!("exec {}", workspace.line()),
        workspace.folder.path(),
    );
    workspace.is_ready().await;
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

/// Starts it with so many notes that loading takes a while, and waits until its signal handlers are
/// installed.
async fn reading(workspace: &Workspace) -> Running {
    let text = "Words of a [[link]] and of a moment [00:01:02].\n\n".repeat(20);
    for number in 0..800 {
        workspace.write(&format!("note {number}"), &text);
    }
    let log = File::create(workspace.file("log")).unwrap();
    let process = Running(workspace.command().stderr(log).spawn().unwrap());
    let status = format!("/proc/{}/status", process.0.id());
    until(|| {
        let status = std::fs::read_to_string(&status).unwrap();
        let caught = status
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:"))
            .unwrap();
        let caught = u64::from_str_radix(caught.trim(), 16).unwrap();
        // Bit `n - 1` represents signal `n`: SIGHUP is 1, SIGTERM is 15.
        (caught & 1 != 0 && caught & 1 << 14 != 0).then_some(())
    })
    .await;
    process
}

/// The current time in the format of the log.
fn now() -> String {
    let now = Command::new("date")
        .args(["-u", "+%Y-%m-%dT%H:%M:%S.%6NZ"])
        .output()
        .unwrap();
    String::from_utf8(now.stdout).unwrap().trim().to_owned()
}

/// When the notes were loaded, if they were.
fn loaded(workspace: &Workspace) -> Option<String> {
    let log = std::fs::read_to_string(workspace.file("log")).unwrap();
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
async fn a_reload_requested_while_loading_follows() {
    let workspace = Workspace::new();
    let mut process = reading(&workspace).await;
    process.signal("-HUP");
    let requested = now();
    workspace
        .counts("cueleaf_reloads_total{result=\"unchanged\"}", |count| {
            count == 1.0
        })
        .await;
    assert!(
        loaded(&workspace).is_some_and(|loaded| loaded > requested),
        "it was requested before"
    );
    process.signal("-TERM");
    assert!(process.exits_successfully().await);
}

#[tokio::test]
async fn it_stops_immediately_while_loading() {
    for signal in ["-TERM", "-INT"] {
        let workspace = Workspace::new();
        let mut process = reading(&workspace).await;
        process.signal(signal);
        assert!(process.exits_successfully().await);
        assert_eq!(loaded(&workspace), None);
    }
}

/// Starts a server that notifies the service manager at `socket`.
fn notifying(workspace: &Workspace) -> Running {
    let socket = workspace.file("socket");
    let mut command = workspace.command();
    Running(command.env("NOTIFY_SOCKET", socket).spawn().unwrap())
}

/// Adds notes one by one, and waits for the reload of each.
async fn reload_new_notes(workspace: &Workspace, process: &Running, count: usize) {
    for number in 0..count {
        workspace.write(&format!("more {number}"), "Words");
        process.signal("-HUP");
        workspace
            .wait_for_response(&format!("/more_{number}"), |status, _| status != 404)
            .await;
    }
}

#[test]
fn the_service_manager_is_notified() {
    let workspace = Workspace::new();
    let socket = UnixDatagram::bind(workspace.file("socket")).unwrap();
    socket.set_read_timeout(Some(TIMEOUT)).unwrap();
    let notified = || {
        let mut bytes = [0; 1_024];
        let length = socket.recv(&mut bytes).expect("a notification");
        String::from_utf8(bytes[..length].to_vec()).unwrap()
    };
    let mut process = notifying(&workspace);
    assert_eq!(notified(), "READY=1\n");
    process.signal("-HUP");
    let reloading = notified();
    let time = reloading
        .strip_prefix("RELOADING=1\nMONOTONIC_USEC=")
        .expect("the time of the reload");
    assert!(time.trim().parse::<u64>().is_ok(), "{time}");
    assert_eq!(notified(), "READY=1\n");
    process.signal("-TERM");
    assert_eq!(notified(), "STOPPING=1\n");
    assert!(process.0.wait().unwrap().success());
}

#[tokio::test]
async fn no_notification_is_lost_while_the_service_manager_is_busy() {
    let workspace = Workspace::new();
    let socket = UnixDatagram::bind(workspace.file("socket")).unwrap();
    socket.set_read_timeout(Some(TIMEOUT)).unwrap();
    let mut process = notifying(&workspace);
    workspace.is_ready().await;
    // More messages than the socket holds on most systems.
    let reloads = 12;
    reload_new_notes(&workspace, &process, reloads).await;
    let mut bytes = [0; 1_024];
    let mut next = || {
        let length = socket.recv(&mut bytes).expect("a notification");
        String::from_utf8(bytes[..length].to_vec()).unwrap()
    };
    assert_eq!(next(), "READY=1\n");
    for _ in 0..reloads {
        assert!(next().starts_with("RELOADING=1\n"));
        assert_eq!(next(), "READY=1\n");
    }
    process.signal("-TERM");
    assert_eq!(next(), "STOPPING=1\n");
    assert!(process.exits_successfully().await);
}

#[tokio::test]
async fn it_keeps_serving_if_the_service_manager_does_not_read() {
    let workspace = Workspace::new();
    let _unread = UnixDatagram::bind(workspace.file("socket")).unwrap();
    let mut process = notifying(&workspace);
    workspace.is_ready().await;
    reload_new_notes(&workspace, &process, 20).await;
    process.signal("-TERM");
    assert!(process.exits_successfully().await);
}

#[test]
fn the_service_unit_always_restarts() {
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
