//! Tests of blocks with an id, and of links in CommonMark.

use super::*;
use crate::markdown::Subject;
use crate::markdown::block_html;

/// The HTML of a body, and its text.
fn rendered(body: &str) -> (String, String) {
    let html = html(body, &Anywhere::default()).text;
    (html, facts(body, Subject::None).text.trim_end().to_owned())
}

/// The block with an id, cut out of the body and rendered alone.
fn block(body: &str, id: &str) -> String {
    let facts = facts(body, Subject::None);
    let range = &facts.block_named(&format!("^{id}")).expect(id).source_range;
    let section = &body[range.start as usize..range.end as usize];
    block_html(section, id, &Anywhere::default()).expect(id)
}

#[test]
fn the_id_of_a_block_is_its_anchor_and_no_text() {
    for (body, html, text) in [
        (
            "One\ntwo ^a-1\n\nThree",
            "<p id=\"^a-1\">One\ntwo </p>\n<p>Three</p>\n",
            "One two\nThree",
        ),
        (
            "- one ^a\n- two\n  - deep ^b\n- three",
            "<ul>\n<li id=\"^a\">one </li>\n<li>two<ul>\n<li id=\"^b\">deep </li>\n</ul>\n</li>\n<li>three</li>\n</ul>\n",
            "one\ntwo\ndeep\nthree",
        ),
        (
            "- one ^a\n\n  more ^b\n\n- two",
            "<ul>\n<li id=\"^a\"><p>one </p>\n<p id=\"^b\">more </p>\n</li>\n<li><p>two</p>\n</li>\n</ul>\n",
            "one\nmore\ntwo",
        ),
        (
            "## Title ^a\nText",
            "<h2 id=\"title\"><span id=\"^a\"></span>Title </h2>\n<p>Text</p>\n",
            "Title\nText",
        ),
        (
            "> quote\n\n^a\n\nText ^b",
            "<blockquote id=\"^a\">\n<p>quote</p>\n</blockquote>\n<p id=\"^b\">Text </p>\n",
            "quote\nText",
        ),
        (
            "1. one\n2. two\n\n^a",
            "<ol id=\"^a\">\n<li>one</li>\n<li>two</li>\n</ol>\n",
            "one\ntwo",
        ),
        (
            "- one\n\n^a\n\n^b",
            "<ul id=\"^a\">\n<li>one</li>\n</ul>\n",
            "one",
        ),
        (
            "`x ^a`\n\nx ^2 + y",
            "<p><code>x ^a</code></p>\n<p>x ^2 + y</p>\n",
            "x ^a\nx ^2 + y",
        ),
    ] {
        assert_eq!(rendered(body), (html.to_owned(), text.to_owned()), "{body}");
    }
    for separator in ["\n", "\n\n"] {
        let (html, text) = rendered(&format!("| a |\n|---|\n| b |{separator}^t-1\n"));
        assert!(
            html.starts_with("<div id=\"^t-1\" class=\"table\""),
            "{html}"
        );
        assert_eq!(text, "a\nb");
        let (html, _) = rendered(&format!("> [!tip] Title\n> Text{separator}^c"));
        assert!(
            html.starts_with("<div id=\"^c\" class=\"callout\""),
            "{html}"
        );
        let (html, _) = rendered(&format!("```\ncode\n```{separator}^c"));
        assert!(html.starts_with("<span id=\"^c\"></span><pre"), "{html}");
    }
}

#[test]
fn a_block_is_rendered_alone() {
    let body = "Before ^p\n\n> - one ^q\n> - two\n>   - deep ^D-1\n>\n>     more\n> - three\n\n\
                | a |\n|---|\n| b |\n^t\n\n## Title ^h\n\n- x\n\n  y ^y\n\n```\ncode\n```\n^c\n\nAfter\n";
    for (id, html) in [
        ("p", "<p>Before </p>\n"),
        ("Q", "<ul>\n<li>one </li>\n</ul>\n"),
        ("d-1", "<ul>\n<li><p>deep </p>\n<p>more</p>\n</li>\n</ul>\n"),
        ("y", "<p>y </p>\n"),
        ("h", "<h2 id=\"title\">Title </h2>\n"),
    ] {
        assert_eq!(block(body, id), html, "{id}");
    }
    for (id, start, end) in [
        ("t", "<div class=\"table\"", "</div>\n"),
        ("c", "<pre", "</pre>\n"),
    ] {
        let html = block(body, id);
        assert!(html.starts_with(start) && html.ends_with(end), "{html}");
        assert!(
            !html.contains("After") && !html.contains("Before"),
            "{html}"
        );
    }
    assert_eq!(block_html(body, "gone", &Anywhere::default()), None);
}

#[test]
fn a_heading_is_chosen_by_the_headings_above_and_by_its_signs() {
    let body =
        "# A\n\n## B\n\n### C\n\n# D\n\n## B\n\n## C++\n\n### B\n\n## C#\n\n## ???\n\n## !!!\n";
    let facts = facts(body, Subject::None);
    for (name, anchor) in [
        ("B", Some("b")),
        ("A#B", Some("b")),
        ("D#B", Some("b-2")),
        ("d # c++ # b", Some("b-3")),
        ("X#B", None),
        ("X#A", Some("a")),
        ("c", Some("c")),
        ("C++", Some("c-2")),
        ("C\u{23}\u{23}", None),
        ("b-2", Some("b-2")),
        ("!!!", Some("section-2")),
        ("...", None),
        ("", None),
        ("^b", None),
        ("%42", Some("b")),
    ] {
        let found = facts.heading_named(name).map(|heading| &*heading.anchor);
        assert_eq!(found, anchor, "{name}");
    }
}

