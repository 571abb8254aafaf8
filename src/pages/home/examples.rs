//! Three examples of what the archive answers: a question, a topic, and a moment that plays. An
//! [`Archive`] in, links out, deterministic.

use std::cmp::Reverse;

use crate::archive::{Archive, NoteId, NoteOrTopic};
use crate::markdown::Moment;
use crate::pages::components::{PageLink, moment_link, moment_page, search_url};
use crate::pages::search::example_titles;
use crate::pages::snippet;

/// The words that a question begins with.
const QUESTION_WORDS: [&str; 6] = ["how", "why", "what", "when", "who", "where"];

/// A shorter question finds too much.
const MIN_QUESTION_WORDS: usize = 5;

/// The question is looked for in this many titles.
const MAX_TITLES: usize = 2_000;

/// The moment is looked for in this many notes.
const MAX_NOTES: usize = 50;

/// The number of characters of the sentence of the moment.
const SENTENCE_CHARS: std::ops::RangeInclusive<usize> = 50..=140;

/// The examples of an archive.
#[derive(Default)]
pub(super) struct Examples {
    /// A search for the title of a note.
    pub(super) question: Option<PageLink>,
    /// The most linked note or topic, with the number of notes that link to it.
    pub(super) topic: Option<(PageLink, usize)>,
    pub(super) moment: Option<ExampleMoment>,
}

/// A sentence with the link that plays its moment.
pub(super) struct ExampleMoment {
    pub(super) sentence: String,
    /// The HTML of the link.
    pub(super) link: String,
    pub(super) note: PageLink,
}

impl Examples {
    pub(super) fn new(archive: &Archive) -> Self {
        let linked = archive.overview().most_linked.first();
        Self {
            question: question(archive),
            topic: linked.map(|(target, count)| (PageLink::entry(archive, *target), *count)),
            moment: moment(archive),
        }
    }
}

/// A search for a title that is a question: of the note that most others link to. Without a
/// question, the first title that makes a good search.
fn question(archive: &Archive) -> Option<PageLink> {
    let titles = || example_titles(archive).take(MAX_TITLES);
    let questions = titles().filter(|(_, title)| is_question(title));
    let question = questions.min_by_key(|(id, _)| Reverse(archive.backlinks(*id).len()));
    let (_, title) = question.or_else(|| titles().next())?;
    Some(PageLink::new(title, search_url(archive, title)))
}

/// Whether a title is a question of enough words to find what is meant.
fn is_question(title: &str) -> bool {
    let first = title.split_whitespace().next().unwrap_or_default();
    let is_long = title.split_whitespace().count() >= MIN_QUESTION_WORDS;
    is_long && (title.ends_with('?') || QUESTION_WORDS.contains(&&*first.to_lowercase()))
}

/// A moment of the most linked notes, or else of any.
fn moment(archive: &Archive) -> Option<ExampleMoment> {
    let linked = archive.overview().most_linked.iter();
    let linked = linked.filter_map(|(target, _)| match target {
        NoteOrTopic::Note(id) => Some(*id),
        NoteOrTopic::Topic(_) => None,
    });
    let others = archive
        .map()
        .channels
        .iter()
        .flat_map(|channel| channel.notes());
    let mut notes = linked.chain(others).take(MAX_NOTES);
    notes.find_map(|id| example_moment(archive, id))
}

/// The first moment of a note with an exact time and a sentence that is neither short nor long.
fn example_moment(archive: &Archive, id: NoteId) -> Option<ExampleMoment> {
    let note = archive.note(id);
    let sentence = |moment: &Moment| {
        snippet::text(archive, id, &moment.sentence)
            .trim()
            .to_owned()
    };
    let is_good = |moment: &&Moment| {
        moment.resolved.uncertain.is_none()
            && SENTENCE_CHARS.contains(&sentence(moment).chars().count())
            && moment_page(archive, id, moment).is_some()
    };
    let moment = note.facts.moments.iter().find(is_good)?;
    Some(ExampleMoment {
        sentence: sentence(moment),
        link: moment_link(archive, id, moment),
        note: PageLink::note(archive, id),
    })
}
