//! Topics that are linked and have no note.

use std::collections::HashMap;

use crate::archive::{LinkRef, TopicId};
use crate::markdown::words;
use crate::text::base_url::BaseUrl;
use crate::text::naming::{key, short_path, url_path};

/// A link target that no note answers.
#[derive(Debug)]
pub struct Topic {
    /// Its name for a person.
    pub name: String,
    /// The URL of its page, escaped.
    pub url: String,
    /// Whether that is a short one, because its own would be too long.
    pub is_shortened: bool,
    /// Where it is mentioned, in the order of the notes' paths; a note may stand here more than
    /// once.
    pub mentions: Vec<LinkRef>,
}

/// The URL of a missing topic, below the base: its words joined by underscores, as files are
/// named.
pub(super) fn topic_url(name: &str) -> String {
    url_path(["topic", &topic_path(name)])
}

fn topic_path(name: &str) -> String {
    Some(words(name, '_'))
        .filter(|words| !words.is_empty())
        .unwrap_or_else(|| key(name))
}

/// Gives a short URL to the topics whose own would be too long, and lets it lead to them.
/// `named` has the name of each as it is written first. Done once all topics are known, so that
/// none of theirs is taken.
pub(super) fn shorten_urls(
    base: &BaseUrl,
    topics: &mut [Topic],
    named: &[&str],
    by_key: &mut HashMap<String, TopicId>,
) {
    for (index, (topic, name)) in topics.iter_mut().zip(named).enumerate() {
        let Some(short) = short_path(&topic_path(name)) else {
            continue;
        };
        let mut free = short.clone();
        let mut count = 1;
        while by_key.contains_key(&key(&free)) {
            count += 1;
            free = format!("{short}~{count}");
        }
        by_key.insert(key(&free), TopicId::new(index));
        topic.url = base.url(&url_path(["topic", &free]));
        topic.is_shortened = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_the_name() {
        assert_eq!(
            topic_url("AC/DC's history: part 2!"),
            "/topic/ac_dcs_history_part_2"
        );
        assert_eq!(
            key("ac_dcs_history_part_2"),
            key("AC/DC's history: part 2!")
        );
        assert_eq!(topic_url("???"), "/topic/%3F%3F%3F");
    }
}
