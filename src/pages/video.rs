//! A video: all its notes, and all their moments in one list from start to end.

use askama::Template;

use super::parts::{MOST_MOMENTS, PageLink, Stage, count, moment_chip};
use super::{Layout, Site};
use crate::archive::{Archive, NoteId, VideoNo};

/// `/video/{id}`
#[derive(Template)]
#[template(path = "video.html")]
pub struct VideoPage {
    layout: Layout,
    title: String,
    channel: Option<PageLink>,
    stage: Stage,
    extent: String,
    notes: Vec<PageLink>,
    cues: Vec<Cue>,
}

/// A second of the video and what is said of it.
struct Cue {
    moment: String,
    said: Vec<Said>,
}

/// A sentence that cites a second, and the note that it is from, where the video has several.
struct Said {
    sentence: String,
    note: Option<PageLink>,
}

/// A link to a video's page by its title.
pub(super) fn link(archive: &Archive, number: VideoNo) -> PageLink {
    let video = archive.video(number);
    PageLink::new(title(archive, number), &video.address)
}

/// The title that an index gives the video, or else one that tells it apart.
fn title(archive: &Archive, number: VideoNo) -> String {
    let video = archive.video(number);
    video.title.clone().filter(|title| !title.is_empty()).unwrap_or_else(|| match video.channel {
        Some(channel) => format!("A video of {} ({})", archive.channel(channel).name, video.id),
        None => format!("Video {}", video.id),
    })
}

impl VideoPage {
    /// The page of a video, its player ready at `start` (seconds).
    pub fn new(site: &Site, number: VideoNo, start: Option<u32>) -> Self {
        let archive = &site.archive;
        let video = archive.video(number);
        let title = title(archive, number);
        let mut layout = Layout::new(site, title.clone(), video.address.clone());
        layout.description = format!("{title}, from start to end: every moment that the notes cite.");
        layout.noindex = !video.is_listed();
        let cues = cues(archive, number);
        let cited: usize = cues.iter().map(|cue| cue.said.len()).sum();
        Self {
            layout,
            channel: video.channel.map(|id| PageLink::channel(archive, id)),
            stage: Stage::new(site, number, None, &title, start),
            extent: format!(
                "{}, {}{}",
                count(video.notes.len(), "note"),
                if cited == MOST_MOMENTS { "the first " } else { "" },
                count(cited, "moment")
            ),
            notes: video.notes.iter().map(|id| PageLink::note(archive, *id)).collect(),
            cues,
            title,
        }
    }
}

fn cues(archive: &Archive, number: VideoNo) -> Vec<Cue> {
    let notes = &archive.video(number).notes;
    let of_note = |id: &NoteId| archive.note(*id).facts.moments.iter().zip(std::iter::repeat(*id));
    let mut cited: Vec<_> = notes.iter().flat_map(of_note).collect();
    cited.sort_by_key(|(moment, note)| (moment.reading.seconds, *note, moment.sentence.start));
    cited.dedup_by_key(|(moment, note)| (moment.reading.seconds, *note, moment.sentence.start));
    // Those of its notes, where there are more, play on their pages.
    cited.truncate(MOST_MOMENTS);
    let mut cues: Vec<Cue> = Vec::new();
    let mut last = None;
    for (moment, id) in cited {
        let note = archive.note(id);
        let sentence = note.facts.slice(&moment.sentence).to_owned();
        let said = Said { sentence, note: (notes.len() > 1).then(|| PageLink::note(archive, id)) };
        match cues.last_mut() {
            Some(cue) if last == Some(moment.reading.seconds) => cue.said.push(said),
            _ => cues.push(Cue { moment: moment_chip("", note, moment), said: vec![said] }),
        }
        last = Some(moment.reading.seconds);
    }
    cues
}
