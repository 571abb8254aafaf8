//! Examples of unusual queries that must find their note.

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::progress::Progress;
use cueleaf::search::{CancellationToken, Hits, MatchMode, Search, SearchRequest};

/// An archive of one note, and its index.
fn single_note() -> (Archive, Search) {
    let source = "---\ntitle: Durable pricing power\nvideoId: E1cxZuHrwZc\n---\nThe brand kept its pricing power [00:03:38].";
    let note = Note::new("c/durable_pricing_power.md".to_owned(), source.to_owned());
    let archive = Archive::new(Corpus::from(vec![note]));
    let search = Search::new(&archive, &Progress::default()).unwrap();
    (archive, search)
}

fn find(input: &str) -> std::sync::Arc<Hits> {
    let (archive, search) = single_note();
    let request = SearchRequest::new(input);
    search
        .find(&archive, &request, &CancellationToken::default())
        .unwrap()
}

#[test]
fn a_typo_of_another_query_word_is_tolerated() {
    let found = find("pricing prcing");
    assert_eq!((found.total, found.match_mode), (1, MatchMode::Similar));
    let (archive, search) = single_note();
    assert_eq!(
        search
            .suggest(&archive, "pricing prcing", &CancellationToken::default())
            .unwrap()
            .notes
            .len(),
        1
    );
}

#[test]
fn a_title_word_matches_the_text_if_the_query_has_both() {
    for input in ["title:pricing pricing", "pricing title:pricing"] {
        let found = find(input);
        assert_eq!(found.hits[0].sentences.len(), 1, "{input}");
    }
}

#[test]
fn notes_with_an_excluded_phrase_are_excluded() {
    for (input, total) in [
        ("pricing -\"pricing power\"", 0),
        ("pricing -\"power pricing\"", 1),
        ("pricing -\"kept its\"", 0),
    ] {
        assert_eq!(find(input).total, total, "{input}");
    }
}

#[test]
fn a_lone_combining_mark_is_not_a_word() {
    assert!(!SearchRequest::incomplete("\u{345}").query.has_words());
    assert_eq!(find("\u{345} pricing").total, 1);
}

#[test]
fn a_corrected_query_keeps_what_is_not_a_misspelt_word() {
    let notes = [
        ("power", "Durable pricing power of an agent, by e-mail."),
        ("numbers", "A 400k loan, e mcp, z2 and 3 more."),
        ("money", "D'abord l'argent, and pricing-power."),
    ];
    let notes = notes.map(|(name, text)| Note::new(format!("c/{name}.md"), text.to_owned()));
    let archive = Archive::new(Corpus::from(Vec::from(notes)));
    let search = Search::new(&archive, &Progress::default()).unwrap();
    let spelling = |input: &str| {
        let cancel = CancellationToken::default();
        let spelling = search.spelling(&SearchRequest::new(input), &cancel);
        spelling.unwrap()
    };
    for (input, expected) in [
        ("prcing", "pricing"),
        ("Durable,  prcing?", "Durable,  pricing?"),
        ("title:prcing -durabel", "title:pricing -durable"),
        ("“prcing power” loan", "“pricing power” loan"),
        (
            "prcing channel:prcing -channel:\"a prcing\"",
            "pricing channel:prcing -channel:\"a prcing\"",
        ),
        ("pricing/powr", "pricing/power"),
        ("durable-powr", "durable-power"),
        // These compounds are in the archive.
        ("e-mial", "e-mail"),
        ("l’argnet", "l’argent"),
    ] {
        assert_eq!(spelling(input).as_deref(), Some(expected), "{input}");
    }
    for input in [
        "pricing", "l'agnet", "e-powr", "401k", "e=mc2", "zz2 zz3", "-e-powr",
    ] {
        assert_eq!(spelling(input), None, "{input}");
    }
}
