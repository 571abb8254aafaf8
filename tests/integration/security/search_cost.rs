//! The most expensive known searches must not take more CPU time and memory than the README
//! promises, on the real notes if available, otherwise on the sample notes.
//!
//! `cargo test --release --test integration -- search_cost --nocapture` prints the cost of each.

use std::collections::HashMap;
use std::time::Duration;

use askama::Template;
use cpu_time::ThreadTime;
use cueleaf::archive::Archive;
use cueleaf::pages::{MapSearchData, SearchData, SearchPage, Site, SuggestionData};
use cueleaf::search::{CancellationToken, MAX_OFFSET, Scope, SearchError, SearchRequest};
use fastrand::Rng;

use crate::support;

/// The maximum CPU time of a search. Without optimisation it is more than ten times slower.
const MAX_CPU: Duration = Duration::from_millis(if cfg!(debug_assertions) { 1_000 } else { 50 });
/// The maximum memory of a running search, in bytes.
const MAX_MEMORY_BYTES: u64 = 10_000_000;
/// The maximum number of fuzzy lookups of a search: two for each of eight words.
const MAX_SIMILAR_SEARCHES: u64 = 16;
/// The number of measurements per search, because other threads may evict the CPU caches.
const ROUNDS: usize = if cfg!(debug_assertions) { 1 } else { 3 };

/// The cost of a search.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    cpu: Duration,
    bytes: u64,
    fuzzy_lookups: u64,
}

impl Cost {
    fn measure(site: &Site, work: impl FnOnce()) -> Self {
        let searches = || site.search.get().expect("an index").fuzzy_lookups();
        let before = searches();
        let start = ThreadTime::now();
        let allocated = allocation_counter::measure(work);
        Self {
            cpu: start.elapsed(),
            bytes: allocated.bytes_max,
            fuzzy_lookups: searches() - before,
        }
    }

    fn is_small(&self) -> bool {
        self.cpu <= MAX_CPU
            && self.bytes <= MAX_MEMORY_BYTES
            && self.fuzzy_lookups <= MAX_SIMILAR_SEARCHES
    }

    pub(super) fn assert_is_small(&self, name: &str) {
        assert!(self.is_small(), "{name}: {self:?}");
    }
}

/// Runs each kind of search that a client can request, and returns their costs. The query may
/// differ for each kind, so that none benefits from the lookups of an earlier one.
pub(super) fn cost_of_all_searches(
    site: &Site,
    typed: impl Fn(usize) -> String,
) -> Vec<(&'static str, Cost)> {
    let (cancel, search) = (
        CancellationToken::default(),
        site.search.get().expect("an index"),
    );
    let mut costs = Vec::new();
    let mut measure = |way, work: &dyn Fn(String)| {
        let typed = typed(costs.len());
        costs.push((way, Cost::measure(site, || work(typed))));
    };
    let page = |request: &SearchRequest| {
        drop(
            SearchPage::new(site, request, &cancel)
                .unwrap()
                .render()
                .unwrap(),
        )
    };
    let data = |query: &str, offset, limit| {
        let request = SearchRequest::new(query).with_range(offset, limit);
        let found = SearchData::new(site, search, &request, &cancel).unwrap();
        drop(serde_json::to_string(&found).unwrap());
    };
    let per_page = SearchPage::HITS_PER_PAGE;
    measure("page", &|query| page(&SearchRequest::new(&query)));
    measure("last page", &|query| {
        page(&SearchRequest::new(&query).with_range(MAX_OFFSET - per_page, per_page));
    });
    measure("page of a channel", &|query| {
        let channel: String = query.chars().take(9).collect();
        let scope = Scope::new(&site.archive, &channel, "");
        page(&SearchRequest::new(&query).with_scope(scope));
    });
    measure("data", &|query| data(&query, 0, 100));
    measure("last data", &|query| data(&query, MAX_OFFSET, 100));
    measure("suggestions", &|query| {
        drop(
            serde_json::to_string(&SuggestionData::new(site, search, &query, &cancel).unwrap())
                .unwrap(),
        );
    });
    measure("map", &|query| {
        drop(
            serde_json::to_string(&MapSearchData::new(site, search, &query, &cancel).unwrap())
                .unwrap(),
        );
    });
    costs
}

