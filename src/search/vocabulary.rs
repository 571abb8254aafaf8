//! The vocabulary of an archive, with prefix, stem and fuzzy lookup.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use fst::automaton::Str;
use fst::{Automaton, IntoStreamer, Map, Streamer};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rayon::prelude::*;

use crate::search::levenshtein::LevenshteinAutomaton;
use crate::search::stemming::{LanguageId, LanguageSet};
use crate::text::language::Lang;

/// The maximum number of words with the same stem that are compared with a word, and of those kept
/// as its inflections, the nearest.
const MAX_STEM_MATCHES: usize = 32;
const MAX_FORMS: usize = 6;

/// The maximum numbers of typo corrections and completions of a word; the most frequent are kept.
const MAX_TYPOS: usize = 4;
const MAX_PREFIX_MATCHES: usize = 16;

/// The weights of variants; the typed word itself has weight 1. More frequent inflections weigh
/// less.
const FORM_WEIGHT: f32 = 0.6;
/// Inflections that weigh less are other words.
const MIN_FORM_WEIGHT: f32 = 0.1;
const PREFIX_WEIGHT: f32 = 0.7;
const TYPO_WEIGHT: f32 = 0.4;
const TWO_TYPOS_WEIGHT: f32 = 0.25;

/// The minimum length of words that are matched with one edit, and with two edits, in letters.
const MIN_LETTERS: [usize; 2] = [5, 10];

/// A variant of a word and its weight; the word itself has weight 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Variant {
    pub(super) word: String,
    /// Its number in the vocabulary.
    pub(super) number: u32,
    pub(super) weight: f32,
}

/// Statistics of a word while the vocabulary is built.
#[derive(Default, Clone, Copy)]
pub(super) struct WordStats {
    /// The number of notes with the word in their text.
    pub(super) texts: u32,
    /// A bit for each language of those notes.
    pub(super) languages: u32,
}

impl WordStats {
    /// Adds the statistics of another field or segment.
    pub(super) fn add(&mut self, other: Self) {
        self.texts += other.texts;
        self.languages |= other.languages;
    }
}

pub(super) struct Vocabulary {
    words: Map<Vec<u8>>,
    /// The number of notes that contain each word.
    document_frequencies: Vec<u32>,
    /// The number of notes.
    notes: usize,
    languages: LanguageSet,
    /// The stop words of the archive's languages, folded.
    stop_words: HashSet<String>,
    /// The hash of each stem with its language, sorted, and the number of the word with it.
    stem_hashes: Box<[u64]>,
    stem_words: Box<[u32]>,
    /// The most frequent words of one- and two-letter prefixes, which match too many words for a
    /// scan.
    short_prefixes: HashMap<String, Vec<u32>>,
    /// Caches of recent lookups, including those without a result: inflections, completions, typo
    /// corrections and the nearest word, which take longest.
    forms: VariantCache,
    completions: VariantCache,
    typos: VariantCache,
    nearest: VariantCache,
    /// The number of fuzzy lookups so far.
    fuzzy_lookups: AtomicU64,
}

/// Capacity of each cache, in bytes.
const CACHE_BYTES: u64 = 2 * 1024 * 1024;
/// Estimated size of a cache entry, in bytes.
const TYPICAL_ENTRY_BYTES: u64 = 500;

type VariantCache = Cache<String, Arc<[Variant]>, VariantBytes>;

/// Weighs a cache entry by its memory in bytes.
#[derive(Clone)]
struct VariantBytes;

impl Weighter<String, Arc<[Variant]>> for VariantBytes {
    fn weight(&self, word: &String, variants: &Arc<[Variant]>) -> u64 {
        let texts: usize = variants.iter().map(|variant| variant.word.capacity()).sum();
        (size_of::<(String, Arc<[Variant]>)>()
            + word.capacity()
            + size_of_val(&**variants)
            + texts
            + 64) as u64
    }
}

fn variant_cache() -> VariantCache {
    Cache::with_weighter(
        (CACHE_BYTES / TYPICAL_ENTRY_BYTES) as usize,
        CACHE_BYTES,
        VariantBytes,
    )
}

