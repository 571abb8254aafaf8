//! The search page: the notes that match, each with its best sentences and their moments.

mod examples;
mod messages;
mod refine;

use askama::Template;

use crate::archive::{Archive, Channel};
use crate::pages::components::{ByteBudget, PageLink, html_bytes, moment_link, moment_of};
use crate::pages::list_controls::{page_title, position};
use crate::pages::listed_note::about;
use crate::pages::snippet::{Segment, segments};
use crate::pages::{Layout, Site};
use crate::search::{
    self, CancellationToken, Hits, MAX_OFFSET, MatchMode, Order, SearchError, SearchRequest,
};
use crate::text::date::Date;
pub(super) use examples::example_titles;
use examples::{Example, examples};
pub(super) use refine::ResultsPage;
use refine::{Facets, orders};

/// The size of the list of channels, in bytes. Readers can type the name of any channel.
const MAX_CHANNELS_BYTES: usize = 20_000;

/// The size of an `<option>` beside its text, in bytes.
const OPTION_BYTES: usize = 40;

/// The maximum number of similar titles.
const MAX_SIMILAR_TITLES: usize = 8;

/// `/search?q=…`
#[derive(Template)]
#[template(path = "search.html")]
pub struct SearchPage<'a> {
    layout: Layout,
    /// What the search found, in a sentence.
    about: String,
    /// Remarks about the query.
    notices: Vec<String>,
    /// The channels, and whether each is selected.
    channels: Vec<(&'a Channel, bool)>,
    /// The video that the search is restricted to: its id and its page.
    video: Option<(String, PageLink)>,
    /// The URL of the same search in all videos.
    without_video: String,
    /// The name of the order of the hits; empty for the default.
    order: &'static str,
    /// The same search in each channel.
    facets: Facets,
    /// The same search in each order; empty if there are less than two hits.
    orders: Vec<PageLink>,
    /// The queue of the moments that the search finds.
    queue_url: Option<String>,
    hits: Vec<Hit>,
    /// The same search with its spelling corrected.
    spelling: Option<PageLink>,
    similar_titles: Vec<PageLink>,
    /// What can be searched for, if there are no hits.
    examples: Vec<Example>,
    /// Why there are no hits on the page, or no further pages.
    end: String,
    /// The URL of the first page, if this one is after the last.
    first: Option<String>,
    previous: Option<String>,
    next: Option<String>,
    /// `Page 2 of 25`; empty if there is only one.
    position: String,
}

