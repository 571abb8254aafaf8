//! The groups of an alphabetical list: signs and digits, the letters A to Z, and other scripts. A
//! leaf module.

use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;

/// The group of an alphabetical list that a name is in. The order is that of the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Initial {
    /// The name begins with a digit, or has neither letters nor digits.
    Digit,
    /// The name begins with this Latin letter, `A` to `Z`, without its accents.
    Latin(char),
    /// The name begins with a letter of the script with this index in [`SCRIPTS`].
    Script(usize),
    /// The name begins with a letter of another script.
    Other,
}

/// A script, its anchor, and the blocks of Unicode that have its letters. Chinese and Japanese
/// share most of theirs.
type Script = (&'static str, &'static str, &'static [RangeInclusive<char>]);

/// The scripts that are groups of their own.
const SCRIPTS: [Script; 12] = [
    ("Greek", "greek", &['\u{370}'..='\u{3FF}']),
    ("Cyrillic", "cyrillic", &['\u{400}'..='\u{52F}']),
    ("Armenian", "armenian", &['\u{530}'..='\u{58F}']),
    ("Hebrew", "hebrew", &['\u{590}'..='\u{5FF}']),
    (
        "Arabic",
        "arabic",
        &['\u{600}'..='\u{77F}', '\u{8A0}'..='\u{8FF}'],
    ),
    ("Devanagari", "devanagari", &['\u{900}'..='\u{97F}']),
    ("Bengali", "bengali", &['\u{980}'..='\u{9FF}']),
    ("Tamil", "tamil", &['\u{B80}'..='\u{BFF}']),
    ("Thai", "thai", &['\u{E00}'..='\u{E7F}']),
    ("Georgian", "georgian", &['\u{10A0}'..='\u{10FF}']),
    (
        "Korean",
        "korean",
        &['\u{1100}'..='\u{11FF}', '\u{AC00}'..='\u{D7AF}'],
    ),
    (
        "Chinese and Japanese",
        "chinese_and_japanese",
        &[
            '\u{3040}'..='\u{30FF}',
            '\u{3400}'..='\u{9FFF}',
            '\u{20000}'..='\u{3FFFF}',
        ],
    ),
];

impl Initial {
    /// The group of a name: that of its first letter or digit.
    pub fn of(name: &str) -> Self {
        let first = name.nfkd().find(|c| c.is_alphanumeric());
        let Some(first) = first.filter(|c| !c.is_numeric()) else {
            return Self::Digit;
        };
        if let Some(letter) = latin_letter(first) {
            return Self::Latin(letter);
        }
        let of_first = |(.., blocks): &Script| blocks.iter().any(|block| block.contains(&first));
        SCRIPTS
            .iter()
            .position(of_first)
            .map_or(Self::Other, Self::Script)
    }

    /// The heading of the group.
    pub fn label(self) -> String {
        match self {
            Self::Digit => "0–9".to_owned(),
            Self::Latin(letter) => letter.to_string(),
            Self::Script(index) => SCRIPTS[index].0.to_owned(),
            Self::Other => "Other scripts".to_owned(),
        }
    }

    /// The anchor of the group.
    pub fn anchor(self) -> String {
        match self {
            Self::Digit => "names_0".to_owned(),
            Self::Latin(letter) => format!("names_{}", letter.to_ascii_lowercase()),
            Self::Script(index) => format!("names_{}", SCRIPTS[index].1),
            Self::Other => "names_other".to_owned(),
        }
    }
}

/// The upper-case Latin letter under which a letter is sorted. Most accents are gone after NFKD;
/// the others are of Turkish, Polish and Nordic languages and German.
fn latin_letter(letter: char) -> Option<char> {
    match letter {
        'a'..='z' | 'A'..='Z' => Some(letter.to_ascii_uppercase()),
        'Æ' | 'æ' => Some('A'),
        'Đ' | 'đ' | 'Ð' | 'ð' => Some('D'),
        'Ħ' | 'ħ' => Some('H'),
        'ı' => Some('I'),
        'Ł' | 'ł' => Some('L'),
        'Ø' | 'ø' | 'Œ' | 'œ' => Some('O'),
        'ß' | 'ẞ' => Some('S'),
        'Þ' | 'þ' => Some('T'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_grouped_by_their_first_letter() {
        for (name, label) in [
            ("apple", "A"),
            ("“Étude” for piano", "E"),
            ("İstanbul", "I"),
            ("ılık su", "I"),
            ("Łódź", "L"),
            ("10 rules", "0–9"),
            ("½ cup", "0–9"),
            ("???", "0–9"),
            ("", "0–9"),
            ("Ａ wide letter", "A"),
            ("Ωmega", "Greek"),
            ("Ёлка", "Cyrillic"),
            ("योग", "Devanagari"),
            ("한국", "Korean"),
            ("日本", "Chinese and Japanese"),
            ("カメラ", "Chinese and Japanese"),
            ("ꦲ", "Other scripts"),
        ] {
            assert_eq!(Initial::of(name).label(), label, "{name}");
        }
    }

    #[test]
    fn groups_have_an_order_and_distinct_anchors() {
        let names = ["?", "b", "z", "я", "日", "ꦲ"].map(Initial::of);
        assert!(names.is_sorted(), "{names:?}");
        let mut anchors: Vec<String> = (0..SCRIPTS.len())
            .map(Initial::Script)
            .chain(('A'..='Z').map(Initial::Latin))
            .chain([Initial::Digit, Initial::Other])
            .map(Initial::anchor)
            .collect();
        let count = anchors.len();
        anchors.sort();
        anchors.dedup();
        assert_eq!(anchors.len(), count);
        assert!(anchors.iter().all(|anchor| !anchor.contains(' ')));
    }
}
