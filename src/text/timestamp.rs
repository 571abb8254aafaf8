//! Parses and formats timestamps of videos. A leaf module.
//!
//! Parsing and interpretation are separate: [`RawTimestamp`] holds the numbers as written and
//! converts them to seconds under each interpretation. Callers that know the video choose between
//! those.

use std::fmt::Write as _;

/// A timestamp as written: two to four numbers, the largest unit first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawTimestamp {
    /// [`ABSENT`] after the last one, to save memory: an archive has millions of timestamps.
    numbers: [u16; 4],
}

/// Stands for a number that is not written. Only the first number, which is never absent, may have
/// more than three digits.
const ABSENT: u16 = u16::MAX;

/// Stands for the fourth number if it is absent and the third has three digits, as milliseconds
/// have.
const ABSENT_AFTER_MILLISECONDS: u16 = u16::MAX - 1;

/// The maximum length of a range whose ends are written without a dash, in seconds.
const MAX_JOINED_RANGE_SECONDS: u32 = 300;

/// The maximum digits of a number.
const MAX_DIGITS: usize = 3;

impl RawTimestamp {
    /// Parses the timestamp at the start of a text; returns its length in bytes, too. A timestamp
    /// has two to four numbers of up to three digits, separated by colons, and an optional
    /// fraction. A colon may be doubled and surrounded by spaces; the one after hours of `00` may
    /// be missing (`0003:45`).
    pub fn parse_prefix(text: &str) -> Option<(usize, Self)> {
        let mut numbers = [ABSENT; 4];
        let (mut count, mut at) = (0, 0);
        loop {
            let mut digits = digits(&text[at..]);
            let lacks_colon =
                digits == 4 && at == 0 && text.starts_with("00") && colon(&text[4..]).is_some();
            if lacks_colon {
                (numbers[0], count) = (0, 1);
                (at, digits) = (2, 2);
            }
            if !(1..=MAX_DIGITS).contains(&digits) || count == 4 {
                return None;
            }
            numbers[count] = text[at..at + digits].parse().ok()?;
            count += 1;
            if digits == MAX_DIGITS && count == 3 {
                numbers[3] = ABSENT_AFTER_MILLISECONDS;
            }
            at += digits;
            match colon(&text[at..]) {
                Some(length) => at += length,
                None => break,
            }
        }
        if count < 2 {
            return None;
        }
        Some((at + fraction(&text[at..]), Self { numbers }))
    }

