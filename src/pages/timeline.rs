//! The timeline below the player: the whole video, with a tick for each moment and a bar for the
//! span of each uncertain one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::archive::{Archive, NoteId, VideoId};
use crate::markdown::{Moment, ResolvedTime};

/// The width of the timeline in SVG units. The page scales it.
const WIDTH: u32 = 500;

/// Ticks closer than this share a link, in SVG units: readers can hardly tell them apart.
const MIN_LINK_DISTANCE: u32 = 4;

/// The timeline is longer than the last moment by this fraction (1/40), because the duration of the
/// video is unknown.
const END_MARGIN_DIVISOR: u32 = 40;

/// The timeline of a video.
pub(super) struct Timeline {
    /// The number of seconds in its whole width.
    pub(super) length: u32,
    /// The ticks of this page, as an SVG path.
    pub(super) own_ticks: String,
    /// The ticks of the other notes from the video, as an SVG path.
    pub(super) other_ticks: String,
    /// The bars of this page, as an SVG path; empty if it has no uncertain moments.
    pub(super) own_bars: String,
    /// The bars of the other notes from the video, as an SVG path; may be empty.
    pub(super) other_bars: String,
    pub(super) links: Vec<TimelineLink>,
}

/// A part of the timeline that plays a moment. Lengths are in SVG units.
pub(super) struct TimelineLink {
    pub(super) x: u32,
    pub(super) width: u32,
    pub(super) seconds: u32,
    /// The moment as `3:38`, or `20–29 min`.
    pub(super) formatted: String,
}

/// The moments of a timeline by their seconds. Of those at one second, one that is exact.
#[derive(Default)]
struct Times(BTreeMap<u32, ResolvedTime>);

impl<'a> FromIterator<&'a Moment> for Times {
    fn from_iter<I: IntoIterator<Item = &'a Moment>>(moments: I) -> Self {
        let mut times = Self::default();
        for moment in moments {
            let time = times.0.entry(moment.resolved.seconds);
            let time = time.or_insert(moment.resolved);
            if !moment.resolved.is_uncertain() {
                *time = moment.resolved;
            }
        }
        times
    }
}

impl Times {
    /// The seconds of the exact moments.
    fn exact(&self) -> impl Iterator<Item = u32> {
        let exact = self.0.iter().filter(|(_, time)| !time.is_uncertain());
        exact.map(|(seconds, _)| *seconds)
    }

    /// The first and the last seconds of the uncertain moments.
    fn spans(&self) -> impl Iterator<Item = [u32; 2]> {
        let uncertain = self.0.values().filter_map(|time| time.uncertain);
        uncertain.map(|span| span.bounds())
    }

    /// The last second that a moment may be.
    fn last(&self) -> Option<u32> {
        let last = self.0.keys().last().copied();
        last.max(self.spans().map(|[_, to]| to).max())
    }
}

impl Timeline {
    /// The width in SVG units. Scripts read it from the page.
    pub(super) fn width(&self) -> u32 {
        WIDTH
    }

    /// The timeline of a note, or without a note of all listed notes from the video; `None` if
    /// they cite no moments.
    pub(super) fn new(archive: &Archive, video: VideoId, note: Option<NoteId>) -> Option<Self> {
        let video = archive.video(video);
        let cited_by = |is_included: &dyn Fn(NoteId) -> bool| -> Times {
            let moments = video.moments.iter();
            let included = moments.filter(|moment| is_included(moment.note));
            included.map(|moment| archive.moment(*moment)).collect()
        };
        let own: Times = match note {
            Some(note) => archive.note(note).facts.moments.iter().collect(),
            None => cited_by(&|_| true),
        };
        let others = cited_by(&|other| note.is_some_and(|note| note != other));
        let last = own.last()?.max(video.last_second);
        let last = others.last().map_or(last, |other| other.max(last));
        let length = last.saturating_add(last / END_MARGIN_DIVISOR + 1);
        Some(Self {
            length,
            own_ticks: ticks(own.exact(), length, 5, 26),
            other_ticks: ticks(others.exact(), length, 11, 14),
            own_bars: bars(own.spans(), length, 12, 12),
            other_bars: bars(others.spans(), length, 15, 6),
            links: links(&own, length),
        })
    }
}

/// The x coordinate of a second.
fn x_of(seconds: u32, length: u32) -> u32 {
    (u64::from(seconds) * u64::from(WIDTH) / u64::from(length)) as u32
}

/// An SVG path of ticks. Each move is relative to the tick before, because short and similar moves
/// compress well.
fn ticks(seconds: impl Iterator<Item = u32>, length: u32, top: u32, height: u32) -> String {
    let positions: BTreeSet<u32> = seconds.map(|seconds| x_of(seconds, length)).collect();
    let mut path = String::new();
    let mut previous = None;
    for x in positions {
        let _ = match previous.replace(x) {
            None => write!(path, "M{x} {top}v{height}"),
            Some(previous) => write!(path, "m{}-{height}v{height}", x - previous),
        };
    }
    path
}

