//! Answers a query: the matching notes with their best sentences, best first.

use std::ops::Range;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::archive::{Archive, ChannelId, NoteId};
use crate::search::index_query::{Candidate, IndexQuery, Phrase, SearchedFields, TermGroup};
use crate::search::query::Query;
use crate::search::query_expansion::{ExpandedQuery, Fuzziness, PassageScore, WordOccurrence};
use crate::search::request::SearchRequest;
use crate::search::tokenizer::{Word, Words};
use crate::search::{CancellationToken, Search, SearchError};

/// The number of the index's best notes that are scored by their titles and sentences.
const RERANK_DEPTH: usize = 24;

/// If fewer notes match exactly, similar words are searched for too.
const ENOUGH_HITS: usize = 3;

/// The maximum number of sentences per hit.
const MAX_SENTENCES: usize = 3;

/// The maximum number of word positions per note that are scored.
const MAX_POSITIONS_PER_NOTE: usize = 4_000;

/// Recent results by request: readers repeat their own and each other's searches.
pub(super) type ResultCache = Cache<SearchRequest, Arc<Hits>, ResultBytes>;

/// The memory of a cache entry beside its key and value, in bytes: an estimate.
const ENTRY_OVERHEAD_BYTES: usize = 128;

/// Weighs a result by its memory in bytes.
#[derive(Clone)]
pub(super) struct ResultBytes;

impl Weighter<SearchRequest, Arc<Hits>> for ResultBytes {
    fn weight(&self, request: &SearchRequest, hits: &Arc<Hits>) -> u64 {
        let request_bytes = size_of::<SearchRequest>() + request.text.len() + request.query.size();
        let hit_bytes: usize = hits.hits.iter().map(Hit::size).sum();
        (request_bytes + size_of::<Hits>() + hit_bytes + ENTRY_OVERHEAD_BYTES) as u64
    }
}

/// The result of a search.
#[derive(Debug, Default)]
pub struct Hits {
    /// The total number of matching notes.
    pub total: usize,
    /// How the notes match the query.
    pub match_mode: MatchMode,
    /// The requested page, best first.
    pub hits: Vec<Hit>,
}

/// How notes match the words of a query.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum MatchMode {
    /// They contain all words, or inflections of them.
    #[default]
    All,
    /// They contain similar words in place of some.
    Similar,
    /// They contain only some of the words.
    Some,
}

/// A matching note.
#[derive(Debug)]
pub struct Hit {
    /// The note.
    pub note: NoteId,
    /// Its score.
    pub score: f32,
    /// Its best sentences, best first.
    pub sentences: Vec<Sentence>,
}

impl Hit {
    /// The memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let marks: usize = self
            .sentences
            .iter()
            .map(|sentence| size_of_val(&*sentence.marks))
            .sum();
        size_of::<Self>() + size_of_val(&*self.sentences) + marks
    }
}

/// A matching sentence.
#[derive(Debug, PartialEq)]
pub struct Sentence {
    /// Its range in the text of the note, in bytes.
    pub range: Range<u32>,
    /// The matching words, as byte ranges in the text of the note.
    pub marks: Vec<Range<u32>>,
    /// The index of the moment that the sentence belongs to; `None` if the note cites none.
    pub moment: Option<usize>,
}

impl Search {
    /// The notes that match a request.
    ///
    /// # Errors
    /// If the index fails or the search is cancelled.
    pub fn find(
        &self,
        archive: &Archive,
        request: &SearchRequest,
        cancel: &CancellationToken,
    ) -> Result<Arc<Hits>, SearchError> {
        if request.is_empty() {
            return Ok(Arc::default());
        }
        self.results.get_or_insert_with(request, || {
            self.find_uncached(archive, request, cancel).map(Arc::new)
        })
    }

    /// All notes that match a request, in the order of the index, without their sentences.
    ///
    /// # Errors
    /// If the index fails or the search is cancelled.
    pub fn find_all(
        &self,
        archive: &Archive,
        request: &SearchRequest,
        cancel: &CancellationToken,
    ) -> Result<Vec<NoteId>, SearchError> {
        if request.is_empty() {
            return Ok(Vec::new());
        }
        let matches = self.matches(archive, request, self.notes.len(), cancel)?;
        let candidates = matches.map_or_else(Vec::new, |matches| matches.candidates);
        Ok(candidates
            .into_iter()
            .map(|candidate| self.notes[candidate.number as usize])
            .collect())
    }

