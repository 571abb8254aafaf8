//! The notes of the Excalidraw plugin of Obsidian. Each contains a drawing as JSON, and the text in
//! it as lines. Only that text is read, and what the author wrote above the data.

use crate::text::naming::without_note_extension;

/// The end of the path of a drawing, without the extension of notes.
const NAME_END: &str = ".excalidraw";
/// The key of the front matter of a drawing.
const KEY: &str = "excalidraw-plugin:";
/// The first sentence of a drawing.
const SENTENCE: &str = "This is a drawing of Excalidraw.";
/// The headings at which the data starts. The text of the drawing follows that of the first.
const TEXT_HEADING: &str = "text elements";
const DATA_HEADINGS: [&str; 4] = [
    "excalidraw data",
    "drawing",
    "embedded files",
    "element links",
];
/// What the line says that the plugin writes above the data.
const BANNER: &str = "Switch to EXCALIDRAW VIEW";
/// The length of the id of a text, in bytes.
const ID_BYTES: usize = 8;

/// Whether a note is a drawing, by its path or its front matter.
pub(super) fn is_drawing(path: &str, front_matter: &str) -> bool {
    let has_key = || front_matter.lines().any(|line| line.starts_with(KEY));
    name_of(without_note_extension(path)).is_some() || has_key()
}

/// The name of a drawing without `.excalidraw`; `None` for other names.
pub(super) fn name_of(name: &str) -> Option<&str> {
    let end = name.len().checked_sub(NAME_END.len())?;
    let is_drawing = name.get(end..)?.eq_ignore_ascii_case(NAME_END);
    is_drawing.then(|| &name[..end])
}

/// The Markdown of a drawing: a sentence that names it, the text above its data, and its own text.
pub(super) fn body(source: &str) -> String {
    let mut out = format!("{SENTENCE}\n\n");
    let mut part = Part::Above;
    for line in source.lines() {
        part = match data_heading(line) {
            Some(heading) if heading == TEXT_HEADING => Part::Text,
            Some(_) => Part::Data,
            None if part == Part::Text && line.trim() == "%%" => Part::Data,
            None => {
                let is_shown = match part {
                    Part::Above => !line.contains(BANNER),
                    Part::Text => true,
                    Part::Data => false,
                };
                if is_shown {
                    out.push_str(if part == Part::Text {
                        without_id(line)
                    } else {
                        line
                    });
                    out.push('\n');
                }
                part
            }
        };
    }
    out
}

/// A part of the file of a drawing.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// What the author wrote above the data.
    Above,
    /// The text of the drawing.
    Text,
    /// What only the plugin reads.
    Data,
}

/// The words of a line that is a heading of the data, in lower case.
fn data_heading(line: &str) -> Option<String> {
    let words = line
        .strip_prefix("# ")
        .or_else(|| line.strip_prefix("## "))?;
    let words = words.trim().to_ascii_lowercase();
    (words == TEXT_HEADING || DATA_HEADINGS.contains(&&*words)).then_some(words)
}

/// A line of text without the id at its end: ` ^a1B2c3D4`.
fn without_id(line: &str) -> &str {
    let Some((text, id)) = line.trim_end().rsplit_once('^') else {
        return line;
    };
    let is_id = id.len() == ID_BYTES
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let is_end = is_id && (text.is_empty() || text.ends_with(' '));
    if is_end { text.trim_end() } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Note;

    const FILE: &str = "\
---

excalidraw-plugin: parsed
tags: [excalidraw]

---
==⚠  Switch to EXCALIDRAW VIEW in the MORE OPTIONS menu of this document. ⚠== You can more.

Words on the back.

# Excalidraw Data

## Text Elements
Demand in
winter ^a1B2c3D4

Idle [[servers]] ^e5_f-7G8

x^2 ^abc

## Element Links
a1B2c3D4: [[hidden]]

## Embedded Files
0123456789: [[picture.png]]

%%
## Drawing
```compressed-json
N4KAkARALgngDgUwgLgAQQQDwMYEMA2AlgCYBOuA7hADTgQBuCpAzoQPYB2KqATLZMzYBXUtiRoIACyhQ4zZAHoFAc0Jw6AW
```
%%
";

    #[test]
    fn a_drawing_shows_its_text() {
        for (path, file) in [
            ("c/Plan_b.excalidraw.md", FILE.to_owned()),
            ("c/Plan_b.md", FILE.to_owned()),
            ("c/Plan_b.excalidraw.md", FILE.replace("%%\n", "")),
            (
                "c/Plan_b.excalidraw.md",
                FILE.replace("excalidraw-plugin: parsed\n", "")
                    .replace("# Excalidraw Data\n", ""),
            ),
            (
                "c/Plan_b.Excalidraw.markdown",
                FILE.replace("## ", "# ").replace("compressed-json", "json"),
            ),
        ] {
            let note = Note::new(path.to_owned(), file);
            assert_eq!(note.title, "Plan b", "{path}");
            assert_eq!(
                note.facts.text.trim_end(),
                "This is a drawing of Excalidraw.\nWords on the back.\nDemand in winter\n\
                 Idle servers\nx^2",
                "{path}"
            );
            let targets: Vec<&str> = note.facts.links.iter().map(|link| &*link.target).collect();
            assert_eq!(targets, ["servers"]);
            assert!(note.has_comments, "it must not be written");
        }
    }

    #[test]
    fn other_notes_are_none() {
        let note = Note::new(
            "c/a.md".to_owned(),
            "# Drawing\n\nWords ^a1B2c3D4".to_owned(),
        );
        assert_eq!(note.facts.text.trim_end(), "Drawing\nWords");
        assert!(!note.has_comments);
        assert_eq!(name_of("excalidraw"), None);
        assert_eq!(name_of("é"), None);
    }
}
