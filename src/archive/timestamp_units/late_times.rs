//! Decides for each video whether times beyond `USUAL_VIDEO_SECONDS` are plausible.
//!
//! Where notes write minutes as `MM:SS:00`, the third field is often arbitrary, too: `05:28:17` is
//! 5 min 28 s. A note of many such timestamps looks just like one about a long video. What tells
//! them apart is the channel: such timestamps stand beside others that end in `00`.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::archive::timestamp_units::{MAX_VIDEO_SECONDS, USUAL_VIDEO_SECONDS};
use crate::corpus::Note;
use crate::text::youtube::YoutubeId;

/// What is known about the length of a video before its timestamps are interpreted, in seconds.
#[derive(Debug, Clone)]
pub(super) struct LengthLimits {
    /// The possible lengths. No time from a URL is past the end.
    pub(super) possible: RangeInclusive<u32>,
    /// The length beyond which a time is unlikely.
    pub(super) likely_max: u32,
    /// The length, if it is known.
    pub(super) known: Option<u32>,
}

/// The third fields of timestamps.
#[derive(Debug, Default, Clone, Copy)]
struct ThirdFields {
    count: u32,
    /// How many of them are `00`. The start of the video (`0:00:00`) is no evidence.
    zero: u32,
}

/// The share of videos longer than `USUAL_VIDEO_SECONDS`, relative to the distribution of lengths
/// that `video_length` assumes.
const LONG_SHARE: f64 = 0.1;
/// By chance, one timestamp in 60 ends in `00`; some writers round. A channel has `MM:SS:00` if
/// more than one in this number do.
const ROUND_TIMES: u32 = 16;
/// So many more may end in `00` by chance where there are few timestamps.
const CHANCE: u32 = 2;

impl LengthLimits {
    /// The limits of each video, given its notes, its channel, and its length if it is known.
    pub(super) fn for_videos(
        notes: &[Arc<Note>],
        videos: &[Vec<usize>],
        channels: &[Option<&str>],
        known_lengths: &HashMap<YoutubeId, u32>,
    ) -> Vec<Self> {
        let third_fields: Vec<ThirdFields> = videos
            .iter()
            .map(|video| ThirdFields::of_video(notes, video))
            .collect();
        let mut of_channel: HashMap<&str, ThirdFields> = HashMap::new();
        for (channel, fields) in channels.iter().zip(&third_fields) {
            if let Some(channel) = channel {
                let sum = of_channel.entry(channel).or_default();
                sum.count += fields.count;
                sum.zero += fields.zero;
            }
        }
        let limits = videos.iter().zip(channels).zip(third_fields);
        limits
            .map(|((video, channel), own)| {
                let fields = channel.map_or(own, |channel| of_channel[channel]);
                let id = notes[video[0]].video;
                match id.and_then(|id| known_lengths.get(&id)) {
                    Some(length) => Self::known(*length),
                    None => Self::new(latest_exact(notes, video), fields.show_minutes()),
                }
            })
            .collect()
    }

    /// The limits of a video about which nothing is known.
    #[cfg(test)]
    pub(super) fn unknown() -> Self {
        Self::new(0, false)
    }

    /// The limits of a video whose length is known.
    fn known(length: u32) -> Self {
        Self {
            possible: length..=length,
            likely_max: u32::MAX,
            known: Some(length),
        }
    }

    fn new(latest_exact: u32, has_minutes: bool) -> Self {
        let max = if latest_exact > MAX_VIDEO_SECONDS {
            u32::MAX
        } else {
            MAX_VIDEO_SECONDS
        };
        let likely_max = if has_minutes && latest_exact <= USUAL_VIDEO_SECONDS {
            USUAL_VIDEO_SECONDS
        } else {
            max
        };
        Self {
            possible: latest_exact..=max,
            likely_max,
            known: None,
        }
    }

    /// The log-likelihood of a length in seconds. Where a late time is unlikely, each one lowers
    /// the likelihood of the notes already.
    pub(super) fn log_likelihood(&self, length: f64) -> f64 {
        let usual = USUAL_VIDEO_SECONDS;
        if length > f64::from(usual) && self.likely_max > usual {
            LONG_SHARE.ln()
        } else {
            0.0
        }
    }
}

impl ThirdFields {
    fn of_video(notes: &[Arc<Note>], video: &[usize]) -> Self {
        let mut fields = Self::default();
        let moments = video.iter().flat_map(|index| &notes[*index].facts.moments);
        for moment in moments.filter(|moment| moment.other_video().is_none()) {
            if let Some(third) = moment.time.third_field() {
                fields.count += 1;
                fields.zero += u32::from(third == 0 && moment.time.as_hms() > 0);
            }
        }
        fields
    }

    /// Whether so many end in `00` that some are minutes and seconds.
    fn show_minutes(self) -> bool {
        self.zero > self.count / ROUND_TIMES + CHANCE
    }
}

/// The latest time from a URL of the video; 0 if there is none.
fn latest_exact(notes: &[Arc<Note>], video: &[usize]) -> u32 {
    let moments = video.iter().flat_map(|index| &notes[*index].facts.moments);
    moments
        .filter(|moment| moment.is_exact() && moment.other_video().is_none())
        .map(|moment| moment.time.as_hms())
        .max()
        .unwrap_or(0)
}