    /// The same as `find`, without the cache.
    pub(super) fn find_uncached(
        &self,
        archive: &Archive,
        request: &SearchRequest,
        cancel: &CancellationToken,
    ) -> Result<Hits, SearchError> {
        let matches = self.matches(archive, request, request.offset + request.limit, cancel)?;
        let Some(matches) = matches else {
            return Ok(Hits::default());
        };
        let ranked = self.rank(
            archive,
            &matches.expanded,
            matches.candidates,
            request,
            cancel,
        )?;
        let hits = ranked
            .into_iter()
            .map(|ranked| self.hit(archive, ranked))
            .collect();
        Ok(Hits {
            total: matches.total,
            match_mode: matches.match_mode,
            hits,
        })
    }

    /// The best candidates of the index: notes with all words; if those are few, also notes with
    /// similar words; and if there are none, notes with some of the words. `None` if a channel of
    /// the query does not exist.
    fn matches(
        &self,
        archive: &Archive,
        request: &SearchRequest,
        min_candidates: usize,
        cancel: &CancellationToken,
    ) -> Result<Option<Matches>, SearchError> {
        let matches = |expanded, match_mode, total, candidates| {
            Ok(Some(Matches {
                expanded,
                match_mode,
                total,
                candidates,
            }))
        };
        let Some(mut channels) = channels(archive, &request.query.channels) else {
            return Ok(None);
        };
        if let Some(channel) = request.scope.channel() {
            if !channels.is_empty() && !channels.contains(&channel) {
                return Ok(None);
            }
            channels = vec![channel];
        }
        let limit = min_candidates.max(RERANK_DEPTH);
        let notes = self.notes.len();
        let find_candidates =
            |expanded: &ExpandedQuery, match_any| -> Result<(usize, Vec<Candidate>), SearchError> {
                cancel.check()?;
                let mut index_query = index_query(&request.query, expanded);
                index_query.any = match_any;
                index_query.phrase = expanded.phrase();
                index_query.channels = channels
                    .iter()
                    .map(|channel| channel.index() as u32)
                    .collect();
                index_query.video = request.scope.video().map(|video| video.index() as u32);
                Ok(self
                    .index
                    .find(&index_query, SearchedFields::Notes, limit)?)
            };
        let expanded = ExpandedQuery::new(
            &request.query,
            &self.vocabulary,
            notes,
            Fuzziness::Off,
            cancel,
        )?;
        let (total, candidates) = find_candidates(&expanded, false)?;
        if total >= ENOUGH_HITS || !request.query.has_words() {
            return matches(expanded, MatchMode::All, total, candidates);
        }
        let similar = ExpandedQuery::new(
            &request.query,
            &self.vocabulary,
            notes,
            Fuzziness::Typos,
            cancel,
        )?;
        let (similar_total, candidates) = if similar.is_same(&expanded) {
            (total, candidates)
        } else {
            find_candidates(&similar, false)?
        };
        if total > 0 {
            return matches(similar, MatchMode::All, similar_total, candidates);
        }
        if similar_total >= ENOUGH_HITS || similar.words.iter().all(|word| word.in_phrase) {
            return matches(similar, MatchMode::Similar, similar_total, candidates);
        }
        let (any_total, candidates) = find_candidates(&similar, true)?;
        let match_mode = if any_total > similar_total {
            MatchMode::Some
        } else {
            MatchMode::Similar
        };
        matches(similar, match_mode, any_total, candidates)
    }

    /// Re-ranks the best candidates by their titles and sentences; the others follow in the order
    /// of the index. Returns the requested page.
    fn rank(
        &self,
        archive: &Archive,
        expanded: &ExpandedQuery,
        mut candidates: Vec<Candidate>,
        request: &SearchRequest,
        cancel: &CancellationToken,
    ) -> Result<Vec<Ranked>, SearchError> {
        let best = candidates
            .iter()
            .map(|candidate| candidate.score)
            .fold(f32::MIN_POSITIVE, f32::max);
        let rest = candidates.split_off(candidates.len().min(RERANK_DEPTH));
        let reranked = candidates.len();
        let mut ranked = self.score_sentences(archive, expanded, candidates, cancel)?;
        for note in &mut ranked {
            note.score = note.candidate.score / best
                + 6.0 * note.title * note.title
                + note.sentences.first().map_or(0.0, |best| best.1.score());
        }
        sort_by_score(&mut ranked);
        let last = ranked.last().map_or(0.0, |last| last.score).min(1.0);
        let mut page: Vec<Ranked> = ranked
            .into_iter()
            .skip(request.offset)
            .take(request.limit)
            .collect();
        let rest = rest
            .into_iter()
            .skip(request.offset.saturating_sub(reranked));
        let rest = rest.take(request.limit - page.len()).collect();
        let mut rest = self.score_sentences(archive, expanded, rest, cancel)?;
        rest.iter_mut()
            .for_each(|note| note.score = last * note.candidate.score / best);
        sort_by_score(&mut rest);
        page.extend(rest);
        Ok(page)
    }

