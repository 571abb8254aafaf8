//! What the lexer does at a byte of prose, and how far it looks ahead.

use crate::markdown::lexer::token::Kind;

/// The longest construct that the lexer looks for, in bytes. Real wikilinks stay under 300.
pub(in crate::markdown) const MAX_CONSTRUCT_BYTES: usize = 2_000;

/// What the lexer does at a byte: go on, pass over code, drop what says the last moment again (with
/// the spaces before it), or put tokens in the place of what is there.
pub(in crate::markdown) enum Step<'s> {
    Skip(usize),
    Code(usize),
    Drop(usize),
    Take(Vec<(usize, Kind<'s>)>),
}

impl<'s> Step<'s> {
    pub(in crate::markdown) fn take(length: usize, kind: Kind<'s>) -> Self {
        Self::Take(vec![(length, kind)])
    }
}
