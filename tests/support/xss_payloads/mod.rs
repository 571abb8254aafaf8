//! Writes a folder with each of [`PAYLOADS`] in each position where notes can contain text.

pub mod payloads;

use std::fmt::Write;
use std::path::Path;

use payloads::PAYLOADS;

/// The number of payloads per note body.
const PAYLOADS_PER_NOTE: usize = 40;

/// The texts that a page must show.
pub struct Shown {
    /// The path of the note's file.
    pub path: String,
    pub texts: Vec<String>,
}

/// Writes the folder. Returns, for each note, the texts that its page must show.
pub fn write(folder: &Path) -> Vec<Shown> {
    let mut shown: Vec<Shown> = PAYLOADS
        .iter()
        .enumerate()
        .map(|(number, text)| named(folder, number, text))
        .collect();
    for (number, strings) in PAYLOADS.chunks(PAYLOADS_PER_NOTE).enumerate() {
        let mut body = Positions::default();
        for (index, text) in strings.iter().enumerate() {
            body.add(number * PAYLOADS_PER_NOTE + index, text);
        }
        let raw: String = strings.iter().map(|text| raw(text)).collect();
        for (path, markdown, texts) in [
            (format!("bodies/{number}.md"), body.markdown, body.shown),
            (format!("raw/{number}.md"), raw, Vec::new()),
        ] {
            write_file(
                folder,
                &path,
                &format!("---\ntitle: Bodies\nvideoId: E1cxZuHrwZc\n---\n{markdown}"),
            );
            shown.push(Shown { path, texts });
        }
    }
    shown
}

fn write_file(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A note with the payload as title, file name, folder name and video id, as far as the file system
/// permits.
fn named(folder: &Path, number: usize, text: &str) -> Shown {
    let can_be_file = text.len() < 250 && !text.contains(['/', '\0']) && !text.starts_with('.');
    let name = if can_be_file {
        text.to_owned()
    } else {
        format!("plain {number}")
    };
    let path = format!("{name}/{name} {number}.md");
    let title = serde_json::to_string(text).unwrap();
    // Half of the notes have a player, half the payload as video id.
    let video = if number.is_multiple_of(2) {
        format!("\"{number:011}\"")
    } else {
        title.clone()
    };
    let body = format!(
        "Words before [00:00:05].\n\n[[bodies/{}]] [[{number} again]]\n",
        number / PAYLOADS_PER_NOTE
    );
    write_file(
        folder,
        &path,
        &format!("---\ntitle: {title}\nvideoId: {video}\n---\n{body}"),
    );
    // Comments in titles are never shown.
    let title = if text.contains("<!--") {
        name.clone()
    } else {
        text.to_owned()
    };
    Shown {
        path,
        texts: vec![title, name],
    }
}

#[derive(Default)]
struct Positions {
    markdown: String,
    shown: Vec<String>,
}

impl Positions {
    /// Adds the payload in every position of a text. Between its two markers it must be visible
    /// unchanged.
    fn add(&mut self, number: usize, text: &str) {
        let line = line(text);
        let escaped = escaped(&line);
        // Timestamps are shown as such even if escaped.
        let is_time = text.contains("00:00:05") || text.contains("yt-timestamp");
        for (place, before, after) in [
            ("text", "", ""),
            ("heading", "## ", ""),
            ("item", "- ", ""),
            ("quote", "> ", ""),
            ("title", "> [!note]- ", "\n> body"),
            ("cell", "| a | b |\n|---|---|\n| ", " | c |"),
            ("emphasis", "**", "**"),
            ("alt", "![", "](https://a.test/x.png)"),
            ("label", "[", "](https://a.test/)"),
            ("local", "[", "](missing_note.md)"),
        ] {
            let (first, last) = (format!("q{number}{place}"), format!("{number}{place}w"));
            let _ = write!(self.markdown, "{before}{first} {escaped} {last}{after}\n\n");
            if !is_time {
                self.shown.push(format!("{first} {line} {last}"));
            }
        }
        let _ = write!(
            self.markdown,
            "a[^f{number}]\n\n[^f{number}]: q{number}foot {escaped} {number}footw\n\n"
        );
        let fence = "~".repeat(12);
        let _ = write!(
            self.markdown,
            "{fence}js\nq{number}code {text} {number}codew\n{fence}\n\n"
        );
        self.shown
            .push(format!("q{number}code {text} {number}codew"));
        if !is_time {
            self.shown
                .push(format!("q{number}foot {line} {number}footw"));
        }
        if !line.contains(['[', ']', '|', '<', '\0']) && !is_time {
            let _ = write!(
                self.markdown,
                "[[missing | q{number}link {line} {number}linkw]]\n\n"
            );
            self.shown
                .push(format!("q{number}link {line} {number}linkw"));
        }
    }
}

/// The payload where Markdown or the dialect may interpret it: it may be hidden there, but not run.
fn raw(text: &str) -> String {
    let line = line(text);
    let attribute = line.replace('"', "&quot;");
    format!(
        "{text}\n\nwords {text} words\n\n[press]({line})\n\n[press](<{line}>)\n\n![look]({line})\n\n<{line}>\n\n[[{line}]]\n\n\
             [[{line} | press]]\n\n![[{line}]]\n\n[[missing#{line}]]\n\n> [!{line}]\n> body\n\n> [!{line}]- title\n> body\n\n```{line}\ncode\n```\n\n\
             `{line}`\n\n$${line}$$\n\n$x = {line}$\n\n| {line} |\n|---|\n| {line} |\n\n# {line}\n\n<b>{line}</b>\n\n\
             <a class=\"yt-timestamp\" data-t=\"{attribute}\">[00:00:05]</a>\n\n<a class=\"yt-timestamp\" data-t='{line}'>x</a>\n\n\
             <a class=\"yt-timestamp\" data-t=\"00:00:05\">{line}</a>\n\n<a class=\"yt-timestamp\" data-t=\"00:00:05\" {line}>x</a>\n\n\
             [00:00:05]({line})\n\n[{line}]: https://a.test/{line} \"{line}\"\n\n"
    )
}

/// The payload on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Escapes all punctuation for CommonMark.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
