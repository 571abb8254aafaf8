//! Search across languages: words match their inflections and other spellings, and scripts without
//! spaces match by words or letters.

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

/// The text of a note, and queries that find this note only.
const SPELLINGS: [(&str, &[&str]); 26] = [
    (
        "ร้านหนังสือเล็กๆ แห่งนี้ขายแผนที่เก่าของเมือง",
        &["หนังสือ", "แผนที่เก่า", "ร้านหนังสือ"],
    ),
    ("ຮ້ານຂາຍປຶ້ມນ້ອຍແຫ່ງນີ້ຂາຍແຜນທີ່ຂອງເມືອງ", &["ປຶ້ມ", "ແຜນທີ່", "ຂາຍປຶ້ມ"]),
    ("ហាងលក់សៀវភៅតូចនេះលក់ផែនទីនៃទីក្រុង", &["សៀវភៅ", "ផែនទី", "លក់សៀវភៅ"]),
    (
        "ဤစာအုပ်ဆိုင်ငယ်သည်မြို့မြေပုံများကိုရောင်းချသည်",
        &["စာအုပ်", "မြေပုံ", "စာအုပ်ဆိုင်"],
    ),
    (
        "오래된 도서관에서는 지도를 빌릴 수 있다.",
        &["도서관", "지도", "도서관에", "지도는"],
    ),
    ("작은 서점 이야기", &["서점이", "이야기를", "서점"]),
    ("ｶﾞﾗｽ の ｺｯﾌﾟ", &["ガラス", "ｶﾞﾗｽ", "コップ", "カ\u{3099}ラス"]),
    ("紙のポスター", &["ﾎﾟｽﾀｰ", "ポスター"]),
    ("Die Straße ist breit.", &["strasse", "STRASSE", "straße"]),
    ("Das Schloss am See", &["schloß", "Schloss"]),
    ("Ο δρόμος είναι μακρύς.", &["ΔΡΟΜΟΣ", "δρομος", "μακρυς"]),
    (
        "Le cœur de l’hommage",
        &["coeur", "CŒUR", "hommage", "lhommage", "l'hommage"],
    ),
    ("قَرَأْتُ كِتَابًا", &["قرأت", "قرات", "كتابا", "كتــابا"]),
    ("שָׁלוֹם לַיֶּלֶד", &["שלום", "שָׁלוֹם", "לילד"]),
    (
        "A compiler for C++17",
        &["c++", "C++ compiler", "\"for c++\""],
    ),
    ("Garbage in C# programs", &["c#", "C# garbage"]),
    ("The .NET runtime", &[".net", "net", "runtime .NET"]),
    (
        "Servers of Node.js",
        &["node.js", "nodejs", "node js", "NODE.JS"],
    ),
    ("Deno is no nodeless thing", &["deno", "nodeless"]),
    (
        "The Wi-Fi at home",
        &["wifi", "wi-fi", "Wi\u{2011}Fi", "wi fi", "\"the wi-fi at\""],
    ),
    ("An email to everyone", &["e-mail", "email", "E‐Mail"]),
    (
        "It cost 10,000 crowns",
        &["10000", "10,000", "10’000 crowns"],
    ),
    (
        "Invertir 25.000 euros",
        &["25000", "25.000", "25,000 euros", "25’000"],
    ),
    ("The story of AT&T", &["AT&T", "at&t", "story of AT&T"]),
    (
        "They don’t know O'Neil's plan",
        &["dont", "don't", "oneil", "o’neil", "neil’s"],
    ),
    ("Letter c, letter f", &["letter c", "c letter"]),
];

fn search(notes: impl Iterator<Item = Note>) -> (Archive, Search) {
    let archive = Archive::new(Corpus::from(notes.collect::<Vec<_>>()));
    let search = Search::new(&archive, &Progress::default()).unwrap();
    (archive, search)
}

/// The notes that match a query, and how.
fn find(archive: &Archive, search: &Search, input: &str) -> (Vec<String>, MatchMode) {
    let request = SearchRequest::new(input);
    let hits = search
        .find(archive, &request, &CancellationToken::default())
        .unwrap();
    let titles = hits
        .hits
        .iter()
        .map(|hit| archive.note(hit.note).title.clone());
    (titles.collect(), hits.match_mode)
}

#[test]
fn words_match_their_inflections() {
    let (archive, search) = search(
        NOTES
            .iter()
            .map(|(name, text, _)| Note::new(format!("c/{name}.md"), (*text).to_owned())),
    );
    for (name, _, input) in NOTES {
        let found = find(&archive, &search, input);
        assert_eq!(found, (vec![name.to_owned()], MatchMode::All), "{input}");
    }
}

