//! A video: all its notes, and all their moments in one list from start to end.

use askama::Template;

use crate::archive::{Archive, NoteId, VideoId};
use crate::pages::components::{PageLink, Room, VideoPlayer, html_bytes, moment_chip};
use crate::pages::{Layout, Site};
use crate::text::plural::count;

/// `/video/{id}`
#[derive(Template)]
#[template(path = "video.html")]
pub struct VideoPage {
    layout: Layout,
    title: String,
    channel: Option<PageLink>,
    stage: VideoPlayer,
    extent: String,
    notes: Vec<PageLink>,
    /// How many more there are. The pages of the channels list them.
    more_notes: usize,
    cues: Vec<TimelineEntry>,
}

/// How much the moments take up for each byte of the notes, at least, and at most, in bytes. Real
/// ones take 1.2 MB. What is beyond plays in its note.
const CUES_RATIO: usize = 12;
const BASE_CUES_BYTES: usize = 50_000;
const MAX_CUES_BYTES: usize = 2_000_000;

/// How much the list of notes takes up, in bytes.
const NOTES_BYTES: usize = 30_000;

/// What the moments of a video may take up in an answer, in bytes.
pub(super) fn room_for_moments(archive: &Archive, notes: &[NoteId]) -> Room {
    let source_bytes: usize = notes.iter().map(|id| archive.note(*id).source.len()).sum();
    Room::new((source_bytes * CUES_RATIO + BASE_CUES_BYTES).min(MAX_CUES_BYTES))
}

/// A second of the video and what is said of it.
struct TimelineEntry {
    moment: String,
    said: Vec<CitingSentence>,
}

/// A sentence that cites a second, and the note that it is from, where the video has several.
struct CitingSentence {
    sentence: String,
    note: Option<PageLink>,
}

impl CitingSentence {
    fn bytes(&self) -> usize {
        html_bytes(&self.sentence) + self.note.as_ref().map_or(60, PageLink::bytes)
    }
}

/// A link to a video's page by its title.
pub(super) fn link(archive: &Archive, number: VideoId) -> PageLink {
    let video = archive.video(number);
    PageLink::new(title(archive, number), &video.url)
}

/// The title that an index gives the video, or else one that tells it apart.
fn title(archive: &Archive, number: VideoId) -> String {
    let video = archive.video(number);
    video
        .title
        .clone()
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| match video.channel {
            Some(channel) => format!(
                "Untitled video · {} ({})",
                archive.channel(channel).name,
                video.id
            ),
            None => format!("Untitled video ({})", video.id),
        })
}

impl VideoPage {
    /// The page of a video, its player ready at `start` (seconds).
    pub fn new(site: &Site, number: VideoId, start: Option<u32>) -> Self {
        let archive = &site.archive;
        let video = archive.video(number);
        let title = title(archive, number);
        let mut layout = Layout::new(site, title.clone(), video.url.clone());
        layout.description = format!("Timeline of “{title}”: every moment that the notes cite.");
        layout.noindex = !video.is_listed();
        let (cues, total) = cues(archive, number);
        let cited: usize = cues.iter().map(|cue| cue.said.len()).sum();
        let notes =
            Room::new(NOTES_BYTES).links(video.notes.iter().map(|id| PageLink::note(archive, *id)));
        Self {
            layout,
            channel: video.channel.map(|id| PageLink::channel(archive, id)),
            stage: VideoPlayer::new(site, number, None, &title, start),
            extent: format!(
                "{}, {}{}",
                count(video.notes.len(), "note"),
                if cited < total { "first " } else { "" },
                count(cited, "moment")
            ),
            more_notes: video.notes.len() - notes.len(),
            notes,
            cues,
            title,
        }
    }
}

/// The moments of a video, as many as there is room for, and how many there are.
fn cues(archive: &Archive, number: VideoId) -> (Vec<TimelineEntry>, usize) {
    let video = archive.video(number);
    let mut cited: Vec<_> = video
        .moments
        .iter()
        .map(|one| (archive.moment(*one), one.note))
        .collect();
    cited.dedup_by_key(|(moment, note)| (moment.reading.seconds, *note, moment.sentence.start));
    let total = cited.len() + video.moment_count - video.moments.len();
    let mut room = room_for_moments(archive, &video.notes);
    let mut cues: Vec<TimelineEntry> = Vec::new();
    let mut last = None;
    for (moment, id) in cited {
        let note = archive.note(id);
        let sentence = note.facts.slice(&moment.sentence).to_owned();
        let said = CitingSentence {
            sentence,
            note: (video.notes.len() > 1).then(|| PageLink::note(archive, id)),
        };
        let timestamp_link = if last == Some(moment.reading.seconds) {
            None
        } else {
            Some(moment_chip("", note, moment))
        };
        if !room.take(said.bytes() + timestamp_link.as_ref().map_or(0, String::len)) {
            break;
        }
        match (cues.last_mut(), timestamp_link) {
            (Some(cue), None) => cue.said.push(said),
            (_, timestamp_link) => cues.push(TimelineEntry {
                moment: timestamp_link.unwrap_or_default(),
                said: vec![said],
            }),
        }
        last = Some(moment.reading.seconds);
    }
    (cues, total)
}
