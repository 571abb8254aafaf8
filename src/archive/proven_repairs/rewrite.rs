//! Turns proven repairs into edits of a note's text, and reads the edited text again: every
//! repaired timestamp must say its second, and everything else must be as before.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::archive::proven_repairs::ProvenRepair;
use crate::archive::{Archive, NoteId};
use crate::corpus::{Edit, Note};
use crate::markdown::{Facts, Moment, TimestampPlaces, timestamp_places};
use crate::text::timestamp::RawTimestamp;

/// The seconds of an hour.
const HOUR: u32 = 3600;
/// How often the text of a note is read with other edits; then its repairs are left.
const MAX_ATTEMPTS: usize = 4;

/// The edits that write the proven repairs of a note.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RewrittenNote {
    /// The edits, in order.
    pub edits: Vec<Edit>,
    /// The repairs that they write; those that cannot be written are left out.
    pub repairs: Vec<ProvenRepair>,
}

/// How a second is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `03:38`, and `01:03:38` from an hour on.
    Short,
    /// `00:03:38`, where minutes and seconds alone are text: `(00:03:38)`.
    WithHours,
}

/// A repair with the places that it rewrites.
struct Rewrite<'p> {
    repair: ProvenRepair,
    moment: &'p Moment,
    places: &'p TimestampPlaces,
    form: Form,
}

impl Archive {
    /// The edits that write these repairs of a note.
    pub fn rewrite(&self, id: NoteId, repairs: &[ProvenRepair]) -> RewrittenNote {
        rewrite(self.note(id), repairs)
    }
}

fn rewrite(note: &Note, repairs: &[ProvenRepair]) -> RewrittenNote {
    let places = timestamp_places(note.body(), note.has_video());
    let by_start: HashMap<u32, &TimestampPlaces> =
        places.iter().map(|places| (places.start, places)).collect();
    // Links lead to headings by their text. The first one may be the title.
    let is_in_heading = |start: u32| {
        let line_start = note.body()[..start as usize]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let mut headings = note.facts.headings.iter();
        note.body()[line_start..].starts_with('#')
            || headings.any(|heading| heading.line_start as usize == line_start)
    };
    let rewrite = |repair: &ProvenRepair| {
        if is_in_heading(repair.source_start) {
            return None;
        }
        let rewrite = Rewrite {
            repair: *repair,
            moment: note.facts.moment_at(repair.source_start)?,
            places: by_start.get(&repair.source_start)?,
            form: Form::Short,
        };
        rewrite.texts(note).is_some().then_some(rewrite)
    };
    let mut rewrites: Vec<Rewrite<'_>> = repairs.iter().filter_map(rewrite).collect();
    for _ in 0..MAX_ATTEMPTS {
        let edits = edits(note, &rewrites);
        if edits.is_empty() {
            break;
        }
        let Some(failed) = failed(note, &edits, &rewrites) else {
            break;
        };
        if failed.is_empty() {
            let repairs = rewrites.iter().map(|rewrite| rewrite.repair).collect();
            return RewrittenNote { edits, repairs };
        }
        let each = std::mem::take(&mut rewrites).into_iter().enumerate();
        rewrites.extend(each.filter_map(|(index, rewrite)| {
            match (failed.contains(&index), rewrite.form) {
                (false, _) => Some(rewrite),
                (true, Form::Short) => Some(Rewrite {
                    form: Form::WithHours,
                    ..rewrite
                }),
                (true, Form::WithHours) => None,
            }
        }));
    }
    RewrittenNote::default()
}

