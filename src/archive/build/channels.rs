//! Builds the channels and the lists of their videos.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::archive::build::channel_names::Directory;
use crate::archive::build::listed;
use crate::archive::build::videos::Videos;
use crate::archive::channel::{Channel, ChannelVideo, NoteOrTopic, VideoKey};
use crate::archive::{ChannelId, LinkTarget, NoteId, VideoId};
use crate::corpus::{INDEX_NAMES, Note};
use crate::text::naming::key;
use crate::text::natural_order::sort_key;

/// The channels without their contents, sorted by name: one for each first folder, and one for each
/// other name in the front matter of notes at the top.
pub(super) fn channels(notes: &[Arc<Note>], home: Option<NoteId>) -> Vec<Channel> {
    let mut folders: BTreeMap<&str, Vec<NoteId>> = BTreeMap::new();
    for (id, note) in listed(notes).filter(|(_, note)| !note.folder().is_empty()) {
        folders.entry(note.folder()).or_default().push(id);
    }
    let directory = Directory::new(notes);
    let mut channels: Vec<Channel> = folders
        .into_iter()
        .map(|(folder, members)| {
            let index = index_note(folder, &members, notes);
            let name = directory.name(folder, index.map(|id| &*notes[id.index()]));
            Channel {
                index,
                has_folder: true,
                ..Channel::new(name, folder.to_owned())
            }
        })
        .collect();
    let mut known: HashSet<String> = keys(&channels).map(|(key, _)| key).collect();
    let at_top = listed(notes).filter(|(id, note)| note.folder().is_empty() && Some(*id) != home);
    for name in at_top.filter_map(|(_, note)| note.channel.as_ref()) {
        if known.insert(key(name)) {
            channels.push(Channel::new(name.clone(), name.replace('/', "-")));
        }
    }
    channels.sort_by_cached_key(|channel| (sort_key(&channel.name), channel.folder.clone()));
    channels
}

/// The keys that name channels, with the index of the channel; the first takes precedence.
fn keys(channels: &[Channel]) -> impl Iterator<Item = (String, usize)> {
    let folders = channels.iter().map(|channel| key(&channel.folder));
    let names = channels.iter().map(|channel| key(&channel.name));
    folders
        .enumerate()
        .chain(names.enumerate())
        .map(|(index, key)| (key, index))
}

/// The index note of a folder: directly in it, with the folder's name, or else another spelling of
/// that name, or else one of [`INDEX_NAMES`]. A `README` about a video is a note.
fn index_note(folder: &str, members: &[NoteId], notes: &[Arc<Note>]) -> Option<NoteId> {
    let is_direct = |id: &&NoteId| notes[id.index()].path.matches('/').count() == 1;
    let find = |has_name: &dyn Fn(&str) -> bool| {
        members
            .iter()
            .filter(is_direct)
            .find(|id| has_name(notes[id.index()].stem()))
            .copied()
    };
    let named = |name: &str| find(&|stem| key(stem) == name);
    find(&|stem| stem == folder)
        .or_else(|| named(&key(folder)))
        .or_else(|| {
            let other = INDEX_NAMES.into_iter().find_map(named);
            other.filter(|id| {
                let note = &notes[id.index()];
                note.video.is_none() || key(note.stem()) == INDEX_NAMES[0]
            })
        })
}

/// For each note, its channel: that of its folder, or at the top the one that its front matter
/// names.
pub(super) fn channel_of(
    notes: &[Arc<Note>],
    channels: &[Channel],
    home: Option<NoteId>,
) -> Vec<Option<ChannelId>> {
    let mut by_folder: HashMap<&str, ChannelId> = HashMap::new();
    for (index, channel) in channels.iter().enumerate().filter(|(_, it)| it.has_folder) {
        by_folder.insert(&channel.folder, ChannelId::new(index));
    }
    let mut by_key: HashMap<String, ChannelId> = HashMap::new();
    for (key, index) in keys(channels) {
        by_key.entry(key).or_insert(ChannelId::new(index));
    }
    let channel_of = |(index, note): (usize, &Arc<Note>)| match note.folder() {
        "" if home == Some(NoteId::new(index)) => None,
        "" => by_key.get(&key(note.channel.as_deref()?)).copied(),
        folder => by_folder.get(folder).copied(),
    };
    notes.iter().enumerate().map(channel_of).collect()
}

