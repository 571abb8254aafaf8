//! The map as data, for the script of its page: where everything lies at first, and then, for what
//! is looked at or asked for, what it is called.

use serde::Serialize;

use crate::archive::treemap::{self, Area, TreemapChannel, TreemapGroup};
use crate::archive::{Archive, NoteId, VideoId};
use crate::pages::components::ByteBudget;
use crate::pages::json::note::{fitting, json_bytes};
use crate::pages::map::{SHADES, link};
use crate::pages::{Site, video};
use crate::search::{CancellationToken, MatchMode, Query, Request, Search, SearchError};

/// How many of the notes that answer are named.
const NAMED: usize = 8;

/// Where all notes lie: `/api/map`.
#[derive(Debug, Serialize)]
pub struct MapData {
    size: [u32; 2],
    /// How high the street above a channel is, and that above the notes of a video.
    gutters: [u32; 2],
    channels: Vec<DistrictData>,
}

/// A channel.
#[derive(Debug, Serialize)]
struct DistrictData {
    name: String,
    url: String,
    area: [u32; 4],
    /// For each video its area, how many notes stand in a row, and how many there are: six numbers.
    groups: Vec<[u32; 6]>,
    /// For each note, in the order of cells, a digit: how many moments it cites, in steps.
    shades: String,
}

/// What the notes of a channel are called: `/api/map/notes?channel=`.
#[derive(Debug, Serialize)]
pub struct MapNotesData<'a> {
    /// For each block the title of its video; `null` where it is of none.
    videos: Vec<Option<String>>,
    /// For each note its title and its URL; the first ones, where they are many.
    notes: Vec<[&'a str; 2]>,
}

/// How much the names of videos, and those of notes, take up in an answer, in bytes. Others lie on
/// the map without a name.
const NAMES_BYTES: usize = 1_000_000;

/// Which notes answer a query: `/api/map/search?q=`.
#[derive(Debug, Serialize)]
pub struct MapFoundData<'a> {
    /// The numbers of their cells, in order.
    cells: Vec<u32>,
    /// Whether they have all of the words, `similar` ones, or `some`.
    match_mode: &'static str,
    /// The likeliest of them.
    top_hits: Vec<FirstData<'a>>,
}

/// A note that answers.
#[derive(Debug, Serialize)]
struct FirstData<'a> {
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
                .map(|district| DistrictData::new(site, district))
                .collect(),
        }
    }
}

impl DistrictData {
    fn new(site: &Site, district: &TreemapChannel) -> Self {
        let link = link(site, district);
        let block = |block: &TreemapGroup| {
            let [x, y, width, height] = numbers(block.area);
            [
                x,
                y,
                width,
                height,
                block.columns as u32,
                block.notes.len() as u32,
            ]
        };
        let shade = |note: NoteId| {
            let moments = site.archive.note(note).facts.moments.len();
            char::from(b'0' + SHADES.iter().filter(|least| moments >= **least).count() as u8)
        };
        Self {
            name: link.label,
            url: link.url,
            area: numbers(district.area),
            groups: district.groups.iter().map(block).collect(),
            shades: district.notes().map(shade).collect(),
        }
    }
}

fn numbers(area: Area) -> [u32; 4] {
    [area.x, area.y, area.width, area.height]
}

impl<'a> MapNotesData<'a> {
    /// The names in a channel, by its number on the map; `None` where there is none of that number.
    pub fn new(site: &'a Site, channel: usize) -> Option<Self> {
        let archive = &site.archive;
        let district = archive.map().channels.get(channel)?;
        let title = |number: VideoId| video::link(archive, number).label;
        let videos = district.groups.iter().map(|block| block.video.map(title));
        let notes = district
            .notes()
            .map(|note| [archive.note(note).title.as_str(), archive.note_url(note)]);
        let of_video =
            |title: &Option<String>| json_bytes(&[title.as_deref().unwrap_or_default()]) + 5;
        Some(Self {
            videos: fitting(ByteBudget::new(NAMES_BYTES), videos, of_video),
            notes: fitting(ByteBudget::new(NAMES_BYTES), notes, |names| {
                json_bytes(names) + 8
            }),
        })
    }
}

impl<'a> MapFoundData<'a> {
    /// The notes on the map that a query finds, as the page of search finds them.
    ///
    /// # Errors
    /// Where the index fails, or the search is cancelled.
    pub fn new(
        site: &'a Site,
        search: &Search,
        typed: &str,
        cancel: &CancellationToken,
    ) -> Result<Self, SearchError> {
        let archive = &site.archive;
        let query = Query::parse(typed, false);
        if query.is_empty() {
            return Ok(Self {
                cells: Vec::new(),
                match_mode: "all",
                top_hits: Vec::new(),
            });
        }
        let map = archive.map();
        let mut cells: Vec<u32> = search
            .find_all(archive, &query, cancel)?
            .into_iter()
            .filter_map(|note| map.cell(note))
            .collect();
        cells.sort_unstable();
        let request = Request {
            query: &query,
            channel: None,
            video: None,
            offset: 0,
            limit: NAMED,
        };
        let likeliest = search.find(archive, &request, cancel)?;
        Ok(Self {
            cells,
            match_mode: match likeliest.match_mode {
                MatchMode::All => "all",
                MatchMode::Similar => "similar",
                MatchMode::Some => "some",
            },
            top_hits: likeliest
                .hits
                .iter()
                .map(|hit| FirstData::new(archive, hit.note))
                .collect(),
        })
    }
}

impl<'a> FirstData<'a> {
    fn new(archive: &'a Archive, note: NoteId) -> Self {
        Self {
            title: &archive.note(note).title,
            url: archive.note_url(note),
            channel: archive.channel_name_of(note),
        }
    }
}
