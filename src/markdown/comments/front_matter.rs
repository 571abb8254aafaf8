//! Where a `%%` comment in front matter must end: one that starts within a line of a key does not
//! extend over the next key, as `50%% off` and `20%% more` are no comment.

/// Whether a comment, which starts after a part of a line, contains the start of a key or an item
/// that is not nested in that line. `before` is the text before the comment.
pub(super) fn contains_key(before: &str, comment: &str) -> bool {
    if !comment.contains('\n') {
        // So that the time for many comments in one line is linear.
        return false;
    }
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indent = indent(line);
    let mut lines = comment.split('\n').skip(1);
    !line.trim().is_empty() && lines.any(|line| starts_entry(line, indent))
}

/// Whether a line starts a key or an item of a list with at most this indentation.
fn starts_entry(line: &str, max_indent: usize) -> bool {
    let spaces = line.len() - line.trim_start_matches([' ', '\t']).len();
    if spaces <= max_indent && line[spaces..].starts_with("- ") {
        return true;
    }
    let text = line[spaces..].trim_start_matches(['"', '\'']);
    let is_name_char = |c: char| c.is_alphanumeric() || "-_. \"'".contains(c);
    let after = text.trim_start_matches(is_name_char);
    let has_name = after.len() < text.len();
    let is_value = |value: &str| value.is_empty() || value.starts_with(char::is_whitespace);
    let has_value = after.starts_with('=') || after.strip_prefix(':').is_some_and(is_value);
    spaces <= max_indent && has_name && has_value
}

/// The indentation of a line in bytes, with the markers of list items.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '-']).len()
}
