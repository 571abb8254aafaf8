//! The key words of notes: those by which notes are compared with each other. They are found when
//! the index is built, so that a comparison reads no text.

use rayon::prelude::*;

use super::key_sentences::key_sentences;
use super::spellings::Spellings;
use crate::markdown::Facts;
use crate::search::index::{TextField, TextIndex};
use crate::search::scoring::{self, FieldFactors, saturated};
use crate::search::stemming::LanguageId;
use crate::search::vocabulary::{Variant, Vocabulary};
use crate::search::words::Words;

/// The maximum number of key words of a note: the heaviest of its text, and then those of its
/// title. Each is a bit of a `u64`.
const MAX_TEXT_WORDS: usize = 40;
const MAX_KEY_WORDS: usize = 64;

/// The minimum and the maximum number of words of a note that are kept while its words are read.
/// The forms of a word are added up only then.
const MIN_KEPT_WORDS: usize = 80;
const MAX_KEPT_WORDS: usize = 128;

/// The minimum number of notes with a key word: others have nothing in common by it.
const MIN_DOC_FREQ: u32 = 2;

/// The key words of all notes. Notes have the numbers of the index; words that only differ in their
/// inflection are one, which has the number of the most frequent form in the vocabulary.
pub(in crate::search) struct KeyWords {
    /// The key words of the notes, heaviest first, as indices into `numbers`, where the sentence
    /// that says most about each begins, and where those of each note begin.
    words: Box<[u32]>,
    sentences: Box<[u32]>,
    starts: Box<[u32]>,
    /// All key words in order, and where the notes of each begin.
    numbers: Box<[u32]>,
    note_starts: Box<[u32]>,
    /// The notes of the key words, in order, and what the word counts in each.
    notes: Box<[u32]>,
    counts: Box<[Count]>,
    /// See [`KeyWords::norm`] and [`KeyWords::title_norm`].
    norms: Box<[f32]>,
    title_norms: Box<[f32]>,
    /// The mean norm of the words of notes. It stands for that of each note: the norms differ
    /// little, because occurrences in long notes count less.
    pub(super) mean_norm: f32,
}

/// What a word counts in a note, and whether it is in its title: in the lowest bit.
#[derive(Clone, Copy)]
pub(super) struct Count(u16);

impl Count {
    /// How finely scores are stored. The highest, see [`saturated`], is 2.5.
    const STEPS: f32 = 8_192.0;

    fn new(score: f32, in_title: bool) -> Self {
        Self(((score * Self::STEPS) as u16) << 1 | u16::from(in_title))
    }

    pub(super) fn score(self) -> f32 {
        f32::from(self.0 >> 1) / Self::STEPS
    }

    pub(super) fn in_title(self) -> bool {
        self.0 & 1 == 1
    }
}

/// A key word of a note.
pub(super) struct KeyWord<'k> {
    /// Its number in the vocabulary.
    pub(super) number: u32,
    /// What it counts in the note.
    pub(super) score: f32,
    /// Its inverse document frequency.
    pub(super) idf: f32,
    pub(super) in_title: bool,
    notes: &'k [u32],
    counts: &'k [Count],
}

impl KeyWord<'_> {
    /// All notes with this key word, in order, and what it counts in them.
    pub(super) fn notes(&self) -> impl Iterator<Item = (u32, Count)> {
        self.notes.iter().copied().zip(self.counts.iter().copied())
    }

    /// What it counts in the note, times its inverse document frequency.
    pub(super) fn weight(&self) -> f32 {
        self.score * self.idf
    }
}

/// The words of a note that weigh most so far.
#[derive(Default)]
struct HeaviestWords {
    words: Vec<WordCount>,
    /// Words that weigh less are not kept.
    min_weight: f32,
    /// The sum of the squares of what each word counts.
    squares: f32,
    title_squares: f32,
}

/// How often a note contains a word.
#[derive(Clone, Copy)]
struct WordCount {
    number: u32,
    /// Weighted by field and length.
    frequency: f32,
    weight: f32,
    in_title: bool,
}

impl HeaviestWords {
    fn add(&mut self, word: WordCount) {
        if word.weight < self.min_weight && !word.in_title {
            return;
        }
        self.words.push(word);
        if self.words.len() == MAX_KEPT_WORDS {
            self.words.select_nth_unstable_by(MIN_KEPT_WORDS, |a, b| {
                b.in_title
                    .cmp(&a.in_title)
                    .then(b.weight.total_cmp(&a.weight))
            });
            self.words.truncate(MIN_KEPT_WORDS);
            let weights = self.words.iter().map(|word| word.weight);
            self.min_weight = weights.fold(f32::INFINITY, f32::min);
        }
    }

