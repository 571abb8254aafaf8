//! The steps of the lexer in prose, and the limit of its lookahead.

use crate::markdown::lexer::token::Kind;

/// The maximum length of a construct, in bytes. Real wikilinks stay under 300.
pub(in crate::markdown) const MAX_CONSTRUCT_BYTES: usize = 2_000;

/// What the lexer does at a byte offset. Lengths are in bytes.
pub(in crate::markdown) enum Step<'s> {
    /// Copies text of this length.
    Skip(usize),
    /// Copies code of this length.
    Code(usize),
    /// Removes text of this length, which repeats the last timestamp, and the spaces before it.
    Drop(usize),
    /// Replaces text by tokens, each with the length that it replaces.
    Replace(Vec<(usize, Kind<'s>)>),
}

impl<'s> Step<'s> {
    /// Replaces text of this length by a token.
    pub(in crate::markdown) fn replace(length: usize, kind: Kind<'s>) -> Self {
        Self::Replace(vec![(length, kind)])
    }
}