    /// Finds the best sentences of notes from the positions of the query's words.
    fn score_sentences(
        &self,
        archive: &Archive,
        expanded: &ExpandedQuery,
        mut candidates: Vec<Candidate>,
        cancel: &CancellationToken,
    ) -> Result<Vec<Ranked>, SearchError> {
        candidates.sort_unstable_by_key(|candidate| candidate.document);
        let mut occurrences: Vec<Vec<WordOccurrence>> = vec![Vec::new(); candidates.len()];
        for (form, word, weight) in expanded
            .forms()
            .filter(|(_, word, _)| !expanded.words[*word].in_title)
        {
            cancel.check()?;
            self.index
                .word_positions(&candidates, form, |index, positions| {
                    let left = MAX_POSITIONS_PER_NOTE.saturating_sub(occurrences[index].len());
                    occurrences[index].extend(positions.iter().take(left).map(|position| {
                        WordOccurrence {
                            position: *position,
                            word,
                            weight,
                        }
                    }));
                })?;
        }
        let score = |(candidate, mut occurrences): (Candidate, Vec<WordOccurrence>)| {
            cancel.check()?;
            occurrences.sort_unstable_by_key(|occurrence| occurrence.position);
            let sentences = self.sentences(archive, candidate.number as usize);
            let passages: Vec<(usize, PassageScore)> = occurrences
                .chunk_by(|a, b| {
                    sentences.sentence_at(a.position) == sentences.sentence_at(b.position)
                })
                .map(|occurrences| {
                    (
                        sentences.sentence_at(occurrences[0].position),
                        expanded.score_passage(occurrences),
                    )
                })
                .collect();
            let title = expanded.score_title(self.title_words(archive, candidate.number));
            Ok(Ranked {
                candidate,
                title,
                sentences: expanded.best(passages, MAX_SENTENCES),
                occurrences,
                score: 0.0,
            })
        };
        candidates.into_iter().zip(occurrences).map(score).collect()
    }

    fn hit(&self, archive: &Archive, ranked: Ranked) -> Hit {
        let number = ranked.candidate.number as usize;
        let note = self.notes[number];
        let facts = &archive.note(note).facts;
        let sentences = self.sentences(archive, number);
        let is_match = |position: u32| {
            ranked
                .occurrences
                .binary_search_by_key(&position, |occurrence| occurrence.position)
                .is_ok()
        };
        let sentence = |(position, _): &(usize, PassageScore)| {
            let range = sentences.range(*position)?;
            let first = sentences.first_word(*position);
            let words = Words::new(facts.slice(&range))
                .zip(first..)
                .filter(|(_, position)| is_match(*position));
            let mark = |(word, _): (Word, u32)| {
                range.start + word.range.start as u32..range.start + word.range.end as u32
            };
            Some(Sentence {
                marks: words.map(mark).collect(),
                moment: facts.moment_at(&range),
                range,
            })
        };
        Hit {
            note,
            score: ranked.score,
            sentences: ranked.sentences.iter().filter_map(sentence).collect(),
        }
    }
}

/// The result of the index, before re-ranking.
struct Matches {
    expanded: ExpandedQuery,
    match_mode: MatchMode,
    /// The total number of matching notes.
    total: usize,
    /// The best of them.
    candidates: Vec<Candidate>,
}

/// A candidate that was scored.
struct Ranked {
    candidate: Candidate,
    title: f32,
    /// The numbers of its best sentences, best first.
    sentences: Vec<(usize, PassageScore)>,
    /// The occurrences of query words in its text, in order.
    occurrences: Vec<WordOccurrence>,
    score: f32,
}

/// Sorts by descending score; of equals, the first in the archive comes first.
fn sort_by_score(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.candidate.number.cmp(&b.candidate.number))
    });
}

/// The index query for an expanded query.
pub(super) fn index_query<'q>(query: &'q Query, expanded: &'q ExpandedQuery) -> IndexQuery<'q> {
    let words = expanded.words.iter().filter(|word| !word.in_phrase);
    let phrases = query
        .clauses
        .iter()
        .filter(|clause| clause.is_phrase() || clause.is_excluded);
    IndexQuery {
        words: words
            .map(|word| TermGroup {
                variants: &word.variants,
                in_title: word.in_title,
            })
            .collect(),
        phrases: phrases.map(Phrase::from).collect(),
        ..IndexQuery::default()
    }
}

/// The channels with these names, one or more for each name; `None` if a name has none.
fn channels(archive: &Archive, names: &[String]) -> Option<Vec<ChannelId>> {
    let mut channels = Vec::new();
    for name in names {
        let ids = archive.channels_named(name);
        if ids.is_empty() {
            return None;
        }
        channels.extend(ids);
    }
    channels.sort_unstable();
    channels.dedup();
    Some(channels)
}