/// An SVG path of bars. Bars that overlap are merged, so that there are at most as many as units.
fn bars(spans: impl Iterator<Item = [u32; 2]>, length: u32, top: u32, height: u32) -> String {
    let mut ends: Vec<(u32, u32)> = spans
        .map(|[from, to]| (x_of(from, length), x_of(to, length)))
        .collect();
    ends.sort_unstable();
    let overlap = |bar: &mut (u32, u32), next: &mut (u32, u32)| {
        let is_overlap = bar.0 <= next.1;
        if is_overlap {
            next.1 = next.1.max(bar.1);
        }
        is_overlap
    };
    ends.dedup_by(overlap);
    ends.iter().fold(String::new(), |mut path, (from, to)| {
        let width = (to - from).max(1);
        let _ = write!(path, "M{from} {top}h{width}v{height}h-{width}z");
        path
    })
}

/// Links that cover the timeline: they meet halfway between their ticks.
fn links(times: &Times, length: u32) -> Vec<TimelineLink> {
    let mut linked: Vec<(&ResolvedTime, u32)> = Vec::new();
    for (seconds, time) in &times.0 {
        let x = x_of(*seconds, length);
        if linked
            .last()
            .is_none_or(|(_, last)| x - last >= MIN_LINK_DISTANCE)
        {
            linked.push((time, x));
        }
    }
    let mut start = 0;
    let nexts = linked.iter().skip(1).map(|(_, x)| Some(*x)).chain([None]);
    let link = |((time, x), next): (&(&ResolvedTime, u32), Option<u32>)| {
        let end = next.map_or(WIDTH, |next| x.midpoint(next));
        let x = std::mem::replace(&mut start, end);
        TimelineLink {
            x,
            width: end - x,
            seconds: time.seconds,
            formatted: time.format_start(),
        }
    };
    linked.iter().zip(nexts).map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Note;
    use crate::markdown::UncertainSpan;

    fn times(all: &[(u32, Option<UncertainSpan>)]) -> Times {
        let time = |(seconds, uncertain): &(u32, Option<UncertainSpan>)| {
            let time = ResolvedTime {
                seconds: *seconds,
                end: None,
                reinterpretation: None,
                uncertain: *uncertain,
            };
            (*seconds, time)
        };
        Times(all.iter().map(time).collect())
    }

    #[test]
    fn links_cover_the_timeline_and_each_plays_its_tick() {
        let exact = [0, 100, 101, 400, 900].map(|seconds| (seconds, None));
        let links = links(&times(&exact), 1000);
        let parts: Vec<(u32, u32, u32)> = links
            .iter()
            .map(|link| (link.x, link.width, link.seconds))
            .collect();
        assert_eq!(
            parts,
            [(0, 25, 0), (25, 100, 100), (125, 200, 400), (325, 175, 900)]
        );
        assert_eq!(
            ticks([0, 400, 101, 100].into_iter(), 1000, 5, 26),
            "M0 5v26m50-26v26m150-26v26"
        );
    }

    #[test]
    fn an_uncertain_moment_is_a_bar_with_a_link_at_its_best_guess() {
        let span = |from, to| Some(UncertainSpan::new(from, to));
        let times = times(&[(50, None), (450, span(200, 700)), (750, span(600, 900))]);
        assert_eq!(times.exact().collect::<Vec<_>>(), [50]);
        assert_eq!(times.last(), Some(900));
        let links = links(&times, 1000);
        let names: Vec<(u32, &str)> = links
            .iter()
            .map(|link| (link.seconds, link.formatted.as_str()))
            .collect();
        assert_eq!(names, [(50, "0:50"), (450, "3–11 min"), (750, "10–15 min")]);
    }

    #[test]
    fn of_moments_at_one_second_an_exact_one_counts() {
        let text = "Flour [00:01:00]. Water [00:01:00]. Salt [00:02:00].";
        let mut note = Note::new("c/n.md".to_owned(), text.to_owned());
        let uncertain = Some(UncertainSpan::new(30, 90));
        for order in [0, 1] {
            for (index, moment) in note.facts.moments.iter_mut().take(2).enumerate() {
                moment.resolved.uncertain = uncertain.filter(|_| index == order);
            }
            let times: Times = note.facts.moments.iter().collect();
            assert_eq!(times.exact().collect::<Vec<_>>(), [60, 120]);
            assert_eq!(times.spans().count(), 0);
        }
    }

    #[test]
    fn bars_that_overlap_are_merged() {
        let spans = [[500, 700], [200, 400], [100, 300], [800, 800]];
        assert_eq!(
            bars(spans.into_iter(), 1000, 12, 12),
            "M50 12h150v12h-150zM250 12h100v12h-100zM400 12h1v12h-1z"
        );
    }
}
