//! The served site: its store, its reloading, and the watching of its folder.

mod alignment;
pub mod problem_log;
pub mod reload;
pub mod store;
pub mod watch;
