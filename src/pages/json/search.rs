//! The JSON of `/api/search`.

use std::borrow::Cow;

use serde::Serialize;

use crate::archive::Archive;
use crate::markdown::UncertainSpan;
use crate::pages::Site;
use crate::pages::components::{moment_of, moment_page, url_at};
use crate::pages::snippet;
use crate::search::{
    CancellationToken, Hit, MAX_OFFSET, MatchMode, Search, SearchError, SearchRequest,
};
use crate::text::date::Date;

/// The results of a search.
#[derive(Debug, Serialize)]
pub struct SearchData<'a> {
    /// The total number of matching notes.
    total: usize,
    /// The number of them that contain all words.
    complete: usize,
    match_mode: &'static str,
    /// The channels with the most matching notes, whatever channel the request is restricted to.
    channels: Vec<ChannelCount<'a>>,
    hits: Vec<HitData<'a>>,
    /// The offset of the next hits; `null` if there are none, or none that a request can reach.
    next_offset: Option<usize>,
}

/// A channel with the number of its matching notes.
#[derive(Debug, Serialize)]
struct ChannelCount<'a> {
    name: &'a str,
    url: &'a str,
    count: usize,
}

/// A note that matches.
#[derive(Debug, Serialize)]
struct HitData<'a> {
    path: &'a str,
    title: &'a str,
    channel: Option<&'a str>,
    video_id: Option<&'a str>,
    url: &'a str,
    /// The names of its tags.
    tags: Vec<&'a str>,
    /// The date by which it is sorted, if any.
    date: Option<Date>,
    score: f32,
    moments: Vec<MomentData<'a>>,
}

/// A sentence that matches, and its moment.
#[derive(Debug, Serialize)]
struct MomentData<'a> {
    /// Seconds from the start of the video; `null` if the note cites none.
    seconds: Option<u32>,
    /// The first and the last second that it may be, if `seconds` is only the best guess.
    #[serde(skip_serializing_if = "Option::is_none")]
    uncertain: Option<[u32; 2]>,
    text: Cow<'a, str>,
    url: String,
}

/// The name of a match mode.
pub(in crate::pages) fn match_mode_name(match_mode: MatchMode) -> &'static str {
    match match_mode {
        MatchMode::All => "all",
        MatchMode::Similar => "similar",
        MatchMode::Some => "some",
    }
}

impl<'a> SearchData<'a> {
    /// The hits of a request.
    ///
    /// # Errors
    /// If the index fails or the search is cancelled.
    pub fn new(
        site: &'a Site,
        search: &Search,
        request: &SearchRequest,
        cancel: &CancellationToken,
    ) -> Result<Self, SearchError> {
        let archive = &site.archive;
        let found = search.find(archive, request, cancel)?;
        let hits = found.hits.iter().map(|hit| HitData::new(archive, hit));
        let channels = found.channels.iter().map(|(id, count)| ChannelCount {
            name: &archive.channel(*id).name,
            url: &archive.channel(*id).url,
            count: *count,
        });
        let next = request.offset + found.hits.len();
        let has_next = !found.hits.is_empty() && next < found.total && next <= MAX_OFFSET;
        Ok(Self {
            total: found.total,
            complete: found.complete,
            match_mode: match_mode_name(found.match_mode),
            channels: channels.collect(),
            hits: hits.collect(),
            next_offset: has_next.then_some(next),
        })
    }
}

impl<'a> HitData<'a> {
    fn new(archive: &'a Archive, hit: &Hit) -> Self {
        let note = archive.note(hit.note);
        let url = archive.note_url(hit.note);
        let moments = hit.sentences.iter().map(|sentence| {
            let moment = moment_of(archive, hit.note, sentence);
            let page = moment.and_then(|moment| moment_page(archive, hit.note, moment));
            let seconds = moment.map(|moment| moment.resolved.seconds);
            let span = moment.and_then(|moment| moment.resolved.uncertain);
            MomentData {
                seconds,
                uncertain: span.map(UncertainSpan::bounds),
                text: snippet::text(archive, hit.note, &sentence.range),
                url: url_at(page.unwrap_or(url), seconds),
            }
        });
        Self {
            path: &note.path,
            title: &note.title,
            channel: archive.channel_name_of(hit.note),
            video_id: archive.video_key_of(hit.note),
            url,
            tags: archive.tags_of(hit.note).map(|tag| &*tag.name).collect(),
            date: archive.date_of(hit.note),
            score: hit.score,
            moments: moments.collect(),
        }
    }
}
