//! The languages of an archive, and the stems of their words.

use frostem::Stemmer;

use crate::text::language::{Lang, stemmer};

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

    /// The stems of a word in the languages whose bits are set in `languages`.
    pub(super) fn stems_in<'w>(
        &self,
        word: &'w str,
        languages: u32,
    ) -> impl Iterator<Item = (LanguageId, std::borrow::Cow<'w, str>)> {
        let selected = self
            .stemmers
            .iter()
            .enumerate()
            .filter(move |(number, _)| languages & (1 << number) != 0);
        selected.map(move |(number, (_, stemmer))| (number as LanguageId, stemmer.stem(word)))
    }

    /// The stems of a word in all languages.
    pub(super) fn stems<'w>(
        &self,
        word: &'w str,
    ) -> impl Iterator<Item = (LanguageId, std::borrow::Cow<'w, str>)> {
        self.stems_in(word, u32::MAX)
    }
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
}
