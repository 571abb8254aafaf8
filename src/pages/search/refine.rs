//! Links to the same search in one channel, and in another order.

use crate::archive::{Archive, ChannelId};
use crate::pages::components::{ByteBudget, PageLink};
use crate::pages::search::SearchPage;
use crate::search::{Hits, Order, Scope, SearchRequest};
use crate::text::naming;
use crate::text::plural::grouped;

/// The maximum size of the links to channels, in bytes: each contains the query.
const MAX_BYTES: usize = 20_000;

/// The number of channels that are shown at first; the selected one is always shown.
const SHOWN: usize = 6;

/// The parameters of a page of results.
#[derive(Clone, Copy)]
pub(in crate::pages) struct ResultsPage<'a> {
    pub(super) archive: &'a Archive,
    pub(super) text: &'a str,
    pub(super) scope: Scope,
    pub(super) order: Order,
    pub(super) offset: usize,
}

impl<'a> ResultsPage<'a> {
    /// The first page of a request.
    pub(in crate::pages) fn first(archive: &'a Archive, request: &'a SearchRequest) -> Self {
        Self {
            archive,
            text: &request.text,
            scope: request.scope,
            order: request.order,
            offset: 0,
        }
    }

    /// Its URL.
    pub(in crate::pages) fn url(self) -> String {
        self.url_of("/search")
    }

    /// The URL of another page about the same search.
    pub(super) fn url_of(self, page: &str) -> String {
        let (archive, scope) = (self.archive, self.scope);
        let channel = scope.channel().map(|id| &*archive.channel(id).folder);
        let video = scope.video().map(|id| archive.video(id).key.as_str());
        let order = (self.order != Order::default()).then(|| self.order.name());
        let number = self.offset / SearchPage::HITS_PER_PAGE + 1;
        let number = (number > 1).then(|| number.to_string());
        let params = [
            ("q", Some(self.text)),
            ("channel", channel),
            ("video", video),
            ("order", order),
            ("page", number.as_deref()),
        ];
        let params: Vec<String> = params
            .into_iter()
            .filter_map(|(name, value)| {
                let value = value.filter(|value| !value.is_empty())?;
                Some(format!("{name}={}", naming::query_value(value)))
            })
            .collect();
        archive.base().url(&format!("{page}?{}", params.join("&")))
    }
}

/// A link to the same search in one channel, or in all.
pub(super) struct Facet {
    pub(super) link: PageLink,
    /// The number of matching notes; empty if it is not known.
    pub(super) count: String,
}

/// The links to the same search in each channel.
#[derive(Default)]
pub(super) struct Facets {
    /// All channels, and those with the most matching notes.
    pub(super) shown: Vec<Facet>,
    /// Further channels.
    pub(super) more: Vec<Facet>,
}

impl Facets {
    /// None, if all hits are of one channel and none is selected.
    pub(super) fn new(page: ResultsPage<'_>, found: &Hits) -> Self {
        let selected = page.scope.channel();
        let is_one = matches!(found.channels[..], [] | [_])
            && found
                .channels
                .iter()
                .all(|(_, count)| *count == found.total);
        if is_one && selected.is_none() {
            return Self::default();
        }
        let mut budget = ByteBudget::new(MAX_BYTES);
        let (mut shown, mut more) = (Vec::new(), Vec::new());
        let all = Facet {
            link: facet_link(page, None),
            count: match selected {
                Some(_) => String::new(),
                None => grouped(found.total),
            },
        };
        shown.push(all);
        // The selected channel may have no hits, or fewer than those that were counted.
        let is_counted = |id| found.channels.iter().any(|(other, _)| *other == id);
        let uncounted = selected.filter(|id| !is_counted(*id));
        let uncounted = uncounted.map(|id| (id, found.total));
        for (id, count) in found.channels.iter().copied().chain(uncounted) {
            let link = facet_link(page, Some(id));
            let is_selected = link.is_current;
            if !budget.spend(link.bytes()) && !is_selected {
                continue;
            }
            let is_shown = shown.len() <= SHOWN || is_selected;
            let list = if is_shown { &mut shown } else { &mut more };
            list.push(Facet {
                link,
                count: grouped(count),
            });
        }
        Self { shown, more }
    }
}

/// A link to the first page of the results in a channel, or in all.
fn facet_link(page: ResultsPage<'_>, channel: Option<ChannelId>) -> PageLink {
    let scope = page.scope.with_channel(channel);
    let name = channel.map_or("All channels", |id| &page.archive.channel(id).name);
    PageLink {
        is_current: scope == page.scope,
        ..PageLink::new(name, ResultsPage { scope, ..page }.url())
    }
}

/// Links to the same search in each order; `has_dates` tells whether a hit has a date.
pub(super) fn orders(page: ResultsPage<'_>, has_dates: bool) -> Vec<PageLink> {
    let link = |order| {
        let label = match order {
            Order::Relevance => "Relevance",
            Order::Newest => "Newest",
            Order::Title => "Title",
            Order::Place => "Place in archive",
        };
        PageLink {
            is_current: order == page.order,
            ..PageLink::new(label, ResultsPage { order, ..page }.url())
        }
    };
    let is_possible = |order: &Order| *order != Order::Newest || has_dates;
    let orders = Order::ALL.into_iter().filter(is_possible);
    orders.map(link).collect()
}
