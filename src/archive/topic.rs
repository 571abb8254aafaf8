//! Topics that are linked and have no note.

use super::LinkRef;
use crate::markdown::words;
use crate::name::{address, key};

/// A link target that no note answers.
#[derive(Debug)]
pub struct Topic {
    /// Its name for a person.
    pub name: String,
    /// The address of its page, escaped.
    pub address: String,
    /// Where it is mentioned, in the order of the notes' paths; a note may stand here more than once.
    pub mentions: Vec<LinkRef>,
}

/// The address of a missing topic, below the base: its words joined by underscores, as files are named.
pub(super) fn topic_address(name: &str) -> String {
    let words = Some(words(name, '_')).filter(|words| !words.is_empty());
    address(["topic", &words.unwrap_or_else(|| key(name))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_the_name() {
        assert_eq!(topic_address("AC/DC's history: part 2!"), "/topic/ac_dcs_history_part_2");
        assert_eq!(key("ac_dcs_history_part_2"), key("AC/DC's history: part 2!"));
        assert_eq!(topic_address("???"), "/topic/%3F%3F%3F");
    }
}
