//! Topics: targets of links that have no note.

use std::collections::HashMap;

use crate::archive::{LinkRef, TopicId};
use crate::text::base_url::BaseUrl;
use crate::text::naming::{key, short_path, url_path, word_path};

/// A target of links without a note.
#[derive(Debug)]
pub struct Topic {
    /// The name for display.
    pub name: String,
    /// The escaped URL of its page.
    pub url: String,
    /// Whether the URL was shortened, because the full one would be too long.
    pub is_shortened: bool,
    /// The links to it, sorted by the path of their note; a note may contain several.
    pub mentions: Vec<LinkRef>,
}

/// The URL of a topic without the base URL, from the last segment of its path, unescaped.
pub(super) fn topic_url(segment: &str) -> String {
    url_path(["topic", segment])
}

/// The last segment of a topic's URL, unescaped: the words of its name, joined by underscores like
/// those of file names. It has the key of the name.
pub(super) fn topic_path(name: &str) -> String {
    word_path(name, '_')
}

/// Shortens the URLs of topics that would be too long, and adds them to `by_key`. `segments` are
/// the last segments of their URLs, unescaped. Requires all topics, so that no shortened URL is the
/// URL of another topic.
pub(super) fn shorten_urls(
    base: &BaseUrl,
    topics: &mut [Topic],
    segments: &[String],
    by_key: &mut HashMap<String, TopicId>,
) {
    for (index, (topic, segment)) in topics.iter_mut().zip(segments).enumerate() {
        let Some(short) = short_path(segment) else {
            continue;
        };
        let mut free = short.clone();
        let mut count = 1;
        while by_key.contains_key(&key(&free)) {
            count += 1;
            free = format!("{short}~{count}");
        }
        by_key.insert(key(&free), TopicId::new(index));
        topic.url = base.url(&topic_url(&free));
        topic.is_shortened = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_contains_the_words_of_the_name() {
        assert_eq!(
            topic_url(&topic_path("AC/DC's history: part 2!")),
            "/topic/ac_dcs_history_part_2"
        );
        assert_eq!(
            key("ac_dcs_history_part_2"),
            key("AC/DC's history: part 2!")
        );
        assert_eq!(topic_url(&topic_path("???")), "/topic/%3F%3F%3F");
    }

    #[test]
    fn names_with_different_keys_have_different_urls() {
        for (name, url) in [
            ("C", "/topic/c"),
            ("C++", "/topic/c%2B%2B"),
            ("C#", "/topic/c%23"),
            ("Q & A", "/topic/q_%26_a"),
            ("GPT-3.5", "/topic/gpt_3.5"),
            ("Part #5. The end", "/topic/part_5_the_end"),
        ] {
            assert_eq!(topic_url(&topic_path(name)), url);
            assert_eq!(key(&topic_path(name)), key(name), "{name}");
        }
    }
}
