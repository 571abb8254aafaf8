//! What an attacker would write to make a server slow, and what many notes could do together.

pub(super) const FRONT: &str = "---\ntitle: A\nvideoId: E1cxZuHrwZc\n---\n";

/// What an attacker would write, of about so many bytes.
pub(super) type Attack = (&'static str, fn(usize) -> String);

pub(super) fn again(part: &str, bytes: usize) -> String {
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

/// Bodies of notes.
pub(super) const ATTACKS: &[Attack] = &[
    ("quotes, level by level", |n| again(">", n)),
    ("quotes, level by level, with spaces", |n| again("> ", n)),
    ("a quote of many levels, and lazy lines", |n| {
        again("> ", n / 2) + "a" + &again("\na", n / 2)
    }),
    ("a quote of many levels, and quoted lines", |n| {
        again("> ", n / 2) + "a" + &again("\n> a", n / 2)
    }),
    ("lists in one line", |n| again("- ", n)),
    ("numbered lists in one line", |n| again("1. ", n)),
    ("lists in one line, then blank lines", |n| {
        again("- ", n / 2) + "a" + &again("\n", n / 2)
    }),
    ("lists in one line, then lazy lines", |n| {
        again("- ", n / 2) + "a" + &again("\na", n / 2)
    }),
    ("lists in quotes", |n| again("> - ", n)),
    ("a list, a level deeper each line", |n| {
        let depth = (n as f64).sqrt() as usize;
        (0..depth)
            .map(|d| format!("{}- a\n", "  ".repeat(d)))
            .collect()
    }),
    ("emphasis that opens", |n| again("*a ", n)),
    ("emphasis that opens, of two kinds", |n| again("*a _b ", n)),
    ("emphasis that closes", |n| again("a* ", n)),
    ("emphasis within emphasis", |n| {
        again("*", n / 2) + "a" + &again("*", n / 2)
    }),
    ("emphasis of lengths", |n| {
        again("*a **a ", n) + &again("b** b*", n)
    }),
    ("strikethrough", |n| again("~~a ~b ", n)),
    ("brackets that open", |n| again("[", n)),
    ("brackets that close", |n| again("]", n)),
    ("brackets within brackets", |n| {
        again("[", n / 2) + "a" + &again("]", n / 2)
    }),
    ("brackets with marks", |n| {
        again("![", n / 2) + "a" + &again("](b)", n / 2)
    }),
    ("links within links", |n| again("[a](", n)),
    ("links within links, and angles", |n| again("[a](<b", n)),
    ("parentheses in an address", |n| {
        format!("[a]({}", again("(", n))
    }),
    ("link titles", |n| again("[a](b \"", n)),
    ("link titles of three kinds", |n| {
        again("[a](b 'c [a](b (d ", n)
    }),
    ("definitions", |n| {
        counted(n, |i| format!("[a{i}]: /b{i}\n"))
    }),
    ("definitions, each used", |n| {
        counted(n, |i| format!("[a{i}]: /b{i}\n")) + "\n" + &counted(n, |i| format!("[a{i}] "))
    }),
    ("a long definition, often used", |n| {
        format!(
            "[a]: https://{}\n\n{}",
            again("b", n / 2),
            again("[a] ", n / 2)
        )
    }),
    ("definitions that never end", |n| again("[a]: <", n)),
    ("definitions with titles", |n| again("[a]: b '", n)),
    ("a label that never ends", |n| {
        format!("[{}", again("a\\", n))
    }),
    ("labels", |n| again("[a][", n)),
    ("footnotes", |n| {
        counted(n, |i| format!("[^{i}]: a\n\n")) + &counted(n, |i| format!("[^{i}] "))
    }),
    ("a footnote, often used", |n| {
        format!("[^a]: b\n\n{}", again("[^a]", n))
    }),
    ("a footnote, and others that are none", |n| {
        format!("[^a]: b\n\n{}", counted(n, |i| format!("[^{i}]")))
    }),
    ("footnotes within footnotes", |n| again("[^a]: ", n)),
    ("footnotes within a footnote's name", |n| {
        format!("[^a]: b\n\n{}", again("[^a", n))
    }),
    ("footnotes with other marks", |n| {
        format!("[^a]: b\n\n{}", again("[^a](", n))
    }),
    ("a wide table", |n| {
        again("|a", n / 3) + "|\n" + &again("|-", n / 3) + "|\n" + &again("|a|\n", n / 3)
    }),
    ("a table that is none", |n| {
        again("|", n) + "\n" + &again("|-", n)
    }),
    ("tables", |n| again("|a|\n|-|\n|b|\n\n", n)),
    ("rows of a paragraph that may be tables", |n| {
        again("|a|b|\n", n)
    }),
    ("code spans that open", |n| {
        counted(n, |i| format!("{} ", "`".repeat(i + 1)))
    }),
    ("code spans of lengths", |n| {
        counted(n, |i| format!("{}a", "`".repeat(i % 300 + 1)))
    }),
    ("fences that open", |n| again("```\n", n)),
    ("fences of lengths", |n| {
        counted(n, |i| format!("{}\na\n\n", "`".repeat(i + 3)))
    }),
    ("fences of two kinds", |n| again("```\n~~~\n", n)),
    ("markdown fences", |n| {
        again(
            "```markdown\n<a class=\"yt-timestamp\" data-t=\"0:01\">\n",
            n,
        )
    }),
    ("fences in quotes", |n| again("> ```\n> a\n\n", n)),
    ("HTML that opens", |n| again("<div ", n)),
    ("HTML comments", |n| again("<!-- ", n)),
    ("comments that end", |n| again("a %%b%% <!-- c --> ", n)),
    ("percentages", |n| again("1%% ", n)),
    ("percentages in paragraphs", |n| again("1%% a\n\n", n)),
    ("comments that end within fences", |n| {
        again("%%\n```\n%%\n", n)
    }),
    ("comments around code of lengths", |n| {
        counted(n, |i| format!("%%\n{}\n%%\n", "`".repeat(300 - i % 297)))
    }),
    ("HTML declarations", |n| again("<!A ", n)),
    ("HTML instructions", |n| again("<? ", n)),
    ("CDATA", |n| again("<![CDATA[ ", n)),
    ("tags of the list", |n| {
        again("<b>", n / 2) + &again("</b>", n / 2)
    }),
    ("tags of the list, crossed", |n| again("<b><i></b></i>", n)),
    ("autolinks", |n| again("<https://a", n)),
    ("entities", |n| again("&", n)),
    ("entities of one name", |n| again("&nGt;", n)),
    ("backslashes", |n| again("\\", n)),
    ("rules", |n| again("* * * ", n)),
    ("headings", |n| again("# a\n", n)),
    ("headings that count", |n| {
        counted(n, |i| format!("# a {}\n", i + 2)) + &again("# a\n", n)
    }),
    ("headings underlined", |n| again("a\n", n) + "==="),
    ("headings that open a link", |n| again("# [a\n", n)),
    ("wikilinks", |n| counted(n, |i| format!("[[a{i}]] "))),
    ("wikilinks to one", |n| again("[[a]] ", n)),
    ("wikilinks in one sentence", |n| {
        counted(n, |i| format!("[[a{i} | words]] "))
    }),
    ("wikilinks that open", |n| again("[[a|", n)),
    ("links to a long file", |n| {
        format!("[a]({})", again("b", n))
    }),
    ("links to files", |n| {
        counted(n, |i| format!("[a](b{i}.md) "))
    }),
    ("embeds", |n| again("![[a]]\n\n", n)),
    ("callouts", |n| again("> [!a]\n", n)),
    ("callouts, level by level", |n| again("> [!a] ", n)),
    ("callouts in callouts", |n| {
        let depth = (n as f64).sqrt() as usize;
        (0..depth)
            .map(|d| format!("{}[!a]\n", "> ".repeat(d + 1)))
            .collect()
    }),
    ("maths", |n| again("$x$ ", n)),
    ("maths that never ends", |n| again("$$x ", n)),
    ("maths of groups", |n| format!("$${}$$", again("{", n))),
    ("fractions", |n| {
        again(&format!("$${}$$ ", "\\frac1".repeat(300)), n)
    }),
    ("footnotes in footnotes, and lazy lines", |n| {
        again("[^a]: ", n / 2) + "a" + &again("\na", n / 2)
    }),
    ("stairs of lists, and lazy lines", |n| {
        let depth = ((n / 2) as f64).sqrt() as usize;
        (0..depth)
            .map(|d| format!("{}- a\n", "  ".repeat(d)))
            .collect::<String>()
            + &again("a\n", n / 2)
    }),
    ("stairs of numbers, and lazy lines", |n| {
        let depth = ((n / 2) as f64).sqrt() as usize;
        (0..depth)
            .map(|d| format!("{}1. a\n", "\t".repeat(d)))
            .collect::<String>()
            + &again("a\n", n / 2)
    }),
    ("a fence that is none, and quotes", |n| {
        "a\n\n     ```\n".to_owned() + &again("> ", n / 2) + "a" + &again("\na", n / 2)
    }),
    ("slow code", |n| {
        again(
            &format!("```systemverilog\n{}\n```\n\n", " ".repeat(399)),
            n,
        )
    }),
    ("slow code in one block", |n| {
        format!(
            "```bash\n{}\n```\n\n",
            again(&(" ".repeat(399) + "\n"), n.min(45_000))
        )
    }),
    ("moments, a sentence each", |n| {
        counted(n, |i| format!("a. [{}:{:02}] ", i / 60 % 900, i % 60))
    }),
    ("links to one, a sentence each", |n| again("[[x]]. ", n)),
    ("moments", |n| {
        counted(n, |i| {
            format!("[{:02}:{:02}:{:02}] ", i / 3600 % 4, i / 60 % 60, i % 60)
        })
    }),
    ("moments in one sentence", |n| {
        counted(n, |i| {
            format!("a [{:02}:{:02}:{:02}] ", i / 3600 % 4, i / 60 % 60, i % 60)
        })
    }),
    ("moments, no two alike", |n| {
        counted(n, |i| {
            format!("a. [{}:{:02}:{:02}] ", i / 3600 % 900, i / 60 % 60, i % 60)
        })
    }),
    ("a moment and spaces", |n| {
        format!("[00:03:38]{}[00:03:38]", again(" ", n))
    }),
    ("a moment and commas", |n| {
        format!("[00:03:38]{}", again(" , 3", n))
    }),
    ("a moment and parentheses", |n| {
        format!("[00:03:38]{}", again(" (", n))
    }),
    ("a moment and angles", |n| {
        format!("[00:03:38]{}", again(" <", n))
    }),
    ("moments, spaces between", |n| {
        again(&format!("[00:03:38]{}", " ".repeat(500)), n)
    }),
    ("anchors", |n| {
        again(
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> ",
            n,
        )
    }),
    ("unreadable anchors", |n| {
        again("<a class=\"yt-timestamp\" data-t=\"N/A\">N/A</a> ", n)
    }),
    ("abbreviations behind spaces", |n| {
        format!("a.{}{}", again(" ", n / 2), again("Dr. ", n / 2))
    }),
    ("full stops", |n| again(".", n)),
    ("full stops and quotes", |n| again(".\" ", n)),
    ("full stops and spaces", |n| again(". ", n)),
    ("one word", |n| again("a", n)),
    ("one word of letters that fold", |n| again("ﬃ", n)),
    ("letters with many accents", |n| {
        format!("a{}", again("\u{301}", n))
    }),
    ("one line", |n| again("lorem ipsum dolor ", n)),
    ("no two words alike", |n| counted(n, |i| format!("{i:x}q "))),
    ("our own mark", |n| again("⁖", n)),
    ("our own mark with numbers", |n| again("⁖1⁖", n)),
    ("zeros", |n| again("\0", n)),
    ("carriage returns", |n| again("\r", n)),
    ("tabs", |n| again("\t", n)),
    ("blank lines", |n| again(" \n", n)),
    ("a comment of many lines", |n| {
        format!("```js\n/*\n{}*/\n```", again("a\n", n.min(45_000)))
    }),
    ("blocks of code", |n| {
        again(
            &format!("```js\n{}\n```\n\n", "a = \"b\"; // c\n".repeat(20)),
            n,
        )
    }),
];

/// What stands between two lines of `---`.
pub(super) const FRONTS: &[Attack] = &[
    ("a title that is long", |n| {
        format!("title: {}", again("a", n))
    }),
    ("a title in quotes", |n| {
        format!("title: \"{}", again("\\n", n))
    }),
    ("a title of lines", |n| {
        format!("title: |\n{}", again("  a\n", n))
    }),
    ("laughs", |n| {
        let doubled = |i| {
            format!(
                "a{}: &a{} [*a{i}, *a{i}, *a{i}, *a{i}, *a{i}, *a{i}, *a{i}, *a{i}]\n",
                i + 1,
                i + 1
            )
        };
        "a0: &a0 [x, x]\n".to_owned() + &counted(n, doubled)
    }),
    ("laughs in a title", |n| {
        let doubled = |i| format!("a{}: &a{} \"*a{i} *a{i}\"\n", i + 1, i + 1);
        format!("{}title: *a9\n", counted(n, doubled))
    }),
    ("anchors and aliases", |n| {
        format!("a: &a x\nb: [{}]", again("*a, ", n))
    }),
    ("sequences", |n| format!("a: {}", again("[", n))),
    ("comments", |n| again("<!-- # '\n", n)),
    ("mappings", |n| format!("a: {}", again("{", n))),
    ("mappings with keys", |n| format!("a: {}", again("{a: ", n))),
    ("sequences in blocks", |n| again("- ", n)),
    ("questions", |n| again("? ", n)),
    ("colons", |n| again(": ", n)),
    ("merged keys", |n| {
        format!("a: &a {{b: c}}\n{}", again("<<: *a\n", n))
    }),
    ("merged lists", |n| {
        format!("a: &a {{b: c}}\nd:\n  <<: [{}]", again("*a, ", n))
    }),
    ("keys", |n| counted(n, |i| format!("k{i}: v\n"))),
    ("one key again and again", |n| again("title: a\n", n)),
    ("a key that is long", |n| format!("{}: a", again("k", n))),
    ("tags", |n| format!("a: {}", again("!!a ", n))),
    ("a tag that is long", |n| {
        format!("a: !<{}> b", again("t", n))
    }),
    ("comments", |n| again("# a\n", n)),
    ("quotes", |n| format!("a: {}", again("'", n))),
    ("stairs", |n| {
        let depth = (n as f64).sqrt() as usize;
        (0..depth)
            .map(|d| format!("{}a:\n", " ".repeat(d)))
            .collect()
    }),
    ("tabs", |n| again("\t", n)),
    ("zeros", |n| again("\0", n)),
];

/// A note of many: its path and its text, by its number.
pub(super) type Crowd = (&'static str, fn(usize) -> (String, String));

/// What many notes do together.
pub(super) const CROWDS: &[Crowd] = &[
    ("one name in many folders, linked", |i| {
        (format!("c{i}/a.md"), "[[a]] [[a]]. ".repeat(20))
    }),
    ("one name in many spellings, linked", |i| {
        (
            format!("c/a{}.md", "_".repeat(i % 200) + &"-".repeat(i / 200)),
            "[[a]] ".repeat(20),
        )
    }),
    ("one name and marks that nobody sees", |i| {
        let marks: String = (0..16)
            .map(|bit| {
                if i >> bit & 1 == 1 {
                    '\u{200B}'
                } else {
                    '\u{200C}'
                }
            })
            .collect();
        (format!("c/a{marks}.md"), String::new())
    }),
    ("one title, linked", |i| {
        (
            format!("c/{i}.md"),
            "---\ntitle: A title\n---\n".to_owned() + &"[[A title]] ".repeat(20),
        )
    }),
    ("one video", |i| {
        (
            format!("c/{i}.md"),
            format!(
                "{FRONT}a [00:{:02}:{:02}]. b [00:01:00].",
                i / 60 % 60,
                i % 60
            ),
        )
    }),
    ("one topic", |i| (format!("c/{i}.md"), "[[x]]. ".repeat(20))),
    ("each its own topic", |i| {
        (format!("c/{i}.md"), format!("[[x{i}]] [[y{i}]]"))
    }),
    ("channels", |i| {
        (
            format!("c{i}/a{i}.md"),
            format!("---\nvideoId: {i:011}\n---\na [00:01:00]"),
        )
    }),
    ("videos of one channel", |i| {
        (
            format!("c/a{i}.md"),
            format!("---\nvideoId: {i:011}\n---\na [00:01:00]"),
        )
    }),
    ("notes that link to all before", |i| {
        (
            format!("c/{i}.md"),
            (0..40).map(|j| format!("[[{}]] ", i * j / 40)).collect(),
        )
    }),
];