    /// Finds the first timestamp in a text; returns its byte range, too.
    pub fn find(text: &str) -> Option<(std::ops::Range<usize>, Self)> {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let digits = digits(&text[at..]);
            if digits == 0 {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
            } else if let Some((length, timestamp)) = Self::parse_prefix(&text[at..]) {
                return Some((at..at + length, timestamp));
            } else {
                at += digits;
            }
        }
        None
    }

    /// Parses a text that is a timestamp as a whole: as [`RawTimestamp::parse_prefix`] does, or
    /// `218`, `218.5`, `218s`, `3m38s`, `1h3m38s`, `3m 38s`, `3 min 38 sec`, `t=218`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("t=").unwrap_or(text);
        match Self::parse_prefix(text) {
            Some((length, timestamp)) => (length == text.len()).then_some(timestamp),
            None => Self::parse_units(text),
        }
    }

    /// Parses the numbers with at least two units that a text starts with: `3m38s`, `1h 3m 38s`,
    /// `3分38秒`. Returns their length in bytes, too.
    pub fn parse_units_prefix(text: &str) -> Option<(usize, Self)> {
        let parsed = UnitsPrefix::parse(text);
        let timestamp = Self::from_seconds(parsed.seconds)?;
        (parsed.count >= 2).then_some((parsed.length, timestamp))
    }

    /// Parses numbers with units: `1h3m38s`. A number without a unit is in seconds.
    fn parse_units(text: &str) -> Option<Self> {
        let parsed = UnitsPrefix::parse(text);
        let rest = text[parsed.length..].trim_start_matches(' ');
        let digits = digits(rest);
        if rest.is_empty() {
            return Self::from_seconds(parsed.seconds).filter(|_| parsed.count > 0);
        }
        let is_number = (1..=MAX_UNIT_DIGITS).contains(&digits)
            && digits + decimals(&rest[digits..]) == rest.len()
            && !parsed.has_seconds;
        let seconds: u32 = rest[..digits].parse().ok().filter(|_| is_number)?;
        Self::from_seconds(parsed.seconds + seconds)
    }

    /// A timestamp of minutes and seconds, which has one interpretation. `None` beyond 1,000 hours.
    pub fn from_seconds(seconds: u32) -> Option<Self> {
        let minutes = u16::try_from(seconds / 60).ok()?;
        Some(Self {
            numbers: [minutes, (seconds % 60) as u16, ABSENT, ABSENT],
        })
    }

    /// The numbers as written, two to four.
    pub fn numbers(&self) -> &[u16] {
        let is_absent = |number: &u16| *number >= ABSENT_AFTER_MILLISECONDS;
        let further = self.numbers[1..].iter().position(is_absent);
        &self.numbers[..further.map_or(4, |further| 1 + further)]
    }

    fn count(&self) -> usize {
        self.numbers().len()
    }

    /// Seconds if the numbers are `MM:SS`, `H:MM:SS`, or `H:MM:SS` followed by frames. Numbers over
    /// 59 carry over.
    pub fn as_hms(self) -> u32 {
        match self.first_three().map(u32::from) {
            [a, b, _] if self.count() == 2 => a * 60 + b,
            [a, b, c] => a * 3600 + b * 60 + c,
        }
    }

    /// Seconds if three numbers are minutes, seconds, and a third one that is ignored: `03:38:00`,
    /// `03:38:42`.
    pub fn as_mm_ss(self) -> Option<u32> {
        let [a, b, ..] = self.numbers.map(u32::from);
        (self.count() == 3).then_some(a * 60 + b)
    }

    /// Seconds if four numbers are `00`, hours, minutes and seconds: `00:01:10:02`.
    pub fn without_leading_field(self) -> Option<u32> {
        let [a, b, c, d] = self.numbers.map(u32::from);
        (self.count() == 4 && a == 0 && d < 60).then_some(b * 3600 + c * 60 + d)
    }

    /// Seconds of both ends if four numbers are a range of minutes and seconds without its dash:
    /// `58:28:58:58`.
    pub fn as_joined_range(self) -> Option<(u32, u32)> {
        let [a, b, c, d] = self.numbers.map(u32::from);
        let (from, to) = (a * 60 + b, c * 60 + d);
        let is_range = self.count() == 4
            && b < 60
            && d < 60
            && (from..=from + MAX_JOINED_RANGE_SECONDS).contains(&to);
        is_range.then_some((from, to))
    }

    /// Whether it is well formed: minutes and seconds are below 60, and the last number is not in
    /// milliseconds.
    pub fn is_well_formed(self) -> bool {
        let below = |number: u16| number < 60;
        let [_, b, c] = self.first_three();
        self.numbers[3] != ABSENT_AFTER_MILLISECONDS && below(b) && below(c)
    }

    /// Its first three numbers; those that are not written are 0.
    pub fn first_three(self) -> [u16; 3] {
        let [a, b, c, _] = self.numbers;
        [a, b, if c == ABSENT { 0 } else { c }]
    }

    /// Whether the seconds are below 60 if the first number is minutes.
    pub fn is_well_formed_in_minutes(self) -> bool {
        self.numbers[1] < 60
    }

    /// Whether it has two numbers, minutes and seconds, which is unambiguous.
    pub fn is_minutes_and_seconds(self) -> bool {
        self.count() == 2
    }

    /// Whether it has four numbers, the last of which may be frames.
    pub fn has_frames(self) -> bool {
        self.count() == 4
    }

    /// Whether the third of three numbers repeats the second: `03:53:53`.
    pub fn repeats_seconds(self) -> bool {
        self.count() == 3 && self.numbers[1] == self.numbers[2]
    }

    /// The last of three numbers: seconds, hundredths, or a meaningless zero.
    pub fn third_field(self) -> Option<u16> {
        (self.count() == 3).then_some(self.numbers[2])
    }
}

impl Default for RawTimestamp {
    /// `00:00`
    fn default() -> Self {
        Self {
            numbers: [0, 0, ABSENT, ABSENT],
        }
    }
}

impl std::fmt::Display for RawTimestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, number) in self.numbers().iter().enumerate() {
            write!(f, "{}{number:02}", if index > 0 { ":" } else { "" })?;
        }
        Ok(())
    }
}

/// The maximum digits of a number with a unit.
const MAX_UNIT_DIGITS: usize = 6;

