//! The priority of threads whose work takes long: lower than that of the threads that answer
//! requests, so that `/healthz` and pages from memory do not wait where all cores are busy.

/// How much nicer than the rest of the process such a thread is, in the units of nice(2).
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;

/// Lowers the priority of this thread, once, and of those that it starts from now on. Only Linux
/// has a priority for each thread.
pub fn lower() {
    #[cfg(target_os = "linux")]
    {
        thread_local! {
            static IS_LOWERED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
        }
        if !IS_LOWERED.replace(true) {
            // Where the system forbids it, the work runs as all other work does.
            let _ = rustix::process::nice(NICENESS);
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::getpriority_process;

    use super::*;

    #[test]
    fn a_thread_and_those_it_starts_are_lowered_once() {
        let priority = || getpriority_process(None).expect("a priority");
        let normal = priority();
        let lowered = std::thread::spawn(move || {
            lower();
            lower();
            [
                priority(),
                std::thread::spawn(priority).join().expect("no panic"),
            ]
        });
        assert_eq!(
            lowered.join().expect("no panic"),
            [(normal + NICENESS).min(19); 2]
        );
        assert_eq!(priority(), normal);
    }
}
