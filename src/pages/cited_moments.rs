//! The moments of the video that a page plays.

use crate::archive::{Archive, NoteId, PageId, VideoId};
use crate::markdown::Moment;

/// The moments of a video in the order of the page: those of a note about it, or those of all its
/// notes, each with the note that cites it.
pub(super) fn cited_moments(
    archive: &Archive,
    video: VideoId,
    note: Option<NoteId>,
) -> impl Iterator<Item = (NoteId, &Moment)> {
    let of_note = note.into_iter().flat_map(|id| {
        let own = archive.note(id).facts.moments.iter();
        own.filter(|moment| moment.other_video().is_none())
            .map(move |moment| (id, moment))
    });
    let of_video = match note {
        Some(_) => &[][..],
        None => &archive.video(video).moments,
    };
    of_note.chain(
        of_video
            .iter()
            .map(|moment| (moment.note, archive.moment(*moment))),
    )
}

/// The first moment of [`cited_moments`] at a second.
pub(super) fn cited_moment_at(
    archive: &Archive,
    video: VideoId,
    note: Option<NoteId>,
    second: u32,
) -> Option<(NoteId, &Moment)> {
    let mut moments = cited_moments(archive, video, note);
    moments.find(|(_, moment)| moment.resolved.seconds == second)
}

/// What a page with a player shows.
#[derive(Debug, Clone, Copy)]
pub enum PlayerPage {
    /// A note, a channel or the home page, with its text.
    Text(PageId),
    /// The moments of a video.
    Video(VideoId),
}

impl PlayerPage {
    /// The second of the moment that is said at a second: of those that begin by then, the last.
    /// The page is the same until the next moment. `None` before the first one.
    pub fn start_of_moment_at(self, archive: &Archive, second: u32) -> Option<u32> {
        match self {
            Self::Text(page) => {
                let note = archive.note_on_page(page)?;
                cited_moments(archive, archive.video_of(note)?, Some(note))
                    .map(|(_, moment)| moment.resolved.seconds)
                    .filter(|start| *start <= second)
                    .max()
            }
            Self::Video(video) => {
                // They are sorted by their seconds, and may be thousands.
                let moments = &archive.video(video).moments;
                let end = moments.partition_point(|moment| moment.seconds <= second);
                Some(moments[..end].last()?.seconds)
            }
        }
    }
}
