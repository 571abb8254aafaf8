//! The integration tests, in one binary. The folders mirror the parts of the interface.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod browser;
mod check;
pub mod cli;
mod crawl;
mod engines;
mod html_snapshots;
mod invariants;
mod languages;
mod limits;
mod observability;
mod pages;
mod private;
#[cfg(unix)]
mod process;
mod relevance;
mod reload;
mod responses;
mod search_examples;
mod security;
mod stress;
mod support;
mod timestamp_accuracy;
