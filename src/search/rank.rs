//! Answers a query: the notes that have the words, best first, with their sentences.

use std::ops::Range;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::archive::{Archive, ChannelId, NoteId, VideoId};
use crate::search::index_query::{Asked, AskedPhrase, AskedWord, Candidate, Scope};
use crate::search::query::Query;
use crate::search::query_expansion::{Forgiving, Meaning, Said, Seen};
use crate::search::tokenizer::{Word, Words};
use crate::search::{CancellationToken, Search, SearchError};

/// Of the notes that the index finds likeliest so many are looked at closely.
const LOOKED_AT: usize = 24;

/// Where fewer notes have the very words, others that may be meant are added.
const FEW: usize = 3;

/// Sentences that are told of a note.
const MOST_SENTENCES: usize = 3;

/// The most places of all words in a note that are looked at.
const MAX_PLACES_PER_NOTE: usize = 4_000;

/// The last answers, by what was asked: what one reader asks for, others do, and the same one comes
/// back to.
pub(super) type Found = Cache<FoundKey, Arc<Hits>, FoundBytes>;

type FoundKey = (Query, Option<ChannelId>, Option<VideoId>, usize, usize);

/// How much memory an answer takes.
#[derive(Clone)]
pub(super) struct FoundBytes;

impl Weighter<FoundKey, Arc<Hits>> for FoundBytes {
    fn weight(&self, key: &FoundKey, hits: &Arc<Hits>) -> u64 {
        let hits: usize = hits.hits.iter().map(Hit::size).sum();
        (size_of::<(FoundKey, Hits)>() + key.0.size() + hits + 128) as u64
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
    pub matching: Matching,
    /// Those asked for, best first.
    pub hits: Vec<Hit>,
}

/// What notes have of the words that were asked for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
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
        let Some((meaning, matching, total, candidates)) = found else {
            return Ok(Hits::default());
        };
        let ranked = self.rank(archive, &meaning, candidates, request, cancel)?;
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
    ) -> Result<Option<Matched>, SearchError> {
        let Some(mut channels) = channels(archive, &request.query.channels) else {
            return Ok(None);
        };
        if let Some(channel) = request.channel {
            if !channels.is_empty() && !channels.contains(&channel) {
                return Ok(None);
            }
            channels = vec![channel];
        }
        let most = wanted.max(LOOKED_AT);
        let notes = self.notes.len();
        let ask = |meaning: &Meaning, any| -> Result<(usize, Vec<Candidate>), SearchError> {
            cancel.check()?;
            let mut asked = asked(request.query, meaning);
            asked.any = any;
            asked.in_a_row = meaning.in_a_row();
            asked.channels = channels
                .iter()
                .map(|channel| channel.index() as u32)
                .collect();
            asked.video = request.video.map(|video| video.index() as u32);
            Ok(self.index.find(&asked, Scope::Notes, most)?)
        };
        let meaning = Meaning::of(
            request.query,
            &self.vocabulary,
            notes,
            Forgiving::No,
            cancel,
        )?;
        let (total, candidates) = ask(&meaning, false)?;
        if total >= FEW || !request.query.has_words() {
            return Ok(Some((meaning, Matching::All, total, candidates)));
        }
        let similar = Meaning::of(
            request.query,
            &self.vocabulary,
            notes,
            Forgiving::Typos,
            cancel,
        )?;
        let (more, candidates) = if similar.is_same(&meaning) {
            (total, candidates)
        } else {
            ask(&similar, false)?
        };
        if total > 0 {
            return Ok(Some((similar, Matching::All, more, candidates)));
        }
        if more >= FEW || similar.words.iter().all(|meant| meant.in_phrase) {
            return Ok(Some((similar, Matching::Similar, more, candidates)));
        }
        let (any, candidates) = ask(&similar, true)?;
        let matching = if any > more {
            Matching::Some
        } else {
            Matching::Similar
        };
        Ok(Some((similar, matching, any, candidates)))
    }

    /// Looks at the likeliest notes closely, at their titles and at what their sentences say, and
    /// puts them in order. The others stay in the order of the index behind them. Returns those
    /// that are asked for.
    fn rank(
        &self,
        archive: &Archive,
        meaning: &Meaning,
        mut candidates: Vec<Candidate>,
        request: &Request<'_>,
        cancel: &CancellationToken,
    ) -> Result<Vec<Ranked>, SearchError> {
        let best = candidates
            .iter()
            .map(|candidate| candidate.score)
            .fold(f32::MIN_POSITIVE, f32::max);
        let behind = candidates.split_off(candidates.len().min(LOOKED_AT));
        let closely = candidates.len();
        let mut ranked = self.look(archive, meaning, candidates, cancel)?;
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
        let mut behind = self.look(archive, meaning, behind, cancel)?;
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
        meaning: &Meaning,
        mut candidates: Vec<Candidate>,
        cancel: &CancellationToken,
    ) -> Result<Vec<Ranked>, SearchError> {
        candidates.sort_unstable_by_key(|candidate| candidate.document);
        let mut seen: Vec<Vec<Seen>> = vec![Vec::new(); candidates.len()];
        for (form, word, weight) in meaning
            .forms()
            .filter(|(_, word, _)| !meaning.words[*word].in_title)
        {
            cancel.check()?;
            self.index.places(&candidates, form, |at, places| {
                let left = MAX_PLACES_PER_NOTE.saturating_sub(seen[at].len());
                seen[at].extend(places.iter().take(left).map(|place| Seen {
                    place: *place,
                    word,
                    weight,
                }));
            })?;
        }
        let look = |(candidate, mut seen): (Candidate, Vec<Seen>)| {
            cancel.check()?;
            seen.sort_unstable_by_key(|seen| seen.place);
            let sentences = self.sentences(archive, candidate.number as usize);
            let said: Vec<(usize, Said)> = seen
                .chunk_by(|a, b| sentences.of_word(a.place) == sentences.of_word(b.place))
                .map(|seen| (sentences.of_word(seen[0].place), meaning.said(seen)))
                .collect();
            let title = meaning.title(self.words_of_title(archive, candidate.number));
            Ok(Ranked {
                candidate,
                title,
                sentences: meaning.best(said, MOST_SENTENCES),
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
        let sentence = |(place, _): &(usize, Said)| {
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

type Matched = (Meaning, Matching, usize, Vec<Candidate>);

/// A note that was looked at.
struct Ranked {
    candidate: Candidate,
    title: f32,
    /// Its best sentences by number, best first.
    sentences: Vec<(usize, Said)>,
    /// The words in its text that are meant, in order.
    seen: Vec<Seen>,
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
pub(super) fn asked<'q>(query: &'q Query, meaning: &'q Meaning) -> Asked<'q> {
    let words = meaning.words.iter().filter(|meant| !meant.in_phrase);
    let phrases = query
        .clauses
        .iter()
        .filter(|clause| clause.is_phrase() || clause.is_excluded);
    Asked {
        words: words
            .map(|meant| AskedWord {
                variants: &meant.variants,
                in_title: meant.in_title,
            })
            .collect(),
        phrases: phrases.map(AskedPhrase::of).collect(),
        ..Asked::default()
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
