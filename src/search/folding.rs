//! Folds words for comparison: without case, accents and the signs in them.

use std::borrow::Cow;

use icu_casemap::CaseMapper;
use unicode_normalization::UnicodeNormalization;

/// The maximum length of a folded word, in letters; the rest is dropped. A single character can
/// fold to eighteen.
pub(super) const MAX_WORD_LETTERS: usize = 60;

/// Only this many bytes of a word are folded. They contain all letters that are kept, unless those
/// have dozens of accents.
const MAX_WORD_BYTES: usize = 1_000;

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

/// The words of a text between spaces, folded, with a space between them.
pub fn fold_words(text: &str) -> String {
    let words: Vec<Cow<'_, str>> = text.split_whitespace().map(fold).collect();
    words.join(" ")
}

/// Appends a folded word to an empty string.
pub(super) fn fold_into(word: &str, out: &mut String) {
    let word = &word[..word.floor_char_boundary(MAX_WORD_BYTES)];
    if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        out.push_str(&word[..word.len().min(MAX_WORD_LETTERS)]);
        return out.make_ascii_lowercase();
    }
    let mut letters = word.nfkd().filter(|c| !is_ignored(*c)).peekable();
    // A dot belongs to a word only if it begins with it, as `.net` does.
    let dot = letters.next_if_eq(&'.');
    out.extend(dot.into_iter().chain(letters.filter(|c| *c != '.')));
    if out.is_ascii() {
        out.truncate(MAX_WORD_LETTERS);
        return out.make_ascii_lowercase();
    }
    let letters = std::mem::take(out);
    let folded = CaseMapper::new().fold_string(&letters);
    let folded = folded.chars().flat_map(base_letters);
    out.extend(folded.take(MAX_WORD_LETTERS).nfc());
}

/// Whether a character of a decomposed word is dropped: accents, vowel signs that Hebrew and Arabic
/// texts mostly omit, signs between the parts of a word, and invisible characters. The marks of
/// other scripts are letters.
fn is_ignored(c: char) -> bool {
    matches!(
        c,
        ' ' | '&'
            | '\''
            | ','
            | '-'
            | '\u{AD}'
            | 'ʻ'
            | 'ʼ'
            | '\u{300}'..='\u{36F}'
            | '\u{591}'..='\u{5C7}'
            | '\u{610}'..='\u{61A}'
            | '\u{640}'
            | '\u{64B}'..='\u{65F}'
            | '\u{670}'
            | '\u{6D6}'..='\u{6DC}'
            | '\u{6DF}'..='\u{6E4}'
            | '\u{6E7}'
            | '\u{6E8}'
            | '\u{6EA}'..='\u{6ED}'
            | '\u{200D}'
            | '\u{2010}'
            | '’'
    )
}

/// The letters that users type for a letter whose stroke, dot or ligature Unicode does not
/// decompose.
fn base_letters(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'ł' => ('l', None),
        'ø' => ('o', None),
        'đ' => ('d', None),
        'ı' => ('i', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_word_are_equal() {
        for (word, folded) in [
            ("Inversión", "inversion"),
            ("İstanbul ISPARTA ısparta", "istanbulispartaisparta"),
            ("Straße STRASSE", "strassestrasse"),
            ("Ὀδυσσεύς ΟΔΥΣΣΕΥΣ", "οδυσσευσοδυσσευσ"),
            ("Œuvre cœur Æsir", "oeuvrecoeuraesir"),
            ("Łódź Ørsted Đà", "lodzorstedda"),
            ("ﬁn Ｗｉｄｅ", "finwide"),
            ("كِتَابٌ كــتاب", "كتابكتاب"),
            ("أحمد إحمد آحمد", "احمداحمداحمد"),
            ("שָׁלוֹם", "שלום"),
            ("हिन्दी", "हिन्दी"),
            ("мʼята", "мята"),
            ("soft\u{AD}hyphen", "softhyphen"),
            ("ශ්\u{200D}රී", "ශ්රී"),
            ("don't", "dont"),
            ("l’homme", "lhomme"),
            ("wi\u{2011}fi", "wifi"),
            ("10,000", "10000"),
            ("C++", "c++"),
            ("C#", "c#"),
            (".NET", ".net"),
            ("Node.js", "nodejs"),
        ] {
            assert_eq!(fold(word), folded, "{word}");
            assert_eq!(fold(folded), folded);
        }
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

    proptest::proptest! {
        #[test]
        fn folding_is_idempotent(word in "\\PC{0,80}") {
            let folded = fold(&word).into_owned();
            proptest::prop_assert_eq!(fold(&folded), folded.as_str());
            proptest::prop_assert!(folded.chars().count() <= MAX_WORD_LETTERS);
        }

        #[test]
        fn case_does_not_matter(word in "[a-zß-ÿα-ωа-яœőşğ]{0,30}") {
            let upper = word.to_uppercase();
            proptest::prop_assert_eq!(fold(&upper), fold(&word));
        }
    }
}
