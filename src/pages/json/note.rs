//! A note and a video as data, for programs: `/{channel}/{note}.json` and `/video/{id}.json`.

use serde::Serialize;

use crate::archive::{Archive, LinkRef, LinkTarget, NoteId, PageId, VideoId};
use crate::corpus::Note;
use crate::markdown::{Link, Moment};
use crate::pages::Site;
use crate::pages::components::Room;
use crate::pages::video::room_for_moments;
use crate::text::timestamp;

/// What is known of a note.
#[derive(Debug, Serialize)]
pub struct NoteData<'a> {
    /// The file below the content folder.
    path: &'a str,
    url: &'a str,
    title: &'a str,
    channel: Option<&'a str>,
    video_id: Option<&'a str>,
    /// Each list is cut where it is too long; its count tells how many there are.
    moments: Vec<MomentData<'a>>,
    moment_count: usize,
    links: Vec<LinkData<'a>>,
    link_count: usize,
    backlinks: Vec<BacklinkData<'a>>,
    backlink_count: usize,
}

/// How much the moments, and the links, of a note take up for each byte of the note, at least, and
/// at most, in bytes.
const LIST_RATIO: usize = 7;
const BASE_LIST_BYTES: usize = 20_000;
const MAX_LIST_BYTES: usize = 2_000_000;

/// How much the links to a note, and the notes of a video, take up, in bytes.
const MAX_NOTES_BYTES: usize = 100_000;

/// What is known of a video.
#[derive(Debug, Serialize)]
pub struct VideoData<'a> {
    video_id: &'a str,
    url: &'a str,
    title: Option<&'a str>,
    channel: Option<&'a str>,
    /// Each list is cut where it is too long; its count tells how many there are.
    notes: Vec<PageData<'a>>,
    note_count: usize,
    /// The moments of all its notes, from start to end.
    moments: Vec<VideoMomentData<'a>>,
    moment_count: usize,
}

/// A note that is named.
#[derive(Debug, Serialize)]
struct PageData<'a> {
    path: &'a str,
    title: &'a str,
    url: &'a str,
}

/// A cited time.
#[derive(Debug, Serialize)]
struct MomentData<'a> {
    /// Seconds from the start of the video, as they are played.
    seconds: u32,
    /// Where its range ends, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<u32>,
    /// `3:38`
    display: String,
    /// The time as the file writes it.
    source: &'a str,
    /// Whether it was read otherwise than it is written.
    repaired: bool,
    /// The sentence that cites it.
    text: &'a str,
}

/// A moment of a video, and the note that cites it.
#[derive(Debug, Serialize)]
struct VideoMomentData<'a> {
    #[serde(flatten)]
    moment: MomentData<'a>,
    path: &'a str,
}

/// A link in a note.
#[derive(Debug, Serialize)]
struct LinkData<'a> {
    /// What it names, as written.
    target: &'a str,
    label: &'a str,
    /// Where it leads; nowhere is nothing.
    url: Option<String>,
    /// Whether no note answers it.
    unresolved: bool,
}

/// A link to the note, in the sentence it stands in.
#[derive(Debug, Serialize)]
struct BacklinkData<'a> {
    path: &'a str,
    title: &'a str,
    url: &'a str,
    text: &'a str,
}

impl<'a> NoteData<'a> {
    /// The data of a note.
    pub fn new(site: &'a Site, id: NoteId) -> Self {
        let archive = &site.archive;
        let note = archive.note(id);
        let list_bytes = (note.source.len() * LIST_RATIO + BASE_LIST_BYTES).min(MAX_LIST_BYTES);
        Self {
            path: &note.path,
            url: archive.note_url(id),
            title: &note.title,
            channel: archive.channel_name_of(id),
            video_id: note.video.as_ref().map(|video| video.as_str()),
            moments: fitting(
                Room::new(list_bytes),
                note.facts
                    .moments
                    .iter()
                    .map(|moment| MomentData::new(note, moment)),
                MomentData::bytes,
            ),
            moment_count: note.facts.moments.len(),
            links: fitting(
                Room::new(list_bytes),
                archive
                    .links(id)
                    .map(|(link, target)| LinkData::new(archive, id, link, target)),
                LinkData::bytes,
            ),
            link_count: note.facts.links.len(),
            backlinks: fitting(
                Room::new(MAX_NOTES_BYTES),
                archive
                    .backlinks(id)
                    .iter()
                    .map(|link| BacklinkData::new(archive, *link)),
                BacklinkData::bytes,
            ),
            backlink_count: archive.backlinks(id).len(),
        }
    }
}

