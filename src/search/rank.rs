//! Answers a query: the notes that have the words, best first, with their sentences.

use std::ops::Range;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::archive::{Archive, ChannelId, NoteId, VideoId};
use crate::search::index_query::{Candidate, IndexQuery, Phrase, SearchedNames, TermGroup};
use crate::search::query::Query;
use crate::search::query_expansion::{ExpandedQuery, Fuzziness, PassageScore, WordOccurrence};
use crate::search::tokenizer::{Word, Words};
use crate::search::{CancellationToken, Search, SearchError};

/// Of the notes that the index finds likeliest so many are looked at closely.
const RERANK_DEPTH: usize = 24;

/// Where fewer notes have the very words, others that may be meant are added.
const ENOUGH_HITS: usize = 3;

/// Sentences that are told of a note.
const MAX_SENTENCES: usize = 3;

/// The most places of all words in a note that are looked at.
const MAX_PLACES_PER_NOTE: usize = 4_000;

/// The last answers, by what was asked: what one reader asks for, others do, and the same one comes
/// back to.
pub(super) type ResultCache = Cache<ResultKey, Arc<Hits>, ResultBytes>;

type ResultKey = (Query, Option<ChannelId>, Option<VideoId>, usize, usize);

/// How much memory an answer takes.
#[derive(Clone)]
pub(super) struct ResultBytes;

impl Weighter<ResultKey, Arc<Hits>> for ResultBytes {
    fn weight(&self, key: &ResultKey, hits: &Arc<Hits>) -> u64 {
        let hits: usize = hits.hits.iter().map(Hit::size).sum();
        (size_of::<(ResultKey, Hits)>() + key.0.size() + hits + 128) as u64
    }
}

/// What is asked, and which part of the answer.
#[derive(Debug)]
pub struct Request<'r> {
    /// What was typed.
    pub query: &'r Query,
    /// Only notes of this channel.
    pub channel: Option<ChannelId>,
    /// Only notes about this video.
    pub video: Option<VideoId>,
    /// How many hits are passed over.
    pub offset: usize,
    /// How many hits are told.
    pub limit: usize,
}

/// An answer.
#[derive(Debug, Default)]
pub struct Hits {
    /// How many notes there are.
    pub total: usize,
    /// What the notes have of what was asked.
    pub matching: MatchMode,
    /// Those asked for, best first.
    pub hits: Vec<Hit>,
}

/// What notes have of the words that were asked for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum MatchMode {
    /// All of them, or their inflections.
    #[default]
    All,
    /// Some are spelt in another way.
    Similar,
    /// Only some of them.
    Some,
}

/// A note that answers.
#[derive(Debug)]
pub struct Hit {
    /// The note.
    pub note: NoteId,
    /// How well it answers.
    pub score: f32,
    /// Its best sentences, best first.
    pub sentences: Vec<Sentence>,
}

impl Hit {
    /// How much memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let marks: usize = self
            .sentences
            .iter()
            .map(|sentence| size_of_val(&*sentence.marks))
            .sum();
        size_of::<Self>() + size_of_val(&*self.sentences) + marks
    }
}

/// A sentence that answers.
#[derive(Debug, PartialEq)]
pub struct Sentence {
    /// Where it stands in the text of the note, in bytes.
    pub range: Range<u32>,
    /// The words in it that were asked for, in bytes of the text of the note.
    pub marks: Vec<Range<u32>>,
    /// The number of the moment that it is told at; `None` in a note that cites none.
    pub moment: Option<usize>,
}

impl Search {
    /// The notes that answer.
    ///
    /// # Errors
    /// Where the index fails, or the search is cancelled.
    pub fn find(
        &self,
        archive: &Archive,
        request: &Request<'_>,
        cancel: &CancellationToken,
    ) -> Result<Arc<Hits>, SearchError> {
        let Request {
            query,
            channel,
            video,
            offset,
            limit,
        } = *request;
        self.found
            .get_or_insert_with(&(query.clone(), channel, video, offset, limit), || {
                self.find_anew(archive, request, cancel).map(Arc::new)
            })
    }

    /// All notes that answer, likeliest first as the index sees it, without their sentences.
    ///
    /// # Errors
    /// Where the index fails, or the search is cancelled.
    pub fn find_all(
        &self,
        archive: &Archive,
        query: &Query,
        cancel: &CancellationToken,
    ) -> Result<Vec<NoteId>, SearchError> {
        let request = Request {
            query,
            channel: None,
            video: None,
            offset: 0,
            limit: 0,
        };
        let found = self.matching(archive, &request, self.notes.len(), cancel)?;
        let candidates = found.map_or_else(Vec::new, |(_, _, _, candidates)| candidates);
        Ok(candidates
            .into_iter()
            .map(|candidate| self.notes[candidate.number as usize])
            .collect())
    }

