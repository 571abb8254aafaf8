//! The JSON of `/api/suggest`: suggestions while a reader types.

use serde::Serialize;

use crate::archive::Archive;
use crate::markdown::UncertainSpan;
use crate::pages::Site;
use crate::pages::components::{moment_of, moment_page, url_at};
use crate::pages::snippet::{Segment, segments};
use crate::search::{CancellationToken, Hit, Search, SearchError};
use crate::text::naming::key;

/// Suggestions by kind, each best first.
#[derive(Debug, Serialize)]
pub struct SuggestionData<'a> {
    notes: Vec<SuggestedPage<'a>>,
    moments: Vec<SuggestedMoment<'a>>,
    channels: Vec<SuggestedChannel<'a>>,
    topics: Vec<SuggestedPage<'a>>,
}

/// The name of a page.
#[derive(Debug, Serialize)]
struct SuggestedPage<'a> {
    title: &'a str,
    url: &'a str,
    /// The channel of a note.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
}

/// A channel.
#[derive(Debug, Serialize)]
struct SuggestedChannel<'a> {
    title: &'a str,
    url: &'a str,
    /// Whether its name or folder starts with the query.
    starts_with_query: bool,
}

/// A sentence and its moment.
#[derive(Debug, Serialize)]
struct SuggestedMoment<'a> {
    /// The note that cites it.
    title: &'a str,
    url: String,
    /// The sentence, in segments.
    segments: Vec<Segment>,
    #[serde(flatten)]
    moment: Option<MomentTime>,
}

/// The moment of a sentence.
#[derive(Debug, Serialize)]
struct MomentTime {
    video_id: String,
    seconds: u32,
    /// The first and the last second that it may be, if `seconds` is only the best guess.
    #[serde(skip_serializing_if = "Option::is_none")]
    uncertain: Option<[u32; 2]>,
    /// The second to play if the video is shorter than `seconds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    alt_seconds: Option<u32>,
    /// `3:38`, or `20–29 min`
    display: String,
}

impl<'a> SuggestionData<'a> {
    /// The suggestions for incomplete input.
    ///
    /// # Errors
    /// If the index fails or the search is cancelled.
    pub fn new(
        site: &'a Site,
        search: &Search,
        input: &str,
        cancel: &CancellationToken,
    ) -> Result<Self, SearchError> {
        let archive = &site.archive;
        let found = search.suggest(archive, input, cancel)?;
        let note = |id| SuggestedPage {
            title: &archive.note(id).title,
            url: archive.note_url(id),
            channel: archive.channel_name_of(id),
        };
        let page = |title, url| SuggestedPage {
            title,
            url,
            channel: None,
        };
        let typed = key(input.trim());
        let channel = |id| {
            let channel = archive.channel(id);
            let mut names = [&channel.name, &channel.folder].into_iter();
            SuggestedChannel {
                title: &channel.name,
                url: &channel.url,
                starts_with_query: names.any(|name| key(name).starts_with(&typed)),
            }
        };
        let topic = |id| page(&archive.topic(id).name, &archive.topic(id).url);
        Ok(Self {
            notes: found.notes.iter().map(|id| note(*id)).collect(),
            moments: found
                .moments
                .iter()
                .filter_map(|hit| SuggestedMoment::new(archive, hit))
                .collect(),
            channels: found.channels.iter().map(|id| channel(*id)).collect(),
            topics: found.topics.iter().map(|id| topic(*id)).collect(),
        })
    }

    /// The titles of notes, channels and topics.
    pub(in crate::pages) fn titles(&self) -> impl Iterator<Item = &'a str> {
        let notes = self.notes.iter().map(|note| note.title);
        let channels = self.channels.iter().map(|channel| channel.title);
        let topics = self.topics.iter().map(|topic| topic.title);
        notes.chain(channels).chain(topics)
    }
}

impl<'a> SuggestedMoment<'a> {
    fn new(archive: &'a Archive, hit: &Hit) -> Option<Self> {
        let note = archive.note(hit.note);
        let sentence = hit.sentences.first()?;
        let cited = moment_of(archive, hit.note, sentence);
        let page = cited.and_then(|moment| moment_page(archive, hit.note, moment));
        let url = page.unwrap_or(archive.note_url(hit.note));
        let moment = cited.and_then(|moment| {
            Some(MomentTime {
                video_id: match moment.other_video() {
                    Some(other) => other.to_string(),
                    None => archive.video_key_of(hit.note)?.to_owned(),
                },
                seconds: moment.resolved.seconds,
                uncertain: moment.resolved.uncertain.map(UncertainSpan::bounds),
                alt_seconds: moment.resolved.alternative(moment.time),
                display: moment.resolved.format_start(),
            })
        });
        Some(Self {
            title: &note.title,
            url: url_at(url, moment.as_ref().map(|moment| moment.seconds)),
            segments: segments(archive, hit.note, &sentence.range, &sentence.marks),
            moment,
        })
    }
}
