//! The first pass: finds the constructs of the dialect before CommonMark is parsed.

pub(super) mod bare_url;
pub(super) mod block;
pub(super) mod block_id;
pub(super) mod block_reference;
pub(super) mod code_spans;
mod element;
pub(super) mod embed_tags;
mod emoji;
pub(super) mod fence;
mod hashtag;
mod highlight;
pub(super) mod html_tags;
pub(super) mod inline;
mod inline_footnote;
pub(super) mod lexed;
pub(super) mod macros;
pub(super) mod math;
pub(super) mod nesting_limit;
mod outline;
pub(super) mod relative_url;
mod shortcode;
pub(super) mod step;
pub(super) mod text_macros;
pub(super) mod timestamp;
pub(super) mod token;
pub(super) mod wikilink;
