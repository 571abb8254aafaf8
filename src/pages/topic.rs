//! A missing topic: who mentions it, in which sentence, and what comes closest.

use askama::Template;

use super::parts::{Citation, PageLink, count};
use super::{Layout, Site};
use crate::archive::{Archive, LinkRef, TopicId};

/// `/topic/{name}`
#[derive(Template)]
#[template(path = "topic.html")]
pub struct TopicPage {
    layout: Layout,
    title: String,
    extent: String,
    mentions: Vec<Citation>,
    /// Videos under which a channel's index lists the topic.
    listed: Vec<Listed>,
    nearest: Vec<PageLink>,
}

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
        let mut layout = Layout::new(site, title.clone(), topic.address.clone());
        layout.noindex = true;
        let (listed, mentioned): (Vec<LinkRef>, Vec<LinkRef>) =
            topic.mentions.iter().partition(|link| archive.is_index(link.note));
        let mentions = Citation::group(archive, &mentioned);
        Self {
            layout,
            title,
            extent: count(mentions.len(), "note"),
            mentions,
            listed: listed.iter().filter_map(|link| Listed::new(archive, *link)).collect(),
            nearest: archive.nearest(&topic.name, 6).into_iter().map(|id| PageLink::note(archive, id)).collect(),
        }
    }
}

impl Listed {
    fn new(archive: &Archive, link: LinkRef) -> Option<Self> {
        let channel = archive.channel_of(link.note)?;
        let headings = &archive.note(link.note).facts.headings;
        let heading = archive.link(link).heading.and_then(|heading| headings.get(heading as usize));
        let video = heading.and_then(|heading| archive.video_by_id(heading.video.as_ref()?));
        Some(Self {
            channel: PageLink::channel(archive, channel),
            video: video.map(|number| super::video::link(archive, number)),
        })
    }
}
