//! The Markdown dialect: turns the body of a note into its [facts](facts()) or its
//! [HTML](html()).
//!
//! ```text
//! body -> lex -> marked text + tokens -> pulldown-cmark -> events -> facts | html | channel index
//! ```
//! Each rule of the dialect has one place: the lexer for spelling, `events` for structure. Comments
//! are removed before ([`without_comments`]). This module does not know other notes;
//! [`RenderContext`] provides what the HTML needs from them.

mod channel_index;
mod code;
mod comments;
mod escape;
mod events;
mod facts;
mod html;
mod lexer;
mod plain_text;
mod resolved_time;
mod sentence;
mod slug;
#[cfg(test)]
mod tests;
mod timestamp_places;

pub use channel_index::{ChannelIndex, channel_index_html};
pub use code::MAX_HIGHLIGHT_TIME;
pub use comments::{without_comments, without_front_matter_comments};
pub use escape::escape;
pub use facts::{Block, CitedVideo, Facts, Heading, Link, MAX_MOMENTS, Moment, Subject, facts};
pub use html::{
    Html, LinkView, MediaView, MomentTarget, RecordingView, RenderContext, VideoView, block_html,
    html, timestamp_link,
};
pub use lexer::token::{Callout, Fold, PictureSize, TimestampToken, VideoEmbed, Wikilink};
pub use resolved_time::{Reinterpretation, ResolvedTime, UncertainSpan};
pub use sentence::sentences;
pub use slug::{MAX_ANCHOR_BYTES, MAX_HEADINGS, is_cut_slug, slug};
pub use timestamp_places::{TimestampPlaces, timestamp_places};
