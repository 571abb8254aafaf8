//! The timeline below the player: a bar for the whole video with a tick for each moment.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::archive::{Archive, NoteId, VideoId};
use crate::text::timestamp;

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
    pub(super) links: Vec<TimelineLink>,
}

/// A part of the timeline that plays a moment. Lengths are in SVG units.
pub(super) struct TimelineLink {
    pub(super) x: u32,
    pub(super) width: u32,
    pub(super) seconds: u32,
}

impl TimelineLink {
    /// The moment as `3:38`.
    pub(super) fn formatted(&self) -> String {
        timestamp::format(self.seconds)
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
        let cited_by = |is_included: &dyn Fn(NoteId) -> bool| -> BTreeSet<u32> {
            video
                .moments
                .iter()
                .filter(|moment| is_included(moment.note))
                .map(|moment| moment.seconds)
                .collect()
        };
        let own: BTreeSet<u32> = match note {
            Some(note) => archive
                .note(note)
                .facts
                .moments
                .iter()
                .map(|moment| moment.resolved.seconds)
                .collect(),
            None => cited_by(&|_| true),
        };
        let others = cited_by(&|other| note.is_some_and(|note| note != other));
        let last = (*own.last()?).max(video.last_second);
        let length = last + last / END_MARGIN_DIVISOR + 1;
        let links = links(&own, length);
        Some(Self {
            length,
            own_ticks: ticks(&own, length, 5, 26),
            other_ticks: ticks(&others, length, 11, 14),
            links,
        })
    }
}

/// The x coordinate of a second.
fn x_of(seconds: u32, length: u32) -> u32 {
    (u64::from(seconds) * u64::from(WIDTH) / u64::from(length)) as u32
}

/// An SVG path of ticks. Each move is relative to the tick before, because short and similar moves
/// compress well.
fn ticks(seconds: &BTreeSet<u32>, length: u32, top: u32, height: u32) -> String {
    let positions: BTreeSet<u32> = seconds
        .iter()
        .map(|seconds| x_of(*seconds, length))
        .collect();
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

/// Links that cover the timeline: they meet halfway between their ticks.
fn links(seconds: &BTreeSet<u32>, length: u32) -> Vec<TimelineLink> {
    let mut linked: Vec<(u32, u32)> = Vec::new();
    for seconds in seconds {
        let x = x_of(*seconds, length);
        if linked
            .last()
            .is_none_or(|(_, last)| x - last >= MIN_LINK_DISTANCE)
        {
            linked.push((*seconds, x));
        }
    }
    let mut start = 0;
    let nexts = linked.iter().skip(1).map(|(_, x)| Some(*x)).chain([None]);
    let link = |((seconds, x), next): (&(u32, u32), Option<u32>)| {
        let end = next.map_or(WIDTH, |next| x.midpoint(next));
        let x = std::mem::replace(&mut start, end);
        TimelineLink {
            x,
            width: end - x,
            seconds: *seconds,
        }
    };
    linked.iter().zip(nexts).map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_cover_the_timeline_and_each_plays_its_tick() {
        let links = links(&BTreeSet::from([0, 100, 101, 400, 900]), 1000);
        let parts: Vec<(u32, u32, u32)> = links
            .iter()
            .map(|link| (link.x, link.width, link.seconds))
            .collect();
        assert_eq!(
            parts,
            [(0, 25, 0), (25, 100, 100), (125, 200, 400), (325, 175, 900)]
        );
        assert_eq!(
            ticks(&BTreeSet::from([0, 100, 101, 400]), 1000, 5, 26),
            "M0 5v26m50-26v26m150-26v26"
        );
    }
}
