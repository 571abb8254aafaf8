//! Front matter in JSON, as Hugo has it: an object at the top of the file.

use crate::corpus::front_matter::{Format, Found, FrontMatter, MAX_DATA_BYTES};

/// Finds the front matter of a file that starts with `{`; `None` if that is no valid JSON, or has no
/// key that is read: it may be an example.
pub(super) fn find(text: &str) -> Option<Found> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<FrontMatter>();
    let front = values.next()?.ok()?;
    let end = values.byte_offset();
    let line = text[end..].lines().next().unwrap_or_default();
    let is_front_matter = front != FrontMatter::default() && line.trim().is_empty();
    (is_front_matter && end <= MAX_DATA_BYTES).then(|| Found {
        format: Format::Json,
        front,
        range: 0..end,
        body: end + line.len(),
        error: None,
    })
}
