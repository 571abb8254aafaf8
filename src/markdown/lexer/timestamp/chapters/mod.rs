//! Finds times without brackets at the start of lines: the chapters of a video, and transcripts.
//!
//! ```text
//! 0:00 Intro          - 3:38 — words          **1:30** · words
//! ⏱ 3m38s words       | 3:38 | words |        ### 12:04 A heading
//! ```
//! A single such time may be anything: a verse, a time of day, a score. YouTube's rule for chapters
//! is that at least three follow each other in ascending order. It holds here for the lines with
//! the same marker; the first need not be `0:00`. [`evidence`] judges what the times are.

mod evidence;
mod line;
mod table;

use std::collections::HashMap;

use evidence::{List, judge};
use line::{Line, Marker};
use table::Table;

use crate::markdown::lexer::timestamp::{range_at, time_prefix};
use crate::markdown::lexer::token::TimestampToken;

/// The minimum number of times in a list of chapters.
const MIN_CHAPTERS: usize = 3;

/// The maximum number of lines from a time to the next one of the same list, if that is smaller.
const MAX_LINES_BETWEEN_ITEMS: usize = 2;

/// A time at the start of a line.
#[derive(Debug, Clone, Copy)]
pub(in crate::markdown) struct Chapter<'s> {
    /// The byte offset of the time, or of the backtick before it.
    pub(in crate::markdown) start: usize,
    /// The length in bytes of the time, or of its range, with its backticks.
    pub(in crate::markdown) length: usize,
    pub(in crate::markdown) timestamp: TimestampToken<'s>,
}

impl Chapter<'_> {
    fn seconds(&self) -> u32 {
        self.timestamp.time.as_hms()
    }
}

/// A chapter, if the other lines of its list confirm it.
struct Candidate<'s> {
    chapter: Chapter<'s>,
    /// Whether the notation is that of a verse: `4:20-22`, `3:16, 18`.
    is_verse: bool,
    /// The line, and its number.
    line: &'s str,
    number: usize,
}

/// The chapters of a text, sorted by their offsets.
pub(in crate::markdown) fn chapters(source: &str) -> Vec<Chapter<'_>> {
    let mut chapters: Vec<Chapter<'_>> = judge(lists(source));
    chapters.sort_unstable_by_key(|chapter| chapter.start);
    chapters
}

