//! How accurate the inferred timestamps are, and how well search finds notes. Both print a table:
//! `cargo test --test quality -- --nocapture`, on real notes with
//! `CUELEAF_CORPUS=DIR … --include-ignored`.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod alignment;
mod proven_repairs;
mod related;
mod relevance;
#[path = "../support/mod.rs"]
mod support;
mod timestamp_accuracy;
mod truth;
