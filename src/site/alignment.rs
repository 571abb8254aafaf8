//! Aligns the times of the served notes with transcripts, in the background: the archive is served
//! as written first, and is replaced once, when all transcripts are aligned.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use crate::archive::{Aligned, Alignments, Archive};
use crate::pages::Site;
use crate::site::problem_log::log_problems;
use crate::site::store::SiteStore;
use crate::system::progress_reporter;
use crate::text::plural::{count, grouped};

/// How many transcripts each thread aligns before a request can end the alignment.
const ROUND_TRANSCRIPTS: usize = 4;

/// Aligns the site of a store.
#[derive(Default)]
pub(super) struct Aligner {
    /// What an alignment that a request ended has found so far.
    unfinished: Option<Alignments>,
}

impl Aligner {
    /// What is known, for the archive that replaces this one.
    pub(super) fn known(&self, archive: &Archive) -> Alignments {
        let unfinished = self.unfinished.as_ref();
        unfinished.unwrap_or(archive.alignments()).clone()
    }

    /// Aligns what is not yet aligned, and replaces the site. Returns whether a request ended it
    /// before, after which it can be called again.
    pub(super) fn run(&mut self, store: &Arc<SiteStore>, is_requested: impl Fn() -> bool) -> bool {
        let site = store.site();
        if site.archive.unaligned_transcripts() == 0 {
            self.unfinished = None;
            return false;
        }
        let result = catch_unwind(AssertUnwindSafe(|| self.align(store, &site, is_requested)));
        store.alignment_progress().begin(0);
        result.unwrap_or_else(|_| {
            tracing::error!("aligning the transcripts panicked");
            false
        })
    }

    fn align(
        &mut self,
        store: &Arc<SiteStore>,
        site: &Site,
        is_requested: impl Fn() -> bool,
    ) -> bool {
        let started = Instant::now();
        let mut known = self.known(&site.archive);
        let tasks = site.archive.unaligned(&known);
        let progress = store.alignment_progress();
        progress.begin(tasks.len());
        let reported = Arc::clone(store);
        let reporter = progress_reporter::report("aligning transcripts", move || {
            reported.alignment_progress().percent()
        });
        // Its threads have the low priority of this one, unlike the global ones.
        let Ok(pool) = rayon::ThreadPoolBuilder::new().build() else {
            tracing::error!("cannot start threads to align transcripts");
            return false;
        };
        let mut all = Aligned::default();
        for round in tasks.chunks(ROUND_TRANSCRIPTS * pool.current_num_threads()) {
            if is_requested() {
                self.unfinished = Some(known);
                return true;
            }
            let aligned = pool.install(|| site.archive.align(round, progress));
            known.extend(aligned.alignments.clone());
            all = all.and(aligned);
        }
        let archive = pool.install(|| site.archive.realigned(&known));
        drop(reporter);
        log_problems(archive.problems(), site.archive.problems());
        store.replace_times(Arc::new(Site {
            watched: site.watched,
            keeps_line_breaks: site.keeps_line_breaks,
            search: site.search.clone(),
            ..Site::new(archive, site.thumbnails)
        }));
        self.unfinished = None;
        tracing::info!(
            "aligned {} with {} in {:.1?}: {} repaired, {} uncertain",
            count(all.alignments.transcripts(), "transcript"),
            count(all.notes, "note"),
            started.elapsed(),
            count(all.repaired, "time"),
            grouped(all.uncertain)
        );
        false
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::corpus;

    /// The number of transcripts of one round.
    fn round() -> usize {
        let pool = rayon::ThreadPoolBuilder::new().build().expect("threads");
        ROUND_TRANSCRIPTS * pool.current_num_threads()
    }

    #[test]
    fn a_request_ends_the_alignment_and_what_is_done_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        for number in 0..=round() {
            let id = format!("video{number:06}");
            let note = format!("---\nvideoId: {id}\n---\nBread and salt [00:00:02].\n");
            let transcript = "WEBVTT\n\n00:01.000 --> 00:09.000\nBread and salt\n";
            std::fs::write(folder.path().join(format!("{id}.md")), note).expect("a note");
            std::fs::write(folder.path().join(format!("{id}.vtt")), transcript).expect("a file");
        }
        let archive = Archive::new(corpus::load(folder.path()).expect("it loads"));
        let store = SiteStore::new(Arc::new(Site::new(archive, true)));
        let first = store.site();
        let mut aligner = Aligner::default();
        let calls = Cell::new(0);
        let second_call = || calls.replace(calls.get() + 1) == 1;
        assert!(aligner.run(&store, second_call));
        assert!(Arc::ptr_eq(&store.site(), &first), "it is replaced once");
        assert_eq!(aligner.known(&first.archive).transcripts(), round());
        calls.set(0);
        assert!(!aligner.run(&store, second_call), "one round is left");
        let site = store.site();
        assert_eq!(calls.get(), 1);
        assert_eq!(site.archive.alignments().transcripts(), round() + 1);
        assert_eq!(site.archive.unaligned_transcripts(), 0);
        assert_eq!(store.alignment_progress().counts().1, 0);
        assert!(!aligner.run(&store, || unreachable!("nothing is left")));
        assert!(Arc::ptr_eq(&store.site(), &site));
    }
}
