//! The JSON of a note, `/{channel}/{note}.json`, and of a video, `/video/{id}.json`.

use std::borrow::Cow;
use std::num::NonZeroU32;

use serde::Serialize;

use crate::archive::{Archive, LinkRef, LinkTarget, NoteId, PageId, VideoId};
use crate::markdown::{Link, Moment, UncertainSpan};
use crate::pages::Site;
use crate::pages::components::ByteBudget;
use crate::pages::json::metadata::MetadataData;
use crate::pages::read_next::{self, related_notes};
use crate::pages::snippet;
use crate::pages::video::moments_budget;
use crate::search::Related;

/// The JSON of a note. Lists are truncated to a size limit, and their counts include all items.
#[derive(Debug, Serialize)]
pub struct NoteData<'a> {
    /// The path of the file in the content folder.
    path: &'a str,
    url: &'a str,
    title: &'a str,
    channel: Option<&'a str>,
    video_id: Option<&'a str>,
    video_title: Option<String>,
    video_url: Option<String>,
    #[serde(flatten)]
    metadata: MetadataData<'a>,
    moments: Vec<MomentData<'a>>,
    moment_count: usize,
    links: Vec<LinkData<'a>>,
    link_count: usize,
    backlinks: Vec<BacklinkData<'a>>,
    backlink_count: usize,
    /// Related notes, best first; none until search is ready.
    related: Vec<RelatedData<'a>>,
}

/// The maximum size of the moments of a note, and of its links: a base, and a multiple of the size
/// of the note, but not more than the maximum, in bytes.
const LIST_BYTES_PER_SOURCE_BYTE: usize = 7;
const BASE_LIST_BYTES: usize = 20_000;
const MAX_LIST_BYTES: usize = 2_000_000;

/// The maximum size of the backlinks of a note, and of the notes of a video, in bytes.
const MAX_NOTES_BYTES: usize = 100_000;

/// The JSON of a video. Lists are truncated as those of a note.
#[derive(Debug, Serialize)]
pub struct VideoData<'a> {
    video_id: &'a str,
    url: &'a str,
    title: Option<&'a str>,
    channel: Option<&'a str>,
    notes: Vec<NoteReferenceData<'a>>,
    note_count: usize,
    /// The moments of all its notes, in the order of the video.
    moments: Vec<VideoMomentData<'a>>,
    moment_count: usize,
}

/// A reference to a note.
#[derive(Debug, Serialize)]
struct NoteReferenceData<'a> {
    path: &'a str,
    title: &'a str,
    url: &'a str,
}

/// A moment.
#[derive(Debug, Serialize)]
struct MomentData<'a> {
    /// The second that is played.
    seconds: u32,
    /// The first and the last second that it may be, if it is only the best guess.
    #[serde(skip_serializing_if = "Option::is_none")]
    uncertain: Option<[u32; 2]>,
    /// The last second of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<NonZeroU32>,
    /// `3:38`, or `20–29 min`
    display: String,
    /// The timestamp as written in the note.
    source: &'a str,
    /// Whether the timestamp was reinterpreted.
    repaired: bool,
    /// The video that it cites, if that is not the note's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    video_id: Option<String>,
    /// The sentence that cites the moment.
    text: Cow<'a, str>,
}

/// A moment of a video, with the path of the note that cites it.
#[derive(Debug, Serialize)]
struct VideoMomentData<'a> {
    #[serde(flatten)]
    moment: MomentData<'a>,
    path: &'a str,
}

/// A related note, and why it is related.
#[derive(Debug, Serialize)]
struct RelatedData<'a> {
    title: &'a str,
    url: &'a str,
    channel: Option<&'a str>,
    reason: String,
    /// The sentence that says most about what both have in common; may be empty.
    sentence: String,
    /// When the sentence is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<u32>,
    /// The first and the last second that it may be, if `seconds` is only the best guess.
    #[serde(skip_serializing_if = "Option::is_none")]
    uncertain: Option<[u32; 2]>,
}

/// A link in a note.
#[derive(Debug, Serialize)]
struct LinkData<'a> {
    /// The target as written.
    target: &'a str,
    label: &'a str,
    /// The URL of the target, if it has a page.
    url: Option<String>,
    /// Whether no note matches the target.
    unresolved: bool,
}

/// A link from another note, with the sentence that contains it.
#[derive(Debug, Serialize)]
struct BacklinkData<'a> {
    path: &'a str,
    title: &'a str,
    url: &'a str,
    text: Cow<'a, str>,
}

