//! Renders the text of a note: resolves its links, embeds and timestamps in the archive.

use std::borrow::Cow;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::archive::{Archive, LinkTarget, MediaId, NoteId, PageId, VideoKey};
use crate::corpus::Note;
use crate::markdown::{
    ChannelIndex, Html, LinkView, MAX_HIGHLIGHT_TIME, MediaView, Moment, RecordingView,
    RenderContext, ResolvedTime, TimestampToken, VideoView, Wikilink, block_html,
    channel_index_html, escape, html, without_comments,
};
use crate::pages::Site;
use crate::text::naming::truncate_name;
use crate::text::youtube::YoutubeId;

/// Renders a note, or a section of one.
pub(super) struct NoteRenderer<'a> {
    archive: &'a Archive,
    /// Whether a single line break in a paragraph is shown.
    keeps_line_breaks: bool,
    note: NoteId,
    /// The offset of the text in the body of the note, in bytes; `None` if the text is a modified
    /// copy.
    start: Option<u32>,
    /// The URL before `?t=` in the links of moments; `None` if the note has no video.
    moments: Option<String>,
    /// The second that the URL of the page selects.
    selected_second: Option<u32>,
    is_embedded: bool,
    /// The remaining bytes of Markdown that may be embedded.
    embed_budget: Cell<usize>,
    /// The remaining bytes of HTML that embeds may add.
    embed_html_budget: Cell<usize>,
    /// The remaining time for highlighting code, including that of embedded notes.
    code_time: Cell<Duration>,
}

/// A page embeds at most this much Markdown, in bytes; further embeds become links.
const MAX_EMBEDDED_BYTES: usize = 200_000;

/// Embeds add at most this much HTML to a page, in bytes; further embeds become links.
const MAX_EMBEDDED_HTML_BYTES: usize = 400_000;

/// The maximum size of the markup around an embedded note, in bytes.
const EMBED_MARKUP_BYTES: usize = 100;

impl<'a> NoteRenderer<'a> {
    /// A renderer for the note's own page.
    pub(super) fn own(site: &'a Site, note: NoteId) -> Self {
        let archive = &site.archive;
        let moments = archive.video_of(note).map(|_| String::new());
        Self {
            archive,
            keeps_line_breaks: site.keeps_line_breaks,
            note,
            start: Some(0),
            moments,
            selected_second: None,
            is_embedded: false,
            embed_budget: Cell::new(MAX_EMBEDDED_BYTES),
            embed_html_budget: Cell::new(MAX_EMBEDDED_HTML_BYTES),
            code_time: Cell::new(MAX_HIGHLIGHT_TIME),
        }
    }

    /// A renderer that marks the moments at a second.
    pub(super) fn with_selected_second(mut self, second: Option<u32>) -> Self {
        self.selected_second = second;
        self
    }

    /// A renderer for another page than the one at `url`, which has the player of the note.
    pub(super) fn with_player_at(mut self, url: &str) -> Self {
        self.moments = self.moments.map(|_| url.to_owned());
        self
    }

    pub(super) fn html(&self) -> Html {
        self.html_of(self.archive.note(self.note).body())
    }

    pub(super) fn channel_index_html(&self) -> ChannelIndex {
        let body = self.archive.note(self.note).body();
        or_plain_text(
            || channel_index_html(body, self),
            || ChannelIndex {
                text: plain_text(body),
                ..ChannelIndex::default()
            },
        )
    }

    fn block_html(&self, body: &str, id: &str) -> Option<String> {
        or_plain_text(|| block_html(body, id, self), || Some(plain_text(body)))
    }

    fn html_of(&self, body: &str) -> Html {
        or_plain_text(
            || html(body, self),
            || Html {
                text: plain_text(body),
                anchors: 0,
            },
        )
    }
}

/// Renders a text. If that panics because of a bug, returns the plain text, so that the page still
/// shows the note.
fn or_plain_text<T>(render: impl FnOnce() -> T, plain_text: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(render)).unwrap_or_else(|_| plain_text())
}

/// The HTML of a text without its markup.
fn plain_text(body: &str) -> String {
    format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", escape(body))
}

