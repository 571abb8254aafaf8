//! The text of a note in its place among the others: answers for the dialect's HTML.

use std::borrow::Cow;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::archive::{Archive, LinkTarget, NoteId, PageId};
use crate::markdown::{
    ChannelIndex, Html, LinkView, MAX_HIGHLIGHT_TIME, MediaView, RenderContext, ResolvedTime,
    TimestampToken, Wikilink, channel_index_html, escape, html, without_comments,
};
use crate::text::youtube::YoutubeId;

/// A note whose text is to be shown.
pub(super) struct NoteRenderer<'a> {
    archive: &'a Archive,
    note: NoteId,
    /// Where in the body of the note the text starts, in bytes; `None` where it is a changed copy.
    start: Option<u32>,
    /// What stands before `?t=` in a moment's URL; `None` without a video.
    moments: Option<String>,
    is_embedded: bool,
    /// How many bytes of other notes may yet be embedded, and how many their HTML may yet have.
    budget: Cell<usize>,
    html_budget: Cell<usize>,
    /// How long code may yet take to be coloured, that of embedded notes too.
    code_time: Cell<Duration>,
}

/// How many bytes of other notes a page embeds; embeds beyond are links.
const MOST_EMBEDDED: usize = 200_000;

/// How many bytes the HTML of what a page embeds has; embeds beyond are links.
const MAX_EMBEDDED_HTML_BYTES: usize = 400_000;

impl<'a> NoteRenderer<'a> {
    /// The text on the note's own page.
    pub(super) fn own(archive: &'a Archive, note: NoteId) -> Self {
        let moments = archive.note(note).video.as_ref().map(|_| String::new());
        Self {
            archive,
            note,
            start: Some(0),
            moments,
            is_embedded: false,
            budget: Cell::new(MOST_EMBEDDED),
            html_budget: Cell::new(MAX_EMBEDDED_HTML_BYTES),
            code_time: Cell::new(MAX_HIGHLIGHT_TIME),
        }
    }

    pub(super) fn html(&self) -> Html {
        self.html_of(self.archive.note(self.note).body())
    }

    pub(super) fn channel_index_html(&self) -> ChannelIndex {
        let body = self.archive.note(self.note).body();
        or_plain(
            || channel_index_html(body, self),
            || ChannelIndex {
                text: plain(body),
                ..ChannelIndex::default()
            },
        )
    }

    fn html_of(&self, body: &str) -> Html {
        or_plain(
            || html(body, self),
            || Html {
                text: plain(body),
                anchors: 0,
            },
        )
    }
}

/// What a text is shown as, or, should that fail as nobody foresaw, as it stands: one note makes no
/// page fail.
fn or_plain<T>(shown: impl FnOnce() -> T, plain: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(shown)).unwrap_or_else(|_| plain())
}

/// A text as it stands in the file.
fn plain(body: &str) -> String {
    format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", escape(body))
}

impl NoteRenderer<'_> {
    /// Where a link leads: as the archive has resolved it, or, in a copy of the text, anew.
    fn target(&self, link: &Wikilink<'_>) -> LinkTarget {
        let offset = self.start.map(|start| start + link.source_range.start);
        let known = offset.and_then(|offset| self.archive.link_target_at(self.note, offset));
        known.unwrap_or_else(|| self.archive.resolve(self.note, &link.target))
    }

    /// Where `[[#Heading]]` leads. Its anchor is on this page, unless the text is shown on another;
    /// and the headings of a channel's videos are not of its text.
    fn own_heading(&self, link: &Wikilink<'_>) -> LinkView {
        let archive = self.archive;
        let page = archive.note_url(self.note);
        let heading = link
            .heading
            .as_deref()
            .and_then(|name| archive.note(self.note).facts.heading_named(name));
        let video = heading.and_then(|heading| archive.video_by_id(heading.video.as_ref()?));
        let url = match (heading, video) {
            (Some(_), Some(number)) if archive.is_index(self.note) => {
                archive.video(number).url.clone()
            }
            (Some(heading), _) if self.is_embedded || archive.is_index(self.note) => {
                format!("{page}#{}", heading.anchor)
            }
            (Some(heading), _) => format!("#{}", heading.anchor),
            (None, _) => page.to_owned(),
        };
        LinkView::Page { url, title: None }
    }
}

