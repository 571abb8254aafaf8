//! Tests of the removal of comments.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::*;
use crate::markdown::events::{self, NoteEvent};

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(without_comments(text), *expected, "{text}");
    }
}

#[test]
fn comments_are_removed_in_any_position() {
    check(&[
        ("a %%x%% b", "a b"),
        ("a%%x%%b <!-- y -->c", "ab c"),
        ("**a %%x%%** and b %%x%%. - %%x%%*c*", "**a** and b. - *c*"),
        ("# T %%x%%\n\n- a <!--x-->\n- b", "# T \n\n- a \n- b"),
        (
            "[[a %%x%%| b]] [c <!--x-->](https://a.test) ![d%%x%%](d.png)",
            "[[a | b]] [c](https://a.test) ![d](d.png)",
        ),
        ("| a %%|%% | b |", "| a | b |"),
        ("    %%x%%", "    "),
        ("\\<b> %%x%%", "\\<b> "),
        ("%%%%a%%x%%", "a"),
        ("<!-->a<!--->b<!-- x -- > -->", "ab"),
        ("<!-- %% --> a %% --> %%", " a "),
    ]);
}

#[test]
fn line_numbers_and_quotes_are_preserved() {
    check(&[
        ("a\n%%\nx\n\ny\n%%\nb", "a\n\n\n\n\n\nb"),
        (
            "> [!tip] t\n> %%\n> x\n> %%\n> a",
            "> [!tip] t\n> \n> \n> \n> a",
        ),
        ("%%\n> x\n%% a", "\n\n a"),
        ("- a %%x\n  y%% b", "- a \n   b"),
    ]);
}

#[test]
fn an_unclosed_comment_hides_the_rest() {
    check(&[
        ("a %%x\n\ny", "a \n\n"),
        ("a <!-- x\n\n```\ny\n```\n", "a \n\n\n\n\n"),
        (
            "%%\n```\nx\n```\n%% a\n```\n%%\n```\n",
            "\n\n\n\n a\n```\n%%\n```\n",
        ),
    ]);
}

#[test]
fn comments_in_code_and_math_stay() {
    for text in [
        "`%%x%%` and ``<!-- ` -->``",
        "```html\n<!-- x -->\n%%\n```\n",
        "- ~~~\n  %%x%%\n  ~~~\n",
        "$$a <!--x-->\nb$$ and $x_1 <!--y-->$ and $x \\% <!-- y -->$",
        "a \\%% b",
        "a \\<!-- b",
        "100% and 5 % and <! -- x -->",
    ] {
        assert!(matches!(without_comments(text), Cow::Borrowed(_)), "{text}");
    }
    check(&[
        ("```\n%%a\n\n%%x%% b", "```\n%%a\n\n b"),
        ("[[o`clock]] %%x%% `c`", "[[o`clock]] `c`"),
        // LaTeX does not show them.
        ("$$a %%x%%\nb$$ and $x_1 %%y%%$", "$$a \nb$$ and $x_1 $"),
        ("\\` %%x%% `", "\\` `"),
        ("`a\n\n%%x%% `", "`a\n\n `"),
    ]);
}

