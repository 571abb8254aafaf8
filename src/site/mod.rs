//! The served site: its store, its reloading, and the watching of its folder.

pub mod reload;
pub mod store;
pub mod watch;
