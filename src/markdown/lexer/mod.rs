//! The first pass: finds what is of our dialect before CommonMark reads the text.

pub(super) mod block;
pub(super) mod code_spans;
pub(super) mod fence;
pub(super) mod html_tags;
pub(super) mod inline;
pub(super) mod math;
pub(super) mod nesting_limit;
pub(super) mod step;
pub(super) mod timestamp;
pub(super) mod token;
pub(super) mod wikilink;
