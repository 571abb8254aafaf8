//! Builds the videos.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::archive::build::listed;
use crate::archive::channel::{Channel, Video, VideoKey};
use crate::archive::link_resolver::{LinkResolver, LinkTarget};
use crate::archive::{ChannelId, NoteId, VideoId};
use crate::corpus::{Media, Note};
use crate::markdown::{CitedVideo, Moment};
use crate::text::base_url::BaseUrl;
use crate::text::media_kind::is_recording;
use crate::text::naming::{path_url, truncate_name};
use crate::text::video_url::PlayRange;
use crate::text::youtube::YoutubeId;

/// The videos of an archive.
pub(super) struct Videos {
    pub(super) all: Vec<Video>,
    pub(super) by_key: HashMap<VideoKey, VideoId>,
    /// For each note, the video that it is about.
    pub(super) of_notes: Vec<Option<VideoId>>,
}

/// What videos are made from.
pub(super) struct Sources<'a> {
    pub(super) base: &'a BaseUrl,
    pub(super) notes: &'a [Arc<Note>],
    pub(super) media: &'a [Media],
    pub(super) channels: &'a [Channel],
    pub(super) channel_of: &'a [Option<ChannelId>],
    pub(super) resolver: &'a LinkResolver,
}

impl Videos {
    /// All videos that an index names, that a note is about, or that a listed note cites.
    pub(super) fn new(sources: &Sources<'_>) -> Self {
        let mut videos = Self {
            all: Vec::new(),
            by_key: HashMap::new(),
            of_notes: vec![None; sources.notes.len()],
        };
        videos.add_listed(sources);
        videos.add_subjects(sources);
        videos.add_cited(sources);
        videos
    }

    fn get_or_add(&mut self, base: &BaseUrl, key: VideoKey) -> VideoId {
        *self.by_key.entry(key).or_insert_with_key(|key| {
            let url = base.url(&path_url(&format!("video/{key}")));
            self.all.push(Video {
                url,
                ..Video::new(key.clone())
            });
            VideoId::new(self.all.len() - 1)
        })
    }

    /// Adds the videos in the headings of lists. Titles in index notes take precedence over those
    /// in other notes without a video.
    fn add_listed(&mut self, sources: &Sources<'_>) {
        let index_notes = sources.channels.iter().filter_map(|channel| channel.index);
        let others = listed(sources.notes)
            .filter(|(_, note)| note.video.is_none())
            .map(|(id, _)| id);
        for note in index_notes.chain(others) {
            let facts = &sources.notes[note.index()].facts;
            for heading in &facts.headings {
                let Some(id) = heading.video.as_deref().copied() else {
                    continue;
                };
                let video = self.get_or_add(sources.base, VideoKey::YouTube(id));
                let video = &mut self.all[video.index()];
                video.title.get_or_insert_with(|| {
                    truncate_name(facts.slice(&heading.text_range)).into_owned()
                });
                video.channel = video.channel.or(sources.channel_of[note.index()]);
            }
        }
    }

    /// Adds the videos that notes are about.
    fn add_subjects(&mut self, sources: &Sources<'_>) {
        for (index, note) in sources.notes.iter().enumerate() {
            let Some(key) = subject(note, sources) else {
                continue;
            };
            let id = self.get_or_add(sources.base, key);
            self.of_notes[index] = Some(id);
            let video = &mut self.all[id.index()];
            if !note.is_unlisted {
                video.notes.push(NoteId::new(index));
                video.channel = video.channel.or(sources.channel_of[index]);
            }
        }
    }

    /// Adds the videos that notes cite, and the recordings of which they cite a time. The index of
    /// a channel only lists videos, unless it has their players or cites times. The label of a link
    /// is the title of a video that has none.
    fn add_cited(&mut self, sources: &Sources<'_>) {
        let index_notes: HashSet<NoteId> = sources
            .channels
            .iter()
            .filter_map(|channel| channel.index)
            .collect();
        for (id, note) in listed(sources.notes) {
            let is_index = index_notes.contains(&id);
            let moments = note.facts.moments.iter().filter(|_| is_index);
            let played: HashSet<YoutubeId> = moments.filter_map(Moment::other_video).collect();
            let is_cited =
                |cited: &&CitedVideo| !is_index || cited.is_embedded || played.contains(&cited.id);
            for cited in note.facts.videos.iter().filter(is_cited) {
                let video = self.get_or_add(sources.base, VideoKey::YouTube(cited.id));
                let is_own = self.of_notes[id.index()] == Some(video);
                let video = &mut self.all[video.index()];
                if is_own {
                    continue;
                }
                video.citing_notes.push(id);
                let label = note.facts.slice(&cited.label).trim();
                if video.notes.is_empty() && video.title.is_none() && !label.is_empty() {
                    video.title = Some(truncate_name(label).into_owned());
                }
            }
            for key in cited_recordings(note, sources) {
                let video = self.get_or_add(sources.base, key);
                let citing_notes = &mut self.all[video.index()].citing_notes;
                if self.of_notes[id.index()] != Some(video) && citing_notes.last() != Some(&id) {
                    citing_notes.push(id);
                }
            }
        }
    }
}

/// The video or the recording that a note is about; `None` if there is no such file.
fn subject(note: &Note, sources: &Sources<'_>) -> Option<VideoKey> {
    if let Some(id) = note.video {
        return Some(VideoKey::YouTube(id));
    }
    recording(note, note.recording.as_deref()?, sources)
}

/// The recordings of which a note cites a time.
fn cited_recordings(note: &Note, sources: &Sources<'_>) -> impl Iterator<Item = VideoKey> {
    let links = note.facts.links.iter();
    let targets = links.filter_map(|link| {
        let time = PlayRange::from_fragment(link.section.as_deref()?);
        (time.has_time() && is_recording(&link.target)).then_some(&*link.target)
    });
    targets.filter_map(|target| recording(note, target, sources))
}

/// The recording that a link in a note leads to; `None` if there is no such file.
fn recording(note: &Note, target: &str, sources: &Sources<'_>) -> Option<VideoKey> {
    let origin = sources.resolver.origin(&note.path);
    match sources.resolver.resolve(&origin, target, false).target {
        LinkTarget::Media(id) => {
            let path = sources.media[id.index()].path.as_str();
            Some(VideoKey::File(Arc::from(path)))
        }
        _ => None,
    }
}
