//! Tracks the last timestamp in prose, to recognize repetitions of it.

use crate::markdown::lexer::timestamp;
use crate::markdown::lexer::token::Kind;
use crate::text::timestamp::RawTimestamp;

/// The last timestamp before the current position.
#[derive(Clone, Copy, Default)]
pub(in crate::markdown) struct LastTimestamp {
    /// The byte offset of its end.
    pub(in crate::markdown) end: usize,
    time: Option<RawTimestamp>,
}

impl LastTimestamp {
    /// Updates it with the token between two byte offsets. An empty token, such as that of a
    /// bracket, belongs to the timestamp before it.
    pub(in crate::markdown) fn update(&mut self, kind: &Kind<'_>, start: usize, end: usize) {
        match kind {
            Kind::Timestamp(timestamp) => {
                *self = Self {
                    end,
                    time: Some(timestamp.time),
                }
            }
            Kind::Literal("") if self.end == start => self.end = end,
            _ => {}
        }
    }

    /// Whether only spaces are between it and a byte offset.
    pub(in crate::markdown) fn ends_before(self, prose: &str, at: usize) -> bool {
        self.time.is_some() && prose[self.end..at].bytes().all(|b| b == b' ')
    }

    /// Whether only spaces, commas and semicolons are between it and a byte offset.
    fn is_listed_before(self, prose: &str, at: usize) -> bool {
        self.time.is_some()
            && prose[self.end..at]
                .bytes()
                .all(|b| matches!(b, b' ' | b',' | b';'))
    }

    /// Whether the next item of a list that starts with it is at a byte offset.
    pub(in crate::markdown) fn is_listed_before_item(self, prose: &str, at: usize) -> bool {
        at > self.end && !self.ends_before(prose, at) && self.is_listed_before(prose, at)
    }

    /// The length in bytes of a repetition in parentheses.
    pub(in crate::markdown) fn repetition_in_parentheses(
        self,
        prose: &str,
        at: usize,
    ) -> Option<usize> {
        let time = self.time.filter(|_| self.ends_before(prose, at))?;
        timestamp::repetition_in_parentheses(&prose[at..], time)
    }

    /// Makes the first of the tokens at a byte offset empty if it repeats the same time, with at
    /// most a comma between the two. Returns the length in bytes of the text between them, which
    /// then belongs to the token.
    pub(in crate::markdown) fn repeats(
        self,
        prose: &str,
        at: usize,
        tokens: &mut [(usize, Kind<'_>)],
    ) -> usize {
        let is_repetition = |kind: &Kind<'_>| match kind {
            Kind::Timestamp(timestamp) => {
                timestamp.end.is_none()
                    && self
                        .time
                        .is_some_and(|time| time.as_hms() == timestamp.time.as_hms())
            }
            _ => false,
        };
        let Some(first) = tokens
            .iter()
            .position(|(_, kind)| *kind != Kind::Literal(""))
        else {
            return 0;
        };
        if !(is_repetition(&tokens[first].1) && self.is_listed_before(prose, at)) {
            return 0;
        }
        tokens[first].1 = Kind::Literal("");
        tokens[0].0 += at - self.end;
        at - self.end
    }
}
