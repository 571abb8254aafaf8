//! Fields of a query: a name and a colon before a value, as in `title:word` and `after:2024`.

use crate::text::ascii_case::starts_with_ignore_case;
use crate::text::date::Date;

/// A field of a query, whose name and a colon precede the value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Field {
    Title,
    Channel,
    Tag,
    After,
    Before,
}

/// Whether a character opens or closes a phrase.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// The field that a text begins with, and the text after its colon.
pub(super) fn field(text: &str) -> Option<(Field, &str)> {
    let fields = [
        ("title:", Field::Title),
        ("channel:", Field::Channel),
        ("tag:", Field::Tag),
        ("after:", Field::After),
        ("before:", Field::Before),
    ];
    let (name, field) = fields
        .into_iter()
        .find(|(name, _)| starts_with_ignore_case(text, name))?;
    let value = &text[name.len()..];
    let is_time = matches!(field, Field::After | Field::Before);
    (!is_time || starts_with_date(value)).then_some((field, value))
}

/// Whether a value is a date; otherwise `after:` and `before:` are words.
fn starts_with_date(value: &str) -> bool {
    let value = value.trim_start();
    let value = match value.strip_prefix(is_quote) {
        Some(quoted) => quoted.split(is_quote).next(),
        None => value
            .split(|c: char| c.is_whitespace() || is_quote(c))
            .next(),
    };
    value.is_some_and(|value| Date::parse(value).is_some())
}

/// The text after the colon of a field, without spaces before a word or phrase: many readers type
/// a space there.
pub(super) fn value_after_space(text: &str) -> &str {
    let value = text.trim_start();
    let is_value = |c: char| c.is_alphanumeric() || matches!(c, '.' | '#') || is_quote(c);
    match value.starts_with(is_value) && field(value).is_none() {
        true => value,
        false => text,
    }
}