impl NoteRenderer<'_> {
    fn media_view(&self, id: MediaId) -> MediaView<'_> {
        let media = self.archive.media(id);
        MediaView {
            url: self.archive.url(PageId::Media(id)),
            kind: media.kind,
            size: media.size,
        }
    }

    /// The moment of a timestamp; `None` in a modified copy of the text.
    fn moment_of(&self, timestamp: &TimestampToken<'_>) -> Option<&Moment> {
        let offset = self.start? + timestamp.range().start;
        self.archive.note(self.note).facts.moment_at(offset)
    }

    /// The target of a link: as the archive has resolved it, or resolved again for a modified copy.
    fn target(&self, link: &Wikilink<'_>) -> LinkTarget {
        let offset = self.start.map(|start| start + link.source_range.start);
        let resolved = offset.and_then(|offset| self.archive.link_target_at(self.note, offset));
        resolved.unwrap_or_else(|| self.archive.resolve(self.note, &link.target, link.is_path))
    }

    /// The target of `[[#Heading]]` and `[[#^block]]`. Its anchor is on the current page, unless
    /// the note is embedded. In a channel index, headings of videos have no anchor, so the link
    /// leads to the video.
    fn own_heading(&self, link: &Wikilink<'_>) -> LinkView {
        let archive = self.archive;
        let url = archive.section_url(self.note, link.heading.as_deref());
        let own_url = match self.is_embedded || archive.is_index(self.note) {
            true => None,
            false => url.find('#').map(|anchor| url[anchor..].to_owned()),
        };
        let url = own_url.unwrap_or(url);
        LinkView::Page { url, title: None }
    }
}

/// The first line of the block that a link refers to as `((UUID))`, or the title of its note if it
/// has no text. `None` for an unlisted note, whose words no other page shows.
fn block_title(note: &Note, link: &Wikilink<'_>) -> Option<String> {
    if note.is_unlisted {
        return None;
    }
    let block = note.facts.block_named(link.heading.as_deref()?)?;
    let text = note.facts.slice(&block.first_line).trim();
    let words = if text.is_empty() { &note.title } else { text };
    Some(truncate_name(words).into_owned())
}