#[test]
fn comments_in_apparent_code_are_removed() {
    for text in [
        "## The `foo function\n%%S%%\nuse `bar`",
        "# The ` key\n<!-- S see `x` -->",
        "Title `a\n===\n%%S%% and `b` c",
        "a `b\n***\n%%S%%\n`",
        "a `b\n---\n%%S%%\n`",
        "a | b `\n--|--\n%%S%% | ` x",
        "| a |\n|---|\n| `x |\n%%S%% `",
        "| a `x | b |\n|---|---|\n| %%S%% ` | c |",
        "[^a]: foo `\n[^b]: %%S%% `\n\nx[^a][^b]",
        "<https://a.test/`> %%S%% `",
        "[x](<a`b> \"t\") %%S%% `",
        "![x](<a`b>) %%S%% `",
        "[x]: <a`b> \"t\"\n%%S%% `",
        "a `\n> %%S%% `",
        "- step\n  ```sh\n  run\n- %%S%%\n- next\n\n```sh\nx\n```",
        "1. a\n   ```\n   x\n2. %%S%%",
        "- ```\n%%S%%\n```",
        "x\n\n    ```\n%%S%%\n    ```\n",
        "x\n\n\t```\n%%S%%\n",
        "x\n    ~~~<!-- S -->\n---",
        "- $$a\n- %%S%% $$",
        "[a\\\\%%S%%](b) and [[c \\%%S%% | d]]",
        "```sh %%S%%\na\n```\n",
        "> `a\n\n%%S%% `\n> b `",
        &format!("[{}`<!--> `]: /u\n%%S%% `", "é".repeat(497)),
    ] {
        assert!(
            !without_comments(text).contains('S'),
            "{text}: {}",
            without_comments(text)
        );
    }
    check(&[
        (
            "## a ` b\n%%x%% `c`\n\n`%%d%%`",
            "## a ` b\n `c`\n\n`%%d%%`",
        ),
        (
            "- ```\n  %%a%%\n  ```\n- %%x%%\n",
            "- ```\n  %%a%%\n  ```\n- \n",
        ),
    ]);
}

#[test]
fn code_may_depend_on_whether_there_is_a_video() {
    let text = "[0:01](https://example.org/?(`) %%S%% `";
    assert!(!without_comments(text).contains('S'));
}

#[test]
fn a_percentage_does_not_hide_the_rest_of_a_note() {
    check(&[
        ("100%% sure", "100%% sure"),
        ("100%% sure\n\n50%%.\n\nEnd", "100%% sure\n\n50%%.\n\nEnd"),
        ("5%% and 10%% more", "5 more"),
        ("in 1984%%x", "in 1984"),
        ("100%% sure\n\na %%x%% b", "100%% sure\n\na b"),
    ]);
}

#[test]
fn line_numbers_of_front_matter_are_preserved() {
    for (yaml, expected) in [
        ("title: a %%x%% b\nc: d", "title: a b\nc: d"),
        ("title: a %%x\nc: d", "title: a \nc: d"),
        ("<!--\nx\n-->\nc: d", "\n\n\nc: d"),
        ("%%\nx: y\n%%\nc: d", "\n\n\nc: d"),
        (
            "a: b %%x\n  y: z\n\n  y%% c\nd: e",
            "a: b \n  \n\n   c\nd: e",
        ),
        ("a: |\n  b %%x\n  y%% c\nd: e", "a: |\n  b \n   c\nd: e"),
    ] {
        assert_eq!(without_front_matter_comments(yaml), expected, "{yaml}");
    }
}

/// Comments that hide `SECRET`, in all kinds of text.
const WITH_COMMENTS: &str = concat!(
    "(%%SECRET%%|<!-- SECRET -->|\\{% comment %\\}SECRET\\{% endcomment %\\}|",
    "\\{\\{/\\* SECRET \\*/\\}\\}|\\{/\\*SECRET\\*/\\}|<%# SECRET %>|",
    "[`>#|$~*_<!\\[\\] \n\t-]|\\\\`|```|\n\n|\n- |a b|1\\. |\\]\\(|---|\\$\\$|",
    "\\[\\^a\\]:?|\n#\\+BEGIN_COMMENT\nSECRET\n#\\+END_COMMENT\n|",
    "\n#\\+(BEGIN|END)_(SRC|QUOTE)\n){0,40}",
);

/// What begins and ends comments, in any order.
const COMMENT_MARKS: &str = concat!(
    "([%<!>`~$\\\\\\[\\]|> \n-]|%%|<!--|-->|```|ü|a1|\\$\\$|\\{% (end)?comment -?%\\}|",
    "\\{\\{?/\\*|\\*/\\}|\\{:[:/](comment)?\\}|<%#|%>|#\\+(BEGIN|END)_COMMENT\n){0,60}",
);

