//! Search: the notes that have what was asked for, each with the sentences that say it and their
//! moments.

use std::ops::Range;
use std::sync::Arc;

use askama::Template;
use serde::Serialize;

use crate::archive::{Archive, ChannelId, VideoId};
use crate::pages::components::{ByteBudget, PageLink, html_bytes, lead, moment_link, moment_of};
use crate::pages::{Layout, Site};
use crate::search::{
    self, CancellationToken, Hits, MAX_PHRASES, MAX_WORDS, MatchMode, Query, Request, SearchError,
};
use crate::text::naming;
use crate::text::plural::count;
use crate::text::youtube::YoutubeId;

/// How many notes a page of results shows.
const PER_PAGE: usize = 10;

/// Results further behind are not counted out.
const MOST_PAGES: usize = 100;

/// How much the list of channels to choose from takes up, in bytes. Any channel can be typed.
const CHANNELS_BYTES: usize = 20_000;

/// The most words that are marked in a sentence.
const MAX_MARKS: usize = 50;

/// What a reader asks for.
#[derive(Debug, Default, Clone)]
pub struct Wish {
    /// What was typed.
    pub query: String,
    /// The name of a channel; empty is any.
    pub channel: String,
    /// The id of a video; empty is any.
    pub video: String,
    /// The page of results, from 1.
    pub page: usize,
}

/// `/search?q=…`
#[derive(Template)]
#[template(path = "search.html")]
pub struct SearchPage<'a> {
    layout: Layout,
    /// What was found, in a few words.
    about: String,
    /// What is worth knowing besides.
    notice: String,
    channels: Vec<(&'a str, bool)>,
    /// The video that is asked for: its id, and its page.
    video: Option<(String, PageLink)>,
    /// The way to the same search in all videos.
    without_video: String,
    hits: Vec<Hit>,
    /// What may be meant: what is shown, and its URL.
    spelling: Option<PageLink>,
    nearest: Vec<PageLink>,
    before: Option<String>,
    behind: Option<String>,
}

struct Hit {
    note: PageLink,
    channel: String,
    lead: String,
    said: Vec<Snippet>,
}

/// A sentence that matches the query.
struct Snippet {
    segments: Vec<Segment>,
    /// The link of its moment, as HTML.
    moment: Option<String>,
}

/// Whom and what a wish means.
pub(super) enum SearchScope {
    Anywhere,
    Channel(ChannelId),
    Video(VideoId, Option<ChannelId>),
    /// It names what there is not.
    Nowhere,
}

impl SearchScope {
    pub(super) fn of(archive: &Archive, wish: &Wish) -> Self {
        let channel = match wish.channel.as_str() {
            "" => None,
            name if search::bounded(name).len() < name.len() => return Self::Nowhere,
            name => match archive.channels_named(name)[..] {
                [channel, ..] => Some(channel),
                [] => return Self::Nowhere,
            },
        };
        match (wish.video.as_str(), channel) {
            ("", None) => Self::Anywhere,
            ("", Some(channel)) => Self::Channel(channel),
            (id, channel) => match YoutubeId::parse(id).and_then(|id| archive.video_by_id(&id)) {
                Some(video) => Self::Video(video, channel),
                None => Self::Nowhere,
            },
        }
    }

    pub(super) fn channel(&self) -> Option<ChannelId> {
        match self {
            Self::Channel(channel) => Some(*channel),
            Self::Video(_, channel) => *channel,
            Self::Anywhere | Self::Nowhere => None,
        }
    }

    pub(super) fn video(&self) -> Option<VideoId> {
        if let Self::Video(video, _) = self {
            Some(*video)
        } else {
            None
        }
    }
}

impl<'a> SearchPage<'a> {
    /// The answer to a wish, once the index is there; until then it says how far that is.
    ///
    /// # Errors
    /// Where the index fails, or the search is cancelled.
    pub fn new(
        site: &'a Site,
        wish: &Wish,
        cancel: &CancellationToken,
    ) -> Result<Self, SearchError> {
        let archive = &site.archive;
        let query = Query::parse(&wish.query, false);
        let within = SearchScope::of(archive, wish);
        let mut page = Self::empty(site, wish, &within);
        if query.is_empty() {
            page.about = "Search titles, channels and quotes.".to_owned();
            return Ok(page);
        }
        let search = match site.search.get() {
            Ok(search) => search,
            Err(percent) => {
                page.about =
                    format!("Search is being prepared ({percent}%). You can read notes meanwhile.");
                return Ok(page);
            }
        };
        let number = wish.page.clamp(1, MOST_PAGES);
        let request = Request {
            query: &query,
            channel: within.channel(),
            video: within.video(),
            offset: (number - 1) * PER_PAGE,
            limit: PER_PAGE,
        };
        let found = match within {
            SearchScope::Nowhere => Arc::default(),
            _ => search.find(archive, &request, cancel)?,
        };
        cancel.check()?;
        page.tell(site, wish, &query, &found);
        if found.total == 0 || found.match_mode != MatchMode::All {
            page.spelling = search.spelling(&query, cancel)?.map(|spelt| {
                let other = Wish {
                    query: spelt.clone(),
                    ..wish.clone()
                };
                PageLink::new(spelt, url(site, &other, &other.video, 1))
            });
        }
        let url = |number: usize| url(site, wish, &wish.video, number);
        page.before = (number > 1).then(|| url(number - 1));
        Ok(page)
    }