/// The lists of times in a text.
fn lists(source: &str) -> Vec<List<'_>> {
    let mut open: HashMap<Marker, List<'_>> = HashMap::new();
    let mut lists = Vec::new();
    let mut table = Table::default();
    // The last line with text before the current one.
    let (mut at, mut before) = (0, "");
    let mut is_code = false;
    for (number, line) in source.split_inclusive('\n').enumerate() {
        table.next_line(line);
        let text = line.trim_start();
        is_code ^= text.starts_with("```") || text.starts_with("~~~");
        if let Some(parsed) = line::parse(line, at, &table).filter(|_| !is_code) {
            let Line {
                marker,
                chapter,
                is_verse,
            } = parsed;
            let candidate = Candidate {
                chapter,
                is_verse,
                line,
                number,
            };
            let list = open.entry(marker).or_insert_with(|| List::new(before));
            if list.ends_before(&candidate) {
                lists.push(std::mem::replace(list, List::new(before)));
            }
            list.push(candidate);
        }
        if !text.is_empty() {
            before = line;
        }
        at += line.len();
    }
    lists.extend(open.into_values());
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(text: &str) -> Vec<u32> {
        chapters(text).iter().map(Chapter::seconds).collect()
    }

    #[test]
    fn lists_of_chapters_are_found_in_every_notation() {
        for line in [
            "{} Intro",
            "{} - words",
            "- {} — words",
            "* {} words",
            "1. {} words",
            "- [ ] {} words",
            "**{}** · words",
            "- **{}** words",
            "### {} Words",
            "> {} words",
            "| {} | words |",
            "| words | {} |",
            "{} | words",
            "⏱ {} words",
            "@{} words",
            "({}) words",
            "• {} words",
            "🎧 {} - 9:59 (02:05)",
            "{}",
            "{}: words",
            "> - {} words",
            "> [!quote]- **{}** Words",
            "- [/] {} words",
            "{}<br>",
            "- `{}` words",
            "- <b>{}</b> words",
            "==<mark>{}</mark>==",
            "~~{}~~ words",
            "{}序章",
            "- ## {} Words",
        ] {
            let text: String = ["0:05", "03:38", "1:03:38"]
                .iter()
                .map(|time| line.replace("{}", time) + "\n")
                .collect();
            assert_eq!(times(&text), [5, 218, 3818], "{text}");
            let spread = text.replace('\n', "\n\nSome words between.\n\n");
            assert_eq!(times(&spread), [5, 218, 3818], "{spread}");
            assert!(chapters(&text).iter().all(|chapter| {
                let written = &text[chapter.start..chapter.start + chapter.length];
                written.contains(chapter.timestamp.source)
            }));
        }
        assert_eq!(times("0：05 a\n3：38 b\n12：04 c"), [5, 218, 724]);
        assert_eq!(times("3min38s a\n4min10s b\n12min04s c"), [218, 250, 724]);
        assert_eq!(times("3分38秒 a\n4分10秒 b\n12分04秒 c"), [218, 250, 724]);
        let without_bars = "w | time\n--- | ---\na | 0:05\nb | 3:38\nc | 12:04\n";
        assert_eq!(times(without_bars), [5, 218, 724]);
        let captions = chapters(
            "00:00:01,000 --> 00:00:04,000\na\n\n00:00:05,000 --> 00:00:07,500\nb\n\n\
             00:00:08,000 --> 00:00:09,000\nc",
        );
        assert_eq!(captions[1].timestamp.end.map(|end| end.as_hms()), Some(7));
        assert_eq!(times("⏱ 1m5s a\n⏱ 3m38s b\n⏱ 1h3m38s c"), [65, 218, 3818]);
        let ranges = chapters("0:00–0:40 a\n0:40–3:38 b\n3:38–5:00 c");
        assert_eq!(ranges[1].timestamp.end.map(|end| end.as_hms()), Some(218));
    }

    #[test]
    fn other_times_are_text() {
        for text in [
            "0:00 Intro\n3:38 Why\n",
            "John 3:16\nMark 4:17\nLuke 5:18\n",
            "3:16 For\n3:17 And\n3:18 But\n3:19 So\n",
            "9:00 Breakfast\n10:30 Talk\n12:15 Lunch\n",
            "9:02 am Breakfast\n10:31 am Talk\n12:17 pm Lunch\n",
            "2:1 for us\n3:1 for us\n4:1 for us\n",
            "7:30 a\n5:31 b\n4:07 c\n",
            "- $3:38\n- $4:38\n- $5:39\n",
            "10:30:99 a\n10:31:99 b\n10:32:99 c\n",
            "2024-01-02 a\n2024-01-03 b\n2024-01-04 c\n",
            "`0:00 a`\n`3:38 b`\n`5:39 c`\n",
            "5m run\n6m run\n7m run\n",
        ] {
            assert_eq!(times(text), [0; 0], "{text}");
        }
    }

    #[test]
    fn times_of_day_are_text() {
        for text in [
            "- 09:02 woke\n- 10:17 watched\n- 12:48 lunch\n- 14:05 walk\n- 19:33 dinner\n",
            "**09:17** x\n\n**10:22** y\n\n**14:31** z\n",
            "7:42 x\n8:12 y\n8:43 z\n",
            "- [ ] 07:02 - 07:33 run\n- [ ] 08:07 - 09:02 work\n- [x] 12:12 - 13:02 lunch\n",
            "12:01:33 INFO start\n12:01:35 INFO go\n12:02:17 INFO end\n",
            "| Date | Time |\n|--|--|\n| Mon | 0:17 |\n| Tue | 10:22 |\n| Wed | 14:31 |\n",
        ] {
            assert_eq!(times(text), [0; 0], "{text}");
        }
    }

    #[test]
    fn verses_and_lengths_are_text() {
        for text in [
            "Genesis:\n- 1:27\n- 2:24\n- 3:15\n",
            "- 1:27 So God created (Genesis)\n- 2:24 Therefore\n- 3:15 And I will\n- 12:03 I will bless\n",
            "- 3:16, 18 a\n- 4:20-22 b\n- 5:01 c\n",
            "| Verse | Text |\n|--|--|\n| 1:27 | x |\n| 2:24 | y |\n| 3:15 | z |\n",
            "- 3:12 One\n- 3:45 Two\n- 4:11 Three\n- 2:58 Four\n- 3:30 Five\n",
            "| Track | Length |\n|--|--|\n| One | 3:12 |\n| Two | 3:45 |\n| Three | 4:11 |\n",
        ] {
            assert_eq!(times(text), [0; 0], "{text}");
        }
    }

    #[test]
    fn chapters_need_not_start_with_the_video() {
        for (text, expected) in [
            ("- 2:10 a\n- 3:36 b\n- 4:14 c\n", vec![130, 216, 254]),
            ("6:10 a\n9:22 b\n31:05 c\n", vec![370, 562, 1865]),
            (
                "6:10 a\n9:22 b\n11:01 c\n18:44 d\n26:07 e\n",
                vec![370, 562, 661, 1124, 1567],
            ),
            ("1:02:03 a\n1:15:22 b\n1:30:01 c\n", vec![3723, 4522, 5401]),
            ("7m2s a\n8m3s b\n9m4s c\n", vec![422, 483, 544]),
            // The chapters of the video show how long it is.
            (
                "0:00 a\n7:01 b\n15:33 c\n\n- 9:02 d\n- 10:17 e\n- 12:48 f\n",
                vec![0, 421, 933, 542, 617, 768],
            ),
            // One time is out of order.
            (
                "0:00 a\n3:38 b\n12:04 c\n7:33 d\n15:01 e\n20:02 f\n",
                vec![0, 218, 724, 453, 901, 1202],
            ),
            ("0:00 God\n0:01 is\n0:02 love\n", vec![0, 1, 2]),
            // Other lines with scripture do not make a transcript verses.
            (
                "2:10 a\n2:12 b\n2:15 the Bible\n2:20 c\n2:22 d\n",
                vec![130, 132, 135, 140, 142],
            ),
            ("- 21:15 a\n- 22:18 b\n- 25:23 c\n", vec![1275, 1338, 1523]),
        ] {
            assert_eq!(times(text), expected, "{text}");
        }
    }

    #[test]
    fn times_in_code_are_no_evidence() {
        let text = "```\n0:00 a\n3:38 b\n```\n12:30 lunch\n";
        assert_eq!(times(text), [0; 0]);
    }

    #[test]
    fn a_smaller_time_starts_another_list() {
        let text = "0:00 a\n3:38 b\n7:01 c\n0:00 d\n2:01 e\n";
        assert_eq!(times(text), [0, 218, 421]);
    }
}
