//! Renders a note as HTML when it is requested. Everything except a short list of constructs is
//! written as text, and so is markup that would make the page much larger than the note
//! (`html/budget.rs`).

mod block;
mod budget;
mod callout;
mod formula;
mod inline_footnote;
mod media;
mod structure;
mod table;
mod tag_link;
mod timestamp_link;

use std::cell::Cell;
use std::collections::HashMap;
use std::time::Duration;

use pulldown_cmark::{Alignment, Event};

pub use block::block_html;
use budget::Budget;
use inline_footnote::OpenFootnote;
pub use media::{MediaView, RecordingView};
pub use timestamp_link::{MomentTarget, timestamp_link};

use crate::markdown::escape::escape;
use crate::markdown::events::{self, NoteEvent};
use crate::markdown::lexer::token::{TimestampToken, VideoEmbed, Wikilink};
use crate::markdown::plain_text::PlainText;
use crate::markdown::resolved_time::ResolvedTime;
use crate::markdown::slug::Slugs;
use crate::text::timestamp::RawTimestamp;
use crate::text::youtube::YoutubeId;

/// The context of a note, which provides what the HTML needs beyond the text of the note.
pub trait RenderContext {
    /// The target of a wikilink.
    fn wikilink(&self, link: &Wikilink<'_>) -> LinkView;
    /// The HTML of an embedded note; `None` makes the embed a link.
    fn embed(&self, link: &Wikilink<'_>) -> Option<String>;
    /// The media file that a link leads to; `None` if it leads to none.
    fn media(&self, target: &str) -> Option<MediaView<'_>>;
    /// Whether the note is about a video.
    fn has_video(&self) -> bool;
    /// Where the moments of the recording play that a link leads to; `None` if it leads to none, or
    /// no page plays it.
    fn recording(&self, target: &str) -> Option<RecordingView<'_>>;
    /// The part of a moment's URL before `?t=`; `None` if there is no video to play.
    fn moment_url_prefix(&self) -> Option<&str>;
    /// The second of the page's own video that its URL selects.
    fn selected_second(&self) -> Option<u32>;
    /// Where the moments of a video play.
    fn video(&self, id: &YoutubeId) -> VideoView;
    /// The URL of the page of a video; `None` if it has none.
    fn video_page(&self, id: &YoutubeId) -> Option<String>;
    /// The second that a timestamp means; `None` if it means none of the video.
    fn resolve(&self, timestamp: &TimestampToken<'_>) -> Option<ResolvedTime>;
    /// The video that a timestamp cites: that of its URL, or of the player above it, which may be
    /// outside an embedded section. `None` for the note's own.
    fn cited_video(&self, timestamp: &TimestampToken<'_>) -> Option<YoutubeId>;
    /// The URL of the page of a tag; `None` if it has none.
    fn tag_url(&self, name: &str) -> Option<&str>;
    /// The time left for highlighting the code of the page; initially [`MAX_HIGHLIGHT_TIME`].
    ///
    /// [`MAX_HIGHLIGHT_TIME`]: crate::markdown::MAX_HIGHLIGHT_TIME
    fn highlight_time_left(&self) -> &Cell<Duration>;
    /// Whether headings get anchors, which those of an embedded note do not.
    fn has_anchors(&self) -> bool;
    /// Whether a single line break in a paragraph is shown. In CommonMark, it is a space.
    fn keeps_line_breaks(&self) -> bool;
}

/// The target of a wikilink for rendering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkView {
    /// A page or file of this archive.
    Page {
        /// Its URL.
        url: String,
        /// The title that replaces the name of a file as the text of the link.
        title: Option<String>,
    },
    /// The URL of a topic without a note.
    Topic(String),
    /// A URL outside this archive.
    External(String),
    /// None; the label is shown as text.
    Unresolved,
}

/// Where the moments of a video play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VideoView {
    /// On the page of the note, which is about this video.
    Own,
    /// On the page of the video, with this URL. If the note's page has a player, it can play there.
    Page(String),
    /// On YouTube.
    External,
}

/// The HTML of a body.
#[derive(Debug, Default)]
pub struct Html {
    /// The HTML.
    pub text: String,
    /// The number of headings with an anchor, which are the first ones.
    pub anchors: usize,
}

/// Renders a body.
pub fn html(body: &str, context: &dyn RenderContext) -> Html {
    let mut writer = Writer::new(context, body.len());
    events::read(body, context.has_video(), |event| writer.on_event(event));
    writer.write_footnotes();
    Html {
        text: writer.out,
        anchors: writer.anchors,
    }
}

/// A footnote of the note.
struct Footnote {
    number: usize,
    is_defined: bool,
}

/// Writes the HTML of a note.
pub(super) struct Writer<'c> {
    pub(super) out: String,
    context: &'c dyn RenderContext,
    budget: Budget,
    slugs: Slugs,
    /// The number of headings with an anchor.
    anchors: usize,
    /// The byte offset in `out` of the open heading's text, and that text.
    heading: Option<(usize, PlainText)>,
    /// The text of the open heading before its first inline footnote.
    heading_text: Option<String>,
    /// The start tag of the open link, which is repeated after a nested link.
    link: Option<String>,
    /// The URL and the alternative text of the open image.
    image: Option<(String, String)>,
    /// The language and text of the open code block.
    code: Option<(String, String)>,
    /// The alignments of the columns of the open table.
    alignments: Vec<Alignment>,
    /// The markup of a row of the open table, in bytes.
    row_bytes: usize,
    /// The end tags of the open table.
    table_end: &'static str,
    /// The index of the current table cell.
    cell: usize,
    in_head: bool,
    /// The end tag of each open callout.
    callouts: Vec<&'static str>,
    footnotes: HashMap<String, Footnote>,
    /// The state outside the open inline footnote.
    open_footnote: Option<OpenFootnote>,
    /// The texts of the inline footnotes before, as HTML.
    footnote_texts: String,
    /// Whether the last event was a timestamp.
    after_timestamp: bool,
    /// Whether the last event was a line break that is shown only by
    /// [`RenderContext::keeps_line_breaks`].
    after_kept_break: bool,
    /// The id of the block that starts with the next event.
    block_id: Option<String>,
}

impl<'c> Writer<'c> {
    pub(super) fn new(context: &'c dyn RenderContext, length: usize) -> Self {
        Self {
            out: String::with_capacity(length * 3 / 2),
            context,
            budget: Budget::new(length),
            slugs: Slugs::default(),
            anchors: 0,
            heading: None,
            heading_text: None,
            link: None,
            image: None,
            code: None,
            alignments: Vec::new(),
            row_bytes: 0,
            table_end: "",
            cell: 0,
            in_head: false,
            callouts: Vec::new(),
            footnotes: HashMap::new(),
            open_footnote: None,
            footnote_texts: String::new(),
            after_timestamp: false,
            after_kept_break: false,
            block_id: None,
        }
    }

