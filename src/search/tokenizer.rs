//! The tokenizer of the index: the words of a text, folded, with their positions.

use std::collections::HashMap;
use std::ops::Range;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::search::folding::fold_into;
use crate::search::words::Words;

/// The minimum number of positions of a word that are indexed per text; the maximum is twice that.
/// The cost of a phrase grows with the positions of its words; more occurrences hardly ever matter
/// in real notes.
pub(super) const MIN_POSITIONS: u16 = 300;

/// The number of counters per text.
const COUNTERS: usize = 1024;

/// The tokenizer of the index.
#[derive(Clone, Default)]
pub(super) struct WordTokenizer {
    token: Token,
}

pub(super) struct WordStream<'a> {
    text: &'a str,
    words: Words<'a>,
    /// Another spelling of the last word, which has the same position.
    other: Option<Range<usize>>,
    token: &'a mut Token,
    counter: PositionCounter,
}

/// Counts the positions of each word. Words share counters by hash; once a counter is full, its
/// words are counted individually.
struct PositionCounter {
    counters: Box<[u16; COUNTERS]>,
    frequent: HashMap<String, u16>,
}

impl PositionCounter {
    /// Counts a position. Returns whether it is to be indexed.
    fn count(&mut self, word: &str) -> bool {
        let shared = &mut self.counters[counter_of(word)];
        if *shared < MIN_POSITIONS {
            *shared += 1;
            return true;
        }
        let count = match self.frequent.get_mut(word) {
            Some(count) => count,
            None => self.frequent.entry(word.to_owned()).or_default(),
        };
        *count = count.saturating_add(1);
        *count <= MIN_POSITIONS
    }
}

/// The number of a word's counter: a multiplicative hash of eight bytes at a time.
fn counter_of(word: &str) -> usize {
    let (blocks, rest) = word.as_bytes().as_chunks::<8>();
    let rest = rest
        .iter()
        .fold(1, |bits, byte| bits << 8 | u64::from(*byte));
    let blocks = blocks.iter().map(|block| u64::from_le_bytes(*block));
    let hash = blocks.chain([rest]).fold(0_u64, |hash, bits| {
        (hash.rotate_left(5) ^ bits).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    });
    (hash >> 32) as usize % COUNTERS
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        let counter = PositionCounter {
            counters: Box::new([0; COUNTERS]),
            frequent: HashMap::new(),
        };
        WordStream {
            text,
            words: Words::new(text),
            other: None,
            token: &mut self.token,
            counter,
        }
    }
}

impl WordStream<'_> {
    /// The range of the next token. Only words advance the position.
    fn next_range(&mut self) -> Option<Range<usize>> {
        if let Some(other) = self.other.take() {
            return Some(other);
        }
        let word = self.words.next()?;
        self.other = word.other;
        self.token.position = self.token.position.wrapping_add(1);
        Some(word.range)
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(range) = self.next_range() {
            self.token.text.clear();
            fold_into(&self.text[range.clone()], &mut self.token.text);
            self.token.offset_from = range.start;
            self.token.offset_to = range.end;
            if self.counter.count(&self.token.text) {
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_positions_of_a_word_are_limited() {
        let text = format!(
            "{}rare {}",
            "the and ".repeat(100_000),
            (0..50_000).map(|n| format!("w{n} ")).collect::<String>()
        );
        let mut tokenizer = WordTokenizer::default();
        let mut stream = tokenizer.token_stream(&text);
        let mut positions: HashMap<String, Vec<usize>> = HashMap::new();
        while stream.advance() {
            positions
                .entry(stream.token().text.clone())
                .or_default()
                .push(stream.token().position);
        }
        assert_eq!(
            (positions["rare"].as_slice(), positions["w49999"].as_slice()),
            (&[200_000][..], &[250_000][..])
        );
        for word in ["the", "and"] {
            assert!(
                (300..=600).contains(&positions[word].len()),
                "{}",
                positions[word].len()
            );
        }
    }

    #[test]
    fn other_spellings_have_the_position_of_their_word() {
        let mut tokenizer = WordTokenizer::default();
        let mut stream = tokenizer.token_stream("The Wi-Fi of .NET");
        let mut tokens = Vec::new();
        while stream.advance() {
            tokens.push((stream.token().position, stream.token().text.clone()));
        }
        let tokens: Vec<(usize, &str)> = tokens.iter().map(|(at, text)| (*at, &**text)).collect();
        assert_eq!(
            tokens,
            [
                (0, "the"),
                (1, "wi"),
                (1, "wifi"),
                (2, "fi"),
                (3, "of"),
                (4, ".net"),
                (4, "net")
            ]
        );
    }
}
