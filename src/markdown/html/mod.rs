//! The listener at request: a note as HTML. What is not on its short list is written as text, and
//! so is what would make the page much larger than the note (`html/budget.rs`).

mod budget;
mod callout;
mod media;
mod structure;
mod table;
mod timestamp_link;

use std::cell::Cell;
use std::collections::HashMap;
use std::time::Duration;

use pulldown_cmark::Alignment;

use budget::Budget;
pub use media::MediaShown;
pub use timestamp_link::timestamp_link;

use crate::markdown::escape::escape;
use crate::markdown::events::{self, NoteEvent};
use crate::markdown::lexer::math;
use crate::markdown::lexer::token::{ResolvedTime, TimestampToken, Wikilink};
use crate::markdown::plain_text::Plain;
use crate::markdown::slug::Slugs;
use crate::text::youtube::YoutubeId;

/// What the HTML of a note must be told, for the note alone does not know.
pub trait RenderContext {
    /// Where a wikilink leads.
    fn wikilink(&self, link: &Wikilink<'_>) -> LinkView;
    /// An embedded note as HTML; `None` makes the embed a link.
    fn embed(&self, link: &Wikilink<'_>) -> Option<String>;
    /// The file of the archive that a target means; `None` where it means none.
    fn media(&self, target: &str) -> Option<MediaShown<'_>>;
    /// The video that the text is about.
    fn video(&self) -> Option<&YoutubeId>;
    /// What stands before `?t=` in the URL of a moment; `None` where there is no video to play.
    fn moments(&self) -> Option<&str>;
    /// The second that a moment means.
    fn reading(&self, moment: &TimestampToken<'_>) -> ResolvedTime;
    /// How long the code of the page may still take to highlight; initially `CODE_TIME`.
    fn code_time(&self) -> &Cell<Duration>;
    /// Whether headings get anchors: not where the note is embedded in another.
    fn has_anchors(&self) -> bool;
}

/// Where a wikilink leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkView {
    /// A page of this archive, and the title it has.
    Page {
        /// Where it is.
        url: String,
        /// Its title, where it has one that a reader would know it by.
        title: Option<String>,
    },
    /// The page of a topic without a note.
    Topic(String),
    /// A URL outside this archive.
    External(String),
    /// Nowhere: the label is shown as text.
    Unresolved,
}

/// A body as HTML.
#[derive(Debug, Default)]
pub struct Html {
    /// The HTML.
    pub text: String,
    /// How many of its headings, the first ones, have their anchors.
    pub anchors: usize,
}

/// Renders a body.
pub fn html(body: &str, links: &dyn RenderContext) -> Html {
    let mut writer = Writer::new(links, body.len());
    events::read(body, links.video(), |piece| writer.on_event(piece));
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

pub(super) struct Writer<'c> {
    pub(super) out: String,
    links: &'c dyn RenderContext,
    budget: Budget,
    slugs: Slugs,
    /// How many headings have an anchor.
    anchors: usize,
    /// Where the HTML of the open heading's text begins, and that text.
    heading: Option<(usize, Plain)>,
    /// The start tag of the open link, to go on with behind a link that stands in it.
    link: Option<String>,
    /// The text of the open image.
    image: Option<(String, String)>,
    /// The language and text of the open code block.
    code: Option<(String, String)>,
    alignments: Vec<Alignment>,
    /// What a row of the open table costs, in bytes.
    row_bytes: usize,
    /// What ends the open table.
    table_end: &'static str,
    cell: usize,
    in_head: bool,
    /// For each open callout, the tag that ends it.
    callouts: Vec<&'static str>,
    footnotes: HashMap<String, Footnote>,
    after_moment: bool,
}

impl<'c> Writer<'c> {
    pub(super) fn new(links: &'c dyn RenderContext, length: usize) -> Self {
        Self {
            out: String::with_capacity(length * 3 / 2),
            links,
            budget: Budget::new(length),
            slugs: Slugs::default(),
            anchors: 0,
            heading: None,
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
            after_moment: false,
        }
    }

    pub(super) fn on_event(&mut self, piece: NoteEvent<'_>) {
        let was_moment = std::mem::take(&mut self.after_moment);
        match piece {
            NoteEvent::Text(text) => self.text(text),
            NoteEvent::Unreadable(unreadable) => self.text(unreadable.text),
            NoteEvent::Timestamp(moment) => self.moment(moment, was_moment),
            NoteEvent::Wikilink(link) => self.wikilink(link),
            NoteEvent::Embed(link) => self.own_embed(link),
            NoteEvent::Embedded(link) => self.embed(link),
            NoteEvent::Maths { tex, display } => self.formula(tex, display),
            NoteEvent::TagStart(name) => self.open(&format!("<{name}>"), name.len() + 3, ""),
            NoteEvent::TagEnd(name) => self.close(&format!("</{name}>"), ""),
            NoteEvent::CalloutStart(callout) => self.callout(callout.kind, callout.fold),
            NoteEvent::CalloutBody => self.callout_body(),
            NoteEvent::CalloutEnd => self.end_callout(),
            NoteEvent::HeadingAt(_) => {}
            NoteEvent::Event(event) => self.event(event),
        }
    }

    /// Writes the start of an element and pays for all of it, or else writes plain text.
    fn open(&mut self, html: &str, end_bytes: usize, plain: &str) {
        let is_paid = self.budget.open(html.len() + end_bytes);
        self.out.push_str(if is_paid { html } else { plain });
    }

    /// Writes the end of an element, or plain text where its start was not paid for.
    fn close(&mut self, html: &str, plain: &str) {
        let is_paid = self.budget.close();
        self.out.push_str(if is_paid { html } else { plain });
    }

    /// Writes markup and pays for it, or else writes plain text.
    fn markup(&mut self, html: &str, plain: &str) {
        let is_paid = self.budget.pay(html.len());
        self.out.push_str(if is_paid { html } else { plain });
    }

    /// An embed that is a paragraph of its own.
    fn own_embed(&mut self, link: &Wikilink<'_>) {
        let html = if self.budget.is_spent() {
            None
        } else {
            self.links.embed(link)
        };
        match html {
            Some(html) => self.out.push_str(&html),
            None => {
                self.open("<p>", 5, "");
                self.embed(link);
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
            .formula(math::is_deep(tex))
            .then(|| math::html(tex, display));
        let html = converted
            .filter(|html| self.budget.can_pay(html.len()))
            .unwrap_or_else(|| math::source(tex));
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

    fn moment(&mut self, moment: TimestampToken<'_>, was_moment: bool) {
        if let Some((_, heading)) = &mut self.heading {
            heading.moment();
        }
        let reading = self.links.reading(&moment);
        let prefix = self.links.moments();
        let mut timestamp_link = String::new();
        if !self.budget.is_spent() {
            timestamp_link =
                timestamp_link::timestamp_link(moment.written, moment.time, reading, prefix);
        }
        self.after_moment = true;
        // What is no link can stand in one.
        let outer = if prefix.is_some() {
            self.link_bytes()
        } else {
            0
        };
        let is_paid = self
            .budget
            .pay("&nbsp;".len() + timestamp_link.len() + outer);
        // A moment never starts a line: it stays with the word before it.
        if was_moment {
            self.out.push(' ');
        } else if is_paid && self.out.ends_with(' ') {
            self.out.pop();
            self.out.push_str("&nbsp;");
        }
        match prefix {
            _ if !is_paid => self.out.push_str(&reading.shown()),
            Some(_) => self.nested(&timestamp_link),
            None => self.out.push_str(&timestamp_link),
        }
    }

    fn wikilink(&mut self, link: &Wikilink<'_>) {
        let shown = link.shown();
        if let Some((_, heading)) = &mut self.heading {
            heading.push(&shown);
        }
        let label = escape(&shown);
        if self.budget.is_spent() {
            return self.out.push_str(&label);
        }
        let html = match self.links.wikilink(link) {
            // A bare file name is shown as the title of its note.
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
            LinkView::External(url) => outside(&url, &label),
            LinkView::Unresolved => label.clone().into_owned(),
        };
        match self.budget.pay(html.len() + self.link_bytes()) {
            true => self.nested(&html),
            false => self.out.push_str(&label),
        }
    }

    /// What it costs that the open link pauses and goes on, in bytes.
    fn link_bytes(&self) -> usize {
        self.link
            .as_ref()
            .map_or(0, |start| start.len() + "</a>".len())
    }

    /// A link cannot stand in a link: the outer one pauses.
    fn nested(&mut self, html: &str) {
        let start = self.link.clone();
        self.pause(start.as_deref());
        self.out.push_str(html);
        self.out.push_str(start.as_deref().unwrap_or_default());
    }

    /// Ends a link; one that holds nothing was never there.
    fn pause(&mut self, start: Option<&str>) {
        let Some(start) = start else { return };
        match self.out.strip_suffix(start).map(str::len) {
            Some(length) => self.out.truncate(length),
            None => self.out.push_str("</a>"),
        }
    }
}

/// A link to a place outside, or the bare label where the URL is not one that may be followed.
fn outside(url: &str, label: &str) -> String {
    match outside_start(url) {
        Some(start) => format!("{start}{label}</a>"),
        None => label.to_owned(),
    }
}

fn outside_start(url: &str) -> Option<String> {
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
