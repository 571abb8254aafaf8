//! Builds the topics from unresolved links.

use std::collections::HashMap;
use std::sync::Arc;

use crate::archive::build::listed_links;
use crate::archive::link_resolver::topic_name;
use crate::archive::topic::{Topic, shorten_urls, topic_path, topic_url};
use crate::archive::{LinkTarget, TopicId};
use crate::corpus::Note;
use crate::text::base_url::BaseUrl;
use crate::text::naming::{has_dot_segment, key, truncate_name, visible};

/// The topics of all unresolved links, and their ids by the keys of their names.
pub(super) fn topics(
    base: &BaseUrl,
    notes: &[Arc<Note>],
    targets: &[Vec<LinkTarget>],
) -> (Vec<Topic>, HashMap<String, TopicId>) {
    let mut topics: Vec<Topic> = Vec::new();
    let mut by_key: HashMap<String, TopicId> = HashMap::new();
    let mut segments: Vec<String> = Vec::new();
    let unresolved =
        listed_links(notes, targets).filter(|(_, target)| *target == LinkTarget::Unresolved);
    for (link_ref, _) in unresolved {
        let facts = &notes[link_ref.note.index()].facts;
        let link = &facts.links[link_ref.link as usize];
        let raw_name = topic_name(&link.target);
        let topic_key = key(raw_name);
        if has_dot_segment(&topic_key) {
            continue;
        }
        let id = *by_key.entry(topic_key.clone()).or_insert_with(|| {
            let name =
                truncate_name(&sentence_case(&visible(&raw_name.replace('_', " ")))).into_owned();
            let segment = topic_path(raw_name);
            let url = base.url(&topic_url(&segment));
            topics.push(Topic {
                name,
                url,
                is_shortened: false,
                mentions: Vec::new(),
            });
            segments.push(segment);
            TopicId::new(topics.len() - 1)
        });
        let topic = &mut topics[id.index()];
        topic.mentions.push(link_ref);
        // A label with the whole name has the right capitals: `[[aws_history | AWS history]]`.
        let label = facts.slice(&link.label);
        let capitals = |text: &str| text.chars().filter(|c| c.is_uppercase()).count();
        if capitals(label) > capitals(&topic.name) && key(label) == topic_key {
            topic.name = truncate_name(label).into_owned();
        }
    }
    shorten_urls(base, &mut topics, &segments, &mut by_key);
    (topics, by_key)
}

/// Makes topics the targets of unresolved links. Links of unlisted notes create no topic, but lead
/// to existing ones.
pub(super) fn link_topics(
    targets: &mut [Vec<LinkTarget>],
    notes: &[Arc<Note>],
    topics: &[Topic],
    topic_by_key: &HashMap<String, TopicId>,
) {
    for (index, topic) in topics.iter().enumerate() {
        for mention in &topic.mentions {
            targets[mention.note.index()][mention.link as usize] =
                LinkTarget::Topic(TopicId::new(index));
        }
    }
    let unlisted = notes
        .iter()
        .zip(targets)
        .filter(|(note, _)| note.is_unlisted);
    for (note, targets) in unlisted {
        for (link, target) in note.facts.links.iter().zip(targets) {
            if *target == LinkTarget::Unresolved
                && let Some(topic) = topic_by_key.get(&key(topic_name(&link.target)))
            {
                *target = LinkTarget::Topic(*topic);
            }
        }
    }
}

/// Converts the first character to upper case.
fn sentence_case(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
