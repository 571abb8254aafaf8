//! Times of a video: reading `HH:MM:SS`, and showing seconds to the eye and to the ear. A leaf.

/// Reads a well-formed `HH:MM:SS` (or `H:MM:SS`, `MM:SS`) into seconds; `None` for anything else.
pub fn parse(text: &str) -> Option<u32> {
    let mut parts = text.trim().split(':');
    let first = number(parts.next()?)?;
    let second = number(parts.next()?).filter(|n| *n < 60)?;
    let third = match parts.next() {
        Some(part) => Some(number(part).filter(|n| *n < 60)?),
        None => None,
    };
    match (third, parts.next()) {
        (Some(third), None) => Some(first * 3600 + second * 60 + third),
        (None, None) => Some(first * 60 + second),
        _ => None,
    }
}

/// One or two digits. Three would not be a time that a person writes.
fn number(part: &str) -> Option<u32> {
    let digits = matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| part.parse().ok())?
}

/// `3:38`, `1:03:38`.
pub fn show(seconds: u32) -> String {
    let (hours, minutes, rest) = split(seconds);
    match hours {
        0 => format!("{minutes}:{rest:02}"),
        _ => format!("{hours}:{minutes:02}:{rest:02}"),
    }
}

/// `3 minutes 38 seconds`, for those who hear the page.
pub fn speak(seconds: u32) -> String {
    let (hours, minutes, rest) = split(seconds);
    let named = [(hours, "hour"), (minutes, "minute"), (rest, "second")];
    let said: Vec<String> = named
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    if said.is_empty() { "the start".to_owned() } else { said.join(" ") }
}

fn split(seconds: u32) -> (u32, u32, u32) {
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_well_formed_times_alone() {
        assert_eq!(parse("00:03:38"), Some(218));
        assert_eq!(parse("1:03:38"), Some(3818));
        assert_eq!(parse("03:38"), Some(218));
        for wrong in ["", "3", "00:61:00", "00:00:60", "1:2:3:4", "aa:bb", "00:03:38]", "-1:00", "100:00:00"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn speaks_without_empty_units() {
        assert_eq!(speak(218), "3 minutes 38 seconds");
        assert_eq!(speak(3601), "1 hour 1 second");
        assert_eq!(speak(0), "the start");
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(seconds in 0u32..360_000) {
            prop_assert_eq!(parse(&show(seconds)), Some(seconds));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = parse(&text);
        }
    }
}