/// The seconds of the units, and their names; a name precedes its own prefixes.
const UNITS: [(u32, &[&str]); 3] = [
    (
        3600,
        &[
            "hours", "hour", "hrs", "hr", "std", "h", "時間", "小时", "小時", "시간", "时", "時",
        ],
    ),
    (
        60,
        &[
            "minutes", "minute", "mins", "min", "m", "分钟", "分鐘", "分", "분",
        ],
    ),
    (
        1,
        &["seconds", "second", "secs", "sec", "sek", "s", "秒", "초"],
    ),
];

/// The numbers with units at the start of a text.
#[derive(Default)]
struct UnitsPrefix {
    /// Their length in bytes.
    length: usize,
    seconds: u32,
    /// The number of units.
    count: usize,
    /// Whether the last unit is seconds.
    has_seconds: bool,
}

impl UnitsPrefix {
    fn parse(text: &str) -> Self {
        let mut parsed = Self::default();
        for (size, names) in UNITS {
            let rest = text[parsed.length..].trim_start_matches(' ');
            let digits = digits(rest);
            if !(1..=MAX_UNIT_DIGITS).contains(&digits) {
                continue;
            }
            let mut after = &rest[digits..];
            if size == 1 {
                after = &after[decimals(after)..];
            }
            let Some(after) = after_name(after.strip_prefix(' ').unwrap_or(after), names) else {
                continue;
            };
            parsed.seconds += rest[..digits].parse::<u32>().unwrap_or(0) * size;
            parsed.length = text.len() - after.len();
            parsed.count += 1;
            parsed.has_seconds = size == 1;
        }
        parsed
    }
}

/// The text after one of these names, in any case.
fn after_name<'t>(text: &'t str, names: &[&str]) -> Option<&'t str> {
    let name = names.iter().find(|name| {
        text.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    })?;
    let after = &text[name.len()..];
    (!after.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(after)
}

/// The length in bytes of the decimals of seconds, `.5`, which are dropped.
fn decimals(text: &str) -> usize {
    let digits = text.strip_prefix('.').map_or(0, digits);
    if digits > 0 { digits + 1 } else { 0 }
}

/// The number of ASCII digits at the start of a text.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The length in bytes of a colon, with its spaces, that is followed by a digit.
fn colon(text: &str) -> Option<usize> {
    let spaced = text.strip_prefix(' ').unwrap_or(text);
    let rest = spaced
        .strip_prefix(':')
        .or_else(|| spaced.strip_prefix('：'))?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    rest.starts_with(|c: char| c.is_ascii_digit())
        .then(|| text.len() - rest.len())
}

/// The length in bytes of a fraction, `.5` or `,25`; digits followed by a colon are the next
/// timestamp of a list.
fn fraction(text: &str) -> usize {
    let digits = text.strip_prefix(['.', ',']).map_or(0, digits);
    let is_fraction = digits > 0 && colon(&text[digits + 1..]).is_none();
    if is_fraction { digits + 1 } else { 0 }
}

/// Formats seconds as `3:38` or `1:03:38`.
pub fn format(seconds: u32) -> String {
    let (hours, minutes, rest) = split(seconds);
    match hours {
        0 => format!("{minutes}:{rest:02}"),
        _ => format!("{hours}:{minutes:02}:{rest:02}"),
    }
}

/// Formats seconds as `3 minutes 38 seconds`, for screen readers.
pub fn format_spoken(seconds: u32) -> String {
    let (hours, minutes, rest) = split(seconds);
    let units = [(hours, "hour"), (minutes, "minute"), (rest, "second")];
    let mut spoken = String::new();
    for (count, unit) in units.into_iter().filter(|(count, _)| *count > 0) {
        let space = if spoken.is_empty() { "" } else { " " };
        let plural = if count == 1 { "" } else { "s" };
        // Writing to a string cannot fail.
        let _ = write!(spoken, "{space}{count} {unit}{plural}");
    }
    match spoken.is_empty() {
        true => "the start".to_owned(),
        false => spoken,
    }
}