/// The edits of all rewrites.
fn edits(note: &Note, rewrites: &[Rewrite<'_>]) -> Vec<Edit> {
    let texts = rewrites.iter().filter_map(|rewrite| rewrite.texts(note));
    let edit = |(range, text): (Range<u32>, String)| Edit {
        range: note.body_start + range.start as usize..note.body_start + range.end as usize,
        text,
    };
    texts.flatten().map(edit).collect()
}

impl Rewrite<'_> {
    /// The ranges in the body with their new text. `None` if they contain another time, or if the
    /// end of the range is not known as the start is.
    fn texts(&self, note: &Note) -> Option<Vec<(Range<u32>, String)>> {
        let (written, end) = (self.moment.time, self.moment.end());
        if self.places.has_other_notation || !self.has_known_end() || self.has_other_label() {
            return None;
        }
        let is = |time: Option<RawTimestamp>, other: RawTimestamp| {
            time.is_some_and(|time| time.as_hms() == other.as_hms())
        };
        let mut texts = Vec::with_capacity(self.places.times.len());
        let (mut has_start, mut has_end) = (false, false);
        for (range, time) in &self.places.times {
            let source = note.slice(range);
            has_end |= is(end, *time);
            let text = if is(Some(written), *time) || is(self.moment.label(), *time) {
                has_start = true;
                match self.repair.end.filter(|_| end.is_none()) {
                    // A range without its dash.
                    Some(end) => format!("{}-{}", self.format(source), self.format_as(source, end)),
                    None => self.format(source),
                }
            } else if is(end, *time) {
                self.format_as(source, self.repair.end?)
            } else {
                return None;
            };
            texts.push((range.clone(), text));
        }
        (has_start && (has_end || end.is_none())).then_some(texts)
    }

    /// Whether the end of the range is what is written, read as the start is.
    fn has_known_end(&self) -> bool {
        let written = self.moment.time;
        let (second, Some(end)) = (self.repair.second, self.repair.end) else {
            return self.moment.end().is_none();
        };
        let expected = match self.moment.end() {
            None => written.as_joined_range().map(|(_, end)| end),
            Some(raw) if written.as_mm_ss() == Some(second) => {
                Some(raw.as_mm_ss().unwrap_or(raw.as_hms()))
            }
            Some(raw) => {
                let shift = i64::from(second) - i64::from(written.as_hms());
                let end = u32::try_from(i64::from(raw.as_hms()) + shift).ok();
                end.filter(|_| shift % i64::from(HOUR) == 0)
            }
        };
        expected == Some(end) && (second..second.saturating_add(HOUR)).contains(&end)
    }

    /// Whether the label of the anchor says another second in every notation.
    fn has_other_label(&self) -> bool {
        let Some(label) = self.moment.label() else {
            return false;
        };
        let readings = [Some(label.as_hms()), label.as_mm_ss()];
        let shift = label.as_hms().abs_diff(self.repair.second);
        !readings.contains(&Some(self.repair.second)) && shift != HOUR
    }

    fn format(&self, source: &str) -> String {
        self.format_as(source, self.repair.second)
    }

    /// Formats seconds, with as many digits in the first number as in the source.
    fn format_as(&self, source: &str, seconds: u32) -> String {
        let (hours, minutes, rest) = (seconds / HOUR, seconds / 60 % 60, seconds % 60);
        let digits = source.bytes().take_while(u8::is_ascii_digit).count().min(2);
        match self.form {
            Form::Short if hours == 0 => format!("{minutes:0digits$}:{rest:02}"),
            _ => format!("{hours:0digits$}:{minutes:02}:{rest:02}"),
        }
    }
}

/// The indices of the rewrites after which the text does not say what it should. `None` if the
/// edits changed something else.
fn failed(note: &Note, edits: &[Edit], rewrites: &[Rewrite<'_>]) -> Option<BTreeSet<usize>> {
    let facts = edited_facts(note, edits)?;
    let mut failed = BTreeSet::new();
    let mut found = facts.moments.iter().peekable();
    let mut shift = Shift::new(note, edits);
    let old = note.facts.timestamps();
    let index_of: HashMap<u32, usize> = rewrites
        .iter()
        .enumerate()
        .map(|(index, rewrite)| (rewrite.repair.source_start, index))
        .collect();
    let mut last = 0;
    for moment in old {
        let index = index_of.get(&moment.source_range.start).copied();
        let start = shift.apply(moment.source_range.start);
        // A part of the rewritten timestamp before is a timestamp of its own now.
        while found
            .next_if(|new| new.source_range.start < start)
            .is_some()
        {
            failed.insert(last);
        }
        last = index.unwrap_or(last);
        let new = found.next_if(|new| new.source_range.start == start);
        let is_right = match index {
            Some(index) => new.is_some_and(|new| rewrites[index].is_written_in(new)),
            None => new.is_some_and(|new| says_the_same(moment, new)),
        };
        if !is_right {
            failed.insert(index.unwrap_or(last));
        }
    }
    if found.next().is_some() {
        failed.insert(last);
    }
    (!failed.is_empty() || facts.text == note.facts.text).then_some(failed)
}

/// The facts of a note after edits.
fn edited_facts(note: &Note, edits: &[Edit]) -> Option<Facts> {
    let mut edited = note.clone();
    edited.source = Edit::apply(edits, &note.source)?;
    edited.set_video(note.video);
    Some(edited.facts)
}

impl Rewrite<'_> {
    /// Whether a moment of the new text says the second.
    fn is_written_in(&self, new: &Moment) -> bool {
        let ProvenRepair { second, end, .. } = self.repair;
        new.time.as_hms() == second
            && new.time.is_well_formed()
            && new.end().map(RawTimestamp::as_hms) == end
            && new.label().is_none()
            && new.other_video() == self.moment.other_video()
    }
}

