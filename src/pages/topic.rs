//! A topic without a note: the notes that mention it, with their sentences, and others about it.

use askama::Template;

use crate::archive::{Archive, LinkRef, Topic, TopicId};
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
    title: String,
    /// The number of notes that mention the topic: `3 notes`.
    note_count: String,
    mentions: Vec<Citation>,
    /// A search for the notes that exceed the size limit.
    more_mentions: Option<PageLink>,
    /// The videos and channels whose lists contain the topic.
    listings: Vec<Listing>,
    omitted_listing_count: usize,
    similar_notes: Vec<PageLink>,
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
        let mut budget = ByteBudget::new(MAX_MENTIONS_BYTES);
        let (mentions, total) = Citation::group(archive, &mentioned, &mut budget);
        let more = total - mentions.len();
        let mut budget = ByteBudget::new(MAX_LISTINGS_BYTES);
        let all = listed
            .iter()
            .filter_map(|link| Listing::new(archive, *link));
        let (listings, omitted): (Vec<Listing>, Vec<Listing>) =
            all.partition(|listing| budget.spend(listing.bytes()));
        Self {
            layout,
            title,
            note_count: count(total, "note"),
            mentions,
            more_mentions: (more > 0)
                .then(|| PageLink::new(format!("{more} more"), search_url(archive, &topic.name))),
            listings,
            omitted_listing_count: omitted.len(),
            similar_notes: similar_notes(site, topic),
        }
    }
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
