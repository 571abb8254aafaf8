//! Tests of inline footnotes: `^[text]`.

use crate::markdown::tests::{Anywhere, OWN, facts, html};
use crate::markdown::{Subject, block_html};
use crate::text::youtube::YoutubeId;

fn page(body: &str) -> String {
    html(body, &Anywhere::default()).text
}

const REFERENCE: &str =
    "<sup class=\"footnote\"><a href=\"#note_1\" aria-label=\"Footnote 1\">1</a></sup>";

#[test]
fn the_text_of_a_footnote_is_below_the_note() {
    assert_eq!(
        page("Peak^[In *winter*, [[a]].] demand.\n\nMore."),
        format!(
            "<p>Peak{REFERENCE} demand.</p>\n<p>More.</p>\n<div class=\"footnote-text\" \
             id=\"note_1\"><sup>1</sup> <p>In <em>winter</em>, <a href=\"/x\">a</a>.</p>\n</div>\n"
        )
    );
    // In every block, each reference leads to its text.
    for body in [
        "# Title ^[b]",
        "| a ^[b] | c |\n|---|---|\n| d | e |",
        "> a ^[b]",
        "> [!note] Title ^[b]\n> c",
        "- a ^[b]\n  - c",
        "<details><summary>a ^[b]</summary>c</details>",
        "**a ^[b]**",
        "<b>a ^[b]</b>",
        "[a ^[b] c](https://example.org/)",
        "==a ^[b]== c",
        "^[b]",
        "a ^[<details>b]",
        "~~a ^[b](c)^[b]~~",
    ] {
        let html = page(body);
        assert!(
            html.contains(REFERENCE) && html.contains("id=\"note_1\""),
            "{body}: {html}"
        );
        let (_, text) = html.split_once("<sup>1</sup>").expect("a text");
        assert_eq!(text, " <p>b</p>\n</div>\n", "{body}");
    }
}

#[test]
fn numbers_are_shared_with_other_footnotes() {
    let html = page("a[^x] b^[one] c[^y] d^[two [^x]]\n\n[^x]: X\n[^y]: Y");
    for (number, text) in [(1, "X"), (2, "one"), (3, "Y"), (4, "two")] {
        let start = format!("id=\"note_{number}\"><sup>{number}</sup> <p>{text}");
        assert!(html.contains(&start), "{html}");
    }
}

#[test]
fn what_is_no_footnote_is_text() {
    for body in ["a ^[b", "a ^[] b", "a \\^[b]"] {
        assert_eq!(page(body), format!("<p>{}</p>\n", body.replace('\\', "")));
    }
    assert_eq!(page("`^[b]`"), "<p><code>^[b]</code></p>\n");
    assert!(page("    ^[b]\n").contains("<code>^[b]"));
    assert!(page("```\n^[b]\n```").ends_with("<code>^[b]\n</code></pre>\n"));
    assert!(page("[a](https://example.org/^[b])").contains("^[b]"));
    // In an image and in another footnote.
    assert!(page("![a ^[b].](https://example.org/p.png)").contains(">a  (b).</a>"));
    assert!(page("a ^[b ^[c]]").contains("<p>b ^[c]</p>"));
}

#[test]
fn elements_that_cross_the_end_of_a_footnote_are_nested() {
    for body in [
        "a ^[b *c] d* e",
        "*a ^[b* c] d",
        "<b>a ^[b</b> c] d",
        "a ^[<b>b] c</b>",
    ] {
        let html = page(body);
        for name in ["em", "b", "p", "div", "sup"] {
            let count = |tag: &str| html.matches(tag).count();
            let starts = count(&format!("<{name}>")) + count(&format!("<{name} "));
            assert_eq!(starts, count(&format!("</{name}>")), "{body}: {html}");
        }
    }
}

#[test]
fn facts_have_the_text_in_place() {
    let body = "# Title ^[x]\n\nPeak ^[In *winter* [[a]] [00:03:38]. More] demand [00:04:00].";
    let facts = facts(
        body,
        Subject::YouTube(YoutubeId::parse(OWN).expect("an id")),
    );
    assert_eq!(
        facts.text.trim_end(),
        "Title (x)\nPeak (In winter a. More) demand."
    );
    assert_eq!(facts.slice(&facts.headings[0].text_range), "Title");
    assert_eq!(&*facts.headings[0].anchor, "title");
    assert!(page(body).contains("<h2 id=\"title\">"));
    assert_eq!(facts.links.len(), 1);
    let [first, second] = &facts.moments[..] else {
        panic!("{:?}", facts.moments)
    };
    let source = |range: &std::ops::Range<u32>| &body[range.start as usize..range.end as usize];
    assert_eq!(source(&first.source_range), "00:03:38");
    assert_eq!(source(&facts.links[0].source_range), "[[a]]");
    assert!(first.text_offset < second.text_offset);
    assert!(first.source_range.start < second.source_range.start);
}

#[test]
fn a_block_contains_its_footnotes() {
    let html = block_html("a\n\nb ^[c] ^id", "id", &Anywhere::default()).expect("a block");
    assert!(html.starts_with("<p>b "), "{html}");
    assert!(html.contains("<p>c</p>"), "{html}");
}