/// Hours, minutes and seconds.
fn split(seconds: u32) -> (u32, u32, u32) {
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn as_hms(text: &str) -> Option<u32> {
        RawTimestamp::parse(text).map(RawTimestamp::as_hms)
    }

    #[test]
    fn common_notations_are_parsed() {
        for (text, seconds) in [
            ("00:03:38", 218),
            ("1:03:38", 3818),
            ("03:38", 218),
            ("126:01", 7561),
            ("00:9:24", 564),
            ("02:41:0", 9660),
            ("00:03:38.5", 218),
            ("00:03:38,25", 218),
            ("01:02:14:00", 3734),
            ("00: 03:38", 218),
            ("00::03:38", 218),
            ("00：03：38", 218),
            ("02:92:00", 12_720),
            ("218", 218),
            ("218s", 218),
            ("3m38s", 218),
            ("1h3m38s", 3818),
            ("3m38", 218),
            ("3m 38s", 218),
            ("1H03M38S", 3818),
            ("t=218", 218),
            ("0003:38", 218),
            ("218.5", 218),
            ("218.5s", 218),
            ("3m38.25s", 218),
            ("00h03m38s", 218),
            ("3min38s", 218),
            ("3 min 38 sec", 218),
            ("1 hour 3 minutes", 3780),
            ("3分38秒", 218),
            ("1小时3分钟", 3780),
        ] {
            assert_eq!(as_hms(text), Some(seconds), "{text}");
        }
        for invalid in [
            "",
            "s",
            "aa:bb",
            "1:2:3:4:5",
            "2023:10:01",
            "00:03:38]",
            "-1:00",
            "N/A",
            "HH:MM:SS",
            "3mm38s",
            "38s3m",
            "3m38s5",
        ] {
            assert_eq!(as_hms(invalid), None, "{invalid}");
        }
    }

    #[test]
    fn units_start_a_text() {
        let prefix = |text| {
            let (length, time) = RawTimestamp::parse_units_prefix(text)?;
            Some((length, time.as_hms()))
        };
        assert_eq!(prefix("3m38s words"), Some((5, 218)));
        assert_eq!(prefix("1h 3m 38s: words"), Some((9, 3818)));
        assert_eq!(prefix("3分38秒序章"), Some((9, 218)));
        assert_eq!(prefix("3m38 words"), None);
        assert_eq!(prefix("3m38second words"), Some((10, 218)));
        assert_eq!(prefix("5m run"), None);
        assert_eq!(prefix("words"), None);
    }

    #[test]
    fn other_interpretations_are_supported() {
        let parse = |text| RawTimestamp::parse(text).expect("a timestamp");
        assert_eq!(parse("03:38:00").as_mm_ss(), Some(218));
        assert_eq!(parse("80:15:00").as_mm_ss(), Some(4815));
        assert_eq!(parse("03:38").as_mm_ss(), None);
        for text in ["1h", "3600", "218s", "1h3m38s"] {
            assert!(
                parse(text).is_minutes_and_seconds() && parse(text).as_mm_ss().is_none(),
                "{text}"
            );
        }
        assert_eq!(parse("00:01:10:02").without_leading_field(), Some(4202));
        assert_eq!(parse("01:01:10:02").without_leading_field(), None);
        assert!(
            parse("03:38:59").is_well_formed()
                && parse("99:59").is_well_formed()
                && parse("01:02:14:77").is_well_formed()
        );
        assert!(
            !parse("03:38:74").is_well_formed()
                && !parse("03:61:00").is_well_formed()
                && !parse("04:27:019").is_well_formed()
        );
    }

    #[test]
    fn a_timestamp_is_found_in_text() {
        let found = |text: &str| RawTimestamp::find(text).map(|(range, _)| text[range].to_owned());
        assert_eq!(found("#t=00:24:20)").as_deref(), Some("00:24:20"));
        assert_eq!(found("data-58:21\"").as_deref(), Some("58:21"));
        assert_eq!(found("[00:03:38]").as_deref(), Some("00:03:38"));
        assert_eq!(found("00:11:02,00:12:04").as_deref(), Some("00:11:02"));
        assert_eq!(found("in 2023: 10 of 12"), None);
        assert_eq!(found("watch?v=1234"), None);
    }

    #[test]
    fn spoken_times_omit_zero_units() {
        assert_eq!(format_spoken(218), "3 minutes 38 seconds");
        assert_eq!(format_spoken(3601), "1 hour 1 second");
        assert_eq!(format_spoken(0), "the start");
    }

    proptest! {
        #[test]
        fn formatted_times_are_parsed_back(seconds in 0u32..360_000) {
            prop_assert_eq!(as_hms(&format(seconds)), Some(seconds));
        }

        #[test]
        fn any_text_is_parsed_or_rejected(text in "[0-9:., mshin分：]{0,20}|.*") {
            let _ = RawTimestamp::parse(&text);
            let _ = RawTimestamp::parse_units_prefix(&text);
            if let Some((range, _)) = RawTimestamp::find(&text) {
                prop_assert!(text.get(range).is_some());
            }
        }
    }
}
