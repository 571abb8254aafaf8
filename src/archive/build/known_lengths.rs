//! The lengths of videos that files state.

use std::collections::HashMap;
use std::sync::Arc;

use crate::corpus::{Note, VideoInfo};
use crate::text::youtube::YoutubeId;

/// The known length of each video in seconds: that of its `info.json`, or else the longest one in
/// the front matter of its notes.
pub(in crate::archive) fn known_lengths(
    notes: &[Arc<Note>],
    infos: &HashMap<YoutubeId, VideoInfo>,
) -> HashMap<YoutubeId, u32> {
    let mut lengths: HashMap<YoutubeId, u32> = HashMap::new();
    for note in notes {
        if let (Some(video), Some(duration)) = (note.video, note.duration) {
            let longest = lengths.entry(video).or_default();
            *longest = duration.max(*longest);
        }
    }
    let stated = infos.iter();
    lengths.extend(stated.filter_map(|(video, info)| Some((*video, info.duration?))));
    lengths
}
