//! Answers a query: the matching notes with their best sentences, best first.
//!
//! All notes are scored by their words; the best ones are then ranked by their titles and sentences
//! too. `docs/search.md` explains the formula.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::archive::{Archive, ChannelId, NoteId};
use crate::search::folding::fold;
use crate::search::matching::{MatchMode, Matches};
use crate::search::query_expansion::ExpandedQuery;
use crate::search::request::{Order, SearchRequest};
use crate::search::sentence_index::SentenceIndex;
use crate::search::sentence_scoring::{SentenceScore, WordOccurrence};
use crate::search::words::Words;
use crate::search::{CancellationToken, Search, SearchError};
use crate::text::natural_order::sort_key;

/// The number of the best notes that are ranked by their titles and sentences.
const RERANK_DEPTH: usize = 24;

/// The number of notes with the best titles that are among them.
const TITLE_DEPTH: usize = 8;

/// The maximum number of sentences per hit.
const MAX_SENTENCES: usize = 3;

/// The maximum number of word positions per note that are scored.
const MAX_POSITIONS_PER_NOTE: usize = 4_000;

/// The maximum number of channels that are counted in a result, those with the most notes.
const MAX_CHANNELS: usize = 50;

/// What the score of a sentence counts for the next one, which continues it.
const CONTINUATION_WEIGHT: f32 = 0.2;

/// What a sentence that cites a moment counts, relative to one that does not.
const MOMENT_FACTOR: f32 = 1.1;

/// What the best sentence counts, relative to the whole text.
const SENTENCE_WEIGHT: f32 = 0.45;

/// What the text of an index note counts: it lists what the other notes say.
const INDEX_NOTE_WEIGHT: f32 = 0.5;

/// What a title that equals the query counts. The text counts about 1.5 if it contains all words.
const TITLE_WEIGHT: f32 = 4.0;

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
        let channel_bytes = size_of_val(&*hits.channels);
        (request_bytes + size_of::<Hits>() + hit_bytes + channel_bytes + ENTRY_OVERHEAD_BYTES)
            as u64
    }
}

/// The result of a search.
#[derive(Debug, Default)]
pub struct Hits {
    /// The number of matching notes: those that contain enough of the query.
    pub total: usize,
    /// The number of them that contain all words.
    pub complete: usize,
    /// How they match the query.
    pub match_mode: MatchMode,
    /// The channels with the number of their matching notes, whatever channel the request is
    /// restricted to; the most notes first.
    pub channels: Vec<(ChannelId, usize)>,
    /// Whether a matching note has a date.
    pub has_dates: bool,
    /// The requested page, best first.
    pub hits: Vec<Hit>,
}

impl Hits {
    /// The result of a request that no note can match.
    fn none(request: &SearchRequest) -> Self {
        Self {
            match_mode: match request.query.has_words() {
                true => MatchMode::Some,
                false => MatchMode::All,
            },
            ..Self::default()
        }
    }
}