    /// Adds up the forms of each word, and keeps the key words, heaviest first.
    fn into_key_words(mut self, vocabulary: &Vocabulary) -> Vec<WordCount> {
        self.words.sort_unstable_by_key(|word| word.number);
        self.words.dedup_by(|other, first| {
            let is_same = other.number == first.number;
            if is_same {
                first.frequency += other.frequency;
                first.in_title |= other.in_title;
            }
            is_same
        });
        for word in &mut self.words {
            word.weight = saturated(word.frequency) * vocabulary.idf_of(word.number);
        }
        self.words
            .sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.number.cmp(&b.number)));
        let mut rank = 0;
        self.words.retain(|word| {
            rank += 1;
            rank <= MAX_TEXT_WORDS || word.in_title
        });
        self.words.truncate(MAX_KEY_WORDS);
        self.words
    }
}

impl KeyWords {
    /// Finds the key words of all notes; `facts` and `languages` are those of the notes.
    pub(in crate::search) fn new(
        index: &TextIndex,
        vocabulary: &Vocabulary,
        facts: &[&Facts],
        languages: &[Option<LanguageId>],
    ) -> tantivy::Result<Self> {
        let segments: Vec<Vec<HeaviestWords>> = (0..index.segment_count())
            .into_par_iter()
            .map(|segment| heaviest_words(index, segment, vocabulary, languages))
            .collect::<tantivy::Result<_>>()?;
        let mut notes: Vec<HeaviestWords> = Vec::new();
        notes.resize_with(languages.len(), HeaviestWords::default);
        for (segment, words) in segments.into_iter().enumerate() {
            for (number, words) in index.numbers(segment).iter().zip(words) {
                // Topics come after the notes.
                if let Some(note) = notes.get_mut(*number as usize) {
                    *note = words;
                }
            }
        }
        let norms: f32 = notes.iter().map(|words| words.squares.sqrt()).sum();
        let mean_norm = norms / languages.len().max(1) as f32;
        let title_norms = notes.iter().map(|words| words.title_squares.sqrt());
        let title_norms = title_norms.collect();
        let by_note: Vec<Vec<WordCount>> = notes
            .into_par_iter()
            .map(|words| words.into_key_words(vocabulary))
            .collect();
        let mut key_words = Self::of_notes(&by_note, title_norms, mean_norm);
        key_words.sentences = key_words.find_sentences(facts, vocabulary);
        Ok(key_words)
    }

    /// Tabulates the key words by note and by word, but for those of one note only.
    fn of_notes(by_note: &[Vec<WordCount>], title_norms: Box<[f32]>, mean_norm: f32) -> Self {
        let mut by_word: Vec<(u32, u32, Count)> = Vec::new();
        for (note, key_words) in (0..).zip(by_note) {
            by_word.extend(key_words.iter().map(|word| {
                let count = Count::new(saturated(word.frequency), word.in_title);
                (word.number, note, count)
            }));
        }
        by_word.par_sort_unstable_by_key(|(number, note, _)| (*number, *note));
        let (mut numbers, mut note_starts) = (Vec::new(), vec![0]);
        let (mut notes, mut counts) = (Vec::new(), Vec::new());
        let shared = by_word
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|notes| notes.len() > 1);
        for with_word in shared {
            numbers.push(with_word[0].0);
            notes.extend(with_word.iter().map(|(_, note, _)| *note));
            counts.extend(with_word.iter().map(|(.., count)| *count));
            note_starts.push(notes.len() as u32);
        }
        let (mut words, mut starts) = (Vec::with_capacity(notes.len()), vec![0]);
        for key_words in by_note {
            let places = key_words
                .iter()
                .map(|word| numbers.binary_search(&word.number));
            words.extend(places.flatten().map(|place| place as u32));
            starts.push(words.len() as u32);
        }
        Self {
            words: words.into(),
            sentences: Box::default(),
            starts: starts.into(),
            numbers: numbers.into(),
            note_starts: note_starts.into(),
            notes: notes.into(),
            counts: counts.into(),
            norms: by_note.iter().map(|words| norm(words)).collect(),
            title_norms,
            mean_norm,
        }
    }

    /// Finds the sentence of each note that says most about each of its key words.
    fn find_sentences(&self, facts: &[&Facts], vocabulary: &Vocabulary) -> Box<[u32]> {
        let forms = self.numbers.par_iter().map(|number| {
            let word = vocabulary.word(*number).unwrap_or_default();
            vocabulary.find_forms(&word)
        });
        let forms: Vec<Vec<Variant>> = forms.collect();
        let notes = facts.par_iter().enumerate().map(|(note, facts)| {
            let words: Vec<KeyWord> = self.of_note(note as u32, vocabulary).collect();
            let weights: Vec<f32> = words.iter().map(KeyWord::weight).collect();
            let spellings = words.iter().enumerate().flat_map(|(index, word)| {
                let place = self.numbers.binary_search(&word.number);
                let forms = place.map_or(&[][..], |place| &forms[place]);
                forms.iter().map(move |form| (form.word.as_str(), index))
            });
            key_sentences(facts, &weights, &Spellings::new(spellings))
        });
        let sentences: Vec<Vec<u32>> = notes.collect();
        sentences.concat().into()
    }

    /// Where the sentences of a note that say most about each of `words` begin in its text;
    /// [`super::key_sentences::NO_SENTENCE`] if only the title contains the word.
    pub(super) fn sentences_of(&self, note: u32, words: impl Iterator<Item = u32>) -> Vec<u32> {
        let range = self.starts[note as usize] as usize..self.starts[note as usize + 1] as usize;
        let (own, sentences) = (&self.words[range.clone()], &self.sentences[range]);
        let place = |word| {
            let number = |place: &u32| self.numbers[*place as usize];
            own.iter().position(|place| number(place) == word)
        };
        words
            .filter_map(|word| Some(sentences[place(word)?]))
            .collect()
    }

    /// The key words of a note that other notes have too, heaviest first.
    pub(super) fn of_note(
        &self,
        note: u32,
        vocabulary: &Vocabulary,
    ) -> impl Iterator<Item = KeyWord<'_>> {
        let range = self.starts[note as usize] as usize..self.starts[note as usize + 1] as usize;
        self.words[range].iter().filter_map(move |place| {
            let place = *place as usize;
            let number = self.numbers[place];
            let range = self.note_starts[place] as usize..self.note_starts[place + 1] as usize;
            let (notes, counts) = (&self.notes[range.clone()], &self.counts[range]);
            let own = counts[notes.binary_search(&note).ok()?];
            Some(KeyWord {
                number,
                score: own.score(),
                idf: vocabulary.idf_of(number),
                in_title: own.in_title(),
                notes,
                counts,
            })
        })
    }

    /// The Euclidean norm of the key words of a note.
    pub(super) fn norm(&self, note: u32) -> f32 {
        self.norms[note as usize]
    }

    /// The Euclidean norm of the words in the title of a note.
    pub(super) fn title_norm(&self, note: u32) -> f32 {
        self.title_norms[note as usize]
    }

    /// The memory they take, in bytes.
    pub(in crate::search) fn size(&self) -> usize {
        size_of_val(&*self.words)
            + size_of_val(&*self.sentences)
            + size_of_val(&*self.starts)
            + size_of_val(&*self.numbers)
            + size_of_val(&*self.note_starts)
            + size_of_val(&*self.notes)
            + size_of_val(&*self.counts)
            + size_of_val(&*self.norms)
            + size_of_val(&*self.title_norms)
    }
}

