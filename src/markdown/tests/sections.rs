//! Tests of the sections of headings.

use super::*;

/// The section with this heading; empty if there is none.
fn section<'b>(body: &'b str, name: &str) -> &'b str {
    facts(body, Subject::None)
        .section(name)
        .map_or("", |range| &body[range])
}

#[test]
fn a_section_ends_before_the_next_heading_of_its_level() {
    let body = "Intro\n## One\na\n### Deeper\nb\n```\n# code\n```\n## Two\nc\n";
    assert_eq!(
        section(body, "one"),
        "## One\na\n### Deeper\nb\n```\n# code\n```\n"
    );
    assert_eq!(section(body, "deeper"), "### Deeper\nb\n```\n# code\n```\n");
    assert_eq!(section(body, "Two"), "## Two\nc\n");
    assert_eq!(section(body, "none"), "");
}

#[test]
fn a_heading_with_markup_is_found_by_its_text() {
    for heading in [
        "## Peak demand <a class=\"yt-timestamp\" data-t=\"00:00:41\">[00:00:41]</a>",
        "## Peak demand [00:00:41]",
        "## [00:00:41] Peak demand",
        "## **Peak** _demand_",
        "## `Peak` demand",
        "## [Peak demand](https://example.org)",
        "## [Peak\ndemand](https://example.org)",
        "## [[peak|Peak]] demand",
        "## Peak demand ##",
        "Peak demand\n---",
        "**Peak** demand [00:00:41]\n---",
        "> ## Peak demand",
        "- ## Peak demand",
        "## Peak &#100;emand",
        "  ## Peak demand",
    ] {
        for before in [
            "",
            "Text [00:01:07] and [00:01:07-00:01:21].\n\n",
            "```sh\n# Peak demand\n```\n",
            "~~~\n## Other\n~~~\n\n",
            "````\n```\n## Peak demand\n```\n````\n\n",
            "```markdown\n## Said <a class=\"yt-timestamp\" data-t=\"00:00:41\">[00:00:41]</a>\n```\n\n",
            "```\nleft open\n\n",
            "A footnote.[^1]\n\n[^1]: What it says.\n\n",
            "⁖0⁖ é 字\n\n",
            &format!("{}deep\n\n", "> ".repeat(100)),
        ] {
            let body = format!("{before}# First\n\nx\n\n{heading}\n\nIts text.\n\n## Next\n\ny\n");
            let expected = format!("{heading}\n\nIts text.\n\n");
            assert_eq!(section(&body, "Peak demand"), expected, "{body}");
        }
    }
}

#[test]
fn headings_with_the_same_text_have_different_sections() {
    let body = "## One\na\n\n## One\nb\n\n## One\nc\n";
    assert_eq!(section(body, "one"), "## One\na\n\n");
    assert_eq!(section(body, "one-2"), "## One\nb\n\n");
    assert_eq!(section(body, "one-3"), "## One\nc\n");
}

proptest! {
    /// The line of a heading is correct after any text, unless that text includes the heading.
    #[test]
    fn headings_are_found_in_any_text(before in texts(), after in texts()) {
        let body = format!("{before}\n\n# zqx\n\n{after}");
        let facts = facts(&body, Subject::None);
        for heading in &facts.headings {
            prop_assert!(body.is_char_boundary(heading.line_start as usize));
        }
        let starts: Vec<u32> = facts.headings.iter().map(|heading| heading.line_start).collect();
        prop_assert!(starts.is_sorted(), "{:?} of {:?}", starts, body);
        if let Some(heading) = facts.heading_named("zqx") {
            prop_assert_eq!(heading.line_start as usize, before.len() + 2, "{:?}", body);
        }
    }
}

#[test]
fn the_id_of_a_heading_in_braces_leads_to_it() {
    let body = "## The plan {#why}\nText\n## Costs\n";
    assert_eq!(section(body, "why"), "## The plan {#why}\nText\n");
    let facts = facts(body, Subject::None);
    assert_eq!(facts.anchor_of("why").as_deref(), Some("the-plan"));
    assert_eq!(facts.headings[0].anchor.as_ref(), "the-plan");
}
