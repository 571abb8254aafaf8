//! Writes planned repairs into the notes, and says what was fixed and what is left.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::archive::{Proof, ProvenRepairs};
use crate::cli::check::diff;
use crate::cli::check::plan::{Plan, PlannedNote};
use crate::text::plural::count;

/// What `--fix` did, or would do with `--dry-run`.
#[derive(Debug, Serialize)]
pub(super) struct Fixes {
    /// Whether nothing was written.
    dry_run: bool,
    /// The number of timestamps that were fixed.
    fixed: usize,
    /// The same by what proves them.
    proofs: BTreeMap<&'static str, usize>,
    /// The repairs that were not written.
    left: Left,
    notes: Vec<FixedNote>,
    /// The notes that cannot be fixed.
    failures: Vec<Failure>,
}

/// The numbers of repairs that were not written.
#[derive(Debug, Serialize)]
struct Left {
    /// Nothing proves them.
    unproven: usize,
    /// The second is not known exactly.
    uncertain: usize,
    /// They are proven, but cannot be written, or other times would be read differently.
    unwritten: usize,
}

#[derive(Debug, Serialize)]
struct FixedNote {
    path: String,
    fixed: usize,
    /// With `--dry-run`, the changes as a unified diff.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

#[derive(Debug, Serialize)]
struct Failure {
    path: String,
    reason: String,
}

impl Fixes {
    /// Writes the planned notes into their folder.
    pub(super) fn write(plan: &mut Plan) -> Self {
        let folder = plan.archive.media_folder();
        let mut written = Vec::new();
        for (path, note) in &plan.notes {
            match folder.replace_note(path, &note.old, &note.new) {
                Ok(()) => written.push((path, note)),
                Err(error) => drop(plan.failures.insert(path.clone(), error.to_string())),
            }
        }
        Self::new(&written, &plan.failures, &plan.left)
    }

    /// What [`Fixes::write`] would do.
    pub(super) fn dry_run(plan: &Plan) -> Self {
        let notes: Vec<(&String, &PlannedNote)> = plan.notes.iter().collect();
        let mut fixes = Self::new(&notes, &plan.failures, &plan.left);
        fixes.dry_run = true;
        for (fixed, (path, note)) in fixes.notes.iter_mut().zip(notes) {
            let diff = diff::unified(path, &note.old, &note.new);
            fixed.diff = Some(String::from_utf8_lossy(&diff).into_owned());
        }
        fixes
    }

    fn new(
        notes: &[(&String, &PlannedNote)],
        failures: &BTreeMap<String, String>,
        left: &ProvenRepairs,
    ) -> Self {
        let mut proofs: BTreeMap<&'static str, usize> = BTreeMap::new();
        for proof in notes.iter().flat_map(|(_, note)| &note.proofs) {
            *proofs.entry(proof_name(*proof)).or_default() += 1;
        }
        let fixed = |(path, note): &(&String, &PlannedNote)| FixedNote {
            path: (*path).clone(),
            fixed: note.proofs.len(),
            diff: None,
        };
        let failure = |(path, reason): (&String, &String)| Failure {
            path: path.clone(),
            reason: reason.clone(),
        };
        Self {
            dry_run: false,
            fixed: proofs.values().sum(),
            proofs,
            left: Left {
                unproven: left.unproven,
                uncertain: left.uncertain,
                unwritten: left.notes.iter().map(|(_, repairs)| repairs.len()).sum(),
            },
            notes: notes.iter().map(fixed).collect(),
            failures: failures.iter().map(failure).collect(),
        }
    }

    /// Whether a note cannot be fixed.
    pub(super) fn has_failures(&self) -> bool {
        !self.failures.is_empty()
    }

    /// A line for each note, then the totals.
    pub(super) fn to_lines(&self) -> Vec<String> {
        let fixed = if self.dry_run { "to fix" } else { "fixed" };
        let notes = self.notes.iter();
        let notes =
            notes.map(|note| format!("{}: {} {fixed}", note.path, count(note.fixed, "timestamp")));
        let failures = self.failures.iter();
        let failures =
            failures.map(|failure| format!("{}: not fixed: {}", failure.path, failure.reason));
        let mut lines: Vec<String> = notes.chain(failures).collect();
        let proofs = self.proofs.iter();
        let proofs: Vec<String> = proofs
            .map(|(proof, count)| format!("{count} proven by {proof}"))
            .collect();
        let proofs = if proofs.is_empty() {
            String::new()
        } else {
            format!(" ({})", proofs.join(", "))
        };
        let Left {
            unproven,
            uncertain,
            unwritten,
        } = self.left;
        lines.push(format!(
            "{} {fixed}{proofs}; left: {unproven} not proven, {uncertain} uncertain, {unwritten} \
             proven but not written",
            count(self.fixed, "timestamp")
        ));
        if unwritten > 0 {
            let reason =
                "(a proven repair is not written if other times would be read differently)";
            lines.push(reason.to_owned());
        }
        lines
    }

    /// The changes of all notes as one unified diff.
    pub(super) fn to_diff(plan: &Plan) -> Vec<u8> {
        let notes = plan.notes.iter();
        notes
            .flat_map(|(path, note)| diff::unified(path, &note.old, &note.new))
            .collect()
    }
}

fn proof_name(proof: Proof) -> &'static str {
    match proof {
        Proof::Transcript => "transcripts",
        Proof::Length => "lengths",
        Proof::Siblings => "other notes",
    }
}