impl RenderContext for NoteRenderer<'_> {
    fn wikilink(&self, link: &Wikilink<'_>) -> LinkView {
        if link.target.is_empty() {
            return self.own_heading(link);
        }
        let archive = self.archive;
        match self.target(link) {
            LinkTarget::Note(id) => {
                let note = archive.note(id);
                // Another name of the note is shown as it is.
                let alias = note.aliases.iter().find(|alias| **alias == link.target);
                let name = alias.unwrap_or(&note.title);
                let title = match link.is_block_reference() {
                    true => block_title(note, link),
                    // Other pages show none of the words of an unlisted note.
                    false => Some(name.clone()).filter(|_| !note.is_unlisted),
                };
                LinkView::Page {
                    url: archive.section_url(id, link.heading.as_deref()),
                    title,
                }
            }
            LinkTarget::Channel(id) => {
                let channel = archive.channel(id);
                let url = match channel.index {
                    Some(index) => archive.section_url(index, link.heading.as_deref()),
                    None => channel.url.clone(),
                };
                LinkView::Page { url, title: None }
            }
            LinkTarget::Media(id) => LinkView::Page {
                url: archive.url(PageId::Media(id)).to_owned(),
                title: None,
            },
            LinkTarget::Topic(topic) => LinkView::Topic(archive.topic(topic).url.clone()),
            LinkTarget::External => LinkView::External(link.target.to_string()),
            LinkTarget::MissingFile | LinkTarget::MissingBlock | LinkTarget::Unresolved => {
                LinkView::Unresolved
            }
        }
    }

    /// The HTML of an embedded note, below its title. Embeds within it become links.
    fn embed(&self, link: &Wikilink<'_>) -> Option<String> {
        let LinkTarget::Note(id) = self.target(link) else {
            return None;
        };
        if self.is_embedded || (id == self.note && link.heading.is_none()) {
            return None;
        }
        let note = self.archive.note(id);
        let video = self.archive.video_of(id);
        let is_same_video = video.is_some() && video == self.archive.video_of(self.note);
        let moments = if is_same_video {
            self.moments.clone()
        } else {
            let url = self.archive.note_url(id);
            video.map(|_| url.to_owned())
        };
        let (embed_budget, embed_html_budget) = (Cell::new(0), Cell::new(0));
        let (archive, code_time) = (self.archive, self.code_time.clone());
        let block = link
            .heading
            .as_deref()
            .and_then(|section| note.facts.block_named(section));
        let (body, start) = match &link.heading {
            Some(heading) => {
                let section = match block {
                    Some(block) => {
                        block.source_range.start as usize..block.source_range.end as usize
                    }
                    None => note.facts.section(heading)?,
                };
                let start = section.start as u32;
                let section = note
                    .body()
                    .get(section.start..section.end.min(note.body().len()))?;
                // A code block of the note may not be one in a section alone.
                let body = without_comments(section);
                let is_unmodified = matches!(body, Cow::Borrowed(_));
                (body, is_unmodified.then_some(start))
            }
            None => (note.body().into(), Some(0)),
        };
        let embedded = NoteRenderer {
            archive,
            keeps_line_breaks: self.keeps_line_breaks,
            note: id,
            start,
            moments,
            selected_second: self.selected_second,
            is_embedded: true,
            embed_budget,
            embed_html_budget,
            code_time,
        };
        self.embed_budget
            .set(self.embed_budget.get().checked_sub(body.len())?);
        let title = escape(&note.title);
        let url = escape(self.archive.note_url(id));
        // If not even the title fits, do not render the text.
        let title_bytes = title.len() + url.len() + EMBED_MARKUP_BYTES;
        self.embed_html_budget.get().checked_sub(title_bytes)?;
        let text = match block {
            Some(block) => embedded.block_html(&body, &block.id)?,
            None => embedded.html_of(&body).text,
        };
        self.code_time.set(embedded.code_time.get());
        let html = format!(
            "<section class=\"embed\"><p class=\"embed-title\"><a href=\"{url}\">{title}</a></p>\n{text}</section>\n"
        );
        self.embed_html_budget
            .set(self.embed_html_budget.get().checked_sub(html.len())?);
        Some(html)
    }

    fn media(&self, target: &str) -> Option<MediaView<'_>> {
        match self.archive.resolve(self.note, target, false) {
            LinkTarget::Media(id) => Some(self.media_view(id)),
            _ => None,
        }
    }

    fn has_video(&self) -> bool {
        self.archive.note(self.note).has_video()
    }

    fn recording(&self, target: &str) -> Option<RecordingView<'_>> {
        let archive = self.archive;
        let LinkTarget::Media(file) = archive.resolve(self.note, target, false) else {
            return None;
        };
        let key = VideoKey::File(archive.media(file).path.as_str().into());
        let id = archive.video_by_key(&key)?;
        if archive.video_of(self.note) == Some(id) {
            return Some(RecordingView::Own);
        }
        let video = archive.video(id);
        video.is_listed().then(|| RecordingView::Other {
            key: video.key.as_str(),
            url: &video.url,
            media: self.media_view(file),
        })
    }

    fn video(&self, id: &YoutubeId) -> VideoView {
        if self.archive.note(self.note).video.as_ref() == Some(id) {
            return VideoView::Own;
        }
        self.video_page(id)
            .map_or(VideoView::External, VideoView::Page)
    }

    fn video_page(&self, id: &YoutubeId) -> Option<String> {
        let video = self.archive.video(self.archive.video_by_id(id)?);
        video.is_listed().then(|| video.url.clone())
    }

    fn moment_url_prefix(&self) -> Option<&str> {
        self.moments.as_deref()
    }

    fn selected_second(&self) -> Option<u32> {
        self.selected_second
    }

    fn resolve(&self, timestamp: &TimestampToken<'_>) -> Option<ResolvedTime> {
        if let Some(moment) = self.moment_of(timestamp) {
            return Some(moment.resolved);
        }
        let facts = &self.archive.note(self.note).facts;
        let offset = self.start.map(|start| start + timestamp.range().start);
        let is_past_end = offset.is_some_and(|offset| facts.is_past_end(offset));
        (!is_past_end).then(|| ResolvedTime::as_written(timestamp))
    }

    fn cited_video(&self, timestamp: &TimestampToken<'_>) -> Option<YoutubeId> {
        match self.moment_of(timestamp) {
            Some(moment) => moment.other_video(),
            None => timestamp.video,
        }
    }

    fn highlight_time_left(&self) -> &Cell<Duration> {
        &self.code_time
    }

    fn tag_url(&self, name: &str) -> Option<&str> {
        let tag = self.archive.tag_named(name)?;
        Some(&self.archive.tag(tag).url)
    }

    fn has_anchors(&self) -> bool {
        !self.is_embedded
    }

    fn keeps_line_breaks(&self) -> bool {
        self.keeps_line_breaks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Note;

    #[test]
    fn a_text_that_cannot_be_rendered_is_shown_as_plain_text() {
        assert_eq!(
            or_plain_text(|| "rendered".to_owned(), || plain_text("<b>")),
            "rendered"
        );
        let fails = || panic!("a bug");
        assert_eq!(
            or_plain_text(fails, || plain_text("<b>")),
            "<pre tabindex=\"0\"><code>&lt;b&gt;</code></pre>\n"
        );
    }

    /// The HTML of a note in an archive of these files.
    fn html_in(files: &[(&str, &str)], path: &str) -> String {
        let notes = files
            .iter()
            .map(|(path, text)| Note::new((*path).to_owned(), (*text).to_owned()));
        let site = Site::new(Archive::new(notes.collect::<Vec<_>>().into()), false);
        let found = site.archive.notes().find(|(_, note)| note.path == path);
        let (id, _) = found.expect(path);
        NoteRenderer::own(&site, id).html().text
    }

    #[test]
    fn a_link_shows_the_title_of_a_note_unless_it_is_unlisted() {
        let files = [
            ("c/page.md", "[[a]], [[b]]"),
            ("c/a.md", "---\ntitle: Listed\n---\n"),
            ("c/b.md", "---\ntitle: Aside\nunlisted: true\n---\n"),
        ];
        assert_eq!(
            html_in(&files, "c/page.md"),
            "<p><a href=\"/c/a\">Listed</a>, <a href=\"/c/b\">b</a></p>\n"
        );
    }

    #[test]
    fn a_reference_to_a_block_is_a_link_with_its_first_line() {
        let id = |number: u32| format!("64a1b2c3-0000-4000-8000-00000000000{number}");
        let (one, two, three, gone) = (id(1), id(2), id(3), id(9));
        let blocks = format!(
            "## H\n    - Peak **demand** came\n      id:: {one}\n      more\n        - a child\n\
             - other\n"
        );
        let twin = format!("- Twin\n  id:: {one}\n- ![](x.png)\n  id:: {two}\n");
        let unlisted = format!("---\nunlisted: true\n---\n- Words\n  id:: {three}\n");
        let upper = one.to_uppercase();
        let page = format!(
            "(({one})), [label]((({one}))), (({upper})), (({two})), (({three})), (({gone})).\n\n\
             {{{{embed (({one}))}}}}\n\n{{{{embed [[b]]}}}}\n\n{{{{embed (({gone}))}}}}\n",
        );
        let files = [
            ("a.md", blocks.as_str()),
            ("b.md", &twin),
            ("c.md", &unlisted),
            ("page.md", &page),
        ];
        let html = html_in(&files, "page.md");
        for part in [
            format!("<p><a href=\"/a#^{one}\">Peak demand came</a>, "),
            format!("<a href=\"/a#^{one}\">label</a>, "),
            format!("<a href=\"/a#^{one}\">Peak demand came</a>, <a href=\"/b#^{two}\">b</a>"),
            format!("<a href=\"/c#^{three}\">(({three}))</a>, (({gone})).</p>"),
            "<ul>\n<li>Peak <strong>demand</strong> came\nmore<ul>\n<li>a child</li>".to_owned(),
            "Twin".to_owned(),
            format!("<p>(({gone}))</p>"),
        ] {
            assert!(html.contains(&part), "{part} in {html}");
        }
        assert!(!html.contains("other") && !html.contains("Words"), "{html}");
        assert!(html_in(&files, "a.md").contains(&format!("<li id=\"^{one}\">")));
    }

    #[test]
    fn code_of_embedded_notes_uses_the_time_of_the_page() {
        let note = |path: &str, body: &str| Note::new(path.to_owned(), body.to_owned());
        let embedded = note(
            "c/code.md",
            &format!("```rust\n{}```\n", "fn main() {}\n".repeat(50)),
        );
        let archive =
            Archive::new(vec![note("c/page.md", "![[code]]\n\n![[code]]\n"), embedded].into());
        let site = Site::new(archive, false);
        let id = site
            .archive
            .notes()
            .find(|(_, note)| note.path == "c/page.md")
            .expect("the note")
            .0;
        let renderer = NoteRenderer::own(&site, id);
        assert!(
            renderer
                .html()
                .text
                .contains("<span class=\"hl-keyword\">fn</span>")
        );
        assert!(renderer.code_time.get() < MAX_HIGHLIGHT_TIME);
        renderer.code_time.set(Duration::ZERO);
        assert!(
            !renderer.html().text.contains("<span"),
            "no time remains for either"
        );
    }
}
