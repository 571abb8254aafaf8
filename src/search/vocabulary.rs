//! All words of an archive: which of them a word that is typed may mean.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock};

use fst::automaton::Str;
use fst::{Automaton, IntoStreamer, Map, Streamer};
use levenshtein_automata::LevenshteinAutomatonBuilder;
use quick_cache::sync::Cache;
use rayon::prelude::*;

use super::stems::{LanguageNo, Languages};

/// How many other forms of a word are searched for, how many words that it may be misspelt for, and how many that begin
/// with it. The most frequent are taken.
const MOST_FORMS: usize = 6;
const MOST_TYPOS: usize = 4;
const MOST_BEGINNINGS: usize = 16;

/// How much a word counts that is not the one that was typed.
const FORM: f32 = 0.8;
const BEGINNING: f32 = 0.7;
const TYPO: f32 = 0.4;
const TWO_TYPOS: f32 = 0.25;

/// Words with one letter wrong, and with two; letters in the wrong order count as one.
static NEAR: LazyLock<[LevenshteinAutomatonBuilder; 2]> =
    LazyLock::new(|| [1, 2].map(|distance| LevenshteinAutomatonBuilder::new(distance, true)));

/// A word that may be meant, and how much it counts: 1 is the very word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Variant {
    pub(super) word: String,
    /// Its number in the vocabulary.
    pub(super) number: u32,
    pub(super) weight: f32,
}

/// What is known of a word while the vocabulary is made.
#[derive(Default, Clone, Copy)]
pub(super) struct Found {
    /// In how many texts of notes it is.
    pub(super) texts: u32,
    /// A bit for each language that it is used in.
    pub(super) languages: u32,
}

impl Found {
    /// Adds what was found elsewhere.
    pub(super) fn add(&mut self, other: Self) {
        self.texts += other.texts;
        self.languages |= other.languages;
    }
}

pub(super) struct Vocabulary {
    words: Map<Vec<u8>>,
    /// For each word, in how many notes it is.
    notes: Vec<u32>,
    languages: Languages,
    /// The hash of each stem in its language, and the word; sorted.
    stems: Vec<(u64, u32)>,
    /// For the shortest beginnings the most frequent words, because those are too many to look through.
    short: HashMap<String, Vec<u32>>,
    /// The last words that were looked up: their inflections, and their typos, which take longest.
    forms: Cache<String, Arc<[Variant]>>,
    typos: Cache<String, Arc<[Variant]>>,
}

/// How many words are kept with their inflections, and with their typos.
const KEPT: usize = 4_000;

impl Vocabulary {
    /// From the words in order, each once.
    pub(super) fn new(found: Vec<(String, Found)>, languages: Languages) -> Self {
        let numbered = || found.iter().enumerate().map(|(number, (word, _))| (number as u32, word.as_str()));
        let words = Map::from_iter(numbered().map(|(number, word)| (word, u64::from(number)))).unwrap_or_default();
        let stems = found.par_iter().enumerate().flat_map_iter(|(number, (word, found))| {
            let own = languages.stems_in(word, found.languages);
            own.map(move |(language, stem)| (hash(language, &stem), number as u32))
        });
        let mut stems: Vec<(u64, u32)> = stems.collect();
        stems.par_sort_unstable();
        let mut short: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, word) in numbered() {
            for (end, c) in word.char_indices().take(2) {
                short.entry(word[..end + c.len_utf8()].to_owned()).or_default().push(number);
            }
        }
        // Titles are said again in the text, mostly; a word of titles or topics alone counts as one of a note.
        let notes: Vec<u32> = found.iter().map(|(_, found)| found.texts.max(1)).collect();
        short.values_mut().for_each(|numbers| most_frequent(numbers, &notes, MOST_BEGINNINGS));
        Self { words, notes, languages, stems, short, forms: Cache::new(KEPT), typos: Cache::new(KEPT) }
    }

    /// The number of a word; `None` where no note and no topic has it.
    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.words.get(word).map(|number| number as u32)
    }

    /// In how many notes a word is.
    pub(super) fn notes(&self, word: &str) -> u32 {
        self.number(word).map_or(0, |number| self.notes_of(number))
    }

    /// In how many notes the word of this number is.
    pub(super) fn notes_of(&self, number: u32) -> u32 {
        self.notes[number as usize]
    }

    /// How much memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let short: usize = self.short.values().map(|numbers| 64 + numbers.len() * 4).sum();
        self.words.as_fst().size() + self.notes.len() * 4 + self.stems.len() * 16 + short
    }

    /// The word itself, where it is used, and its inflections.
    pub(super) fn forms(&self, word: &str) -> Arc<[Variant]> {
        kept(&self.forms, word, || self.find_forms(word))
    }

    fn find_forms(&self, word: &str) -> Vec<Variant> {
        let own = self.number(word);
        let mut numbers: Vec<u32> = Vec::new();
        for (language, stem) in self.languages.stems(word) {
            let wanted = hash(language, &stem);
            let from = self.stems.partition_point(|(hash, _)| *hash < wanted);
            numbers.extend(self.stems[from..].iter().take_while(|(hash, _)| *hash == wanted).map(|(_, number)| number));
        }
        most_frequent(&mut numbers, &self.notes, MOST_FORMS);
        numbers.retain(|number| Some(*number) != own);
        let mut forms: Vec<Variant> = Vec::with_capacity(numbers.len() + 1);
        forms.extend(own.map(|number| Variant { word: word.to_owned(), number, weight: 1.0 }));
        forms.extend(self.variants(numbers, FORM));
        forms
    }

    /// Words that begin with what was typed.
    pub(super) fn beginnings(&self, start: &str) -> Vec<Variant> {
        let numbers = match self.short.get(start) {
            Some(numbers) => numbers.clone(),
            None => {
                let mut numbers = numbers(&self.words, Str::new(start).starts_with());
                most_frequent(&mut numbers, &self.notes, MOST_BEGINNINGS);
                numbers
            }
        };
        self.variants(numbers, BEGINNING).collect()
    }

    /// Words that may be meant where one letter in five is wrong, the nearest first, then the most frequent.
    pub(super) fn typos(&self, word: &str) -> Arc<[Variant]> {
        kept(&self.typos, word, || self.find_typos(word))
    }

    fn find_typos(&self, word: &str) -> Vec<Variant> {
        let letters = word.chars().count();
        for (builder, (fewest, weight)) in NEAR.iter().zip([(5, TYPO), (10, TWO_TYPOS)]) {
            if letters < fewest {
                break;
            }
            let own = self.number(word);
            let mut numbers = numbers(&self.words, builder.build_dfa(word));
            numbers.retain(|number| Some(*number) != own);
            most_frequent(&mut numbers, &self.notes, MOST_TYPOS);
            if !numbers.is_empty() {
                return self.variants(numbers, weight).collect();
            }
        }
        Vec::new()
    }

    /// The most frequent of the words nearest to one that is not used; of a short one, too.
    pub(super) fn nearest(&self, word: &str) -> Option<String> {
        if let Some(typo) = self.typos(word).first() {
            return Some(typo.word.clone());
        }
        if word.chars().count() < 3 {
            return None;
        }
        let near = NEAR.iter().map(|builder| numbers(&self.words, builder.build_dfa(word)));
        let mut near = near.into_iter().find(|numbers| !numbers.is_empty())?;
        most_frequent(&mut near, &self.notes, 1);
        self.variants(near, TYPO).next().map(|variant| variant.word)
    }

    fn variants(&self, numbers: Vec<u32>, weight: f32) -> impl Iterator<Item = Variant> {
        let word = |number: u32| String::from_utf8(self.words.as_fst().get_key(u64::from(number))?).ok();
        numbers.into_iter().filter_map(move |number| Some(Variant { word: word(number)?, number, weight }))
    }
}