    /// The same as `find`, whether or not it was asked for just now.
    pub(super) fn find_anew(
        &self,
        archive: &Archive,
        request: &Request<'_>,
        cancel: &CancellationToken,
    ) -> Result<Hits, SearchError> {
        let found = self.matching(archive, request, request.offset + request.limit, cancel)?;
        let Some((expanded, matching, total, candidates)) = found else {
            return Ok(Hits::default());
        };
        let ranked = self.rank(archive, &expanded, candidates, request, cancel)?;
        let hits = ranked
            .into_iter()
            .map(|ranked| self.hit(archive, ranked))
            .collect();
        Ok(Hits {
            total,
            matching,
            hits,
        })
    }

    /// The likeliest notes: those with all words; with few of them, those with similar words too;
    /// and with none at all, those with some of the words. `None` where a channel is asked for that
    /// there is not.
    fn matching(
        &self,
        archive: &Archive,
        request: &Request<'_>,
        wanted: usize,
        cancel: &CancellationToken,
    ) -> Result<Option<Ranking>, SearchError> {
        let Some(mut channels) = channels(archive, &request.query.channels) else {
            return Ok(None);
        };
        if let Some(channel) = request.channel {
            if !channels.is_empty() && !channels.contains(&channel) {
                return Ok(None);
            }
            channels = vec![channel];
        }
        let most = wanted.max(RERANK_DEPTH);
        let notes = self.notes.len();
        let ask = |expanded: &ExpandedQuery, any| -> Result<(usize, Vec<Candidate>), SearchError> {
            cancel.check()?;
            let mut index_query = index_query(request.query, expanded);
            index_query.any = any;
            index_query.phrase = expanded.phrase();
            index_query.channels = channels
                .iter()
                .map(|channel| channel.index() as u32)
                .collect();
            index_query.video = request.video.map(|video| video.index() as u32);
            Ok(self.index.find(&index_query, SearchedNames::Notes, most)?)
        };
        let expanded = ExpandedQuery::of(
            request.query,
            &self.vocabulary,
            notes,
            Fuzziness::No,
            cancel,
        )?;
        let (total, candidates) = ask(&expanded, false)?;
        if total >= ENOUGH_HITS || !request.query.has_words() {
            return Ok(Some((expanded, MatchMode::All, total, candidates)));
        }
        let similar = ExpandedQuery::of(
            request.query,
            &self.vocabulary,
            notes,
            Fuzziness::Typos,
            cancel,
        )?;
        let (more, candidates) = if similar.is_same(&expanded) {
            (total, candidates)
        } else {
            ask(&similar, false)?
        };
        if total > 0 {
            return Ok(Some((similar, MatchMode::All, more, candidates)));
        }
        if more >= ENOUGH_HITS || similar.words.iter().all(|meant| meant.in_phrase) {
            return Ok(Some((similar, MatchMode::Similar, more, candidates)));
        }
        let (any, candidates) = ask(&similar, true)?;
        let matching = if any > more {
            MatchMode::Some
        } else {
            MatchMode::Similar
        };
        Ok(Some((similar, matching, any, candidates)))
    }

    /// Looks at the likeliest notes closely, at their titles and at what their sentences say, and
    /// puts them in order. The others stay in the order of the index behind them. Returns those
    /// that are asked for.
    fn rank(
        &self,
        archive: &Archive,
        expanded: &ExpandedQuery,
        mut candidates: Vec<Candidate>,
        request: &Request<'_>,
        cancel: &CancellationToken,
    ) -> Result<Vec<Ranked>, SearchError> {
        let best = candidates
            .iter()
            .map(|candidate| candidate.score)
            .fold(f32::MIN_POSITIVE, f32::max);
        let behind = candidates.split_off(candidates.len().min(RERANK_DEPTH));
        let closely = candidates.len();
        let mut ranked = self.look(archive, expanded, candidates, cancel)?;
        for one in &mut ranked {
            one.score = one.candidate.score / best
                + 6.0 * one.title * one.title
                + one.sentences.first().map_or(0.0, |best| best.1.score());
        }
        best_first(&mut ranked);
        let last = ranked.last().map_or(0.0, |last| last.score).min(1.0);
        let mut wanted: Vec<Ranked> = ranked
            .into_iter()
            .skip(request.offset)
            .take(request.limit)
            .collect();
        let behind = behind
            .into_iter()
            .skip(request.offset.saturating_sub(closely));
        let behind = behind.take(request.limit - wanted.len()).collect();
        let mut behind = self.look(archive, expanded, behind, cancel)?;
        behind
            .iter_mut()
            .for_each(|one| one.score = last * one.candidate.score / best);
        best_first(&mut behind);
        wanted.extend(behind);
        Ok(wanted)
    }

