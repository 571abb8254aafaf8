//! Worst-case inputs: notes that an attacker would write to slow down the server, and combinations
//! of many notes.

pub(super) const FRONT_MATTER: &str = "---\ntitle: A\nvideoId: E1cxZuHrwZc\n---\n";

/// A name, and a function that generates an input of about this many bytes.
pub(super) type Attack = (&'static str, fn(usize) -> String);

pub(super) fn repeat(part: &str, bytes: usize) -> String {
    part.repeat(bytes / part.len() + 1)
}

fn numbered(bytes: usize, part: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&part(n));
    }
    text
}

/// Worst-case bodies of notes.
pub(super) const BODY_ATTACKS: &[Attack] = &[
    ("one tag many times", |n| repeat("#x ", n)),
    ("many tags", |n| {
        (0..n / 10).map(|n| format!("#x/t{n} ")).collect()
    }),
    ("tags in many tags", |n| {
        repeat(&format!("#{}b ", "x/".repeat(49)), n)
    }),
    ("unclosed tags of several words", |n| repeat("#[[x ", n)),
    ("items indented by tabs below a heading", |n| {
        "# a\n".to_owned() + &repeat("\t\t- a\n\t\t\t\tb\n", n)
    }),
    ("items, each indented more", |n| {
        let lines = (0..n.isqrt()).map(|depth| format!("{}- a\n", " ".repeat(depth)));
        lines.collect()
    }),
    ("blocks of Org mode that never end", |n| {
        repeat("#+BEGIN_QUOTE\n#+BEGIN_SRC a\n#+BEGIN_COMMENT\n", n)
    }),
    ("drawers that never end", |n| {
        repeat(":PROPERTIES:\n:a: b\n:LOGBOOK:\nCLOCK:\n", n)
    }),
    ("references to a long block", |n| {
        let id = "64a1b2c3-0000-4000-8000-000000000001";
        format!("- {}\n  id:: {id}\n\n", "a".repeat(n / 2)) + &repeat(&format!("(({id}))\n"), n / 2)
    }),
    ("embeds of a block", |n| {
        let id = "64a1b2c3-0000-4000-8000-000000000001";
        format!("- a\n  id:: {id}\n\n") + &repeat(&format!("{{{{embed (({id}))}}}}\n\n"), n)
    }),
    ("properties without names", |n| repeat(":", n)),
    ("unclosed links in a property", |n| {
        format!("alias:: {}", repeat("[[a,", n))
    }),
    ("closing parentheses after URLs", |n| {
        repeat(&format!("https://x.y{} ", ")".repeat(900)), n)
    }),
    ("quotes, level by level", |n| repeat(">", n)),
    ("quotes, level by level, with spaces", |n| repeat("> ", n)),
    ("a quote of many levels, and lazy lines", |n| {
        repeat("> ", n / 2) + "a" + &repeat("\na", n / 2)
    }),
    ("a quote of many levels, and quoted lines", |n| {
        repeat("> ", n / 2) + "a" + &repeat("\n> a", n / 2)
    }),
    ("lists in one line", |n| repeat("- ", n)),
    ("numbered lists in one line", |n| repeat("1. ", n)),
    ("lists in one line, then blank lines", |n| {
        repeat("- ", n / 2) + "a" + &repeat("\n", n / 2)
    }),
    ("lists in one line, then lazy lines", |n| {
        repeat("- ", n / 2) + "a" + &repeat("\na", n / 2)
    }),
    ("lists in quotes", |n| repeat("> - ", n)),
    ("a list, a level deeper each line", |n| {
        let depth = (n as f64).sqrt() as usize;
        (0..depth)
            .map(|d| format!("{}- a\n", "  ".repeat(d)))
            .collect()
    }),
    ("emphasis that opens", |n| repeat("*a ", n)),
    ("emphasis that opens, of two kinds", |n| repeat("*a _b ", n)),
    ("emphasis that closes", |n| repeat("a* ", n)),
    ("emphasis within emphasis", |n| {
        repeat("*", n / 2) + "a" + &repeat("*", n / 2)
    }),
    ("emphasis of lengths", |n| {
        repeat("*a **a ", n) + &repeat("b** b*", n)
    }),
    ("strikethrough", |n| repeat("~~a ~b ", n)),
    ("brackets that open", |n| repeat("[", n)),
    ("brackets that close", |n| repeat("]", n)),
    ("brackets within brackets", |n| {
        repeat("[", n / 2) + "a" + &repeat("]", n / 2)
    }),
    ("brackets with marks", |n| {
        repeat("![", n / 2) + "a" + &repeat("](b)", n / 2)
    }),
    ("links within links", |n| repeat("[a](", n)),
    ("links within links, and angles", |n| repeat("[a](<b", n)),
    ("parentheses in a URL", |n| {
        format!("[a]({}", repeat("(", n))
    }),
    ("link titles", |n| repeat("[a](b \"", n)),
    ("link titles of three kinds", |n| {
        repeat("[a](b 'c [a](b (d ", n)
    }),
    ("definitions", |n| {
        numbered(n, |i| format!("[a{i}]: /b{i}\n"))
    }),
    ("definitions, each used", |n| {
        numbered(n, |i| format!("[a{i}]: /b{i}\n")) + "\n" + &numbered(n, |i| format!("[a{i}] "))
    }),
    ("a long definition, often used", |n| {
        format!(
            "[a]: https://{}\n\n{}",
            repeat("b", n / 2),
            repeat("[a] ", n / 2)
        )
    }),
    ("definitions that never end", |n| repeat("[a]: <", n)),
    ("definitions with titles", |n| repeat("[a]: b '", n)),
    ("a label that never ends", |n| {
        format!("[{}", repeat("a\\", n))
    }),
    ("labels", |n| repeat("[a][", n)),
    ("footnotes", |n| {
        numbered(n, |i| format!("[^{i}]: a\n\n")) + &numbered(n, |i| format!("[^{i}] "))
    }),
    ("a footnote, often used", |n| {
        format!("[^a]: b\n\n{}", repeat("[^a]", n))
    }),
    ("a footnote, and others that are none", |n| {
        format!("[^a]: b\n\n{}", numbered(n, |i| format!("[^{i}]")))
    }),
    ("footnotes within footnotes", |n| repeat("[^a]: ", n)),
    ("footnotes within a footnote's name", |n| {
        format!("[^a]: b\n\n{}", repeat("[^a", n))
    }),
    ("footnotes with other marks", |n| {
        format!("[^a]: b\n\n{}", repeat("[^a](", n))
    }),
    ("a wide table", |n| {
        repeat("|a", n / 3) + "|\n" + &repeat("|-", n / 3) + "|\n" + &repeat("|a|\n", n / 3)
    }),
    ("a table that is none", |n| {
        repeat("|", n) + "\n" + &repeat("|-", n)
    }),
    ("tables", |n| repeat("|a|\n|-|\n|b|\n\n", n)),
    ("rows of a paragraph that may be tables", |n| {
        repeat("|a|b|\n", n)
    }),
    ("code spans that open", |n| {
        numbered(n, |i| format!("{} ", "`".repeat(i + 1)))
    }),
    ("code spans of lengths", |n| {
        numbered(n, |i| format!("{}a", "`".repeat(i % 300 + 1)))
    }),
    ("fences that open", |n| repeat("```\n", n)),
    ("fences of lengths", |n| {
        numbered(n, |i| format!("{}\na\n\n", "`".repeat(i + 3)))
    }),
    ("fences of two kinds", |n| repeat("```\n~~~\n", n)),
    ("markdown fences", |n| {
        repeat(
            "```markdown\n<a class=\"yt-timestamp\" data-t=\"0:01\">\n",
            n,
        )
    }),
    ("fences in quotes", |n| repeat("> ```\n> a\n\n", n)),
    ("HTML that opens", |n| repeat("<div ", n)),
    ("HTML comments", |n| repeat("<!-- ", n)),
    ("comments that end", |n| repeat("a %%b%% <!-- c --> ", n)),
    ("percentages", |n| repeat("1%% ", n)),
    ("percentages in paragraphs", |n| repeat("1%% a\n\n", n)),
    ("comments that end within fences", |n| {
        repeat("%%\n```\n%%\n", n)
    }),
    ("comments around code of lengths", |n| {
        numbered(n, |i| format!("%%\n{}\n%%\n", "`".repeat(300 - i % 297)))
    }),
    ("HTML declarations", |n| repeat("<!A ", n)),
    ("HTML instructions", |n| repeat("<? ", n)),
    ("CDATA", |n| repeat("<![CDATA[ ", n)),
    ("tags of the list", |n| {
        repeat("<b>", n / 2) + &repeat("</b>", n / 2)
    }),
    ("tags of the list, crossed", |n| repeat("<b><i></b></i>", n)),
    ("autolinks", |n| repeat("<https://a", n)),
    ("entities", |n| repeat("&", n)),
    ("entities of one name", |n| repeat("&nGt;", n)),
    ("backslashes", |n| repeat("\\", n)),
    ("rules", |n| repeat("* * * ", n)),
    ("headings", |n| repeat("# a\n", n)),
    ("headings that count", |n| {
        numbered(n, |i| format!("# a {}\n", i + 2)) + &repeat("# a\n", n)
    }),
    ("headings underlined", |n| repeat("a\n", n) + "==="),
    ("headings that open a link", |n| repeat("# [a\n", n)),
    ("wikilinks", |n| numbered(n, |i| format!("[[a{i}]] "))),
    ("wikilinks to one", |n| repeat("[[a]] ", n)),
    ("wikilinks in one sentence", |n| {
        numbered(n, |i| format!("[[a{i} | words]] "))
    }),
    ("wikilinks that open", |n| repeat("[[a|", n)),
    ("links to a long file", |n| {
        format!("[a]({})", repeat("b", n))
    }),
    ("links to files", |n| {
        numbered(n, |i| format!("[a](b{i}.md) "))
    }),
    ("embeds", |n| repeat("![[a]]\n\n", n)),
    ("inline footnotes", |n| repeat("^[a] ", n)),
    ("inline footnotes that open", |n| repeat("^[a ", n)),
    ("inline footnotes in headings", |n| repeat("# a ^[b]\n", n)),
    ("emoji", |n| repeat(":x: ", n)),
    ("shortcodes", |n| repeat("{{< a title=\"b c\" >}} ", n)),
    ("callouts", |n| repeat("> [!a]\n", n)),
    ("callouts, level by level", |n| repeat("> [!a] ", n)),
    ("callouts in callouts", |n| {
        let depth = (n as f64).sqrt() as usize;
        (0..depth)
            .map(|d| format!("{}[!a]\n", "> ".repeat(d + 1)))
            .collect()
    }),
    ("maths", |n| repeat("$x$ ", n)),
    ("maths that never ends", |n| repeat("$$x ", n)),
    ("maths of groups", |n| format!("$${}$$", repeat("{", n))),
    ("fractions", |n| {
        repeat(&format!("$${}$$ ", "\\frac1".repeat(300)), n)
    }),
    ("footnotes in footnotes, and lazy lines", |n| {
        repeat("[^a]: ", n / 2) + "a" + &repeat("\na", n / 2)
    }),
    ("stairs of lists, and lazy lines", |n| {
        let depth = ((n / 2) as f64).sqrt() as usize;
        (0..depth)
            .map(|d| format!("{}- a\n", "  ".repeat(d)))
            .collect::<String>()
            + &repeat("a\n", n / 2)
    }),
    ("stairs of numbers, and lazy lines", |n| {
        let depth = ((n / 2) as f64).sqrt() as usize;
        (0..depth)
            .map(|d| format!("{}1. a\n", "\t".repeat(d)))
            .collect::<String>()
            + &repeat("a\n", n / 2)
    }),
    ("a fence that is none, and quotes", |n| {
        "a\n\n     ```\n".to_owned() + &repeat("> ", n / 2) + "a" + &repeat("\na", n / 2)
    }),
    ("slow code", |n| {
        repeat(
            &format!("```systemverilog\n{}\n```\n\n", " ".repeat(399)),
            n,
        )
    }),
    ("slow code in one block", |n| {
        format!(
            "```bash\n{}\n```\n\n",
            repeat(&(" ".repeat(399) + "\n"), n.min(45_000))
        )
    }),
    ("moments, a sentence each", |n| {
        numbered(n, |i| format!("a. [{}:{:02}] ", i / 60 % 900, i % 60))
    }),
    ("links to one, a sentence each", |n| repeat("[[x]]. ", n)),
    ("moments", |n| {
        numbered(n, |i| {
            format!("[{:02}:{:02}:{:02}] ", i / 3600 % 4, i / 60 % 60, i % 60)
        })
    }),
    ("moments in one sentence", |n| {
        numbered(n, |i| {
            format!("a [{:02}:{:02}:{:02}] ", i / 3600 % 4, i / 60 % 60, i % 60)
        })
    }),
    ("moments, no two alike", |n| {
        numbered(n, |i| {
            format!("a. [{}:{:02}:{:02}] ", i / 3600 % 900, i / 60 % 60, i % 60)
        })
    }),
    ("a moment and spaces", |n| {
        format!("[00:03:38]{}[00:03:38]", repeat(" ", n))
    }),
    ("a moment and commas", |n| {
        format!("[00:03:38]{}", repeat(" , 3", n))
    }),
    ("a moment and parentheses", |n| {
        format!("[00:03:38]{}", repeat(" (", n))
    }),
    ("a moment and angles", |n| {
        format!("[00:03:38]{}", repeat(" <", n))
    }),
    ("moments, spaces between", |n| {
        repeat(&format!("[00:03:38]{}", " ".repeat(500)), n)
    }),
    ("anchors", |n| {
        repeat(
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> ",
            n,
        )
    }),
    ("unreadable anchors", |n| {
        repeat("<a class=\"yt-timestamp\" data-t=\"N/A\">N/A</a> ", n)
    }),
    ("abbreviations behind spaces", |n| {
        format!("a.{}{}", repeat(" ", n / 2), repeat("Dr. ", n / 2))
    }),
    ("full stops", |n| repeat(".", n)),
    ("full stops and quotes", |n| repeat(".\" ", n)),
    ("full stops and spaces", |n| repeat(". ", n)),
    ("one word", |n| repeat("a", n)),
    ("one word of letters that fold", |n| repeat("ﬃ", n)),
    ("letters with many accents", |n| {
        format!("a{}", repeat("\u{301}", n))
    }),
    ("one line", |n| repeat("lorem ipsum dolor ", n)),
    ("no two words alike", |n| {
        numbered(n, |i| format!("{i:x}q "))
    }),
    ("our own mark", |n| repeat("⁖", n)),
    ("our own mark with numbers", |n| repeat("⁖1⁖", n)),
    ("zeros", |n| repeat("\0", n)),
    ("carriage returns", |n| repeat("\r", n)),
    ("tabs", |n| repeat("\t", n)),
    ("blank lines", |n| repeat(" \n", n)),
    ("a comment of many lines", |n| {
        format!("```js\n/*\n{}*/\n```", repeat("a\n", n.min(45_000)))
    }),
    ("blocks of code", |n| {
        repeat(
            &format!("```js\n{}\n```\n\n", "a = \"b\"; // c\n".repeat(20)),
            n,
        )
    }),
];

