//! Whether a note is one of Logseq.

use crate::markdown::lexer::outline::property;

/// The minimum share of lines of an outline that belong to list items, in percent.
const MIN_ITEM_PERCENT: usize = 80;

/// Whether a note has what only Logseq writes: properties for the program, or a list that is
/// indented by a tab directly below a line that is no item. An outline counts, too: its first line
/// is an item, and nearly all its lines belong to items, some of which are indented by tabs.
pub(super) fn is_logseq(source: &str) -> bool {
    let (mut lines, mut in_items, mut tabbed) = (0, 0, 0);
    let (mut follows_text, mut starts_with_item) = (false, false);
    for line in source.lines() {
        let text = line.trim_start_matches([' ', '\t']);
        if text.is_empty() {
            follows_text = false;
            continue;
        }
        let item = text.strip_prefix("- ");
        let is_own = |property: property::Property<'_>| property.is_bookkeeping();
        if property::parse(item.unwrap_or(text)).is_some_and(is_own) {
            return true;
        }
        let is_item = item.is_some() || text == "-";
        let is_tabbed = is_item && line.starts_with('\t');
        if is_tabbed && follows_text {
            return true;
        }
        let is_indented = text.len() < line.len();
        follows_text = !is_item && !is_indented;
        starts_with_item |= lines == 0 && is_item;
        lines += 1;
        in_items += usize::from(is_item || is_indented);
        tabbed += usize::from(is_tabbed);
    }
    starts_with_item && tabbed > 0 && in_items * 100 >= lines * MIN_ITEM_PERCENT
}