#[test]
fn a_word_itself_ranks_before_many_of_its_relatives() {
    let once = "The importers waited for the ship in the harbour of the old town.";
    let often = "Import the module, then import the next one. ".repeat(12);
    let other = (0..20).map(|number| {
        let verb = if number < 5 { "import" } else { "write" };
        (format!("other{number}"), format!("We {verb} a module."))
    });
    let notes = [
        ("often".to_owned(), often),
        ("once".to_owned(), once.to_owned()),
    ];
    let notes = notes.into_iter().chain(other);
    let (archive, search) =
        search(notes.map(|(name, text)| Note::new(format!("c/{name}.md"), text)));
    assert_eq!(find(&archive, &search, "importers").0[0], "once");
}

#[test]
fn words_match_their_other_spellings() {
    let texts = SPELLINGS.iter().enumerate();
    let (archive, search) = search(
        texts.map(|(number, (text, _))| Note::new(format!("c/x{number}.md"), (*text).to_owned())),
    );
    for (number, (_, inputs)) in SPELLINGS.iter().enumerate() {
        for input in *inputs {
            let found = find(&archive, &search, input);
            assert_eq!(
                found,
                (vec![format!("x{number}")], MatchMode::All),
                "{input}"
            );
        }
    }
    for input in ["-wi-fi home", "-c++ compiler", "-.net runtime"] {
        assert_eq!(find(&archive, &search, input).0, [""; 0], "{input}");
    }
}

#[test]
fn questions_in_scripts_without_spaces_need_not_match_as_a_whole() {
    let notes = [
        ("machine", "机器学习入门。机器学习让计算机从数据中学习。"),
        ("tea", "绿茶的制作方法。先采茶叶，再炒茶。"),
        ("capital", "東京は日本の首都である。人口が多い。"),
        ("sushi", "寿司の作り方。酢飯と魚を用意する。"),
        ("snow", "雪の日に学校へ行く。"),
    ];
    let (archive, search) = search(
        notes
            .iter()
            .map(|(name, text)| Note::new(format!("c/{name}.md"), (*text).to_owned())),
    );
    for (input, first) in [
        ("机器学习是什么", "machine"),
        ("什么是机器学习", "machine"),
        ("绿茶怎么制作", "tea"),
        ("日本の首都はどこですか", "capital"),
        ("寿司の作り方を教えて", "sushi"),
        ("東京の首都", "capital"),
    ] {
        let (found, _) = find(&archive, &search, input);
        assert_eq!(found.first().map(String::as_str), Some(first), "{input}");
        assert!(found.len() < 3, "{input}: letters alone match nothing");
    }
    assert_eq!(find(&archive, &search, "\"绿茶怎么制作\"").0, [""; 0]);
}

#[test]
fn vietnamese_words_are_no_stop_words_because_they_lost_their_tones() {
    let notes = [
        (
            "Phở bò",
            "Nước dùng được ninh từ xương bò trong nhiều giờ với gừng nướng.",
        ),
        (
            "Chợ nổi",
            "Người dân bán trái cây trên thuyền ở miền tây mỗi buổi sáng sớm.",
        ),
    ];
    let (archive, search) = search(notes.iter().map(|(title, text)| {
        let source = format!("---\ntitle: {title}\n---\n{text}");
        Note::new(format!("c/{title}.md"), source)
    }));
    let found = find(&archive, &search, "phở bò nấu như thế nào");
    assert_eq!(found.0, ["Phở bò"]);
    assert_eq!(marks(&archive, &search, "phở bò nấu như thế nào"), ["bò"]);
}

/// The marked words of the first hit's sentences.
fn marks<'a>(archive: &'a Archive, search: &Search, input: &str) -> Vec<&'a str> {
    let hits = search
        .find(
            archive,
            &SearchRequest::new(input),
            &CancellationToken::default(),
        )
        .unwrap();
    let hit = &hits.hits[0];
    let text = &archive.note(hit.note).facts.text;
    let sentences = hit.sentences.iter();
    let ranges = sentences.flat_map(|sentence| &sentence.marks);
    ranges
        .map(|range| &text[range.start as usize..range.end as usize])
        .collect()
}

#[test]
fn exactly_what_matches_is_marked() {
    let text =
        "Learning is hard. Deep learning on Wi-Fi needs e-mail. Node.js is deep.\n\n東京の京都";
    let note = Note::new("c/note.md".to_owned(), text.to_owned());
    let (archive, search) = search(std::iter::once(note));
    for (input, expected) in [
        ("wifi", &["Wi-Fi"][..]),
        ("wi-fi email", &["Wi-Fi", "e-mail"]),
        ("nodejs", &["Node.js"]),
        ("node", &["Node"]),
        ("\"deep learning\"", &["Deep", "learning"]),
        ("\"learning is hard\"", &["Learning", "is", "hard"]),
        ("京都", &["京", "都"]),
    ] {
        assert_eq!(marks(&archive, &search, input), expected, "{input}");
    }
}
