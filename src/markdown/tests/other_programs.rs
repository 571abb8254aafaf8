//! Tests of the notations of other programs: what their writers see there.

use crate::markdown::Subject;
use crate::markdown::events::{self, NoteEvent};
use crate::markdown::tests::{Anywhere, facts, html};

#[track_caller]
fn check(body: &str, expected: &str) {
    assert_eq!(html(body, &Anywhere::default()).text, expected, "{body}");
}

#[test]
fn highlights_are_marked() {
    for (body, expected) in [
        ("A ==b c== d", "<p>A <mark>b c</mark> d</p>\n"),
        (
            "==with `a == b` code==",
            "<p><mark>with <code>a == b</code> code</mark></p>\n",
        ),
        (
            "==**bold**==, (==b==)",
            "<p><mark><strong>bold</strong></mark>, (<mark>b</mark>)</p>\n",
        ),
        ("^^b c^^ x^2^ ^^", "<p><mark>b c</mark> x^2^ ^^</p>\n"),
        ("==a ^^b^^==", "<p><mark>a ^^b^^</mark></p>\n"),
        ("| a |\n|---|\n| ==b== |", "<mark>b</mark>"),
        // Comparisons, and other lines of equals signs.
        ("a==b and c==d", "<p>a==b and c==d</p>\n"),
        ("a == b == c", "<p>a == b == c</p>\n"),
        ("===a===", "<p>===a===</p>\n"),
        ("==a\n\nb==", "<p>==a</p>\n<p>b==</p>\n"),
        ("Title\n==", "<h2 id=\"title\">Title</h2>\n"),
        ("`==a==`", "<p><code>==a==</code></p>\n"),
    ] {
        let html = html(body, &Anywhere::default()).text;
        assert!(
            html == expected || (body.starts_with('|') && html.contains(expected)),
            "{html}"
        );
    }
    assert_eq!(facts("A ==b== c", Subject::None).text.trim_end(), "A b c");
}

#[test]
fn hashtags_are_links() {
    let tag = |text: &str| format!("<a class=\"tag\" href=\"/tag/x\">#{text}</a>");
    for (body, expected) in [
        ("#a, (#b/c) and **#d**", vec!["a", "b/c", "d"]),
        (
            "#[[deep work]] #größe #🎬",
            vec!["deep work", "größe", "🎬"],
        ),
        ("> #quote\n\n| a |\n|---|\n| #cell |", vec!["quote", "cell"]),
    ] {
        let html = html(body, &Anywhere::default()).text;
        for name in &expected {
            assert!(html.contains(&tag(name)), "{html}");
        }
        let found = facts(body, Subject::None).hashtags;
        assert_eq!(
            found.iter().map(|name| &**name).collect::<Vec<_>>(),
            expected
        );
    }
    check(
        "## Title #a",
        &format!("<h2 id=\"title-a\">Title {}</h2>\n", tag("a")),
    );
    for body in [
        "#1 C# a#b &#35;x /#x ##x # [a](#b) https://example.org/#x",
        "`#a` \\#a #+BEGIN #",
        "[1]: #here\n\nText",
        "```\n#a\n```",
        "#unlisted",
    ] {
        let html = html(body, &Anywhere::default()).text;
        assert!(!html.contains("class=\"tag\""), "{html}");
    }
    // A link in a link is text.
    check(
        "[see #a](https://example.org)",
        "<p><a class=\"external\" href=\"https://example.org\" rel=\"noopener\">see #a</a></p>\n",
    );
    assert_eq!(facts("Of #a/b.", Subject::None).text.trim_end(), "Of #a/b.");
}

#[test]
fn harmless_tags_are_left_out() {
    check(
        "<span style=\"color:red\">Red</span>, <FONT color=red>b</FONT>",
        "<p>Red, b</p>\n",
    );
    check(
        "<mark style=\"background:#ff0\">a</mark> <u class=\"x\">b</u>",
        "<p><mark>a</mark> <u>b</u></p>\n",
    );
    check(
        "<div align=\"center\">\n\nText\n\n</div>\n",
        "<p>Text</p>\n",
    );
    check("<ul><li>one</li><li>two</li></ul>", "<p>  one  two  </p>\n");
    check("a<br clear=\"all\">b<hr/>c", "<p>a<br>\nb<br>\nc</p>\n");
    // Others are text, and so are those in code.
    check(
        "<script>a</script>",
        "<p>&lt;script&gt;a&lt;/script&gt;</p>\n",
    );
    check(
        "`<div>` a < b <divider>",
        "<p><code>&lt;div&gt;</code> a &lt; b &lt;divider&gt;</p>\n",
    );
    check("<div <b>a</b>", "<p>&lt;div <b>a</b></p>\n");
    let facts = facts("<div>one</div><div>two</div>", Subject::None);
    assert_eq!(
        facts.text.split_whitespace().collect::<Vec<_>>(),
        ["one", "two"]
    );
}

