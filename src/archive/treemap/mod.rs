//! The map of the archive: a rectangle divided among channels, those among their videos, and those
//! among their notes, each in proportion to its notes. An [`Archive`] in, a [`Treemap`] out, the
//! same for the same archive. Lengths are whole numbers without a unit; the left upper corner is 0,
//! 0.

use std::cmp::Reverse;

use crate::archive::{Archive, ChannelId, NoteId, VideoId};
mod squarify;

use squarify::divide;

/// How wide the map is.
pub const WIDTH: u32 = 6_000;

/// How high it is.
pub const HEIGHT: u32 = 4_000;

/// Streets by the side of a note: beside and below a channel, and above it, where its name stands.
const AVENUE: (f64, f64) = (0.15, 0.45);

/// The same for the notes of a video.
const LANE: (f64, f64) = (0.04, 0.16);

/// Every listed note but the home note and the channels' indices, each in its place.
#[derive(Debug, PartialEq)]
pub struct Treemap {
    /// The channels that have notes, and what is in no folder; the largest first.
    pub districts: Vec<District>,
    /// How high the street above a channel is.
    pub avenue: u32,
    /// How high the street above the notes of a video is.
    pub lane: u32,
    /// For each note of the archive its cell.
    cells: Vec<Option<u32>>,
}

/// The notes of a channel.
#[derive(Debug, PartialEq)]
pub struct District {
    /// The channel; `None` for the notes in no folder.
    pub channel: Option<ChannelId>,
    /// Where it lies, without its streets.
    pub area: Area,
    /// The number of its first cell.
    pub first: usize,
    /// Its notes by their videos.
    pub blocks: Vec<Block>,
}

/// The notes of a video, or those of a channel that are about none.
#[derive(Debug, PartialEq)]
pub struct Block {
    /// The video.
    pub video: Option<VideoId>,
    /// Where it lies, without its streets.
    pub area: Area,
    /// How many equal cells stand in a row. The rows are as many as it takes, and of one height.
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
    /// What streets leave of it. It is never used up.
    fn within(self, (side, above): (u32, u32)) -> Self {
        let (across, below, above) = (
            side.min(self.width / 6),
            side.min(self.height / 6),
            above.min(self.height / 3),
        );
        Self {
            x: self.x + across,
            y: self.y + above,
            width: self.width - 2 * across,
            height: self.height - above - below,
        }
    }
}

/// The notes of a channel before they have their places: each video's, the videos with most notes
/// first.
struct Lot {
    channel: Option<ChannelId>,
    videos: Vec<(Option<VideoId>, Vec<NoteId>)>,
}

impl Treemap {
    /// Gives every note of an archive its place. [`Archive::map`] keeps what this finds.
    pub fn new(archive: &Archive) -> Self {
        Self::of(lots(archive), archive.notes().len())
    }

    fn of(mut lots: Vec<Lot>, notes: usize) -> Self {
        lots.sort_by_key(|lot| {
            Reverse(
                lot.videos
                    .iter()
                    .map(|(_, notes)| notes.len())
                    .sum::<usize>(),
            )
        });
        let videos: Vec<Vec<f64>> = lots
            .iter()
            .map(|lot| lot.videos.iter().map(weight_of_video).collect())
            .collect();
        let channels: Vec<f64> = videos
            .iter()
            .map(|videos| with_street(videos.iter().sum(), AVENUE))
            .collect();
        let side = (f64::from(WIDTH * HEIGHT) / channels.iter().sum::<f64>().max(1.0)).sqrt();
        let street = |(beside, above): (f64, f64)| {
            ((beside * side).ceil() as u32, (above * side).ceil() as u32)
        };
        let (avenue, lane) = (street(AVENUE), street(LANE));
        let all = Area {
            x: 0,
            y: 0,
            width: WIDTH,
            height: HEIGHT,
        };
        let mut map = Self {
            districts: Vec::new(),
            avenue: avenue.1,
            lane: lane.1,
            cells: vec![None; notes],
        };
        let mut first = 0;
        for ((lot, videos), area) in lots.into_iter().zip(videos).zip(divide(all, &channels)) {
            let area = area.within(avenue);
            let block = |((video, notes), area): ((Option<VideoId>, Vec<NoteId>), Area)| {
                let area = area.within(lane);
                Block {
                    video,
                    area,
                    columns: columns(notes.len(), area),
                    notes,
                }
            };
            let blocks: Vec<Block> = lot
                .videos
                .into_iter()
                .zip(divide(area, &videos))
                .map(block)
                .collect();
            let start = first;
            for note in blocks.iter().flat_map(|block| &block.notes) {
                map.cells[note.index()] = Some(first as u32);
                first += 1;
            }
            map.districts.push(District {
                channel: lot.channel,
                area,
                first: start,
                blocks,
            });
        }
        map
    }

    /// The number of the cell of a note: cells are counted from 0 through districts, blocks and
    /// rows.
    pub fn cell(&self, note: NoteId) -> Option<u32> {
        self.cells[note.index()]
    }
}

impl District {
    /// Its notes in the order of their cells.
    pub fn notes(&self) -> impl Iterator<Item = NoteId> {
        self.blocks
            .iter()
            .flat_map(|block| block.notes.iter().copied())
    }
}

/// The notes of each channel by their videos, as the channel lists them, and the notes in no
/// folder.
fn lots(archive: &Archive) -> Vec<Lot> {
    let mut lots: Vec<Lot> = Vec::new();
    for id in archive.channel_ids() {
        let channel = archive.channel(id);
        let videos = channel.videos.iter().map(|listed| {
            // An index may list a note under another video than its own, or one of another channel.
            let notes = listed.notes().filter(|note| {
                archive.channel_of(*note) == Some(id)
                    && archive.video_of(*note) == Some(listed.video)
                    && channel.index != Some(*note)
            });
            (Some(listed.video), notes.collect::<Vec<_>>())
        });
        lots.push(Lot::new(
            Some(id),
            videos.chain([(None, channel.loose.clone())]),
        ));
    }
    let loose = archive.listed_notes().map(|(id, _)| id);
    let loose = loose.filter(|id| archive.channel_of(*id).is_none() && archive.home() != Some(*id));
    lots.push(Lot::new(None, [(None, loose.collect())]));
    lots.retain(|lot| !lot.videos.is_empty());
    lots
}

impl Lot {
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

fn weight_of_video((_, notes): &(Option<VideoId>, Vec<NoteId>)) -> f64 {
    with_street(notes.len() as f64, LANE)
}

/// Room for notes and the streets around them, so that notes are of one size, whether they are many
/// or alone.
fn with_street(weight: f64, (beside, above): (f64, f64)) -> f64 {
    let both = (3.0 * beside + above) / 2.0;
    (weight.sqrt() + both).powi(2)
}

/// In how many columns the cells of a block are largest where they are narrowest.
fn columns(notes: usize, area: Area) -> usize {
    let narrowest = |columns: &usize| {
        let (width, height) = (f64::from(area.width), f64::from(area.height));
        (width / *columns as f64).min(height / notes.div_ceil(*columns) as f64)
    };
    // Of equals the first, which leaves fewer places empty at the end.
    (1..=notes)
        .rev()
        .max_by(|a, b| narrowest(a).total_cmp(&narrowest(b)))
        .unwrap_or(1)
}

#[cfg(test)]
mod tests;
