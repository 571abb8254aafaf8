//! Tests of the notes of Logseq: what their writers see there.

use crate::markdown::Subject;
use crate::markdown::tests::{Anywhere, facts, html};

/// Checks the HTML of a body, without the line breaks between elements.
#[track_caller]
fn check(body: &str, expected: &str) {
    let html = html(body, &Anywhere::default()).text;
    assert_eq!(html.replace(">\n<", "><").trim_end(), expected, "{body}");
}

/// The text of a body, as search finds it.
fn text(body: &str) -> String {
    facts(body, Subject::None).text.trim_end().to_owned()
}

const ID: &str = "64a1b2c3-0000-4000-8000-000000000001";

#[test]
fn blocks_below_a_heading_or_a_text_are_lists() {
    let nested = "<ul><li>one<ul><li>two</li></ul></li><li>three</li></ul>";
    for body in [
        "## H\n\t- one\n\t\t- two\n\t- three",
        "## H\n    - one\n        - two\n    - three",
        "## H\n\t- one\n\t\t\t- two\n\t- three",
        "## H\n- one\n\t\t- two\n- three",
        "## H\n* one\n        * two\n* three",
    ] {
        check(body, &format!("<h2 id=\"h\">H</h2>{nested}"));
    }
    check(
        "Words\n\t- one\n\t\t- two\n\t- three",
        &format!("<p>Words</p>{nested}"),
    );
    check(
        "- one\n  more\n\t\t- two\n\t\t  and more\n- three",
        "<ul><li>one\nmore<ul><li>two\nand more</li></ul></li><li>three</li></ul>",
    );
    // After a blank line, only in notes of Logseq.
    check(
        "- a\n\t- b\n- ## H\n\n\t\t- one\n\t\t- two",
        "<ul><li><p>a</p><ul><li>b</li></ul></li><li><h2 id=\"h\">H</h2><ul><li>one</li><li>two</li></ul></li></ul>",
    );
    // Code in a moved block moves with it.
    check(
        "## H\n\t- ```\n\t  a\n\t    b\n\t  ```\n\t- c",
        "<h2 id=\"h\">H</h2><ul><li><pre tabindex=\"0\"><code>a\n  b\n</code></pre></li><li>c</li></ul>",
    );
}

#[test]
fn indented_code_stays_code() {
    for body in [
        "Words\n\n    - a: b\n    - c: d\n",
        "# H\n\n    - a: b\n    - c: d\n",
        "- item\n\n      - a: b\n      - c: d\n",
        "    - a: b\n    - c: d\n",
        "Words\n\n\t- a: b\n\t- c: d\n",
        "# H\n    a\n    - b\n",
    ] {
        let html = html(body, &Anywhere::default()).text;
        assert_eq!(html.matches("<code>").count(), 1, "{html}");
        assert_eq!(
            html.matches("<li>").count(),
            usize::from(body.starts_with("- ")),
            "{html}"
        );
    }
    for body in ["10. a\n    - b", "1. a\n   - b", "[^1]\n\n[^1]: a\n    - b"] {
        let html = html(body, &Anywhere::default()).text;
        assert!(
            html.contains("<li>a<ul>") || html.contains("<ul>\n<li>b"),
            "{html}"
        );
    }
}

#[test]
fn the_places_of_moved_text_are_those_of_the_note() {
    let body = "## H\n\t- one [00:03:38] and\n\t\t\t- two [[a link]] [00:04:10]\n\t- ```\n\t  x\n\t  ```\n\t- [00:05:00]";
    let facts = facts(body, Subject::None);
    let link = &facts.links[0].source_range;
    assert_eq!(&body[link.start as usize..link.end as usize], "[[a link]]");
    let times: Vec<&str> = facts
        .moments
        .iter()
        .map(|moment| &body[moment.source_range.start as usize..moment.source_range.end as usize])
        .collect();
    assert_eq!(times, ["00:03:38", "00:04:10", "00:05:00"]);
}

