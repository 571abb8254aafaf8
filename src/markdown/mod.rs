//! The dialect: the text of a note in, its facts ([`facts()`]) or its HTML ([`html()`]) out.
//!
//! ```text
//! body -> lex -> marked text + tokens -> pulldown-cmark -> events -> facts | html | channel index
//! ```
//! A rule of the dialect is written once: in the lexer where it is about spelling, in `events`
//! where it is about structure. Comments are removed before that ([`without_comments`]). Nothing
//! here knows of other notes; [`RenderContext`] answers for them.

mod channel_index;
mod code;
mod comments;
mod escape;
mod events;
mod facts;
mod html;
mod lexer;
mod plain_text;
mod sentence;
mod slug;
#[cfg(test)]
mod tests;

pub use channel_index::{ChannelIndex, channel_index_html};
pub use code::CODE_TIME;
pub use comments::{without_comments, without_comments_of_front_matter};
pub use escape::escape;
pub use facts::{Facts, Heading, Link, MAX_MOMENTS, Moment, facts};
pub use html::{Html, LinkView, MediaShown, RenderContext, html, timestamp_link};
pub use lexer::token::{Callout, Fold, Reinterpretation, ResolvedTime, TimestampToken, Wikilink};
pub use sentence::sentences;
pub use slug::{MAX_ANCHOR_BYTES, MAX_HEADINGS, is_cut_slug, slug, words};