/// A matching note.
#[derive(Debug)]
pub struct Hit {
    /// The note.
    pub note: NoteId,
    /// Its score.
    pub score: f32,
    /// How well its title matches, from 0 to 1.
    pub(super) title_score: f32,
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
            return Ok(Arc::new(Hits::none(request)));
        }
        self.results.get_or_insert_with(request, || {
            self.find_uncached(archive, request, cancel).map(Arc::new)
        })
    }

    /// All notes that match a request, in the order of the archive, without their sentences.
    ///
    /// # Errors
    /// If the index fails or the search is cancelled.
    pub fn find_all(
        &self,
        archive: &Archive,
        request: &SearchRequest,
        cancel: &CancellationToken,
    ) -> Result<Vec<NoteId>, SearchError> {
        let matches = match request.is_empty() {
            true => None,
            false => self.matches(archive, request, cancel)?,
        };
        let numbers = matches.map_or_else(Vec::new, |matches| matches.numbers);
        Ok(numbers
            .into_iter()
            .map(|number| self.notes[number as usize])
            .collect())
    }

    /// The same as `find`, without the cache.
    pub(super) fn find_uncached(
        &self,
        archive: &Archive,
        request: &SearchRequest,
        cancel: &CancellationToken,
    ) -> Result<Hits, SearchError> {
        let Some(mut matches) = self.matches(archive, request, cancel)? else {
            return Ok(Hits::none(request));
        };
        let channels = self.count_channels(archive, &matches.numbers);
        if let Some(channel) = request.scope.channel() {
            matches
                .retain(|number| archive.channel_of(self.notes[number as usize]) == Some(channel));
        }
        let ranked = match request.order {
            Order::Relevance => self.by_relevance(archive, &matches, request, cancel)?,
            Order::Newest | Order::Title | Order::Place => {
                let page = self.in_order(archive, &matches, request);
                self.score_sentences(archive, &matches, page, cancel)?
            }
        };
        Ok(Hits {
            total: matches.numbers.len(),
            complete: matches.complete,
            match_mode: matches.match_mode,
            channels,
            has_dates: matches.numbers.iter().any(|number| {
                let note = self.notes[*number as usize];
                archive.date_of(note).is_some()
            }),
            hits: ranked
                .into_iter()
                .map(|ranked| self.hit(archive, &matches.expanded, ranked))
                .collect(),
        })
    }

    /// The channels of notes with their number of notes, most first.
    fn count_channels(&self, archive: &Archive, numbers: &[u32]) -> Vec<(ChannelId, usize)> {
        let mut counts = vec![0; archive.channels().len()];
        for number in numbers {
            if let Some(channel) = archive.channel_of(self.notes[*number as usize]) {
                counts[channel.index()] += 1;
            }
        }
        let mut channels: Vec<(ChannelId, usize)> = archive
            .channel_ids()
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .collect();
        channels.sort_by_key(|(channel, count)| (Reverse(*count), *channel));
        channels.truncate(MAX_CHANNELS);
        channels
    }

    /// The requested page of the matches, sorted by date, by title or by their place in the
    /// archive.
    fn in_order(
        &self,
        archive: &Archive,
        matches: &Matches<'_>,
        request: &SearchRequest,
    ) -> Vec<u32> {
        let mut numbers = matches.numbers.clone();
        let note = |number: u32| self.notes[number as usize];
        match request.order {
            Order::Title => {
                let title = |number: u32| sort_key(&archive.note(note(number)).title);
                numbers.sort_by_cached_key(|number| (title(*number), *number));
            }
            Order::Newest => {
                let date = |number: u32| archive.date_of(note(number));
                numbers.sort_by_cached_key(|number| (Reverse(date(*number)), *number));
            }
            _ => numbers.sort_by_cached_key(|number| (archive.map().cell(note(*number)), *number)),
        }
        numbers
            .into_iter()
            .skip(request.offset)
            .take(request.limit)
            .collect()
    }

    /// The requested page of the matches, best first: the best candidates are ranked by their
    /// titles and sentences, the others follow in the order of their scores.
    fn by_relevance(
        &self,
        archive: &Archive,
        matches: &Matches<'_>,
        request: &SearchRequest,
        cancel: &CancellationToken,
    ) -> Result<Vec<Ranked>, SearchError> {
        let mut candidates = matches.best(RERANK_DEPTH, |number| Some(matches.score(number)));
        candidates.extend(matches.best(TITLE_DEPTH, |number| {
            let score = matches.title_score(number);
            (score > 0.0).then_some(score)
        }));
        candidates.sort_unstable();
        candidates.dedup();
        let mut ranked = self.score_sentences(archive, matches, candidates.clone(), cancel)?;
        let total = matches.expanded.sentence_weight().max(f32::MIN_POSITIVE);
        for note in &mut ranked {
            let best = note.sentences.first().map_or(0.0, |best| best.1.score);
            let text = matches.score(note.number) + SENTENCE_WEIGHT * best;
            let id = self.notes[note.number as usize];
            let text = match archive.is_index(id) || archive.home() == Some(id) {
                true => INDEX_NOTE_WEIGHT * text,
                false => text,
            };
            note.score = text / total + TITLE_WEIGHT * note.title.powi(2);
        }
        sort_by_score(&mut ranked);
        let last = ranked.last().map_or(0.0, |last| last.score);
        let reranked = ranked.len();
        let mut page: Vec<Ranked> = ranked
            .into_iter()
            .skip(request.offset)
            .take(request.limit)
            .collect();
        let end = request.offset + request.limit;
        if page.len() < request.limit && end > reranked {
            let rest = matches.best(end, |number| {
                let is_new = candidates.binary_search(&number).is_err();
                is_new.then(|| matches.score(number))
            });
            let skip = request.offset.saturating_sub(reranked);
            let rest = rest
                .into_iter()
                .skip(skip)
                .take(request.limit - page.len())
                .collect();
            let mut rest = self.score_sentences(archive, matches, rest, cancel)?;
            let best = rest
                .iter()
                .map(|note| matches.score(note.number))
                .fold(f32::MIN_POSITIVE, f32::max);
            rest.iter_mut()
                .for_each(|note| note.score = last * matches.score(note.number) / best);
            sort_by_score(&mut rest);
            page.extend(rest);
        }
        Ok(page)
    }

    /// Finds the best sentences of notes from the positions of the query's words.
    fn score_sentences(
        &self,
        archive: &Archive,
        matches: &Matches<'_>,
        numbers: Vec<u32>,
        cancel: &CancellationToken,
    ) -> Result<Vec<Ranked>, SearchError> {
        let expanded = &matches.expanded;
        // The positions are read in the order of the index, the notes returned in the given order.
        let mut by_address: Vec<(usize, u32)> = numbers.into_iter().enumerate().collect();
        by_address.sort_unstable_by_key(|(_, number)| self.index.address(*number));
        let documents: Vec<u32> = by_address.iter().map(|(_, number)| *number).collect();
        let mut occurrences: Vec<Vec<WordOccurrence>> = vec![Vec::new(); documents.len()];
        for (form, word, weight) in expanded
            .forms()
            .filter(|(_, word, _)| !expanded.words[*word].in_title)
        {
            cancel.check()?;
            self.index.positions(&documents, form, |index, positions| {
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
        let mut ranked: Vec<(usize, Ranked)> = Vec::with_capacity(documents.len());
        for ((place, number), mut occurrences) in by_address.into_iter().zip(occurrences) {
            cancel.check()?;
            occurrences.sort_unstable_by_key(|occurrence| occurrence.position);
            expanded.keep_sequences(&mut occurrences);
            let sentences = self.sentences(archive, number as usize);
            let is_scored = |occurrences: &[WordOccurrence]| {
                let mut words = occurrences.iter().map(|occurrence| 1 << occurrence.word);
                words.any(|word: u32| word & expanded.scored_bits != 0)
            };
            let mut scored: Vec<(usize, SentenceScore)> = by_sentence(sentences, &occurrences)
                .filter(|(_, occurrences)| is_scored(occurrences))
                .map(|(sentence, occurrences)| {
                    let length = sentences.length(sentence);
                    (sentence, expanded.score_sentence(occurrences, length))
                })
                .collect();
            adjust_to_context(&mut scored, |sentence| sentences.cites_moment(sentence));
            ranked.push((
                place,
                Ranked {
                    number,
                    title: expanded.score_title(self.title_words(archive, number)),
                    sentences: expanded.best(&scored, MAX_SENTENCES),
                    occurrences,
                    score: 0.0,
                },
            ));
        }
        ranked.sort_unstable_by_key(|(place, _)| *place);
        Ok(ranked.into_iter().map(|(_, ranked)| ranked).collect())
    }

    fn hit(&self, archive: &Archive, expanded: &ExpandedQuery, ranked: Ranked) -> Hit {
        let number = ranked.number as usize;
        let note = self.notes[number];
        let facts = &archive.note(note).facts;
        let sentences = self.sentences(archive, number);
        let match_at = |position: u32| {
            let found = ranked
                .occurrences
                .binary_search_by_key(&position, |occurrence| occurrence.position);
            let index = ranked.occurrences[found.ok()?].word;
            let word = &expanded.words[index];
            (word.in_run || !word.is_stop_word).then_some(index)
        };
        let sentence = |(position, _): &(usize, SentenceScore)| {
            let range = sentences.range(*position)?;
            let first = sentences.first_word(*position);
            let text = facts.slice(&range);
            let mut marks: Vec<Range<u32>> = Vec::new();
            for (word, position) in Words::new(text).zip(first..) {
                let Some(index) = match_at(position) else {
                    continue;
                };
                let compound = word.compound();
                let is_form = |compound: &&Range<usize>| {
                    let joined = fold(&text[(*compound).clone()]);
                    let mut forms = expanded.words[index].variants.iter();
                    forms.any(|form| form.word == joined)
                };
                let marked = compound.filter(is_form).unwrap_or(&word.range);
                let start = range.start + marked.start as u32;
                if marks.last().is_none_or(|last| last.end <= start) {
                    marks.push(start..range.start + marked.end as u32);
                }
            }
            Some(Sentence {
                marks,
                moment: facts.moment_for(&range),
                range,
            })
        };
        Hit {
            note,
            score: ranked.score,
            title_score: ranked.title,
            sentences: ranked.sentences.iter().filter_map(sentence).collect(),
        }
    }
}

/// A note that was scored.
struct Ranked {
    /// The number of the note.
    number: u32,
    title: f32,
    /// The numbers of its best sentences, best first.
    sentences: Vec<(usize, SentenceScore)>,
    /// The occurrences of query words in its text, in order.
    occurrences: Vec<WordOccurrence>,
    score: f32,
}

/// The sentences with occurrences of query words, in order.
fn by_sentence<'a>(
    sentences: &'a SentenceIndex,
    occurrences: &'a [WordOccurrence],
) -> impl Iterator<Item = (usize, &'a [WordOccurrence])> {
    let mut rest = occurrences;
    std::iter::from_fn(move || {
        let sentence = sentences.sentence_at(rest.first()?.position);
        let end = sentences.first_word(sentence + 1);
        let is_after = |occurrence: &WordOccurrence| occurrence.position >= end;
        let count = rest.iter().position(is_after).unwrap_or(rest.len());
        let (occurrences, after) = rest.split_at(count.max(1));
        rest = after;
        Some((sentence, occurrences))
    })
}

/// Adjusts the scores of a note's sentences, in order, to what is around them.
fn adjust_to_context(scored: &mut [(usize, SentenceScore)], cites_moment: impl Fn(usize) -> bool) {
    let mut previous = None;
    for (sentence, SentenceScore { score, .. }) in scored {
        let own = *score;
        if let Some((_, before)) = previous.filter(|(before, _)| before + 1 == *sentence) {
            *score += CONTINUATION_WEIGHT * before;
        }
        if cites_moment(*sentence) {
            *score *= MOMENT_FACTOR;
        }
        previous = Some((*sentence, own));
    }
}

/// Sorts by descending score; of equals, the first in the archive comes first.
fn sort_by_score(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.number.cmp(&b.number)));
}
