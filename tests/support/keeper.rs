//! Child processes that end with the tests, even if those are killed.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The time limit for a program to start. A browser on a busy machine takes many seconds.
const START: Duration = Duration::from_secs(60);

/// Runs a program until its standard input is closed, which the kernel does when the test process
/// is gone, even if killed. Then terminates the program and all its children, and removes its
/// folder.
const KEEPER: &str = r#"folder=$1; shift
HOME="$folder" TMPDIR="$folder" XDG_RUNTIME_DIR="$folder" "$@" >"$folder/output" 2>&1 &
cat >/dev/null
trap '' TERM; kill -s TERM -- -$$; wait
rm -rf "$folder" 2>/dev/null || { sleep 1; rm -rf "$folder"; }"#;

/// Starts a program that runs until the returned guard is dropped or the process ends. Its output
/// goes to the file `output` in the folder, which is removed, too.
pub fn keep<I: IntoIterator<Item: AsRef<OsStr>>>(
    folder: &Path,
    program: &str,
    arguments: I,
) -> Keeper {
    let shell = Command::new("sh")
        .args(["-c", KEEPER, "keeper"])
        .arg(folder)
        .arg(program)
        .args(arguments)
        .stdin(Stdio::piped())
        // In its own process group: a signal to the tests and all their children must not end it
        // before it has cleaned up.
        .process_group(0)
        .spawn()
        .expect("a shell");
    Keeper(shell)
}

/// The shell that supervises a program until its standard input is closed.
pub struct Keeper(Child);

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// Polls until `look` returns a value.
pub fn until_some<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let deadline = Instant::now() + START;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what} after {START:?}");
        // Only the polling interval: the condition decides, not the time.
        std::thread::sleep(Duration::from_millis(20));
    }
}