impl<'a> VideoData<'a> {
    /// The data of a video.
    pub fn new(site: &'a Site, number: VideoId) -> Self {
        let archive = &site.archive;
        let video = archive.video(number);
        let notes = video.notes.iter().map(|id| (*id, archive.note(*id)));
        let moments = video.moments.iter().map(|one| {
            let note = archive.note(one.note);
            VideoMomentData {
                moment: MomentData::new(note, archive.moment(*one)),
                path: &note.path,
            }
        });
        let pages = notes.map(|(id, note)| PageData {
            path: &note.path,
            title: &note.title,
            url: archive.note_url(id),
        });
        Self {
            video_id: video.id.as_str(),
            url: &video.url,
            title: video.title.as_deref(),
            channel: video
                .channel
                .map(|channel| archive.channel(channel).name.as_str()),
            notes: fitting(Room::new(MAX_NOTES_BYTES), pages, PageData::bytes),
            note_count: video.notes.len(),
            moments: fitting(
                room_for_moments(archive, &video.notes),
                moments,
                VideoMomentData::bytes,
            ),
            moment_count: video.moment_count,
        }
    }
}

/// The first items of a list, as many as there is room for.
pub(in crate::pages) fn fitting<T>(
    mut room: Room,
    items: impl Iterator<Item = T>,
    bytes: impl Fn(&T) -> usize,
) -> Vec<T> {
    items.take_while(|item| room.take(bytes(item))).collect()
}

/// What the names of an item's fields take up at most, in bytes.
const FIELDS_BYTES: usize = 120;

/// How long texts are in JSON, in bytes.
pub(in crate::pages) fn json_bytes(texts: &[&str]) -> usize {
    let of_byte = |b: u8| match b {
        0..0x20 => 6,
        b'"' | b'\\' => 2,
        _ => 1,
    };
    texts
        .iter()
        .map(|text| text.bytes().map(of_byte).sum::<usize>())
        .sum()
}

impl PageData<'_> {
    fn bytes(&self) -> usize {
        json_bytes(&[self.path, self.title, self.url]) + FIELDS_BYTES
    }
}

impl VideoMomentData<'_> {
    fn bytes(&self) -> usize {
        self.moment.bytes() + json_bytes(&[self.path])
    }
}

impl<'a> MomentData<'a> {
    fn bytes(&self) -> usize {
        json_bytes(&[self.source, self.text]) + FIELDS_BYTES
    }

    fn new(note: &'a Note, moment: &'a Moment) -> Self {
        Self {
            seconds: moment.resolved.seconds,
            end: moment.resolved.end,
            display: timestamp::format(moment.resolved.seconds),
            source: note.slice(&moment.source_range),
            repaired: moment.resolved.reinterpretation.is_some(),
            text: note.facts.slice(&moment.sentence),
        }
    }
}

impl<'a> LinkData<'a> {
    fn bytes(&self) -> usize {
        json_bytes(&[
            self.target,
            self.label,
            self.url.as_deref().unwrap_or_default(),
        ]) + FIELDS_BYTES
    }

    fn new(archive: &'a Archive, from: NoteId, link: &'a Link, target: LinkTarget) -> Self {
        let url = match target {
            LinkTarget::Note(id) => Some(archive.note_url(id).to_owned()),
            LinkTarget::Channel(id) => Some(archive.channel(id).url.clone()),
            LinkTarget::Media(id) => Some(archive.url(PageId::Media(id)).to_owned()),
            LinkTarget::Topic(topic) => Some(archive.topic(topic).url.clone()),
            LinkTarget::External => Some(link.target.to_string()),
            LinkTarget::Unresolved => None,
        };
        let label = archive.note(from).facts.slice(&link.label);
        Self {
            target: &link.target,
            label,
            url,
            unresolved: matches!(target, LinkTarget::Topic(_) | LinkTarget::Unresolved),
        }
    }
}

impl<'a> BacklinkData<'a> {
    fn bytes(&self) -> usize {
        json_bytes(&[self.path, self.title, self.url, self.text]) + FIELDS_BYTES
    }

    fn new(archive: &'a Archive, link: LinkRef) -> Self {
        let note = archive.note(link.note);
        let text = note.facts.slice(&archive.link(link).sentence);
        Self {
            path: &note.path,
            title: &note.title,
            url: archive.note_url(link.note),
            text,
        }
    }
}
