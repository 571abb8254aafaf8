//! The form above a long list, with which a reader filters and sorts it. It works without scripts:
//! the choice is in the URL of the page.

use crate::pages::pager::page_url;
use crate::search::fold_words;
use crate::text::naming::{query_value, truncate};

/// A longer filter is cut, in bytes.
const MAX_FILTER_BYTES: usize = 200;

/// The maximum length of a filter in the form, in UTF-16 units; never more than
/// [`MAX_FILTER_BYTES`].
pub(super) const MAX_FILTER_LENGTH: usize = 200;

/// A list with fewer items has no form.
const MIN_ITEMS: usize = 8;

/// What a reader asks of a list.
#[derive(Debug, Clone)]
pub struct ListRequest {
    /// The number of the page, counted from 1.
    page: usize,
    /// What names contain.
    filter: String,
    /// The name of an order; others count as the default.
    sort: String,
}

impl ListRequest {
    /// A page of a list, counted from 1, of the items whose names contain all words of `filter`,
    /// in the order with the name `sort`.
    pub fn new(page: usize, filter: &str, sort: &str) -> Self {
        Self {
            page,
            filter: truncate(filter.trim(), MAX_FILTER_BYTES).to_owned(),
            sort: sort.to_owned(),
        }
    }

    /// A page of the whole list in the default order, counted from 1.
    pub fn page_only(page: usize) -> Self {
        Self::new(page, "", "")
    }

    /// The number of the page, counted from 1.
    pub(super) fn page(&self) -> usize {
        self.page
    }
}

/// An order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The order of the archive.
    Default,
    /// By date, the newest first; those without a date last.
    Newest,
    Title,
    /// By the number of notes, most first.
    Notes,
    /// By the number of moments, most first.
    Moments,
}

impl Order {
    /// The name in URLs; empty for the default.
    fn name(self) -> &'static str {
        match self {
            Self::Default => "",
            Self::Newest => "newest",
            Self::Title => "title",
            Self::Notes => "notes",
            Self::Moments => "moments",
        }
    }
}

/// An order with its label.
pub(super) type LabeledOrder = (Order, &'static str);

/// The form of a list, filled with what the reader chose.
pub(super) struct ListControls {
    /// The URL of the list without parameters.
    pub(super) url: String,
    pub(super) filter: String,
    order: Order,
    orders: Vec<LabeledOrder>,
    /// The number of items of the whole list.
    item_count: usize,
}

impl ListControls {
    /// The form of the list at `url`, which has `item_count` items and these orders, the default
    /// first.
    pub(super) fn new(
        request: &ListRequest,
        url: &str,
        item_count: usize,
        orders: Vec<LabeledOrder>,
    ) -> Self {
        let order = orders.iter().map(|(order, _)| *order);
        let order = order.clone().find(|order| order.name() == request.sort);
        let order = order.unwrap_or(Order::Default);
        Self {
            url: url.to_owned(),
            filter: request.filter.clone(),
            order,
            orders,
            item_count,
        }
    }

    /// The chosen order.
    pub(super) fn order(&self) -> Order {
        self.order
    }

    /// Whether the reader filtered or sorted the list.
    pub(super) fn is_changed(&self) -> bool {
        !self.filter.is_empty() || self.order != Order::Default
    }

    /// Whether the page has the form: the list is long, or the reader has used the form.
    pub(super) fn is_shown(&self) -> bool {
        self.item_count >= MIN_ITEMS || self.is_changed()
    }

    /// The orders as options: the name, the label, and whether it is the chosen one.
    pub(super) fn options(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> + '_ {
        let orders = self.orders.iter();
        orders.map(|(order, label)| (order.name(), *label, *order == self.order))
    }

    /// The URL of the list with what the reader chose.
    pub(super) fn list_url(&self) -> String {
        let filter = format!("filter={}", query_value(&self.filter));
        let sort = format!("sort={}", self.order.name());
        let parameters = [
            (!self.filter.is_empty()).then_some(filter),
            (self.order != Order::Default).then_some(sort),
        ];
        let parameters: Vec<String> = parameters.into_iter().flatten().collect();
        match parameters.is_empty() {
            true => self.url.clone(),
            false => format!("{}?{}", self.url, parameters.join("&")),
        }
    }

    /// The items of a list whose names contain all words of the filter.
    pub(super) fn matching<T>(&self, items: Vec<T>, name: impl Fn(&T) -> String) -> Vec<T> {
        if self.filter.is_empty() {
            return items;
        }
        let filter = fold_words(&self.filter);
        let words: Vec<&str> = filter.split(' ').collect();
        let matches = |item: &T| {
            let name = fold_words(&name(item));
            words.iter().all(|word| name.contains(word))
        };
        items.into_iter().filter(matches).collect()
    }

    /// The canonical URL of a page of the list, counted from 1. Search engines need only the list
    /// without a filter in the default order.
    pub(super) fn canonical_url(&self, page: usize) -> String {
        match self.is_changed() {
            true => self.url.clone(),
            false => page_url(&self.url, page),
        }
    }
}

/// Which page of a list this is: `Page 2 of 25`.
pub(super) fn position(page: usize, pages: usize) -> String {
    format!("Page\u{a0}{page}\u{a0}of\u{a0}{pages}")
}

/// The title or the description of a page of a list: `Title, page 2`.
pub(super) fn page_title(title: &str, page: usize) -> String {
    match page {
        1 => title.to_owned(),
        _ => format!("{title}, page {page}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn controls(filter: &str, sort: &str) -> ListControls {
        let orders = vec![(Order::Default, "Listed"), (Order::Title, "Title")];
        ListControls::new(&ListRequest::new(1, filter, sort), "/c", 3, orders)
    }

    #[test]
    fn a_filter_finds_names_with_all_its_words() {
        let names = || vec!["Café de Flore", "Coffee in Paris", "A café in Paris"];
        let found =
            |filter: &str| controls(filter, "").matching(names(), |name| (*name).to_owned());
        assert_eq!(found("CAFE"), ["Café de Flore", "A café in Paris"]);
        assert_eq!(found("paris caf"), ["A café in Paris"]);
        assert_eq!(found("  "), names());
        assert_eq!(found("tea"), [""; 0]);
    }

    #[test]
    fn the_url_contains_what_the_reader_chose() {
        assert_eq!(controls("", "").list_url(), "/c");
        assert_eq!(controls("", "size").list_url(), "/c");
        let both = controls("a&b ü", "title").list_url();
        assert_eq!(both, "/c?filter=a%26b%20%C3%BC&sort=title");
        assert_eq!(page_url(&both, 2), format!("{both}&page=2"));
        assert_eq!(controls("a", "").canonical_url(2), "/c");
        assert_eq!(controls("", "").canonical_url(2), "/c?page=2");
    }

    #[test]
    fn a_long_filter_is_cut() {
        let long = "ü".repeat(MAX_FILTER_BYTES);
        assert_eq!(controls(&long, "").filter.len(), MAX_FILTER_BYTES);
    }
}