#[test]
fn links_and_pictures_of_html_are_links_and_pictures() {
    check(
        "<a href=\"https://example.org/a\" target=\"_blank\"><b>words</b></a>",
        "<p><a class=\"external\" href=\"https://example.org/a\" rel=\"noopener\">words</a></p>\n",
    );
    check(
        "<a href=\"other%20note.md#part\">words</a>",
        "<p><a href=\"/x\">words</a></p>\n",
    );
    check("<a id=\"here\"></a>Text", "<p>Text</p>\n");
    check(
        "<a href=\"javascript:alert(1)\">words</a>",
        "<p>words</p>\n",
    );
    check(
        "<img src=\"https://example.org/p.png\" alt=\"A picture\">",
        "<p><a class=\"external\" href=\"https://example.org/p.png\" rel=\"noopener\">A picture</a></p>\n",
    );
    check(
        "<img src=\"data:image/png;base64,AAAA\" alt=\"A picture\">",
        "<p>A picture</p>\n",
    );
    let link = &facts("<img src=\"a%20b.png\" width=\"120\">", Subject::None).links[0];
    assert_eq!((&*link.target, link.is_path), ("a b.png", true));
}

#[test]
fn tasks_that_are_neither_open_nor_done_have_a_mark() {
    check(
        "- [/] half\n",
        "<ul>\n<li><span class=\"task-mark\" role=\"img\" aria-label=\"in progress\">/</span> \
         half</li>\n</ul>\n",
    );
    for body in ["- [?] a", "> 1. [-] a", "* [>] a\n  - [!] b"] {
        let html = html(body, &Anywhere::default()).text;
        assert_eq!(
            html.matches("task-mark").count(),
            body.matches('[').count(),
            "{html}"
        );
        assert!(
            !facts(body, Subject::None)
                .text
                .contains(['[', '?', '>', '-']),
            "{body}"
        );
    }
    for body in ["a [/] b", "- [1] a", "- [/]b", "- a [/] b", "[/] a"] {
        let html = html(body, &Anywhere::default()).text;
        assert!(!html.contains("task-mark"), "{html}");
    }
}

#[test]
fn pictures_have_the_size_that_the_note_gives() {
    for body in [
        "![a|120](p.png)",
        "![[p.png|120x80]]",
        "![[p.png|a|120]]",
        "<img src=\"p.png\" width=\"120px\">",
    ] {
        let mut width = None;
        events::read(body, false, |event| {
            if let NoteEvent::BlockEmbed(link) | NoteEvent::InlineEmbed(link) = event {
                width = link.size.map(|size| size.width);
            }
        });
        assert_eq!(width, Some(120), "{body}");
    }
}

#[test]
fn details_can_be_opened() {
    check(
        "Before\n<details open><summary>More <b>words</b></summary>\n\nHidden\n\n</details>\nAfter",
        "<p>Before</p>\n<details open>\n<summary>More <b>words</b></summary>\n<p>Hidden</p>\n\
         </details>\n<p>After</p>\n",
    );
    check(
        "<details>\n<summary>One</summary>\nTight\n- item\n</details>\n",
        "<details>\n<summary>One</summary>\n<p>Tight</p>\n<ul>\n<li>item</li>\n</ul>\n</details>\n",
    );
    // Nested ones, one without an end, and ends without a start.
    check(
        "<details>\n<details>\na\n</details>\nb",
        "<details>\n<details>\n<p>a</p>\n</details>\n<p>b</p>\n</details>\n",
    );
    check(
        "a\n</details>\nb\n<summary>c</summary>",
        "<p>a</p>\n<p>b</p>\n<p>c</p>\n",
    );
    let deep = format!("{}a", "<details>\n".repeat(100));
    let html = html(&deep, &Anywhere::default()).text;
    assert_eq!(
        html.matches("<details>").count(),
        16,
        "the nesting is limited"
    );
    assert_eq!(html.matches("</details>").count(), 16);
    // In a list item and a quote, only the text is shown.
    check("- <details>a</details>", "<ul>\n<li> a </li>\n</ul>\n");
    check(
        "> <details>\n> a",
        "<blockquote>\n<p> \na</p>\n</blockquote>\n",
    );
    let facts = facts(
        "<details><summary>One</summary>Two</details>",
        Subject::None,
    );
    assert_eq!(facts.text.trim_end(), "One\nTwo");
}

