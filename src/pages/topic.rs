//! A topic without a note: the notes that mention it, with their sentences, and others about it.

use std::cmp::Reverse;
use std::collections::HashMap;

use askama::Template;

use crate::archive::{Archive, ChannelId, LinkRef, Topic, TopicId};
use crate::pages::breadcrumbs::Breadcrumbs;
use crate::pages::citation::Citation;
use crate::pages::components::{ByteBudget, PageLink, search_url};
use crate::pages::{Layout, Site};
use crate::search::{CancellationToken, MatchMode, SearchRequest};
use crate::text::plural::count;

/// `/topic/{name}`
#[derive(Template)]
#[template(path = "topic.html")]
pub struct TopicPage {
    layout: Layout,
    breadcrumbs: Breadcrumbs,
    title: String,
    /// The number of notes that mention the topic: `3 notes`.
    note_count: String,
    /// The mentions by channel; the channel with the most notes first.
    mentions: Vec<ChannelMentions>,
    /// A search for the notes that exceed the size limit.
    more_mentions: Option<PageLink>,
    /// The videos and channels whose lists contain the topic.
    listings: Vec<Listing>,
    omitted_listing_count: usize,
    similar_notes: Vec<PageLink>,
    /// A search for the name of the topic.
    search_url: String,
}

/// The notes of a channel that mention the topic.
struct ChannelMentions {
    /// The channel; `None` for notes without one.
    channel: Option<PageLink>,
    /// The number of its notes that mention the topic: `3 notes`.
    note_count: String,
    citations: Vec<Citation>,
}

/// The maximum size of the list of notes that mention the topic, in bytes.
const MAX_MENTIONS_BYTES: usize = 120_000;

/// The maximum size of the list of videos and channels, in bytes.
const MAX_LISTINGS_BYTES: usize = 20_000;

/// The maximum number of similar notes.
const MAX_SIMILAR_NOTES: usize = 6;

/// The number of hits among which they are: most notes about a topic mention it.
const SEARCHED_NOTES: usize = 30;

/// Notes with a lower score contain too little of the topic's name.
const MIN_SCORE: f32 = 1.0;

/// A channel whose index lists the topic.
struct Listing {
    channel: PageLink,
    /// The video that it is listed under.
    video: Option<PageLink>,
}

impl TopicPage {
    /// The page of a topic.
    pub fn new(site: &Site, id: TopicId) -> Self {
        let archive = &site.archive;
        let topic = archive.topic(id);
        let title = topic.name.clone();
        let mut layout = Layout::new(site, title.clone(), topic.url.clone());
        layout.noindex = true;
        let (listed, mentioned): (Vec<LinkRef>, Vec<LinkRef>) = topic
            .mentions
            .iter()
            .partition(|link| archive.is_index(link.note));
        let (mentions, shown) = mentions_by_channel(archive, mentioned);
        let total = archive.mentioning_notes(topic).count();
        let more = total - shown;
        let mut budget = ByteBudget::new(MAX_LISTINGS_BYTES);
        let all = listed
            .iter()
            .filter_map(|link| Listing::new(archive, *link));
        let (listings, omitted): (Vec<Listing>, Vec<Listing>) =
            all.partition(|listing| budget.spend(listing.bytes()));
        let topics = archive.base().url("/topics");
        Self {
            layout,
            breadcrumbs: Breadcrumbs::new(archive).then(Some(PageLink::new("Topics", topics))),
            title,
            note_count: count(total, "note"),
            mentions,
            more_mentions: (more > 0)
                .then(|| PageLink::new(format!("{more} more"), search_url(archive, &topic.name))),
            listings,
            omitted_listing_count: omitted.len(),
            similar_notes: similar_notes(site, topic),
            search_url: search_url(archive, &topic.name),
        }
    }
}

/// The notes that mention a topic, within the size limit, and the number of those.
fn mentions_by_channel(
    archive: &Archive,
    mut mentions: Vec<LinkRef>,
) -> (Vec<ChannelMentions>, usize) {
    let channel = |mention: &LinkRef| archive.channel_of(mention.note);
    let note_count = |mentions: &[LinkRef]| mentions.chunk_by(|a, b| a.note == b.note).count();
    let mut counts: HashMap<Option<ChannelId>, usize> = HashMap::new();
    for of_note in mentions.chunk_by(|a, b| a.note == b.note) {
        *counts.entry(channel(&of_note[0])).or_default() += 1;
    }
    // The sort is stable: the notes of a channel stay in the order of their paths.
    mentions.sort_by_key(|mention| {
        let channel = channel(mention);
        (Reverse(counts.get(&channel).copied()), channel)
    });
    let mut budget = ByteBudget::new(MAX_MENTIONS_BYTES);
    let mut groups: Vec<ChannelMentions> = Vec::new();
    for of_channel in mentions.chunk_by(|a, b| channel(a) == channel(b)) {
        let id = of_channel.first().and_then(channel);
        let link = id.map(|id| PageLink::channel(archive, id));
        if !budget.spend(link.as_ref().map_or(0, PageLink::bytes)) {
            break;
        }
        let (mut citations, _) = Citation::group(archive, of_channel, &mut budget);
        // The heading names the channel.
        citations
            .iter_mut()
            .for_each(|citation| citation.channel.clear());
        groups.push(ChannelMentions {
            channel: link,
            note_count: count(note_count(of_channel), "note"),
            citations,
        });
    }
    groups.retain(|group| !group.citations.is_empty());
    let shown = groups.iter().map(|group| group.citations.len()).sum();
    (groups, shown)
}

/// The best hits of a search for the topic's name, without the notes that mention it; none until
/// search is ready.
fn similar_notes(site: &Site, topic: &Topic) -> Vec<PageLink> {
    let archive = &site.archive;
    let request = SearchRequest::for_name(&topic.name).with_range(0, SEARCHED_NOTES);
    let search = site.search.get().ok();
    let found = search.and_then(|search| {
        let found = search.find(archive, &request, &CancellationToken::default());
        found
            .ok()
            .filter(|found| found.match_mode != MatchMode::Similar)
    });
    let mentions = |note| topic.mentions.iter().any(|link| link.note == note);
    let hits = found.iter().flat_map(|found| &found.hits);
    let notes = hits
        .filter(|hit| hit.score >= MIN_SCORE)
        .map(|hit| hit.note);
    notes
        .filter(|note| !mentions(*note) && !archive.is_index(*note))
        .take(MAX_SIMILAR_NOTES)
        .map(|note| PageLink::note(archive, note))
        .collect()
}

impl Listing {
    fn new(archive: &Archive, link: LinkRef) -> Option<Self> {
        let channel = archive.channel_of(link.note)?;
        let facts = &archive.note(link.note).facts;
        let heading = facts.heading_before(archive.link(link));
        let video = heading
            .and_then(|heading| facts.headings[heading].video.as_ref())
            .and_then(|video| archive.video_by_id(video));
        Some(Self {
            channel: PageLink::channel(archive, channel),
            video: video.map(|id| crate::pages::video::link(archive, id)),
        })
    }

    fn bytes(&self) -> usize {
        self.channel.bytes() + self.video.as_ref().map_or(0, PageLink::bytes)
    }
}
