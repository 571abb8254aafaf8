//! Time and size grow no faster than a note does, on the whole way from its text to all that is told of it.

use std::time::{Duration, Instant};

use askama::Template;
use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::pages::{NoteData, NotePage, SearchPage, Site, SuggestionData, TopicPage, VideoData, VideoPage, Wish};

const FRONT: &str = "---\ntitle: A\nvideoId: E1cxZuHrwZc\n---\n";

/// What an attacker would write, of about so many bytes.
type Attack = (&'static str, fn(usize) -> String);

fn again(part: &str, bytes: usize) -> String {
    part.repeat(bytes / part.len() + 1)
}

fn counted(bytes: usize, part: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&part(n));
    }
    text
}

const ATTACKS: &[Attack] = &[
    ("quotes, level by level", |n| again(">", n)),
    ("quotes, level by level, with spaces", |n| again("> ", n)),
    ("a quote of many levels, and lazy lines", |n| again("> ", n / 2) + "a" + &again("\na", n / 2)),
    ("a quote of many levels, and quoted lines", |n| again("> ", n / 2) + "a" + &again("\n> a", n / 2)),
    ("lists in one line", |n| again("- ", n)),
    ("numbered lists in one line", |n| again("1. ", n)),
    ("lists in one line, then blank lines", |n| again("- ", n / 2) + "a" + &again("\n", n / 2)),
    ("lists in one line, then lazy lines", |n| again("- ", n / 2) + "a" + &again("\na", n / 2)),
    ("lists in quotes", |n| again("> - ", n)),
    ("a list, a level deeper each line", |n| {
        let depth = (n as f64).sqrt() as usize;
        (0..depth).map(|d| format!("{}- a\n", "  ".repeat(d))).collect()
    }),
    ("emphasis that opens", |n| again("*a ", n)),
    ("emphasis that opens, of two kinds", |n| again("*a _b ", n)),
    ("emphasis that closes", |n| again("a* ", n)),
    ("emphasis within emphasis", |n| again("*", n / 2) + "a" + &again("*", n / 2)),
    ("emphasis of lengths", |n| again("*a **a ", n) + &again("b** b*", n)),
    ("strikethrough", |n| again("~~a ~b ", n)),
    ("brackets that open", |n| again("[", n)),
    ("brackets that close", |n| again("]", n)),
    ("brackets within brackets", |n| again("[", n / 2) + "a" + &again("]", n / 2)),
    ("brackets with marks", |n| again("![", n / 2) + "a" + &again("](b)", n / 2)),
    ("links within links", |n| again("[a](", n)),
    ("links within links, and angles", |n| again("[a](<b", n)),
    ("parentheses in an address", |n| format!("[a]({}", again("(", n))),
    ("link titles", |n| again("[a](b \"", n)),
    ("link titles of three kinds", |n| again("[a](b 'c [a](b (d ", n)),
    ("definitions", |n| counted(n, |i| format!("[a{i}]: /b{i}\n"))),
    ("definitions, each used", |n| {
        counted(n, |i| format!("[a{i}]: /b{i}\n")) + "\n" + &counted(n, |i| format!("[a{i}] "))
    }),
    ("a long definition, often used", |n| format!("[a]: https://{}\n\n{}", again("b", n / 2), again("[a] ", n / 2))),
    ("definitions that never end", |n| again("[a]: <", n)),
    ("definitions with titles", |n| again("[a]: b '", n)),
    ("a label that never ends", |n| format!("[{}", again("a\\", n))),
    ("labels", |n| again("[a][", n)),
    ("footnotes", |n| counted(n, |i| format!("[^{i}]: a\n\n")) + &counted(n, |i| format!("[^{i}] "))),
    ("a footnote, often used", |n| format!("[^a]: b\n\n{}", again("[^a]", n))),
    ("a footnote, and others that are none", |n| format!("[^a]: b\n\n{}", counted(n, |i| format!("[^{i}]")))),
    ("footnotes within footnotes", |n| again("[^a]: ", n)),
    ("footnotes within a footnote's name", |n| format!("[^a]: b\n\n{}", again("[^a", n))),
    ("footnotes with other marks", |n| format!("[^a]: b\n\n{}", again("[^a](", n))),
    ("a wide table", |n| again("|a", n / 3) + "|\n" + &again("|-", n / 3) + "|\n" + &again("|a|\n", n / 3)),
    ("a table that is none", |n| again("|", n) + "\n" + &again("|-", n)),
    ("tables", |n| again("|a|\n|-|\n|b|\n\n", n)),
    ("rows of a paragraph that may be tables", |n| again("|a|b|\n", n)),
    ("code spans that open", |n| counted(n, |i| format!("{} ", "`".repeat(i + 1)))),
    ("code spans of lengths", |n| counted(n, |i| format!("{}a", "`".repeat(i % 300 + 1)))),
    ("fences that open", |n| again("```\n", n)),
    ("fences of lengths", |n| counted(n, |i| format!("{}\na\n\n", "`".repeat(i + 3)))),
    ("fences of two kinds", |n| again("```\n~~~\n", n)),
    ("markdown fences", |n| again("```markdown\n<a class=\"yt-timestamp\" data-t=\"0:01\">\n", n)),
    ("fences in quotes", |n| again("> ```\n> a\n\n", n)),
    ("HTML that opens", |n| again("<div ", n)),
    ("HTML comments", |n| again("<!-- ", n)),
    ("HTML declarations", |n| again("<!A ", n)),
    ("HTML instructions", |n| again("<? ", n)),
    ("CDATA", |n| again("<![CDATA[ ", n)),
    ("tags of the list", |n| again("<b>", n / 2) + &again("</b>", n / 2)),
    ("tags of the list, crossed", |n| again("<b><i></b></i>", n)),
    ("autolinks", |n| again("<https://a", n)),
    ("entities", |n| again("&", n)),
    ("entities of one name", |n| again("&nGt;", n)),
    ("backslashes", |n| again("\\", n)),
    ("rules", |n| again("* * * ", n)),
    ("headings", |n| again("# a\n", n)),
    ("headings that count", |n| counted(n, |i| format!("# a {}\n", i + 2)) + &again("# a\n", n)),
    ("headings underlined", |n| again("a\n", n) + "==="),
    ("headings that open a link", |n| again("# [a\n", n)),
    ("wikilinks", |n| counted(n, |i| format!("[[a{i}]] "))),
    ("wikilinks to one", |n| again("[[a]] ", n)),
    ("wikilinks in one sentence", |n| counted(n, |i| format!("[[a{i} | words]] "))),
    ("wikilinks that open", |n| again("[[a|", n)),
    ("links to a long file", |n| format!("[a]({})", again("b", n))),
    ("links to files", |n| counted(n, |i| format!("[a](b{i}.md) "))),
    ("embeds", |n| again("![[a]]\n\n", n)),
    ("callouts", |n| again("> [!a]\n", n)),
    ("callouts, level by level", |n| again("> [!a] ", n)),
    ("callouts in callouts", |n| {
        let depth = (n as f64).sqrt() as usize;
        (0..depth).map(|d| format!("{}[!a]\n", "> ".repeat(d + 1))).collect()
    }),
    ("maths", |n| again("$x$ ", n)),
    ("maths that never ends", |n| again("$$x ", n)),
    ("maths of groups", |n| format!("$${}$$", again("{", n))),
    ("fractions", |n| again(&format!("$${}$$ ", "\\frac1".repeat(300)), n)),
    ("footnotes in footnotes, and lazy lines", |n| again("[^a]: ", n / 2) + "a" + &again("\na", n / 2)),
    ("stairs of lists, and lazy lines", |n| {
        let depth = ((n / 2) as f64).sqrt() as usize;
        (0..depth).map(|d| format!("{}- a\n", "  ".repeat(d))).collect::<String>() + &again("a\n", n / 2)
    }),
    ("stairs of numbers, and lazy lines", |n| {
        let depth = ((n / 2) as f64).sqrt() as usize;
        (0..depth).map(|d| format!("{}1. a\n", "\t".repeat(d))).collect::<String>() + &again("a\n", n / 2)
    }),
    ("a fence that is none, and quotes", |n| {
        "a\n\n     ```\n".to_owned() + &again("> ", n / 2) + "a" + &again("\na", n / 2)
    }),
    ("slow code", |n| again(&format!("```systemverilog\n{}\n```\n\n", " ".repeat(399)), n)),
    ("slow code in one block", |n| format!("```bash\n{}\n```\n\n", again(&(" ".repeat(399) + "\n"), n.min(45_000)))),
    ("moments, a sentence each", |n| counted(n, |i| format!("a. [{}:{:02}] ", i / 60 % 900, i % 60))),
    ("links to one, a sentence each", |n| again("[[x]]. ", n)),
    ("moments", |n| counted(n, |i| format!("[{:02}:{:02}:{:02}] ", i / 3600 % 4, i / 60 % 60, i % 60))),
    ("moments in one sentence", |n| {
        counted(n, |i| format!("a [{:02}:{:02}:{:02}] ", i / 3600 % 4, i / 60 % 60, i % 60))
    }),
    ("moments, no two alike", |n| counted(n, |i| format!("a. [{}:{:02}:{:02}] ", i / 3600 % 900, i / 60 % 60, i % 60))),
    ("a moment and spaces", |n| format!("[00:03:38]{}[00:03:38]", again(" ", n))),
    ("a moment and commas", |n| format!("[00:03:38]{}", again(" , 3", n))),
    ("a moment and parentheses", |n| format!("[00:03:38]{}", again(" (", n))),
    ("a moment and angles", |n| format!("[00:03:38]{}", again(" <", n))),
    ("moments, spaces between", |n| again(&format!("[00:03:38]{}", " ".repeat(500)), n)),
    ("anchors", |n| again("<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> ", n)),
    ("unreadable anchors", |n| again("<a class=\"yt-timestamp\" data-t=\"N/A\">N/A</a> ", n)),
    ("abbreviations behind spaces", |n| format!("a.{}{}", again(" ", n / 2), again("Dr. ", n / 2))),
    ("full stops", |n| again(".", n)),
    ("full stops and quotes", |n| again(".\" ", n)),
    ("full stops and spaces", |n| again(". ", n)),
    ("one word", |n| again("a", n)),
    ("one word of letters that fold", |n| again("ﬃ", n)),
    ("letters with many accents", |n| format!("a{}", again("\u{301}", n))),
    ("one line", |n| again("lorem ipsum dolor ", n)),
    ("no two words alike", |n| counted(n, |i| format!("{i:x}q "))),
    ("our own mark", |n| again("⁖", n)),
    ("our own mark with numbers", |n| again("⁖1⁖", n)),
    ("zeros", |n| again("\0", n)),
    ("carriage returns", |n| again("\r", n)),
    ("tabs", |n| again("\t", n)),
    ("blank lines", |n| again(" \n", n)),
    ("a comment of many lines", |n| format!("```js\n/*\n{}*/\n```", again("a\n", n.min(45_000)))),
    ("blocks of code", |n| again(&format!("```js\n{}\n```\n\n", "a = \"b\"; // c\n".repeat(20)), n)),
];

