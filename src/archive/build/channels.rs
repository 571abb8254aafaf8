//! Builds the channels and the lists of their videos.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::archive::build::listed;
use crate::archive::channel::{Channel, ChannelVideo, NoteOrTopic};
use crate::archive::{ChannelId, LinkTarget, NoteId, VideoId};
use crate::corpus::Note;
use crate::text::naming::{key, visible};
use crate::text::youtube::YoutubeId;

/// The channels, one for each first folder, sorted by name.
pub(super) fn channels(notes: &[Arc<Note>]) -> Vec<Channel> {
    let mut folders: BTreeMap<&str, Vec<NoteId>> = BTreeMap::new();
    for (id, note) in listed(notes).filter(|(_, note)| !note.folder().is_empty()) {
        folders.entry(note.folder()).or_default().push(id);
    }
    let mut channels: Vec<Channel> = folders
        .into_iter()
        .map(|(folder, members)| channel(folder, &members, notes))
        .collect();
    channels.sort_by_key(|channel| (channel.name.to_lowercase(), channel.folder.clone()));
    channels
}

/// The channel of a folder with these notes.
fn channel(folder: &str, members: &[NoteId], notes: &[Arc<Note>]) -> Channel {
    let index = index_note(folder, members, notes);
    let others: Vec<NoteId> = members
        .iter()
        .copied()
        .filter(|id| Some(*id) != index)
        .collect();
    let name = Some(visible(folder))
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "channel".to_owned());
    Channel {
        name,
        folder: folder.to_owned(),
        url: String::new(),
        index,
        videos: Vec::new(),
        note_count: others.len(),
        moment_count: others
            .iter()
            .map(|id| notes[id.index()].facts.moments.len())
            .sum(),
        notes_without_video: others
            .into_iter()
            .filter(|id| notes[id.index()].video.is_none())
            .collect(),
    }
}

/// The index note of a folder: directly in it, with the folder's name, or else another spelling of
/// that name, or else the name `index`.
fn index_note(folder: &str, members: &[NoteId], notes: &[Arc<Note>]) -> Option<NoteId> {
    let is_direct = |id: &&NoteId| notes[id.index()].path.matches('/').count() == 1;
    let find = |has_name: &dyn Fn(&str) -> bool| {
        members
            .iter()
            .filter(is_direct)
            .find(|id| has_name(notes[id.index()].stem()))
            .copied()
    };
    find(&|stem| stem == folder)
        .or_else(|| find(&|stem| key(stem) == key(folder)))
        .or_else(|| find(&|stem| stem.eq_ignore_ascii_case("index")))
}

/// For each note, its channel.
pub(super) fn channel_of(notes: &[Arc<Note>], channels: &[Channel]) -> Vec<Option<ChannelId>> {
    let by_folder: HashMap<&str, ChannelId> = channels
        .iter()
        .enumerate()
        .map(|(index, channel)| (channel.folder.as_str(), ChannelId::new(index)))
        .collect();
    notes
        .iter()
        .map(|note| by_folder.get(note.folder()).copied())
        .collect()
}

/// Lists the videos of each channel with their entries: those of the index note, then the notes
/// about the video.
pub(super) fn list_videos(
    channels: &mut [Channel],
    notes: &[Arc<Note>],
    channel_of: &[Option<ChannelId>],
    targets: &[Vec<LinkTarget>],
    video_by_id: &HashMap<YoutubeId, VideoId>,
) {
    let mut members: Vec<Vec<NoteId>> = vec![Vec::new(); channels.len()];
    for (id, _) in listed(notes) {
        if let Some(channel) = channel_of[id.index()] {
            members[channel.index()].push(id);
        }
    }
    for (channel, members) in channels.iter_mut().zip(members) {
        let mut videos = VideoList::default();
        if let Some(index) = channel.index {
            videos.add_index_note(index, notes, &targets[index.index()], video_by_id);
        }
        for id in members {
            let video = notes[id.index()].video.as_ref();
            if let Some(video) = video.and_then(|video| video_by_id.get(video)) {
                videos.entries_mut(*video).push(NoteOrTopic::Note(id));
            }
        }
        channel.videos = videos.finish();
    }
}

/// The list of a channel's videos while it is built.
#[derive(Default)]
struct VideoList {
    videos: Vec<ChannelVideo>,
    /// The index of each video in `videos`.
    indices: HashMap<VideoId, usize>,
}

impl VideoList {
    /// Adds the videos in the headings of an index note, with the notes and topics that the note
    /// links to under each heading.
    fn add_index_note(
        &mut self,
        index: NoteId,
        notes: &[Arc<Note>],
        targets: &[LinkTarget],
        video_by_id: &HashMap<YoutubeId, VideoId>,
    ) {
        let facts = &notes[index.index()].facts;
        let heading_videos: Vec<Option<VideoId>> = facts
            .headings
            .iter()
            .map(|heading| video_by_id.get(heading.video.as_ref()?).copied())
            .collect();
        for video in heading_videos.iter().flatten() {
            self.entries_mut(*video);
        }
        for (link, target) in facts.links.iter().zip(targets) {
            let Some(video) = link
                .heading
                .and_then(|heading| heading_videos[heading as usize])
            else {
                continue;
            };
            let entry = match target {
                LinkTarget::Note(id) => {
                    Some(NoteOrTopic::Note(*id)).filter(|_| !notes[id.index()].is_unlisted)
                }
                LinkTarget::Topic(topic) => Some(NoteOrTopic::Topic(*topic)),
                LinkTarget::Channel(_)
                | LinkTarget::Media(_)
                | LinkTarget::External
                | LinkTarget::MissingFile
                | LinkTarget::Unresolved => None,
            };
            self.entries_mut(video).extend(entry);
        }
    }

    /// The entries of a video, which is added to the list if it is new.
    fn entries_mut(&mut self, video: VideoId) -> &mut Vec<NoteOrTopic> {
        let index = *self.indices.entry(video).or_insert_with(|| {
            self.videos.push(ChannelVideo {
                video,
                entries: Vec::new(),
            });
            self.videos.len() - 1
        });
        &mut self.videos[index].entries
    }

    /// The videos, each with distinct entries.
    fn finish(mut self) -> Vec<ChannelVideo> {
        for video in &mut self.videos {
            let mut seen = HashSet::new();
            video.entries.retain(|entry| seen.insert(*entry));
        }
        self.videos
    }
}
