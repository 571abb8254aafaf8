//! Parses user input into words, phrases and filters. Every input is a valid query.

use std::ops::Range;

use crate::search::field::{Field, field, is_quote, value_after_space};
use crate::search::filters::Filters;
use crate::search::folding::fold;
use crate::search::words::Words;

/// The maximum length of a query in UTF-16 code units, the unit of an input field's `maxlength`.
pub const MAX_QUERY_LENGTH: usize = 1_000;

/// The maximum number of words in a query.
pub const MAX_WORDS: usize = 32;

/// The maximum number of letters in all folded words of a query; a single character can fold to
/// eighteen.
pub const MAX_LETTERS: usize = 1_000;

/// The maximum number of phrases in a query: matching positions costs more than matching documents.
pub const MAX_PHRASES: usize = 8;

/// Truncates a query to [`MAX_QUERY_LENGTH`] UTF-16 code units.
pub(super) fn bounded(text: &str) -> &str {
    let mut length = 0;
    let end = text.char_indices().find(|(_, c)| {
        length += c.len_utf16();
        length > MAX_QUERY_LENGTH
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// A parsed query.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    /// Words and phrases, in order.
    pub clauses: Vec<Clause>,
    /// What a note must be, beside its words.
    pub filters: Filters,
    /// The limits that the query exceeded; what exceeds one is left out.
    pub exceeded: Vec<QueryLimit>,
}

/// A limit of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueryLimit {
    /// [`MAX_QUERY_LENGTH`]
    Length,
    /// [`MAX_WORDS`]
    Words,
    /// [`MAX_LETTERS`]
    Letters,
    /// [`MAX_PHRASES`]
    Phrases,
    /// [`MAX_FILTERS`](crate::search::filters::MAX_FILTERS)
    Filters,
}

/// A word or a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Clause {
    /// The folded words; at least one.
    pub words: Vec<String>,
    /// If it is a part of a compound (`wi-fi`), the compound in one word (`wifi`).
    pub joined: Option<String>,
    /// Whether it is quoted.
    pub is_quoted: bool,
    /// Whether it must be in the title.
    pub in_title: bool,
    /// Whether notes that contain it are excluded.
    pub is_excluded: bool,
    /// Whether the last word is still being typed and may be a prefix.
    pub is_open: bool,
}

impl Clause {
    /// Whether it has several words, which must be adjacent.
    pub fn is_phrase(&self) -> bool {
        self.words.len() > 1 && (self.is_quoted || self.in_title || self.is_excluded)
    }

    /// Whether it is a run of letters of a script without spaces. Notes need not contain all.
    pub(super) fn is_run(&self) -> bool {
        self.words.len() > 1 && !self.is_phrase()
    }

    /// Whether a note must contain it: phrases and words in titles are requested exactly.
    pub(super) fn is_required(&self) -> bool {
        self.is_phrase() || self.in_title
    }
}

impl Query {
    /// Parses words, `"a phrase"`, `title:word` and filters, each also excluded with `-`.
    /// If `typing`, the last word may be a prefix.
    pub(super) fn parse(text: &str, typing: bool) -> Self {
        let truncated = bounded(text);
        let mut query = Self::default();
        if truncated.len() < text.len() {
            query.exceed(QueryLimit::Length);
        }
        let mut rest = truncated.trim_start();
        while !rest.is_empty() {
            let (part, after) = QueryPart::read(rest);
            query.push(&part);
            rest = after.trim_start();
        }
        if let Some(last) = query.clauses.last_mut().filter(|_| typing) {
            last.is_open =
                last.words.len() == 1 && truncated.ends_with(|c: char| c.is_alphanumeric());
        }
        query
    }

    /// Whether it has neither words to search for nor filters that ask for notes.
    pub fn is_empty(&self) -> bool {
        !self.has_words() && !self.filters.asks_for_notes()
    }

    /// Whether it requires phrases, words in titles, or what filters ask for.
    pub fn has_requirements(&self) -> bool {
        self.filters.asks_for_notes() || self.clauses.iter().any(Clause::is_required)
    }

    /// Whether it has words to search for.
    pub fn has_words(&self) -> bool {
        self.clauses.iter().any(|clause| !clause.is_excluded)
    }

