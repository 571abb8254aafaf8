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

/// What a wikilink means in the note at a path: the path of a note, a channel, or nothing.
fn resolved(archive: &Archive, from: &str, target: &str) -> String {
    resolved_as(archive, from, target, false)
}

/// What a Markdown link means in the note at a path.
fn resolved_path(archive: &Archive, from: &str, target: &str) -> String {
    resolved_as(archive, from, target, true)
}

fn resolved_as(archive: &Archive, from: &str, target: &str, is_path: bool) -> String {
    let (id, _) = archive
        .notes()
        .find(|(_, note)| note.path == from)
        .unwrap_or_else(|| panic!("{from}"));
    let path = |id: NoteId| archive.note(id).path.clone();
    match archive.resolve(id, target, is_path) {
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
        ("a/c/x.md", "home", "home.md"),
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
fn a_path_to_a_missing_file_leads_nowhere() {
    let archive = archive_of(&["JS/n.md", "JS/sub/m.md", "Ruby/Array.md", "Ruby/foo-bar.md"]);
    for target in [
        "./Array",
        "../Array",
        "/Array",
        "../../../Array",
        "/foo/bar",
        "./foo bar",
    ] {
        assert_eq!(
            resolved(&archive, "JS/n.md", target),
            "Unresolved",
            "{target}"
        );
        let path = format!("{target}.md");
        assert_eq!(
            resolved_path(&archive, "JS/n.md", &path),
            "MissingFile",
            "{path}"
        );
    }
    for target in [
        "gone.md",
        "Foo/Array.md",
        "foo/bar.md",
        "folder/",
        "script.js",
        "./src/main.rs",
        "../../LICENSE",
    ] {
        assert_eq!(
            resolved_path(&archive, "JS/n.md", target),
            "MissingFile",
            "{target}"
        );
    }
    for target in ["gone", "version 1.1"] {
        assert_eq!(
            resolved_path(&archive, "JS/n.md", target),
            "Unresolved",
            "{target}"
        );
    }
    for (target, path) in [
        ("../Ruby/array.md", "Ruby/Array.md"),
        ("/ruby/Array", "Ruby/Array.md"),
        ("../Ruby/Array.html", "Ruby/Array.md"),
        ("Array.md", "Ruby/Array.md"),
        ("../Ruby/", "channel Ruby"),
        ("/Ruby", "channel Ruby"),
        ("sub/", "MissingFile"),
    ] {
        assert_eq!(resolved_path(&archive, "JS/n.md", target), path, "{target}");
    }
}

#[test]
fn a_wikilink_begins_at_the_top_and_a_path_in_its_folder() {
    let archive = archive_of(&[
        "a/notes.md",
        "b/n.md",
        "b/notes.md",
        "b/sub/n.md",
        "notes.md",
    ]);
    assert_eq!(resolved(&archive, "b/n.md", "notes"), "notes.md");
    assert_eq!(resolved(&archive, "b/n.md", "./notes"), "b/notes.md");
    assert_eq!(resolved_path(&archive, "b/n.md", "notes.md"), "b/notes.md");
    assert_eq!(
        resolved_path(&archive, "b/sub/n.md", "notes.md"),
        "notes.md"
    );
}

#[test]
fn a_folder_is_its_index_note() {
    let archive = archive_of(&[
        "course/01/README.md",
        "course/02/n.md",
        "course/n.md",
        "posts/bundle/bundle.md",
        "posts/bundle/index.md",
        "posts/leaf/_index.md",
        "posts/none/a.md",
    ]);
    for (from, target, path) in [
        ("course/02/n.md", "../01/", "course/01/README.md"),
        ("course/02/n.md", "../01", "course/01/README.md"),
        ("course/n.md", "./01", "course/01/README.md"),
        (
            "posts/leaf/_index.md",
            "../bundle/",
            "posts/bundle/bundle.md",
        ),
        ("posts/leaf/_index.md", "./", "posts/leaf/_index.md"),
        ("course/n.md", "/posts/Leaf/", "posts/leaf/_index.md"),
        ("posts/none/a.md", "../none/", "MissingFile"),
    ] {
        assert_eq!(resolved_path(&archive, from, target), path, "{target}");
    }
    assert_eq!(
        resolved(&archive, "course/n.md", "posts/bundle"),
        "posts/bundle/bundle.md"
    );
    assert_eq!(
        resolved(&archive, "course/n.md", "leaf"),
        "posts/leaf/_index.md"
    );
}

#[test]
fn the_top_folder_is_the_home_note() {
    let archive = archive_of(&["README.md", "course/02/n.md", "course/x.md"]);
    for target in ["/", "../..", "../../", "/README.md"] {
        assert_eq!(
            resolved_path(&archive, "course/02/n.md", target),
            "README.md",
            "{target}"
        );
    }
    assert_eq!(
        resolved_path(&archive, "course/02/n.md", "../"),
        "channel course"
    );
}

#[test]
fn a_permalink_is_a_path_from_the_top() {
    let moved = "---\nredirect_from: [/old/place/, older]\nurl: /new/\nid: zk-15\n---\n";
    let archive = archive(&[("a/b.md", moved), ("c/d/e.md", "Text.")]);
    for target in [
        "/old/place",
        "/old/place/",
        "../../older/",
        "old/place",
        "/new/",
    ] {
        assert_eq!(
            resolved_path(&archive, "c/d/e.md", target),
            "a/b.md",
            "{target}"
        );
    }
    for target in ["zk-15", "ZK 15", "a/zk-15"] {
        assert_eq!(resolved(&archive, "c/d/e.md", target), "a/b.md", "{target}");
    }
    assert_eq!(
        resolved_path(&archive, "c/d/e.md", "../zk-15.md"),
        "MissingFile"
    );
}

#[test]
fn notes_of_logseq_have_encoded_names_days_and_properties() {
    let archive = archive(&[
        ("journals/2024_01_15.md", "Text."),
        ("journals/February 3rd, 2024.md", "Text."),
        ("pages/Foo%2FBar.md", "Text."),
        ("pages/Parent___Child.md", "Text."),
        ("pages/One___Two b___Three.md", "Text."),
        ("pages/a%3A b.md", "Text."),
        ("pages/q%3F.md", "Text."),
        (
            "pages/x.md",
            "title:: Real Title\nalias:: Al One, [[Al Two]]\n\n- text",
        ),
    ]);
    for (target, path) in [
        ("Foo/Bar", "pages/Foo%2FBar.md"),
        ("foo/bar", "pages/Foo%2FBar.md"),
        ("a: b", "pages/a%3A b.md"),
        ("q?", "pages/q%3F.md"),
        ("Parent/Child", "pages/Parent___Child.md"),
        ("one/Two b/three", "pages/One___Two b___Three.md"),
        ("Jan 15th, 2024", "journals/2024_01_15.md"),
        ("2024-01-15", "journals/2024_01_15.md"),
        ("2024/01/15", "journals/2024_01_15.md"),
        ("Feb 3rd, 2024", "journals/February 3rd, 2024.md"),
        ("2024-02-03", "journals/February 3rd, 2024.md"),
        ("Jan 16th, 2024", "Unresolved"),
        ("real title", "pages/x.md"),
        ("Al One", "pages/x.md"),
        ("Al Two", "pages/x.md"),
    ] {
        assert_eq!(resolved(&archive, "pages/x.md", target), path, "{target}");
    }
    let titles: Vec<&str> = archive.notes().map(|(_, note)| &*note.title).collect();
    assert_eq!(titles[2..5], ["Foo/Bar", "Parent/Child", "One/Two b/Three"]);
    assert_eq!(titles[7..], ["Real Title"]);
}

#[test]
fn a_number_at_the_start_of_one_name_is_a_name() {
    let archive = archive_of(&[
        "202401151030 My idea.md",
        "20240115103055-slug.md",
        "202401151099 one.md",
        "202401151099_two.md",
        "2024011 short.md",
    ]);
    for (target, path) in [
        ("202401151030", "202401151030 My idea.md"),
        ("20240115103055", "20240115103055-slug.md"),
        ("202401151099", "Unresolved"),
        ("2024011", "Unresolved"),
    ] {
        assert_eq!(
            resolved(&archive, "2024011 short.md", target),
            path,
            "{target}"
        );
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
    let archive = archive_of(&[
        "$100.md", "50%.md", "1.md", "C.md", "a=b.md", "c/x.md", "x2.md",
    ]);
    for target in ["C--", "C♯", "C*", "100", "50", "①", "1%", "-1", "A/B", "x²"] {
        assert_eq!(
            resolved(&archive, "c/x.md", target),
            "Unresolved",
            "{target}"
        );
    }
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
