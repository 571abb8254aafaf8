//! Limits the memory of the program: by a control group if the machine allows it, otherwise by
//! comparing its peak.

use std::path::PathBuf;

use crate::support::program::Program;

/// The limit of the service unit, in bytes.
const MEMORY_MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// The memory limit of a running program.
pub(super) struct MemoryLimit {
    /// The control group that enforces it.
    group: Option<PathBuf>,
}

impl MemoryLimit {
    /// Limits a running program.
    pub(super) fn new(program: &Program) -> Self {
        let process = program.process.id().unwrap();
        let group = PathBuf::from(format!("/sys/fs/cgroup/memory/cueleaf-proof-{process}"));
        let limit = || {
            std::fs::create_dir(&group)?;
            std::fs::write(
                group.join("memory.limit_in_bytes"),
                MEMORY_MAX_BYTES.to_string(),
            )?;
            std::fs::write(group.join("cgroup.procs"), process.to_string())
        };
        Self {
            group: limit().is_ok().then_some(group),
        }
    }

    /// How the limit is enforced.
    pub(super) fn description(&self) -> &'static str {
        if self.group.is_some() {
            "limited to 2 GB by a control group"
        } else {
            "no control group: the peak is compared"
        }
    }

    /// Panics if the program was killed or exceeded the limit.
    pub(super) fn assert_not_exceeded(&self, program: &mut Program) {
        assert!(
            program.process.try_wait().unwrap().is_none(),
            "it is still running"
        );
        let peak = program.memory("VmHWM") * 1024;
        assert!(peak < MEMORY_MAX_BYTES, "{peak} bytes at most");
    }
}

impl Drop for MemoryLimit {
    fn drop(&mut self) {
        if let Some(group) = &self.group {
            // Moves the process to the parent group, so that this one can be removed.
            if let Ok(processes) = std::fs::read_to_string(group.join("cgroup.procs")) {
                for process in processes.lines() {
                    let _ = std::fs::write("/sys/fs/cgroup/memory/cgroup.procs", process);
                }
            }
            let _ = std::fs::remove_dir(group);
        }
    }
}