#[test]
fn a_heading_has_the_names_that_other_programs_give_it() {
    let body = "# Set up\n\n## Set up\n\n## A/B & C\n\n## C# & co. (2024): a/b?\n\n\
         ## [3:38](https://youtu.be/E1cxZuHrwZc?t=218) Why: now\n\n## [4:10](https://youtu.be/E1cxZuHrwZc?t=250) Why: now\n\n\
         ## Part 11\n\n## 5:20 The end\n";
    let video = YoutubeId::parse("E1cxZuHrwZc").map_or(Subject::None, Subject::YouTube);
    let facts = facts(body, video);
    for (name, anchor) in [
        ("set-up", Some("set-up")),
        ("set-up-1", Some("set-up-2")),
        ("set-up-2", Some("set-up-2")),
        ("set-up-3", None),
        ("set-up-0", None),
        ("ab--c", Some("a-b-c")),
        ("C# & co. (2024) a/b?", Some("c-co-2024-a-b")),
        ("c--co-2024-ab", Some("c-co-2024-a-b")),
        ("Why: now", Some("why-now")),
        ("3 38 Why now", Some("why-now")),
        ("3:38 Why: now", Some("why-now")),
        ("338-why-now", Some("why-now")),
        ("5 20 The end", Some("5-20-the-end")),
        ("The end", Some("5-20-the-end")),
        ("520-the-end", Some("5-20-the-end")),
        ("part-1-1", None),
        ("Part 1.1", None),
        ("part-11", Some("part-11")),
        ("4:10 Why: now", Some("why-now-2")),
        ("5:00 Why: now", None),
        ("Set up#ab--c", None),
    ] {
        let found = facts.heading_named(name).map(|heading| &*heading.anchor);
        assert_eq!(found, anchor, "{name}");
    }
}

#[test]
fn a_destination_in_angle_brackets_may_contain_spaces() {
    for (body, target, section) in [
        ("[a](<with space.md>)", "with space.md", None),
        (
            "[a]( <../b c/d e.markdown#The end> \"title\")",
            "../b c/d e.markdown",
            Some("The end"),
        ),
        ("![](<my pic.png>)", "my pic.png", None),
        ("[a][r]\n\n[r]: <b c.md>", "b c.md", None),
        ("[a](b%20c.md#x%20y)", "b c.md", Some("x y")),
        ("[a](<C# and <b.md>)", "", None),
        ("[a](C%23.md)", "C#.md", None),
        ("[a](<Part 1: a.md>)", "Part 1: a.md", None),
        ("[a](n.md#A#B)", "n.md", Some("A#B")),
        ("[a](n.md?plain=1)", "n.md", None),
        ("[a](n.md?t=41)", "n.md", Some("t=41")),
        ("[a](n.md?t=41#A)", "n.md", Some("A")),
        ("![a](../p.png?raw=true)", "../p.png", None),
        ("[a](b/?x=1)", "b/", None),
        ("[a](<What? why>)", "What? why", None),
        ("[a]({{< ref \"n.md#A\" >}})", "n.md", Some("A")),
        ("[a]({% link c/n.md %})", "c/n.md", None),
        ("[[n#A#^b]]", "n", Some("A#^b")),
        ("![a|120](p.png)", "p.png", None),
        ("![]([[n | label]])", "n", None),
        ("[label]([[n#A]])", "n", Some("A")),
    ] {
        let facts = facts(body, Subject::None);
        let link = facts.links.first();
        assert_eq!(link.map_or("", |link| &*link.target), target, "{body}");
        assert_eq!(
            link.and_then(|link| link.section.as_deref()),
            section,
            "{body}"
        );
    }
    let (html, _) = rendered("](<script>) <b>x</b> [a](<script>alert(1)</script>)");
    assert!(
        !html.contains("<script") && html.contains("<b>x</b>"),
        "{html}"
    );
}

#[test]
fn the_size_of_a_picture_is_no_label() {
    for (body, text) in [
        ("![a|120](p.png)", "a"),
        ("![120x80](p.png)", ""),
        ("![[p.png|120]]", "p.png"),
        ("![[p.png|a|120]]", "a"),
        ("[[note|120]]", "120"),
    ] {
        assert_eq!(rendered(body).1, text, "{body}");
    }
}

#[test]
fn arrays_are_no_links() {
    for body in [
        "[[0,0],[3,4]]",
        "[[1, 2]]",
        "[[a], [b]]",
        "[[0.5,-1e3]]",
        "![[1,2], [3,4]]",
    ] {
        assert!(facts(body, Subject::None).links.is_empty(), "{body}");
        assert_eq!(rendered(body).1, body);
    }
    for body in [
        "[[2024]]",
        "[[1]]",
        "[[a, b]]",
        "[[Title [abc], part 2]]",
        "[[1, two]]",
    ] {
        assert_eq!(facts(body, Subject::None).links.len(), 1, "{body}");
    }
}

#[test]
fn the_last_line_of_a_callout_may_have_its_id() {
    let body = "> [!note] Title\n> words ^a\n\nText";
    let html = html(body, &Anywhere::default()).text;
    assert!(
        html.contains("id=\"^a\"") && html.ends_with("<p>Text</p>\n"),
        "{html}"
    );
    assert!(!html.contains(" ^a"), "{html}");
}