    /// The best sentences of notes, from where the words stand in them.
    fn look(
        &self,
        archive: &Archive,
        expanded: &ExpandedQuery,
        mut candidates: Vec<Candidate>,
        cancel: &CancellationToken,
    ) -> Result<Vec<Ranked>, SearchError> {
        candidates.sort_unstable_by_key(|candidate| candidate.document);
        let mut seen: Vec<Vec<WordOccurrence>> = vec![Vec::new(); candidates.len()];
        for (form, word, weight) in expanded
            .forms()
            .filter(|(_, word, _)| !expanded.words[*word].in_title)
        {
            cancel.check()?;
            self.index.places(&candidates, form, |at, places| {
                let left = MAX_PLACES_PER_NOTE.saturating_sub(seen[at].len());
                seen[at].extend(places.iter().take(left).map(|place| WordOccurrence {
                    place: *place,
                    word,
                    weight,
                }));
            })?;
        }
        let look = |(candidate, mut seen): (Candidate, Vec<WordOccurrence>)| {
            cancel.check()?;
            seen.sort_unstable_by_key(|seen| seen.place);
            let sentences = self.sentences(archive, candidate.number as usize);
            let said: Vec<(usize, PassageScore)> = seen
                .chunk_by(|a, b| sentences.of_word(a.place) == sentences.of_word(b.place))
                .map(|seen| (sentences.of_word(seen[0].place), expanded.said(seen)))
                .collect();
            let title = expanded.title(self.words_of_title(archive, candidate.number));
            Ok(Ranked {
                candidate,
                title,
                sentences: expanded.best(said, MAX_SENTENCES),
                seen,
                score: 0.0,
            })
        };
        candidates.into_iter().zip(seen).map(look).collect()
    }

    fn hit(&self, archive: &Archive, ranked: Ranked) -> Hit {
        let number = ranked.candidate.number as usize;
        let note = self.notes[number];
        let facts = &archive.note(note).facts;
        let all = self.sentences(archive, number);
        let is_seen = |place: u32| {
            ranked
                .seen
                .binary_search_by_key(&place, |seen| seen.place)
                .is_ok()
        };
        let sentence = |(place, _): &(usize, PassageScore)| {
            let range = all.range(*place)?;
            let first = all.first_word(*place);
            let words = Words::of(facts.slice(&range))
                .zip(first..)
                .filter(|(_, place)| is_seen(*place));
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

type Ranking = (ExpandedQuery, MatchMode, usize, Vec<Candidate>);

/// A note that was looked at.
struct Ranked {
    candidate: Candidate,
    title: f32,
    /// Its best sentences by number, best first.
    sentences: Vec<(usize, PassageScore)>,
    /// The words in its text that are meant, in order.
    seen: Vec<WordOccurrence>,
    score: f32,
}

/// Of equals the first in the archive stands.
fn best_first(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.candidate.number.cmp(&b.candidate.number))
    });
}

/// What is asked of the index.
pub(super) fn index_query<'q>(query: &'q Query, expanded: &'q ExpandedQuery) -> IndexQuery<'q> {
    let words = expanded.words.iter().filter(|meant| !meant.in_phrase);
    let phrases = query
        .clauses
        .iter()
        .filter(|clause| clause.is_phrase() || clause.is_excluded);
    IndexQuery {
        words: words
            .map(|meant| TermGroup {
                variants: &meant.variants,
                in_title: meant.in_title,
            })
            .collect(),
        phrases: phrases.map(Phrase::of).collect(),
        ..IndexQuery::default()
    }
}

/// The channels that names mean, each name one or more; `None` where one means none.
fn channels(archive: &Archive, names: &[String]) -> Option<Vec<ChannelId>> {
    let mut found = Vec::new();
    for name in names {
        let named = archive.channels_named(name);
        if named.is_empty() {
            return None;
        }
        found.extend(named);
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}
