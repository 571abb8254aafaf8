//! The responses of the API, as values that serialise to JSON.

pub(super) mod description;
pub(super) mod map;
mod metadata;
pub(super) mod moments;
pub(super) mod note;
pub(super) mod oembed;
pub(super) mod preview;
pub(super) mod search;
pub(super) mod suggest;
pub(super) mod tags;