    fn empty(site: &'a Site, wish: &Wish, within: &SearchScope) -> Self {
        let archive = &site.archive;
        let typed = search::bounded(wish.query.trim()).to_owned();
        let title = if typed.is_empty() {
            "Search".to_owned()
        } else {
            format!("Search: {typed}")
        };
        let mut layout = Layout::new(site, title, "");
        layout.noindex = true;
        layout.query = typed;
        let chosen = within.channel();
        let mut budget = ByteBudget::new(CHANNELS_BYTES);
        let names = archive
            .channel_ids()
            .map(|id| (archive.channel(id).name.as_str(), Some(id) == chosen));
        let channels =
            names.filter(|(name, is_chosen)| budget.spend(html_bytes(name) + 30) || *is_chosen);
        let video = within.video().map(|number| {
            let video = archive.video(number);
            let title = video.title.clone().unwrap_or_else(|| video.id.to_string());
            (video.id.to_string(), PageLink::new(title, &video.url))
        });
        Self {
            layout,
            about: String::new(),
            notice: String::new(),
            channels: channels.collect(),
            video,
            without_video: url(site, wish, "", 1),
            hits: Vec::new(),
            spelling: None,
            nearest: Vec::new(),
            before: None,
            behind: None,
        }
    }

    fn tell(&mut self, site: &Site, wish: &Wish, query: &Query, found: &Hits) {
        let archive = &site.archive;
        let Hits {
            total,
            match_mode,
            ref hits,
        } = *found;
        self.about = match (total, match_mode) {
            (0, _) => "No results.".to_owned(),
            (_, MatchMode::All) => format!("{}.", count(total, "note")),
            (_, MatchMode::Similar) => format!(
                "No exact matches. Showing {} with similar words.",
                count(total, "note")
            ),
            (_, MatchMode::Some) => format!(
                "No note contains all of these words. Showing {} with some of them.",
                count(total, "note")
            ),
        };
        if query.is_truncated {
            self.notice = format!(
                "Query too long: only its first {MAX_WORDS} words and {MAX_PHRASES} phrases were used."
            );
        }
        if total == 0 {
            let typed = search::bounded(&wish.query);
            self.nearest = archive
                .nearest(typed, 8)
                .into_iter()
                .map(|id| PageLink::note(archive, id))
                .collect();
        }
        let shown = wish.page.clamp(1, MOST_PAGES) * PER_PAGE;
        self.behind = (total > shown && shown < MOST_PAGES * PER_PAGE)
            .then(|| url(site, wish, &wish.video, wish.page.clamp(1, MOST_PAGES) + 1));
        self.hits = hits.iter().map(|hit| Hit::new(archive, hit)).collect();
    }
}

/// The URL of a page of results.
fn url(site: &Site, wish: &Wish, video: &str, page: usize) -> String {
    let page = if page > 1 {
        page.to_string()
    } else {
        String::new()
    };
    let values = [
        ("q", wish.query.as_str()),
        ("channel", &wish.channel),
        ("video", video),
        ("page", &page),
    ];
    let said = values.iter().filter(|(_, value)| !value.is_empty());
    let said: Vec<String> = said
        .map(|(name, value)| format!("{name}={}", naming::query_value(value)))
        .collect();
    site.archive
        .base()
        .url(&format!("/search?{}", said.join("&")))
}

impl Hit {
    fn new(archive: &Archive, hit: &search::Hit) -> Self {
        let note = archive.note(hit.note);
        let url = archive.note_url(hit.note);
        let said = hit.sentences.iter().map(|sentence| Snippet {
            segments: segments(&note.facts.text, &sentence.range, &sentence.marks),
            moment: moment_of(note, sentence).map(|moment| moment_link(url, note, moment)),
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
            said: said.collect(),
        }
    }
}

/// Part of a snippet.
#[derive(Debug, Serialize)]
pub(super) struct Segment {
    text: String,
    /// Whether the query matches it.
    is_match: bool,
}

/// A range of a text in segments: its marked words, and the text around them.
pub(super) fn segments(text: &str, range: &Range<u32>, marks: &[Range<u32>]) -> Vec<Segment> {
    let segment = |range: Range<u32>, is_match| Segment {
        text: text[range.start as usize..range.end as usize].to_owned(),
        is_match,
    };
    let mut segments = Vec::with_capacity(marks.len() * 2 + 1);
    let mut at = range.start;
    for mark in marks.iter().take(MAX_MARKS) {
        if at < mark.start {
            segments.push(segment(at..mark.start, false));
        }
        segments.push(segment(mark.clone(), true));
        at = mark.end;
    }
    if at < range.end {
        segments.push(segment(at..range.end, false));
    }
    segments
}
