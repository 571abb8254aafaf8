//! What search finds as data, for programs: `/api/search`.

use serde::Serialize;

use crate::archive::Archive;
use crate::pages::Site;
use crate::pages::components::{moment_of, url_at};
use crate::pages::search::{SearchScope, Wish};
use crate::search::{CancellationToken, Hit, Query, Request, Search, SearchError};

/// The most hits of one answer.
const MOST: usize = 100;

/// Hits further behind are not told.
const LAST: usize = 1_000;

/// The answer to a query.
#[derive(Debug, Serialize)]
pub struct FoundData<'a> {
    /// How many notes there are.
    total: usize,
    hits: Vec<HitData<'a>>,
}

/// A note that answers.
#[derive(Debug, Serialize)]
struct HitData<'a> {
    path: &'a str,
    title: &'a str,
    channel: Option<&'a str>,
    video_id: Option<&'a str>,
    url: &'a str,
    score: f32,
    moments: Vec<FoundMoment<'a>>,
}

/// A sentence that answers, and when it is said.
#[derive(Debug, Serialize)]
struct FoundMoment<'a> {
    /// Seconds from the start of the video; `null` in a note that cites none.
    seconds: Option<u32>,
    text: &'a str,
    url: String,
}

impl<'a> FoundData<'a> {
    /// The hits of a wish from `offset` on, `limit` at most.
    ///
    /// # Errors
    /// Where the index fails, or the search is cancelled.
    pub fn new(
        site: &'a Site,
        search: &Search,
        wish: &Wish,
        limit: usize,
        offset: usize,
        cancel: &CancellationToken,
    ) -> Result<Self, SearchError> {
        let archive = &site.archive;
        let query = Query::parse(&wish.query, false);
        let within = SearchScope::of(archive, wish);
        if query.is_empty() || matches!(within, SearchScope::Nowhere) {
            return Ok(Self {
                total: 0,
                hits: Vec::new(),
            });
        }
        let request = Request {
            query: &query,
            channel: within.channel(),
            video: within.video(),
            offset: offset.min(LAST),
            // What lies so far behind is not told; who goes on asking comes to an end.
            limit: if offset > LAST { 0 } else { limit.min(MOST) },
        };
        let found = search.find(archive, &request, cancel)?;
        Ok(Self {
            total: found.total,
            hits: found
                .hits
                .iter()
                .map(|hit| HitData::new(archive, hit))
                .collect(),
        })
    }
}

impl<'a> HitData<'a> {
    fn new(archive: &'a Archive, hit: &Hit) -> Self {
        let note = archive.note(hit.note);
        let url = archive.note_url(hit.note);
        let moments = hit.sentences.iter().map(|sentence| {
            let seconds = moment_of(note, sentence).map(|moment| moment.resolved.seconds);
            FoundMoment {
                seconds,
                text: note.facts.slice(&sentence.range),
                url: url_at(url, seconds),
            }
        });
        Self {
            path: &note.path,
            title: &note.title,
            channel: archive.channel_name_of(hit.note),
            video_id: note.video.as_ref().map(|video| video.as_str()),
            url,
            score: hit.score,
            moments: moments.collect(),
        }
    }
}
