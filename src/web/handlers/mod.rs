//! The request handlers.

pub(super) mod assets;
pub(super) mod events;
pub(super) mod map;
pub(super) mod media;
pub(super) mod metrics;
pub(super) mod notes;
pub(super) mod search;
