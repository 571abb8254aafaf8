//! Words of a text, and the form in which they are compared: lower case, without accents.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words are cut after so many letters once they are folded: one character can fold to eighteen.
pub(super) const MAX_WORD_LETTERS: usize = 60;

/// No more bytes of a word are folded. The letters that are kept stand in these, unless they have
/// dozens of accents.
const MAX_WORD_BYTES: usize = 1_000;

/// One word of a text.
#[derive(Debug, PartialEq)]
pub(super) struct Word {
    /// Where it stands, in bytes.
    pub(super) range: Range<usize>,
    /// Whether it is a letter of a script that puts no spaces between words: each is a word of its
    /// own.
    pub(super) is_letter: bool,
}

/// The words of a text, in order.
pub(super) struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Words<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Where the word ends that begins here.
    fn end(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                at += 1;
            } else if byte.is_ascii() {
                break;
            } else {
                match self.text[at..].chars().next() {
                    Some(c) if is_part(c) && !is_unspaced(c) => at += c.len_utf8(),
                    _ => break,
                }
            }
        }
        at
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            let start = self.at;
            if byte.is_ascii_alphanumeric() {
                self.at = self.end(start);
                return Some(Word {
                    range: start..self.at,
                    is_letter: false,
                });
            }
            let c = if byte.is_ascii() {
                ' '
            } else {
                self.text[start..].chars().next()?
            };
            self.at += c.len_utf8();
            if is_unspaced(c) {
                return Some(Word {
                    range: start..self.at,
                    is_letter: true,
                });
            }
            if c.is_alphanumeric() {
                self.at = self.end(start);
                return Some(Word {
                    range: start..self.at,
                    is_letter: false,
                });
            }
        }
        None
    }
}

/// Whether a character goes on with a word: in many scripts vowels are marks.
fn is_part(c: char) -> bool {
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

/// The form in which a word is compared.
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
    // Accents go; the marks of other scripts are letters.
    let bare = word
        .nfkd()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36F}'))
        .flat_map(char::to_lowercase)
        .map(plain);
    out.extend(bare.take(MAX_WORD_LETTERS).nfc());
}

/// Letters whose stroke or dot is no accent to Unicode, but to those who type.
fn plain(c: char) -> char {
    match c {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ı' => 'i',
        other => other,
    }
}

/// How often a word of a text is indexed at least, and at most twice as often: a phrase costs time
/// for each place of each of its words. Real notes have few words so often, and say nothing new by
/// then.
pub(super) const MIN_POSITIONS: u16 = 300;

/// How many counters a text has for its words.
const COUNTERS: usize = 1024;

/// Gives an index the words of a text.
#[derive(Clone, Default)]
pub(super) struct WordTokenizer {
    token: Token,
}

pub(super) struct WordStream<'a> {
    words: Words<'a>,
    token: &'a mut Token,
    places: WordPlaces,
}

/// Counts the places of each word. Words share counters at first, and those of a counter that is
/// full are counted apart.
struct WordPlaces {
    counters: Box<[u16; COUNTERS]>,
    frequent: HashMap<String, u16>,
}

impl WordPlaces {
    /// Whether one more place of a word is indexed.
    fn has_room(&mut self, word: &str) -> bool {
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
        let places = WordPlaces {
            counters: Box::new([0; COUNTERS]),
            frequent: HashMap::new(),
        };
        WordStream {
            words: Words::of(text),
            token: &mut self.token,
            places,
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
            if self.places.has_room(&self.token.text) {
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
        Words::of(text)
            .map(|word| fold(&text[word.range]).into_owned())
            .collect()
    }

    #[test]
    fn finds_the_words_of_every_script() {
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
    fn words_are_cut_after_they_are_folded() {
        assert_eq!(
            fold(&"\u{FDFA}".repeat(300)).chars().count(),
            MAX_WORD_LETTERS
        );
        assert_eq!(fold(&"x".repeat(61)), "x".repeat(60));
        assert_eq!(fold(&"É".repeat(60)), "e".repeat(60));
        assert_eq!(
            fold(&"É".repeat(61)),
            fold(&"E\u{301}".repeat(61)),
            "however accents are written"
        );
        let folded = fold(&"한".repeat(61)).into_owned();
        assert_eq!(fold(&folded), folded);
    }

    #[test]
    fn a_word_is_indexed_so_often_and_no_more() {
        let text = format!(
            "{}rare {}",
            "the and ".repeat(100_000),
            (0..50_000).map(|n| format!("w{n} ")).collect::<String>()
        );
        let mut tokenizer = WordTokenizer::default();
        let mut stream = tokenizer.token_stream(&text);
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        while stream.advance() {
            places
                .entry(stream.token().text.clone())
                .or_default()
                .push(stream.token().position);
        }
        assert_eq!(
            (places["rare"].as_slice(), places["w49999"].as_slice()),
            (&[200_000][..], &[250_000][..])
        );
        for word in ["the", "and"] {
            assert!(
                (300..=600).contains(&places[word].len()),
                "{}",
                places[word].len()
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_words(text in ".*") {
            let mut last = 0;
            for word in Words::of(&text) {
                proptest::prop_assert!(last <= word.range.start);
                proptest::prop_assert!(word.range.start < word.range.end);
                last = word.range.end;
                proptest::prop_assert!(fold(&text[word.range]).chars().count() <= MAX_WORD_LETTERS);
            }
        }
    }
}