/// A note that matches.
struct Hit {
    note: PageLink,
    channel: String,
    date: Option<Date>,
    /// The description or the beginning of the note, if it has no snippets.
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
        let archive = &site.archive;
        let search = match site.search.get() {
            _ if request.query.is_empty() => {
                page.about = messages::EMPTY_QUERY.to_owned();
                // An example is a search, which fails while the archive is being indexed.
                page.examples = site
                    .search
                    .get()
                    .map_or_else(|_| Vec::new(), |_| examples(archive));
                return Ok(page);
            }
            Ok(search) => search,
            Err(percent) => {
                page.about = messages::indexing(percent);
                return Ok(page);
            }
        };
        let found = search.find(archive, request, cancel)?;
        cancel.check()?;
        page.set_hits(archive, request, &found);
        if found.total == 0 || found.match_mode != MatchMode::All {
            let mut spelling = search.spelling(request, cancel)?;
            if found.total == 0
                && request.query.has_requirements()
                && let Some(text) = &spelling
            {
                // The corrected words occur, but maybe not as required.
                let corrected = SearchRequest::new(text).with_scope(request.scope);
                let is_found = search.find(archive, &corrected, cancel)?.total > 0;
                spelling = spelling.filter(|_| is_found);
            }
            page.spelling = spelling.map(|text| {
                let first = ResultsPage::first(archive, request);
                let url = ResultsPage {
                    text: &text,
                    ..first
                }
                .url();
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
        let first = ResultsPage::first(archive, request);
        let without_video = ResultsPage {
            scope: request.scope.without_video(),
            ..first
        };
        Self {
            layout,
            about: String::new(),
            notices: Vec::new(),
            channels: channels.collect(),
            video,
            without_video: without_video.url(),
            order: match request.order {
                Order::Relevance => "",
                order => order.name(),
            },
            facets: Facets::default(),
            orders: Vec::new(),
            queue_url: None,
            hits: Vec::new(),
            spelling: None,
            similar_titles: Vec::new(),
            examples: Vec::new(),
            end: String::new(),
            first: None,
            previous: None,
            next: None,
            position: String::new(),
        }
    }

    fn set_hits(&mut self, archive: &Archive, request: &SearchRequest, found: &Hits) {
        let total = found.total;
        self.about = messages::summary(found, request);
        if !request.query.exceeded.is_empty() {
            let notice = messages::query_too_long(&request.query.exceeded);
            self.notices.push(notice);
        }
        let filters = &request.query.filters;
        let channels = filters.channels.iter().chain(&filters.excluded_channels);
        let unknown = channels
            .filter(|name| archive.channels_named(name).is_empty())
            .map(|name| messages::unknown_channel(name));
        self.notices.extend(unknown);
        let tags = filters.tags.iter().chain(&filters.excluded_tags);
        let unknown = tags
            .filter(|name| archive.tag_named(name).is_none())
            .map(|name| messages::unknown_tag(name));
        self.notices.extend(unknown);
        if total == 0 {
            self.similar_titles = archive
                .notes_titled_like(&request.text, MAX_SIMILAR_TITLES)
                .into_iter()
                .map(|id| PageLink::note(archive, id))
                .collect();
            self.examples = examples(archive);
        }
        let first = ResultsPage::first(archive, request);
        self.facets = Facets::new(first, found);
        if total > 1 {
            self.orders = orders(first, found.has_dates);
        }
        self.set_pager(first, request.offset, total);
        self.hits = found
            .hits
            .iter()
            .map(|hit| Hit::new(archive, hit))
            .collect();
        let mut snippets = self.hits.iter().flat_map(|hit| &hit.snippets);
        let has_moments = snippets.any(|snippet| snippet.moment.is_some());
        self.queue_url = has_moments.then(|| first.url_of("/queue"));
    }

    /// Sets the links to other pages of `total` hits.
    fn set_pager(&mut self, first: ResultsPage<'_>, offset: usize, total: usize) {
        if total == 0 {
            return;
        }
        let url = |offset| ResultsPage { offset, ..first }.url();
        let shown = total.min(MAX_OFFSET);
        let last = (shown - 1) / Self::HITS_PER_PAGE * Self::HITS_PER_PAGE;
        if offset > last {
            self.end = messages::AFTER_LAST_PAGE.to_owned();
            self.first = Some(url(0));
            self.previous = Some(url(last));
            return;
        }
        let (page, pages) = (
            offset / Self::HITS_PER_PAGE + 1,
            last / Self::HITS_PER_PAGE + 1,
        );
        if pages > 1 {
            self.position = position(page, pages);
            self.layout.title = page_title(&self.layout.title, page);
        }
        let before = offset.checked_sub(Self::HITS_PER_PAGE);
        self.previous = before.map(url);
        self.next = (offset < last).then(|| url(offset + Self::HITS_PER_PAGE));
        if self.next.is_none() && shown < total {
            self.end = messages::first_shown(shown);
        }
    }
}

impl Hit {
    fn new(archive: &Archive, hit: &search::Hit) -> Self {
        let note = archive.note(hit.note);
        let snippets = hit.sentences.iter().map(|sentence| Snippet {
            segments: segments(archive, hit.note, &sentence.range, &sentence.marks),
            moment: moment_of(archive, hit.note, sentence)
                .map(|moment| moment_link(archive, hit.note, moment)),
        });
        Self {
            note: PageLink::note(archive, hit.note),
            channel: archive
                .channel_name_of(hit.note)
                .unwrap_or_default()
                .to_owned(),
            date: archive.date_of(hit.note),
            lead: if hit.sentences.is_empty() {
                about(note)
            } else {
                String::new()
            },
            snippets: snippets.collect(),
        }
    }
}
