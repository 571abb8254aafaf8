//! Finds the problems of links: those to topics, to missing headings, blocks and files, and those
//! that several notes match.

use std::collections::{HashMap, HashSet};

use crate::archive::{Archive, LinkRef, LinkTarget, NoteId, PageId, section_time};
use crate::corpus::{LineIndex, Problem, ProblemKind};
use crate::markdown::Link;
use crate::text::plural::count;

/// All problems of links.
pub(super) fn link_problems(
    archive: &Archive,
    line_indexes: &mut HashMap<NoteId, LineIndex>,
) -> Vec<Problem> {
    let mut problems = unresolved_links(archive, line_indexes);
    for (id, note) in archive.notes() {
        let mut names = HashSet::new();
        for (index, (link, target)) in archive.links(id).enumerate() {
            // One problem for each name.
            let is_first = names.insert((&link.target, link.is_path));
            let ambiguity = is_first
                .then(|| ambiguity(archive, id, link, target))
                .flatten();
            let found = [missing(archive, link, target), ambiguity];
            for (kind, message) in found.into_iter().flatten() {
                let reference = LinkRef {
                    note: id,
                    link: index as u32,
                };
                problems.push(Problem {
                    path: note.path.clone(),
                    line: line_of(archive, reference, line_indexes),
                    kind,
                    message,
                });
            }
        }
    }
    problems
}

/// One problem for each topic, at the first link to it.
fn unresolved_links(
    archive: &Archive,
    line_indexes: &mut HashMap<NoteId, LineIndex>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for topic in archive.topics() {
        let Some(first) = topic.mentions.first() else {
            continue;
        };
        let (note, link) = (archive.note(first.note), archive.link(*first));
        let occurrences = match topic.mentions.len() {
            1 => String::new(),
            count => format!(" ({count} occurrences)"),
        };
        let message = format!(
            "unresolved link [[{}]]{occurrences}, see {}",
            link.target, topic.url
        );
        let line = line_of(archive, *first, line_indexes);
        problems.push(Problem {
            path: note.path.clone(),
            line,
            kind: ProblemKind::UnresolvedLink,
            message,
        });
    }
    problems
}

/// The problem of a link to a file, a heading or a block that does not exist.
fn missing(archive: &Archive, link: &Link, target: LinkTarget) -> Option<(ProblemKind, String)> {
    let note = match target {
        LinkTarget::MissingFile => {
            let message = format!(
                "file {:?} is missing, or of a kind that is not served; shown as text",
                link.target
            );
            return Some((ProblemKind::MissingFile, message));
        }
        LinkTarget::MissingBlock => {
            let message = format!("no note has the block {}; shown as text", link.target);
            return Some((ProblemKind::UnresolvedBlock, message));
        }
        target => archive.note(archive.note_of(target)?),
    };
    let section = link.section.as_deref()?;
    if note.facts.anchor_of(section).is_some() || section_time(note, section).is_some() {
        return None;
    }
    let last = section.rsplit('#').next().unwrap_or(section);
    let (kind, part) = match last.trim().strip_prefix('^') {
        Some(_) => (ProblemKind::UnresolvedBlock, "block"),
        None => (ProblemKind::UnresolvedHeading, "heading"),
    };
    let path = &note.path;
    Some((
        kind,
        format!("no {part} {section:?} in {path}; the link leads to the top of the page"),
    ))
}

/// The problem of a link that several notes or files match equally well.
fn ambiguity(
    archive: &Archive,
    id: NoteId,
    link: &Link,
    target: LinkTarget,
) -> Option<(ProblemKind, String)> {
    let chosen = match target {
        LinkTarget::Note(id) => archive.note(id).path.as_str(),
        LinkTarget::Channel(id) => archive.url(PageId::Channel(id)),
        LinkTarget::Media(id) => archive.media(id).path.as_str(),
        _ => return None,
    };
    let others = archive.other_targets(id, link);
    if others == 0 {
        return None;
    }
    let message = format!(
        "link [[{}]] leads to {chosen}, but {} {} equally well; write a path to choose",
        link.target,
        count(others, "other file"),
        if others == 1 { "matches" } else { "match" },
    );
    Some((ProblemKind::AmbiguousLink, message))
}

