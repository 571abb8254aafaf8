//! The integration tests: one binary. Folders mirror what a visitor meets.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod browser;
mod check;
pub mod commands;
mod crawl;
mod engines;
mod evaluation;
mod invariants;
mod languages;
mod limits;
mod observed;
mod pages;
mod private;
#[cfg(unix)]
mod process;
mod proofs;
mod queries;
mod relevance;
mod reload;
mod rendered;
mod responses;
mod safe;
mod support;
