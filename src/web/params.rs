//! Query parameters of URLs. A parameter that cannot be parsed counts as missing.

use axum::extract::Query;
use axum::http::Uri;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::archive::{Archive, ChannelId, TagId};
use crate::pages::{
    DEFAULT_MOMENTS, FrameSize, ListRequest, MomentOrder, MomentsRequest, QueuePage, SearchPage,
    TopicOrder,
};
use crate::search::{DEFAULT_LIMIT, MAX_OFFSET, Order, Scope, SearchRequest};
use crate::text::date::Date;
use crate::text::video_url;

/// The parameters of a URL; their defaults if the query cannot be parsed.
pub(super) fn parse_query_or_default<T: Default + DeserializeOwned>(uri: &Uri) -> T {
    Query::try_from_uri(uri)
        .map(|Query(params)| params)
        .unwrap_or_default()
}

/// The parameters of pages that are not searches.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PageParams {
    t: String,
    page: String,
    filter: String,
    sort: String,
}

impl PageParams {
    /// The start of playback in seconds, in any notation of YouTube's URLs: `218`, `218s`, `3m38s`.
    pub(super) fn start_seconds(&self) -> Option<u32> {
        video_url::seconds(&self.t)
    }

    /// The order of the list of topics.
    pub(super) fn topic_order(&self) -> TopicOrder {
        match self.sort.as_str() {
            "links" => TopicOrder::Links,
            _ => TopicOrder::Name,
        }
    }

    /// The order of the moments of a video.
    pub(super) fn moment_order(&self) -> MomentOrder {
        match self.sort.as_str() {
            "time" => MomentOrder::Time,
            _ => MomentOrder::Note,
        }
    }

    /// The number of the page of a list, counted from 1.
    pub(super) fn page(&self) -> usize {
        self.page.parse().unwrap_or(1)
    }

    /// What the reader asks of a list.
    pub(super) fn list_request(&self) -> ListRequest {
        ListRequest::new(self.page(), &self.filter, &self.sort)
    }
}

/// The parameters of `/api/preview`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PreviewParams {
    /// The path of the page, percent-encoded and with the base path.
    pub(super) path: String,
    t: String,
}

impl PreviewParams {
    /// The time of the moment, in seconds.
    pub(super) fn seconds(&self) -> Option<u32> {
        video_url::seconds(&self.t)
    }
}

/// The maximum number of pages of search results.
const MAX_PAGES: usize = MAX_OFFSET / SearchPage::HITS_PER_PAGE;

/// The parameters of searches.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SearchParams {
    pub(super) q: String,
    channel: String,
    video: String,
    order: String,
    page: String,
    limit: String,
    offset: String,
    format: String,
}

impl SearchParams {
    /// Whether suggestions are for a browser's search field.
    pub(super) fn is_open_search(&self) -> bool {
        self.format == "opensearch"
    }

    /// The request for a page of results; `page` counts from 1.
    pub(super) fn page_request(&self, archive: &Archive) -> SearchRequest {
        let page = self.page.parse().unwrap_or(1).clamp(1, MAX_PAGES);
        let offset = (page - 1) * SearchPage::HITS_PER_PAGE;
        self.request(archive, offset, SearchPage::HITS_PER_PAGE)
    }

    /// The request for `limit` results after the first `offset`.
    pub(super) fn api_request(&self, archive: &Archive) -> SearchRequest {
        let offset = self.offset.parse().unwrap_or(0);
        let limit = self.limit.parse().unwrap_or(DEFAULT_LIMIT);
        self.request(archive, offset, limit)
    }

    fn request(&self, archive: &Archive, offset: usize, limit: usize) -> SearchRequest {
        SearchRequest::new(&self.q)
            .with_scope(Scope::new(archive, &self.channel, &self.video))
            .with_order(Order::named(&self.order))
            .with_range(offset, limit)
    }
}

/// The parameters of `/oembed`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OEmbedParams {
    /// The full URL of a page.
    pub(super) url: String,
    format: String,
    maxwidth: String,
    maxheight: String,
}

impl OEmbedParams {
    /// Whether the response is to be JSON.
    pub(super) fn is_json(&self) -> bool {
        matches!(self.format.as_str(), "" | "json")
    }

    /// The space for the frame.
    pub(super) fn max_size(&self) -> FrameSize {
        FrameSize {
            width: self.maxwidth.parse().unwrap_or(u32::MAX),
            height: self.maxheight.parse().unwrap_or(u32::MAX),
        }
    }
}

/// The parameters of `/api/moments`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MomentsParams {
    q: String,
    channel: String,
    tag: String,
    after: String,
    limit: String,
    cursor: String,
}

impl MomentsParams {
    /// The request for a page of moments.
    pub(super) fn request(self, archive: &Archive) -> MomentsRequest {
        let search = SearchRequest::new(&self.q)
            .with_scope(Scope::new(archive, &self.channel, ""))
            .with_filters(&self.tag, Date::parse(&self.after));
        let limit = self.limit.parse().unwrap_or(DEFAULT_MOMENTS);
        MomentsRequest::new(search, limit, self.cursor)
    }
}

/// The parameters of a queue of moments.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct QueueParams {
    q: String,
    channel: String,
    tag: String,
    video: String,
    order: String,
    /// The moments, separated by commas.
    pub(super) moments: String,
}

impl QueueParams {
    /// Whether the moments are those that a search finds.
    pub(super) fn is_search(&self) -> bool {
        !self.q.trim().is_empty()
    }

    /// The search for them.
    pub(super) fn search_request(&self, archive: &Archive) -> SearchRequest {
        SearchRequest::new(&self.q)
            .with_scope(Scope::new(archive, &self.channel, &self.video))
            .with_filters(&self.tag, None)
            .with_order(Order::named(&self.order))
            .with_range(0, QueuePage::MAX_HITS)
    }

    /// The channel and the tag of the notes. Neither if one that is named does not exist.
    pub(super) fn notes(&self, archive: &Archive) -> (Option<ChannelId>, Option<TagId>) {
        let channel = match self.channel.as_str() {
            "" => None,
            name => archive.channels_named(name).first().copied(),
        };
        let tag = archive.tag_named(&self.tag);
        let is_unknown = |name: &str, is_found: bool| !name.is_empty() && !is_found;
        match is_unknown(&self.channel, channel.is_some()) || is_unknown(&self.tag, tag.is_some()) {
            true => (None, None),
            false => (channel, tag),
        }
    }
}

/// The parameters of the map.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MapParams {
    pub(super) q: String,
    channel: String,
}

impl MapParams {
    /// The index of a channel.
    pub(super) fn channel(&self) -> Option<usize> {
        self.channel.parse().ok()
    }
}
