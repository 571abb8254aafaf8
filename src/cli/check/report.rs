//! The report about the contents and the problems of a folder of notes.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::archive::{Archive, MatchKind};
use crate::cli::check::fix::Fixes;
use crate::corpus::{Problem, ProblemKind};
use crate::markdown::Reinterpretation;
use crate::text::plural::count;

/// The report about a folder of notes.
#[derive(Debug, Serialize)]
pub(super) struct Report<'a> {
    /// What `--fix` did.
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<&'a Fixes>,
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

impl<'a> Report<'a> {
    pub(super) fn new(
        archive: &Archive,
        problems: &'a [Problem],
        fixes: Option<&'a Fixes>,
    ) -> Self {
        let reported = |problem: &'a Problem| ReportedProblem {
            path: &problem.path,
            line: problem.line,
            kind: problem.kind.name(),
            message: &problem.message,
        };
        Self {
            fixes,
            notes: archive.notes().len(),
            channels: archive.channels().len(),
            videos: archive.videos().len(),
            links: Links::new(archive),
            moments: Moments::new(archive),
            problems: problems.iter().map(reported).collect(),
        }
    }

    /// The report as text: what was fixed, a line for each problem, then the counts.
    pub(super) fn to_lines(&self, denied: &[ProblemKind]) -> Vec<String> {
        let problems = self.problems.iter();
        let problems = problems.map(|p| format!("{}:{}: {}", p.path, p.line, p.message));
        let mut lines = self.fixes.map(Fixes::to_lines).unwrap_or_default();
        lines.extend(problems);
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
