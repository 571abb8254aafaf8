//! The JSON of `/api/moments`: the moments of all notes, or those that a search finds, in pages.

use std::borrow::Cow;
use std::num::NonZeroU32;

use serde::Serialize;

use crate::archive::{Archive, NoteId};
use crate::markdown::{Moment, UncertainSpan};
use crate::pages::Site;
use crate::pages::components::{ByteBudget, moment_of, moment_page, url_at};
use crate::pages::json::note::json_bytes;
use crate::pages::snippet;
use crate::search::{
    CancellationToken, MAX_OFFSET, NoteFilter, Search, SearchError, SearchRequest,
};

/// How many moments a page has by default, and at most.
pub const DEFAULT_MOMENTS: usize = 100;
const MAX_MOMENTS: usize = 1_000;

/// The maximum size of a page in bytes, except if its only moment is longer.
const MAX_PAGE_BYTES: usize = 1_000_000;

/// The maximum size of the field names and numbers of a moment, in bytes.
const FIELDS_BYTES: usize = 220;

/// Which moments to return.
#[derive(Debug)]
pub struct MomentsRequest {
    /// The search for them; without words, its scope and its filters.
    search: SearchRequest,
    limit: usize,
    /// Where to begin, as the previous page tells it; the start if it is not readable.
    cursor: String,
}

/// A page of moments.
#[derive(Debug, Serialize)]
pub struct MomentsData<'a> {
    moments: Vec<MomentData<'a>>,
    /// The cursor of the next page; `null` after the last one.
    next_cursor: Option<String>,
}

/// A moment with the note that cites it.
#[derive(Debug, Serialize)]
struct MomentData<'a> {
    /// The path of the note's file in the content folder.
    path: &'a str,
    title: &'a str,
    channel: Option<&'a str>,
    /// The YouTube id of the video, or the path of its file.
    video_id: Cow<'a, str>,
    seconds: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    uncertain: Option<[u32; 2]>,
    /// The last second of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<NonZeroU32>,
    display: String,
    text: Cow<'a, str>,
    /// The URL that plays it.
    url: String,
}

impl MomentsRequest {
    /// At most `limit` moments from a cursor on.
    pub fn new(search: SearchRequest, limit: usize, cursor: String) -> Self {
        Self {
            search,
            limit: limit.clamp(1, MAX_MOMENTS),
            cursor,
        }
    }

    /// Whether it has words to search for or to exclude. Otherwise it needs no search index.
    pub fn has_words(&self) -> bool {
        !self.search.query.clauses.is_empty()
    }
}

/// A page that is being filled.
struct Page<'a> {
    archive: &'a Archive,
    moments: Vec<MomentData<'a>>,
    limit: usize,
    budget: ByteBudget,
}

impl<'a> Page<'a> {
    fn new(archive: &'a Archive, request: &MomentsRequest) -> Self {
        Self {
            archive,
            moments: Vec::new(),
            limit: request.limit,
            budget: ByteBudget::new(MAX_PAGE_BYTES),
        }
    }

    /// Adds a moment, and returns whether it is on this page. One that no page plays is left out.
    fn add(&mut self, note: NoteId, moment: &'a Moment, text: Cow<'a, str>) -> bool {
        let Some(moment) = MomentData::new(self.archive, note, moment, text) else {
            return true;
        };
        let is_full = self.moments.len() == self.limit;
        let fits = !is_full && self.budget.spend(moment.bytes());
        let is_on_page = fits || self.moments.is_empty();
        if is_on_page {
            self.moments.push(moment);
        }
        is_on_page
    }

    fn until(self, next_cursor: Option<String>) -> MomentsData<'a> {
        MomentsData {
            moments: self.moments,
            next_cursor,
        }
    }
}

impl<'a> MomentsData<'a> {
    /// All moments that the filters of a request allow, sorted by the paths of their notes and then
    /// in the order of the text. The cursor is the index of a moment and the path of its note, so
    /// that it is valid after a reload too.
    pub fn list(site: &'a Site, request: &MomentsRequest) -> Self {
        let archive = &site.archive;
        let mut page = Page::new(archive, request);
        let (search, cursor) = (&request.search, request.cursor.split_once(':'));
        let (index, path) = cursor.unwrap_or_default();
        let index = index.parse().unwrap_or(0);
        let Some(filter) = NoteFilter::new(archive, &search.query.filters) else {
            return page.until(None);
        };
        let notes = archive
            .listed_notes()
            .skip_while(|(_, note)| *note.path < *path)
            .filter(|(id, _)| search.scope.contains(archive, *id) && filter.allows(*id));
        for (id, note) in notes {
            let skipped = if note.path == path { index } else { 0 };
            let moments = note.facts.moments.iter().enumerate().skip(skipped);
            for (index, moment) in moments {
                let text = snippet::text(archive, id, &moment.sentence);
                if !page.add(id, moment, text) {
                    return page.until(Some(format!("{index}:{}", note.path)));
                }
            }
        }
        page.until(None)
    }

    /// The moments of the sentences that a search finds, best notes first. The cursor is the number
    /// of a hit and that of its sentence.
    ///
    /// # Errors
    /// If the index fails or the search is cancelled.
    pub fn find(
        site: &'a Site,
        search: &Search,
        request: &MomentsRequest,
        cancel: &CancellationToken,
    ) -> Result<Self, SearchError> {
        let archive = &site.archive;
        let mut page = Page::new(archive, request);
        let (first, skipped) = request.cursor.split_once('.').unwrap_or_default();
        let (first, skipped) = (first.parse().unwrap_or(0), skipped.parse().unwrap_or(0));
        let search_request = request.search.clone().with_range(first, request.limit);
        let found = search.find(archive, &search_request, cancel)?;
        for (number, hit) in found.hits.iter().enumerate() {
            let skipped = if number == 0 { skipped } else { 0 };
            for (index, sentence) in hit.sentences.iter().enumerate().skip(skipped) {
                let Some(moment) = moment_of(archive, hit.note, sentence) else {
                    continue;
                };
                let text = snippet::text(archive, hit.note, &sentence.range);
                if !page.add(hit.note, moment, text) {
                    return Ok(page.until(Some(format!("{}.{index}", first + number))));
                }
            }
        }
        let next = search_request.offset + found.hits.len();
        let has_next = !found.hits.is_empty() && next < found.total && next <= MAX_OFFSET;
        Ok(page.until(has_next.then(|| format!("{next}.0"))))
    }
}

impl<'a> MomentData<'a> {
    /// `None` if no page plays it.
    fn new(
        archive: &'a Archive,
        id: NoteId,
        moment: &'a Moment,
        text: Cow<'a, str>,
    ) -> Option<Self> {
        let page = moment_page(archive, id, moment)?;
        let note = archive.note(id);
        let video_id = match moment.other_video() {
            Some(other) => Cow::Owned(other.to_string()),
            None => Cow::Borrowed(archive.video_key_of(id)?),
        };
        Some(Self {
            path: &note.path,
            title: &note.title,
            channel: archive.channel_name_of(id),
            video_id,
            seconds: moment.resolved.seconds,
            uncertain: moment.resolved.uncertain.map(UncertainSpan::bounds),
            end: moment.resolved.end,
            display: moment.resolved.format_start(),
            text,
            url: url_at(page, Some(moment.resolved.seconds)),
        })
    }

    fn bytes(&self) -> usize {
        let channel = self.channel.unwrap_or_default();
        let texts = [self.path, self.title, channel, &self.video_id];
        json_bytes(&texts) + json_bytes(&[&self.display, &self.text, &self.url]) + FIELDS_BYTES
    }
}
