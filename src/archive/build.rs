//! Puts an archive together, step by step.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::archive::channel::{Channel, ChannelEntry, ChannelVideo, Video};
use crate::archive::link_resolver::{LinkResolver, LinkTarget};
use crate::archive::permalinks::Permalinks;
use crate::archive::topic::{Topic, shorten_urls, topic_url};
use crate::archive::{
    Archive, ChannelId, LinkRef, NoteId, TopicId, VideoId, problems, timestamp_units,
};
use crate::corpus::{Corpus, Note};
use crate::text::base_url::BaseUrl;
use crate::text::naming::{has_dot_segment, key, truncate_name, visible};
use crate::text::youtube::YoutubeId;

pub(super) fn build(corpus: Corpus, base: BaseUrl) -> Archive {
    let Corpus {
        mut notes,
        media,
        mut problems,
        ..
    } = corpus;
    problems.extend(notes.iter().flat_map(|note| note.problems.iter().cloned()));
    let lengths = timestamp_units::resolve_units(&mut notes);
    let mut channels = channels(&notes);
    let home = listed(&notes)
        .find(|(_, note)| note.path.eq_ignore_ascii_case("index.md"))
        .map(|(id, _)| id);
    let permalinks = Permalinks::new(&base, &notes, &media.files, &mut channels, home);
    let names = LinkResolver::new(&notes, &channels, &media.files);
    let mut targets = resolve_all(&notes, &channels, &names);
    let channel_of = channel_of(&notes, &channels);
    let (topics, topic_by_key) = topics(&base, &notes, &targets);
    link_topics(&mut targets, &notes, &topics, &topic_by_key);
    let backlinks = backlinks(&notes, &channels, &targets);
    let (mut videos, video_by_id) = videos(&base, &notes, &channels, &channel_of);
    for video in &mut videos {
        video.length = lengths.get(&video.id).copied().unwrap_or(0);
    }
    videos
        .par_iter_mut()
        .for_each(|video| video.collect_moments(&notes));
    list_videos(&mut channels, &notes, &channel_of, &targets, &video_by_id);
    let link_targets = targets.into_iter().map(Vec::into_boxed_slice).collect();
    let mut archive = Archive {
        base,
        notes,
        media,
        channels,
        videos,
        topics,
        backlinks,
        channel_of,
        video_by_id,
        topic_by_key,
        names,
        link_targets,
        permalinks,
        nearest: std::sync::OnceLock::new(),
        map: std::sync::OnceLock::new(),
        problems,
        home,
    };
    archive.problems.extend(problems::long_urls(&archive));
    archive.problems.sort();
    archive
}

/// The notes that lists show. An unlisted one is no index and no home note either, for those are
/// shown in lists.
fn listed(notes: &[Arc<Note>]) -> impl Iterator<Item = (NoteId, &Note)> {
    let all = notes
        .iter()
        .enumerate()
        .map(|(index, note)| (NoteId::new(index), &**note));
    all.filter(|(_, note)| !note.is_unlisted)
}

/// A channel for each first folder, with its index: the note of the folder's name.
fn channels(notes: &[Arc<Note>]) -> Vec<Channel> {
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

fn channel(folder: &str, members: &[NoteId], notes: &[Arc<Note>]) -> Channel {
    let at_top = |id: &&NoteId| notes[id.index()].path.matches('/').count() == 1;
    let stem = |id: &NoteId| notes[id.index()].stem();
    let index = (members.iter().filter(at_top).find(|id| stem(id) == folder))
        .or_else(|| {
            members
                .iter()
                .filter(at_top)
                .find(|id| key(stem(id)) == key(folder))
        })
        .or_else(|| {
            members
                .iter()
                .filter(at_top)
                .find(|id| stem(id).eq_ignore_ascii_case("index"))
        })
        .copied();
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
        loose: others
            .into_iter()
            .filter(|id| notes[id.index()].video.is_none())
            .collect(),
    }
}

