//! Dates: in numbers, as front matter and searches write them, and in words, as Logseq and Roam
//! name the notes of days. A leaf module.

use std::fmt;

use serde::{Serialize, Serializer};

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

/// A date, of which the day, or the day and the month, may be unknown. An unknown part precedes all
/// known ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    /// 0 if it is unknown.
    month: u8,
    /// 0 if it is unknown.
    day: u8,
}

/// The length of a day in seconds.
const DAY_SECONDS: u64 = 24 * 3600;

/// The years that a date may have.
const YEARS: std::ops::RangeInclusive<u64> = 1000..=9999;

impl Date {
    /// Parses a date, which other text may follow after a space, or a time after a `T`:
    /// `2024-01-15`, `2024-01`, `2024`, `2024/1/15`, `20240115`, `2024-01-15T10:00:00Z`,
    /// `15.1.2024`, `15 January 2024`, `[[2024-01-15]]`. A date of which it is not clear what is
    /// the day (`02/03/2024`) is none, and so is a day that does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_matches(['"', '\'']).trim();
        let text = text.strip_prefix("[[").unwrap_or(text);
        let text = text.split("]]").next().unwrap_or(text);
        if let Some(date) = Self::parse_words(text) {
            return Some(date);
        }
        let text = text.split([' ', 'T', 't', ',', '_']).next().unwrap_or(text);
        let separator = ['-', '/', '.'].into_iter().find(|s| text.contains(*s));
        let Some(separator) = separator else {
            return Self::parse_digits(text);
        };
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let parts: Vec<&str> = text.split(separator).collect();
        if !parts.iter().all(|part| is_digits(part) && part.len() <= 4) {
            return None;
        }
        let number = |part: &str| part.parse().ok();
        match parts[..] {
            [year, month] if year.len() == 4 => Self::new(number(year)?, number(month)?, 0),
            [year, month, day] if year.len() == 4 => {
                Self::new(number(year)?, number(month)?, number(day)?)
            }
            [first, second, year] if year.len() == 4 => {
                let (first, second, year) = (number(first)?, number(second)?, number(year)?);
                match separator {
                    '.' => Self::new(year, second, first),
                    _ if first > 12 => Self::new(year, second, first),
                    _ if second > 12 || first == second => Self::new(year, first, second),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Parses `2024`, `20240115`, `202401151030`, `20240115103000`, or the milliseconds since 1970.
    fn parse_digits(text: &str) -> Option<Self> {
        if !text.is_ascii() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let number = |range| text.get(range).and_then(|digits: &str| digits.parse().ok());
        match text.len() {
            4 => Self::new(number(0..4)?, 0, 0),
            8 | 12 | 14 => Self::new(number(0..4)?, number(4..6)?, number(6..8)?),
            13 => Self::from_days(text.parse::<u64>().ok()? / 1000 / DAY_SECONDS),
            _ => None,
        }
    }

    /// Parses a date in words, as [`date_in_words`] does, before a time: `15 January 2024, 10:30`.
    fn parse_words(text: &str) -> Option<Self> {
        let time = text.split_whitespace().find(|word| is_time(word));
        let before = time.and_then(|time| text.split(time).next());
        let digits = date_in_words(before.unwrap_or(text).trim())?;
        Self::parse_digits(&digits)
    }

    /// The date of a day since the first of January 1970. The algorithm counts in years that begin
    /// in March (<https://howardhinnant.github.io/date_algorithms.html#civil_from_days>).
    fn from_days(days: u64) -> Option<Self> {
        let days = days + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let march_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        let year = era * 400 + year + u64::from(month <= 2);
        Self::new(year, month, day)
    }

    /// A date that exists; `None` otherwise. A `month` or `day` of 0 is unknown.
    fn new(year: u64, month: u64, day: u64) -> Option<Self> {
        let is_century = year.is_multiple_of(100) && !year.is_multiple_of(400);
        let is_leap = year.is_multiple_of(4) && !is_century;
        let days = match month {
            0 => 0,
            2 => 28 + u64::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (YEARS.contains(&year) && day <= days).then_some(Self {
            year: year as u16,
            month: month as u8,
            day: day as u8,
        })
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// Whether the day is known.
    pub fn is_complete(self) -> bool {
        self.day > 0
    }

    /// The date for readers: `15 January 2024`, `January 2024`, `2024`.
    pub fn in_words(self) -> String {
        let Self { year, month, day } = self;
        let Some(name) = usize::from(month)
            .checked_sub(1)
            .and_then(|at| MONTHS.get(at))
        else {
            return year.to_string();
        };
        let name = format!("{}{}", name[..1].to_ascii_uppercase(), &name[1..]);
        match day {
            0 => format!("{name} {year}"),
            _ => format!("{day} {name} {year}"),
        }
    }
}

/// `2024-01-15`, `2024-01`, or `2024`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Whether a word is a time: `10:30`.
fn is_time(word: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    word.starts_with(is_digit) && word.contains(':')
}

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

    fn parsed(text: &str) -> Option<String> {
        Date::parse(text).map(|date| date.to_string())
    }

    #[test]
    fn dates_have_many_notations() {
        for text in [
            "2024-01-15",
            "2024-1-15",
            "2024/01/15",
            "2024.01.15",
            "20240115",
            "202401151030",
            "2024-01-15T10:00:00+02:00",
            "2024-01-15 10:00",
            "2024-01-15, 10:00",
            "15.01.2024",
            "15/1/2024",
            "1/15/2024",
            "[[2024-01-15]]",
            "\"2024-01-15\"",
            "Jan 15th, 2024",
            "Monday, 15 January 2024",
            "[[Jan 15th, 2024]]",
            "Monday, January 15th 2024, 10:30:45 am",
            "Mon, 15 Jan 2024 10:00:00 GMT",
            "January 15, 2024 10:30 AM",
            "1705312200000",
        ] {
            assert_eq!(parsed(text).as_deref(), Some("2024-01-15"), "{text}");
        }
        assert_eq!(parsed("2024-02").as_deref(), Some("2024-02"));
        assert_eq!(parsed("2024").as_deref(), Some("2024"));
        assert_eq!(parsed("2024-02-29").as_deref(), Some("2024-02-29"));
        assert_eq!(parsed("1582934400000").as_deref(), Some("2020-02-29"));
    }

    #[test]
    fn no_date_is_made_up() {
        for text in [
            "",
            "today",
            "02/03/2024",
            "2023-02-29",
            "2024-13-01",
            "2024-00-01-1",
            "24-01-15",
            "0999-01-01",
            "99999-01-01",
            "1",
            "123456",
            "2024-",
            "-2024",
            "२०२४-01-01",
            "{{date}}",
            "<% tp.date.now() %>",
            "9999999999999999999999",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn an_unknown_part_precedes_all_known_ones() {
        let mut dates = ["2024-02", "2024-01-15", "2024", "2024-02-01", "2023-12-31"]
            .map(|text| Date::parse(text).expect("a date"));
        dates.sort();
        let sorted = dates.map(|date| date.to_string());
        assert_eq!(
            sorted,
            ["2023-12-31", "2024", "2024-01-15", "2024-02", "2024-02-01"]
        );
        let words = dates.map(Date::in_words);
        assert_eq!(words[0], "31 December 2023");
        assert_eq!(words[1], "2024");
        assert_eq!(words[3], "February 2024");
    }

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
