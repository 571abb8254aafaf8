//! Tests that every word of a note that is neither markup nor a comment is on its page and in its
//! facts.

use proptest::prelude::*;

use crate::markdown::tests::{Anywhere, facts, html};
use crate::markdown::{Subject, without_comments};

/// Pieces of notes, in which `@` stands for a word that must be shown.
const PIECES: [&str; 103] = [
    "@ @\n@",
    "*@* **@** __@__ ~~@~~ ==@ @==",
    "***@* @**",
    "`@` ``@ ` @``",
    "\n\n# @ @\n\n",
    "\n\n@\n===\n\n",
    "\n\n## @ ^a-1\n\n",
    "\n\n---\n\n@",
    "\n\n- @\n  - @\n- [ ] @\n- [/] @\n- [x] @\n",
    "\n\n1. @\n2) @\n   @\n",
    "\n\n> @\n> - @\n@\n\n",
    "\n\n> [!note] @\n> @\n\n",
    "\n\n> [!tip]- @\n> @\n> > [!info]+ @\n> > @\n\n",
    "\n\n> [!tip|wide] ## @\n> $$\n> x\n> $$\n> @\n\n",
    "\n\n| @ | @ |\n|---|:-:|\n| ==@== | [[x\\|@]] |\n| [00:03:38] @ | \n\n",
    "\n\n| @ |\n|---|\n| @ |\n^a-2\n\n",
    "\n\n```\n@\n```\n\n",
    "\n\n~~~rust\n@\n~~~\n\n",
    "\n\n    @\n\n",
    "@ ^a-3\n\n",
    "<span style=\"x\">@</span> <font color=red>@</font>",
    "<div align=\"center\">\n\n@\n\n</div>",
    "<div>@</div>@<p>@</p>",
    "<u>@</u> <mark class=\"x\">@</mark> <kbd>@</kbd> H<sub>@</sub>",
    "\n<details><summary>@</summary>\n\n@\n\n</details>\n",
    "\n<details open>\n<summary>@ <b>@</b></summary>\n@\n</details>\n@",
    "<ul><li>@</li></ul><br>@<hr/>",
    "<script>@</script> <style>@</style> <x-y>@</x-y>",
    "<code>@</code> <pre>@</pre>",
    "$x_1$ @ $$y$$ @",
    "\n\n$$\nx\n$$\n\n@",
    "$5 @ and $10 @",
    "@[^1] @\n\n[^1]: @\n\n",
    "@[^2] [^3] @",
    "@^[@ *@* [[x|@]] `@` ==@==]@",
    "*@ ^[@* @] @",
    "^[@ **@] @** @",
    "**@^[@]**",
    "[[x|@]] [[@]] [[@ @#part]]",
    "[@](x.md) [@ *@*](https://example.org/) [@](<a b.md>)",
    "![@](https://example.org/p.png) ![@](none.png) ![[@]]",
    "[![@](https://example.org/p.png)](https://example.org/)",
    "<a href=\"https://example.org/\">@</a> <a id=\"x\"></a>@",
    "https://example.org/ @ www.example.org @ me@@",
    "<https://example.org/> @",
    "[00:03:38] @ [00:04:00, 00:05:00] @ (00:03:38)",
    "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> @",
    "[00:03:30](<a class=\"yt-timestamp\" data-t=\"00:03:30\">) @",
    "[@](<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>)",
    "[@](https://youtu.be/bbbbbbbbbbb?t=5) [@](https://youtu.be/bbbbbbbbbbb)",
    "[[https://youtu.be/bbbbbbbbbbb?t=5|@]]",
    "[@ [00:03:38]](x.md) [at 00:03:38 @]",
    "\n\n0:05 @\n0:10 @\n1:15 @\n\n",
    "\n\n- 0:05 @\n- 0:10 @\n\n",
    "【3:38】@",
    "![](https://youtu.be/bbbbbbbbbbb) @",
    "<iframe src=\"https://www.youtube.com/embed/bbbbbbbbbbb\"></iframe>@",
    "{{video https://youtu.be/bbbbbbbbbbb}} @ {{< ref \"x.md\" >}} @",
    "%%hidden%% @ <!-- hidden --> @",
    "%%\nhidden\n\nhidden\n%%\n@",
    "@ <!--\nhidden\n--> @",
    "#@ #@/@ @",
    "\n\n@:: @\n\n",
    ":smile: @ :x:@ @:tada: 10:30:45 @",
    "\\*@\\* \\[[@ \\==@ \\^[@]",
    "&amp;@ &lt;@&gt; @&copy;",
    "⁖0⁖ @ ⁖",
    // Broken variants.
    "[[@",
    "@]] @",
    "![[@",
    "[@",
    "[@](",
    "](@",
    "==@",
    "@== @",
    "**@",
    "*@ **@*",
    "`@",
    "<b>@",
    "</b>@",
    "<sup>@ *@</sup>*",
    "<span @",
    "</details>@",
    "<summary>@",
    "<details>@",
    "^[@",
    "@] ^[",
    "[^@",
    "[^ @] ^ @",
    "$@ $$",
    "> [!\n@",
    "| @ |",
    "[00:03 @ [00:03:38 @",
    "(00:03 @",
    "{{@ }}",
    "((@))",
    "{% @ %}",
    "\\",
    "\n\n{{% notice tip %}}\n@\n{{% /notice %}}\n\n",
    "{{< figure src=\"x.png\" title=\"@\" >}} @",
    "{{< details summary=\"@ @\" >}}@{{< /details >}}",
    "\n\n## @ {#id}\n\n",
    "{{[[TODO]]}} @ ^^@ @^^ ^^@",
];

