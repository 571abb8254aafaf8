//! The command line, through the real program.

mod check;
mod fix;
#[cfg(unix)]
mod process;
mod settings;

use std::process::Output;

use crate::support::program::{BINARY, isolated};

/// Runs a command.
pub fn cueleaf(arguments: &[&str]) -> Output {
    isolated(BINARY).args(arguments).output().unwrap()
}

/// The error message of a failed command: one line.
fn error_of(arguments: &[&str]) -> String {
    let output = cueleaf(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}
