//! Front matter in JSON, as Hugo has it: an object at the top of the file.

use serde::de::IgnoredAny;

use crate::corpus::front_matter::{Format, Found, FrontMatter, has_deep_brackets, too_large};

/// Finds the front matter of a file that starts with `{`; `None` if that is no valid JSON, or has
/// no key that is used: it may be an example.
pub(super) fn find(text: &str) -> Option<Found> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    let end = values.byte_offset();
    let (data, rest) = text.split_at(end);
    let line = rest.split_inclusive('\n').next().unwrap_or_default();
    if !line.trim().is_empty() || too_large(data).is_some() || has_deep_brackets(data) {
        return None;
    }
    let mut front: FrontMatter = serde_json::from_str(data).ok()?;
    let aliases = std::mem::take(&mut front.aliases);
    let duration = front.duration.take();
    // `id`, `url` and `duration` alone are data.
    let is_front_matter = !front.is_empty();
    (front.aliases, front.duration) = (aliases, duration);
    is_front_matter.then(|| Found {
        format: Format::Json,
        front,
        range: 0..end,
        body: end + line.len(),
        is_text: false,
        error: None,
    })
}
