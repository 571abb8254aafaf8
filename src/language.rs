//! The language of a text.

use std::sync::LazyLock;

pub use whatlang::Lang;

use frostem::Stemmer;
use whatlang::Detector;

/// How much of a text is looked at, in bytes: more costs time and hardly tells more.
const SAMPLE: usize = 200;

/// Languages that are told by their script alone.
const OWN_SCRIPT: [Lang; 15] = [
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
];

/// Tells apart the languages that have a stemmer, or a script of their own. Each one more takes time.
static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
    let told = |lang: &Lang| stemmer(*lang).is_some() || OWN_SCRIPT.contains(lang);
    Detector::with_allowlist(Lang::all().iter().copied().filter(told).collect())
});

/// The language that a text seems to be in; `None` where it is too short to tell.
pub fn detect(text: &str) -> Option<Lang> {
    let start = text.floor_char_boundary(text.len() / 3);
    let sample = &text[start..text.floor_char_boundary(start + SAMPLE)];
    DETECTOR.detect(sample).filter(whatlang::Info::is_reliable).map(|info| info.lang())
}

/// What finds the stems of a language's words; `None` where there is no such thing.
pub fn stemmer(lang: Lang) -> Option<Stemmer> {
    let name = lang.eng_name().to_lowercase();
    Stemmer::try_from_name(if name == "bokmal" { "norwegian" } else { &name }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_languages_apart() {
        let spanish = "Los mercados financieros se mueven por la confianza de los inversores, y cuando esta se pierde los precios caen durante mucho tiempo.";
        assert_eq!(detect(&spanish.repeat(3)), Some(Lang::Spa));
        assert_eq!(detect("在这个视频里，他解释了市场为什么会在秋天下跌。"), Some(Lang::Cmn));
        assert_eq!(detect(""), None);
    }
}
