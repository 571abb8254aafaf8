//! A video: its notes, and all their moments in the order of the video.

use askama::Template;

use crate::archive::{Archive, NoteId, VideoId, VideoKey};
use crate::pages::components::{ByteBudget, PageLink, html_bytes, own_moment_link};
use crate::pages::video_player::VideoPlayer;
use crate::pages::{Layout, Site};
use crate::text::naming::file_name;
use crate::text::plural::count;

/// `/video/{id}`
#[derive(Template)]
#[template(path = "video.html")]
pub struct VideoPage {
    layout: Layout,
    title: String,
    channel: Option<PageLink>,
    player: VideoPlayer,
    summary: String,
    notes: NoteList,
    /// Notes about other videos that cite this one.
    citing_notes: NoteList,
    entries: Vec<TimelineEntry>,
}

/// The maximum size of the moments of a video: a base, and a multiple of the size of its notes, but
/// not more than the maximum, in bytes. Real ones have up to 1.2 MB. Omitted moments still play in
/// their notes.
const MOMENTS_BYTES_PER_SOURCE_BYTE: usize = 12;
const BASE_MOMENTS_BYTES: usize = 50_000;
const MAX_MOMENTS_BYTES: usize = 2_000_000;

/// The maximum size of a list of notes, in bytes.
const MAX_NOTES_BYTES: usize = 30_000;

/// A list of notes within the size limit.
struct NoteList {
    links: Vec<PageLink>,
    /// The number of notes that exceed the limit.
    omitted_count: usize,
}

impl NoteList {
    fn new(archive: &Archive, notes: &[NoteId]) -> Self {
        let links = ByteBudget::new(MAX_NOTES_BYTES)
            .take_links(notes.iter().map(|id| PageLink::note(archive, *id)));
        Self {
            omitted_count: notes.len() - links.len(),
            links,
        }
    }
}

/// The budget for the moments of a video in a response.
pub(super) fn moments_budget(archive: &Archive, notes: &[NoteId]) -> ByteBudget {
    let source_bytes: usize = notes.iter().map(|id| archive.note(*id).source.len()).sum();
    let bytes = source_bytes * MOMENTS_BYTES_PER_SOURCE_BYTE + BASE_MOMENTS_BYTES;
    ByteBudget::new(bytes.min(MAX_MOMENTS_BYTES))
}

/// A second of the video, with the sentences that cite it.
struct TimelineEntry {
    /// The HTML link of the moment.
    moment: String,
    sentences: Vec<CitingSentence>,
}

/// A sentence that cites a second.
struct CitingSentence {
    text: String,
    /// The note of the sentence, if several notes cite the video.
    note: Option<PageLink>,
}

impl CitingSentence {
    fn bytes(&self) -> usize {
        html_bytes(&self.text) + self.note.as_ref().map_or(60, PageLink::bytes)
    }
}

/// A link to a video's page, labelled with its title.
pub(super) fn link(archive: &Archive, id: VideoId) -> PageLink {
    PageLink::new(title(archive, id), &archive.video(id).url)
}

/// The title of a video in the channel index, or else that of the only note about it, or else the
/// one that its `*.info.json` gives, or else a unique label.
fn title(archive: &Archive, id: VideoId) -> String {
    let video = archive.video(id);
    let of_note = || match video.notes[..] {
        [note] => Some(archive.note(note).title.clone()),
        _ => None,
    };
    let of_info = || match &video.key {
        VideoKey::YouTube(id) => archive.video_info(*id)?.title.clone(),
        VideoKey::File(_) => None,
    };
    video
        .title
        .clone()
        .filter(|title| !title.is_empty())
        .or_else(of_note)
        .or_else(of_info)
        .unwrap_or_else(|| match (&video.key, video.channel) {
            (VideoKey::File(path), _) => file_name(path).to_owned(),
            (VideoKey::YouTube(id), Some(channel)) => {
                format!("Untitled video · {} ({id})", archive.channel(channel).name)
            }
            (VideoKey::YouTube(id), None) => format!("Untitled video ({id})"),
        })
}

impl VideoPage {
    /// The page of a video, its player ready at `start` (seconds).
    pub fn new(site: &Site, id: VideoId, start: Option<u32>) -> Self {
        let archive = &site.archive;
        let video = archive.video(id);
        let title = title(archive, id);
        let mut layout = Layout::new(site, title.clone(), video.url.clone());
        layout.description = format!("Timeline of “{title}”: every moment that the notes cite.");
        layout.noindex = !video.is_listed();
        let (entries, total) = timeline_entries(archive, id);
        // A video that is only cited has the notes that cite it.
        let note_count = match video.notes.len() {
            0 => video.citing_notes.len(),
            count => count,
        };
        let shown: usize = entries.iter().map(|entry| entry.sentences.len()).sum();
        Self {
            layout,
            channel: video.channel.map(|id| PageLink::channel(archive, id)),
            player: VideoPlayer::new(site, id, None, &title, start),
            summary: summary(note_count, shown, total),
            notes: NoteList::new(archive, &video.notes),
            citing_notes: NoteList::new(archive, &video.citing_notes),
            entries,
            title,
        }
    }
}

/// `3 notes, 45 moments`
fn summary(notes: usize, shown_moments: usize, moments: usize) -> String {
    let (notes, shown) = (count(notes, "note"), count(shown_moments, "moment"));
    if shown_moments < moments {
        format!("{notes}, the first {shown}")
    } else {
        format!("{notes}, {shown}")
    }
}

/// The entries of a video's timeline within the size limit, and the number of all moments.
fn timeline_entries(archive: &Archive, id: VideoId) -> (Vec<TimelineEntry>, usize) {
    let video = archive.video(id);
    let mut cited: Vec<_> = video
        .moments
        .iter()
        .map(|moment| (archive.moment(*moment), moment.note))
        .collect();
    cited.dedup_by_key(|(moment, note)| (moment.resolved.seconds, *note, moment.sentence.start));
    let total = cited.len() + video.moment_count - video.moments.len();
    let mut budget = moments_budget(archive, &video.notes);
    let mut entries: Vec<TimelineEntry> = Vec::new();
    let mut previous = None;
    for (moment, id) in cited {
        let note = archive.note(id);
        let sentence = CitingSentence {
            text: note.facts.slice(&moment.sentence).to_owned(),
            note: (video.notes.len() + video.citing_notes.len() > 1)
                .then(|| PageLink::note(archive, id)),
        };
        // An exact moment may be cited at the best guess of an uncertain one.
        let time = Some((moment.resolved.seconds, moment.resolved.uncertain));
        let link = (previous != time).then(|| own_moment_link(note, moment));
        if !budget.spend(sentence.bytes() + link.as_ref().map_or(0, String::len)) {
            break;
        }
        match (entries.last_mut(), link) {
            (Some(entry), None) => entry.sentences.push(sentence),
            (_, link) => entries.push(TimelineEntry {
                moment: link.unwrap_or_default(),
                sentences: vec![sentence],
            }),
        }
        previous = time;
    }
    (entries, total)
}
