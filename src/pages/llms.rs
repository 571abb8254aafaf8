//! `/llms.txt` and `/{channel}/llms.txt`: what agents read first. The format is that of
//! <https://llmstxt.org>: a title, a summary, and lists of links, here to Markdown.

use std::cmp::Reverse;

use crate::archive::{Archive, ChannelId, NoteId, NoteOrTopic};
use crate::pages::channel::summary;
use crate::pages::components::{ByteBudget, shortened};
use crate::pages::listed_note::about;
use crate::pages::{Site, home, video};

/// The maximum size of each file's lists, in bytes.
const MAX_LIST_BYTES: usize = 200_000;

/// How many of the notes with the most links are listed.
const MAX_MOST_LINKED: usize = 50;

/// A description is cut after this many characters.
const MAX_ABOUT_CHARS: usize = 200;

/// A file as it is written.
struct Writer<'a> {
    archive: &'a Archive,
    text: String,
    budget: ByteBudget,
    /// The heading of the next list, until its first item is written.
    heading: Option<String>,
}

/// `/llms.txt`
pub fn llms_text(site: &Site) -> String {
    let archive = &site.archive;
    let mut writer = Writer::new(archive, site.title(), &home::summary(archive));
    let own = |page: &str| archive.base().url_for_others(&archive.base().url(page));
    writer.text += &format!(
        "\nEvery statement of a note cites a moment of a video: `?t=SECONDS` at the URL of a note \
        plays it. The URL of a note with `.md` is its Markdown, with `.json` its data. \
        {} searches the notes; {} is a server of the Model Context Protocol.\n",
        own("/api/search?q=WORDS"),
        own("/mcp"),
    );
    writer.heading("Channels");
    for channel in archive.channels() {
        let url = format!("{}/llms.txt", channel.url);
        writer.item(&channel.name, &url, &summary(channel));
    }
    writer.heading("Most linked notes");
    for id in most_linked(archive) {
        writer.note(id);
    }
    writer.heading("Notes outside folders");
    for id in archive.notes_outside_folders() {
        writer.note(*id);
    }
    writer.finish("/")
}

/// `/{channel}/llms.txt`
pub fn channel_llms_text(site: &Site, id: ChannelId) -> String {
    let archive = &site.archive;
    let channel = archive.channel(id);
    let mut writer = Writer::new(archive, &channel.name, &summary(channel));
    writer.heading("Index");
    if let Some(index) = channel.index.filter(|id| !archive.note(*id).is_unlisted) {
        writer.note(index);
    }
    for listed in &channel.videos {
        writer.heading(&video::link(archive, listed.video).label);
        for entry in &listed.entries {
            if let NoteOrTopic::Note(id) = entry {
                writer.note(*id);
            }
        }
    }
    writer.heading("Other notes");
    for id in &channel.notes_without_video {
        writer.note(*id);
    }
    writer.finish(&channel.url)
}

/// The listed notes with the most links from other notes.
fn most_linked(archive: &Archive) -> Vec<NoteId> {
    let count = |id: NoteId| archive.backlinks(id).len();
    let notes = archive.listed_notes().map(|(id, _)| id);
    let mut notes: Vec<NoteId> = notes.filter(|id| count(*id) > 0).collect();
    notes.sort_by_key(|id| Reverse(count(*id)));
    notes.truncate(MAX_MOST_LINKED);
    notes
}

impl<'a> Writer<'a> {
    fn new(archive: &'a Archive, title: &str, summary: &str) -> Self {
        Self {
            archive,
            text: format!("# {}\n\n> {}\n", on_a_line(title), on_a_line(summary)),
            budget: ByteBudget::new(MAX_LIST_BYTES),
            heading: None,
        }
    }

    /// Begins a list. It is written only if it has items.
    fn heading(&mut self, heading: &str) {
        self.heading = Some(on_a_line(heading));
    }

    fn note(&mut self, id: NoteId) {
        if self.budget.is_exhausted() {
            return;
        }
        let note = self.archive.note(id);
        let url = self.archive.file_url(id, "md");
        let about = shortened(&about(note), MAX_ABOUT_CHARS).into_owned();
        self.item(&note.title, &url, &about);
    }

    fn item(&mut self, title: &str, url: &str, about: &str) {
        let url = self.archive.base().url_for_others(url);
        let mut item = match self.heading.as_ref() {
            Some(heading) => format!("\n## {heading}\n\n"),
            None => String::new(),
        };
        item += &format!("- [{}]({url})", label(title));
        if !about.is_empty() {
            item += &format!(": {}", on_a_line(about));
        }
        item.push('\n');
        if self.budget.spend(item.len()) {
            self.heading = None;
            self.text += &item;
        }
    }

    /// The text; `page` is the page that lists everything.
    fn finish(mut self, page: &str) -> String {
        if self.budget.is_exhausted() {
            let url = self.archive.base().url_for_others(page);
            self.text += &format!("\nThe list ends here; {url} has the rest.\n");
        }
        self.text
    }
}

/// A text without line breaks.
fn on_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as the label of a link.
fn label(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    for c in on_a_line(text).chars() {
        if matches!(c, '[' | ']' | '\\') {
            label.push('\\');
        }
        label.push(c);
    }
    label
}