struct Took {
    stage: &'static str,
    time: Duration,
    size: usize,
}

/// The whole way of a note, stage by stage.
fn way(source: &str) -> Vec<Took> {
    let mut took = Vec::new();
    let mut last = Instant::now();
    let mut mark = |stage, size| {
        let now = Instant::now();
        took.push(Took { stage, time: now - last, size });
        last = now;
    };
    let note = Note::new("c/a.md".to_owned(), source.to_owned());
    mark("reading", note.facts.text.len());
    let site = Site::new(Archive::new(Corpus::from(vec![note])), true);
    mark("linking", site.archive.problems().len());
    site.search.begin(&site.archive).unwrap();
    mark("indexing", 0);
    for typed in ["a", "word a", "\"a a\"", "lorem", "dr"] {
        search(&site, typed);
    }
    mark("search", 0);
    let (id, _) = site.archive.notes().next().unwrap();
    mark("page", NotePage::new(&site, id, None).render().unwrap().len());
    mark("data", serde_json::to_string(&NoteData::new(&site, id)).unwrap().len());
    if let Some(number) = site.archive.video_of(id) {
        mark("video", VideoPage::new(&site, number, None).render().unwrap().len());
        mark("video data", serde_json::to_string(&VideoData::new(&site, number)).unwrap().len());
    }
    if let Some(topic) = site.archive.topic_named("x") {
        mark("topic", TopicPage::new(&site, topic).render().unwrap().len());
    }
    site.archive.check();
    mark("check", 0);
    took
}

