//! The languages of an archive, and the stems of their words.

use std::borrow::Cow;

use frostem::Stemmer;

use crate::text::language::{Lang, stemmer};

/// The usual particles of Korean, and the plural `들`: a noun takes several, and without a space.
const KOREAN_PARTICLES: [&str; 32] = [
    "가", "같이", "과", "까지", "께", "께서", "는", "도", "들", "라도", "랑", "로", "를", "마다",
    "마저", "만", "밖에", "보다", "부터", "뿐", "에", "에게", "에서", "와", "으로", "은", "을",
    "의", "이", "조차", "처럼", "한테",
];

/// The minimum length of a Korean stem, in syllables.
const MIN_KOREAN_SYLLABLES: usize = 2;

/// Stands for Korean, whose words are known by their script.
const KOREAN: LanguageId = LanguageId::MAX;

/// The languages of an archive that have a stemmer.
#[derive(Default)]
pub(super) struct LanguageSet {
    stemmers: Vec<(Lang, Stemmer)>,
}

/// The index of a language in a [`LanguageSet`].
pub(super) type LanguageId = u8;

impl LanguageSet {
    /// Keeps the languages that have a stemmer, at most 32.
    pub(super) fn new(mut languages: Vec<Lang>) -> Self {
        languages.sort_unstable_by_key(|language| language.code());
        languages.dedup();
        let with_stemmer = |lang: Lang| Some((lang, stemmer(lang)?));
        // The languages of a word are bits of a `u32`.
        Self {
            stemmers: languages
                .into_iter()
                .filter_map(with_stemmer)
                .take(32)
                .collect(),
        }
    }

    /// The index of a language; `None` if it has no stemmer.
    pub(super) fn number(&self, language: Lang) -> Option<LanguageId> {
        self.stemmers
            .iter()
            .position(|(lang, _)| *lang == language)
            .map(|number| number as LanguageId)
    }

    /// The stems of a word in the languages whose bits are set in `languages`, and in Korean.
    pub(super) fn stems_in<'w>(
        &self,
        word: &'w str,
        languages: u32,
    ) -> impl Iterator<Item = (LanguageId, Cow<'w, str>)> {
        let korean = korean_stem(word).map(|stem| (KOREAN, stem.into()));
        let selected = self
            .stemmers
            .iter()
            .enumerate()
            .filter(move |(number, _)| languages & (1 << number) != 0);
        let stems =
            selected.map(move |(number, (_, stemmer))| (number as LanguageId, stemmer.stem(word)));
        korean.into_iter().chain(stems)
    }

    /// The stem of a word in a language, or in Korean if it is written in Hangul.
    pub(super) fn stem<'w>(
        &self,
        word: &'w str,
        language: Option<LanguageId>,
    ) -> Option<(LanguageId, Cow<'w, str>)> {
        if let Some(stem) = korean_stem(word) {
            return Some((KOREAN, stem.into()));
        }
        let language = language?;
        let (_, stemmer) = self.stemmers.get(usize::from(language))?;
        Some((language, stemmer.stem(word)))
    }

    /// The stems of a word in all languages.
    pub(super) fn stems<'w>(
        &self,
        word: &'w str,
    ) -> impl Iterator<Item = (LanguageId, Cow<'w, str>)> {
        self.stems_in(word, u32::MAX)
    }
}

/// A word in Hangul without its particles; `None` for other words.
fn korean_stem(word: &str) -> Option<&str> {
    // Every word is tested, and most begin with another script.
    if !word.chars().all(|c| matches!(c, '가'..='힣')) {
        return None;
    }
    std::iter::successors(Some(word), |word| without_particle(word)).last()
}

fn without_particle(word: &str) -> Option<&str> {
    KOREAN_PARTICLES
        .iter()
        .filter_map(|particle| word.strip_suffix(particle))
        .filter(|stem| stem.chars().count() >= MIN_KOREAN_SYLLABLES)
        .min_by_key(|stem| stem.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_each_language_share_a_stem_with_their_inflections() {
        for (language, words) in [
            (Lang::Eng, ["inverting", "inverted", "inverts"]),
            (Lang::Spa, ["inversor", "inversores", "inversoras"]),
            (Lang::Por, ["empresa", "empresas", "empresas"]),
            (Lang::Tur, ["kitap", "kitaplar", "kitaplari"]),
            (Lang::Pol, ["inwestor", "inwestora", "inwestorzy"]),
        ] {
            let languages = LanguageSet::new(vec![language]);
            let stems: Vec<_> = words
                .iter()
                .map(|word| languages.stems(word).next().expect("a stemmer").1)
                .collect();
            assert!(
                stems.iter().filter(|stem| **stem == stems[0]).count() >= 2,
                "{language:?}: {stems:?}"
            );
        }
    }

    #[test]
    fn korean_words_lose_their_particles() {
        let languages = LanguageSet::default();
        for (word, stem) in [
            ("한국어를", "한국어"),
            ("한국어", "한국어"),
            ("도서관에서는", "도서관"),
            ("사람들에게", "사람"),
            ("서울까지", "서울"),
            ("책을", "책을"),
        ] {
            let stems: Vec<_> = languages.stems(word).collect();
            assert_eq!(stems, [(KOREAN, stem.into())], "{word}");
        }
        for other in ["server", "2024년에", "東京"] {
            assert_eq!(languages.stems(other).count(), 0, "{other}");
        }
    }
}
