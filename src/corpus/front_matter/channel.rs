//! The channel that front matter names: the key `channel`, or else `author`.

use crate::corpus::front_matter::value::Value;
use crate::markdown::without_front_matter_comments;
use crate::text::naming::{file_name, truncate_name, visible};

/// The keys of a channel's name, and those of an author, as
/// [`letters`](crate::text::naming::letters) spells them.
const CHANNEL_KEYS: [&str; 5] = [
    "channel",
    "channelname",
    "channeltitle",
    "youtubechannel",
    "uploader",
];
const AUTHOR_KEYS: [&str; 3] = ["author", "authors", "creator"];

/// A key that names a channel.
#[derive(Debug, Clone, Copy)]
pub(super) enum ChannelKey {
    Channel,
    Author,
}

impl ChannelKey {
    /// The meaning of a key, as [`letters`](crate::text::naming::letters) spells it.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        if CHANNEL_KEYS.contains(&name) {
            Some(Self::Channel)
        } else {
            AUTHOR_KEYS.contains(&name).then_some(Self::Author)
        }
    }
}

/// The first name of each key.
#[derive(Debug, Default, PartialEq)]
pub(in crate::corpus) struct ChannelNames {
    channel: Option<String>,
    author: Option<String>,
}

impl ChannelNames {
    /// Adds the value of a key.
    pub(super) fn add(&mut self, key: ChannelKey, value: &Value) {
        let known = match key {
            ChannelKey::Channel => &mut self.channel,
            ChannelKey::Author => &mut self.author,
        };
        *known = known.take().or_else(|| channel_name(value));
    }

    /// The name of the channel.
    pub(in crate::corpus) fn into_name(self) -> Option<String> {
        self.channel.or(self.author)
    }
}

/// A value as the name of a channel; `None` if it is no name. A list has the name of its first item
/// that is one.
fn channel_name(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) | Value::Integer(text) => name_in(text),
        Value::List(items) => items.iter().find_map(channel_name),
        Value::Null | Value::Bool(_) | Value::Float(_) | Value::Map(_) => None,
    }
}

/// The name in a text: `Name`, `[[Name]]`, `[[note|Name]]` or `[Name](URL)`.
pub(super) fn name_in(text: &str) -> Option<String> {
    let text = without_front_matter_comments(text);
    let name = visible(text_of_link(text.trim()));
    let name = name.trim().trim_matches(['"', '\'']).trim();
    let is_name = name.contains(char::is_alphanumeric) && !is_url(name);
    is_name.then(|| truncate_name(name).into_owned())
}

/// The label of a link, or else the name of its target; other text as it is.
fn text_of_link(text: &str) -> &str {
    if let Some((link, _)) = text
        .strip_prefix("[[")
        .and_then(|rest| rest.split_once("]]"))
    {
        let (target, label) = link.split_once('|').unwrap_or((link, ""));
        let target = target.split('#').next().unwrap_or(target);
        let target = target.strip_suffix(".md").unwrap_or(target);
        return if label.trim().is_empty() {
            file_name(target)
        } else {
            label
        };
    }
    let link = text
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]("));
    link.map_or(text, |(label, _)| label)
}

/// Whether a text is a URL, with or without its scheme: its first part is the name of a host.
fn is_url(text: &str) -> bool {
    let host = text.split('/').next().unwrap_or(text);
    let has_path = host.len() < text.len();
    text.contains("://")
        || text.starts_with("www.")
        || (has_path && host.contains('.') && !text.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use crate::corpus::front_matter::split;

    fn channel(yaml: &str) -> Option<String> {
        split(&format!("---\n{yaml}\n---\nText"))
            .front
            .channel
            .into_name()
    }

    #[test]
    fn front_matter_names_a_channel_in_many_spellings() {
        for yaml in [
            "channel: The Long Table",
            "Channel Name: \"The Long Table\"",
            "channelTitle: '[[The Long Table]]'",
            "channel-title: \"[[people/the_long_table|The Long Table]]\"",
            "CHANNEL_NAME: \"[The Long Table](https://www.youtube.com/@longtable)\"",
            "channel: [The Long Table, Another]",
            "channel:\n  - \"[[The Long Table]]\"\n  - Another",
            "author: The Long Table",
            "Author: [[The Long Table]]",
            "authors:\n- https://example.org/longtable\n- The Long Table",
            "author: A person\nchannel: The Long Table",
            "channel: https://www.youtube.com/@longtable\nauthor: The Long Table",
            "channel:\nauthor: The Long Table",
            "channel: \"\\u2068The Long Table\\u2069 %%hidden%%\"",
            // Invalid YAML, read line by line.
            "title: How to: eat\nchannel: \"The Long Table\"",
            "title: How to: eat\nauthor:\n  - \"[[The Long Table]]\"",
        ] {
            assert_eq!(channel(yaml).as_deref(), Some("The Long Table"), "{yaml}");
        }
        assert_eq!(channel("channel: AC/DC").as_deref(), Some("AC/DC"));
        assert_eq!(channel("channel: 1984").as_deref(), Some("1984"));
    }

    #[test]
    fn a_url_and_an_empty_value_are_no_names() {
        for yaml in [
            "channel: https://www.youtube.com/@longtable",
            "channel: youtube.com/@longtable",
            "author: \"[https://example.org/x](https://example.org/x)\"",
            "author: \"\"",
            "author: [[]]",
            "author: \"[[]]\"",
            "author: —",
            "author: true",
            "author: {given: A, family: B}",
            "channel_id: UC0000000000000000000000",
            "title: A",
        ] {
            assert_eq!(channel(yaml), None, "{yaml}");
        }
    }
}
