//! The search page: the notes that match, each with its best sentences and their moments.

use askama::Template;

use crate::archive::{Archive, Channel};
use crate::pages::components::{ByteBudget, PageLink, html_bytes, lead, moment_link, moment_of};
use crate::pages::snippet::{Segment, segments};
use crate::pages::{Layout, Site};
use crate::search::{
    self, CancellationToken, Hits, MAX_OFFSET, MatchMode, Scope, SearchError, SearchRequest,
};
use crate::text::naming;

/// The size of the list of channels, in bytes. Readers can type the name of any channel.
const MAX_CHANNELS_BYTES: usize = 20_000;

/// The size of an `<option>` beside its text, in bytes.
const OPTION_BYTES: usize = 40;

/// The maximum number of similar titles.
const MAX_SIMILAR_TITLES: usize = 8;

/// The messages of the page.
mod messages {
    use crate::search::{MAX_PHRASES, MAX_WORDS};
    use crate::text::plural::count;

    pub(super) const TITLE: &str = "Search";
    pub(super) const EMPTY_QUERY: &str = "Search titles, channels and quotes.";
    pub(super) const NO_RESULTS: &str = "No results.";

    pub(super) fn title(query: &str) -> String {
        format!("Search: {query}")
    }

    pub(super) fn indexing(percent: usize) -> String {
        format!("Search is being prepared ({percent}%). You can read notes meanwhile.")
    }

    pub(super) fn exact_matches(notes: usize) -> String {
        format!("{}.", count(notes, "note"))
    }

    pub(super) fn similar_matches(notes: usize) -> String {
        let notes = count(notes, "note");
        format!("No exact matches. Showing {notes} with similar words.")
    }

    pub(super) fn partial_matches(notes: usize) -> String {
        let notes = count(notes, "note");
        format!("No note contains all of these words. Showing {notes} with some of them.")
    }

    pub(super) fn query_too_long() -> String {
        format!(
            "Query too long: only its first {MAX_WORDS} words and {MAX_PHRASES} phrases were used."
        )
    }
}

/// `/search?q=…`
#[derive(Template)]
#[template(path = "search.html")]
pub struct SearchPage<'a> {
    layout: Layout,
    /// What the search found, in a sentence.
    about: String,
    /// A remark about the query.
    notice: String,
    /// The channels, and whether each is selected.
    channels: Vec<(&'a Channel, bool)>,
    /// The video that the search is restricted to: its id and its page.
    video: Option<(String, PageLink)>,
    /// The URL of the same search in all videos.
    without_video: String,
    hits: Vec<Hit>,
    /// The same search with its spelling corrected.
    spelling: Option<PageLink>,
    similar_titles: Vec<PageLink>,
    previous: Option<String>,
    next: Option<String>,
}

/// A note that matches.
struct Hit {
    note: PageLink,
    channel: String,
    /// The beginning of the note, if it has no snippets.
    lead: String,
    snippets: Vec<Snippet>,
}

/// A sentence that matches the query.
struct Snippet {
    segments: Vec<Segment>,
    /// The link of its moment, as HTML.
    moment: Option<String>,
}

impl<'a> SearchPage<'a> {
    /// The maximum number of notes on a page of results.
    pub const HITS_PER_PAGE: usize = 10;

    /// The results of a request; while the archive is being indexed, the progress of that.
    ///
    /// # Errors
    /// If the index fails or the search is cancelled.
    pub fn new(
        site: &'a Site,
        request: &SearchRequest,
        cancel: &CancellationToken,
    ) -> Result<Self, SearchError> {
        let mut page = Self::empty(site, request);
        if request.query.is_empty() {
            page.about = messages::EMPTY_QUERY.to_owned();
            return Ok(page);
        }
        let search = match site.search.get() {
            Ok(search) => search,
            Err(percent) => {
                page.about = messages::indexing(percent);
                return Ok(page);
            }
        };
        let archive = &site.archive;
        let found = search.find(archive, request, cancel)?;
        cancel.check()?;
        page.set_hits(archive, request, &found);
        if found.total == 0 || found.match_mode != MatchMode::All {
            page.spelling = search.spelling(&request.query, cancel)?.map(|text| {
                let url = results_url(archive, &text, request.scope, 0);
                PageLink::new(text, url)
            });
        }
        Ok(page)
    }

