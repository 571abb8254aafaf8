//! Mutates inputs: cuts real ones up, repeats them, and mixes in tokens of the dialect.

use fastrand::Rng;

/// The maximum length of an input, in bytes; longer ones are truncated.
const MAX_INPUT_BYTES: usize = 6_000;

const TOKENS: &[&str] = &[
    "[[",
    "]]",
    "|",
    "![[",
    "#",
    "[",
    "]",
    "(",
    ")",
    "](",
    "<",
    ">",
    "<a class=\"yt-timestamp\" data-t=\"",
    "\">",
    "</a>",
    "[00:03:38]",
    "(00:03:38)",
    "00:",
    ":",
    "03:38:00",
    "[00:01, 00:02]",
    "-",
    "–",
    "\n",
    "\n\n",
    "> ",
    "> [!tip]- ",
    "- ",
    "1. ",
    "    ",
    "\t",
    "```",
    "~~~",
    "```js\n",
    "`",
    "$",
    "$$",
    "\\frac",
    "{",
    "}",
    "^",
    "_",
    "\\",
    "*",
    "**",
    "~~",
    "| a | b |\n|---|---|\n",
    "[^1]",
    "[^1]: ",
    "<b>",
    "</b>",
    "<br>",
    "<script>",
    "<!--",
    "-->",
    "&amp;",
    "&#",
    "\n\t- ",
    "\n\t\t\t- ",
    "\nkey:: value",
    "\n  id:: 64a1b2c3-0000-4000-8000-000000000001",
    "((64a1b2c3-0000-4000-8000-000000000001))",
    "{{embed ((64a1b2c3-0000-4000-8000-000000000001))}}",
    "\n#+BEGIN_QUOTE\n",
    "\n#+END_QUOTE\n",
    "\n#+BEGIN_SRC rust\n",
    "\n#+END_SRC\n",
    "\n:LOGBOOK:\n",
    "\n:END:\n",
    "---\n",
    "title: ",
    "videoId: ",
    "&a ",
    "*a",
    "<<: ",
    "!!",
    "\"",
    "'",
    "\u{2056}",
    "\u{2056}0\u{2056}",
    "\0",
    "\u{feff}",
    "\u{200b}",
    "\u{202e}",
    "é",
    "字",
    "\u{1f469}\u{200d}\u{1f4bb}",
    "\u{301}",
    "ﬃ",
    "İ",
    "/",
    "..",
    "//",
    "%2f",
    "%",
    "%00",
    "?",
    "&",
    "=",
    "+",
    ".md",
    ".json",
    "t=218",
    "q=",
    "title:",
    "channel:",
    "channel:a ",
    "tag:",
    "after:2024 ",
    "before:",
    " #a",
    "#[[a",
    "tags: [a, b/c]\n",
    "tags: ",
    "date: 2024-01-15\n",
    "author: [[A]]\n",
    "cover: ",
    "-\"",
    "-the ",
    "\"of the\" ",
    "\u{fdfa}",
    "internationalizaqxz ",
    "東京 ",
    "https://www.youtube.com/watch?v=E1cxZuHrwZc",
    "# ",
    "## ",
    "===\n",
    ". ",
    "Dr. ",
    " ",
    "  \n",
];

/// Creates a new input from the seeds.
pub(super) fn mutated(seeds: &[String], rng: &mut Rng) -> String {
    let seed = &seeds[rng.usize(..seeds.len())];
    let mut text = slice(seed, rng, 2_000).to_owned();
    for _ in 0..rng.usize(1..12) {
        let at = random_boundary(&text, rng);
        match rng.u8(..7) {
            // Inserts a piece of another input.
            0 => text.insert_str(at, slice(&seeds[rng.usize(..seeds.len())], rng, 400)),
            1 => {
                let piece = slice(&text, rng, 200).repeat(rng.usize(1..20));
                text.insert_str(at, &piece);
            }
            2 => {
                let end = text.floor_char_boundary((at + rng.usize(..200)).min(text.len()));
                text.replace_range(at..end.max(at), "");
            }
            3 => {
                let blocks: Vec<&str> = text.split("\n\n").collect();
                let block = blocks[rng.usize(..blocks.len())].to_owned();
                text.push_str("\n\n");
                text.push_str(&block);
            }
            4 => text.insert_str(
                at,
                &TOKENS[rng.usize(..TOKENS.len())].repeat(rng.usize(1..100)),
            ),
            _ => text.insert_str(at, TOKENS[rng.usize(..TOKENS.len())]),
        }
        text.truncate(text.floor_char_boundary(MAX_INPUT_BYTES));
    }
    text
}

/// A short random range of a text.
pub(super) fn slice<'t>(text: &'t str, rng: &mut Rng, max_bytes: usize) -> &'t str {
    let start = random_boundary(text, rng);
    let end = (start + rng.usize(1..max_bytes)).min(text.len());
    &text[start..text.floor_char_boundary(end).max(start)]
}

fn random_boundary(text: &str, rng: &mut Rng) -> usize {
    text.floor_char_boundary(rng.usize(..=text.len()))
}
