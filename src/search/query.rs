//! What people type, read as words, phrases and wishes. Whatever is typed is a query: there is no
//! error.

use crate::search::tokenizer::{Words, fold};

/// The longest query that is read, in UTF-16 code units: as browsers count the `maxlength` of a
/// field.
pub const MAX_QUERY_LENGTH: usize = 1_000;

/// The most words that are searched for.
pub const MAX_WORDS: usize = 32;

/// The most letters that all words together have once they are folded: one character can fold to
/// eighteen.
const MAX_LETTERS: usize = 1_000;

/// The most phrases that are searched for: where words stand side by side costs more to find than
/// where they stand.
pub const MAX_PHRASES: usize = 8;

/// The most channels that are asked for by name.
const MAX_CHANNELS: usize = 8;

/// What is read of a query: all of it, or its first [`MAX_QUERY_LENGTH`] units.
pub fn bounded(text: &str) -> &str {
    let mut length = 0;
    let end = text.char_indices().find(|(_, c)| {
        length += c.len_utf16();
        length > MAX_QUERY_LENGTH
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// A query.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    /// What is asked for, in order.
    pub clauses: Vec<Clause>,
    /// The channels that are asked for by name, as typed.
    pub channels: Vec<String>,
    /// Whether there was more than is searched for.
    pub is_cut: bool,
}

/// A word, or words that stand side by side.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Clause {
    /// The words, folded; one at least.
    pub words: Vec<String>,
    /// Whether only titles count.
    pub in_title: bool,
    /// Whether notes that have it are left out.
    pub is_excluded: bool,
    /// Whether the last word may go on: it is being typed.
    pub is_open: bool,
}

impl Clause {
    /// Whether it has several words, which must follow one another.
    pub fn is_phrase(&self) -> bool {
        self.words.len() > 1
    }
}

impl Query {
    /// Reads what was typed: words, `"a phrase"`, `-without`, `title:word`, `channel:name`. Where
    /// it is `typing`, the last word may be the beginning of one.
    pub fn parse(text: &str, typing: bool) -> Self {
        let text_cut = bounded(text);
        let mut query = Self {
            is_cut: text_cut.len() < text.len(),
            ..Self::default()
        };
        let mut rest = text_cut.trim_start();
        while !rest.is_empty() {
            let (part, behind) = QueryPart::read(rest);
            query.take(&part);
            rest = behind.trim_start();
        }
        if let Some(last) = query.clauses.last_mut().filter(|_| typing) {
            last.is_open = !last.is_phrase() && text_cut.ends_with(|c: char| c.is_alphanumeric());
        }
        query
    }

    /// Whether it asks for nothing that can be found.
    pub fn is_empty(&self) -> bool {
        self.clauses.iter().all(|clause| clause.is_excluded) && self.channels.is_empty()
    }

    /// Whether it has words to look for.
    pub fn has_words(&self) -> bool {
        self.clauses.iter().any(|clause| !clause.is_excluded)
    }

    fn take(&mut self, part: &QueryPart<'_>) {
        if part.field == Some(Field::Channel) && !part.is_excluded {
            return self.take_channel(part.text);
        }
        let taken = || self.clauses.iter().flat_map(|clause| &clause.words);
        let mut room = MAX_WORDS - taken().count();
        let mut letters = MAX_LETTERS - taken().map(|word| word.chars().count()).sum::<usize>();
        for group in groups(part.text, part.is_quoted) {
            let asked = group.len();
            let mut words = Vec::new();
            for word in group.into_iter().take(room) {
                let Some(left) = letters.checked_sub(word.chars().count()) else {
                    break;
                };
                letters = left;
                words.push(word);
            }
            self.is_cut |= words.len() < asked;
            room -= words.len();
            if words.len() > 1
                && self
                    .clauses
                    .iter()
                    .filter(|clause| clause.is_phrase())
                    .count()
                    == MAX_PHRASES
            {
                self.is_cut = true;
                continue;
            }
            let clause = Clause {
                words,
                in_title: part.field == Some(Field::Title),
                is_excluded: part.is_excluded,
                is_open: false,
            };
            // Typed twice is asked once.
            if !clause.words.is_empty() && !self.clauses.contains(&clause) {
                self.clauses.push(clause);
            }
        }
    }

    fn take_channel(&mut self, name: &str) {
        if self.channels.iter().any(|known| known == name) {
            return;
        }
        match self.channels.len() < MAX_CHANNELS {
            true => self.channels.push(name.to_owned()),
            false => self.is_cut = true,
        }
    }

    /// How much memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let words = self.clauses.iter().flat_map(|clause| &clause.words);
        let texts = words
            .chain(&self.channels)
            .map(|text| size_of::<String>() + text.capacity());
        size_of::<Self>() + self.clauses.capacity() * size_of::<Clause>() + texts.sum::<usize>()
    }
}

/// The words of a part that belong together: all where it is quoted, and those of a script without
/// spaces, which are letters.
fn groups(text: &str, is_quoted: bool) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut end = None;
    for word in Words::of(text) {
        let folded = fold(&text[word.range.clone()]).into_owned();
        // A mark that stands alone.
        if folded.is_empty() {
            continue;
        }
        let joins = is_quoted || (word.is_letter && end == Some(word.range.start));
        end = word.is_letter.then_some(word.range.end);
        match groups.last_mut().filter(|_| joins) {
            Some(group) => group.push(folded),
            None => groups.push(vec![folded]),
        }
    }
    groups
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Field {
    Title,
    Channel,
}

/// A stretch of a query without spaces, or in quotes.
struct QueryPart<'t> {
    text: &'t str,
    field: Option<Field>,
    is_quoted: bool,
    is_excluded: bool,
}

