//! Search across languages: words match their inflections, and scripts without spaces match by
//! letters.

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::progress::Progress;
use cueleaf::search::{CancellationToken, MatchMode, Search, SearchRequest};

/// The name and text of a note, and a query with other word forms that matches this note only.
const NOTES: [(&str, &str, &str); 7] = [
    (
        "english",
        "The company invested in many warehouses, and it was surprised by how quickly the orders were coming in before winter.",
        "investing warehouse",
    ),
    (
        "spanish",
        "Los mercados suben cuando los inversores confían en las empresas, y bajan cuando la gente tiene miedo de perder su dinero.",
        "mercado inversor",
    ),
    (
        "portuguese",
        "As empresas brasileiras não conseguiram contratar os melhores jogadores, então os treinadores começaram a formar crianças nas próprias cidades.",
        "jogador treinador",
    ),
    (
        "turkish",
        "Kitaplar çok pahalı olduğu için öğrenciler kütüphaneye gidiyor ve orada bütün gün birlikte ders çalışıyorlar.",
        "kitap ogrenci",
    ),
    (
        "polish",
        "Pierwsze samochody elektryczne były bardzo drogie, ale dzisiaj kupują je zwykłe rodziny mieszkające w dużych miastach.",
        "samochod elektryczny",
    ),
    (
        "hindi",
        "यह किताब बहुत पुरानी है और इसे गाँव के लोग आज भी पढ़ते हैं।",
        "किताब गाँव",
    ),
    (
        "japanese",
        "東京タワーは一九五八年に建てられました。高さは三百三十三メートルです。",
        "東京タワー",
    ),
];

#[test]
fn words_match_their_inflections() {
    let notes = NOTES.map(|(name, text, _)| Note::new(format!("c/{name}.md"), text.to_owned()));
    let archive = Archive::new(Corpus::from(Vec::from(notes)));
    let search = Search::new(&archive, &Progress::default()).unwrap();
    for (name, _, input) in NOTES {
        let request = SearchRequest::new(input);
        let hits = search
            .find(&archive, &request, &CancellationToken::default())
            .unwrap();
        let titles: Vec<&str> = hits
            .hits
            .iter()
            .map(|hit| archive.note(hit.note).title.as_str())
            .collect();
        assert_eq!(
            (titles.as_slice(), hits.match_mode),
            ([name].as_slice(), MatchMode::All),
            "{input}"
        );
    }
}