    /// The page without results.
    fn empty(site: &'a Site, request: &SearchRequest) -> Self {
        let archive = &site.archive;
        let title = if request.text.is_empty() {
            messages::TITLE.to_owned()
        } else {
            messages::title(&request.text)
        };
        let mut layout = Layout::new(site, title, "");
        layout.noindex = true;
        layout.query.clone_from(&request.text);
        let selected = request.scope.channel();
        let mut budget = ByteBudget::new(MAX_CHANNELS_BYTES);
        let channels = archive
            .channel_ids()
            .map(|id| (archive.channel(id), Some(id) == selected))
            .filter(|(channel, is_selected)| {
                let text = html_bytes(&channel.name) + html_bytes(&channel.folder);
                budget.spend(text + OPTION_BYTES) || *is_selected
            });
        let video = request.scope.video().map(|id| {
            let video = archive.video(id);
            let title = video.title.clone().unwrap_or_else(|| video.key.to_string());
            (video.key.to_string(), PageLink::new(title, &video.url))
        });
        Self {
            layout,
            about: String::new(),
            notice: String::new(),
            channels: channels.collect(),
            video,
            without_video: results_url(archive, &request.text, request.scope.without_video(), 0),
            hits: Vec::new(),
            spelling: None,
            similar_titles: Vec::new(),
            previous: None,
            next: None,
        }
    }

    fn set_hits(&mut self, archive: &Archive, request: &SearchRequest, found: &Hits) {
        let total = found.total;
        self.about = match (total, found.match_mode) {
            (0, _) => messages::NO_RESULTS.to_owned(),
            (_, MatchMode::All) => messages::exact_matches(total),
            (_, MatchMode::Similar) => messages::similar_matches(total),
            (_, MatchMode::Some) => messages::partial_matches(total),
        };
        if request.query.is_truncated {
            self.notice = messages::query_too_long();
        }
        if total == 0 {
            self.similar_titles = archive
                .notes_titled_like(&request.text, MAX_SIMILAR_TITLES)
                .into_iter()
                .map(|id| PageLink::note(archive, id))
                .collect();
        }
        let url = |offset| results_url(archive, &request.text, request.scope, offset);
        let (offset, next) = (request.offset, request.offset + Self::HITS_PER_PAGE);
        self.previous = (offset > 0).then(|| url(offset.saturating_sub(Self::HITS_PER_PAGE)));
        self.next = (next < total.min(MAX_OFFSET)).then(|| url(next));
        self.hits = found
            .hits
            .iter()
            .map(|hit| Hit::new(archive, hit))
            .collect();
    }
}

/// The URL of the page of results that begins after `offset` hits.
fn results_url(archive: &Archive, text: &str, scope: Scope, offset: usize) -> String {
    let channel = scope
        .channel()
        .map(|id| archive.channel(id).folder.as_str());
    let video = scope.video().map(|id| archive.video(id).key.to_string());
    let page = (offset > 0).then(|| (offset / SearchPage::HITS_PER_PAGE + 1).to_string());
    let params = [
        ("q", Some(text)),
        ("channel", channel),
        ("video", video.as_deref()),
        ("page", page.as_deref()),
    ];
    let params: Vec<String> = params
        .into_iter()
        .filter_map(|(name, value)| {
            let value = value.filter(|value| !value.is_empty())?;
            Some(format!("{name}={}", naming::query_value(value)))
        })
        .collect();
    archive.base().url(&format!("/search?{}", params.join("&")))
}

impl Hit {
    fn new(archive: &Archive, hit: &search::Hit) -> Self {
        let note = archive.note(hit.note);
        let snippets = hit.sentences.iter().map(|sentence| Snippet {
            segments: segments(&note.facts.text, &sentence.range, &sentence.marks),
            moment: moment_of(archive, hit.note, sentence)
                .map(|moment| moment_link(archive, hit.note, moment)),
        });
        Self {
            note: PageLink::note(archive, hit.note),
            channel: archive
                .channel_name_of(hit.note)
                .unwrap_or_default()
                .to_owned(),
            lead: if hit.sentences.is_empty() {
                lead(&note.facts)
            } else {
                String::new()
            },
            snippets: snippets.collect(),
        }
    }
}
