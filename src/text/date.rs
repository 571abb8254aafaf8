//! Dates in words, as Logseq and Roam name the notes of days. A leaf module.

/// The names of months in English, of which a date may have the first three letters or more.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The names of the days of the week.
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The maximum length of a date in words, in bytes.
const MAX_DATE_BYTES: usize = 40;

/// The date `YYYYMMDD` of a text that consists of a date with the name of its month: `Jan 15th,
/// 2024`, `Monday, 15 January 2024`.
pub fn date_in_words(text: &str) -> Option<String> {
    if text.len() > MAX_DATE_BYTES || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let (mut year, mut month, mut day) = (None, None, None);
    let text = text.to_ascii_lowercase();
    let separators = [' ', ',', '.', '_', '-'];
    for word in text.split(separators).filter(|word| !word.is_empty()) {
        let field = match word.trim_end_matches(|c: char| c.is_ascii_alphabetic()) {
            "" => match position(&MONTHS, word) {
                Some(index) => month.replace(index + 1),
                None if position(&WEEKDAYS, word).is_some() => None,
                None => return None,
            },
            digits => match (digits.len(), &word[digits.len()..]) {
                (4, "") => year.replace(digits.parse().ok()?),
                (1 | 2, "" | "st" | "nd" | "rd" | "th") => day.replace(digits.parse().ok()?),
                _ => return None,
            },
        };
        if field.is_some() {
            return None;
        }
    }
    let (year, month, day): (usize, usize, usize) = (year?, month?, day?);
    (1..=31)
        .contains(&day)
        .then(|| format!("{year:04}{month:02}{day:02}"))
}

/// The index of the name that begins with a word of three letters or more.
fn position(names: &[&str], word: &str) -> Option<usize> {
    let is_name = |name: &&str| word.len() >= 3 && name.starts_with(word);
    names.iter().position(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_words_are_read() {
        for text in [
            "Jan 15th, 2024",
            "January 15th, 2024",
            "15 January 2024",
            "Mon, Jan 15, 2024",
            "2024 jan. 15",
        ] {
            assert_eq!(date_in_words(text).as_deref(), Some("20240115"), "{text}");
        }
        for text in [
            "Jan 2024",
            "2024-01-15",
            "Jan 15th, 2024 notes",
            "Jan 45, 2024",
            "15 16 January 2024",
            "é 15th, 2024",
            "",
        ] {
            assert_eq!(date_in_words(text), None, "{text}");
        }
    }
}