/// What was found for a word before, or else is found now.
fn kept(cache: &Cache<String, Arc<[Variant]>>, word: &str, find: impl FnOnce() -> Vec<Variant>) -> Arc<[Variant]> {
    let found: Result<_, std::convert::Infallible> = cache.get_or_insert_with(word, || Ok(find().into()));
    let Ok(found) = found;
    found
}

fn hash(language: LanguageNo, stem: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (language, stem).hash(&mut hasher);
    hasher.finish()
}

fn numbers(words: &Map<Vec<u8>>, like: impl Automaton) -> Vec<u32> {
    let mut stream = words.search(like).into_stream();
    let mut numbers = Vec::new();
    while let Some((_, number)) = stream.next() {
        numbers.push(number as u32);
    }
    numbers
}

/// Keeps the most frequent words, each once.
fn most_frequent(numbers: &mut Vec<u32>, notes: &[u32], most: usize) {
    numbers.sort_unstable_by_key(|number| (std::cmp::Reverse(notes[*number as usize]), *number));
    numbers.dedup();
    numbers.truncate(most);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let languages = Languages::of(vec![whatlang::Lang::Eng, whatlang::Lang::Spa]);
        let words = [
            ("server", 9, 1),
            ("servers", 4, 1),
            ("serve", 2, 1),
            ("seasonal", 3, 1),
            ("mercado", 5, 2),
            ("mercados", 1, 2),
            ("infrastructure", 2, 1),
        ];
        let found = words.into_iter().map(|(word, texts, languages)| (word.to_owned(), Found { texts, languages }));
        let mut found: Vec<(String, Found)> = found.collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        Vocabulary::new(found, languages)
    }

    fn words(variants: impl AsRef<[Variant]>) -> Vec<String> {
        variants.as_ref().iter().map(|variant| variant.word.clone()).collect()
    }

    #[test]
    fn finds_what_may_be_meant() {
        let vocabulary = vocabulary();
        assert_eq!(words(vocabulary.forms("server")), ["server", "servers"]);
        assert_eq!(words(vocabulary.forms("mercado")), ["mercado", "mercados"]);
        assert!(vocabulary.forms("unknown").is_empty());
        assert_eq!(words(vocabulary.beginnings("s")), ["server", "servers", "seasonal", "serve"]);
        assert_eq!(words(vocabulary.beginnings("serv")), ["server", "servers", "serve"]);
        assert_eq!(words(vocabulary.typos("sevrer")), ["server"]);
        assert_eq!(words(vocabulary.typos("infrastruktuer")), ["infrastructure"]);
        assert!(vocabulary.typos("serv").is_empty(), "four letters are too few");
        assert_eq!(vocabulary.notes("server"), 9);
    }
}