impl<'a> NoteData<'a> {
    /// The JSON of a note.
    pub fn new(site: &'a Site, id: NoteId) -> Self {
        let archive = &site.archive;
        let note = archive.note(id);
        let video = archive
            .video_of(id)
            .map(|video| crate::pages::video::link(archive, video));
        let list_bytes =
            (note.source.len() * LIST_BYTES_PER_SOURCE_BYTE + BASE_LIST_BYTES).min(MAX_LIST_BYTES);
        Self {
            path: &note.path,
            url: archive.note_url(id),
            title: &note.title,
            channel: archive.channel_name_of(id),
            video_id: archive.video_key_of(id),
            video_title: video.as_ref().map(|video| video.label.clone()),
            video_url: video.map(|video| video.url),
            metadata: MetadataData::new(archive, id),
            moments: fitting(
                ByteBudget::new(list_bytes),
                note.facts
                    .moments
                    .iter()
                    .map(|moment| MomentData::new(archive, id, moment)),
                MomentData::bytes,
            ),
            moment_count: note.facts.moments.len(),
            links: fitting(
                ByteBudget::new(list_bytes),
                archive
                    .links(id)
                    .map(|(link, target)| LinkData::new(archive, id, link, target)),
                LinkData::bytes,
            ),
            link_count: note.facts.links.len(),
            backlinks: fitting(
                ByteBudget::new(MAX_NOTES_BYTES),
                archive
                    .backlinks(id)
                    .iter()
                    .map(|link| BacklinkData::new(archive, *link)),
                BacklinkData::bytes,
            ),
            backlink_count: archive.backlinks(id).len(),
            related: related_notes(site, id)
                .iter()
                .map(|related| RelatedData::new(archive, id, related))
                .collect(),
        }
    }
}

impl<'a> RelatedData<'a> {
    fn new(archive: &'a Archive, id: NoteId, related: &Related) -> Self {
        let resolved = read_next::moment(archive, related).map(|moment| moment.resolved);
        let span = resolved.and_then(|resolved| resolved.uncertain);
        Self {
            title: &archive.note(related.note).title,
            url: archive.note_url(related.note),
            channel: archive.channel_name_of(related.note),
            reason: read_next::reason(archive, id, related),
            sentence: read_next::sentence(archive, related),
            seconds: resolved.map(|resolved| resolved.seconds),
            uncertain: span.map(UncertainSpan::bounds),
        }
    }
}

impl<'a> VideoData<'a> {
    /// The JSON of a video.
    pub fn new(site: &'a Site, id: VideoId) -> Self {
        let archive = &site.archive;
        let video = archive.video(id);
        let notes = video.notes.iter().map(|id| (*id, archive.note(*id)));
        let moments = video.moments.iter().map(|moment| {
            let note = archive.note(moment.note);
            VideoMomentData {
                moment: MomentData::new(archive, moment.note, archive.moment(*moment)),
                path: &note.path,
            }
        });
        let references = notes.map(|(id, note)| NoteReferenceData {
            path: &note.path,
            title: &note.title,
            url: archive.note_url(id),
        });
        Self {
            video_id: video.key.as_str(),
            url: &video.url,
            title: video.title.as_deref(),
            channel: video
                .channel
                .map(|channel| archive.channel(channel).name.as_str()),
            notes: fitting(
                ByteBudget::new(MAX_NOTES_BYTES),
                references,
                NoteReferenceData::bytes,
            ),
            note_count: video.notes.len(),
            moments: fitting(
                moments_budget(archive, &video.notes),
                moments,
                VideoMomentData::bytes,
            ),
            moment_count: video.moment_count,
        }
    }
}

/// The first items of a list, as many as fit.
pub(in crate::pages) fn fitting<T>(
    mut budget: ByteBudget,
    items: impl Iterator<Item = T>,
    bytes: impl Fn(&T) -> usize,
) -> Vec<T> {
    items.take_while(|item| budget.spend(bytes(item))).collect()
}

/// The maximum size of the field names of an item, in bytes.
const FIELDS_BYTES: usize = 120;

/// The maximum size of the span of an uncertain moment, in bytes.
const UNCERTAIN_BYTES: usize = 40;

/// The size of texts in JSON, in bytes.
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

impl NoteReferenceData<'_> {
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
        let uncertain_bytes = self.uncertain.map_or(0, |_| UNCERTAIN_BYTES);
        json_bytes(&[self.source, &self.text]) + FIELDS_BYTES + uncertain_bytes
    }

    fn new(archive: &'a Archive, id: NoteId, moment: &'a Moment) -> Self {
        let note = archive.note(id);
        Self {
            seconds: moment.resolved.seconds,
            end: moment.resolved.end,
            uncertain: moment.resolved.uncertain.map(UncertainSpan::bounds),
            display: moment.resolved.format_start(),
            source: note.slice(&moment.source_range),
            repaired: moment.resolved.reinterpretation.is_some(),
            video_id: moment.other_video().map(|video| video.to_string()),
            text: snippet::text(archive, id, &moment.sentence),
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
            LinkTarget::MissingFile | LinkTarget::MissingBlock | LinkTarget::Unresolved => None,
        };
        let label = archive.note(from).facts.slice(&link.label);
        Self {
            target: &link.target,
            label,
            url,
            unresolved: matches!(
                target,
                LinkTarget::Topic(_)
                    | LinkTarget::MissingFile
                    | LinkTarget::MissingBlock
                    | LinkTarget::Unresolved
            ),
        }
    }
}

impl<'a> BacklinkData<'a> {
    fn bytes(&self) -> usize {
        json_bytes(&[self.path, self.title, self.url, &self.text]) + FIELDS_BYTES
    }

    fn new(archive: &'a Archive, link: LinkRef) -> Self {
        let note = archive.note(link.note);
        let text = snippet::text(archive, link.note, &archive.link(link).sentence);
        Self {
            path: &note.path,
            title: &note.title,
            url: archive.note_url(link.note),
            text,
        }
    }
}