/// Words and word pairs of an archive, for expensive queries.
struct Words {
    /// The most frequent words.
    common: Vec<String>,
    /// The most frequent words of those in less than half of the notes.
    half: Vec<String>,
    /// Long words.
    long: Vec<String>,
    /// The most frequent pairs.
    pairs: Vec<String>,
    channels: Vec<String>,
}

impl Words {
    fn new(archive: &Archive) -> Self {
        let (mut words, mut pairs): (HashMap<String, usize>, HashMap<String, usize>) =
            Default::default();
        let step = archive.notes().len().div_ceil(500);
        let sample: Vec<String> = archive
            .notes()
            .step_by(step)
            .map(|(_, note)| note.facts.text.to_lowercase())
            .collect();
        for text in &sample {
            let all: Vec<&str> = text
                .split(|c: char| !c.is_ascii_alphanumeric())
                .filter(|word| !word.is_empty())
                .collect();
            let in_pairs: Vec<String> = all.windows(2).map(|pair| pair.join(" ")).collect();
            let distinct = |list: Vec<String>, counts: &mut HashMap<String, usize>| {
                let distinct: std::collections::HashSet<String> = list.into_iter().collect();
                distinct
                    .into_iter()
                    .for_each(|word| *counts.entry(word).or_default() += 1);
            };
            distinct(all.into_iter().map(str::to_owned).collect(), &mut words);
            distinct(in_pairs, &mut pairs);
        }
        let most = |counts: &HashMap<String, usize>, is: &dyn Fn(&str, usize) -> bool| {
            let mut list: Vec<(&String, &usize)> = counts
                .iter()
                .filter(|(word, count)| is(word, **count))
                .collect();
            list.sort_by_key(|(word, count)| (std::cmp::Reverse(**count), word.to_string()));
            list.into_iter()
                .take(100)
                .map(|(word, _)| word.clone())
                .collect::<Vec<_>>()
        };
        Self {
            common: most(&words, &|_, _| true),
            half: most(&words, &|word, count| {
                word.len() > 3 && count * 20 < sample.len() * 9
            }),
            long: most(&words, &|word, _| word.len() > 11),
            pairs: most(&pairs, &|_, _| true),
            channels: archive
                .channel_ids()
                .map(|id| archive.channel(id).folder.clone())
                .collect(),
        }
    }
}

