//! A missing topic: who mentions it, in which sentence, and what comes closest.

use askama::Template;

use crate::archive::{Archive, LinkRef, TopicId};
use crate::pages::components::{Citation, PageLink, Room, search_url};
use crate::pages::{Layout, Site};
use crate::text::plural::count;

/// `/topic/{name}`
#[derive(Template)]
#[template(path = "topic.html")]
pub struct TopicPage {
    layout: Layout,
    title: String,
    extent: String,
    mentions: Vec<Citation>,
    /// Where the other notes are found that mention it.
    more_mentions: Option<PageLink>,
    /// Videos under which a channel's index lists the topic.
    listed: Vec<Listed>,
    /// How many more there are.
    more_listed: usize,
    nearest: Vec<PageLink>,
}

/// How much the notes that mention a topic take up on its page, and the videos under which it is
/// listed, in bytes.
const MENTIONS_BYTES: usize = 120_000;
const LISTED_BYTES: usize = 20_000;

struct Listed {
    channel: PageLink,
    video: Option<PageLink>,
}

impl TopicPage {
    /// The page of a missing topic.
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
        let (mentions, total) =
            Citation::group(archive, &mentioned, &mut Room::new(MENTIONS_BYTES));
        let more = total - mentions.len();
        let mut room = Room::new(LISTED_BYTES);
        let all = listed.iter().filter_map(|link| Listed::new(archive, *link));
        let (listed, more_listed): (Vec<Listed>, Vec<Listed>) =
            all.partition(|listed| room.take(listed.bytes()));
        Self {
            layout,
            title,
            extent: count(total, "note"),
            mentions,
            more_mentions: (more > 0)
                .then(|| PageLink::new(format!("{more} more"), search_url(archive, &topic.name))),
            listed,
            more_listed: more_listed.len(),
            nearest: archive
                .notes_titled_like(&topic.name, 6)
                .into_iter()
                .map(|id| PageLink::note(archive, id))
                .collect(),
        }
    }
}

impl Listed {
    fn new(archive: &Archive, link: LinkRef) -> Option<Self> {
        let channel = archive.channel_of(link.note)?;
        let headings = &archive.note(link.note).facts.headings;
        let heading = archive
            .link(link)
            .heading
            .and_then(|heading| headings.get(heading as usize));
        let video = heading.and_then(|heading| archive.video_by_id(heading.video.as_ref()?));
        Some(Self {
            channel: PageLink::channel(archive, channel),
            video: video.map(|number| crate::pages::video::link(archive, number)),
        })
    }

    fn bytes(&self) -> usize {
        self.channel.bytes() + self.video.as_ref().map_or(0, PageLink::bytes)
    }
}
