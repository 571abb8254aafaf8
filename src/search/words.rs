//! Finds the words of a text, in any script.
//!
//! Words are what stands between white space and signs, with these exceptions:
//! - Each letter of Chinese and Japanese is a word.
//! - Thai, Lao, Khmer and Burmese are segmented with the dictionaries of Unicode.
//! - English contractions (`don't`), numbers (`10,000`), `C++`, `C#` and `.NET` are one word.
//! - The parts of a compound (`wi-fi`, `l'homme`, `node.js`, `R&D`) are words, and its first part
//!   knows the whole compound.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use unicode_normalization::char::is_combining_mark;

/// Runs of a script without spaces are segmented in pieces of at most this many bytes.
const MAX_RUN_BYTES: usize = 4 * 1024;

/// Compounds with more parts are sentences or paths; nobody writes them in one word.
const MAX_PARTS: usize = 3;

/// What follows the apostrophe in English contractions. The possessive `'s` is not a word.
const CONTRACTIONS: [&str; 6] = ["d", "ll", "m", "re", "t", "ve"];

/// Breaks lines of Thai, Lao, Khmer and Burmese between words. The segmenter for words contains
/// Chinese and Japanese dictionaries too, which are twice as large as the others together.
static SEGMENTER: LazyLock<LineSegmenterBorrowed<'static>> =
    LazyLock::new(|| LineSegmenter::new_dictionary(LineBreakOptions::default()));

/// A word in a text.
#[derive(Debug, PartialEq)]
pub(super) struct Word {
    /// Its byte range in the text.
    pub(super) range: Range<usize>,
    /// Whether it is a letter of a script without spaces between words, where each letter is a
    /// token.
    pub(super) is_letter: bool,
    /// The byte range of another spelling at the same position, which is this text when folded:
    /// the compound whose first part is this word (`wi-fi`), or the word without its dot (`.net`).
    pub(super) other: Option<Range<usize>>,
}

impl Word {
    /// The byte range of the compound whose first part is this word.
    pub(super) fn compound(&self) -> Option<&Range<usize>> {
        self.other
            .as_ref()
            .filter(|other| other.start == self.range.start)
    }
}

/// Iterates over the words of a text.
pub(super) struct Words<'t> {
    text: &'t str,
    offset: usize,
    /// Whether the next word is a part of a compound, but not its first.
    in_compound: bool,
    /// The ends of the next words of a run that is segmented.
    segment_ends: std::vec::IntoIter<usize>,
}

