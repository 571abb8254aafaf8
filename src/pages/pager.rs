//! Pagination: divides long lists into pages, and links to them.

use std::ops::Range;

use crate::pages::components::PageLink;

/// The pager links to at most this many pages on each side of the current one, and to the first and
/// the last page.
const MAX_PAGES_PER_SIDE: usize = 20;

/// The size of a page or of a part of one: lines, and their bytes in HTML.
#[derive(Default, Clone, Copy)]
pub(super) struct PageSize {
    pub(super) lines: usize,
    pub(super) bytes: usize,
}

impl PageSize {
    /// Adds a part to a page of this size. If the sum exceeds `max`, the size becomes that of a new
    /// page with this part alone, and the result is `true`. No page is empty.
    pub(super) fn add(&mut self, part: Self, max: &Self) -> bool {
        let sum = Self {
            lines: self.lines + part.lines,
            bytes: self.bytes + part.bytes,
        };
        let is_new_page = self.lines > 0 && (sum.lines > max.lines || sum.bytes > max.bytes);
        *self = if is_new_page { part } else { sum };
        is_new_page
    }
}

/// Divides a list into pages, given the bytes of each line. Returns the range of lines of each
/// page; at least one range.
pub(super) fn pages(lines: impl Iterator<Item = usize>, max: &PageSize) -> Vec<Range<usize>> {
    let (mut pages, mut start, mut end) = (Vec::new(), 0, 0);
    let mut size = PageSize::default();
    for bytes in lines {
        if size.add(PageSize { lines: 1, bytes }, max) {
            pages.push(start..end);
            start = end;
        }
        end += 1;
    }
    pages.push(start..end);
    pages
}

/// Links to the previous page, to the pages of a list, and to the next page; none if there is only
/// one page. Pages are numbered from 1.
pub(super) fn pager(url: &str, current: usize, count: usize) -> Vec<PageLink> {
    if count < 2 {
        return Vec::new();
    }
    let is_linked =
        |page: &usize| page.abs_diff(current) <= MAX_PAGES_PER_SIDE || *page == 1 || *page == count;
    let link = |page: usize| PageLink {
        is_current: page == current,
        ..PageLink::new(page.to_string(), page_url(url, page))
    };
    let neighbor = |page: usize, label| PageLink::new(label, page_url(url, page));
    let previous = (current > 1).then(|| neighbor(current - 1, "← Previous"));
    let next = (current < count).then(|| neighbor(current + 1, "Next →"));
    let numbered = (1..=count).filter(is_linked).map(link);
    previous.into_iter().chain(numbered).chain(next).collect()
}

/// The URL of a page of a list. `url` is that of the first page.
pub(super) fn page_url(url: &str, page: usize) -> String {
    let separator = if url.contains('?') { '&' } else { '?' };
    match page {
        1 => url.to_owned(),
        _ => format!("{url}{separator}page={page}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_when_it_is_full() {
        let pages = |lines: &[usize]| {
            pages(
                lines.iter().copied(),
                &PageSize {
                    lines: 3,
                    bytes: 100,
                },
            )
        };
        assert_eq!(pages(&[]), vec![Range { start: 0, end: 0 }]);
        assert_eq!(pages(&[1, 1, 1, 1]), [0..3, 3..4]);
        assert_eq!(pages(&[60, 60, 40, 500, 1]), [0..1, 1..3, 3..4, 4..5]);
    }

    #[test]
    fn a_pager_of_many_pages_is_short() {
        let labels = |current| {
            pager("/c", current, 10_000)
                .into_iter()
                .map(|link| link.label)
                .collect::<Vec<_>>()
        };
        let first = labels(1);
        assert_eq!((first.len(), &*first[0], &*first[22]), (23, "1", "Next →"));
        let middle = labels(5_000);
        assert_eq!(
            (middle.len(), &*middle[0], &*middle[1], &*middle[2]),
            (45, "← Previous", "1", "4980")
        );
        assert_eq!([&*middle[43], &*middle[44]], ["10000", "Next →"]);
        assert_eq!(labels(10_000)[22], "10000");
        assert_eq!(pager("/c", 1, 1).len(), 0);
        assert_eq!(page_url("/c", 2), "/c?page=2");
        assert_eq!(page_url("/c?sort=x", 2), "/c?sort=x&page=2");
    }
}