impl Vocabulary {
    /// Builds the vocabulary of an archive with this number of notes from sorted, distinct words.
    pub(super) fn new(
        words_with_stats: Vec<(String, WordStats)>,
        notes: usize,
        languages: LanguageSet,
        stop_words: HashSet<String>,
    ) -> Self {
        let numbered = || {
            words_with_stats
                .iter()
                .enumerate()
                .map(|(number, (word, _))| (number as u32, word.as_str()))
        };
        let map = || Map::from_iter(numbered().map(|(number, word)| (word, u64::from(number))));
        let stems = || {
            let words = words_with_stats.par_iter().enumerate();
            let stems = words.flat_map_iter(|(number, (word, stats))| {
                let own = languages.stems_in(word, stats.languages);
                own.map(move |(language, stem)| (hash(language, &stem), number as u32))
            });
            let mut stems: Vec<(u64, u32)> = stems.collect();
            stems.par_sort_unstable();
            stems
        };
        let (words, stems) = rayon::join(map, stems);
        let mut short_prefixes: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, word) in numbered() {
            for (end, c) in word.char_indices().take(2) {
                let prefix = &word[..end + c.len_utf8()];
                match short_prefixes.get_mut(prefix) {
                    Some(numbers) => numbers.push(number),
                    None => {
                        short_prefixes.insert(prefix.to_owned(), vec![number]);
                    }
                }
            }
        }
        // The words of a title mostly occur in the text too. A word that occurs in titles or topics
        // only counts as one of one note.
        let document_frequencies: Vec<u32> = words_with_stats
            .iter()
            .map(|(_, stats)| stats.texts.max(1))
            .collect();
        short_prefixes
            .values_mut()
            .for_each(|numbers| most_frequent(numbers, &document_frequencies, MAX_PREFIX_MATCHES));
        Self {
            words: words.unwrap_or_default(),
            document_frequencies,
            notes,
            languages,
            stop_words,
            stem_hashes: stems.iter().map(|(hash, _)| *hash).collect(),
            stem_words: stems.iter().map(|(_, word)| *word).collect(),
            short_prefixes,
            forms: variant_cache(),
            completions: variant_cache(),
            typos: variant_cache(),
            nearest: variant_cache(),
            fuzzy_lookups: AtomicU64::new(0),
        }
    }

    /// The number of a word; `None` if it is unknown.
    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.words.get(word).map(|number| number as u32)
    }

    /// The word with this number.
    pub(super) fn word(&self, number: u32) -> Option<String> {
        String::from_utf8(self.words.as_fst().get_key(u64::from(number))?).ok()
    }

    /// The number of a language of the archive.
    pub(super) fn language(&self, language: Lang) -> Option<LanguageId> {
        self.languages.number(language)
    }

    /// The most frequent word with the same stem, in a language, as the word with this number.
    pub(super) fn most_frequent_form(
        &self,
        word: &str,
        number: u32,
        language: Option<LanguageId>,
    ) -> u32 {
        let stem = self.languages.stem(word, language);
        let forms = stem.map(|(language, stem)| self.with_stem(language, &stem));
        let forms = forms.into_iter().flatten().chain([number]);
        let most_frequent =
            forms.max_by_key(|form| (self.document_frequency_of(*form), Reverse(*form)));
        most_frequent.unwrap_or(number)
    }

    /// The words with a stem in a language.
    fn with_stem<'v>(
        &'v self,
        language: LanguageId,
        stem: &str,
    ) -> impl Iterator<Item = u32> + use<'v> {
        let target = hash(language, stem);
        let from = self.stem_hashes.partition_point(|hash| *hash < target);
        let stems = self.stem_hashes[from..]
            .iter()
            .zip(&self.stem_words[from..]);
        stems
            .take_while(move |(hash, _)| **hash == target)
            .map(|(_, word)| *word)
    }

    /// Whether a word says nothing about a note in a language of the archive.
    pub(super) fn is_stop_word(&self, word: &str) -> bool {
        self.stop_words.contains(word)
    }

    /// The document frequency of a word.
    pub(super) fn document_frequency(&self, word: &str) -> u32 {
        self.number(word)
            .map_or(0, |number| self.document_frequency_of(number))
    }

    /// The document frequency of the word with this number.
    pub(super) fn document_frequency_of(&self, number: u32) -> u32 {
        self.document_frequencies[number as usize]
    }

    /// The inverse document frequency of the word with this number.
    pub(super) fn idf_of(&self, number: u32) -> f32 {
        idf(self.document_frequency_of(number), self.notes)
    }

    /// The memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let short_prefixes: usize = self
            .short_prefixes
            .values()
            .map(|numbers| 64 + numbers.len() * 4)
            .sum();
        self.words.as_fst().size()
            + self.document_frequencies.len() * 4
            + size_of_val(&*self.stem_hashes)
            + size_of_val(&*self.stem_words)
            + short_prefixes
    }

    /// The word itself, if known, and its inflections.
    pub(super) fn forms(&self, word: &str) -> Arc<[Variant]> {
        cached(&self.forms, word, || self.find_forms(word))
    }

    /// The same, but not cached.
    pub(super) fn find_forms(&self, word: &str) -> Vec<Variant> {
        let own = self.number(word);
        let mut numbers: Vec<u32> = Vec::new();
        for (language, stem) in self.languages.stems(word) {
            numbers.extend(self.with_stem(language, &stem));
        }
        most_frequent(&mut numbers, &self.document_frequencies, MAX_STEM_MATCHES);
        numbers.retain(|number| Some(*number) != own);
        let mut forms: Vec<Variant> = self.variants(numbers, FORM_WEIGHT).collect();
        // The nearest forms begin with most of the word's letters; of equals, the shortest.
        forms.sort_by_key(|form| {
            let letters = form.word.chars().zip(word.chars());
            let common = letters.take_while(|(a, b)| a == b).count();
            (Reverse(common), form.word.len())
        });
        forms.truncate(MAX_FORMS);
        if let Some(own) = own {
            forms
                .iter_mut()
                .for_each(|form| form.weight *= self.likeness(own, form.number));
            let own = Variant {
                word: word.to_owned(),
                number: own,
                weight: 1.0,
            };
            forms.retain(|form| form.weight >= MIN_FORM_WEIGHT);
            forms.insert(0, own);
            forms.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        }
        forms
    }

    /// How likely a word with the same stem means the same. A much more frequent one mostly means
    /// something else: `import` for `importers`.
    fn likeness(&self, word: u32, form: u32) -> f32 {
        (self.idf_of(form) / self.idf_of(word)).min(1.0).powi(2)
    }

    /// Words with this prefix.
    pub(super) fn completions(&self, prefix: &str) -> Arc<[Variant]> {
        cached(&self.completions, prefix, || self.find_completions(prefix))
    }

    fn find_completions(&self, prefix: &str) -> Vec<Variant> {
        let numbers = match self.short_prefixes.get(prefix) {
            Some(numbers) => numbers.clone(),
            None => {
                let mut numbers = numbers(&self.words, Str::new(prefix).starts_with());
                most_frequent(&mut numbers, &self.document_frequencies, MAX_PREFIX_MATCHES);
                numbers
            }
        };
        self.variants(numbers, PREFIX_WEIGHT).collect()
    }

    /// The most frequent words that begin with a word that no note has: `backprop` for
    /// `backpropagation`.
    pub(super) fn continuations(&self, word: &str) -> Vec<Variant> {
        if word.chars().count() < MIN_LETTERS[0] {
            return Vec::new();
        }
        let mut numbers = numbers(&self.words, Str::new(word).starts_with());
        most_frequent(&mut numbers, &self.document_frequencies, MAX_TYPOS);
        self.variants(numbers, TYPO_WEIGHT).collect()
    }

    /// Corrections of one typo in words of five letters or more, and of two in words of ten or
    /// more: the nearest first, then the most frequent.
    pub(super) fn typos(&self, word: &str) -> Arc<[Variant]> {
        cached(&self.typos, word, || self.find_typos(word))
    }

    fn find_typos(&self, word: &str) -> Vec<Variant> {
        let letters = word.chars().count();
        for (edits, weight) in [(1, TYPO_WEIGHT), (2, TWO_TYPOS_WEIGHT)] {
            if letters < MIN_LETTERS[edits - 1] {
                break;
            }
            let own = self.number(word);
            let mut numbers = self.fuzzy_matches(word, edits);
            numbers.retain(|number| Some(*number) != own);
            most_frequent(&mut numbers, &self.document_frequencies, MAX_TYPOS);
            if !numbers.is_empty() {
                return self.variants(numbers, weight).collect();
            }
        }
        Vec::new()
    }

    /// The most frequent of the words nearest to an unknown one; unlike [`Self::typos`], also for
    /// short words.
    pub(super) fn nearest(&self, word: &str) -> Option<String> {
        cached(&self.nearest, word, || self.find_nearest(word))
            .first()
            .map(|nearest| nearest.word.clone())
    }

    fn find_nearest(&self, word: &str) -> Vec<Variant> {
        if let Some(typo) = self.typos(word).first() {
            return vec![typo.clone()];
        }
        let letters = word.chars().count();
        // For longer words, `typos` has tried these already.
        let remaining = [1, 2]
            .into_iter()
            .filter(|edits| (3..MIN_LETTERS[edits - 1]).contains(&letters));
        let mut nearest = remaining
            .map(|edits| self.fuzzy_matches(word, edits))
            .find(|nearest| !nearest.is_empty())
            .unwrap_or_default();
        most_frequent(&mut nearest, &self.document_frequencies, 1);
        self.variants(nearest, TYPO_WEIGHT).collect()
    }

    /// The numbers of the words within one or two edits of a word; none for long words.
    fn fuzzy_matches(&self, word: &str, edits: usize) -> Vec<u32> {
        let Some(automaton) = LevenshteinAutomaton::new(word, edits) else {
            return Vec::new();
        };
        self.fuzzy_lookups.fetch_add(1, Ordering::Relaxed);
        numbers(&self.words, automaton)
    }

    /// The number of fuzzy lookups so far, which dominate the cost of a query.
    pub(super) fn fuzzy_lookups(&self) -> u64 {
        self.fuzzy_lookups.load(Ordering::Relaxed)
    }

    fn variants(&self, numbers: Vec<u32>, weight: f32) -> impl Iterator<Item = Variant> {
        numbers.into_iter().filter_map(move |number| {
            Some(Variant {
                word: self.word(number)?,
                number,
                weight,
            })
        })
    }
}

