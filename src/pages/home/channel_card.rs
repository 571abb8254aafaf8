//! The cards of channels on the home page, filtered and sorted.

use std::cmp::Reverse;

use crate::archive::{Archive, Channel, ChannelId};
use crate::pages::Site;
use crate::pages::list_controls::{ListControls, Order};
use crate::pages::picture::Picture;
use crate::text::plural::count;

/// A channel that has a folder.
pub(super) struct ChannelCard<'a> {
    pub(super) channel: &'a Channel,
    /// The picture of its latest video; a drawn cover without one.
    pub(super) picture: Picture,
    /// `101 notes, 2,114 moments`
    pub(super) counts: String,
}

impl<'a> ChannelCard<'a> {
    pub(super) fn new(site: &'a Site, id: ChannelId) -> Self {
        let archive = &site.archive;
        let channel = archive.channel(id);
        let video = archive.overview().channel(id).video;
        let mut counts = count(channel.note_count, "note");
        if channel.moment_count > 0 {
            counts += &format!(", {}", count(channel.moment_count, "moment"));
        }
        Self {
            channel,
            picture: video.map_or_else(Picture::drawn, |video| Picture::new(site, video)),
            counts,
        }
    }
}

/// The channels that the reader asks for, in their order: those that have a folder, and the others.
pub(super) fn channels(
    archive: &Archive,
    controls: &ListControls,
) -> (Vec<ChannelId>, Vec<ChannelId>) {
    let name = |id: &ChannelId| archive.channel(*id).name.clone();
    let mut ids = controls.matching(archive.channel_ids().collect(), name);
    match controls.order() {
        Order::Default | Order::Title => {}
        Order::Notes => ids.sort_by_key(|id| Reverse(archive.channel(*id).note_count)),
        Order::Moments => ids.sort_by_key(|id| Reverse(archive.channel(*id).moment_count)),
        Order::Newest => ids.sort_by_key(|id| Reverse(archive.overview().channel(*id).newest)),
    }
    ids.into_iter()
        .partition(|id| archive.channel(*id).has_folder)
}
