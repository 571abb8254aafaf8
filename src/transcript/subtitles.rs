//! WebVTT and SubRip, line by line. Both have a line of times above each text, `00:01.000 -->
//! 00:02.000`; whatever else is irregular, these lines tell where a cue begins.

use crate::transcript::MAX_MS;
use crate::transcript::builder::Builder;

/// A cue whose text is being read.
struct OpenCue<'s> {
    start_ms: u32,
    end_ms: u32,
    lines: Vec<&'s str>,
}

impl OpenCue<'_> {
    fn push_to(self, builder: &mut Builder) {
        builder.push(self.start_ms, self.end_ms, self.lines);
    }
}

/// Adds the cues of a file. A line with an arrow but without valid times is damaged: its cue is
/// skipped.
pub(super) fn parse(source: &str, builder: &mut Builder) {
    // In WebVTT, a blank line ends a cue, and blocks without times are comments and styles. In
    // SubRip, a text may have blank lines.
    let is_web_vtt = source.trim_start().starts_with("WEBVTT");
    let mut open: Option<OpenCue> = None;
    let mut is_after_blank = true;
    for line in source.split('\n').map(|line| line.trim_end_matches('\r')) {
        if line.contains("-->") {
            if let Some(mut cue) = open.take() {
                // The number of the new cue, above its times.
                let number = cue.lines.last().filter(|_| !is_after_blank);
                if number.is_some_and(|line| is_number(line.trim())) {
                    cue.lines.pop();
                }
                cue.push_to(builder);
            }
            open = times(line).map(|(start_ms, end_ms)| OpenCue {
                start_ms,
                end_ms,
                lines: Vec::new(),
            });
        } else if !line.is_empty() {
            if let Some(cue) = &mut open {
                cue.lines.push(line);
            }
        } else if is_web_vtt && let Some(cue) = open.take() {
            cue.push_to(builder);
        }
        is_after_blank = line.is_empty();
    }
    if let Some(cue) = open {
        cue.push_to(builder);
    }
}

/// Whether a line is the number of a cue.
fn is_number(line: &str) -> bool {
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
}

/// The start and the end in a line of times, in milliseconds; settings may follow.
fn times(line: &str) -> Option<(u32, u32)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some((milliseconds(start.trim())?, milliseconds(end)?))
}

/// Parses `01:02:03.456`, also with a comma, without hours, and with any number of decimals.
fn milliseconds(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let mut seconds: u64 = 0;
    let mut count = 0;
    for number in whole.split(':') {
        if !is_number(number) {
            return None;
        }
        seconds = seconds.checked_mul(60)?.checked_add(number.parse().ok()?)?;
        count += 1;
    }
    if !(2..=3).contains(&count) || !(decimals.is_empty() || is_number(decimals)) {
        return None;
    }
    let thousandths = format!("{:0<3}", &decimals[..decimals.len().min(3)]);
    let ms = seconds
        .checked_mul(1000)?
        .checked_add(thousandths.parse().ok()?)?;
    u32::try_from(ms).ok().filter(|ms| *ms <= MAX_MS)
}