/// What separates two pieces.
const SEPARATORS: [&str; 3] = [" ", "\n", "\n\n"];

/// A note of some pieces, and the number of words in it that must be shown.
fn notes() -> impl Strategy<Value = (String, usize)> {
    let piece = (
        proptest::sample::select(&PIECES[..]),
        proptest::sample::select(&SEPARATORS[..]),
    );
    proptest::collection::vec(piece, 1..10).prop_map(|pieces| {
        let (mut note, mut count) = (String::new(), 0);
        for (piece, separator) in pieces {
            count = push_piece(&mut note, piece, count);
            note.push_str(separator);
        }
        (note, count)
    })
}

/// Appends a piece with words in place of its `@`. `count` words are in the note already; returns
/// how many there are then.
fn push_piece(note: &mut String, piece: &str, mut count: usize) -> usize {
    for (index, text) in piece.split('@').enumerate() {
        if index > 0 {
            note.push_str(&word(count));
            count += 1;
        }
        note.push_str(text);
    }
    count
}

fn word(number: usize) -> String {
    format!("word{number}z")
}

/// The text of HTML without its tags.
fn text_of(html: &str) -> String {
    let parts = html.split('<').enumerate();
    let texts = parts.map(|(index, part)| match index {
        0 => part,
        _ => part.split_once('>').map_or("", |(_, text)| text),
    });
    texts.collect()
}

/// Checks that a note shows its words.
#[track_caller]
fn assert_shown(note: &str, count: usize) {
    let body = without_comments(note);
    let page = html(&body, &Anywhere::default()).text;
    let (shown, searched) = (text_of(&page), facts(&body, Subject::None).text);
    for word in (0..count).map(word) {
        assert!(shown.contains(&word), "{word} of {note:?} is not in {page}");
        assert!(
            searched.contains(&word),
            "{word} of {note:?} is not in {searched:?}"
        );
    }
    // In code, comments are text.
    if !note.contains(['`', '$', '~']) && !note.contains("    ") && !note.contains("<code>") {
        assert!(!page.contains("hidden"), "{note:?}: {page}");
    }
}

#[test]
fn each_piece_shows_its_words() {
    for piece in PIECES {
        let mut note = String::new();
        let count = push_piece(&mut note, piece, 0);
        assert_shown(&note, count);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn every_word_is_shown((note, count) in notes()) {
        assert_shown(&note, count);
    }
}
