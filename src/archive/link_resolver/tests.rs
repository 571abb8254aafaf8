//! Tests of the order in which links are resolved.

use super::topic_name;
use crate::archive::{Archive, LinkTarget, NoteId};
use crate::corpus::{Corpus, Note};

/// An archive of notes with these paths and texts.
fn archive(files: &[(&str, &str)]) -> Archive {
    let note = |(path, text): &(&str, &str)| Note::new((*path).to_owned(), (*text).to_owned());
    Archive::new(Corpus::from(files.iter().map(note).collect::<Vec<_>>()))
}

fn archive_of(paths: &[&str]) -> Archive {
    archive(
        &paths
            .iter()
            .map(|path| (*path, "Text."))
            .collect::<Vec<_>>(),
    )
}

/// What a target means in the note at a path: the path of a note, a channel, or nothing.
fn resolved(archive: &Archive, from: &str, target: &str) -> String {
    let (id, _) = archive
        .notes()
        .find(|(_, note)| note.path == from)
        .unwrap_or_else(|| panic!("{from}"));
    let path = |id: NoteId| archive.note(id).path.clone();
    match archive.resolve(id, target) {
        LinkTarget::Note(id) => path(id),
        LinkTarget::Channel(id) => format!("channel {}", archive.channel(id).folder),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_path_leads_to_the_file_that_it_names() {
    let archive = archive_of(&[
        "ch/L.md",
        "ch/sub/deep.md",
        "sub/other.md",
        "yt/nest/a/here.md",
        "yt/nest/a/summary.md",
        "yt/nest/b/with space.md",
        "yt/nest/b/summary.markdown",
    ]);
    for (from, target, path) in [
        (
            "yt/nest/a/here.md",
            "yt/nest/b/summary",
            "yt/nest/b/summary.markdown",
        ),
        (
            "yt/nest/a/here.md",
            "/yt/nest/b/summary.md",
            "yt/nest/b/summary.markdown",
        ),
        (
            "yt/nest/a/here.md",
            "../b/summary",
            "yt/nest/b/summary.markdown",
        ),
        (
            "yt/nest/a/here.md",
            "../b/summary.markdown",
            "yt/nest/b/summary.markdown",
        ),
        (
            "yt/nest/a/here.md",
            ".././b/./summary",
            "yt/nest/b/summary.markdown",
        ),
        (
            "yt/nest/a/here.md",
            "b/summary",
            "yt/nest/b/summary.markdown",
        ),
        (
            "yt/nest/a/here.md",
            "nest/b/summary",
            "yt/nest/b/summary.markdown",
        ),
        (
            "yt/nest/a/here.md",
            "NEST\\B\\Summary",
            "yt/nest/b/summary.markdown",
        ),
        (
            "yt/nest/a/here.md",
            "nest/b/with%20space",
            "yt/nest/b/with space.md",
        ),
        (
            "yt/nest/a/here.md",
            "Nest/b/with_space",
            "yt/nest/b/with space.md",
        ),
        ("yt/nest/a/here.md", "summary", "yt/nest/a/summary.md"),
        ("yt/nest/a/here.md", "./summary", "yt/nest/a/summary.md"),
        ("yt/nest/a/here.md", "../../../sub/other", "sub/other.md"),
        ("ch/L.md", "gone/../SUB/deep", "ch/sub/deep.md"),
        ("ch/L.md", "sub/deep", "ch/sub/deep.md"),
        ("ch/L.md", "sub/deep.md", "ch/sub/deep.md"),
        ("ch/L.md", "sub/other", "sub/other.md"),
        ("ch/L.md", "gone/deep", "Unresolved"),
        ("ch/L.md", "yt/b/summary", "Unresolved"),
        ("ch/L.md", "est/b/summary", "Unresolved"),
    ] {
        assert_eq!(resolved(&archive, from, target), path, "{target} in {from}");
    }
}

#[test]
fn the_nearest_note_of_several_wins() {
    let archive = archive_of(&[
        "a/b/x.md",
        "a/c/d/note.md",
        "a/c/home.md",
        "a/c/x.md",
        "a/home.md",
        "a/n.md",
        "a/note.md",
        "e/note.md",
        "home.md",
        "zz/f/note.md",
        "zz/g.md",
    ]);
    for (from, target, path) in [
        ("a/c/x.md", "note", "a/c/d/note.md"),
        ("a/c/x.md", "home", "a/c/home.md"),
        ("a/b/x.md", "home", "home.md"),
        ("a/b/x.md", "note", "a/note.md"),
        ("zz/g.md", "note", "zz/f/note.md"),
        ("home.md", "x", "a/b/x.md"),
        ("a/n.md", "c/x", "a/c/x.md"),
    ] {
        assert_eq!(resolved(&archive, from, target), path, "{target} in {from}");
    }
}

#[test]
fn the_exact_name_wins_in_folders_that_differ_only_in_case() {
    let archive = archive_of(&[
        "Mills/origin.md",
        "home.md",
        "mills/Origin.md",
        "mills/Races.md",
    ]);
    for (target, path) in [
        ("mills/origin", "Mills/origin.md"),
        ("mills/Origin", "mills/Origin.md"),
        ("MILLS/ORIGIN", "Mills/origin.md"),
        ("Mills/races", "mills/Races.md"),
    ] {
        assert_eq!(resolved(&archive, "home.md", target), path, "{target}");
    }
}

#[test]
fn each_step_comes_before_the_next() {
    let titled = |title: &'static str| format!("---\ntitle: {title}\n---\nText.");
    let by_title = titled("The plan");
    let by_alias = "---\naliases: [The Plan, other plan]\npermalink: /old/plan\n---\nText.";
    let by_key = "Text.";
    let all = [
        ("a/x.md", "Text."),
        ("a/the-plan.md", by_key),
        ("b/title.md", &by_title),
        ("c/alias.md", by_alias),
        ("d/THE PLAN.md", "Text."),
        ("e/The plan.md", "Text."),
    ];
    let expected = [
        "a/the-plan.md",
        "b/title.md",
        "c/alias.md",
        "d/THE PLAN.md",
        "e/The plan.md",
    ];
    for (count, path) in (2..).zip(expected) {
        let archive = archive(&all[..count]);
        assert_eq!(resolved(&archive, "a/x.md", "The plan"), path);
    }
    let archive = archive(&all);
    for target in [
        "Other Plan",
        "other_plan",
        "/old/plan/",
        "old/plan",
        "c/Other plan",
    ] {
        assert_eq!(
            resolved(&archive, "a/x.md", target),
            "c/alias.md",
            "{target}"
        );
    }
}

#[test]
fn names_that_differ_in_a_sign_are_different() {
    let archive = archive_of(&["C.md", "R.md", "c/x.md", "gpt_35.md", "version_11.md"]);
    for target in ["C++", "C#", "R&", "GPT-3.5", "version 1.1"] {
        assert_eq!(
            resolved(&archive, "c/x.md", target),
            "Unresolved",
            "{target}"
        );
    }
    assert_eq!(resolved(&archive, "c/x.md", "gpt 35"), "gpt_35.md");
}

#[test]
fn a_note_comes_before_a_channel_of_the_same_name() {
    let archive = archive_of(&[
        "maths/intro.md",
        "maths/maths.md",
        "physics/intro.md",
        "physics/maths.md",
        "logic/intro.md",
        "x/LOGIC.md",
        "y/art/intro.md",
        "y/Set.md",
        "set theory/z.md",
    ]);
    for (from, target, path) in [
        ("maths/intro.md", "maths", "channel maths"),
        ("physics/intro.md", "maths", "physics/maths.md"),
        ("logic/intro.md", "logic", "x/LOGIC.md"),
        ("logic/intro.md", "physics", "channel physics"),
        ("logic/intro.md", "PHYSICS", "channel physics"),
        ("logic/intro.md", "set_theory", "channel set theory"),
    ] {
        assert_eq!(resolved(&archive, from, target), path, "{target} in {from}");
    }
}

#[test]
fn files_that_are_no_notes_are_not_topics() {
    let archive = archive(&[
        ("c/Drawing.excalidraw.md", "Text."),
        (
            "c/x.md",
            "[[node.js]] [[board.canvas]] [[gone.png]] [[../old/Gone.md]] [[gone]]",
        ),
    ]);
    assert_eq!(resolved(&archive, "c/x.md", "board.canvas"), "MissingFile");
    assert_eq!(
        resolved(&archive, "c/x.md", "Drawing.excalidraw"),
        "c/Drawing.excalidraw.md"
    );
    let topics: Vec<&str> = archive
        .topics()
        .iter()
        .map(|topic| topic.name.as_str())
        .collect();
    assert_eq!(topics, ["Node.js", "Old/Gone", "Gone"]);
}

#[test]
fn the_name_of_a_topic_has_no_marks_of_a_path() {
    for (target, name) in [
        ("../a/b.md", "a/b"),
        ("./b", "b"),
        ("/b.markdown", "b"),
        (".NET", ".NET"),
        ("...", "..."),
        ("AC/DC", "AC/DC"),
    ] {
        assert_eq!(topic_name(target), name);
    }
}
