//! The dialect: the text of a note in, what it says ([`facts`]) or how it looks ([`html`]) out.
//!
//! ```text
//! body -> lex -> marked text + tokens -> pulldown-cmark -> pieces -> facts | html | index
//! ```
//! A rule of the dialect is written once: in the lexer where it is about spelling, in `pieces`
//! where it is about structure. Comments are removed before that ([`without_comments`]). Nothing
//! here knows of other notes; [`Links`] answers for them.

mod code;
mod comments;
mod depth;
mod escape;
mod facts;
mod fence;
mod html;
mod index;
mod inline;
mod last;
mod lex;
mod maths;
mod pieces;
mod plain;
mod sentence;
mod slug;
mod spans;
mod stamp;
mod tags;
#[cfg(test)]
mod tests;
mod token;
mod wikilink;

pub use code::CODE_TIME;
pub use comments::{without_comments, without_comments_of_front_matter};
pub use escape::escape;
pub use facts::{CitedMoment, Facts, Heading, Link, MOST_MOMENTS, facts};
pub use html::{Address, Html, Links, MediaShown, chip, html};
pub use index::{IndexHtml, index_html};
pub use sentence::sentences;
pub use slug::{MAX_ANCHOR_BYTES, MAX_HEADINGS, is_cut_slug, slug, words};
pub use token::{Callout, Fold, Moment, Reading, Repair, Wikilink, place};
