//! The treemap of an archive: a rectangle divided among the channels, each channel among its
//! videos, and each video among its notes, in proportion to the number of notes. An [`Archive`] in,
//! a [`Treemap`] out, deterministic. Coordinates are integers without a unit; the origin is the
//! upper left corner.

use std::cmp::Reverse;

use crate::archive::{Archive, ChannelId, NoteId, VideoId};
mod squarify;

use squarify::squarify;

/// The width of the treemap.
pub const WIDTH: u32 = 6_000;

/// The height of the treemap.
pub const HEIGHT: u32 = 4_000;

/// Gutters of a channel, relative to the side of a note: beside and below it; above it, where its
/// name is drawn.
const CHANNEL_GUTTERS: (f64, f64) = (0.15, 0.45);

/// Gutters of a group, likewise.
const GROUP_GUTTERS: (f64, f64) = (0.04, 0.16);

/// A cell for every listed note except the home note and the channels' index notes.
#[derive(Debug, PartialEq)]
pub struct Treemap {
    /// The channels that have notes, and the notes outside any folder; the largest first.
    pub channels: Vec<TreemapChannel>,
    /// The height of the gutter above a channel.
    pub channel_gutter: u32,
    /// The height of the gutter above a group.
    pub group_gutter: u32,
    /// For each note of the archive, the number of its cell.
    cells: Vec<Option<u32>>,
}

/// A channel in the treemap.
#[derive(Debug, PartialEq)]
pub struct TreemapChannel {
    /// The channel; `None` for the notes outside any folder.
    pub channel: Option<ChannelId>,
    /// Its area without the gutters.
    pub area: Area,
    /// The number of its first cell.
    pub first: usize,
    /// Its notes, grouped by video.
    pub groups: Vec<TreemapGroup>,
}

/// The notes of a video, or the notes of a channel that are about no video.
#[derive(Debug, PartialEq)]
pub struct TreemapGroup {
    /// The video.
    pub video: Option<VideoId>,
    /// Its area without the gutters.
    pub area: Area,
    /// The number of cells in a row. All rows have the same height, all cells the same width.
    pub columns: usize,
    /// The notes, row by row from the left.
    pub notes: Vec<NoteId>,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs, reason = "the fields say it")]
pub struct Area {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Area {
    /// Removes the gutters; they never take up the whole area.
    fn without_gutters(self, (side, above): (u32, u32)) -> Self {
        let (beside, below, above) = (
            side.min(self.width / 6),
            side.min(self.height / 6),
            above.min(self.height / 3),
        );
        Self {
            x: self.x + beside,
            y: self.y + above,
            width: self.width - 2 * beside,
            height: self.height - above - below,
        }
    }
}

/// The notes of a channel before layout: each video's, the videos with most notes first.
struct ChannelNotes {
    channel: Option<ChannelId>,
    videos: Vec<(Option<VideoId>, Vec<NoteId>)>,
}

impl Treemap {
    /// Lays out all notes of an archive. [`Archive::map`] caches the result.
    pub fn new(archive: &Archive) -> Self {
        Self::layout(channel_notes(archive), archive.notes().len())
    }

    fn layout(mut channel_notes: Vec<ChannelNotes>, notes: usize) -> Self {
        channel_notes.sort_by_key(|notes_of_channel| {
            Reverse(
                notes_of_channel
                    .videos
                    .iter()
                    .map(|(_, notes)| notes.len())
                    .sum::<usize>(),
            )
        });
        let videos: Vec<Vec<f64>> = channel_notes
            .iter()
            .map(|notes_of_channel| notes_of_channel.videos.iter().map(group_weight).collect())
            .collect();
        let channels: Vec<f64> = videos
            .iter()
            .map(|videos| with_gutters(videos.iter().sum(), CHANNEL_GUTTERS))
            .collect();
        let side = (f64::from(WIDTH * HEIGHT) / channels.iter().sum::<f64>().max(1.0)).sqrt();
        let gutters = |(beside, above): (f64, f64)| {
            ((beside * side).ceil() as u32, (above * side).ceil() as u32)
        };
        let (channel_gutter, group_gutter) = (gutters(CHANNEL_GUTTERS), gutters(GROUP_GUTTERS));
        let all = Area {
            x: 0,
            y: 0,
            width: WIDTH,
            height: HEIGHT,
        };
        let mut map = Self {
            channels: Vec::new(),
            channel_gutter: channel_gutter.1,
            group_gutter: group_gutter.1,
            cells: vec![None; notes],
        };
        let mut first = 0;
        for ((notes_of_channel, videos), area) in channel_notes
            .into_iter()
            .zip(videos)
            .zip(squarify(all, &channels))
        {
            let area = area.without_gutters(channel_gutter);
            let group = |((video, notes), area): ((Option<VideoId>, Vec<NoteId>), Area)| {
                let area = area.without_gutters(group_gutter);
                TreemapGroup {
                    video,
                    area,
                    columns: column_count(notes.len(), area),
                    notes,
                }
            };
            let groups: Vec<TreemapGroup> = notes_of_channel
                .videos
                .into_iter()
                .zip(squarify(area, &videos))
                .map(group)
                .collect();
            let start = first;
            for note in groups.iter().flat_map(|group| &group.notes) {
                map.cells[note.index()] = Some(first as u32);
                first += 1;
            }
            map.channels.push(TreemapChannel {
                channel: notes_of_channel.channel,
                area,
                first: start,
                groups,
            });
        }
        map
    }