impl RenderContext for NoteRenderer<'_> {
    fn wikilink(&self, link: &Wikilink<'_>) -> LinkView {
        if link.target.is_empty() {
            return self.own_heading(link);
        }
        let archive = self.archive;
        match self.target(link) {
            LinkTarget::Note(id) => LinkView::Page {
                url: archive.heading_url(id, link.heading.as_deref()),
                title: Some(archive.note(id).title.clone()),
            },
            LinkTarget::Channel(id) => LinkView::Page {
                url: archive.channel(id).url.clone(),
                title: None,
            },
            LinkTarget::Media(id) => LinkView::Page {
                url: archive.url(PageId::Media(id)).to_owned(),
                title: None,
            },
            LinkTarget::Topic(topic) => LinkView::Topic(archive.topic(topic).url.clone()),
            LinkTarget::External => LinkView::External(link.target.to_string()),
            LinkTarget::Unresolved => LinkView::Unresolved,
        }
    }

    /// An embedded note stands in a frame of its own, under its title. One that is embedded in it
    /// is a link.
    fn embed(&self, link: &Wikilink<'_>) -> Option<String> {
        let LinkTarget::Note(id) = self.target(link) else {
            return None;
        };
        if self.is_embedded || id == self.note {
            return None;
        }
        let note = self.archive.note(id);
        let same_video = note.video.is_some() && note.video == self.archive.note(self.note).video;
        let elsewhere = note
            .video
            .as_ref()
            .map(|_| self.archive.note_url(id).to_owned());
        let moments = if same_video {
            self.moments.clone()
        } else {
            elsewhere
        };
        let (budget, html_budget) = (Cell::new(0), Cell::new(0));
        let (archive, code_time) = (self.archive, self.code_time.clone());
        let (body, start) = match &link.heading {
            Some(heading) => {
                let section = note.facts.section(heading)?;
                let start = section.start as u32;
                let section = note
                    .body()
                    .get(section.start..section.end.min(note.body().len()))?;
                // What is code in the note may be none in a part of it.
                let body = without_comments(section, note.video.as_ref());
                let is_same = matches!(body, Cow::Borrowed(_));
                (body, is_same.then_some(start))
            }
            None => (note.body().into(), Some(0)),
        };
        let embedded = NoteRenderer {
            archive,
            note: id,
            start,
            moments,
            is_embedded: true,
            budget,
            html_budget,
            code_time,
        };
        self.budget.set(self.budget.get().checked_sub(body.len())?);
        let title = escape(&note.title);
        let url = escape(self.archive.note_url(id));
        // Where there is no room for so much as the frame, nothing is rendered in vain.
        let frame = title.len() + url.len() + 100;
        self.html_budget.get().checked_sub(frame)?;
        let text = embedded.html_of(&body).text;
        self.code_time.set(embedded.code_time.get());
        let html = format!(
            "<section class=\"embed\"><p class=\"embed-title\"><a href=\"{url}\">{title}</a></p>\n{text}</section>\n"
        );
        self.html_budget
            .set(self.html_budget.get().checked_sub(html.len())?);
        Some(html)
    }

    fn media(&self, target: &str) -> Option<MediaView<'_>> {
        let LinkTarget::Media(id) = self.archive.resolve(self.note, target) else {
            return None;
        };
        let media = self.archive.media(id);
        Some(MediaView {
            url: self.archive.url(PageId::Media(id)),
            kind: media.kind,
            size: media.size,
        })
    }

    fn video(&self) -> Option<&YoutubeId> {
        self.archive.note(self.note).video.as_ref()
    }

    fn moment_url_prefix(&self) -> Option<&str> {
        self.moments.as_deref()
    }

    fn resolve(&self, moment: &TimestampToken<'_>) -> ResolvedTime {
        let note = self.archive.note(self.note);
        self.start
            .and_then(|start| note.facts.moment_at(start + moment.range().start))
            .map_or_else(|| ResolvedTime::as_written(moment), |cited| cited.resolved)
    }

    fn highlight_time_left(&self) -> &Cell<Duration> {
        &self.code_time
    }

    fn has_anchors(&self) -> bool {
        !self.is_embedded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Note;

    #[test]
    fn a_text_that_cannot_be_shown_is_shown_as_it_stands() {
        assert_eq!(or_plain(|| "shown".to_owned(), || plain("<b>")), "shown");
        let fails = || panic!("as nobody foresaw");
        assert_eq!(
            or_plain(fails, || plain("<b>")),
            "<pre tabindex=\"0\"><code>&lt;b&gt;</code></pre>\n"
        );
    }

    #[test]
    fn the_code_of_embedded_notes_takes_of_the_time_of_the_page() {
        let note = |path: &str, body: &str| Note::new(path.to_owned(), body.to_owned());
        let embedded = note(
            "c/code.md",
            &format!("```rust\n{}```\n", "fn main() {}\n".repeat(50)),
        );
        let archive =
            Archive::new(vec![note("c/page.md", "![[code]]\n\n![[code]]\n"), embedded].into());
        let id = archive
            .notes()
            .find(|(_, note)| note.path == "c/page.md")
            .expect("the note")
            .0;
        let text = NoteRenderer::own(&archive, id);
        assert!(
            text.html()
                .text
                .contains("<span class=\"hl-keyword\">fn</span>")
        );
        assert!(text.code_time.get() < MAX_HIGHLIGHT_TIME);
        text.code_time.set(Duration::ZERO);
        assert!(
            !text.html().text.contains("<span"),
            "no time is left for either"
        );
    }
}