/// What the contents of channels are made from.
pub(super) struct Contents<'a> {
    pub(super) notes: &'a [Arc<Note>],
    /// The position of each note in lists.
    pub(super) positions: &'a [u32],
    pub(super) channel_of: &'a [Option<ChannelId>],
    pub(super) targets: &'a [Vec<LinkTarget>],
    pub(super) videos: &'a Videos,
}

impl Contents<'_> {
    /// Adds the notes and videos of each channel.
    pub(super) fn add_to(&self, channels: &mut [Channel]) {
        let mut members: Vec<Vec<NoteId>> = vec![Vec::new(); channels.len()];
        for (id, _) in listed(self.notes) {
            if let Some(channel) = self.channel_of[id.index()] {
                members[channel.index()].push(id);
            }
        }
        for (channel, mut members) in channels.iter_mut().zip(members) {
            members.sort_by_key(|id| self.positions[id.index()]);
            channel.videos = self.videos(channel, &members);
            members.retain(|id| Some(*id) != channel.index);
            channel.note_count = members.len();
            let moments = members.iter().map(|id| self.note(*id).facts.moments.len());
            channel.moment_count = moments.sum();
            let single = channel.videos.iter().filter(|video| video.is_single_note);
            let single: HashSet<NoteId> = single.flat_map(ChannelVideo::notes).collect();
            channel.other_notes = members.clone();
            channel
                .other_notes
                .retain(|id| self.video_of(*id).is_none() || single.contains(id));
            members.retain(|id| self.video_of(*id).is_none());
            channel.notes_without_video = members;
        }
    }

    fn video_of(&self, id: NoteId) -> Option<VideoId> {
        self.videos.of_notes[id.index()]
    }

    fn note(&self, id: NoteId) -> &Note {
        &self.notes[id.index()]
    }

    /// The videos of a channel with their entries: those of the index note, then the notes about
    /// the video.
    fn videos(&self, channel: &Channel, members: &[NoteId]) -> Vec<ChannelVideo> {
        let mut videos = VideoList::default();
        if let Some(index) = channel.index {
            let targets = &self.targets[index.index()];
            videos.add_index_note(index, self.notes, targets, &self.videos.by_key);
        }
        // The page of the channel has the player of the index note.
        for id in members.iter().filter(|id| Some(**id) != channel.index) {
            if let Some(video) = self.video_of(*id) {
                videos.entries_mut(video).push(NoteOrTopic::Note(*id));
            }
        }
        let mut videos = videos.finish();
        for listed in &mut videos {
            let is_untitled = self.videos.all[listed.video.index()].title.is_none();
            let is_single = matches!(*listed.entries, [NoteOrTopic::Note(_)]);
            listed.is_single_note = is_untitled && is_single;
        }
        videos
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
        video_by_key: &HashMap<VideoKey, VideoId>,
    ) {
        let facts = &notes[index.index()].facts;
        let heading_videos: Vec<Option<VideoId>> = facts
            .headings
            .iter()
            .map(|heading| {
                video_by_key
                    .get(&VideoKey::YouTube(**heading.video.as_ref()?))
                    .copied()
            })
            .collect();
        for video in heading_videos.iter().flatten() {
            self.entries_mut(*video);
        }
        for (link, target) in facts.links.iter().zip(targets) {
            let heading = facts.heading_before(link);
            let Some(video) = heading.and_then(|heading| heading_videos[heading]) else {
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
                | LinkTarget::MissingBlock
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
                is_single_note: false,
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
