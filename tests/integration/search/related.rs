//! Which notes are related to a note, and why.

use cueleaf::archive::{Archive, NoteId, NoteOrTopic};
use cueleaf::corpus::{Corpus, Note};
use cueleaf::progress::Progress;
use cueleaf::search::{Related, Search};

/// The words that notes have in common.
const WORDS: &str = "orchard blossom nectar pollen hive swarm drone larva wax comb forage clover \
                     willow lime heather petal stamen anther sepal calyx";

/// The paths, titles and texts of notes; each text is filled up to the same length with words that
/// no other note has.
struct Notes(Vec<Note>);

impl Notes {
    fn new() -> Self {
        let mut notes = Self(Vec::new());
        for number in 0..20 {
            notes.add(
                &format!("filler/n{number}.md"),
                &format!("Filler{number}"),
                "",
            );
        }
        notes
    }

    fn add(&mut self, path: &str, title: &str, text: &str) -> &mut Self {
        let missing = WORDS
            .split(' ')
            .count()
            .saturating_sub(text.split_whitespace().count());
        let name = path.replace(|c: char| !c.is_alphanumeric(), "");
        let own: Vec<String> = (0..missing).map(|n| format!("{name}own{n}")).collect();
        let source = format!("---\ntitle: {title}\n---\n\n{text}\n\n{}.\n", own.join(" "));
        self.0.push(Note::new(path.to_owned(), source));
        self
    }

    fn index(&self) -> Index {
        let archive = Archive::new(Corpus::from(self.0.clone()));
        let search = Search::new(&archive, &Progress::default()).unwrap();
        Index { archive, search }
    }
}

struct Index {
    archive: Archive,
    search: Search,
}

impl Index {
    fn id(&self, path: &str) -> NoteId {
        let mut notes = self.archive.listed_notes();
        notes.find(|(_, note)| note.path == path).unwrap().0
    }

    fn related(&self, path: &str, count: usize) -> Vec<Related> {
        let id = self.id(path);
        self.search.related(&self.archive, id, count)
    }

    /// The paths of related notes.
    fn paths(&self, path: &str, count: usize) -> Vec<&str> {
        let related = self.related(path, count);
        let notes = related
            .iter()
            .map(|related| self.archive.note(related.note));
        notes.map(|note| note.path.as_str()).collect()
    }

    fn sentence(&self, related: &Related) -> &str {
        let sentence = related.sentence.as_ref().unwrap();
        self.archive.note(related.note).facts.slice(&sentence.range)
    }
}

/// The first `count` of the shared words.
fn words(count: usize) -> String {
    let words: Vec<&str> = WORDS.split(' ').take(count).collect();
    format!("{}.", words.join(" "))
}

#[test]
fn the_last_place_is_kept_for_the_best_note_of_another_channel() {
    let mut notes = Notes::new();
    notes.add("bees/base.md", "Orchard", &words(20));
    for (path, shared) in [
        ("bees/first.md", 18),
        ("bees/second.md", 17),
        ("bees/third.md", 16),
        ("trees/good.md", 13),
        ("trees/fair.md", 11),
    ] {
        notes.add(path, "Orchard", &words(shared));
    }
    let index = notes.index();
    let best = [
        "bees/first.md",
        "bees/second.md",
        "bees/third.md",
        "trees/good.md",
    ];
    assert_eq!(index.paths("bees/base.md", 4), best, "by what they share");
    let kept = ["bees/first.md", "trees/good.md"];
    assert_eq!(index.paths("bees/base.md", 2), kept);
    assert_eq!(index.paths("bees/base.md", 1), ["trees/good.md"]);
    assert_eq!(index.paths("bees/base.md", 0), [""; 0]);
    let best = ["bees/base.md", "bees/first.md"];
    assert_eq!(
        index.paths("trees/good.md", 2),
        best,
        "both are of another channel"
    );
}

#[test]
fn notes_with_little_in_common_are_not_related() {
    let mut notes = Notes::new();
    notes
        .add("bees/base.md", "Orchard", &words(20))
        .add("bees/many.md", "Many", &words(12))
        .add("trees/many.md", "Many more", &words(12))
        .add("bees/few.md", "Few", &words(3))
        .add("trees/few.md", "Few more", &words(3));
    let index = notes.index();
    assert_eq!(
        index.paths("bees/base.md", 9),
        ["bees/many.md", "trees/many.md"]
    );
    assert_eq!(index.paths("filler/n1.md", 9), [""; 0]);
}