/// The line of a link.
pub(super) fn line_of(
    archive: &Archive,
    link: LinkRef,
    line_indexes: &mut HashMap<NoteId, LineIndex>,
) -> u32 {
    let written = &archive.link(link).source_range;
    line_indexes
        .entry(link.note)
        .or_insert_with(|| archive.note(link.note).line_index())
        .line_of(written.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Note};

    /// The lines and messages of the problems of a kind.
    fn problems(files: &[(&str, &str)], kind: ProblemKind) -> Vec<(String, u32, String)> {
        let note = |(path, text): &(&str, &str)| Note::new((*path).to_owned(), (*text).to_owned());
        let corpus = Corpus::from(files.iter().map(note).collect::<Vec<_>>());
        let problems = Archive::new(corpus).check().into_iter();
        problems
            .filter(|problem| problem.kind == kind)
            .map(|problem| (problem.path, problem.line, problem.message))
            .collect()
    }

    #[test]
    fn links_to_headings_and_blocks_that_do_not_exist_are_problems() {
        let files = [
            ("a.md", "# One\n\n## Two\n\nWords. ^block\n"),
            (
                "b.md",
                "[[a#one]] [[a#One#Two]] [[a#^Block]] [[a]] [[gone#x]]\n\n[[a#Three]].\n\n[[#Four]]\n\n\
                 [[a#^gone]] [[#^block]] [[a#Two#^block]] [[a#Foo %7C Bar]]",
            ),
        ];
        let end = "; the link leads to the top of the page";
        let problem = |line, message: &str| ("b.md".to_owned(), line, format!("{message}{end}"));
        assert_eq!(
            problems(&files, ProblemKind::UnresolvedHeading),
            [
                problem(3, "no heading \"Three\" in a.md"),
                problem(5, "no heading \"Four\" in b.md"),
                problem(7, "no heading \"Foo %7C Bar\" in a.md"),
            ]
        );
        assert_eq!(
            problems(&files, ProblemKind::UnresolvedBlock),
            [
                problem(7, "no block \"^block\" in b.md"),
                problem(7, "no block \"^gone\" in a.md"),
            ]
        );
    }

    #[test]
    fn references_to_blocks_that_do_not_exist_are_problems() {
        let id = "64a1b2c3-0000-4000-8000-000000000001";
        let gone = "64a1b2c3-0000-4000-8000-000000000009";
        let text = format!("- a\n  id:: {id}\n- (({id})) ((abc-DEF_1))\n- (({gone}))\n");
        let found = problems(&[("a.md", &text)], ProblemKind::UnresolvedBlock);
        let message = format!("no note has the block (({gone})); shown as text");
        assert_eq!(found, [("a.md".to_owned(), 4, message)]);
        assert_eq!(
            problems(&[("a.md", &text)], ProblemKind::UnresolvedLink),
            []
        );
    }

    #[test]
    fn a_link_that_several_notes_match_is_a_problem() {
        let files = [
            ("a/plan.md", "Text."),
            ("b/plan.md", "---\naliases: x\n---\nText."),
            ("c/d/plan.md", "---\naliases: x\n---\nText."),
            (
                "c/links.md",
                "[[a/plan]] [[b/plan]]\n[[plan]] [[gone]]\n[[x]] [[x]]",
            ),
            ("top.md", "[[plan]] [[c/d/plan]]\n\n[[PLAN]] [[x]]"),
            ("z/A_b.md", "[[a b]]"),
            ("z/a-b.md", "Text."),
        ];
        let problem = |path: &str, line, message: &str| {
            let message = format!("link {message}; write a path to choose");
            (path.to_owned(), line, message)
        };
        assert_eq!(
            problems(&files, ProblemKind::AmbiguousLink),
            [
                problem(
                    "top.md",
                    1,
                    "[[plan]] leads to a/plan.md, but 2 other files match equally well"
                ),
                problem(
                    "top.md",
                    3,
                    "[[PLAN]] leads to a/plan.md, but 2 other files match equally well"
                ),
                problem(
                    "top.md",
                    3,
                    "[[x]] leads to b/plan.md, but 1 other file matches equally well"
                ),
                problem(
                    "z/A_b.md",
                    1,
                    "[[a b]] leads to z/A_b.md, but 1 other file matches equally well"
                ),
            ]
        );
    }

    #[test]
    fn links_to_the_index_note_and_to_paths_are_checked() {
        let files = [
            ("a/index.md", "## Two\n\nWords."),
            ("a/plan.md", "Text."),
            (
                "b/n.md",
                "[[a#Two]]\n[[a#Three]]\n[x](plan.md)\n[x](./plan.md)\n[x](<b/plan.md>)",
            ),
        ];
        assert_eq!(
            problems(&files, ProblemKind::UnresolvedHeading),
            [(
                "b/n.md".to_owned(),
                2,
                "no heading \"Three\" in a/index.md; the link leads to the top of the page"
                    .to_owned()
            )]
        );
        let missing = problems(&files, ProblemKind::MissingFile);
        let lines: Vec<u32> = missing.into_iter().map(|(_, line, _)| line).collect();
        assert_eq!(lines, [4, 5]);
    }

    #[test]
    fn links_to_missing_files_are_problems() {
        let files = [(
            "c/a.md",
            "![[gone.png]] [[node.js]]\n\n![alt](img/gone%20too.jpg)\n\n[data](<all data.zip>) [[0,0],[3,4]]",
        )];
        let problem = |line, file: &str| {
            let message =
                format!("file {file:?} is missing, or of a kind that is not served; shown as text");
            ("c/a.md".to_owned(), line, message)
        };
        assert_eq!(
            problems(&files, ProblemKind::MissingFile),
            [
                problem(1, "gone.png"),
                problem(3, "img/gone too.jpg"),
                problem(5, "all data.zip"),
            ]
        );
        assert_eq!(problems(&files, ProblemKind::UnresolvedLink).len(), 1);
    }
}
