//! Thread priority: threads with long work run at a lower priority than those that serve requests,
//! so that `/healthz` and cached pages are not delayed while all cores are busy.

/// The increment of the nice value, as for nice(2).
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;

/// Lowers the priority of the current thread, once, and of the threads that it starts from then on.
/// Does nothing except on Linux, where each thread has its own priority.
pub fn lower_current_thread() {
    #[cfg(target_os = "linux")]
    {
        thread_local! {
            static IS_LOWERED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
        }
        if !IS_LOWERED.replace(true) {
            // If the system forbids it, the work runs at normal priority.
            let _ = rustix::process::nice(NICENESS);
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::getpriority_process;

    use super::*;

    #[test]
    fn a_thread_and_its_children_are_lowered_once() {
        let priority = || getpriority_process(None).expect("a priority");
        let normal = priority();
        let lowered = std::thread::spawn(move || {
            lower_current_thread();
            lower_current_thread();
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
