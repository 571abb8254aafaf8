//! Builds an archive from a corpus.

mod channel_names;
mod channels;
mod index_videos;
mod known_lengths;
mod note_order;
mod topics;
mod videos;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::archive::channel::{Channel, VideoKey};
use crate::archive::link_resolver::{LinkResolver, LinkTarget};
use crate::archive::permalinks::Permalinks;
use crate::archive::tags::Tags;
use crate::archive::{Alignments, Archive, LinkRef, NoteId, alignments, problems, timestamp_units};
use crate::corpus::{Corpus, HOME_NAMES, Note};
use crate::markdown::{Moment, ResolvedTime};
use crate::text::base_url::BaseUrl;
use crate::text::naming::key;
use crate::text::natural_order::sort_key;
use crate::text::youtube::YoutubeId;
use channels::{Contents, channel_of};
pub(super) use known_lengths::known_lengths;
use topics::{link_topics, topics};
use videos::{Sources, Videos};

/// Builds the archive of a corpus, with all URLs below a base path, and with what is known from
/// transcripts.
pub(super) fn build(corpus: Corpus, base: BaseUrl, known: &Alignments) -> Archive {
    let Corpus {
        mut notes,
        media,
        videos: video_infos,
        transcripts,
        mut problems,
        ..
    } = corpus;
    let home = home_note(&notes);
    let mut channels = channels::channels(&notes, home);
    let link_resolver = LinkResolver::new(&notes, &channels, &media.files, home);
    index_videos::assign(&mut notes, &channels, &link_resolver);
    problems.extend(notes.iter().flat_map(|note| note.problems.iter().cloned()));
    let transcript_of = alignments::transcripts_of(&notes, &transcripts);
    let (alignments, spoken) = known.of_notes(&notes, &transcripts, &transcript_of);
    let known_lengths = known_lengths(&notes, &video_infos);
    let mut ends = alignments.latest_ends(&notes, &spoken);
    ends.extend(&known_lengths);
    let refine = |note: usize, moments: &[Moment], times: &mut [ResolvedTime]| {
        if let Some(spoken) = &spoken[note] {
            alignments::refine(moments, times, spoken);
        }
    };
    let mut lengths = timestamp_units::resolve_units_and(&mut notes, &known_lengths, &ends, refine);
    lengths.extend(alignments.lengths());
    lengths.extend(&known_lengths);
    problems.extend(alignments.problems(&transcripts));
    let open = alignments::tasks(&notes, &transcripts, &transcript_of, &alignments);
    let positions = note_order::positions(&notes);
    let permalinks = Permalinks::new(&base, &notes, &media.files, &mut channels, home);
    let mut targets = resolve_links(&notes, &link_resolver);
    let channel_of = channel_of(&notes, &channels, home);
    let (topics, topic_by_key) = topics(&base, &notes, &targets);
    link_topics(&mut targets, &notes, &topics, &topic_by_key);
    let tags = Tags::new(&base, &notes, &positions);
    let backlinks = backlinks(&notes, &positions, &channels, &targets);
    let mut videos = Videos::new(&Sources {
        base: &base,
        notes: &notes,
        media: &media.files,
        channels: &channels,
        channel_of: &channel_of,
        resolver: &link_resolver,
    });
    videos.all.par_iter_mut().for_each(|video| {
        video.notes.sort_by_key(|id| positions[id.index()]);
        video.collect_moments(&notes);
        let length_in = |lengths: &HashMap<YoutubeId, u32>| match &video.key {
            VideoKey::YouTube(id) => lengths.get(id).copied(),
            VideoKey::File(_) => None,
        };
        video.stated_length = length_in(&known_lengths);
        video.length = length_in(&lengths).unwrap_or(video.last_second);
    });
    let contents = Contents {
        notes: &notes,
        positions: &positions,
        channel_of: &channel_of,
        targets: &targets,
        videos: &videos,
    };
    contents.add_to(&mut channels);
    let notes_outside_folders = notes_outside_folders(&notes, home);
    let link_targets = targets.into_iter().map(Vec::into_boxed_slice).collect();
    let mut archive = Archive {
        base,
        notes,
        media,
        video_infos,
        transcripts,
        transcript_of,
        unaligned_transcripts: open.len(),
        alignments,
        spoken,
        channels,
        videos: videos.all,
        topics,
        tags,
        backlinks,
        channel_of,
        video_by_key: videos.by_key,
        video_of: videos.of_notes,
        topic_by_key,
        link_resolver,
        link_targets,
        permalinks,
        similar_titles: OnceLock::new(),
        map: OnceLock::new(),
        linked_names: OnceLock::new(),
        overview: OnceLock::new(),
        problems,
        home,
        notes_outside_folders,
    };
    archive.problems.extend(problems::long_urls(&archive));
    archive.problems.sort();
    archive
}