proptest::proptest! {
    #[test]
    fn only_comments_in_code_or_math_stay(text in WITH_COMMENTS) {
        let (rest, mut is_code) = (without_comments(&text), false);
        events::read(&rest, false, |event| {
            match &event {
                NoteEvent::Event(Event::Start(Tag::CodeBlock(_))) => is_code = true,
                NoteEvent::Event(Event::End(TagEnd::CodeBlock)) => is_code = false,
                NoteEvent::Event(Event::Code(_)) | NoteEvent::Math { .. } => {}
                event => assert!(
                    is_code || !format!("{event:?}").contains("SECRET"),
                    "{text}: {event:?}"
                ),
            }
        });
    }

    #[test]
    fn line_numbers_of_any_text_are_preserved(text in COMMENT_MARKS) {
        let rest = without_comments(&text);
        proptest::prop_assert_eq!(rest.matches('\n').count(), text.matches('\n').count());
        let _ = without_front_matter_comments(&text);
    }
}

#[test]
fn comments_of_org_mode_are_removed() {
    for (body, expected) in [
        ("a\n#+BEGIN_COMMENT\nb\n#+END_COMMENT\nc", "a\n\n\n\nc"),
        (
            "- a\n  #+begin_comment\n  b\n\n  %%c\n  #+end_comment\n  d",
            "- a\n  \n  \n\n  \n  \n  d",
        ),
        (
            "- #+BEGIN_COMMENT\n  b\n  #+END_COMMENT\n- c",
            "- \n  \n  \n- c",
        ),
        ("> #+Begin_Comment\n> b\n> #+End_Comment", "> \n> \n> "),
        // Never closed, within a line, and in code.
        ("#+BEGIN_COMMENT\na", "#+BEGIN_COMMENT\na"),
        (
            "a #+BEGIN_COMMENT\nb\n#+END_COMMENT",
            "a #+BEGIN_COMMENT\nb\n#+END_COMMENT",
        ),
        (
            "```\n#+BEGIN_COMMENT\na\n#+END_COMMENT\n```",
            "```\n#+BEGIN_COMMENT\na\n#+END_COMMENT\n```",
        ),
        // The fence is code of Org mode, so what follows is none.
        (
            "#+BEGIN_SRC\n```\n#+END_SRC\n#+BEGIN_COMMENT\na\n#+END_COMMENT\n```",
            "#+BEGIN_SRC\n```\n#+END_SRC\n\n\n\n```",
        ),
    ] {
        assert_eq!(without_comments(body), expected, "{body}");
    }
}

#[test]
fn comments_of_other_programs_are_removed() {
    check(&[
        ("a {% comment %}x{% endcomment %} b", "a b"),
        (
            "a\n{%- comment -%}\nx\n\n{%-endcomment-%}\nb",
            "a\n\n\n\n\nb",
        ),
        ("a {{/* x\ny */}} b {{- /* x */ -}} c", "a \n b c"),
        ("a {{< comment >}}x{{< /comment >}} b", "a b"),
        ("a {{% comment %}}\nx\n{{% /comment %}}\nb", "a \n\n\nb"),
        ("a {::comment}\nx\n{:/comment}\nb", "a \n\n\nb"),
        ("a {::comment}x{:/} b {::comment}x{:/x}y{:/}", "a b "),
        ("a {/* x\n} */} b", "a \n b"),
        ("a <%# x\n%> b <%# y -%>", "a \n b "),
        ("{{< comment >}}{/* x{{< /comment >}} */}", " */}"),
        (
            "[a {/* x */}b](c) and $x_1 {/* y */}$",
            "[a b](c) and $x_1 {/* y */}$",
        ),
    ]);
    for start in [
        "{% comment %}",
        "{{/*",
        "{{< comment >}}",
        "{::comment}",
        "{/*",
        "<%#",
    ] {
        let text = format!("a {start} x\n\nb");
        assert_eq!(without_comments(&text), text);
    }
    for text in [
        "`{% comment %}x{% endcomment %}` and `{/* x */}`",
        "```\n{{/* x */}}\n<%# x %>\n{::comment}x{:/}\n```\n",
        "{{</* figure src=\"a\" */>}}",
        "{{%/* figure */%}}",
        "a \\{% comment %}x{% endcomment %}",
        "{% commentary %}x{% endcomment %}",
    ] {
        assert!(matches!(without_comments(text), Cow::Borrowed(_)), "{text}");
    }
}

