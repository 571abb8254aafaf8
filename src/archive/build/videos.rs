//! Builds the videos.

use std::collections::HashMap;
use std::sync::Arc;

use crate::archive::build::listed;
use crate::archive::channel::{Channel, Video};
use crate::archive::{ChannelId, NoteId, VideoId};
use crate::corpus::Note;
use crate::text::base_url::BaseUrl;
use crate::text::naming::truncate_name;
use crate::text::youtube::YoutubeId;

/// All videos, and their ids by their ids on YouTube.
pub(super) fn videos(
    base: &BaseUrl,
    notes: &[Arc<Note>],
    channels: &[Channel],
    channel_of: &[Option<ChannelId>],
) -> (Vec<Video>, HashMap<YoutubeId, VideoId>) {
    let mut videos: Vec<Video> = Vec::new();
    let mut by_id: HashMap<YoutubeId, VideoId> = HashMap::new();
    let mut get_or_add = |id: &YoutubeId, videos: &mut Vec<Video>| {
        *by_id.entry(id.clone()).or_insert_with(|| {
            let url = base.url(&format!("/video/{id}"));
            videos.push(Video {
                url,
                ..Video::new(id.clone())
            });
            VideoId::new(videos.len() - 1)
        })
    };
    // Titles in index notes take precedence over those in other notes without a video.
    let index_notes = channels.iter().filter_map(|channel| channel.index);
    let others = listed(notes)
        .filter(|(_, note)| note.video.is_none())
        .map(|(id, _)| id);
    for note in index_notes.chain(others) {
        let facts = &notes[note.index()].facts;
        for heading in &facts.headings {
            let Some(id) = &heading.video else { continue };
            let video = get_or_add(id, &mut videos);
            let video = &mut videos[video.index()];
            video.title.get_or_insert_with(|| {
                truncate_name(facts.slice(&heading.text_range)).into_owned()
            });
            video.channel = video.channel.or(channel_of[note.index()]);
        }
    }
    for (index, note) in notes.iter().enumerate() {
        let Some(id) = &note.video else { continue };
        let video = get_or_add(id, &mut videos);
        let video = &mut videos[video.index()];
        if !note.is_unlisted {
            video.notes.push(NoteId::new(index));
            video.channel = video.channel.or(channel_of[index]);
        }
    }
    (videos, by_id)
}
