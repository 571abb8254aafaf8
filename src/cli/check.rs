//! The `check` command: reports the contents and the problems of a folder of notes, as text or
//! JSON.

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
use crate::system::terminal::escape_control;
use crate::text::plural::count;

/// The kinds of problem that are errors by default: something that the author wrote is not served,
/// lost or wrong.
const DEFAULT_DENIED: [ProblemKind; 5] = [
    ProblemKind::SkippedFile,
    ProblemKind::InvalidUtf8,
    ProblemKind::InvalidFrontMatter,
    ProblemKind::Truncated,
    ProblemKind::InvalidTimestamp,
];

/// The report about a folder of notes.
#[derive(Debug, Serialize)]
struct Report<'a> {
    notes: usize,
    channels: usize,
    videos: usize,
    links: Links,
    moments: Moments,
    problems: Vec<ReportedProblem<'a>>,
}

/// Counts of links, by how their targets were resolved.
#[derive(Debug, Default, Serialize)]
struct Links {
    total: usize,
    exact: usize,
    normalised: usize,
    unresolved: usize,
    /// URLs within `[[ ]]`.
    external: usize,
}

/// Counts of timestamps, by how they were interpreted.
#[derive(Debug, Default, Serialize)]
struct Moments {
    total: usize,
    as_written: usize,
    #[serde(rename = "repaired")]
    reinterpreted: usize,
    invalid: usize,
    /// Reinterpreted timestamps by rule.
    rules: BTreeMap<&'static str, usize>,
}

#[derive(Debug, Serialize)]
struct ReportedProblem<'a> {
    path: &'a str,
    line: u32,
    kind: &'static str,
    message: &'a str,
}

/// Prints the report about a folder. Returns whether it has no errors.
///
/// # Errors
/// If the folder cannot be read, or if `--deny` names an unknown kind of problem.
pub fn run(config: &CheckConfig) -> anyhow::Result<bool> {
    let denied = parse_kinds(&config.deny)?;
    let mut corpus = corpus::reload(
        &config.dir,
        &config.load.to_options(),
        None,
        &Progress::default(),
    )?;
    let private = std::mem::take(&mut corpus.private);
    let archive = aligned(Archive::new(corpus));
    let mut problems = archive.check();
    problems.extend(private);
    problems.sort();
    let report = Report::new(&archive, &problems);
    let lines = match config.format {
        Format::Text => report.to_lines(&denied),
        Format::Json => serde_json::to_string_pretty(&report)?
            .lines()
            .map(str::to_owned)
            .collect(),
    };
    // Names and links are untrusted, and the report may be read on a terminal.
    let text: String = lines
        .iter()
        .flat_map(|line| [escape_control(line), Cow::Borrowed("\n")])
        .collect();
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        // The reader of the pipe, such as `head`, may have seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
        result => result.context("cannot write the report")?,
    }
    Ok(!problems
        .iter()
        .any(|problem| denied.contains(&problem.kind)))
}

/// The archive with the times that the transcripts tell.
fn aligned(archive: Archive) -> Archive {
    let tasks = archive.unaligned(archive.alignments());
    if tasks.is_empty() {
        return archive;
    }
    let aligned = archive.align(&tasks, &Progress::default());
    archive.realigned(&aligned.alignments)
}

/// Parses the value of `--deny`: a list such as `skipped-file,invalid-utf8`, or `default`, `all`
/// or `none`.
fn parse_kinds(list: &str) -> anyhow::Result<Vec<ProblemKind>> {
    match list {
        "default" => return Ok(DEFAULT_DENIED.to_vec()),
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
        let reported = |problem: &'a Problem| ReportedProblem {
            path: &problem.path,
            line: problem.line,
            kind: problem.kind.name(),
            message: &problem.message,
        };
        Self {
            notes: archive.notes().len(),
            channels: archive.channels().len(),
            videos: archive.videos().len(),
            links: Links::new(archive),
            moments: Moments::new(archive),
            problems: problems.iter().map(reported).collect(),
        }
    }

    /// The report as text: a line for each problem, then the counts.
    fn to_lines(&self, denied: &[ProblemKind]) -> Vec<String> {
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
        lines.push(counts.map(|(number, noun)| count(number, noun)).join(", "));
        let Links {
            total,
            exact,
            normalised,
            unresolved,
            external,
        } = self.links;
        lines.push(format!(
            "{}: {exact} exact, {normalised} normalised, {unresolved} unresolved, {external} external",
            count(total, "link")
        ));
        let Moments {
            total,
            as_written,
            reinterpreted,
            invalid,
            ref rules,
        } = self.moments;
        lines.push(format!(
            "{}: {as_written} as written, {reinterpreted} reinterpreted, {invalid} invalid",
            count(total, "moment")
        ));
        lines.extend(
            rules
                .iter()
                .map(|(rule, count)| format!("  {count} reinterpreted: {rule}")),
        );
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        self.problems
            .iter()
            .for_each(|problem| *kinds.entry(problem.kind).or_default() += 1);
        lines.push(count(self.problems.len(), "problem"));
        lines.extend(kinds.into_iter().map(|(name, count)| {
            let is_error = denied.iter().any(|kind| kind.name() == name);
            format!("  {count} {name}{}", if is_error { " (error)" } else { "" })
        }));
        lines
    }
}

impl Links {
    fn new(archive: &Archive) -> Self {
        let mut links = Self::default();
        for (id, _) in archive.notes() {
            for (link, _) in archive.links(id) {
                links.total += 1;
                *match archive.match_kind(id, link) {
                    MatchKind::Exact => &mut links.exact,
                    MatchKind::Normalised => &mut links.normalised,
                    MatchKind::Unresolved => &mut links.unresolved,
                    MatchKind::External => &mut links.external,
                } += 1;
            }
        }
        links
    }
}

impl Moments {
    fn new(archive: &Archive) -> Self {
        let mut moments = Self::default();
        for (_, note) in archive.notes() {
            moments.invalid += note.facts.invalid_timestamps.len();
            for moment in &note.facts.moments {
                match moment.resolved.reinterpretation {
                    Some(rule) => *moments.rules.entry(rule_name(rule)).or_default() += 1,
                    None => moments.as_written += 1,
                }
            }
        }
        moments.reinterpreted = moments.rules.values().sum();
        moments.total = moments.as_written + moments.reinterpreted + moments.invalid;
        moments
    }
}

/// The rule of a reinterpretation.
fn rule_name(reinterpretation: Reinterpretation) -> &'static str {
    match reinterpretation {
        Reinterpretation::Minutes => "minutes and seconds, third number ignored",
        Reinterpretation::Label => "label used instead of the attribute",
        Reinterpretation::Carry => "minutes or seconds over 59",
        Reinterpretation::Frames => "fourth number counts frames",
        Reinterpretation::Leading => "extra number before the hours",
        Reinterpretation::JoinedRange => "a range without its dash",
        Reinterpretation::WrongHour => "an hour too many or too few",
        Reinterpretation::LostUnits => "the units of the minutes are lost",
        Reinterpretation::OtherNotes => "placed by other notes of the video",
        Reinterpretation::Transcript => "repaired by the transcript",
    }
}