#[test]
fn a_heading_as_the_title_of_a_callout_has_no_marker() {
    let html = html("> [!info] ## A title\n> text", &Anywhere::default()).text;
    assert!(html.contains("</span> A title</p>"), "{html}");
}

#[test]
fn formulas_in_quotes_have_no_quote_markers() {
    for body in ["> $$\n> a\n> $$", "> [!note] T\n> > $$\n> > a\n> > $$"] {
        let html = html(body, &Anywhere::default()).text;
        assert!(
            html.contains("<math display=\"block\"><mi>a</mi></math>"),
            "{html}"
        );
    }
}

#[test]
fn lines_that_each_begin_with_a_time_keep_their_line_breaks() {
    let body = "Chapters:\n0:00 Start\n1:00 Middle\n2:00 End\nlast words";
    let html = html(body, &Anywhere::default()).text;
    assert_eq!(html.matches("<br>").count(), 2, "{html}");
}

#[test]
fn emoji_codes_are_emoji() {
    check(
        "# :rocket: Start\n\n:smile:*a* **:+1:** `:x:`",
        "<h2 id=\"start\">🚀 Start</h2>\n<p>😄<em>a</em> <strong>👍</strong> <code>:x:</code></p>\n",
    );
    check(
        "```\n:x:\n```",
        "<pre tabindex=\"0\"><code>:x:\n</code></pre>\n",
    );
    let facts = facts("Done :tada:, at 10:100:30", Subject::None);
    assert_eq!(facts.text.trim_end(), "Done 🎉, at 10:100:30");
}

#[test]
fn shortcodes_and_tasks_of_other_programs_are_no_markup() {
    check(
        "{{% notice tip %}}\n*Words*\n{{% /notice %}}\n\n{{< toc >}}\n\n## Title {#id}\n",
        "<p>\n<em>Words</em>\n</p>\n<h2 id=\"title\">Title </h2>\n",
    );
    check(
        "{{< figure src=\"none.png\" caption=\"A span\" >}}",
        "<p><a href=\"/x\">none.png</a> A span</p>\n",
    );
    let html = html("- {{[[TODO]]}} a\n- {{[[DONE]]}} b", &Anywhere::default()).text;
    assert_eq!(
        html.matches("<input type=\"checkbox\"").count(),
        2,
        "{html}"
    );
    assert!(!html.contains(['{', '[']), "{html}");
}

#[test]
fn single_line_breaks_are_kept_on_request() {
    let keep = Anywhere {
        keeps_line_breaks: true,
        ..Anywhere::default()
    };
    for (body, expected) in [
        ("a\nb *c\nd*", "<p>a<br>\nb <em>c<br>\nd</em></p>\n"),
        ("a  \nb<br>\nc", "<p>a<br>\nb<br>\n<br>\nc</p>\n"),
        ("- a\n  b", "<ul>\n<li>a<br>\nb</li>\n</ul>\n"),
        ("> a\n> b", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>\n"),
        ("a\nb\n===", "<h2 id=\"a-b\">a\nb</h2>\n"),
        ("<div>\na", "<p> \na</p>\n"),
    ] {
        assert_eq!(html(body, &keep).text, expected, "{body}");
    }
    // A time that starts a line has one line break before it.
    let chapters = html("0:00 Start\n1:00 Middle\n2:00 End\nlast", &keep).text;
    assert_eq!(chapters.matches("<br>").count(), 3, "{chapters}");
    let table = html("| a | b |\n|---|---|\n| c | d |", &keep).text;
    assert!(!table.contains("<br>"), "{table}");
}

#[test]
fn mail_addresses_in_brackets_are_links() {
    check(
        "Mail <me@example.org> now",
        "<p>Mail <a class=\"external\" href=\"mailto:me@example.org\" \
         rel=\"noopener\">me@example.org</a> now</p>\n",
    );
    check("a <b@c> d", "<p>a &lt;b@c&gt; d</p>\n");
}