    pub(super) fn on_event(&mut self, event: NoteEvent<'_>) {
        let after_timestamp = std::mem::take(&mut self.after_timestamp);
        let after_kept_break = std::mem::take(&mut self.after_kept_break);
        match event {
            NoteEvent::Text(text) => self.text(text),
            NoteEvent::InvalidTimestamp(invalid) => self.text(invalid.text),
            NoteEvent::Timestamp(timestamp) => self.timestamp(timestamp, after_timestamp),
            NoteEvent::Wikilink(link) => self.wikilink(link),
            NoteEvent::BlockEmbed(link) => self.block_embed(link),
            NoteEvent::InlineEmbed(link) => self.inline_embed(link),
            NoteEvent::Video(video) => self.video(video, after_timestamp),
            NoteEvent::Math { tex, display } => self.formula(tex, display),
            NoteEvent::FootnoteStart => self.start_footnote(),
            NoteEvent::FootnoteEnd => self.end_footnote(),
            NoteEvent::Details(tag) => self.details(tag),
            NoteEvent::Hashtag(name) => self.tag_link(name),
            NoteEvent::TaskMark(mark) => self.task_mark(mark),
            NoteEvent::TagStart(name) => self.open(&format!("<{name}>"), name.len() + 3, ""),
            NoteEvent::TagEnd(name) => self.close(&format!("</{name}>"), ""),
            NoteEvent::CalloutStart(callout) => self.callout(callout.kind, callout.fold),
            NoteEvent::CalloutBody => self.callout_body(),
            NoteEvent::CalloutEnd => self.end_callout(),
            NoteEvent::HeadingOffset(_) | NoteEvent::HeadingId(_) => {}
            NoteEvent::BlockId(id, _) => self.begin_block(id),
            // A time that starts a line, which is kept already.
            NoteEvent::Event(Event::HardBreak) if after_kept_break => {}
            NoteEvent::Event(event) => self.event(event),
        }
    }