fn join(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

/// A random word of these letters.
fn word(letters: &str, length: usize, random: &mut Rng) -> String {
    let letters: Vec<char> = letters.chars().collect();
    (0..length)
        .map(|_| letters[random.usize(..letters.len())])
        .collect()
}

const LATIN: &str = "abcdefghijklmnopqrstuvwxyz";
/// Letters whose encodings differ as much as possible.
const MIXED: &str = "aßþαωбяաօאתبيअहกฮกაჰᄀᎠᐁᚠកᠠꀀꓐꙀꠀ가힣𐌀𐐀𒀀𓀀𖠀𞤢";

type Case = fn(&Words, &mut Rng) -> String;

const CASES: [(&str, Case); 28] = [
    ("ligatures", |_, random| {
        let around = |count| "\u{FDFA}".repeat(count);
        join((0..30).map(|_| around(5) + &word("qxzjkw", 3, random) + &around(4)))
    }),
    ("one long ligature", |_, random| {
        "\u{FDFA}".repeat(300) + &word(LATIN, 4, random)
    }),
    ("compounds", |_, random| {
        join((0..32).map(|_| "internationaliza".to_owned() + &word("qxz", 14, random)))
    }),
    ("compounds of 24 letters", |_, random| {
        join((0..32).map(|_| "internationaliza".to_owned() + &word("qxz", 8, random)))
    }),
    ("letters at random", |_, random| {
        join((0..32).map(|_| word(LATIN, 24, random)))
    }),
    ("short letters at random", |_, random| {
        join((0..32).map(|_| word("qxzjkwv", 4, random)))
    }),
    ("five letters at random", |_, random| {
        join((0..32).map(|_| word("etaoinshr", 5, random) + "q"))
    }),
    ("nine letters at random", |_, random| {
        join((0..32).map(|_| word("etaoinshrcd", 8, random) + "q"))
    }),
    ("long words misspelt", |words, random| {
        join(
            words
                .long
                .iter()
                .take(32)
                .map(|long| word("qxz", 3, random) + &long[2..]),
        )
    }),
    ("letters of all scripts", |_, random| {
        join((0..32).map(|_| word(MIXED, 12, random)))
    }),
    ("han letters", |_, random| {
        word("的一是不了在人有我他這", 300, random)
    }),
    ("stretches of han letters", |_, random| {
        join((0..32).map(|_| word("的一是不了在人有我他這", 6, random)))
    }),
    ("hangul", |_, random| {
        join((0..32).map(|_| word("가나다라마바사힣한국어", 9, random)))
    }),
    ("marks", |_, random| {
        format!("{}{}", word(LATIN, 8, random), "\u{301}\u{5b0}".repeat(240))
    }),
    ("common words", |words, _| {
        join(words.common.iter().take(32).cloned())
    }),
    ("common words and an unknown one", |words, random| {
        word("qxz", 9, random) + " " + &join(words.common.iter().take(31).cloned())
    }),
    ("words of half of the notes", |words, _| {
        join(words.half.iter().take(32).cloned())
    }),
    (
        "words of half of the notes and an unknown one",
        |words, random| word("qxz", 9, random) + " " + &join(words.half.iter().take(31).cloned()),
    ),
    ("common phrases", |words, random| {
        join(
            words
                .pairs
                .iter()
                .take(16)
                .map(|pair| format!("\"{pair}\"")),
        ) + " "
            + &word("qxz", 9, random)
    }),
    ("common phrases and a common word", |words, _| {
        join(words.pairs.iter().take(8).map(|pair| format!("\"{pair}\""))) + " " + &words.common[0]
    }),
    ("rare phrases of common words", |words, _| {
        let pairs = words.common.iter().zip(words.common.iter().skip(7)).take(8);
        join(pairs.map(|(a, b)| format!("-\"{a} {b}\""))) + " " + &words.common[0]
    }),
    ("phrases and words", |words, random| {
        let phrases = words.pairs.iter().take(8).map(|pair| format!("\"{pair}\""));
        join(phrases.chain(words.half.iter().take(15).cloned())) + " " + &word("qxz", 9, random)
    }),
    ("a long phrase", |words, _| {
        format!("\"{}\"", join(words.common.iter().take(32).cloned()))
    }),
    ("a word again and again in a phrase", |words, _| {
        format!("\"{}\"", join((0..32).map(|_| words.common[0].clone())))
    }),
    ("negations", |words, _| {
        words.half[0].clone()
            + " "
            + &join(words.common.iter().skip(20).map(|word| format!("-{word}")))
    }),
    ("negated phrases", |words, _| {
        words.common[0].clone()
            + " "
            + &join(
                words
                    .pairs
                    .iter()
                    .rev()
                    .take(16)
                    .map(|pair| format!("-\"{pair}\"")),
            )
    }),
    ("filters", |words, _| {
        let titles = words
            .common
            .iter()
            .take(32)
            .map(|word| format!("title:{word}"));
        join(
            titles.chain(
                words
                    .channels
                    .iter()
                    .cycle()
                    .take(60)
                    .map(|name| format!("channel:{name:.1}")),
            ),
        )
    }),
    ("letters, the last one open", |words, _| {
        join(
            LATIN
                .chars()
                .map(String::from)
                .chain(words.half.iter().take(5).cloned()),
        ) + " s"
    }),
];

#[test]
fn the_most_expensive_searches_are_bounded() {
    let folder = support::corpus().unwrap_or_else(|| support::folder("content"));
    let site = support::site(&folder);
    let words = Words::new(&site.archive);
    // Computes everything that is cached forever.
    for typed in ["the", "zzz", "of the"] {
        cost_of_all_searches(&site, |_| typed.to_owned());
    }
    eprintln!(
        "| query | way | CPU, ms | memory, MB | fuzzy lookups |\n| --- | --- | --: | --: | --: |"
    );
    let mut failed = Vec::new();
    for (name, case) in CASES {
        let mut min: Vec<(&str, Cost)> = Vec::new();
        for round in 0..ROUNDS {
            let seed = |way: usize| (round * 100 + way) as u64;
            let costs =
                cost_of_all_searches(&site, |way| case(&words, &mut Rng::with_seed(seed(way))));
            for (at, (way, cost)) in costs.into_iter().enumerate() {
                match min.get_mut(at) {
                    None => min.push((way, cost)),
                    Some((_, min)) => {
                        min.cpu = min.cpu.min(cost.cpu);
                        min.bytes = min.bytes.max(cost.bytes);
                        min.fuzzy_lookups = min.fuzzy_lookups.max(cost.fuzzy_lookups);
                    }
                }
            }
        }
        let (way, worst) = min.iter().max_by_key(|(_, cost)| cost.cpu).unwrap();
        let bytes = min.iter().map(|(_, cost)| cost.bytes).max().unwrap();
        let searches = min
            .iter()
            .map(|(_, cost)| cost.fuzzy_lookups)
            .max()
            .unwrap();
        eprintln!(
            "| {name} | {way} | {:.1} | {:.1} | {searches} |",
            worst.cpu.as_secs_f64() * 1e3,
            bytes as f64 / 1e6
        );
        failed.extend(
            min.iter()
                .filter(|(_, cost)| !cost.is_small())
                .map(|(way, cost)| format!("{name}, {way}: {cost:?}")),
        );
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn searches_of_long_notes_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..100 {
        let note =
            "Needle word and needle word [0:01]. ".repeat(if number < 95 { 1_000 } else { 50_000 });
        std::fs::write(folder.path().join(format!("note_{number}.md")), note).unwrap();
    }
    let site = support::site(folder.path());
    let row = format!("\"{}\"", "needle word and ".repeat(11));
    let negated = format!("word -{row}");
    for query in [
        "needle",
        "needle word",
        "word and needle words",
        "\"needle word\"",
        "-\"word needle\" word",
        "neddle",
        &row,
        &negated,
        "\"needle needle\"",
        "\"and and and and\" \"word word word\" \"needle word\"",
    ] {
        for (way, cost) in cost_of_all_searches(&site, |way| format!("{query} {}", " ".repeat(way)))
        {
            cost.assert_is_small(&format!("{query}, {way}"));
        }
    }
}

#[test]
fn a_cancelled_search_stops() {
    let site = support::fixture();
    let search = site.search.get().expect("an index");
    let cancel = CancellationToken::default();
    cancel.cancel();
    let request = SearchRequest::new("pricing prcing");
    assert!(matches!(
        search.find(&site.archive, &request, &cancel),
        Err(SearchError::Cancelled)
    ));
    assert!(matches!(
        search.suggest(&site.archive, "pricing", &cancel),
        Err(SearchError::Cancelled)
    ));
    assert!(matches!(
        search.find_all(&site.archive, &request, &cancel),
        Err(SearchError::Cancelled)
    ));
    assert!(matches!(
        search.spelling(&request, &cancel),
        Err(SearchError::Cancelled)
    ));
    let others = CancellationToken::default();
    assert!(
        search.find(&site.archive, &request, &others).is_ok(),
        "which is not cached"
    );
}
