//! What may be meant while a reader types, as data for the page's script: `/api/suggest`.

use serde::Serialize;

use crate::archive::Archive;
use crate::pages::Site;
use crate::pages::components::{moment_of, url_at};
use crate::pages::search::{Segment, segments};
use crate::search::{CancellationToken, Hit, Search, SearchError};
use crate::text::timestamp;

/// What may be meant, each kind best first.
#[derive(Debug, Serialize)]
pub struct SuggestionData<'a> {
    notes: Vec<PlaceData<'a>>,
    moments: Vec<SaidData<'a>>,
    channels: Vec<PlaceData<'a>>,
    topics: Vec<PlaceData<'a>>,
}

/// A page by its name.
#[derive(Debug, Serialize)]
struct PlaceData<'a> {
    title: &'a str,
    url: &'a str,
    /// The channel of a note.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
}

/// A sentence, and when it is said.
#[derive(Debug, Serialize)]
struct SaidData<'a> {
    /// The note that cites it.
    title: &'a str,
    url: String,
    /// The sentence, in segments.
    segments: Vec<Segment>,
    #[serde(flatten)]
    moment: Option<TimeData<'a>>,
}

/// When something is said.
#[derive(Debug, Serialize)]
struct TimeData<'a> {
    video_id: &'a str,
    seconds: u32,
    /// The second to play instead should the video end before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    alt_seconds: Option<u32>,
    /// `3:38`
    display: String,
}

impl<'a> SuggestionData<'a> {
    /// What may be meant by what was typed up to now.
    ///
    /// # Errors
    /// Where the index fails, or the search is cancelled.
    pub fn new(
        site: &'a Site,
        search: &Search,
        typed: &str,
        cancel: &CancellationToken,
    ) -> Result<Self, SearchError> {
        let archive = &site.archive;
        let found = search.suggest(archive, typed, cancel)?;
        let note = |id| PlaceData {
            title: &archive.note(id).title,
            url: archive.note_url(id),
            channel: archive.channel_name_of(id),
        };
        let place = |title, url| PlaceData {
            title,
            url,
            channel: None,
        };
        let channel = |id| place(&archive.channel(id).name, &archive.channel(id).url);
        let topic = |id| place(&archive.topic(id).name, &archive.topic(id).url);
        Ok(Self {
            notes: found.notes.iter().map(|id| note(*id)).collect(),
            moments: found
                .moments
                .iter()
                .filter_map(|hit| SaidData::new(archive, hit))
                .collect(),
            channels: found.channels.iter().map(|id| channel(*id)).collect(),
            topics: found.topics.iter().map(|id| topic(*id)).collect(),
        })
    }
}

impl<'a> SaidData<'a> {
    fn new(archive: &'a Archive, hit: &Hit) -> Option<Self> {
        let note = archive.note(hit.note);
        let sentence = hit.sentences.first()?;
        let url = archive.note_url(hit.note);
        let moment = note
            .video
            .as_ref()
            .zip(moment_of(note, sentence))
            .map(|(video, moment)| {
                let seconds = moment.resolved.seconds;
                TimeData {
                    video_id: video.as_str(),
                    seconds,
                    alt_seconds: moment.resolved.alternative(moment.time),
                    display: timestamp::format(seconds),
                }
            });
        Some(Self {
            title: &note.title,
            url: url_at(url, moment.as_ref().map(|moment| moment.seconds)),
            segments: segments(&note.facts.text, &sentence.range, &sentence.marks),
            moment,
        })
    }
}
