//! Splits text into words and folds them for comparison: lower case, without accents.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The maximum length of a folded word, in letters; the rest is dropped. A single character can
/// fold to eighteen.
pub(super) const MAX_WORD_LETTERS: usize = 60;

/// Only this many bytes of a word are folded. They contain all letters that are kept, unless those
/// have dozens of accents.
const MAX_WORD_BYTES: usize = 1_000;

/// A word in a text.
#[derive(Debug, PartialEq)]
pub(super) struct Word {
    /// Its byte range in the text.
    pub(super) range: Range<usize>,
    /// Whether it is a letter of a script without spaces between words, where each letter is a
    /// token.
    pub(super) is_letter: bool,
}

/// Iterates over the words of a text.
pub(super) struct Words<'t> {
    text: &'t str,
    offset: usize,
}

impl<'t> Words<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, offset: 0 }
    }

    /// The end of the word that begins at `start`.
    fn end(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut offset = start;
        while let Some(byte) = bytes.get(offset) {
            if byte.is_ascii_alphanumeric() {
                offset += 1;
            } else if byte.is_ascii() {
                break;
            } else {
                match self.text[offset..].chars().next() {
                    Some(c) if continues_word(c) && !is_unspaced(c) => offset += c.len_utf8(),
                    _ => break,
                }
            }
        }
        offset
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.offset) {
            let start = self.offset;
            if byte.is_ascii_alphanumeric() {
                self.offset = self.end(start);
                return Some(Word {
                    range: start..self.offset,
                    is_letter: false,
                });
            }
            let c = if byte.is_ascii() {
                ' '
            } else {
                self.text[start..].chars().next()?
            };
            self.offset += c.len_utf8();
            if is_unspaced(c) {
                return Some(Word {
                    range: start..self.offset,
                    is_letter: true,
                });
            }
            if c.is_alphanumeric() {
                self.offset = self.end(start);
                return Some(Word {
                    range: start..self.offset,
                    is_letter: false,
                });
            }
        }
        None
    }
}

/// Whether a character continues a word; in many scripts vowels are combining marks.
fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Han, Hiragana and Katakana.
fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{3040}'..='\u{30FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

/// Folds a word for comparison.
pub(super) fn fold(word: &str) -> Cow<'_, str> {
    if word.len() <= MAX_WORD_LETTERS
        && word
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    {
        return Cow::Borrowed(word);
    }
    let mut folded = String::with_capacity(word.len().min(MAX_WORD_BYTES));
    fold_into(word, &mut folded);
    Cow::Owned(folded)
}

fn fold_into(word: &str, out: &mut String) {
    let word = &word[..word.floor_char_boundary(MAX_WORD_BYTES)];
    if word.is_ascii() {
        out.push_str(&word[..word.len().min(MAX_WORD_LETTERS)]);
        return out.make_ascii_lowercase();
    }
    // Accents are removed; the marks of other scripts are letters.
    let without_accents = word
        .nfkd()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36F}'))
        .flat_map(char::to_lowercase)
        .map(strip_stroke);
    out.extend(without_accents.take(MAX_WORD_LETTERS).nfc());
}

/// Replaces letters whose stroke or dot is not a combining mark in Unicode, but which users type
/// without it.
fn strip_stroke(c: char) -> char {
    match c {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ı' => 'i',
        other => other,
    }
}

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
    words: Words<'a>,
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
        // FNV-1a
        let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let shared = &mut self.counters[(hash >> 32) as usize % COUNTERS];
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

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        let counter = PositionCounter {
            counters: Box::new([0; COUNTERS]),
            frequent: HashMap::new(),
        };
        WordStream {
            words: Words::new(text),
            token: &mut self.token,
            counter,
        }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(Word { range, .. }) = self.words.next() {
            self.token.text.clear();
            fold_into(&self.words.text[range.clone()], &mut self.token.text);
            self.token.position = self.token.position.wrapping_add(1);
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

    fn words(text: &str) -> Vec<String> {
        Words::new(text)
            .map(|word| fold(&text[word.range]).into_owned())
            .collect()
    }

    #[test]
    fn words_of_every_script_are_found() {
        assert_eq!(
            words("Amazon's e-mail, aws_business"),
            ["amazon", "s", "e", "mail", "aws", "business"]
        );
        assert_eq!(
            words("Inversión ÇAĞRI Łódź İstanbul"),
            ["inversion", "cagri", "lodz", "istanbul"]
        );
        assert_eq!(words("हिन्दी में"), ["हिन्दी", "में"]);
        assert_eq!(
            words("東京タワー1号"),
            ["東", "京", "タ", "ワ", "ー", "1", "号"]
        );
        assert_eq!(words("한국어 Cafe\u{301}"), ["한국어", "cafe"]);
        assert_eq!(words(" - [](: "), Vec::<String>::new());
    }

    #[test]
    fn words_are_truncated_after_folding() {
        assert_eq!(
            fold(&"\u{FDFA}".repeat(300)).chars().count(),
            MAX_WORD_LETTERS
        );
        assert_eq!(fold(&"x".repeat(61)), "x".repeat(60));
        assert_eq!(fold(&"É".repeat(60)), "e".repeat(60));
        assert_eq!(
            fold(&"É".repeat(61)),
            fold(&"E\u{301}".repeat(61)),
            "regardless of composition"
        );
        let folded = fold(&"한".repeat(61)).into_owned();
        assert_eq!(fold(&folded), folded);
    }

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

    proptest::proptest! {
        #[test]
        fn words_of_any_text_are_in_order_and_bounded(text in ".*") {
            let mut last = 0;
            for word in Words::new(&text) {
                proptest::prop_assert!(last <= word.range.start);
                proptest::prop_assert!(word.range.start < word.range.end);
                last = word.range.end;
                proptest::prop_assert!(fold(&text[word.range]).chars().count() <= MAX_WORD_LETTERS);
            }
        }
    }
}
