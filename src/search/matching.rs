//! Finds the notes that match a query: those that contain enough of it, and whatever it requires.

use std::collections::HashSet;

use crate::archive::Archive;
use crate::search::filters::NoteFilter;
use crate::search::index::TextField;
use crate::search::query::{Clause, Query};
use crate::search::query_expansion::{ExpandedQuery, Fuzziness, MAX_PHRASE_WORDS};
use crate::search::request::SearchRequest;
use crate::search::scoring::{self, Scores};
use crate::search::vocabulary::idf;
use crate::search::{CancellationToken, Search, SearchError};

/// Notes match if the words that they contain weigh this much, relative to the note with most.
const ENOUGH_WEIGHT: f32 = 0.4;

/// What the query as it was typed counts, relative to the weight of its words.
const VERBATIM_WEIGHT: f32 = 1.0;

/// How notes match the words of a query.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum MatchMode {
    /// Some contain all words, or inflections of them.
    #[default]
    All,
    /// Some contain all words, but only with similar words in place of others.
    Similar,
    /// None contains all words.
    Some,
}

/// The notes that match a query.
pub(super) struct Matches<'i> {
    pub(super) expanded: ExpandedQuery,
    pub(super) match_mode: MatchMode,
    /// Their numbers, ascending.
    pub(super) numbers: Vec<u32>,
    /// How many of them contain all words.
    pub(super) complete: usize,
    /// The scores of all notes.
    scores: Scores<'i>,
}

impl Matches<'_> {
    /// The score of a note by its text and title.
    pub(super) fn score(&self, number: u32) -> f32 {
        self.scores.scores[number as usize]
    }

    /// The score of a note by its title alone.
    pub(super) fn title_score(&self, number: u32) -> f32 {
        self.scores.titles[number as usize]
    }

    /// Keeps some of the notes.
    pub(super) fn retain(&mut self, is_kept: impl Fn(u32) -> bool) {
        self.numbers.retain(|number| is_kept(*number));
        self.complete = self.count_complete();
        if self.complete == 0 {
            self.match_mode = MatchMode::Some;
        }
    }

    fn count_complete(&self) -> usize {
        let all = self.expanded.scored_bits;
        let has_all = |number: &&u32| self.scores.words[**number as usize] & all == all;
        self.numbers.iter().filter(has_all).count()
    }

    /// The `limit` notes with the highest score, best first; of equals, the first in the archive.
    /// Notes without a score are left out.
    pub(super) fn best(&self, limit: usize, score: impl Fn(u32) -> Option<f32>) -> Vec<u32> {
        let scored = self.numbers.iter();
        let mut scored: Vec<(f32, u32)> = scored
            .filter_map(|number| Some((score(*number)?, *number)))
            .collect();
        let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if scored.len() > limit && limit > 0 {
            scored.select_nth_unstable_by(limit - 1, order);
        }
        scored.truncate(limit);
        scored.sort_unstable_by(order);
        scored.into_iter().map(|(_, number)| number).collect()
    }
}

