//! The strip under the player: the whole video as one bar, a tick for each moment.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::archive::{Archive, NoteId, VideoId};
use crate::text::timestamp;

/// The width that the strip is drawn in, whatever it is shown in.
const WIDTH: u32 = 500;

/// Ticks that stand closer share a link: about as near as two can be told apart.
const APART: u32 = 4;

/// Room behind the last moment, as a part of the video: nobody tells how long it is.
const BEHIND: u32 = 40;

/// The strip of a video.
pub(super) struct Strip {
    /// How many seconds its whole width means.
    pub(super) length: u32,
    /// The ticks of this page, and those of the other notes of the video, as paths.
    pub(super) own: String,
    pub(super) others: String,
    pub(super) links: Vec<Link>,
}

/// A part of the strip that plays a moment.
pub(super) struct Link {
    pub(super) from: u32,
    pub(super) width: u32,
    pub(super) seconds: u32,
}

impl Link {
    /// `3:38`
    pub(super) fn shown(&self) -> String {
        timestamp::format(self.seconds)
    }
}

impl Strip {
    /// The width that the strip is drawn in; scripts read it from the page.
    pub(super) fn width(&self) -> u32 {
        WIDTH
    }

    /// The strip of a note, or of all listed notes of the video together; `None` where nothing is
    /// cited.
    pub(super) fn new(archive: &Archive, video: VideoId, note: Option<NoteId>) -> Option<Self> {
        let video = archive.video(video);
        let cited = |is_shown: &dyn Fn(NoteId) -> bool| -> BTreeSet<u32> {
            video
                .moments
                .iter()
                .filter(|one| is_shown(one.note))
                .map(|one| one.seconds)
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
            None => cited(&|_| true),
        };
        let others = cited(&|other| note.is_some_and(|note| note != other));
        let last = (*own.last()?).max(video.last_second);
        let length = last + last / BEHIND + 1;
        let links = links(&own, length);
        Some(Self {
            length,
            own: ticks(&own, length, 5, 26),
            others: ticks(&others, length, 11, 14),
            links,
        })
    }
}

fn place(seconds: u32, length: u32) -> u32 {
    (u64::from(seconds) * u64::from(WIDTH) / u64::from(length)) as u32
}

/// From tick to tick, because steps are short and alike, and what is alike is sent for next to
/// nothing.
fn ticks(seconds: &BTreeSet<u32>, length: u32, top: u32, height: u32) -> String {
    let places: BTreeSet<u32> = seconds
        .iter()
        .map(|seconds| place(*seconds, length))
        .collect();
    let mut path = String::new();
    let mut before = None;
    for place in places {
        let _ = match before.replace(place) {
            None => write!(path, "M{place} {top}v{height}"),
            Some(before) => write!(path, "m{}-{height}v{height}", place - before),
        };
    }
    path
}

/// Each link reaches half of the way to the next.
fn links(seconds: &BTreeSet<u32>, length: u32) -> Vec<Link> {
    let mut apart: Vec<(u32, u32)> = Vec::new();
    for seconds in seconds {
        let place = place(*seconds, length);
        if apart.last().is_none_or(|(_, last)| place - last >= APART) {
            apart.push((*seconds, place));
        }
    }
    let mut from = 0;
    let nexts = apart
        .iter()
        .skip(1)
        .map(|(_, place)| Some(*place))
        .chain([None]);
    let link = |((seconds, place), next): (&(u32, u32), Option<u32>)| {
        let to = next.map_or(WIDTH, |next| place.midpoint(next));
        let start = std::mem::replace(&mut from, to);
        Link {
            from: start,
            width: to - start,
            seconds: *seconds,
        }
    };
    apart.iter().zip(nexts).map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_cover_the_strip_and_each_plays_its_tick() {
        let links = links(&BTreeSet::from([0, 100, 101, 400, 900]), 1000);
        let told: Vec<(u32, u32, u32)> = links
            .iter()
            .map(|link| (link.from, link.width, link.seconds))
            .collect();
        assert_eq!(
            told,
            [(0, 25, 0), (25, 100, 100), (125, 200, 400), (325, 175, 900)]
        );
        assert_eq!(
            ticks(&BTreeSet::from([0, 100, 101, 400]), 1000, 5, 26),
            "M0 5v26m50-26v26m150-26v26"
        );
    }
}