/// The Euclidean norm of words.
fn norm(words: &[WordCount]) -> f32 {
    let squares = words
        .iter()
        .map(|word| word.weight * saturated(word.frequency));
    squares.sum::<f32>().sqrt()
}

/// The heaviest words of each document of a segment.
fn heaviest_words(
    index: &TextIndex,
    segment: usize,
    vocabulary: &Vocabulary,
    languages: &[Option<LanguageId>],
) -> tantivy::Result<Vec<HeaviestWords>> {
    let mut notes: Vec<HeaviestWords> = Vec::new();
    notes.resize_with(index.numbers(segment).len(), HeaviestWords::default);
    for field in scoring::OWN_WORDS {
        let factors = FieldFactors::new(index, *field);
        let is_title = *field == TextField::Title;
        index.each_word(segment, *field, |word, documents| {
            let Some(number) = vocabulary.number(word) else {
                return;
            };
            if vocabulary.is_stop_word(word) {
                return;
            }
            let can_be_key = is_title || is_word(word);
            // The most frequent form of the word in each language of the notes with it.
            let mut forms: Vec<(Option<LanguageId>, u32, f32)> = Vec::new();
            for document in documents {
                let language = languages[document.number as usize];
                let known = forms.iter().find(|(other, ..)| *other == language);
                let (_, form, idf) = known.copied().unwrap_or_else(|| {
                    let form = vocabulary.most_frequent_form(word, number, language);
                    let idf = vocabulary.idf_of(form);
                    forms.push((language, form, idf));
                    (language, form, idf)
                });
                let frequency = factors.frequency(document);
                let score = saturated(frequency);
                let note = &mut notes[document.id as usize];
                note.squares += idf * score * score;
                note.title_squares += if is_title { idf } else { 0.0 };
                if can_be_key && vocabulary.document_frequency_of(form) >= MIN_DOC_FREQ {
                    note.add(WordCount {
                        number: form,
                        frequency,
                        weight: score * idf,
                        in_title: is_title,
                    });
                }
            }
        })?;
    }
    Ok(notes)
}

/// Whether a word can tell what a note is about: not a single letter, unless that is a word, and
/// not a number.
fn is_word(word: &str) -> bool {
    let is_letter = || Words::new(word).next().is_some_and(|word| word.is_letter);
    (word.chars().nth(1).is_some() || is_letter()) && !word.chars().all(char::is_numeric)
}
