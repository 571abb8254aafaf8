//! The moments that an export has, in the order of their videos.

use crate::archive::{Archive, NoteId, PageId, VideoId, VideoKey};
use crate::markdown::Moment;
use crate::pages::components::{ByteBudget, moment_page, url_at};
use crate::pages::exports::ExportSource;
use crate::pages::snippet;
use crate::pages::video::{self, moments_budget};
use crate::pages::video_player::media_at;

/// The moments of a note or a video.
pub(super) struct Moments<'a> {
    pub(super) archive: &'a Archive,
    pub(super) source: ExportSource,
    /// The exported video, or the one that the exported note is about.
    pub(super) video: Option<VideoId>,
    /// Those of that video come first, each video's by their seconds.
    pub(super) all: Vec<ExportedMoment<'a>>,
}

/// A moment that plays.
pub(super) struct ExportedMoment<'a> {
    pub(super) note: NoteId,
    /// Its index in the note.
    pub(super) index: usize,
    pub(super) moment: &'a Moment,
    pub(super) video: VideoId,
    /// The URL path of the page that plays it.
    page: &'a str,
    /// When the next exact moment of the video begins, or the video ends if its length is known.
    pub(super) next: Option<u32>,
}

impl<'a> Moments<'a> {
    pub(super) fn new(archive: &'a Archive, source: ExportSource) -> Self {
        let (video, mut all) = match source {
            ExportSource::Note(id) => of_note(archive, id),
            ExportSource::Video(id) => (Some(id), of_video(archive, id)),
        };
        all.sort_by_key(|moment| (Some(moment.video) != video, moment.video, moment.seconds()));
        all.dedup_by_key(|moment| {
            let sentence = moment.moment.sentence.start;
            (moment.video, moment.seconds(), moment.note, sentence)
        });
        find_next(archive, &mut all);
        Self {
            archive,
            source,
            video,
            all,
        }
    }

    /// The moments of its own video whose second is known.
    pub(super) fn exact(&self) -> impl Iterator<Item = &ExportedMoment<'a>> {
        let own = |moment: &&ExportedMoment| Some(moment.video) == self.video;
        self.all
            .iter()
            .take_while(own)
            .filter(|moment| moment.is_exact())
    }

    /// The number of bytes that the export may have.
    pub(super) fn budget(&self) -> ByteBudget {
        match self.source {
            ExportSource::Note(id) => moments_budget(self.archive, &[id]),
            ExportSource::Video(id) => moments_budget(self.archive, &self.archive.video(id).notes),
        }
    }

    /// The title of what is exported.
    pub(super) fn title(&self) -> String {
        match self.source {
            ExportSource::Note(id) => self.archive.note(id).title.clone(),
            ExportSource::Video(id) => video::title(self.archive, id),
        }
    }
}

/// The video of a note, and the moments that the note cites.
fn of_note(archive: &Archive, id: NoteId) -> (Option<VideoId>, Vec<ExportedMoment<'_>>) {
    let own = archive.video_of(id);
    let moments = archive.note(id).facts.moments.iter().enumerate();
    let moments = moments.filter_map(|(index, moment)| {
        let video = match moment.other_video() {
            Some(other) => archive.video_by_id(&other),
            None => own,
        };
        ExportedMoment::new(archive, id, index, video?)
    });
    (own, moments.collect())
}

/// The moments of a video in all listed notes.
fn of_video(archive: &Archive, id: VideoId) -> Vec<ExportedMoment<'_>> {
    let moments = archive.video(id).moments.iter();
    let exported = moments
        .filter_map(|moment| ExportedMoment::new(archive, moment.note, moment.index as usize, id));
    exported.collect()
}

/// Finds what follows each moment.
fn find_next(archive: &Archive, moments: &mut [ExportedMoment<'_>]) {
    // The last second that was seen in the video, and what follows it.
    let mut seen: Option<(VideoId, u32, Option<u32>)> = None;
    for moment in moments.iter_mut().rev().filter(|moment| moment.is_exact()) {
        let seconds = moment.seconds();
        let next = match seen {
            Some((video, second, next)) if video == moment.video => {
                if second > seconds {
                    Some(second)
                } else {
                    next
                }
            }
            _ => archive.video(moment.video).stated_length,
        };
        moment.next = next.filter(|next| *next > seconds);
        seen = Some((moment.video, seconds, moment.next));
    }
}

impl<'a> ExportedMoment<'a> {
    /// `None` if no page plays it.
    fn new(archive: &'a Archive, note: NoteId, index: usize, video: VideoId) -> Option<Self> {
        let moment = &archive.note(note).facts.moments[index];
        Some(Self {
            note,
            index,
            moment,
            video,
            page: moment_page(archive, note, moment)?,
            next: None,
        })
    }

    /// The second that is played.
    pub(super) fn seconds(&self) -> u32 {
        self.moment.resolved.seconds
    }

    fn is_exact(&self) -> bool {
        self.moment.resolved.uncertain.is_none()
    }

    /// The end of the range, if the note states one.
    pub(super) fn end(&self) -> Option<u32> {
        let end = self.moment.resolved.end.map(|end| end.get());
        end.filter(|end| *end > self.seconds())
    }

    /// The sentence that cites it, on one line.
    pub(super) fn text(&self, archive: &Archive) -> String {
        let text = snippet::text(archive, self.note, &self.moment.sentence);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The URL path that plays it.
    pub(super) fn url(&self) -> String {
        url_at(self.page, Some(self.seconds()))
    }

    /// The URL of the video: on YouTube, or that of its file.
    pub(super) fn video_url(&self, archive: &Archive) -> String {
        match &archive.video(self.video).key {
            VideoKey::YouTube(id) => id.watch_url(None),
            VideoKey::File(path) => {
                let file = media_at(archive, path).map(|id| archive.url(PageId::Media(id)));
                let path = file.unwrap_or(&archive.video(self.video).url);
                archive.base().url_for_others(path)
            }
        }
    }
}
