//! The length of the note's video that front matter gives: `duration: 1:05:30`.

use crate::corpus::front_matter::line_of_key;
use crate::corpus::front_matter::value::Value;
use crate::text::timestamp::RawTimestamp;

/// The key, as [`letters`](crate::text::naming::letters) spells it.
const KEY: &str = "duration";

/// The maximum length of a video, in seconds: 1,000 hours.
const MAX_SECONDS: u32 = 1_000 * 3600;

/// The value of `duration`.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::corpus) enum Duration {
    /// The length of the video in seconds, from 1 to [`MAX_SECONDS`].
    Seconds(u32),
    /// A text that is no length; empty if the value is no text.
    Invalid(String),
}

impl Duration {
    /// Whether a key is that of the length.
    pub(super) fn is_key(name: &str) -> bool {
        name == KEY
    }

    /// Interprets a value; `None` if it is empty.
    pub(super) fn from_value(value: &Value) -> Option<Self> {
        let text = match value {
            Value::Null => return None,
            Value::Text(text) | Value::Integer(text) | Value::Float(text) => text.trim(),
            Value::Bool(_) | Value::List(_) | Value::Map(_) => {
                return Some(Self::Invalid(String::new()));
            }
        };
        let seconds = || seconds(text).filter(|seconds| (1..=MAX_SECONDS).contains(seconds));
        (!text.is_empty()).then(|| match seconds() {
            Some(seconds) => Self::Seconds(seconds),
            None => Self::Invalid(text.to_owned()),
        })
    }

    /// The line of the key in the data, counted from 0; 0 if it has no line of its own.
    pub(super) fn line(data: &str) -> usize {
        line_of_key(data, KEY)
    }
}

/// Parses a length: `1:05:30`, `65:30`, `3930`, `3930.5`, `1h5m30s`, `65 min`, and `PT1H5M30S`
/// (ISO 8601, as the API of YouTube and schema.org write it). A fraction of a second is dropped.
fn seconds(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse::<f64>() {
        // The conversion saturates; NaN becomes 0.
        return Some(number as u32);
    }
    let is_iso = text.starts_with(['P', 'p']);
    let (days, time) = match is_iso.then(|| text[1..].split_once(['T', 't'])) {
        None => (0, text),
        Some(Some(("", time))) => (0, time),
        Some(Some((days, time))) => (days.strip_suffix(['D', 'd'])?.parse::<u16>().ok()?, time),
        Some(None) => return None,
    };
    let time = RawTimestamp::parse(time).filter(|time| time.is_well_formed())?;
    Some(u32::from(days) * 24 * 3600 + time.as_hms())
}

#[cfg(test)]
mod tests {
    use crate::corpus::{Note, ProblemKind};

    fn note(front: &str) -> Note {
        Note::new("c/n.md".to_owned(), format!("{front}\nText"))
    }

    /// The length, and whether a problem was reported, with its line.
    fn duration(yaml: &str) -> (Option<u32>, Option<u32>) {
        let note = note(&format!("---\ntitle: A\n{yaml}\n---"));
        let mut problems = note.problems.iter();
        let problem = problems.find(|problem| problem.message.contains("duration"));
        if let Some(problem) = problem {
            assert_eq!(problem.kind, ProblemKind::InvalidFrontMatter);
        }
        (note.duration, problem.map(|problem| problem.line))
    }

    #[test]
    fn a_length_has_many_notations() {
        for value in [
            "1:05:30",
            "01:05:30",
            "65:30",
            "'65:30'",
            "PT1H5M30S",
            "PT65M30S",
            "pt3930s",
            "P0DT1H5M30S",
            "3930",
            "3930.7",
            "\"3930\"",
            "\" 3930 \"",
            "3_930",
            "1h5m30s",
            "1h 5m 30s",
            "65 min 30 s",
            "1 hour 5 minutes 30 seconds",
            "1:05:30 # a comment",
        ] {
            let yaml = format!("duration: {value}");
            assert_eq!(duration(&yaml), (Some(3930), None), "{yaml}");
        }
        assert_eq!(duration("Duration: 45 min"), (Some(2700), None));
        assert_eq!(duration("duration: P1DT1S"), (Some(86_401), None));
        assert_eq!(duration("duration: 3600000"), (Some(3_600_000), None));
    }

    #[test]
    fn other_languages_and_invalid_yaml_have_lengths() {
        for front in [
            "+++\nduration = \"1:05:30\"\n+++",
            "+++\nduration = 3930\n+++",
            "{\"title\": \"A\", \"duration\": 3930.2}",
            "---\ntitle: How to: eat\nduration: \"1:05:30\"\n---",
        ] {
            assert_eq!(note(front).duration, Some(3930), "{front}");
        }
        // An object with a length alone is an example in the text.
        assert!(
            note("{\"duration\": 5}")
                .body()
                .starts_with("{\"duration\"")
        );
    }

    #[test]
    fn what_is_no_length_is_reported() {
        for value in [
            "0",
            "0:00",
            "-5",
            "3600001",
            "1e300",
            ".nan",
            ".inf",
            "\"NaN\"",
            "short",
            "1:75:00",
            "P1D",
            "PxDT1S",
            "PT",
            "P",
            "true",
            "[1, 2]",
            "{h: 1}",
            "99999999999999999999",
            "12:3é",
        ] {
            let yaml = format!("duration: {value}");
            assert_eq!(duration(&yaml), (None, Some(3)), "{yaml}");
        }
        for yaml in ["duration:", "duration: ''", "durations: 5", "x: 1"] {
            assert_eq!(duration(yaml), (None, None), "{yaml}");
        }
    }
}