    /// The number of a note's cell; cells are numbered from 0 through channels, groups and rows.
    pub fn cell(&self, note: NoteId) -> Option<u32> {
        self.cells[note.index()]
    }
}

impl TreemapChannel {
    /// The notes of the channel in the order of their cells.
    pub fn notes(&self) -> impl Iterator<Item = NoteId> {
        self.groups
            .iter()
            .flat_map(|group| group.notes.iter().copied())
    }
}

/// The notes of each channel, grouped by video in the channel's order, and the notes outside any
/// folder.
fn channel_notes(archive: &Archive) -> Vec<ChannelNotes> {
    let mut channel_notes: Vec<ChannelNotes> = Vec::new();
    for id in archive.channel_ids() {
        let channel = archive.channel(id);
        let videos = channel.videos.iter().map(|listed| {
            // An index may list a note under a video that is not its own, or a note of another
            // channel.
            let notes = listed.notes().filter(|note| {
                archive.channel_of(*note) == Some(id)
                    && archive.video_of(*note) == Some(listed.video)
                    && channel.index != Some(*note)
            });
            (Some(listed.video), notes.collect::<Vec<_>>())
        });
        channel_notes.push(ChannelNotes::new(
            Some(id),
            videos.chain([(None, channel.notes_without_video.clone())]),
        ));
    }
    let notes = archive.listed_notes().map(|(id, _)| id);
    let notes = notes.filter(|id| archive.channel_of(*id).is_none() && archive.home() != Some(*id));
    channel_notes.push(ChannelNotes::new(None, [(None, notes.collect())]));
    channel_notes.retain(|notes_of_channel| !notes_of_channel.videos.is_empty());
    channel_notes
}

impl ChannelNotes {
    fn new(
        channel: Option<ChannelId>,
        videos: impl IntoIterator<Item = (Option<VideoId>, Vec<NoteId>)>,
    ) -> Self {
        let mut videos: Vec<_> = videos
            .into_iter()
            .filter(|(_, notes)| !notes.is_empty())
            .collect();
        videos.sort_by_key(|(_, notes)| Reverse(notes.len()));
        Self { channel, videos }
    }
}

fn group_weight((_, notes): &(Option<VideoId>, Vec<NoteId>)) -> f64 {
    with_gutters(notes.len() as f64, GROUP_GUTTERS)
}

/// The weight of notes including the gutters around them, so that all cells have about the same
/// size, in large groups and in small ones.
fn with_gutters(weight: f64, (beside, above): (f64, f64)) -> f64 {
    let gutters = (3.0 * beside + above) / 2.0;
    (weight.sqrt() + gutters).powi(2)
}

/// The number of columns that maximizes the shorter side of the cells.
fn column_count(notes: usize, area: Area) -> usize {
    let shorter_side = |columns: &usize| {
        let (width, height) = (f64::from(area.width), f64::from(area.height));
        (width / *columns as f64).min(height / notes.div_ceil(*columns) as f64)
    };
    // Of equals, the largest number of columns wins, which leaves fewer empty cells in the last
    // row.
    (1..=notes)
        .rev()
        .max_by(|a, b| shorter_side(a).total_cmp(&shorter_side(b)))
        .unwrap_or(1)
}

#[cfg(test)]
mod tests;
