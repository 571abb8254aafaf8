//! Leaves: short texts and numbers that every layer writes alike. They use nothing but each other.

pub mod base_url;
pub mod error_chain;
pub mod language;
pub mod media_kind;
pub mod naming;
pub mod own_pages;
pub mod plural;
pub mod timestamp;
pub mod youtube;