/// The home note: at the top of the folder, with one of [`HOME_NAMES`]. Only `index` may be about a
/// video; the others are then notes.
fn home_note(notes: &[Arc<Note>]) -> Option<NoteId> {
    let named = |name: &str| {
        let mut at_top = listed(notes).filter(|(_, note)| note.folder().is_empty());
        at_top.find(|(_, note)| {
            key(note.stem()) == name && (name == HOME_NAMES[0] || note.video.is_none())
        })
    };
    HOME_NAMES.into_iter().find_map(named).map(|(id, _)| id)
}

/// The listed notes at the top of the folder except the home note, sorted by title.
fn notes_outside_folders(notes: &[Arc<Note>], home: Option<NoteId>) -> Vec<NoteId> {
    let at_top = listed(notes).filter(|(id, note)| note.folder().is_empty() && Some(*id) != home);
    let mut ids: Vec<NoteId> = at_top.map(|(id, _)| id).collect();
    ids.sort_by_cached_key(|id| (sort_key(&notes[id.index()].title), *id));
    ids
}

/// The notes that are not unlisted. An unlisted note cannot be an index note or the home note,
/// because lists contain those.
fn listed(notes: &[Arc<Note>]) -> impl Iterator<Item = (NoteId, &Note)> {
    let all = notes
        .iter()
        .enumerate()
        .map(|(index, note)| (NoteId::new(index), &**note));
    all.filter(|(_, note)| !note.is_unlisted)
}

/// The targets of all links of each note. Links to topics are still unresolved.
fn resolve_links(notes: &[Arc<Note>], resolver: &LinkResolver) -> Vec<Vec<LinkTarget>> {
    let resolve_note = |(index, note): (usize, &Arc<Note>)| {
        let origin = resolver.origin(&note.path);
        let resolve = |link: &crate::markdown::Link| match &*link.target {
            // `[[#Heading]]` links to its own note.
            "" => LinkTarget::Note(NoteId::new(index)),
            target => resolver.resolve(&origin, target, link.is_path).target,
        };
        note.facts.links.iter().map(resolve).collect()
    };
    notes.par_iter().enumerate().map(resolve_note).collect()
}

/// All links of the listed notes with their targets, in order.
fn listed_links<'a>(
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

/// For each note, the first link of each other listed note that links to it, except index notes; in
/// the order of their positions in lists.
fn backlinks(
    notes: &[Arc<Note>],
    positions: &[u32],
    channels: &[Channel],
    targets: &[Vec<LinkTarget>],
) -> Vec<Box<[LinkRef]>> {
    let index_notes: HashSet<NoteId> = channels
        .iter()
        .filter_map(|channel| channel.index)
        .collect();
    let mut backlinks: Vec<Vec<LinkRef>> = vec![Vec::new(); notes.len()];
    for (link, target) in listed_links(notes, targets) {
        let LinkTarget::Note(to) = target else {
            continue;
        };
        let links_to = &mut backlinks[to.index()];
        let is_repeated = links_to
            .last()
            .is_some_and(|last: &LinkRef| last.note == link.note);
        if to != link.note && !is_repeated && !index_notes.contains(&link.note) {
            links_to.push(link);
        }
    }
    backlinks
        .into_iter()
        .map(|mut links| {
            links.sort_by_key(|link| positions[link.note.index()]);
            links.into_boxed_slice()
        })
        .collect()
}
