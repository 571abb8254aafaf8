//! Programs that end with the tests, however those end.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a program may take until it can be used. A browser on a busy machine takes many
/// seconds.
const START: Duration = Duration::from_secs(60);

/// Runs a program until its standard input ends, which the kernel sees to when the tests' process
/// is gone, even killed. Then the program, all that it has started and its folder go.
const KEEPER: &str = r#"folder=$1; shift
HOME="$folder" TMPDIR="$folder" XDG_RUNTIME_DIR="$folder" "$@" >"$folder/output" 2>&1 &
cat >/dev/null
trap '' TERM; kill -s TERM -- -$$; wait
rm -rf "$folder" 2>/dev/null || { sleep 1; rm -rf "$folder"; }"#;

/// Starts a program, which runs until what this returns is dropped or the process ends. Its output
/// goes to the file `output` in the folder, which is removed with it.
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
        // A group of its own: a signal to the tests and all their children must not end it before
        // it has tidied up.
        .process_group(0)
        .spawn()
        .expect("a shell");
    Keeper(shell)
}

/// The shell that keeps a program; its standard input stays open as long as this lives.
pub struct Keeper(Child);

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// Waits until a program tells what is needed of it.
pub fn until_some<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let deadline = Instant::now() + START;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what} after {START:?}");
        // Only the pause between two looks: the condition decides, not the time.
        std::thread::sleep(Duration::from_millis(20));
    }
}
