//! Whether a note is one of Logseq.

use crate::markdown::lexer::outline::property;

/// The minimum share of lines of an outline that belong to list items, in percent.
const MIN_ITEM_PERCENT: usize = 80;

/// Whether a note has properties that only Logseq writes, or is an outline: nearly all its lines
/// belong to list items, some of which are indented by tabs.
pub(super) fn is_logseq(source: &str) -> bool {
    let (mut lines, mut in_items, mut tabbed) = (0, 0, 0);
    for line in source.lines() {
        let text = line.trim_start_matches([' ', '\t']);
        if text.is_empty() {
            continue;
        }
        let item = text.strip_prefix("- ");
        let is_own = |property: property::Property<'_>| property.is_bookkeeping();
        if property::parse(item.unwrap_or(text)).is_some_and(is_own) {
            return true;
        }
        let is_item = item.is_some() || text == "-";
        lines += 1;
        in_items += usize::from(is_item || text.len() < line.len());
        tabbed += usize::from(is_item && line.starts_with('\t'));
    }
    tabbed > 0 && in_items * 100 >= lines * MIN_ITEM_PERCENT
}