    /// Writes the start of an element and pays for the whole element, or else writes plain text.
    fn open(&mut self, html: &str, end_bytes: usize, plain: &str) {
        let html = self.with_block_id(html);
        let is_paid = self.budget.open(html.len() + end_bytes);
        self.out.push_str(if is_paid { &html } else { plain });
    }

    /// Writes the end of an element, or plain text if its start was not paid for.
    fn close(&mut self, html: &str, plain: &str) {
        let is_paid = self.budget.close();
        self.out.push_str(if is_paid { html } else { plain });
    }

    /// Writes markup and pays for it, or else writes plain text.
    fn markup(&mut self, html: &str, plain: &str) {
        let is_paid = self.budget.pay(html.len());
        self.out.push_str(if is_paid { html } else { plain });
    }

    /// Renders an embed that is a paragraph.
    fn block_embed(&mut self, link: &Wikilink<'_>) {
        self.block_anchor();
        let html = if self.budget.is_spent() {
            None
        } else {
            self.context.embed(link)
        };
        match html {
            Some(html) => self.out.push_str(&html),
            None => {
                self.open("<p>", 5, "");
                self.inline_embed(link);
                self.close("</p>\n", "\n");
            }
        }
    }

    fn formula(&mut self, tex: &str, display: bool) {
        if let Some((_, heading)) = &mut self.heading {
            heading.push(tex.trim());
        }
        let converted = self
            .budget
            .formula(formula::is_deep(tex))
            .then(|| formula::html(tex, display));
        let html = converted
            .filter(|html| self.budget.can_pay(html.len()))
            .unwrap_or_else(|| formula::source(tex));
        let mark = if display { "$$" } else { "$" };
        self.markup(&html, &format!("{mark}{}{mark}", escape(tex)));
    }

    fn text(&mut self, text: &str) {
        if let Some((_, heading)) = &mut self.heading {
            heading.push(text);
        }
        if let Some((_, alt)) = &mut self.image {
            alt.push_str(text);
        } else if let Some((_, code)) = &mut self.code {
            code.push_str(text);
        } else {
            self.out.push_str(&escape(text));
        }
    }

    fn timestamp(&mut self, timestamp: TimestampToken<'_>, after_timestamp: bool) {
        let other = self
            .context
            .cited_video(&timestamp)
            .map(|id| (id, self.context.video(&id)))
            .filter(|(_, view)| *view != VideoView::Own);
        let target = match &other {
            Some((id, VideoView::Page(url))) => MomentTarget::Video {
                key: id.as_str(),
                url,
                recording: None,
            },
            Some((id, _)) => MomentTarget::YouTube(id),
            None => match self.context.moment_url_prefix() {
                Some("") => MomentTarget::OwnPage {
                    selected: self.context.selected_second(),
                },
                Some(url) => MomentTarget::Page(url),
                None => MomentTarget::None,
            },
        };
        self.moment(&timestamp, &target, after_timestamp);
    }

    /// A time that no second of the video means: it stays text, as written.
    fn time_past_end(&mut self, timestamp: &TimestampToken<'_>, after_timestamp: bool) {
        if after_timestamp {
            self.out.push(' ');
        }
        self.after_timestamp = true;
        let source = escape(timestamp.source);
        let html =
            format!("<span class=\"time\" title=\"Past the end of the video\">{source}</span>");
        match self.budget.pay(html.len()) {
            true => self.out.push_str(&html),
            false => self.out.push_str(&source),
        }
    }

    fn moment(
        &mut self,
        timestamp: &TimestampToken<'_>,
        target: &MomentTarget<'_>,
        after_timestamp: bool,
    ) {
        if let Some((_, heading)) = &mut self.heading {
            heading.push_timestamp();
        }
        let Some(resolved) = self.context.resolve(timestamp) else {
            return self.time_past_end(timestamp, after_timestamp);
        };
        let mut timestamp_link = String::new();
        if !self.budget.is_spent() {
            timestamp_link = timestamp_link::timestamp_link(timestamp, resolved, target);
        }
        self.after_timestamp = true;
        let is_link = !matches!(target, MomentTarget::None);
        // Without a URL it is not a link, so it may be inside one.
        let outer_link_bytes = if is_link { self.link_bytes() } else { 0 };
        let is_paid = self
            .budget
            .pay("&nbsp;".len() + timestamp_link.len() + outer_link_bytes);
        // A non-breaking space keeps it on the line of the word before it.
        if after_timestamp {
            self.out.push(' ');
        } else if is_paid && self.out.ends_with(' ') {
            self.out.pop();
            self.out.push_str("&nbsp;");
        }
        match is_link {
            _ if !is_paid => self.out.push_str(&resolved.format()),
            true => self.push_link(&timestamp_link),
            false => self.out.push_str(&timestamp_link),
        }
    }

