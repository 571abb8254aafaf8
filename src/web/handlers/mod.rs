//! The request handlers.

pub(super) mod assets;
pub(super) mod discovery;
pub(super) mod embed;
pub(super) mod events;
pub(super) mod health;
pub(super) mod llms;
pub(super) mod map;
pub(super) mod mcp;
pub(super) mod media;
pub(super) mod metrics;
pub(super) mod note_files;
pub(super) mod pages;
pub(super) mod request_path;
pub(super) mod search;
