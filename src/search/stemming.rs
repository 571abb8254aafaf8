//! The languages of an archive, and the stems of their words.

use frostem::Stemmer;

use crate::text::language::{Lang, stemmer};

/// The languages of an archive that have a stemmer.
#[derive(Default)]
pub(super) struct LanguageSet {
    stemmers: Vec<(Lang, Stemmer)>,
}

/// The number of a language among those of an archive.
pub(super) type LanguageId = u8;

impl LanguageSet {
    /// Those of these languages that have a stemmer.
    pub(super) fn of(mut languages: Vec<Lang>) -> Self {
        languages.sort_unstable_by_key(|language| language.code());
        languages.dedup();
        let with_stemmer = |lang: Lang| Some((lang, stemmer(lang)?));
        // A word tells its languages by the bits of a number.
        Self {
            stemmers: languages
                .into_iter()
                .filter_map(with_stemmer)
                .take(32)
                .collect(),
        }
    }

    /// The number of a language; `None` where it has no stemmer.
    pub(super) fn number(&self, language: Lang) -> Option<LanguageId> {
        self.stemmers
            .iter()
            .position(|(lang, _)| *lang == language)
            .map(|number| number as LanguageId)
    }

    /// The stem of a word in each of the languages that a number names, a bit for each.
    pub(super) fn stems_in<'w>(
        &self,
        word: &'w str,
        languages: u32,
    ) -> impl Iterator<Item = (LanguageId, std::borrow::Cow<'w, str>)> {
        let named = self
            .stemmers
            .iter()
            .enumerate()
            .filter(move |(number, _)| languages & (1 << number) != 0);
        named.map(move |(number, (_, stemmer))| (number as LanguageId, stemmer.stem(word)))
    }

    /// The stem of a word in each language.
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
            let languages = LanguageSet::of(vec![language]);
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
