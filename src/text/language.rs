//! Detects the language of a text. A leaf module.

use std::sync::LazyLock;

pub use whatlang::Lang;

use frostem::Stemmer;
use whatlang::Detector;

/// How much of a text is examined, in bytes: more takes longer and is hardly more accurate.
const SAMPLE_BYTES: usize = 200;

/// Languages without a stemmer that are detected, too: those with their own script, and those that
/// would be mistaken for a similar language in the same script.
const WITHOUT_STEMMER: [Lang; 21] = [
    Lang::Cmn,
    Lang::Jpn,
    Lang::Kor,
    Lang::Heb,
    Lang::Kat,
    Lang::Tha,
    Lang::Khm,
    Lang::Mya,
    Lang::Ben,
    Lang::Guj,
    Lang::Kan,
    Lang::Mal,
    Lang::Pan,
    Lang::Tel,
    Lang::Amh,
    Lang::Bul,
    Lang::Bel,
    Lang::Mkd,
    Lang::Urd,
    Lang::Mar,
    Lang::Vie,
];

/// Detects languages. Each additional language of a script takes time.
static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
    let is_detected = |lang: &Lang| stemmer(*lang).is_some() || WITHOUT_STEMMER.contains(lang);
    Detector::with_allowlist(Lang::all().iter().copied().filter(is_detected).collect())
});

/// The most likely language of a text; `None` if it is too short to be reliable.
pub fn detect(text: &str) -> Option<Lang> {
    // Texts begin with names, so skip the first third; but use all of a short text.
    let start = if text.len() > 3 * SAMPLE_BYTES {
        text.floor_char_boundary(text.len() / 3)
    } else {
        0
    };
    let sample = &text[start..text.floor_char_boundary(start + SAMPLE_BYTES)];
    DETECTOR
        .detect(sample)
        .filter(whatlang::Info::is_reliable)
        .map(|info| info.lang())
}

/// The stemmer of a language, if there is one.
pub fn stemmer(lang: Lang) -> Option<Stemmer> {
    let name = lang.eng_name().to_lowercase();
    Stemmer::try_from_name(if name == "bokmal" { "norwegian" } else { &name }).ok()
}

/// The BCP 47 tag of a language, as in HTML's `lang`: two letters if possible, else three.
pub fn tag(lang: Lang) -> &'static str {
    const TAGS: [(Lang, &str); 53] = [
        (Lang::Epo, "eo"),
        (Lang::Eng, "en"),
        (Lang::Rus, "ru"),
        (Lang::Spa, "es"),
        (Lang::Por, "pt"),
        (Lang::Ita, "it"),
        (Lang::Fra, "fr"),
        (Lang::Deu, "de"),
        (Lang::Ukr, "uk"),
        (Lang::Ara, "ar"),
        (Lang::Hin, "hi"),
        (Lang::Yid, "yi"),
        (Lang::Pol, "pl"),
        (Lang::Nob, "nb"),
        (Lang::Dan, "da"),
        (Lang::Swe, "sv"),
        (Lang::Fin, "fi"),
        (Lang::Tur, "tr"),
        (Lang::Nld, "nl"),
        (Lang::Hun, "hu"),
        (Lang::Ces, "cs"),
        (Lang::Ell, "el"),
        (Lang::Ron, "ro"),
        (Lang::Srp, "sr"),
        (Lang::Lit, "lt"),
        (Lang::Est, "et"),
        (Lang::Tam, "ta"),
        (Lang::Ind, "id"),
        (Lang::Pes, "fa"),
        (Lang::Nep, "ne"),
        (Lang::Cat, "ca"),
        (Lang::Hye, "hy"),
        (Lang::Cmn, "zh"),
        (Lang::Jpn, "ja"),
        (Lang::Kor, "ko"),
        (Lang::Heb, "he"),
        (Lang::Kat, "ka"),
        (Lang::Tha, "th"),
        (Lang::Khm, "km"),
        (Lang::Mya, "my"),
        (Lang::Ben, "bn"),
        (Lang::Guj, "gu"),
        (Lang::Kan, "kn"),
        (Lang::Mal, "ml"),
        (Lang::Pan, "pa"),
        (Lang::Tel, "te"),
        (Lang::Amh, "am"),
        (Lang::Bul, "bg"),
        (Lang::Bel, "be"),
        (Lang::Mkd, "mk"),
        (Lang::Urd, "ur"),
        (Lang::Mar, "mr"),
        (Lang::Vie, "vi"),
    ];
    TAGS.iter()
        .find(|(known, _)| *known == lang)
        .map_or(lang.code(), |(_, tag)| tag)
}

/// Whether a language is written from right to left.
pub fn is_right_to_left(lang: Lang) -> bool {
    matches!(
        lang,
        Lang::Ara | Lang::Heb | Lang::Pes | Lang::Urd | Lang::Yid
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_detected_language_has_a_two_letter_tag() {
        let detected = Lang::all()
            .iter()
            .filter(|lang| stemmer(**lang).is_some() || WITHOUT_STEMMER.contains(lang));
        let long: Vec<&str> = detected
            .map(|lang| tag(*lang))
            .filter(|tag| tag.len() != 2)
            .collect();
        assert_eq!(long, [""; 0]);
    }

    #[test]
    fn languages_are_detected() {
        let spanish = "Los mercados financieros se mueven por la confianza de los inversores, y cuando esta se pierde los precios caen durante mucho tiempo.";
        assert_eq!(detect(&spanish.repeat(3)), Some(Lang::Spa));
        assert_eq!(
            detect("在这个视频里，他解释了市场为什么会在秋天下跌。"),
            Some(Lang::Cmn)
        );
        assert_eq!(detect(""), None);
    }
}
