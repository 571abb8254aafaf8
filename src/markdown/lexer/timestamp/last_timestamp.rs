//! The moment before a place in prose, by which what follows is known for a second citation of it.

use crate::markdown::lexer::timestamp;
use crate::markdown::lexer::token::Kind;
use crate::text::timestamp::RawTimestamp;

/// The last moment of the prose: where it ends, and its time.
#[derive(Clone, Copy, Default)]
pub(in crate::markdown) struct LastMoment {
    pub(in crate::markdown) end: usize,
    time: Option<RawTimestamp>,
}

impl LastMoment {
    /// Takes note of a token that ends at a place. Empty text, as a bracket becomes, belongs to the
    /// moment before it.
    pub(in crate::markdown) fn pass(&mut self, kind: &Kind<'_>, start: usize, end: usize) {
        match kind {
            Kind::Timestamp(moment) => {
                *self = Self {
                    end,
                    time: Some(moment.time),
                }
            }
            Kind::Literal("") if self.end == start => self.end = end,
            _ => {}
        }
    }

    /// Whether nothing but spaces stands between it and a place.
    pub(in crate::markdown) fn ends_before(self, prose: &str, at: usize) -> bool {
        self.time.is_some() && prose[self.end..at].bytes().all(|b| b == b' ')
    }

    /// Whether nothing but spaces and a comma stands between it and a place.
    fn is_listed_before(self, prose: &str, at: usize) -> bool {
        self.time.is_some()
            && prose[self.end..at]
                .bytes()
                .all(|b| matches!(b, b' ' | b',' | b';'))
    }

    /// Whether a place is the next of a list that begins with it.
    pub(in crate::markdown) fn goes_on(self, prose: &str, at: usize) -> bool {
        at > self.end && !self.ends_before(prose, at) && self.is_listed_before(prose, at)
    }

    /// The length of a second citation in parentheses.
    pub(in crate::markdown) fn again_in_parentheses(self, prose: &str, at: usize) -> Option<usize> {
        let time = self.time.filter(|_| self.ends_before(prose, at))?;
        timestamp::again_in_parentheses(&prose[at..], time)
    }

    /// Makes empty text of the first of the tokens at a place if it cites the same time again, with
    /// nothing but a comma between: then it is one citation. Gives the length of what is between,
    /// which is now part of it.
    pub(in crate::markdown) fn repeats(
        self,
        prose: &str,
        at: usize,
        tokens: &mut [(usize, Kind<'_>)],
    ) -> usize {
        let is_again = |kind: &Kind<'_>| match kind {
            Kind::Timestamp(moment) => {
                moment.end.is_none()
                    && self
                        .time
                        .is_some_and(|time| time.as_hms() == moment.time.as_hms())
            }
            _ => false,
        };
        let Some(first) = tokens
            .iter()
            .position(|(_, kind)| *kind != Kind::Literal(""))
        else {
            return 0;
        };
        if !(is_again(&tokens[first].1) && self.is_listed_before(prose, at)) {
            return 0;
        }
        tokens[first].1 = Kind::Literal("");
        tokens[0].0 += at - self.end;
        at - self.end
    }
}