fn channel_of(notes: &[Arc<Note>], channels: &[Channel]) -> Vec<Option<ChannelId>> {
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

fn resolve_all(
    notes: &[Arc<Note>],
    channels: &[Channel],
    names: &LinkResolver,
) -> Vec<Vec<LinkTarget>> {
    let of_note = |(index, note): (usize, &Arc<Note>)| {
        let resolve = |link: &crate::markdown::Link| match &*link.target {
            // `[[#Heading]]` is this note.
            "" => LinkTarget::Note(NoteId::new(index)),
            target => names.resolve(channels, &note.path, target),
        };
        note.facts.links.iter().map(resolve).collect()
    };
    notes.par_iter().enumerate().map(of_note).collect()
}

/// Every link of the listed notes with its target, in order.
fn all<'a>(
    notes: &'a [Arc<Note>],
    targets: &'a [Vec<LinkTarget>],
) -> impl Iterator<Item = (LinkRef, LinkTarget)> + 'a {
    listed(notes).flat_map(|(note, _)| {
        let targets = targets[note.index()].iter().enumerate();
        targets.map(move |(link, target)| {
            (
                LinkRef {
                    note,
                    link: link as u32,
                },
                *target,
            )
        })
    })
}

fn topics(
    base: &BaseUrl,
    notes: &[Arc<Note>],
    targets: &[Vec<LinkTarget>],
) -> (Vec<Topic>, HashMap<String, TopicId>) {
    let mut topics: Vec<Topic> = Vec::new();
    let mut by_key: HashMap<String, TopicId> = HashMap::new();
    let mut named: Vec<&str> = Vec::new();
    for (link, _) in all(notes, targets).filter(|(_, target)| *target == LinkTarget::Unresolved) {
        let facts = &notes[link.note.index()].facts;
        let written = &facts.links[link.link as usize];
        let name = &written.target;
        let wanted = key(name);
        if has_dot_segment(&wanted) {
            continue;
        }
        let id = *by_key.entry(wanted.clone()).or_insert_with(|| {
            let shown =
                truncate_name(&sentence_case(&visible(&name.replace('_', " ")))).into_owned();
            let url = base.url(&topic_url(name));
            topics.push(Topic {
                name: shown,
                url,
                is_shortened: false,
                mentions: Vec::new(),
            });
            named.push(name);
            TopicId::new(topics.len() - 1)
        });
        let topic = &mut topics[id.index()];
        topic.mentions.push(link);
        // A label that spells out the whole name knows its capitals: `[[aws_history | AWS
        // history]]`.
        let label = facts.slice(&written.label);
        let capitals = |text: &str| text.chars().filter(|c| c.is_uppercase()).count();
        if capitals(label) > capitals(&topic.name) && key(label) == wanted {
            topic.name = truncate_name(label).into_owned();
        }
    }
    shorten_urls(base, &mut topics, &named, &mut by_key);
    (topics, by_key)
}

/// Makes unresolved links lead to their topics. The links of unlisted notes make no topic, but lead
/// to existing ones.
fn link_topics(
    targets: &mut [Vec<LinkTarget>],
    notes: &[Arc<Note>],
    topics: &[Topic],
    topic_by_key: &HashMap<String, TopicId>,
) {
    for (number, topic) in topics.iter().enumerate() {
        for mention in &topic.mentions {
            targets[mention.note.index()][mention.link as usize] =
                LinkTarget::Topic(TopicId::new(number));
        }
    }
    let unlisted = notes
        .iter()
        .zip(targets)
        .filter(|(note, _)| note.is_unlisted);
    for (note, targets) in unlisted {
        for (link, target) in note.facts.links.iter().zip(targets) {
            if *target == LinkTarget::Unresolved
                && let Some(topic) = topic_by_key.get(&key(&link.target))
            {
                *target = LinkTarget::Topic(*topic);
            }
        }
    }
}

