//! The order of names as people sort them: `2` before `10`, whatever the case and the accents. A
//! leaf module.

use unicode_normalization::UnicodeNormalization;

use crate::text::naming::visible;

/// What names are sorted by. Names that differ only in case, accents, zeros before a number or
/// invisible characters have the same key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey(Vec<Part>);

/// A part of a name. The order of the variants and of their fields is that of names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// The number of digits, and the digits, without zeros before them.
    Number(usize, String),
    Text(String),
}

/// The key of a name, in time linear in its length.
pub fn sort_key(name: &str) -> SortKey {
    let mut key = SortKey(Vec::new());
    if name.is_ascii() {
        let visible = name.chars().filter(|c| !c.is_control());
        visible.for_each(|c| key.push(c.to_ascii_lowercase()));
    } else {
        // An accent is a character of its own in NFKD.
        visible(name)
            .nfkd()
            .filter(|c| !matches!(c, '\u{300}'..='\u{36F}'))
            .flat_map(char::to_lowercase)
            .for_each(|c| key.push(c));
    }
    key
}

impl SortKey {
    fn push(&mut self, c: char) {
        match (self.0.last_mut(), c.is_ascii_digit()) {
            (Some(Part::Number(0, _)), true) if c == '0' => {}
            (Some(Part::Number(length, digits)), true) => {
                *length += 1;
                digits.push(c);
            }
            (_, true) if c == '0' => self.0.push(Part::Number(0, String::new())),
            (_, true) => self.0.push(Part::Number(1, c.into())),
            (Some(Part::Text(text)), false) => text.push(c),
            (_, false) => self.0.push(Part::Text(c.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_as_people_sort_them() {
        let sorted = [
            "0",
            "1",
            "2 two",
            "10 ten",
            "99999999999999999999999999999999999998",
            "99999999999999999999999999999999999999",
            "apple",
            "Banana",
            "cherry",
            "Éclair",
            "file 2",
            "file 2b",
            "file 10",
            "file 10.9",
            "file 10.10",
            "zoo",
            "日本",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by_cached_key(|name| sort_key(name));
        assert_eq!(names, sorted);
    }

    #[test]
    fn spellings_have_the_same_key() {
        for (a, b) in [
            ("Part 02", "part 2"),
            ("Cafe\u{301} 000", "CAFÉ 0"),
            ("\u{2068}name\u{2069}", "name"),
            ("\u{ff11}\u{ff12}", "12"),
        ] {
            assert_eq!(sort_key(a), sort_key(b), "{a} and {b}");
        }
        assert_ne!(sort_key("कि"), sort_key("का"), "vowels are no accents");
    }
}
