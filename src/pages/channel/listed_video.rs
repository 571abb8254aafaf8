//! A video in the list of a channel, and the titles without what all of them end with.

use std::collections::HashMap;
use std::ops::Range;

use crate::archive::{Archive, Channel, ChannelVideo, VideoId};
use crate::pages::channel::contents::{listed_videos, note_count};
use crate::pages::components::PageLink;
use crate::pages::picture::Picture;
use crate::pages::{Site, video};
use crate::text::date::Date;
use crate::text::plural::count;
use crate::text::shared_suffix::without_shared_suffix;
use crate::text::timestamp;

/// A video in the list of a channel.
pub(super) struct ListedVideo {
    pub(super) link: PageLink,
    /// The whole title, if the label of the link is shorter.
    pub(super) full_title: Option<String>,
    pub(super) picture: Picture,
    pub(super) date: Option<Date>,
    /// `1:03:38`, if a file states the length.
    pub(super) length: Option<String>,
    /// `5 notes, 45 moments`
    pub(super) counts: String,
    /// The HTML of its section in the index note.
    pub(super) text: String,
    pub(super) notes: Vec<PageLink>,
    /// Topics without a note that the index lists.
    pub(super) topics: Vec<PageLink>,
    /// `5 topics without a note`
    pub(super) topic_count: String,
}

/// The titles of a channel's videos that are shortened.
pub(super) struct ShortTitles<'a>(HashMap<VideoId, &'a str>);

impl<'a> ShortTitles<'a> {
    pub(super) fn new(archive: &'a Archive, channel: &'a Channel) -> Self {
        let titled = listed_videos(channel).filter_map(|listed| {
            let title = archive.video(listed.video).title.as_deref()?;
            Some((listed.video, title))
        });
        let (ids, titles): (Vec<VideoId>, Vec<&str>) = titled.unzip();
        let short = without_shared_suffix(&titles);
        let changed = ids.into_iter().zip(short).zip(titles);
        let changed = changed.filter(|((_, short), title)| short != title);
        Self(changed.map(|(short, _)| short).collect())
    }
}

impl ListedVideo {
    /// A video with a range of its entries, and with the HTML of its section in the index note.
    pub(super) fn new(
        site: &Site,
        listed: &ChannelVideo,
        range: Range<usize>,
        text: String,
        short_titles: &ShortTitles<'_>,
    ) -> Self {
        let archive = &site.archive;
        let video = archive.video(listed.video);
        let entries = listed.entries[range].iter();
        let links = entries.map(|entry| PageLink::entry(archive, *entry));
        let (topics, notes): (Vec<_>, Vec<_>) = links.partition(|link| link.is_unresolved);
        let mut link = video::link(archive, listed.video);
        let short = short_titles.0.get(&listed.video);
        let full_title = short.map(|short| std::mem::replace(&mut link.label, (*short).to_owned()));
        let counts = [(note_count(listed), "note"), (video.moment_count, "moment")];
        let counts = counts.into_iter().filter(|(number, _)| *number > 0);
        let counts: Vec<String> = counts.map(|(number, noun)| count(number, noun)).collect();
        Self {
            link,
            full_title,
            picture: Picture::new(site, listed.video),
            date: archive.video_date(listed.video),
            length: video.stated_length.map(timestamp::format),
            counts: counts.join(", "),
            text,
            notes,
            topic_count: format!("{} without a note", count(topics.len(), "topic")),
            topics,
        }
    }
}