#[test]
fn properties_for_the_program_are_hidden() {
    for (body, expected) in [
        (
            &*format!(
                "- one\n  id:: {ID}\n  collapsed:: true\n\t- two\n\t  background-color:: red\n\t  more"
            ),
            &*format!("<ul><li id=\"^{ID}\">one<ul><li>two\nmore</li></ul></li></ul>"),
        ),
        (
            "- ## H\n  heading:: true\n- b",
            "<ul><li><h2 id=\"h\">H</h2></li><li>b</li></ul>",
        ),
        (
            "- a\n  logseq.order-list-type:: number",
            "<ul><li>a</li></ul>",
        ),
        (
            "- a\n  :LOGBOOK:\n  CLOCK: [2024-01-15 Mon 10:00:00]\n  :END:\n  b",
            "<ul><li>a\nb</li></ul>",
        ),
        (
            &*format!(":PROPERTIES:\n:id: {ID}\n:END:\n- a"),
            "<ul><li>a</li></ul>",
        ),
        (
            &*format!("- a\n  :PROPERTIES:\n  :id: {ID}\n  :END:"),
            &*format!("<ul><li id=\"^{ID}\">a</li></ul>"),
        ),
        (
            &*format!("## H\nid:: {ID}\n- a"),
            &*format!("<h2 id=\"h\"><span id=\"^{ID}\"></span>H</h2><ul><li>a</li></ul>"),
        ),
        (
            &*format!("- ```\n  x\n  ```\n  id:: {ID}\n- b"),
            &*format!(
                "<ul><li><span id=\"^{ID}\"></span><pre tabindex=\"0\"><code>x\n</code></pre></li><li><p>b</p></li></ul>"
            ),
        ),
        (
            &*format!("- a\n- id:: {ID}\n- b"),
            &*format!("<ul><li>a</li><li id=\"^{ID}\"></li><li>b</li></ul>"),
        ),
        // Of the page.
        (
            "title:: A\ntags:: b, c\npublic:: true\n\nText",
            "<p>Text</p>",
        ),
        ("- title:: A\n  icon:: x\n- Text", "<ul><li>Text</li></ul>"),
    ] {
        check(body, expected);
        assert!(!text(body).contains("::"), "{}", text(body));
    }
    // Not closed, and no drawer.
    check("a\n:LOGBOOK:\nb", "<p>a\n:LOGBOOK:\nb</p>");
    check(
        "Text\ncollapsed:: perhaps",
        "<p>Text<br>\ncollapsed:: perhaps</p>",
    );
}

#[test]
fn other_properties_keep_their_lines() {
    check(
        "- Book\n  author:: [[Ann]]\n  year:: 2024\n  Words\n  more",
        "<ul><li>Book<br>\nauthor:: <a href=\"/x\">Ann</a><br>\nyear:: 2024<br>\nWords\nmore</li></ul>",
    );
    check(
        "type:: book\ntags:: a\n\nText",
        "<p>type:: book</p><p>Text</p>",
    );
    check(
        "- TODO a\n  SCHEDULED: <2024-01-15 Mon>\n  id:: 64a1b2c3-0000-4000-8000-000000000001",
        "<ul><li id=\"^64a1b2c3-0000-4000-8000-000000000001\"><input type=\"checkbox\" disabled aria-label=\"to do\"> a<br>\nSCHEDULED: &lt;2024-01-15 Mon&gt;</li></ul>",
    );
    check("std::vector\nuse a::b;", "<p>std::vector\nuse a::b;</p>");
}

