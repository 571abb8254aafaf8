//! The `check` command: reports the contents and the problems of a folder of notes, as text or
//! JSON; with `--fix`, it writes the proven repairs of timestamps into the notes before.

mod diff;
mod fix;
mod plan;
mod report;

use std::borrow::Cow;
use std::io::{IsTerminal, Write};

use anyhow::{Context, bail};
use serde::Serialize;

use crate::archive::Archive;
use crate::cli::config::{CheckConfig, Format};
use crate::corpus::{self, Problem, ProblemKind};
use crate::progress::Progress;
use crate::system::terminal::escape_control;
use crate::text::plural::count;
use fix::Fixes;
use plan::Plan;
use report::Report;

/// The kinds of problem that are errors by default: something that the author wrote is not served,
/// lost or wrong.
const DEFAULT_DENIED: [ProblemKind; 5] = [
    ProblemKind::SkippedFile,
    ProblemKind::InvalidUtf8,
    ProblemKind::InvalidFrontMatter,
    ProblemKind::Truncated,
    ProblemKind::InvalidTimestamp,
];

/// Prints the report about a folder, and fixes its notes if asked to. Returns whether there are no
/// errors.
///
/// # Errors
/// If the folder cannot be read, or if `--deny` names an unknown kind of problem.
pub fn run(config: &CheckConfig) -> anyhow::Result<bool> {
    let denied = parse_kinds(&config.deny)?;
    let (archive, private) = load(config)?;
    if !config.fix {
        return report(config, &archive, private, None, &denied);
    }
    let mut plan = Plan::new(archive, |archive| {
        aligned(archive, "checking the repairs that would be written")
    });
    if config.dry_run {
        return dry_run(config, &plan);
    }
    let fixes = Fixes::write(&mut plan);
    if !fixes.has_failures() {
        return report(config, &plan.archive, private, Some(&fixes), &denied);
    }
    // Some notes are not as planned.
    let (archive, private) = load(config)?;
    report(config, &archive, private, Some(&fixes), &denied)?;
    Ok(false)
}

/// Loads the folder, with what its transcripts tell; returns the private notes, too.
fn load(config: &CheckConfig) -> anyhow::Result<(Archive, Vec<Problem>)> {
    let options = config.load.to_options();
    let mut corpus = corpus::reload(&config.dir, &options, None, &Progress::default())?;
    let private = std::mem::take(&mut corpus.private);
    let archive = aligned(Archive::new(corpus), "reading what is said");
    Ok((archive, private))
}

/// The archive with the times that the transcripts tell. This may take minutes, so it says what it
/// is doing.
fn aligned(archive: Archive, purpose: &str) -> Archive {
    let tasks = archive.unaligned(archive.alignments());
    if tasks.is_empty() {
        return archive;
    }
    eprintln!("{purpose}: {} …", count(tasks.len(), "transcript"));
    let mut known = archive.alignments().clone();
    known.extend(archive.align(&tasks, &Progress::default()).alignments);
    archive.realigned(&known)
}

/// Prints the changes that `--fix` would write: as a diff, or in the report. Returns whether every
/// note can be fixed.
fn dry_run(config: &CheckConfig, plan: &Plan) -> anyhow::Result<bool> {
    let fixes = Fixes::dry_run(plan);
    match config.format {
        Format::Json => print_json(&serde_json::json!({ "fixes": fixes }))?,
        Format::Text => {
            // On a terminal, names and notes may not control it; elsewhere, the diff is exact.
            match std::io::stdout().is_terminal() {
                true => print_lines(String::from_utf8_lossy(&Fixes::to_diff(plan)).lines())?,
                false => print(&Fixes::to_diff(plan))?,
            }
            for line in fixes.to_lines() {
                eprintln!("{}", escape_control(&line));
            }
        }
    }
    Ok(!fixes.has_failures())
}

/// Prints the report. Returns whether it has no errors.
fn report(
    config: &CheckConfig,
    archive: &Archive,
    private: Vec<Problem>,
    fixes: Option<&Fixes>,
    denied: &[ProblemKind],
) -> anyhow::Result<bool> {
    let mut problems = archive.check();
    problems.extend(private);
    problems.sort();
    let report = Report::new(archive, &problems, fixes);
    match config.format {
        Format::Text => print_lines(report.to_lines(denied).iter().map(String::as_str))?,
        Format::Json => print_json(&report)?,
    }
    let is_error = |problem: &Problem| denied.contains(&problem.kind);
    Ok(!problems.iter().any(is_error))
}

fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    print_lines(serde_json::to_string_pretty(value)?.lines())
}

/// Prints lines. Names and links are untrusted, and may be read on a terminal.
fn print_lines<'l>(lines: impl Iterator<Item = &'l str>) -> anyhow::Result<()> {
    let lines = lines.flat_map(|line| [escape_control(line), Cow::Borrowed("\n")]);
    print(lines.collect::<String>().as_bytes())
}

fn print(bytes: &[u8]) -> anyhow::Result<()> {
    match std::io::stdout().lock().write_all(bytes) {
        // The reader of the pipe, such as `head`, may have seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write the report"),
    }
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
