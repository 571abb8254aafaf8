//! The JSON of the map: the layout of all notes, and then the names of those that the reader looks
//! at or searches for.

use serde::Serialize;

use crate::archive::treemap::{self, Area, TreemapChannel, TreemapGroup};
use crate::archive::{Archive, NoteId, VideoId};
use crate::pages::components::ByteBudget;
use crate::pages::json::note::{fitting, json_bytes};
use crate::pages::json::search::match_mode_name;
use crate::pages::map::link;
use crate::pages::{Site, video};
use crate::search::{CancellationToken, Search, SearchError, SearchRequest};

/// The number of the best hits whose names are returned.
const TOP_HITS: usize = 8;

/// The layout of all notes: `/api/map`.
#[derive(Debug, Serialize)]
pub struct MapData {
    size: [u32; 2],
    /// The height of the gutter above a channel, and of that above the notes of a video.
    gutters: [u32; 2],
    channels: Vec<ChannelData>,
}

/// A channel.
#[derive(Debug, Serialize)]
struct ChannelData {
    name: String,
    url: String,
    area: [u32; 4],
    /// For each video its area, its number of columns, and its number of notes: six numbers.
    groups: Vec<[u32; 6]>,
}

/// The names in a channel: `/api/map/notes?channel=`.
#[derive(Debug, Serialize)]
pub struct MapNotesData<'a> {
    /// For each group the title of its video; `null` if it has none.
    videos: Vec<Option<String>>,
    /// The title and URL of each note, up to a limit in bytes.
    notes: Vec<[&'a str; 2]>,
}

/// The maximum size of the names of videos, and of those of notes, in bytes. Further cells have no
/// name.
const MAX_NAMES_BYTES: usize = 1_000_000;

/// The notes that match a query: `/api/map/search?q=`.
#[derive(Debug, Serialize)]
pub struct MapSearchData<'a> {
    /// The numbers of their cells, ascending.
    cells: Vec<u32>,
    /// Whether a note contains `all` words, all with `similar` ones, or none more than `some`.
    match_mode: &'static str,
    /// The best of them.
    top_hits: Vec<TopHit<'a>>,
}

/// A note that matches.
#[derive(Debug, Serialize)]
struct TopHit<'a> {
    title: &'a str,
    url: &'a str,
    channel: Option<&'a str>,
}

impl MapData {
    /// The map of a site.
    pub fn new(site: &Site) -> Self {
        let map = site.archive.map();
        Self {
            size: [treemap::WIDTH, treemap::HEIGHT],
            gutters: [map.channel_gutter, map.group_gutter],
            channels: map
                .channels
                .iter()
                .map(|channel| ChannelData::new(site, channel))
                .collect(),
        }
    }
}

impl ChannelData {
    fn new(site: &Site, channel: &TreemapChannel) -> Self {
        let link = link(site, channel);
        let group = |group: &TreemapGroup| {
            let [x, y, width, height] = numbers(group.area);
            [
                x,
                y,
                width,
                height,
                group.columns as u32,
                group.notes.len() as u32,
            ]
        };
        Self {
            name: link.label,
            url: link.url,
            area: numbers(channel.area),
            groups: channel.groups.iter().map(group).collect(),
        }
    }
}

fn numbers(area: Area) -> [u32; 4] {
    [area.x, area.y, area.width, area.height]
}

impl<'a> MapNotesData<'a> {
    /// The names in a channel, by its index on the map; `None` if there is no such channel.
    pub fn new(site: &'a Site, index: usize) -> Option<Self> {
        let archive = &site.archive;
        let channel = archive.map().channels.get(index)?;
        let title = |id: VideoId| video::link(archive, id).label;
        let videos = channel.groups.iter().map(|group| group.video.map(title));
        let notes = channel
            .notes()
            .map(|note| [archive.note(note).title.as_str(), archive.note_url(note)]);
        let title_bytes =
            |title: &Option<String>| json_bytes(&[title.as_deref().unwrap_or_default()]) + 5;
        Some(Self {
            videos: fitting(ByteBudget::new(MAX_NAMES_BYTES), videos, title_bytes),
            notes: fitting(ByteBudget::new(MAX_NAMES_BYTES), notes, |names| {
                json_bytes(names) + 8
            }),
        })
    }
}

impl<'a> MapSearchData<'a> {
    /// The notes that the search page finds for a query.
    ///
    /// # Errors
    /// If the index fails or the search is cancelled.
    pub fn new(
        site: &'a Site,
        search: &Search,
        query: &str,
        cancel: &CancellationToken,
    ) -> Result<Self, SearchError> {
        let archive = &site.archive;
        let request = SearchRequest::new(query).with_range(0, TOP_HITS);
        let map = archive.map();
        let mut cells: Vec<u32> = search
            .find_all(archive, &request, cancel)?
            .into_iter()
            .filter_map(|note| map.cell(note))
            .collect();
        cells.sort_unstable();
        let best = search.find(archive, &request, cancel)?;
        Ok(Self {
            cells,
            match_mode: match_mode_name(best.match_mode),
            top_hits: best
                .hits
                .iter()
                .map(|hit| TopHit::new(archive, hit.note))
                .collect(),
        })
    }
}

impl<'a> TopHit<'a> {
    fn new(archive: &'a Archive, note: NoteId) -> Self {
        Self {
            title: &archive.note(note).title,
            url: archive.note_url(note),
            channel: archive.channel_name_of(note),
        }
    }
}