/// Looks a word up in a cache, or computes and caches its variants.
fn cached(cache: &VariantCache, word: &str, find: impl FnOnce() -> Vec<Variant>) -> Arc<[Variant]> {
    let variants: Result<_, std::convert::Infallible> =
        cache.get_or_insert_with(word, || Ok(find().into()));
    let Ok(variants) = variants;
    variants
}

fn hash(language: LanguageId, stem: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (language, stem).hash(&mut hasher);
    hasher.finish()
}

fn numbers(words: &Map<Vec<u8>>, automaton: impl Automaton) -> Vec<u32> {
    let mut stream = words.search(automaton).into_stream();
    let mut numbers = Vec::new();
    while let Some((_, number)) = stream.next() {
        numbers.push(number as u32);
    }
    numbers
}

/// Keeps the most frequent words, without duplicates.
fn most_frequent(numbers: &mut Vec<u32>, notes: &[u32], limit: usize) {
    numbers.sort_unstable_by_key(|number| (Reverse(notes[*number as usize]), *number));
    numbers.dedup();
    numbers.truncate(limit);
}

/// The inverse document frequency of a word that `document_frequency` of `notes` contain.
pub(super) fn idf(document_frequency: u32, notes: usize) -> f32 {
    let (df, notes) = (document_frequency as f32, notes as f32);
    (1.0 + (notes - df + 0.5).max(0.0) / (df + 0.5)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let languages = LanguageSet::new(vec![whatlang::Lang::Eng, whatlang::Lang::Spa]);
        let words = [
            ("server", 9, 1),
            ("servers", 4, 1),
            ("serve", 2, 1),
            ("seasonal", 3, 1),
            ("mercado", 5, 2),
            ("mercados", 1, 2),
            ("infrastructure", 2, 1),
        ];
        let words_with_stats = words
            .into_iter()
            .map(|(word, texts, languages)| (word.to_owned(), WordStats { texts, languages }));
        let mut words_with_stats: Vec<(String, WordStats)> = words_with_stats.collect();
        words_with_stats.sort_by(|a, b| a.0.cmp(&b.0));
        Vocabulary::new(words_with_stats, 20, languages, HashSet::new())
    }

    fn words(variants: impl AsRef<[Variant]>) -> Vec<String> {
        variants
            .as_ref()
            .iter()
            .map(|variant| variant.word.clone())
            .collect()
    }

    #[test]
    fn variants_are_found() {
        let vocabulary = vocabulary();
        assert_eq!(words(vocabulary.forms("server")), ["server", "servers"]);
        assert_eq!(words(vocabulary.forms("mercado")), ["mercado", "mercados"]);
        assert!(vocabulary.forms("unknown").is_empty());
        assert_eq!(
            words(vocabulary.completions("s")),
            ["server", "servers", "seasonal", "serve"]
        );
        assert_eq!(
            words(vocabulary.completions("serv")),
            ["server", "servers", "serve"]
        );
        assert_eq!(words(vocabulary.typos("sevrer")), ["server"]);
        assert_eq!(
            words(vocabulary.typos("infrastruktuer")),
            ["infrastructure"]
        );
        assert!(
            vocabulary.typos("serv").is_empty(),
            "four letters are too few"
        );
        assert_eq!(vocabulary.document_frequency("server"), 9);
        assert_eq!(vocabulary.nearest("sever").as_deref(), Some("server"));
        assert_eq!(
            vocabulary.nearest("srve").as_deref(),
            Some("serve"),
            "four letters are enough for a hint"
        );
        assert_eq!(vocabulary.nearest("zzzzzzzzzzzzzzz"), None);
    }

    #[test]
    fn the_nearest_forms_of_a_word_count_most() {
        let words = [
            ("transform", 12),
            ("transformation", 15),
            ("transformations", 14),
            ("transformed", 11),
            ("transformer", 5),
            ("transformers", 2),
            ("transforming", 10),
            ("transforms", 9),
        ];
        let stats = |texts| WordStats {
            texts,
            languages: 1,
        };
        let words = words.map(|(word, texts)| (word.to_owned(), stats(texts)));
        let english = LanguageSet::new(vec![whatlang::Lang::Eng]);
        let vocabulary = Vocabulary::new(words.to_vec(), 20, english, HashSet::new());
        let forms = vocabulary.forms("transformer");
        let weight = |word: &str| {
            let form = forms.iter().find(|form| form.word == word);
            form.map(|form| form.weight)
        };
        assert_eq!(weight("transformer"), Some(1.0));
        assert_eq!(weight("transformers"), Some(FORM_WEIGHT));
        assert!(weight("transforms").is_some_and(|weight| weight < FORM_WEIGHT / 2.0));
        assert_eq!(weight("transform"), None, "a frequent word is another word");
    }

    #[test]
    fn lookups_without_a_result_are_cached() {
        let vocabulary = vocabulary();
        for (word, limit) in [
            ("qqq", 2),
            ("qqqqq", 2),
            ("qqqqqqqqqqqq", 2),
            ("infrastruktuer", 2),
        ] {
            let before = vocabulary.fuzzy_lookups();
            for _ in 0..3 {
                vocabulary.typos(word);
                vocabulary.nearest(word);
            }
            assert!(vocabulary.fuzzy_lookups() - before <= limit, "{word}");
        }
        let before = vocabulary.fuzzy_lookups();
        vocabulary.nearest(&"q".repeat(25));
        assert_eq!(
            vocabulary.fuzzy_lookups(),
            before,
            "long words take no lookup"
        );
    }

    #[test]
    fn caches_are_bounded_in_bytes() {
        let vocabulary = vocabulary();
        for number in 0..30_000 {
            vocabulary.forms(&format!("{number}{}", "x".repeat(50)));
        }
        assert!(vocabulary.forms.weight() <= CACHE_BYTES && vocabulary.forms.len() > 1_000);
    }
}
