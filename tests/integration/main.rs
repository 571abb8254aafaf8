//! The tests of `cargo test`: HTTP, commands, search, security, and the structure of the source.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod cli;
mod habits;
mod html_snapshots;
mod http;
mod invariants;
mod mcp;
mod private;
mod search;
mod security;
#[path = "../support/mod.rs"]
mod support;