#[test]
fn blocks_of_org_mode_are_quotes_callouts_and_code() {
    check(
        "- a\n  #+BEGIN_QUOTE\n  b\n\n  c\n  #+END_QUOTE\n  d",
        "<ul><li><p>a</p><blockquote><p>b</p><p>c</p></blockquote><p>d</p></li></ul>",
    );
    check(
        "#+begin_src rust :x\nlet `a` = [[b]];\n```\n- c:: d\n#+end_src\nAfter",
        "<pre tabindex=\"0\" data-language=\"rust\"><code>let `a` = [[b]];\n```\n- c:: d\n</code></pre><p>After</p>",
    );
    check(
        "## H\n\t- #+BEGIN_EXAMPLE\n\t  a\n\t    b\n\t  #+END_EXAMPLE\n\t- c",
        "<h2 id=\"h\">H</h2><ul><li><pre tabindex=\"0\"><code>a\n  b\n</code></pre></li><li>c</li></ul>",
    );
    let html = html(
        "- #+BEGIN_WARNING\n  a *b*\n  #+END_WARNING\n- c",
        &Anywhere::default(),
    )
    .text;
    assert!(
        html.contains("data-callout=\"warning\"") && html.contains("<p>a <em>b</em></p>"),
        "{html}"
    );
    assert_eq!(text("#+BEGIN_TIP\na\n#+END_TIP"), "a");
    check("#+BEGIN_CENTER\na\n#+END_CENTER\nb", "<p>a\nb</p>");
    check("#+BEGIN_VERSE\na\nb\n#+END_VERSE", "<p>a<br>\nb</p>");
    // Never closed.
    check("#+BEGIN_QUOTE\na", "<p>#+BEGIN_QUOTE\na</p>");
    check(
        "#+BEGIN_SRC\na\n#+END_QUOTE",
        "<p>#+BEGIN_SRC\na\n#+END_QUOTE</p>",
    );
}

#[test]
fn states_of_tasks_are_boxes_in_notes_of_logseq() {
    let count =
        |body: &str, part: &str| html(body, &Anywhere::default()).text.matches(part).count();
    let note = "- TODO a\n\t- DONE b\n\t- LATER c\n\t- WAITING d\n- DOING e\n- NOW f\n- CANCELLED g\n- TODO\n- NOWHERE h";
    assert_eq!(count(note, "checkbox"), 4);
    assert_eq!(count(note, "checked"), 1);
    assert_eq!(count(note, "task-mark"), 3);
    assert_eq!(text(note), "a\nb\nc\nd\ne\nf\ng\nTODO\nNOWHERE h");
    for body in [
        "- TODO a\n- NOW that",
        "Text\n\n- DONE a",
        "Words\n\n- DONE a\n\t- b\n",
        "Steps:\n- x\n\t- NOW we start\n\t- DONE with it\n\t- LATER that day",
    ] {
        assert_eq!(
            count(body, "checkbox") + count(body, "task-mark"),
            0,
            "{body}"
        );
    }
    assert_eq!(count("Words\n\n## H\n\t- TODO a", "checkbox"), 1);
    assert_eq!(count("- {{[[TODO]]}} a\n- {{[[DONE]]}} b", "checkbox"), 2);
}

#[test]
fn macros_show_text_links_and_notes() {
    for (body, expected) in [
        ("a {{cloze b c}} d", "<p>a b c d</p>"),
        (
            "{{query (and [[a]] (task TODO))}}",
            "<p><code>{{query (and [[a]] (task TODO))}}</code></p>",
        ),
        (
            "{{renderer :todo, a}}",
            "<p><code>{{renderer :todo, a}}</code></p>",
        ),
        (
            "{{tweet https://example.org/1}}",
            "<p><a class=\"external\" href=\"https://example.org/1\" rel=\"noopener\">https://example.org/1</a></p>",
        ),
        ("{{embed [[a b]]}}", "<p><a href=\"/x\">a b</a></p>"),
        ("{{[[embed]]: [[a b]]}}", "<p><a href=\"/x\">a b</a></p>"),
        ("{{ title }}", "<p>{{ title }}</p>"),
    ] {
        check(body, expected);
    }
}

#[test]
fn references_to_blocks_are_links() {
    let body = format!("a (({ID})), [b]((({ID})))");
    let facts = facts(&body, Subject::None);
    let links = facts.links.iter();
    let found: Vec<_> = links
        .map(|link| {
            (
                &*link.target,
                link.section.as_deref(),
                facts.slice(&link.label),
            )
        })
        .collect();
    let (target, section) = (&*format!("(({ID}))"), format!("^{ID}"));
    assert_eq!(
        found,
        [
            (target, Some(&*section), ""),
            (target, Some(&*section), "b")
        ]
    );
    assert_eq!(facts.text.trim_end(), "a , b");
    check("((abc-DEF_1)) ((word))", "<p>((abc-DEF_1)) ((word))</p>");
    check(
        &format!("`(({ID}))`"),
        &format!("<p><code>(({ID}))</code></p>"),
    );
}
