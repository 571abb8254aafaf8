//! Splits text into tokens that are compared between a sentence and a transcript.
//!
//! A token is a hash: of the first letters of a word, so that inflections of a word are equal in
//! most languages, of two words that follow each other, or, in scripts without spaces, of two
//! characters that follow each other. There is no list of frequent words: how often a token occurs
//! in the transcript decides what it is worth.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

/// The letters of a word that are compared. With 5 to 7 letters, the most sentences of real notes
/// are found.
const STEM_CHARS: usize = 6;

/// The hash of a word, or of a pair of words.
pub type Token = u64;

/// Calls `visit` with each word of a text and its byte offset, until it returns `false`.
pub fn words(text: &str, mut visit: impl FnMut(usize, Token) -> bool) {
    let mut word = Word::default();
    for (at, c) in text.char_indices() {
        let goes_on = if !c.is_alphanumeric() {
            word.finish()
                .is_none_or(|(start, token)| visit(start, token))
        } else if has_no_spaces(c) {
            let before = word.previous;
            let ended = word
                .finish()
                .is_none_or(|(start, token)| visit(start, token));
            word.previous = Some(c);
            ended && before.is_none_or(|before| visit(at, hash((before, c))))
        } else {
            word.previous = None;
            word.add(at, c);
            true
        };
        if !goes_on {
            return;
        }
    }
    if let Some((start, token)) = word.finish() {
        visit(start, token);
    }
}

/// The token of two words that follow each other.
pub(super) fn pair(first: Token, second: Token) -> Token {
    hash((first, second, 2_u8))
}

/// The word that is being read.
#[derive(Default)]
struct Word {
    start: usize,
    chars: usize,
    hasher: FxHasher,
    /// The previous character, if it is of a script without spaces.
    previous: Option<char>,
}

impl Word {
    /// Adds a letter or digit, in lower case.
    fn add(&mut self, at: usize, c: char) {
        if self.chars == 0 {
            self.start = at;
        }
        if c.is_ascii() {
            self.add_lower(c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(|lower| self.add_lower(lower));
        }
    }

    fn add_lower(&mut self, lower: char) {
        if self.chars < STEM_CHARS {
            lower.hash(&mut self.hasher);
        }
        self.chars += 1;
    }

    /// Ends the word; returns its byte offset and token.
    fn finish(&mut self) -> Option<(usize, Token)> {
        let word = std::mem::take(self);
        (word.chars > 0).then(|| (word.start, word.hasher.finish()))
    }
}

/// Whether a letter is of a script that is written without spaces, or, as Korean, with endings
/// that are longer than the words.
fn has_no_spaces(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' // Thai, Lao
        | '\u{1000}'..='\u{109F}' // Burmese
        | '\u{1780}'..='\u{17FF}' // Khmer
        | '\u{3040}'..='\u{30FF}' // Kana
        | '\u{3400}'..='\u{9FFF}' // Han
        | '\u{AC00}'..='\u{D7AF}' // Hangul
        | '\u{F900}'..='\u{FAFF}' // Han
        | '\u{20000}'..='\u{3FFFF}') // Han
}

fn hash(value: impl Hash) -> Token {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        let mut found = Vec::new();
        words(text, |_, token| {
            found.push(token);
            true
        });
        found
    }

    #[test]
    fn words_are_compared_by_their_first_letters_in_lower_case() {
        assert_eq!(
            tokens("Iterations, iterating"),
            tokens("iterate (ITERATION)")
        );
        assert_eq!(tokens("don’t"), tokens("don't"));
        assert_ne!(tokens("speed"), tokens("speech"));
        assert_eq!(tokens("Éclair"), tokens("éclair"));
        assert!(tokens(" .,!").is_empty());
    }

    #[test]
    fn scripts_without_spaces_are_pairs_of_characters() {
        let text = tokens("我们喜欢鲸鱼");
        assert_eq!(text.len(), 5);
        assert_eq!(tokens("鲸鱼"), text[4..]);
        assert_eq!(
            tokens("GPU鲸鱼GPU"),
            [tokens("gpu"), tokens("鲸鱼"), tokens("gpu")].concat()
        );
        assert!(tokens("鲸。鱼").is_empty());
    }

    #[test]
    fn offsets_are_those_of_words_and_reading_can_stop() {
        let mut starts = Vec::new();
        words("one two three", |start, _| {
            starts.push(start);
            starts.len() < 2
        });
        assert_eq!(starts, [0, 4]);
    }

    #[test]
    fn pairs_depend_on_their_order() {
        assert_ne!(pair(1, 2), pair(2, 1));
    }
}