impl<'t> Words<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            offset: 0,
            in_compound: false,
            segment_ends: Vec::new().into_iter(),
        }
    }

    fn char_at(&self, offset: usize) -> Option<char> {
        self.text[offset..].chars().next()
    }

    /// The end of the letters, digits and marks from `start`.
    #[inline]
    fn letters_end(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut offset = start;
        while let Some(byte) = bytes.get(offset) {
            if byte.is_ascii_alphanumeric() {
                offset += 1;
            } else if byte.is_ascii() {
                break;
            } else {
                match self.char_at(offset) {
                    Some(c) if continues_word(c) && !is_unspaced(c) && !is_segmented(c) => {
                        offset += c.len_utf8();
                    }
                    _ => break,
                }
            }
        }
        offset
    }

    /// The word that begins at `start`, in a script with spaces.
    fn spaced_word(&mut self, start: usize) -> Word {
        let end = self.letters_end(start);
        self.offset = end;
        let mut word = Word {
            range: start..end,
            is_letter: false,
            other: None,
        };
        if self.may_continue(end) {
            self.continue_word(&mut word);
        } else {
            self.in_compound = false;
        }
        if self.has_dot(start) {
            word.other = Some(word.range.clone());
            word.range.start -= 1;
        }
        word
    }

    /// Whether a sign at `end` may continue a word: most words end there.
    fn may_continue(&self, end: usize) -> bool {
        let next = match &self.text.as_bytes()[end..] {
            [b'+' | b'#', ..] => return true,
            [b'\'' | b',' | b'-' | b'.' | b'&', next, ..] => next,
            // `’`, hyphens and no-break spaces.
            [0xE2, 0x80, 0x90 | 0x91 | 0x99 | 0xAF, next, ..] | [0xC2, 0xA0, next, ..] => next,
            _ => return false,
        };
        next.is_ascii_alphanumeric() || !next.is_ascii()
    }

    /// Adds the signs and letters that belong to a word, and finds the compound that it begins.
    fn continue_word(&mut self, word: &mut Word) {
        let start = word.range.start;
        let end = self.part_end(start, word.range.end);
        let next = self.next_part(start..end);
        word.range.end = end;
        word.other = next
            .filter(|_| !self.in_compound)
            .and_then(|next| self.compound(start, next));
        self.in_compound = next.is_some();
        self.offset = next.unwrap_or_else(|| match self.apostrophe_suffix(end) {
            Some(suffix) if is_possessive(&self.text[suffix.clone()]) => suffix.end,
            _ => end,
        });
    }

    /// The end of the part of a compound, or of the word, that begins at `start` and whose letters
    /// end at `end`.
    fn part_end(&self, start: usize, end: usize) -> usize {
        let longer = self
            .number_end(start, end)
            .or_else(|| self.symbols_end(start, end));
        let mut end = longer.unwrap_or(end);
        while let Some(suffix) = self.apostrophe_suffix(end)
            && is_contraction(&self.text[suffix.clone()])
        {
            end = suffix.end;
        }
        end
    }

    /// The end of a number with separators of thousands.
    fn number_end(&self, start: usize, first_end: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let is_number = |range: Range<usize>| {
            bytes
                .get(range)
                .is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
        };
        let is_separator = |c: &char| matches!(c, ',' | '.' | '\'' | '’' | '\u{A0}' | '\u{202F}');
        let separator = self.char_at(first_end).filter(is_separator)?;
        // `0.500` is a fraction.
        if separator == '.' && bytes[start] == b'0' {
            return None;
        }
        if first_end - start > 3 || !is_number(start..first_end) {
            return None;
        }
        // The rest of a list or version, such as `300` of `1,2,300`.
        if start > 1 && matches!(bytes[start - 1], b',' | b'.') && bytes[start - 2].is_ascii_digit()
        {
            return None;
        }
        let mut end = first_end;
        while self.char_at(end) == Some(separator) {
            let group = end + separator.len_utf8();
            let starts_group = is_number(group..group + 1);
            if starts_group && (!is_number(group..group + 3) || is_number(group + 3..group + 4)) {
                return None;
            }
            if !starts_group {
                break;
            }
            end = group + 3;
        }
        (end > first_end).then(|| self.letters_end(end))
    }

    /// The end of a letter with `++` or `#`. In `a++b` they are operators.
    fn symbols_end(&self, start: usize, end: usize) -> Option<usize> {
        let letter = &self.text[start..end];
        let rest = &self.text[end..];
        let symbols = ["++", "#"]
            .into_iter()
            .find(|symbols| rest.starts_with(symbols))?;
        let next = rest[symbols.len()..].chars().next();
        let ends = !next.is_some_and(|c| c.is_alphabetic() || matches!(c, '+' | '#'));
        (letter.len() == 1 && ends && letter.bytes().all(|b| b.is_ascii_alphabetic()))
            .then(|| end + symbols.len())
    }

    /// The letters after an apostrophe at `offset`.
    fn apostrophe_suffix(&self, offset: usize) -> Option<Range<usize>> {
        let apostrophe = self.char_at(offset).filter(|c| is_apostrophe(*c))?;
        let start = offset + apostrophe.len_utf8();
        Some(start..self.letters_end(start))
    }

    /// The start of the next part of a compound.
    fn next_part(&self, part: Range<usize>) -> Option<usize> {
        let sign = self.char_at(part.end)?;
        let start = part.end + sign.len_utf8();
        let first = self.char_at(start)?;
        let last = self.text[part.clone()].chars().next_back()?;
        if !first.is_alphanumeric() || is_unspaced(first) || is_segmented(first) {
            return None;
        }
        let are_letters = last.is_alphabetic() && first.is_alphabetic();
        let is_joined = match sign {
            '-' | '\u{2010}' | '\u{2011}' => !(last.is_numeric() && first.is_numeric()),
            '&' => are_letters,
            '.' => are_letters && !self.begins_sentence(part.start, start),
            c if is_apostrophe(c) => {
                are_letters && !is_possessive(&self.text[start..self.letters_end(start)])
            }
            _ => false,
        };
        is_joined.then_some(start)
    }

    /// Whether a part after a full stop begins a sentence whose space is missing: `end.Next`, but
    /// not `U.S.`, `ASP.NET`.
    fn begins_sentence(&self, part: usize, next: usize) -> bool {
        let mut letters = self.text[next..].chars();
        let is_capital = |c: Option<char>| c.is_some_and(char::is_uppercase);
        is_capital(letters.next())
            && match letters.next() {
                Some(c) if c.is_alphanumeric() => c.is_lowercase(),
                _ => !is_capital(self.char_at(part)),
            }
    }

    /// The compound whose first two parts begin at `start` and `next`.
    fn compound(&self, start: usize, mut next: usize) -> Option<Range<usize>> {
        for _ in 1..MAX_PARTS {
            let end = self.part_end(next, self.letters_end(next));
            match self.next_part(next..end) {
                Some(part) => next = part,
                None => return Some(start..end),
            }
        }
        None
    }

    /// Whether a word at `start` begins with a dot, as `.NET` does, which does not belong to
    /// anything before it.
    fn has_dot(&self, start: usize) -> bool {
        if start == 0 || self.text.as_bytes()[start - 1] != b'.' {
            return false;
        }
        let before = &self.text[..start - 1];
        let is_free = match before.chars().next_back() {
            Some(c) => c.is_whitespace() || "([{\"'“‘«/".contains(c),
            None => true,
        };
        is_free && self.char_at(start).is_some_and(char::is_alphabetic)
    }

    /// Segments the run of letters of a script without spaces that begins at `start`.
    fn segment_run(&mut self, start: usize) {
        let near = &self.text[start..self.text.floor_char_boundary(start + MAX_RUN_BYTES)];
        let run = near
            .find(|c| !is_segmented(c))
            .map_or(near, |end| &near[..end]);
        let ends = SEGMENTER.segment_str(run).skip(1).map(|end| start + end);
        let mut ends: Vec<usize> = ends.collect();
        // The last word of a piece may go on.
        if run.len() == near.len() && start + near.len() < self.text.len() && ends.len() > 1 {
            ends.pop();
        }
        self.segment_ends = ends.into_iter();
    }

    /// The next word of a run that is segmented.
    fn next_segment(&mut self) -> Option<Word> {
        let range = self.offset..self.segment_ends.next()?;
        self.offset = range.end;
        Some(Word {
            range,
            is_letter: false,
            other: None,
        })
    }

    /// The letter at `start` of a script without spaces, with the marks of its voice.
    fn letter(&mut self, start: usize) -> Word {
        while let Some(mark) = self.char_at(self.offset).filter(|c| is_voice_mark(*c)) {
            self.offset += mark.len_utf8();
        }
        Word {
            range: start..self.offset,
            is_letter: true,
            other: None,
        }
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        if let Some(word) = self.next_segment() {
            return Some(word);
        }
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.offset) {
            let start = self.offset;
            if byte.is_ascii_alphanumeric() {
                return Some(self.spaced_word(start));
            }
            if byte.is_ascii() {
                self.offset += 1;
                continue;
            }
            let c = self.char_at(start)?;
            if is_unspaced(c) {
                self.offset += c.len_utf8();
                return Some(self.letter(start));
            }
            if c.is_alphanumeric() {
                if !is_segmented(c) {
                    return Some(self.spaced_word(start));
                }
                self.segment_run(start);
                return self.next_segment();
            }
            self.offset += c.len_utf8();
        }
        None
    }
}

