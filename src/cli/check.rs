//! The command that tells what is in a folder of notes and what is wrong with it, for people and
//! for programs.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Context, bail};
use serde::Serialize;

use crate::archive::{Archive, MatchKind};
use crate::cli::config::{CheckConfig, Format};
use crate::corpus::{self, Problem, ProblemKind};
use crate::markdown::Reinterpretation;
use crate::progress::Progress;
use crate::system::terminal::printable;
use crate::text::plural::count;

/// The kinds of problem that count as errors where nothing else is said: something that its author
/// wrote is not there, or not where it was meant to be.
const ERRORS: [ProblemKind; 6] = [
    ProblemKind::SkippedFile,
    ProblemKind::InvalidUtf8,
    ProblemKind::InvalidFrontMatter,
    ProblemKind::Truncated,
    ProblemKind::InvalidTimestamp,
    ProblemKind::PermalinkCollision,
];

/// What is in a folder of notes.
#[derive(Debug, Serialize)]
struct Report<'a> {
    notes: usize,
    channels: usize,
    videos: usize,
    links: Links,
    moments: Moments,
    problems: Vec<Reported<'a>>,
}

/// Links by how their targets were found.
#[derive(Debug, Default, Serialize)]
struct Links {
    total: usize,
    exact: usize,
    normalised: usize,
    missing: usize,
    /// Addresses within `[[ ]]`.
    outside: usize,
}

/// Timestamps by how they were read.
#[derive(Debug, Default, Serialize)]
struct Moments {
    total: usize,
    as_written: usize,
    repaired: usize,
    unreadable: usize,
    /// Those that were repaired, by the rule.
    rules: BTreeMap<&'static str, usize>,
}

#[derive(Debug, Serialize)]
struct Reported<'a> {
    path: &'a str,
    line: u32,
    kind: &'static str,
    message: &'a str,
}

/// Prints the report of a folder. Returns whether there are no errors in it.
///
/// # Errors
/// Where the folder cannot be read, or a kind of problem is asked for that does not exist.
pub fn run(config: &CheckConfig) -> anyhow::Result<bool> {
    let errors = kinds(&config.deny)?;
    let mut corpus = corpus::reload(
        &config.content,
        &config.load.options(),
        &[],
        &Progress::default(),
    )?;
    let private = std::mem::take(&mut corpus.private);
    let archive = Archive::new(corpus);
    let mut problems = archive.check();
    problems.extend(private);
    problems.sort();
    let report = Report::new(&archive, &problems);
    let lines = match config.format {
        Format::Text => report.text(&errors),
        Format::Json => serde_json::to_string_pretty(&report)?
            .lines()
            .map(str::to_owned)
            .collect(),
    };
    // Names and links are what strangers wrote, and the report may be read on a terminal.
    let text: String = lines
        .iter()
        .flat_map(|line| [printable(line), Cow::Borrowed("\n")])
        .collect();
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        // Who reads on may have seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
        written => written.context("cannot write the report")?,
    }
    Ok(!problems
        .iter()
        .any(|problem| errors.contains(&problem.kind)))
}

/// The kinds that a list names: `skipped,encoding`, `all`, or `none`.
fn kinds(list: &str) -> anyhow::Result<Vec<ProblemKind>> {
    match list {
        "default" => return Ok(ERRORS.to_vec()),
        "all" => return Ok(ProblemKind::ALL.to_vec()),
        "none" => return Ok(Vec::new()),
        _ => {}
    }
    let mut kinds = Vec::new();
    for name in list.split(',').map(str::trim) {
        match ProblemKind::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
        {
            Some(kind) => kinds.push(kind),
            None => bail!(
                "unknown kind of problem {name:?} (--deny takes default, all, none, or some of: {})",
                ProblemKind::ALL.map(ProblemKind::name).join(", ")
            ),
        }
    }
    Ok(kinds)
}

impl<'a> Report<'a> {
    fn new(archive: &Archive, problems: &'a [Problem]) -> Self {
        let reported = |problem: &'a Problem| Reported {
            path: &problem.path,
            line: problem.line,
            kind: problem.kind.name(),
            message: &problem.message,
        };
        Self {
            notes: archive.notes().len(),
            channels: archive.channels().len(),
            videos: archive.videos().len(),
            links: Links::of(archive),
            moments: Moments::of(archive),
            problems: problems.iter().map(reported).collect(),
        }
    }

    /// A line for each problem, then the counts.
    fn text(&self, errors: &[ProblemKind]) -> Vec<String> {
        let mut lines: Vec<String> = self
            .problems
            .iter()
            .map(|p| format!("{}:{}: {}", p.path, p.line, p.message))
            .collect();
        let counts = [
            (self.notes, "note"),
            (self.channels, "channel"),
            (self.videos, "video"),
        ];
        lines.push(counts.map(|(number, one)| count(number, one)).join(", "));
        let Links {
            total,
            exact,
            normalised,
            missing,
            outside,
        } = self.links;
        lines.push(format!(
            "{}: {exact} exact, {normalised} normalised, {missing} without a note, {outside} to other places",
            count(total, "link")
        ));
        let Moments {
            total,
            as_written,
            repaired,
            unreadable,
            ref rules,
        } = self.moments;
        lines.push(format!(
            "{}: {as_written} as written, {repaired} repaired, {unreadable} unreadable",
            count(total, "moment")
        ));
        lines.extend(
            rules
                .iter()
                .map(|(rule, count)| format!("  {count} repaired: {rule}")),
        );
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        self.problems
            .iter()
            .for_each(|problem| *kinds.entry(problem.kind).or_default() += 1);
        lines.push(count(self.problems.len(), "problem"));
        lines.extend(kinds.into_iter().map(|(name, count)| {
            let is_error = errors.iter().any(|kind| kind.name() == name);
            format!("  {count} {name}{}", if is_error { " (error)" } else { "" })
        }));
        lines
    }
}

impl Links {
    fn of(archive: &Archive) -> Self {
        let mut links = Self::default();
        for (id, _) in archive.notes() {
            for (link, target) in archive.links(id) {
                links.total += 1;
                *match archive.match_kind(link, target) {
                    MatchKind::Exact => &mut links.exact,
                    MatchKind::Normalised => &mut links.normalised,
                    MatchKind::Unresolved => &mut links.missing,
                    MatchKind::External => &mut links.outside,
                } += 1;
            }
        }
        links
    }
}

impl Moments {
    fn of(archive: &Archive) -> Self {
        let mut moments = Self::default();
        for (_, note) in archive.notes() {
            moments.unreadable += note.facts.unreadable.len();
            for moment in &note.facts.moments {
                match moment.reading.repair {
                    Some(repair) => *moments.rules.entry(rule(repair)).or_default() += 1,
                    None => moments.as_written += 1,
                }
            }
        }
        moments.repaired = moments.rules.values().sum();
        moments.total = moments.as_written + moments.repaired + moments.unreadable;
        moments
    }
}

/// What a repair is called.
fn rule(repair: Reinterpretation) -> &'static str {
    match repair {
        Reinterpretation::Minutes => "minutes and seconds, with a third number of no weight",
        Reinterpretation::Label => "the label is right, the attribute is wrong",
        Reinterpretation::Carry => "minutes or seconds over 59",
        Reinterpretation::Frames => "a fourth number counts frames",
        Reinterpretation::Leading => "a fourth number stands before the hours",
    }
}
