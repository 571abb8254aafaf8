//! A folder that holds each string of [`STRINGS`] in each place where text can stand.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use cueleaf::site::store::SiteStore;
use cueleaf::web;
use tower::ServiceExt;

use super::strings::STRINGS;
use crate::support;

/// How many strings share a note of bodies.
const TOGETHER: usize = 40;

/// What a page must show of a string.
pub(crate) struct Shown {
    /// The note's file below the folder.
    pub(crate) path: String,
    pub(crate) texts: Vec<String>,
}

/// Writes the folder. Returns, for each note, what its page must show.
pub(crate) fn write(folder: &Path) -> Vec<Shown> {
    let mut shown: Vec<Shown> = STRINGS
        .iter()
        .enumerate()
        .map(|(number, text)| named(folder, number, text))
        .collect();
    for (number, strings) in STRINGS.chunks(TOGETHER).enumerate() {
        let mut body = Places::default();
        for (index, text) in strings.iter().enumerate() {
            body.add(number * TOGETHER + index, text);
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

/// A note whose title, file, folder and video have the string for a name, as far as the file system
/// takes it.
fn named(folder: &Path, number: usize, text: &str) -> Shown {
    let can_be_file = text.len() < 250 && !text.contains(['/', '\0']) && !text.starts_with('.');
    let name = if can_be_file {
        text.to_owned()
    } else {
        format!("plain {number}")
    };
    let path = format!("{name}/{name} {number}.md");
    let title = serde_json::to_string(text).unwrap();
    // Half of them have a player, and half the string for a video.
    let video = if number.is_multiple_of(2) {
        format!("\"{number:011}\"")
    } else {
        title.clone()
    };
    let body = format!(
        "Words before [00:00:05].\n\n[[bodies/{}]] [[{number} again]]\n",
        number / TOGETHER
    );
    write_file(
        folder,
        &path,
        &format!("---\ntitle: {title}\nvideoId: {video}\n---\n{body}"),
    );
    // A comment in a title is shown nowhere.
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
struct Places {
    markdown: String,
    shown: Vec<String>,
}

impl Places {
    /// The string in every place of a text. Where it stands between two marks, it must be seen as
    /// it is.
    fn add(&mut self, number: usize, text: &str) {
        let line = line(text);
        let escaped = escaped(&line);
        // What is a timestamp, even where it is escaped, is shown as one.
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

/// The string where Markdown or the dialect gives it a meaning: it may be hidden there, but not
/// run.
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

/// The string in one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text in which no sign means anything to CommonMark.
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

#[tokio::test]
async fn the_source_of_each_note_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let shown = write(folder.path());
    let site = support::site(folder.path());
    let router = web::router(SiteStore::new(Arc::clone(&site)), web::Limits::default());
    for (id, note) in site.archive.notes() {
        let request = Request::get(site.archive.file_address(id, "md"))
            .body(Body::empty())
            .unwrap();
        let answer = router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 200, "{}", note.path);
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let file = std::fs::read_to_string(folder.path().join(&note.path)).unwrap();
        let file = file
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\0', "");
        // In the bodies comments are escaped, or code.
        if file.contains("<!--") && !note.path.starts_with("bodies/") {
            let body = std::str::from_utf8(&body).unwrap();
            assert_eq!(
                body.matches('\n').count(),
                file.matches('\n').count(),
                "{}",
                note.path
            );
            continue;
        }
        assert_eq!(body, file, "{}", note.path);
    }
    assert_eq!(site.archive.notes().len(), shown.len());
}

#[test]
fn there_are_enough_strings_and_no_two_are_alike() {
    let different: std::collections::HashSet<&&str> = STRINGS.iter().collect();
    assert!(
        STRINGS.len() >= 200 && different.len() == STRINGS.len(),
        "{} of {}",
        different.len(),
        STRINGS.len()
    );
}