fn search(site: &Site, typed: &str) {
    let wish = Wish { query: typed.to_owned(), ..Wish::default() };
    SearchPage::new(site, &wish).unwrap().render().unwrap();
    let index = site.search.get().ok().expect("an index");
    SuggestionData::new(site, index, typed).unwrap();
}

#[test]
fn scratch() {
    let n: usize = std::env::var("N").map_or(10_000, |n| n.parse().unwrap());
    let only = std::env::var("ONLY").unwrap_or_default();
    for (name, attack) in ATTACKS.iter().filter(|(name, _)| name.contains(&only)) {
        let short = way(&format!("{FRONT}{}", attack(n)));
        let long = way(&format!("{FRONT}{}", attack(8 * n)));
        let mut line = String::new();
        for (s, l) in short.iter().zip(&long) {
            let ratio = l.time.as_secs_f64() / s.time.as_secs_f64().max(1e-4);
            let grew = l.size as f64 / s.size.max(1000) as f64;
            if (ratio > 14.0 && l.time.as_millis() > 15) || grew > 12.0 || l.size > 80 * 8 * n {
                line += &format!(
                    "  {}: {:.0?} -> {:.0?} x{ratio:.0}, {} -> {} x{grew:.0}",
                    l.stage, s.time, l.time, s.size, l.size
                );
            }
        }
        let total: Duration = long.iter().map(|l| l.time).sum();
        if !line.is_empty() || total.as_millis() > 600 {
            eprintln!("{name}: {total:.0?}{line}");
        }
    }
}