impl<'t> QueryPart<'t> {
    /// The part that a text begins with, and what follows it.
    fn read(text: &'t str) -> (Self, &'t str) {
        let (is_excluded, inside) = match text.strip_prefix(['-', '−']) {
            Some(rest) if rest.starts_with(|c: char| c.is_alphanumeric() || is_quote(c)) => {
                (true, rest)
            }
            _ => (false, text),
        };
        let named = [("title:", Field::Title), ("channel:", Field::Channel)];
        let field = named
            .into_iter()
            .find(|(name, _)| begins_with(inside, name));
        let inside = field.map_or(inside, |(name, _)| &inside[name.len()..]);
        let part = |text, is_quoted| Self {
            text,
            field: field.map(|(_, field)| field),
            is_quoted,
            is_excluded,
        };
        if let Some(quoted) = inside.strip_prefix(is_quote) {
            return match quoted.find(is_quote) {
                Some(end) => {
                    let behind = &quoted[end..];
                    (
                        part(&quoted[..end], true),
                        &behind[behind.chars().next().map_or(0, char::len_utf8)..],
                    )
                }
                // A quote left open is not typed to its end yet: words.
                None => (part("", false), quoted),
            };
        }
        let end = inside
            .find(|c: char| c.is_whitespace() || is_quote(c))
            .unwrap_or(inside.len());
        (part(&inside[..end], false), &inside[end..])
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

fn begins_with(text: &str, name: &str) -> bool {
    text.as_bytes()
        .get(..name.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A query in short: `word`, `"a phrase"`, `-` left out, `t:` in the title, `…` open.
    fn short(text: &str, typing: bool) -> String {
        let query = Query::parse(text, typing);
        let clauses = query.clauses.iter().map(|clause| {
            let words = clause.words.join(" ");
            format!(
                "{}{}{}{}",
                if clause.is_excluded { "-" } else { "" },
                if clause.in_title { "t:" } else { "" },
                if clause.is_phrase() {
                    format!("\"{words}\"")
                } else {
                    words
                },
                if clause.is_open { "…" } else { "" }
            )
        });
        let channels = query.channels.iter().map(|name| format!("channel:{name}"));
        clauses.chain(channels).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_people_type_is_read() {
        for (text, expected) in [
            ("Winter Peak", "winter peak"),
            ("\"winter peak\" demand", "\"winter peak\" demand"),
            ("“winter peak”", "\"winter peak\""),
            (
                "winter -summer -\"early spring\"",
                "winter -summer -\"early spring\"",
            ),
            ("title:Amazon", "t:amazon"),
            ("TITLE:\"Amazon web\"", "t:\"amazon web\""),
            ("channel:acquiredfm winter", "winter channel:acquiredfm"),
            ("channel:\"dr tutoriales\"", "channel:dr tutoriales"),
            ("e-mail", "e mail"),
            ("twenty-one - two", "twenty one two"),
            ("東京 tower", "\"東 京\" tower"),
            ("winter winter", "winter"),
            ("foo:bar", "foo bar"),
            ("\"left open", "left open"),
            ("a\"b c\"d", "a \"b c\" d"),
            ("+(winter AND* [peak~2", "winter and peak 2"),
            ("", ""),
            ("\"\" - : -\"\"", ""),
        ] {
            assert_eq!(short(text, false), expected, "{text}");
        }
        assert_eq!(short("winter pea", true), "winter pea…");
        assert_eq!(short("winter peak ", true), "winter peak");
    }

    #[test]
    fn long_ones_are_cut_and_say_so() {
        let long: String = (0..100).map(|n| format!("w{n} ")).collect();
        let query = Query::parse(&long, false);
        assert!(query.is_cut && query.clauses.len() == MAX_WORDS);
        assert!(Query::parse(&"x".repeat(100_000), false).is_cut);
        for (text, is_cut) in [("é", false), ("東", false), ("𝒳", true)] {
            let text = text.repeat(MAX_QUERY_LENGTH / 2 + 1);
            let text = format!("{text}{}", "a ".repeat(MAX_QUERY_LENGTH / 4 - 1));
            let is_long = text.encode_utf16().count() > MAX_QUERY_LENGTH;
            assert_eq!(
                (is_long, bounded(&text).len() < text.len()),
                (is_cut, is_cut),
                "as a field counts"
            );
        }
        let phrases: String = (0..10).map(|n| format!("\"a b{n}\" ")).collect();
        let query = Query::parse(&phrases, false);
        assert!(query.is_cut && query.clauses.len() == MAX_PHRASES);
        let channels: String = (0..20).map(|n| format!("channel:c{} ", n % 10)).collect();
        let query = Query::parse(&channels, false);
        assert!(query.is_cut && query.channels.len() == MAX_CHANNELS);
        assert_eq!(Query::parse("channel:a channel:a", false).channels, ["a"]);
        assert!(!Query::parse("winter peak", false).is_cut);
    }

    proptest! {
        #[test]
        fn anything_is_a_query(text in ".*|[\"a -:(]{0,60}", typing: bool) {
            let query = Query::parse(&text, typing);
            let words = query.clauses.iter().flat_map(|clause| &clause.words);
            let letters = words.clone().map(|word| word.chars().count());
            prop_assert!(words.clone().count() <= MAX_WORDS);
            prop_assert!(letters.sum::<usize>() <= MAX_LETTERS);
            prop_assert!(words.clone().all(|word| !word.is_empty()));
        }

        #[test]
        fn every_word_that_is_typed_is_asked_for(words in proptest::collection::vec("[a-z]{1,8}", 1..20)) {
            let query = Query::parse(&words.join(" "), false);
            let asked: Vec<&String> =
                query.clauses.iter().flat_map(|clause| &clause.words).collect();
            prop_assert!(words.iter().all(|word| asked.contains(&word)));
        }
    }
}