#[test]
fn notes_that_the_page_leads_to_are_left_out() {
    let video = "https://youtu.be/aaaaaaaaaaa";
    let shared = words(20);
    let mut notes = Notes::new();
    notes
        .add(
            "bees/base.md",
            "Orchard",
            &format!("{shared} [[linked]] {video}"),
        )
        .add("bees/linked.md", "Orchard", &shared)
        .add("bees/sibling.md", "Orchard", &format!("{shared} {video}"))
        .add("bees/other.md", "Orchard", &shared);
    let index = notes.index();
    let base = index.id("bees/base.md");
    assert_eq!(
        index.archive.video_of(base),
        index.archive.video_of(index.id("bees/sibling.md"))
    );
    assert!(index.archive.video_of(base).is_some());
    assert_eq!(index.paths("bees/base.md", 9), ["bees/other.md"]);
    let from_other = ["bees/base.md", "bees/linked.md", "bees/sibling.md"];
    let mut found = index.paths("bees/other.md", 9);
    found.sort_unstable();
    assert_eq!(found, from_other, "alike without links");
}

#[test]
fn shared_words_are_the_reason_with_the_sentence_that_has_most_of_them() {
    let mut notes = Notes::new();
    notes
        .add(
            "bees/base.md",
            "Orchard",
            "The swarm leaves the hive. Nectar and pollen of a willow.",
        )
        .add(
            "trees/willows.md",
            "Hive",
            "The willow bends. Nectar and Pollen feed a swarm in its hive. Rain fell.",
        );
    let index = notes.index();
    let related = &index.related("bees/base.md", 1)[0];
    assert_eq!(related.note, index.id("trees/willows.md"));
    assert_eq!(related.shared_link, None);
    assert_eq!(
        index.sentence(related),
        "Nectar and Pollen feed a swarm in its hive."
    );
    assert_eq!(
        related.words,
        ["Nectar", "Pollen", "swarm"],
        "as the note writes them"
    );
}

#[test]
fn a_shared_link_is_the_reason_with_the_sentence_that_links() {
    let shared = words(20);
    let mut notes = Notes::new();
    notes
        .add(
            "bees/base.md",
            "Orchard",
            &format!("{shared} See [[honey|there]]."),
        )
        .add("bees/other.md", "Orchard", &shared)
        .add(
            "trees/groves.md",
            "Groves",
            "Old groves have a calyx. Folk make [[honey|gold]] of them. They age.",
        );
    let index = notes.index();
    let groves = index.id("trees/groves.md");
    let related = index.related("bees/base.md", 9);
    let related = related
        .iter()
        .find(|related| related.note == groves)
        .unwrap();
    let Some(NoteOrTopic::Topic(topic)) = related.shared_link else {
        panic!("{related:?}");
    };
    assert_eq!(index.archive.topic(topic).name, "Honey");
    assert_eq!(related.words, [""; 0], "one shared word is no reason");
    assert_eq!(index.sentence(related), "Folk make gold of them.");
}

#[test]
fn an_unlisted_note_is_related_by_its_links_only() {
    let mut notes = Notes::new();
    let shared = words(20);
    notes.add("bees/same_words.md", "Orchard", &shared).add(
        "bees/same_link.md",
        "Groves",
        "Folk make [[honey]] of them.",
    );
    let draft = format!("---\nunlisted: true\n---\n\n{shared} See [[honey]].\n");
    notes.0.push(Note::new("bees/draft.md".to_owned(), draft));
    let index = notes.index();
    let mut all = index.archive.notes();
    let (draft, _) = all.find(|(_, note)| note.is_unlisted).unwrap();
    let related = index.search.related(&index.archive, draft, 9);
    let notes: Vec<NoteId> = related.iter().map(|related| related.note).collect();
    assert_eq!(notes, [index.id("bees/same_link.md")]);
    assert_eq!(related[0].words, [""; 0]);
    assert_eq!(index.sentence(&related[0]), "Folk make honey of them.");
}
