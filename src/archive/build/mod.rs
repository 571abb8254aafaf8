//! Builds an archive from a corpus.

mod channels;
mod topics;
mod videos;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::archive::channel::Channel;
use crate::archive::link_resolver::{LinkResolver, LinkTarget};
use crate::archive::permalinks::Permalinks;
use crate::archive::{Archive, LinkRef, NoteId, problems, timestamp_units};
use crate::corpus::{Corpus, Note};
use crate::text::base_url::BaseUrl;
use channels::{channel_of, channels, list_videos};
use topics::{link_topics, topics};
use videos::videos;

/// Builds the archive of a corpus, with all URLs below a base path.
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
        .find(|(_, note)| note.path_without_extension().eq_ignore_ascii_case("index"))
        .map(|(id, _)| id);
    let permalinks = Permalinks::new(&base, &notes, &media.files, &mut channels, home);
    let link_resolver = LinkResolver::new(&notes, &channels, &media.files);
    let mut targets = resolve_links(&notes, &link_resolver);
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
        link_resolver,
        link_targets,
        permalinks,
        similar_titles: OnceLock::new(),
        map: OnceLock::new(),
        problems,
        home,
    };
    archive.problems.extend(problems::long_urls(&archive));
    archive.problems.sort();
    archive
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
            target => resolver.resolve(&origin, target).target,
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

/// For each note, the first link of each other listed note that links to it, except index notes.
fn backlinks(
    notes: &[Arc<Note>],
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
        .iter()
        .map(|links| links.as_slice().into())
        .collect()
}