/// Worst-case front matter, without the `---` lines.
pub(super) const FRONT_MATTER_ATTACKS: &[Attack] = &[
    ("many tags", |n| {
        let tags: String = (0..n / 8).map(|n| format!("t{n}, ")).collect();
        format!("tags: [{tags}]")
    }),
    ("many tags in invalid YAML", |n| {
        format!("a: b: c\n{}", repeat("tags: a, b, c, d, e/f/g\n", n))
    }),
    ("many authors", |n| {
        format!("author: {}", repeat("[[A, B]], ", n))
    }),
    ("a long date", |n| {
        format!("date: {}", repeat("2024-01-15 ", n))
    }),
    ("a cover of brackets", |n| {
        format!("cover: '{}'", repeat("![](", n))
    }),
    ("a title that is long", |n| {
        format!("title: {}", repeat("a", n))
    }),
    ("a title in quotes", |n| {
        format!("title: \"{}", repeat("\\n", n))
    }),
    ("a title of lines", |n| {
        format!("title: |\n{}", repeat("  a\n", n))
    }),
    ("laughs", |n| {
        let doubled = |i| {
            format!(
                "a{}: &a{} [*a{i}, *a{i}, *a{i}, *a{i}, *a{i}, *a{i}, *a{i}, *a{i}]\n",
                i + 1,
                i + 1
            )
        };
        "a0: &a0 [x, x]\n".to_owned() + &numbered(n, doubled)
    }),
    ("laughs in a title", |n| {
        let doubled = |i| format!("a{}: &a{} \"*a{i} *a{i}\"\n", i + 1, i + 1);
        format!("{}title: *a9\n", numbered(n, doubled))
    }),
    ("anchors and aliases", |n| {
        format!("a: &a x\nb: [{}]", repeat("*a, ", n))
    }),
    ("sequences", |n| format!("a: {}", repeat("[", n))),
    ("comments", |n| repeat("<!-- # '\n", n)),
    ("mappings", |n| format!("a: {}", repeat("{", n))),
    ("mappings with keys", |n| {
        format!("a: {}", repeat("{a: ", n))
    }),
    ("sequences in blocks", |n| repeat("- ", n)),
    ("questions", |n| repeat("? ", n)),
    ("colons", |n| repeat(": ", n)),
    ("merged keys", |n| {
        format!("a: &a {{b: c}}\n{}", repeat("<<: *a\n", n))
    }),
    ("merged lists", |n| {
        format!("a: &a {{b: c}}\nd:\n  <<: [{}]", repeat("*a, ", n))
    }),
    ("keys", |n| numbered(n, |i| format!("k{i}: v\n"))),
    ("one key again and again", |n| repeat("title: a\n", n)),
    ("a key that is long", |n| format!("{}: a", repeat("k", n))),
    ("tags", |n| format!("a: {}", repeat("!!a ", n))),
    ("a tag that is long", |n| {
        format!("a: !<{}> b", repeat("t", n))
    }),
    ("comments", |n| repeat("# a\n", n)),
    ("quotes", |n| format!("a: {}", repeat("'", n))),
    ("stairs", |n| {
        let depth = (n as f64).sqrt() as usize;
        (0..depth)
            .map(|d| format!("{}a:\n", " ".repeat(d)))
            .collect()
    }),
    ("tabs", |n| repeat("\t", n)),
    ("zeros", |n| repeat("\0", n)),
];

/// A name, and a function that returns the path and the text of the note with a number.
pub(super) type NoteSet = (&'static str, fn(usize) -> (String, String));

/// Worst cases of many notes.
pub(super) const NOTE_SETS: &[NoteSet] = &[
    ("one tag, and tags in it", |i| {
        let front = format!(
            "---\ntags: [x, x/{i}, x/a/{i}]\ndate: {}\n---\n",
            1000 + i % 9000
        );
        (format!("c/a{i}.md"), front + &"#x/y words. ".repeat(10))
    }),
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
                "{FRONT_MATTER}a [00:{:02}:{:02}]. b [00:01:00].",
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
