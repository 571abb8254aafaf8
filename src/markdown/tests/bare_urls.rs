//! Tests of URLs and mail addresses without brackets.

use super::*;
use crate::markdown::Subject;

/// The links of a text, each as `text|URL` or, if both are equal, the URL alone.
fn links(text: &str) -> Vec<String> {
    let html = html(text, &Anywhere::default()).text;
    let after_start = html.split("<a class=\"external\" href=\"").skip(1);
    let links = after_start.map(|rest| {
        let (url, rest) = rest.split_once('"').expect("a quote");
        let (_, rest) = rest.split_once('>').expect("a tag");
        let (text, _) = rest.split_once("</a>").expect("an end tag");
        if text == url {
            url.to_owned()
        } else {
            format!("{text}|{url}")
        }
    });
    links.collect()
}

#[test]
fn urls_and_mail_addresses_without_brackets_are_links() {
    for (text, expected) in [
        (
            "See https://example.org/a_(b).",
            "https://example.org/a_(b)",
        ),
        ("(https://example.org/a)", "https://example.org/a"),
        (
            "https://example.org/a_b_c*d*",
            "https://example.org/a_b_c*d",
        ),
        ("**https://example.org**", "https://example.org"),
        (
            "HTTP://example.org/?q=a&b=%20#c!",
            "HTTP://example.org/?q=a&amp;b=%20#c",
        ),
        ("at http://localhost:3000/x", "http://localhost:3000/x"),
        ("见https://example.org/字。", "https://example.org/字"),
        (
            "www.example.org, and",
            "www.example.org|http://www.example.org",
        ),
        (
            "Ask me.too+x@example.org.",
            "me.too+x@example.org|mailto:me.too+x@example.org",
        ),
        ("a_b@mail.example.org_", ""),
        ("- https://example.org/\n", "https://example.org/"),
        (
            "| a |\n|--|\n| https://example.org/a |",
            "https://example.org/a",
        ),
        (
            "https://example.org/@name/me@example.org",
            "https://example.org/@name/me@example.org",
        ),
        (
            "Said[^1]\n\n[^1]: https://example.org/a",
            "https://example.org/a",
        ),
        (
            "[https://example.org](https://example.org/b)",
            "https://example.org|https://example.org/b",
        ),
        (
            "[me@example.org](mailto:me@example.org)",
            "me@example.org|mailto:me@example.org",
        ),
        (
            "[words]( https://example.org/b )",
            "words|https://example.org/b",
        ),
        (
            "[words]\n\n[words]: https://example.org/b",
            "words|https://example.org/b",
        ),
        ("<https://example.org/b>", "https://example.org/b"),
    ] {
        let expected: Vec<&str> = [expected]
            .into_iter()
            .filter(|url| !url.is_empty())
            .collect();
        assert_eq!(links(text), expected, "{text}");
    }
}

#[test]
fn what_only_looks_like_a_url_is_text() {
    for text in [
        "`https://example.org`",
        "```\nhttps://example.org me@example.org\n```",
        "xhttps://example.org",
        "https:// and http://?x",
        "www. and the www",
        "@name, a@b, me@example, user@, x @ example.org",
        "javascript://example.org",
        "<script src=https://example.org/x.js>",
    ] {
        assert_eq!(links(text), [""; 0], "{text}");
    }
}

#[test]
fn the_text_of_a_url_is_searched_as_it_is_written() {
    let text = "Read https://example.org/a_b and ask me@example.org.";
    assert_eq!(facts(text, Subject::None).text.trim_end(), text);
}
