//! The messages of the search page.

use crate::search::{
    Hits, MAX_FILTERS, MAX_LETTERS, MAX_PHRASES, MAX_QUERY_LENGTH, MAX_WORDS, MatchMode,
    QueryLimit, SearchRequest,
};
use crate::text::plural::{count, grouped};

pub(super) const TITLE: &str = "Search";
pub(super) const EMPTY_QUERY: &str = "Search titles, channels and quotes.";

pub(super) const AFTER_LAST_PAGE: &str = "This page is after the last result.";

pub(super) fn title(query: &str) -> String {
    format!("Search: {query}")
}

pub(super) fn indexing(percent: usize) -> String {
    format!("Search is being prepared ({percent}%). You can read notes meanwhile.")
}

/// What of a query that exceeds limits was used.
pub(super) fn query_too_long(exceeded: &[QueryLimit]) -> String {
    let used = exceeded.iter().map(|limit| match limit {
        QueryLimit::Length => count(MAX_QUERY_LENGTH, "character"),
        QueryLimit::Words => count(MAX_WORDS, "word"),
        QueryLimit::Letters => count(MAX_LETTERS, "letter"),
        QueryLimit::Phrases => count(MAX_PHRASES, "phrase"),
        QueryLimit::Filters => count(MAX_FILTERS, "filter"),
    });
    let used: Vec<String> = used.collect();
    format!(
        "Query too long: only its first {} were used.",
        used.join(" and ")
    )
}

/// The last page says that there are more results.
pub(super) fn first_shown(shown: usize) -> String {
    format!("Only the first {} are shown.", count(shown, "note"))
}

pub(super) fn unknown_channel(name: &str) -> String {
    format!("No channel is named “{name}”.")
}

pub(super) fn unknown_tag(name: &str) -> String {
    format!("No note has the tag “{name}”.")
}

/// How many notes were found, and whether they contain all words.
pub(super) fn summary(found: &Hits, request: &SearchRequest) -> String {
    let here = match request.is_about_all_notes() {
        true => "",
        false => " here",
    };
    let (total, complete) = (found.total, found.complete);
    let notes = count(total, "note");
    let some = grouped(complete);
    let have = if total == 1 { "has" } else { "have" };
    let words = request.query.clauses.iter();
    let is_one_word = words.filter(|clause| !clause.is_excluded).count() < 2;
    if total == 0 {
        return format!("No results{here}.");
    }
    match found.match_mode {
        MatchMode::Similar if is_one_word => {
            format!("No note{here} has this word. {notes} {have} a similar word.")
        }
        MatchMode::All if is_one_word => format!("{notes}."),
        _ if complete == 0 => {
            format!("No note{here} has all words. {notes} {have} some of them.")
        }
        MatchMode::Similar if complete == total => {
            format!("No note{here} has all words as typed. {notes} {have} similar words.")
        }
        MatchMode::Similar => format!(
            "No note{here} has all words as typed. {notes}, {some} of them with similar words."
        ),
        _ if complete == total => format!("{notes} with all words."),
        _ => format!("{notes}, {some} of them with all words."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Scope;

    fn summary_of(query: &str, match_mode: MatchMode, complete: usize, total: usize) -> String {
        let found = Hits {
            total,
            complete,
            match_mode,
            ..Hits::default()
        };
        summary(&found, &SearchRequest::new(query))
    }

    #[test]
    fn the_summary_says_whether_all_words_were_found() {
        use MatchMode::{All, Similar, Some};
        for (query, match_mode, complete, total, expected) in [
            ("winter", All, 5, 5, "5 notes."),
            ("winter -summer", All, 1, 1, "1 note."),
            ("\"winter peak\"", All, 5, 5, "5 notes."),
            ("channel:acquiredfm", All, 5, 5, "5 notes."),
            ("winter peak", All, 1, 1, "1 note with all words."),
            ("winter peak", All, 12, 12, "12 notes with all words."),
            (
                "winter peak",
                All,
                1,
                2_041,
                "2,041 notes, 1 of them with all words.",
            ),
            (
                "winter peak",
                All,
                5_152,
                5_178,
                "5,178 notes, 5,152 of them with all words.",
            ),
            (
                "wnter",
                Similar,
                1,
                1,
                "No note has this word. 1 note has a similar word.",
            ),
            (
                "wnter peak",
                Similar,
                5,
                5,
                "No note has all words as typed. 5 notes have similar words.",
            ),
            (
                "wnter peak",
                Similar,
                3,
                5,
                "No note has all words as typed. 5 notes, 3 of them with similar words.",
            ),
            (
                "wnter peak",
                Similar,
                1_003,
                1_005,
                "No note has all words as typed. 1,005 notes, 1,003 of them with similar words.",
            ),
            (
                "winter peak",
                Some,
                0,
                1,
                "No note has all words. 1 note has some of them.",
            ),
            ("winter peak", All, 0, 0, "No results."),
        ] {
            assert_eq!(summary_of(query, match_mode, complete, total), expected);
        }
    }

    #[test]
    fn the_notice_names_the_limits_that_a_query_exceeds() {
        let words: String = (0..40).map(|n| format!("w{n} ")).collect();
        let phrases: String = (0..10).map(|n| format!("\"a b{n}\" ")).collect();
        let channels: String = (0..10).map(|n| format!("channel:c{n} ")).collect();
        for (query, used) in [
            ("a".repeat(1_500), "1,000 characters"),
            (words.clone(), "32 words"),
            (phrases, "8 phrases"),
            (channels, "8 filters"),
            (words + &"a".repeat(1_000), "1,000 characters and 32 words"),
        ] {
            assert_eq!(
                query_too_long(&SearchRequest::new(&query).query.exceeded),
                format!("Query too long: only its first {used} were used.")
            );
        }
    }

    #[test]
    fn a_part_of_the_archive_may_lack_what_another_part_has() {
        let found = Hits {
            total: 2,
            match_mode: MatchMode::Some,
            ..Hits::default()
        };
        for request in [
            SearchRequest::new("winter peak").with_scope(Scope::Empty),
            SearchRequest::new("winter peak channel:acquiredfm"),
            SearchRequest::new("winter peak -channel:acquiredfm"),
        ] {
            assert_eq!(
                summary(&found, &request),
                "No note here has all words. 2 notes have some of them."
            );
        }
    }
}