/// Whether a character continues a word: in many scripts vowels are combining marks; the soft
/// hyphen and the zero width joiner are invisible.
fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{AD}' | '\u{200D}')
}

/// Han, Hiragana and Katakana, also half-width.
fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FF65}'..='\u{FF9F}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

/// The marks that turn the Kana `カ` into `ガ`, also half-width.
fn is_voice_mark(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309A}' | '\u{FF9E}' | '\u{FF9F}')
}

/// Letters and marks of Thai, Lao, Burmese and Khmer.
fn is_segmented(c: char) -> bool {
    matches!(
        c,
        '\u{0E00}'..='\u{0EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{A9E0}'..='\u{A9FF}'
            | '\u{AA60}'..='\u{AA7F}'
    ) && continues_word(c)
        && !c.is_numeric()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

fn is_contraction(suffix: &str) -> bool {
    CONTRACTIONS
        .iter()
        .any(|contraction| suffix.eq_ignore_ascii_case(contraction))
}

fn is_possessive(suffix: &str) -> bool {
    suffix.eq_ignore_ascii_case("s")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::folding::{MAX_WORD_LETTERS, fold};

    /// The words of a text, folded; another spelling follows its word after a `|`.
    fn words(text: &str) -> Vec<String> {
        let spelling = |range: Range<usize>| fold(&text[range]).into_owned();
        Words::new(text)
            .map(|word| match word.other {
                Some(other) => format!("{}|{}", spelling(word.range), spelling(other)),
                None => spelling(word.range),
            })
            .collect()
    }

    fn assert_words(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            let expected: Vec<&str> = expected.split_whitespace().collect();
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn words_of_every_script_are_found() {
        assert_words(&[
            ("Two words, aws_business", "two words aws business"),
            (
                "Inversión ÇAĞRI Łódź İstanbul",
                "inversion cagri lodz istanbul",
            ),
            ("हिन्दी में", "हिन्दी में"),
            ("東京タワー1号", "東 京 タ ワ ー 1 号"),
            ("佐々木", "佐 々 木"),
            ("한국어 Cafe\u{301}", "한국어 cafe"),
            (" - [](: ", ""),
        ]);
    }

    #[test]
    fn half_width_kana_are_letters() {
        assert_words(&[
            ("ガラス", "ガ ラ ス"),
            ("ｶﾞﾗｽ", "ガ ラ ス"),
            ("カ\u{3099}ラス", "ガ ラ ス"),
            ("ﾊﾟ", "パ"),
            ("aﾞ", "a \u{3099}"),
        ]);
    }

    #[test]
    fn scripts_of_south_east_asia_are_segmented() {
        assert_words(&[
            ("ร้านหนังสือเก่า", "ร้าน หนังสือ เก่า"),
            ("ภาษาไทย Thai ภาษา", "ภาษา ไทย thai ภาษา"),
            ("ปี๒๕๖๓ครับ", "ปี ๒๕๖๓ ครับ"),
            ("ຮ້ານຂາຍປຶ້ມ", "ຮ້ານ ຂາຍ ປຶ້ມ"),
            ("ហាងលក់សៀវភៅ", "ហាង លក់ សៀវភៅ"),
            ("စာအုပ်ဆိုင်ငယ်", "စာအုပ် ဆိုင် ငယ်"),
        ]);
    }

    #[test]
    fn long_runs_are_segmented_in_pieces() {
        let text = "ร้านหนังสือเก่า".repeat(1_000);
        let expected = ["ร้าน", "หนังสือ", "เก่า"].into_iter().cycle();
        let words = words(&text);
        assert_eq!(words.len(), 3_000);
        assert!(
            words
                .iter()
                .zip(expected)
                .all(|(word, expected)| word == expected)
        );
        // Not a word at all.
        let text = "ก".repeat(100_000);
        assert!(Words::new(&text).count() > 1);
    }

    #[test]
    fn contractions_are_one_word() {
        assert_words(&[
            ("Don't, don’t DON'T", "dont dont dont"),
            (
                "we'll they've I'm you're I'd've",
                "well theyve im youre idve",
            ),
            ("Amazon's AWS’s rules", "amazon aws rules"),
            ("James' 'quoted' rock 'n' roll", "james quoted rock n roll"),
        ]);
    }

    #[test]
    fn compounds_have_a_joined_spelling() {
        assert_words(&[
            ("Wi-Fi, wi\u{2011}fi", "wi|wifi fi wi|wifi fi"),
            ("e-mail covid-19", "e|email mail covid|covid19 19"),
            ("L'homme O’Brien's", "l|lhomme homme o|obrien brien"),
            ("node.js U.S.A. Ph.D.", "node|nodejs js u|usa s a ph|phd d"),
            ("ASP.NET Node.JS", "asp|aspnet net node|nodejs js"),
            ("mother-in-law's", "mother|motherinlaw in law"),
            ("state-of-the-art x", "state of the art x"),
            ("a-b-c-d-e-f", "a b c d e f"),
            ("well - known, off-", "well known off"),
            ("the end.Next, it.I", "the end next it i"),
            ("foo...bar word.", "foo bar word"),
            ("3-5 2024-01-02 555-1234", "3 5 2024 01 02 555 1234"),
            ("東-a x-東", "東 a x 東"),
        ]);
    }

    #[test]
    fn numbers_with_separators_are_one_word() {
        assert_words(&[
            ("10,000 1,000,000", "10000 1000000"),
            ("10’000 10\u{202F}000", "10000 10000"),
            ("$10,000.50, 10,000km", "10000 50 10000km"),
            (
                "3.14 10.000 2024.01.02 12:30",
                "3 14 10000 2024 01 02 12 30",
            ),
            ("1,2,300 1,234,56 1234,567", "1 2 300 1 234 56 1234 567"),
            (
                "1.234.567 1.234,56 1,234.56 0.500",
                "1234567 1234 56 1234 56 0 500",
            ),
            ("192.168.0.1 1.5.300", "192 168 0 1 1 5 300"),
            ("10,0000 5'10\" 7,", "10 0000 5 10 7"),
        ]);
    }

    #[test]
    fn names_with_signs_are_words() {
        assert_words(&[
            ("C++, C# (F#)", "c++ c# f#"),
            ("C/C++17 C#8", "c c++ 17 c# 8"),
            ("a++b f#m i+1 C+++", "a b f m i 1 c"),
            ("Notepad++ #hashtag", "notepad hashtag"),
            (
                "Objective-C++ c++-style",
                "objective|objectivec++ c++ c++|c++style style",
            ),
            (".NET (.net) C#/.NET", ".net|net .net|net c# .net|net"),
            ("x.NET ..net .5", "x|xnet net net 5"),
        ]);
    }

    proptest::proptest! {
        #[test]
        fn words_of_any_text_are_in_order_and_bounded(
            text in ".*|[a-zA-Z0-9 .,'’#+-]{0,40}|[ก-๛ກ-ໝក-៹က-႟カ-ﾟ\u{3099} a]{0,60}"
        ) {
            let mut last = 0;
            for word in Words::new(&text) {
                proptest::prop_assert!(last <= word.range.start);
                proptest::prop_assert!(word.range.start < word.range.end);
                last = word.range.end;
                for range in std::iter::once(word.range).chain(word.other) {
                    let folded = fold(&text[range]).into_owned();
                    proptest::prop_assert!(folded.chars().count() <= MAX_WORD_LETTERS);
                    proptest::prop_assert_eq!(&fold(&folded), &folded);
                }
            }
        }

        #[test]
        fn words_without_signs_are_found(words in proptest::collection::vec("[a-z]{1,8}", 0..20)) {
            let text = words.join(" ");
            let found: Vec<&str> = Words::new(&text).map(|word| &text[word.range]).collect();
            proptest::prop_assert_eq!(found, words);
        }
    }
}