    fn push(&mut self, part: &QueryPart<'_>) {
        if let Some(field) = part.field.filter(|field| *field != Field::Title) {
            if !self.filters.add(field, part.text, part.is_excluded) {
                self.exceed(QueryLimit::Filters);
            }
            return;
        }
        let taken = || self.clauses.iter().flat_map(|clause| &clause.words);
        let mut words_left = MAX_WORDS - taken().count();
        let mut letters_left =
            MAX_LETTERS - taken().map(|word| word.chars().count()).sum::<usize>();
        for group in groups(part) {
            let mut words = Vec::new();
            for word in group.words {
                if words.len() == words_left {
                    self.exceed(QueryLimit::Words);
                    break;
                }
                let Some(left) = letters_left.checked_sub(word.chars().count()) else {
                    self.exceed(QueryLimit::Letters);
                    break;
                };
                letters_left = left;
                words.push(word);
            }
            words_left -= words.len();
            let clause = Clause {
                words,
                joined: group.joined,
                is_quoted: part.is_quoted,
                in_title: part.field == Some(Field::Title),
                is_excluded: part.is_excluded,
                is_open: false,
            };
            let phrases = self.clauses.iter().filter(|clause| clause.is_phrase());
            if clause.is_phrase() && phrases.count() == MAX_PHRASES {
                self.exceed(QueryLimit::Phrases);
                continue;
            }
            // Duplicates are dropped.
            if !clause.words.is_empty() && !self.clauses.contains(&clause) {
                self.clauses.push(clause);
            }
        }
    }

    fn exceed(&mut self, limit: QueryLimit) {
        if !self.exceeded.contains(&limit) {
            self.exceeded.push(limit);
        }
    }

    /// The memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let words = self
            .clauses
            .iter()
            .flat_map(|clause| clause.words.iter().chain(&clause.joined));
        let texts = words
            .chain(self.filters.names())
            .map(|text| size_of::<String>() + text.capacity());
        size_of::<Self>() + self.clauses.capacity() * size_of::<Clause>() + texts.sum::<usize>()
    }
}

/// Adjacent words of a query part.
struct WordGroup {
    words: Vec<String>,
    /// The compound that the word is a part of, in one word.
    joined: Option<String>,
}

/// Groups adjacent words of a query part: all words if it is quoted, otherwise the consecutive
/// letters of scripts without spaces. An excluded compound is one word: all notes with its parts
/// contain it too.
fn groups(part: &QueryPart<'_>) -> Vec<WordGroup> {
    let text = part.text;
    let mut groups: Vec<WordGroup> = Vec::new();
    let mut end = None;
    let mut compound: Option<(Range<usize>, String)> = None;
    for word in Words::new(text) {
        let mut folded = fold(&text[word.range.clone()]).into_owned();
        // A combining mark on its own.
        if folded.is_empty() {
            continue;
        }
        if let Some(range) = word.compound().filter(|_| !part.is_quoted) {
            compound = Some((range.clone(), fold(&text[range.clone()]).into_owned()));
        }
        let joins = part.is_quoted || (word.is_letter && end == Some(word.range.start));
        end = word.is_letter.then_some(word.range.end);
        let mut joined = compound
            .as_ref()
            .filter(|(range, _)| word.range.end <= range.end)
            .map(|(range, joined)| (range.start, joined.clone()));
        if part.is_excluded
            && let Some((start, joined)) = joined.take()
        {
            if start < word.range.start {
                continue;
            }
            folded = joined;
        }
        match groups.last_mut().filter(|_| joins) {
            Some(group) => group.words.push(folded),
            None => groups.push(WordGroup {
                words: vec![folded],
                joined: joined.map(|(_, joined)| joined),
            }),
        }
    }
    groups
}

/// The byte ranges of a query's text that contain words to search for, or to exclude.
pub(super) fn word_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (part, after) = QueryPart::read(rest);
        if matches!(part.field, None | Some(Field::Title)) {
            let start = text.len() - rest.len() + part.start;
            ranges.push(start..start + part.text.len());
        }
        rest = after.trim_start();
    }
    ranges
}

/// A part of a query: quoted, or without spaces.
struct QueryPart<'t> {
    text: &'t str,
    /// Where it begins in the text that it was read from, after the names of fields and signs.
    start: usize,
    field: Option<Field>,
    is_quoted: bool,
    is_excluded: bool,
}