    /// Renders a player: as the moment at which it starts. The player of the note's own video is
    /// beside the text, so it needs no moment without a time.
    fn video(&mut self, video: &VideoEmbed<'_>, after_timestamp: bool) {
        let timestamp = video.timestamp();
        if timestamp.is_none() && self.context.video(&video.url.id) == VideoView::Own {
            if let Some((_, heading)) = &mut self.heading {
                heading.push(&video.label);
            }
            return;
        }
        if !video.label.is_empty() {
            self.text(&video.label);
            self.text(" ");
        }
        let from_start = || TimestampToken {
            video: Some(video.url.id),
            start: video.start,
            ..TimestampToken::new(video.source, RawTimestamp::default(), None)
        };
        self.timestamp(timestamp.unwrap_or_else(from_start), after_timestamp);
    }

    fn wikilink(&mut self, link: &Wikilink<'_>) {
        let text = link.display_text();
        if let Some((_, heading)) = &mut self.heading {
            heading.push(&text);
        }
        // An image without a label, which is no image.
        let label = escape(if text.is_empty() { &link.target } else { &text });
        if self.budget.is_spent() {
            return self.out.push_str(&label);
        }
        if let Some(timestamp) = link.timestamp("")
            && let Some(recording) = self.context.recording(&link.target)
        {
            let is_time = RawTimestamp::parse(&text).is_some();
            let words = link.label.as_deref().filter(|_| !is_time);
            if let Some(words) = words {
                self.out.push_str(&escape(words));
                self.out.push(' ');
            }
            return self.recording_moment(timestamp, &recording);
        }
        let html = match self.context.wikilink(link) {
            // The name of a file is shown as the title of its note.
            LinkView::Page {
                url,
                title: Some(title),
            } if link.label.is_none() && !link.target.contains(' ') => {
                format!("<a href=\"{}\">{}</a>", escape(&url), escape(&title))
            }
            LinkView::Page { url, .. } => {
                format!("<a href=\"{}\">{label}</a>", escape(&url))
            }
            LinkView::Topic(url) => {
                format!(
                    "<a class=\"unresolved\" href=\"{}\" title=\"No note yet\">{label}</a>",
                    escape(&url)
                )
            }
            LinkView::External(url) => external_link(&url, &label),
            LinkView::Unresolved => label.clone().into_owned(),
        };
        match self.budget.pay(html.len() + self.link_bytes()) {
            true => self.push_link(&html),
            false => self.out.push_str(&label),
        }
    }

    /// The markup for interrupting the open link, in bytes.
    fn link_bytes(&self) -> usize {
        self.link
            .as_ref()
            .map_or(0, |start| start.len() + "</a>".len())
    }

    /// Writes a link. Links cannot be nested, so the open link ends before it and restarts after
    /// it.
    fn push_link(&mut self, html: &str) {
        let start = self.link.clone();
        self.end_link(start.as_deref());
        self.out.push_str(html);
        self.out.push_str(start.as_deref().unwrap_or_default());
    }

    /// Ends a link with this start tag, or removes the start tag if the link is empty.
    fn end_link(&mut self, start: Option<&str>) {
        let Some(start) = start else { return };
        match self.out.strip_suffix(start).map(str::len) {
            Some(length) => self.out.truncate(length),
            None => self.out.push_str("</a>"),
        }
    }
}

/// An external link, or only the label if the scheme of the URL is not allowed.
fn external_link(url: &str, label: &str) -> String {
    match external_link_start(url) {
        Some(start) => format!("{start}{label}</a>"),
        None => label.to_owned(),
    }
}

/// The start tag of an external link; `None` if the scheme of the URL is not allowed.
fn external_link_start(url: &str) -> Option<String> {
    let lower = url.trim_start().to_ascii_lowercase();
    let is_allowed = ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme));
    is_allowed.then(|| {
        format!(
            "<a class=\"external\" href=\"{}\" rel=\"noopener\">",
            escape(url.trim_start())
        )
    })
}