/// Whether a moment that was not rewritten is the same as before.
fn says_the_same(old: &Moment, new: &Moment) -> bool {
    let facts = |moment: &Moment| {
        let others = (moment.label(), moment.end(), moment.other_video());
        (moment.time, others, moment.is_exact())
    };
    facts(old) == facts(new)
}

/// Maps offsets in the body to those after edits, in ascending order.
struct Shift<'e> {
    body_start: usize,
    edits: std::iter::Peekable<std::slice::Iter<'e, Edit>>,
    bytes: i64,
}

impl<'e> Shift<'e> {
    fn new(note: &Note, edits: &'e [Edit]) -> Self {
        Self {
            body_start: note.body_start,
            edits: edits.iter().peekable(),
            bytes: 0,
        }
    }

    /// The new offset of a place that is not within an edit.
    fn apply(&mut self, offset: u32) -> u32 {
        let at = self.body_start + offset as usize;
        while let Some(edit) = self.edits.next_if(|edit| edit.range.end <= at) {
            self.bytes += edit.text.len() as i64 - edit.range.len() as i64;
        }
        (i64::from(offset) + self.bytes) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroU32;

    use crate::archive::proven_repairs::Proof;
    use crate::markdown::{Reinterpretation, ResolvedTime};

    /// The body after the repair of its first time to this range of seconds.
    fn rewritten(body: &str, second: u32, end: Option<u32>) -> String {
        let text = format!("---\nvideoId: E1cxZuHrwZc\n---\n{body}");
        let mut note = Note::new("c/n.md".to_owned(), text);
        let moment = &mut note.facts.moments[0];
        moment.resolved = ResolvedTime {
            seconds: second,
            end: end.and_then(NonZeroU32::new),
            reinterpretation: Some(Reinterpretation::Minutes),
            uncertain: None,
        };
        let repair = ProvenRepair {
            source_start: moment.source_range.start,
            second,
            end,
            proof: Proof::Length,
        };
        let edits = rewrite(&note, &[repair]).edits;
        let text = Edit::apply(&edits, &note.source).expect("valid edits");
        text[note.body_start..].to_owned()
    }

    #[test]
    fn a_time_is_written_in_its_shortest_form() {
        for (body, second, expected) in [
            ("[03:38:00]", 218, "[03:38]"),
            ("[3:38:00]", 218, "[3:38]"),
            ("[16:27:00]", 4_587, "[01:16:27]"),
            ("[01:17:29]", 1_049, "[17:29]"),
            ("[02:13:24]", 4_404, "[01:13:24]"),
            ("[01:02:14:00]", 3_734, "[01:02:14]"),
            ("[00:00:38:12]", 38, "[00:38]"),
            ("(03:38:00)", 218, "(00:03:38)"),
            (
                "<a class=\"yt-timestamp\" data-t=\"03:38:00\">3:38</a>",
                218,
                "<a class=\"yt-timestamp\" data-t=\"03:38\">3:38</a>",
            ),
        ] {
            let sentence = |time: &str| format!("The oven cools {time}, slowly.\n");
            assert_eq!(rewritten(&sentence(body), second, None), sentence(expected));
        }
    }

    #[test]
    fn a_range_keeps_its_end() {
        for (body, second, end, expected) in [
            ("[03:38:00-04:10:00]", 218, 250, "[03:38-04:10]"),
            ("[03:38:00 – 4:10]", 218, 250, "[03:38 – 4:10]"),
            ("[03:38:00]-[04:10:00]", 218, 250, "[03:38]-[04:10]"),
            ("[02:13:24-02:14:00]", 4_404, 4_440, "[01:13:24-01:14:00]"),
            ("[58:28:58:58]", 3_508, 3_538, "[58:28-58:58]"),
            // The end is another one than the start tells.
            ("[03:38:00-04:10:00]", 218, 2_000, "[03:38:00-04:10:00]"),
            ("[03:38:00-04:10:00]", 400, 432, "[03:38:00-04:10:00]"),
        ] {
            assert_eq!(rewritten(body, second, Some(end)), expected, "{body}");
        }
    }

    #[test]
    fn what_would_stay_wrong_beside_a_time_leaves_it() {
        for body in [
            "[03:38:00](#t=13080)",
            "<a class=\"yt-timestamp\" data-t=\"03:38:00\">[00:09:00]</a>",
            "[03:38:00 - 4m10s]",
            "## Bread [03:38:00]\n\nWords.",
        ] {
            assert_eq!(rewritten(body, 218, None), body);
        }
    }
}