impl Search {
    /// The notes in the scope of a request, in any channel, that contain enough of its query. If
    /// none has all words, similar words match too. `None` if a channel or a tag of the query does
    /// not exist.
    pub(super) fn matches(
        &self,
        archive: &Archive,
        request: &SearchRequest,
        cancel: &CancellationToken,
    ) -> Result<Option<Matches<'_>>, SearchError> {
        let query = &request.query;
        let Some(allowed) = NoteFilter::new(archive, &query.filters) else {
            return Ok(None);
        };
        let filter = Filter::new(self, archive, request, &allowed)?;
        let exact = self.expanded(query, Fuzziness::Off, cancel)?;
        // No note has all words if one of them is unknown.
        let exact = match exact.has_unknown_word() && query.has_words() {
            true => None,
            false => Some(self.matching(exact, &filter, cancel)?),
        };
        let is_enough = |found: &Matches<'_>| found.complete > 0 || !query.has_words();
        if exact.as_ref().is_some_and(is_enough) {
            return Ok(exact);
        }
        let similar = self.expanded(query, Fuzziness::Typos, cancel)?;
        let mut found = match exact {
            Some(exact) if similar.is_same(&exact.expanded) => exact,
            _ => self.matching(similar, &filter, cancel)?,
        };
        found.match_mode = match found.complete {
            0 => MatchMode::Some,
            _ => MatchMode::Similar,
        };
        Ok(Some(found))
    }

    /// The query with the variants of its words.
    pub(super) fn expanded(
        &self,
        query: &Query,
        fuzziness: Fuzziness,
        cancel: &CancellationToken,
    ) -> Result<ExpandedQuery, SearchError> {
        ExpandedQuery::new(query, &self.vocabulary, self.notes.len(), fuzziness, cancel)
    }

    fn matching(
        &self,
        expanded: ExpandedQuery,
        filter: &Filter,
        cancel: &CancellationToken,
    ) -> Result<Matches<'_>, SearchError> {
        let mut scores = self.scores(&expanded, scoring::NOTES, cancel)?;
        let total = expanded.weight_of(u32::MAX);
        let phrase = expanded.phrase();
        if phrase.len() > 1 {
            self.each_with_phrase(&phrase, false, |number| {
                scores.scores[number as usize] += VERBATIM_WEIGHT * total;
            })?;
        }
        let required = expanded.required_bits();
        let is_allowed = |number: &u32| {
            scores.words[*number as usize] & required == required && filter.allows(*number)
        };
        let allowed = (0..self.notes.len() as u32).filter(is_allowed);
        let numbers = match expanded.scored_bits {
            0 => allowed.collect(),
            _ => {
                let weight = |number: u32| scores.weights[number as usize];
                let most = allowed.clone().map(weight).fold(0.0, f32::max);
                let enough = (ENOUGH_WEIGHT * most).max(f32::MIN_POSITIVE);
                allowed.filter(|number| weight(*number) >= enough).collect()
            }
        };
        let mut matches = Matches {
            expanded,
            match_mode: MatchMode::All,
            numbers,
            complete: 0,
            scores,
        };
        matches.complete = matches.count_complete();
        Ok(matches)
    }

    /// The scores of all documents for the words of a query.
    pub(super) fn scores(
        &self,
        expanded: &ExpandedQuery,
        fields: &[TextField],
        cancel: &CancellationToken,
    ) -> Result<Scores<'_>, SearchError> {
        let mut scores = Scores::new(&self.index, fields);
        // The names of topics have no positions.
        let has_positions = fields.iter().any(|field| field.has_positions());
        for (index, word) in expanded.scored_words() {
            if word.in_run && has_positions {
                continue;
            }
            cancel.check()?;
            scores.add(&word.variants, word.in_title, word.weight, 1 << index)?;
        }
        if has_positions {
            for pair in expanded.run_pairs() {
                cancel.check()?;
                self.add_run_pair(&mut scores, expanded, fields, pair)?;
            }
        }
        Ok(scores)
    }

    /// Adds the score of two adjacent letters of a script without spaces, as if they were a word.
    fn add_run_pair(
        &self,
        scores: &mut Scores<'_>,
        expanded: &ExpandedQuery,
        fields: &[TextField],
        (first, second): (usize, usize),
    ) -> Result<(), SearchError> {
        let words = [&expanded.words[first].word, &expanded.words[second].word];
        let words = words.map(String::as_str);
        let mut found = Vec::new();
        let mut documents = HashSet::new();
        for field in fields.iter().filter(|field| field.has_positions()) {
            let mut numbers = Vec::new();
            self.index
                .phrase(*field, &words, |number| numbers.push(number))?;
            documents.extend(numbers.iter().copied());
            found.push((*field, numbers));
        }
        let weight = idf(documents.len() as u32, self.notes.len());
        let letters = [first, second].map(|letter| (letter, expanded.words[letter].weight));
        let is_scored = |(letter, _): &(usize, f32)| expanded.scored_bits & 1 << letter != 0;
        let letters: Vec<(usize, f32)> = letters.into_iter().filter(is_scored).collect();
        scores.add_pair(&found, weight, &letters);
        Ok(())
    }

    /// Calls `on_note` with each note whose title or text contains words in a row; it may do so
    /// twice.
    fn each_with_phrase(
        &self,
        words: &[impl AsRef<str>],
        in_title: bool,
        mut on_note: impl FnMut(u32),
    ) -> Result<(), SearchError> {
        let words: Vec<&str> = words
            .iter()
            .take(MAX_PHRASE_WORDS)
            .map(AsRef::as_ref)
            .collect();
        self.index.phrase(TextField::Title, &words, &mut on_note)?;
        if !in_title {
            self.index.phrase(TextField::Body, &words, on_note)?;
        }
        Ok(())
    }
}

/// The notes that a query allows, whatever words they contain.
pub(super) struct Filter {
    /// By the number of the note; `None` if it allows all.
    is_allowed: Option<Vec<bool>>,
}

impl Filter {
    fn new(
        search: &Search,
        archive: &Archive,
        request: &SearchRequest,
        allowed: &NoteFilter<'_>,
    ) -> Result<Self, SearchError> {
        let video = request.scope.video();
        let is_filter = |clause: &&Clause| clause.is_phrase() || clause.is_excluded;
        let clauses = request.query.clauses.iter().filter(is_filter);
        let is_in_all = request.query.filters.is_empty() && video.is_none();
        if is_in_all && clauses.clone().next().is_none() {
            return Ok(Self { is_allowed: None });
        }
        let in_scope =
            |note| allowed.allows(note) && (video.is_none() || archive.video_of(note) == video);
        let mut is_allowed: Vec<bool> = search.notes.iter().map(|note| in_scope(*note)).collect();
        for clause in clauses {
            let mut has_phrase = vec![false; is_allowed.len()];
            search.each_with_phrase(&clause.words, clause.in_title, |number| {
                has_phrase[number as usize] = true;
            })?;
            for (is_allowed, has_phrase) in is_allowed.iter_mut().zip(has_phrase) {
                *is_allowed &= has_phrase != clause.is_excluded;
            }
        }
        let is_allowed = Some(is_allowed);
        Ok(Self { is_allowed })
    }

    fn allows(&self, number: u32) -> bool {
        let is_allowed = self.is_allowed.as_ref();
        is_allowed.is_none_or(|is_allowed| is_allowed[number as usize])
    }
}