impl<'t> QueryPart<'t> {
    /// Parses the first part of a text. Returns the rest, too.
    fn read(text: &'t str) -> (Self, &'t str) {
        let excluded = excluded(text);
        let (is_excluded, content) = (excluded.is_some(), excluded.unwrap_or(text));
        let (field, content) = match field(content) {
            Some((field, value)) => (Some(field), value_after_space(value)),
            None => (None, content),
        };
        let part = |value: &'t str, start, is_quoted| Self {
            text: value,
            start,
            field,
            is_quoted,
            is_excluded,
        };
        if let Some(quoted) = content.strip_prefix(is_quote) {
            return match quoted.find(is_quote) {
                Some(end) => {
                    let rest = &quoted[end..];
                    (
                        part(&quoted[..end], text.len() - quoted.len(), true),
                        &rest[rest.chars().next().map_or(0, char::len_utf8)..],
                    )
                }
                // An unclosed quote is probably still being typed: read its content as words.
                None => (part("", text.len() - quoted.len(), false), quoted),
            };
        }
        let end = content
            .find(|c: char| c.is_whitespace() || is_quote(c))
            .unwrap_or(content.len());
        let start = text.len() - content.len();
        (part(&content[..end], start, false), &content[end..])
    }
}

/// What a minus at the start of a text excludes: a word or phrase, with any signs before it, but
/// not what follows another minus, a space or an arrow.
fn excluded(text: &str) -> Option<&str> {
    let content = text.strip_prefix(['-', '−'])?;
    let is_sign = |c: char| {
        let ends_signs = c.is_alphanumeric() || c.is_whitespace() || is_quote(c);
        !ends_signs && !matches!(c, '-' | '−' | '>')
    };
    let word = content.trim_start_matches(is_sign);
    match word.chars().next()? {
        // Signs before a quote would end the part.
        c if is_quote(c) => Some(word),
        c => c.is_alphanumeric().then_some(content),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::MAX_FILTERS;
    use proptest::prelude::*;

    /// A query in a short notation: `word`, `"a phrase"`, `-` excluded, `t:` in the title, `…` a
    /// prefix, `part(joined)`, `l+e+t+t+e+r+s` of a run.
    fn notation(text: &str, typing: bool) -> String {
        let query = Query::parse(text, typing);
        let clauses = query.clauses.iter().map(|clause| {
            let words = clause.words.join(if clause.is_run() { "+" } else { " " });
            let joined = clause.joined.as_ref();
            format!(
                "{}{}{}{}{}",
                if clause.is_excluded { "-" } else { "" },
                if clause.in_title { "t:" } else { "" },
                if clause.is_phrase() {
                    format!("\"{words}\"")
                } else {
                    words
                },
                joined.map_or_else(String::new, |joined| format!("({joined})")),
                if clause.is_open { "…" } else { "" }
            )
        });
        let filters = &query.filters;
        let names = [
            ("channel", &filters.channels),
            ("-channel", &filters.excluded_channels),
            ("tag", &filters.tags),
            ("-tag", &filters.excluded_tags),
        ];
        let names = names
            .into_iter()
            .flat_map(|(field, names)| names.iter().map(move |name| format!("{field}:{name}")));
        let after = filters.after.map(|date| format!("after:{date}"));
        let before = filters.before.map(|date| format!("before:{date}"));
        let parts = clauses.chain(names).chain(after).chain(before);
        parts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn queries_are_parsed() {
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
            ("title: Amazon web", "t:amazon web"),
            ("-title:  \"Amazon web\"", "-t:\"amazon web\""),
            ("winter channel: acquiredfm", "winter channel:acquiredfm"),
            ("title: title:a title: -b", "t:a -b"),
            ("title: ", ""),
            ("channel:acquiredfm winter", "winter channel:acquiredfm"),
            ("channel:\"dr tutoriales\"", "channel:dr tutoriales"),
            (
                "-channel:a winter −CHANNEL:\"dr tutoriales\" -channel: b",
                "winter -channel:a -channel:dr tutoriales -channel:b",
            ),
            ("-channel: -channel:\"\" winter -channel:", "winter"),
            ("e-mail", "e(email) mail(email)"),
            ("twenty-one - two", "twenty(twentyone) one(twentyone) two"),
            ("\"e-mail list\"", "\"e mail list\""),
            ("-e-mail -.net", "-email -.net"),
            ("today -$500 −#climate -@elon", "today -500 -climate -elon"),
            (
                "-(climate) -(\"early spring\")",
                "-climate -\"early spring\"",
            ),
            ("a - b -- c --d -> e ->f -, g", "a b c d e f g"),
            ("5 -3 2010-2015", "5 -3 2010 2015"),
            ("title:node.js x", "t:node(nodejs) t:js(nodejs) x"),
            ("don't C++ 10,000", "dont c++ 10000"),
            ("ร้านหนังสือ", "ร้าน หนังสือ"),
            ("ｶﾞﾗｽ", "ガ+ラ+ス"),
            ("東京 tower", "東+京 tower"),
            (
                "-東京 title:東京 \"東京\"",
                "-\"東 京\" t:\"東 京\" \"東 京\"",
            ),
            ("winter winter", "winter"),
            ("foo:bar", "foo bar"),
            ("\"left open", "left open"),
            ("a\"b c\"d", "a \"b c\" d"),
            ("+(winter AND* [peak~2", "winter and peak 2"),
            ("", ""),
            ("\"\" - : -\"\"", ""),
            ("tag:#deep-work -tag:a/b", "tag:deep-work -tag:a/b"),
            ("Tag: \"deep work\" x", "x tag:deep work"),
            ("tag: tag:2024 x", "x"),
            (
                "after:2024-01 before:\"15 March 2024\"",
                "after:2024-01 before:2024-03-15",
            ),
            (
                "-after:2024 after:2023-05 after:2022",
                "after:2023-05 before:2024",
            ),
            ("after: the war before:noon", "after the war before noon"),
        ] {
            assert_eq!(notation(text, false), expected, "{text}");
        }
        assert_eq!(notation("winter pea", true), "winter pea…");
        assert_eq!(notation("winter peak ", true), "winter peak");
    }

    #[test]
    fn long_queries_are_truncated_and_marked() {
        use QueryLimit::{Filters, Length, Letters, Phrases, Words};
        let exceeded = |text: &str| Query::parse(text, false).exceeded;
        let long: String = (0..100).map(|n| format!("w{n} ")).collect();
        let query = Query::parse(&long, false);
        assert_eq!(
            (query.exceeded, query.clauses.len()),
            (vec![Words], MAX_WORDS)
        );
        assert_eq!(exceeded(&"x".repeat(100_000)), [Length]);
        assert_eq!(exceeded(&"a b ".repeat(500)), [Length], "the words repeat");
        // One character folds to eighteen letters, and a word has at most sixty.
        let folds: String = (0..30).map(|n| format!("ﷺﷺﷺ{n} ")).collect();
        assert_eq!(exceeded(&folds), [Letters]);
        assert_eq!(
            exceeded(&format!("{long}{}", "x".repeat(1_000))),
            [Length, Words]
        );
        for (text, is_truncated) in [("é", false), ("東", false), ("𝒳", true)] {
            let text = text.repeat(MAX_QUERY_LENGTH / 2 + 1);
            let text = format!("{text}{}", "a ".repeat(MAX_QUERY_LENGTH / 4 - 1));
            let is_long = text.encode_utf16().count() > MAX_QUERY_LENGTH;
            assert_eq!(
                (is_long, bounded(&text).len() < text.len()),
                (is_truncated, is_truncated),
                "counted as an input field does"
            );
        }
        let phrases: String = (0..10).map(|n| format!("\"a b{n}\" ")).collect();
        let query = Query::parse(&phrases, false);
        assert_eq!(
            (query.exceeded, query.clauses.len()),
            (vec![Phrases], MAX_PHRASES)
        );
        for minus in ["", "-"] {
            let channel = |n| format!("channel:a {minus}channel:c{} ", n % 10);
            let query = Query::parse(&(0..20).map(channel).collect::<String>(), false);
            let names = query.filters.names().count();
            assert_eq!((query.exceeded, names), (vec![Filters], MAX_FILTERS));
        }
        let repeated = Query::parse("channel:a channel:a tag:b tag:#b", false);
        assert_eq!(repeated.filters.channels, ["a"]);
        assert_eq!(repeated.filters.tags, ["b"]);
        assert_eq!(exceeded("winter peak"), []);
    }

    proptest! {
        #[test]
        fn any_input_is_a_query(text in ".*|[\"a -:(.+'c]{0,60}|(tag:|after:|2024| |-|#|\"){0,20}", typing: bool) {
            let query = Query::parse(&text, typing);
            let words = query.clauses.iter().flat_map(|clause| &clause.words);
            let letters_left = words.clone().map(|word| word.chars().count());
            prop_assert!(words.clone().count() <= MAX_WORDS);
            prop_assert!(letters_left.sum::<usize>() <= MAX_LETTERS);
            prop_assert!(words.clone().all(|word| !word.is_empty()));
        }

        #[test]
        fn every_typed_word_is_searched_for(words in proptest::collection::vec("[a-z]{1,8}", 1..20)) {
            let query = Query::parse(&words.join(" "), false);
            let word_count: Vec<&String> =
                query.clauses.iter().flat_map(|clause| &clause.words).collect();
            prop_assert!(words.iter().all(|word| word_count.contains(&word)));
        }
    }
}