fn sentence_case(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn backlinks(
    notes: &[Arc<Note>],
    channels: &[Channel],
    targets: &[Vec<LinkTarget>],
) -> Vec<Box<[LinkRef]>> {
    let indices: HashSet<NoteId> = channels
        .iter()
        .filter_map(|channel| channel.index)
        .collect();
    let mut backlinks: Vec<Vec<LinkRef>> = vec![Vec::new(); notes.len()];
    for (link, target) in all(notes, targets) {
        let LinkTarget::Note(to) = target else {
            continue;
        };
        let linked = &mut backlinks[to.index()];
        let known = linked
            .last()
            .is_some_and(|last: &LinkRef| last.note == link.note);
        if to != link.note && !known && !indices.contains(&link.note) {
            linked.push(link);
        }
    }
    backlinks
        .iter()
        .map(|links| links.as_slice().into())
        .collect()
}

fn videos(
    base: &BaseUrl,
    notes: &[Arc<Note>],
    channels: &[Channel],
    channel_of: &[Option<ChannelId>],
) -> (Vec<Video>, HashMap<YoutubeId, VideoId>) {
    let mut videos: Vec<Video> = Vec::new();
    let mut by_id: HashMap<YoutubeId, VideoId> = HashMap::new();
    let mut number = |id: &YoutubeId, videos: &mut Vec<Video>| {
        *by_id.entry(id.clone()).or_insert_with(|| {
            let url = base.url(&format!("/video/{id}"));
            videos.push(Video {
                url,
                ..Video::new(id.clone())
            });
            VideoId::new(videos.len() - 1)
        })
    };
    // Indices first: their titles are the ones meant. Then other lists that know a title.
    let indices = channels.iter().filter_map(|channel| channel.index);
    let others = listed(notes)
        .filter(|(_, note)| note.video.is_none())
        .map(|(id, _)| id);
    for list in indices.chain(others) {
        let facts = &notes[list.index()].facts;
        for heading in &facts.headings {
            let Some(id) = &heading.video else { continue };
            let video = number(id, &mut videos);
            let video = &mut videos[video.index()];
            video
                .title
                .get_or_insert_with(|| truncate_name(facts.slice(&heading.place)).into_owned());
            video.channel = video.channel.or(channel_of[list.index()]);
        }
    }
    for (index, note) in notes.iter().enumerate() {
        let Some(id) = &note.video else { continue };
        let video = number(id, &mut videos);
        let video = &mut videos[video.index()];
        if !note.is_unlisted {
            video.notes.push(NoteId::new(index));
            video.channel = video.channel.or(channel_of[index]);
        }
    }
    (videos, by_id)
}

/// Lists the videos of every channel, each with what the index lists under it and the notes about
/// it.
fn list_videos(
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
        let mut places: HashMap<VideoId, usize> = HashMap::new();
        let mut listed: Vec<ChannelVideo> = Vec::new();
        if let Some(index) = channel.index {
            let facts = &notes[index.index()].facts;
            let numbers: Vec<Option<VideoId>> = facts
                .headings
                .iter()
                .map(|heading| video_by_id.get(heading.video.as_ref()?).copied())
                .collect();
            for video in numbers.iter().flatten() {
                place(*video, &mut places, &mut listed);
            }
            for (link, target) in facts.links.iter().zip(&targets[index.index()]) {
                let Some(video) = link.heading.and_then(|heading| numbers[heading as usize]) else {
                    continue;
                };
                let entry = match target {
                    LinkTarget::Note(id) => {
                        Some(ChannelEntry::Note(*id)).filter(|_| !notes[id.index()].is_unlisted)
                    }
                    LinkTarget::Topic(topic) => Some(ChannelEntry::Topic(*topic)),
                    LinkTarget::Channel(_)
                    | LinkTarget::Media(_)
                    | LinkTarget::External
                    | LinkTarget::Unresolved => None,
                };
                listed[places[&video]].entries.extend(entry);
            }
        }
        for id in members {
            if let Some(video) = notes[id.index()]
                .video
                .as_ref()
                .and_then(|video| video_by_id.get(video))
            {
                let at = place(*video, &mut places, &mut listed);
                listed[at].entries.push(ChannelEntry::Note(id));
            }
        }
        for video in &mut listed {
            let mut seen = HashSet::new();
            video.entries.retain(|entry| seen.insert(*entry));
        }
        channel.videos = listed;
    }
}

fn place(
    video: VideoId,
    places: &mut HashMap<VideoId, usize>,
    listed: &mut Vec<ChannelVideo>,
) -> usize {
    *places.entry(video).or_insert_with(|| {
        listed.push(ChannelVideo {
            video,
            entries: Vec::new(),
        });
        listed.len() - 1
    })
}
