//! Logs the problems of the content folder.

use std::collections::BTreeSet;

use crate::corpus::Problem;
use crate::text::plural::count;

/// How many problems of one load are logged.
const MAX_LOGGED_PROBLEMS: usize = 100;

/// Logs the new problems of a load: the first hundred, and how many more there are.
pub fn log_problems(current: &[Problem], previous: &[Problem]) {
    let previous: BTreeSet<&Problem> = previous.iter().collect();
    let mut new = current.iter().filter(|problem| !previous.contains(problem));
    for problem in new.by_ref().take(MAX_LOGGED_PROBLEMS) {
        tracing::warn!("{problem}");
    }
    let more = new.count();
    if more > 0 {
        tracing::warn!(
            "and {}; list all with `cueleaf check DIR`",
            count(more, "more problem")
        );
    }
}
