//! Leaf modules: text, names, numbers and URLs as every layer writes them. They use only each
//! other.

pub mod ascii_case;
pub mod base_url;
pub mod date;
pub mod error_chain;
pub mod initial;
pub mod language;
pub mod media_kind;
pub mod naming;
pub mod natural_order;
pub mod own_pages;
pub mod plural;
pub mod shared_suffix;
pub mod tag_name;
pub mod timestamp;
pub mod uuid;
pub mod video_url;
pub mod youtube;
