//! Long lists in pages: what each page holds, and the links to all of them.

use std::ops::Range;

use crate::pages::components::PageLink;

/// How many pages a pager links on each side of the current one, besides the first and the last.
const NEAR: usize = 20;

/// How full a page is.
#[derive(Default, Clone, Copy)]
pub(super) struct Filled {
    lines: usize,
    bytes: usize,
}

/// The most that a page holds: lines, and what they take up in HTML.
pub(super) struct Most {
    pub(super) lines: usize,
    pub(super) bytes: usize,
}

impl Filled {
    /// Some lines that take up so many bytes.
    pub(super) fn new(lines: usize, bytes: usize) -> Self {
        Self { lines, bytes }
    }

    /// Adds some more. Where they would be too much for a page, it begins another with them, and
    /// says so; no page is empty.
    pub(super) fn add(&mut self, more: Self, most: &Most) -> bool {
        let sum = Self {
            lines: self.lines + more.lines,
            bytes: self.bytes + more.bytes,
        };
        let begins = self.lines > 0 && (sum.lines > most.lines || sum.bytes > most.bytes);
        *self = if begins { more } else { sum };
        begins
    }
}

/// What each page holds of a list, given what each of its lines takes up in bytes. There is one
/// page at least.
pub(super) fn pages(lines: impl Iterator<Item = usize>, most: &Most) -> Vec<Range<usize>> {
    let (mut pages, mut start, mut end) = (Vec::new(), 0, 0);
    let mut filled = Filled::default();
    for bytes in lines {
        if filled.add(Filled::new(1, bytes), most) {
            pages.push(start..end);
            start = end;
        }
        end += 1;
    }
    pages.push(start..end);
    pages
}

/// The links to the pages of a list, counted from 1; none where there is one alone.
pub(super) fn pager(url: &str, current: usize, count: usize) -> Vec<PageLink> {
    if count < 2 {
        return Vec::new();
    }
    let is_shown =
        |page: &usize| page.abs_diff(current) <= NEAR || matches!(*page, 1) || *page == count;
    let link = |page: usize| PageLink {
        current: page == current,
        ..PageLink::new(page.to_string(), page_url(url, page))
    };
    (1..=count).filter(is_shown).map(link).collect()
}

/// The URL of a page of a list.
pub(super) fn page_url(url: &str, page: usize) -> String {
    if page == 1 {
        url.to_owned()
    } else {
        format!("{url}?page={page}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_end_where_they_are_full() {
        let pages = |lines: &[usize]| {
            pages(
                lines.iter().copied(),
                &Most {
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
        assert_eq!(labels(1).len(), 22);
        let middle = labels(5_000);
        assert_eq!(
            (middle.len(), &*middle[0], &*middle[1], &*middle[42]),
            (43, "1", "4980", "10000")
        );
        assert_eq!(pager("/c", 1, 1).len(), 0);
    }
}