#[test]
fn a_delimiter_in_a_formula_does_not_show_later_comments() {
    check(&[
        ("$a%%b$ SHOW\n\nx %% SECRET %% y", "$a$ SHOW\n\nx y"),
        ("$$\na %%b\nc\n$$\nx %%y%% z", "$$\na \nc\n$$\nx z"),
        ("$x_1 %%y%%$ and $a%%b$ and %%c%% d", "$x_1 $ and $a$ and d"),
        ("$a%%b$ x", "$a$ x"),
        // A comment that starts in a formula.
        ("$a%%b$ x %% y", "$a y"),
        ("$a%%b$ %%S%% $c%%d$ %%S%%", "$a"),
    ]);
    for text in [
        "$a%%b$ x\n\n100%% sure\n\ny %%S%%",
        "$a%%b$ `%%` x %%S%%",
        "$a%%b$ x\n\n```\n%%\n```\n\n%%S%%",
        "$a%%b$ %%S%% x $c%%d$",
        "$a%%b$ <!-- %% --> x %%S%%",
    ] {
        let rest = without_comments(text);
        assert!(!rest.contains('S'), "{text}: {rest}");
    }
}

#[test]
fn a_comment_in_front_matter_does_not_contain_the_next_key() {
    for yaml in [
        "title: 50%% off\nvideoId: X\ndescription: 20%% more",
        "- title: 50%% off\n  videoId: X\n  description: 20%% more",
        "a:\n  - 50%% off\n  - 20%% more",
        "title = \"50%% off\"\nvideoId = \"X\"\ndescription = \"20%% more\"",
        "{\n  \"title\": \"50%% off\",\n  \"videoId\": \"X\",\n  \"more\": \"20%% b\"\n}",
    ] {
        assert_eq!(without_front_matter_comments(yaml), yaml);
    }
    for (yaml, expected) in [
        ("a: b %%x\nc: d\ne: f %%y", "a: b \nc: d\ne: f "),
        ("a: 50%% off %%x\nc: 20%% d", "a: 50x\nc: 20%% d"),
    ] {
        assert_eq!(without_front_matter_comments(yaml), expected, "{yaml}");
    }
}

#[test]
fn an_unclosed_comment_in_indented_code_is_text() {
    for text in [
        "Matlab:\n\n    %% section one\n    x = 1;\n\nREST",
        "a\nb\n\n\tx = 1; %% one\n\n\ty\nREST",
        "a\n\n    x\n\n    %%% one",
    ] {
        assert!(matches!(without_comments(text), Cow::Borrowed(_)), "{text}");
    }
    // A pair is a comment.
    check(&[("a\n\n    %% x\n\nx %% b", "a\n\n    \n\n b")]);
    check(&[("a %%x%%\n\n    %% b\n\nc", "a \n\n    %% b\n\nc")]);
    for text in [
        "a\n    %% S\n\nS",
        "- a\n\n    %% S\n\nS",
        "- a\nb\n\n    %% S\n\nS",
        "1. a\n\n\t\t\t%% S\n\nS",
        "[^1]: a\n\n    %% S\n\nS",
        "> a\n\n    %% S\n\nS",
        "    %% S\n\nS",
    ] {
        let rest = without_comments(text);
        assert!(
            !rest.contains("S\n\nS") && !rest.ends_with('S'),
            "{text}: {rest}"
        );
    }
}
