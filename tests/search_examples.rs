//! What is typed in unusual ways still finds what it asks for.

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::progress::Progress;
use cueleaf::search::{CancellationToken, Hits, MatchMode, Query, Request, Search};

/// An archive of one note, and its search.
fn one() -> (Archive, Search) {
    let source = "---\ntitle: Durable pricing power\nvideoId: E1cxZuHrwZc\n---\nThe brand kept its pricing power [00:03:38].";
    let note = Note::new("c/durable_pricing_power.md".to_owned(), source.to_owned());
    let archive = Archive::new(Corpus::from(vec![note]));
    let search = Search::new(&archive, &Progress::default()).unwrap();
    (archive, search)
}

fn find(typed: &str) -> std::sync::Arc<Hits> {
    let (archive, search) = one();
    let query = Query::parse(typed, false);
    let request = Request {
        query: &query,
        channel: None,
        video: None,
        offset: 0,
        limit: 10,
    };
    search
        .find(&archive, &request, &CancellationToken::default())
        .unwrap()
}

#[test]
fn a_slip_for_a_word_that_is_asked_as_well_is_forgiven() {
    let found = find("pricing prcing");
    assert_eq!((found.total, found.matching), (1, MatchMode::Similar));
    let (archive, search) = one();
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
fn a_word_of_the_title_is_found_in_the_text_where_both_are_asked() {
    for typed in ["title:pricing pricing", "pricing title:pricing"] {
        let found = find(typed);
        assert_eq!(found.hits[0].sentences.len(), 1, "{typed}");
    }
}

#[test]
fn notes_with_an_excluded_phrase_are_left_out() {
    for (typed, total) in [
        ("pricing -\"pricing power\"", 0),
        ("pricing -\"power pricing\"", 1),
        ("pricing -\"kept its\"", 0),
    ] {
        assert_eq!(find(typed).total, total, "{typed}");
    }
}

#[test]
fn a_mark_that_stands_alone_is_no_word() {
    assert!(!Query::parse("\u{345}", true).has_words());
    assert_eq!(find("\u{345} pricing").total, 1);
}
