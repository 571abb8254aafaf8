//! The listener at request: a note as HTML. What is not on its short list is written as text.

mod chip;
mod media;
mod structure;

use std::collections::HashMap;
use std::time::Duration;

use pulldown_cmark::Alignment;

pub use chip::chip;
pub use media::MediaShown;

use super::escape::escape;
use super::pieces::{self, Piece};
use super::plain::Plain;
use super::slug::Slugs;
use super::token::{Fold, Moment, Reading, Wikilink};
use super::{code, maths};
use crate::youtube::VideoId;

/// What the HTML of a note must be told, for the note alone does not know.
pub trait Links {
    /// Where a wikilink leads.
    fn wikilink(&self, link: &Wikilink<'_>) -> Address;
    /// An embedded note as HTML; `None` makes the embed a link.
    fn embed(&self, link: &Wikilink<'_>) -> Option<String>;
    /// The file of the archive that a target means; `None` where it means none.
    fn media(&self, target: &str) -> Option<MediaShown<'_>>;
    /// The video that the text is about.
    fn video(&self) -> Option<&VideoId>;
    /// What stands before `?t=` in the address of a moment; `None` where there is no video to play.
    fn moments(&self) -> Option<&str>;
    /// The second that a moment means.
    fn reading(&self, moment: &Moment<'_>) -> Reading;
    /// Whether headings get anchors: not where the note is embedded in another.
    fn has_anchors(&self) -> bool;
}

/// Where a wikilink leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A page of this archive, and the title it has.
    Page {
        /// Where it is.
        address: String,
        /// Its title, where it has one that a reader would know it by.
        title: Option<String>,
    },
    /// The page of a topic that no note answers.
    Missing(String),
    /// A place outside.
    Outside(String),
    /// Nowhere: the label is shown as text.
    Nowhere,
}

/// A body as HTML.
pub fn html(body: &str, links: &dyn Links) -> String {
    let mut writer = Writer::new(links, body.len());
    pieces::read(body, links.video(), |piece| writer.hear(piece));
    writer.out
}

/// A footnote of the note.
struct Footnote {
    number: usize,
    is_defined: bool,
}

pub(super) struct Writer<'c> {
    pub(super) out: String,
    links: &'c dyn Links,
    slugs: Slugs,
    /// Where the HTML of the open heading's text begins, and that text.
    heading: Option<(usize, Plain)>,
    /// The start tag of the open link, to go on with behind a link that stands in it.
    link: Option<String>,
    /// The text of the open image.
    image: Option<(String, String)>,
    /// The language and text of the open code block.
    code: Option<(String, String)>,
    /// How long code may yet take to be coloured.
    patience: Duration,
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    /// For each open callout, the tag that ends it.
    callouts: Vec<&'static str>,
    footnotes: HashMap<String, Footnote>,
    after_moment: bool,
}

impl<'c> Writer<'c> {
    pub(super) fn new(links: &'c dyn Links, length: usize) -> Self {
        Self {
            out: String::with_capacity(length * 3 / 2),
            links,
            slugs: Slugs::default(),
            heading: None,
            link: None,
            image: None,
            code: None,
            patience: code::PATIENCE,
            alignments: Vec::new(),
            cell: 0,
            in_head: false,
            callouts: Vec::new(),
            footnotes: HashMap::new(),
            after_moment: false,
        }
    }

    pub(super) fn hear(&mut self, piece: Piece<'_>) {
        let was_moment = std::mem::take(&mut self.after_moment);
        match piece {
            Piece::Text(text) | Piece::Unreadable(text) => self.text(text),
            Piece::Moment(moment) => self.moment(moment, was_moment),
            Piece::Wikilink(link) => self.wikilink(link),
            Piece::Embed(link) => match self.links.embed(link) {
                Some(html) => self.out.push_str(&html),
                None => {
                    self.out.push_str("<p>");
                    self.embed(link);
                    self.out.push_str("</p>\n");
                }
            },
            Piece::Embedded(link) => self.embed(link),
            Piece::Maths { tex, display } => {
                if let Some((_, heading)) = &mut self.heading {
                    heading.push(tex.trim());
                }
                self.out.push_str(&maths::html(tex, display));
            }
            Piece::TagStart(name) => self.tag("<", name),
            Piece::TagEnd(name) => self.tag("</", name),
            Piece::CalloutStart(callout) => self.callout(callout.kind, callout.fold),
            Piece::CalloutBody => self.callout_body(),
            Piece::CalloutEnd => {
                let end = self.callouts.pop().unwrap_or("</div>");
                self.out.push_str("</div>\n");
                self.out.push_str(end);
                self.out.push('\n');
            }
            Piece::Event(event) => self.event(event),
        }
    }

    fn tag(&mut self, open: &str, name: &str) {
        self.out.push_str(open);
        self.out.push_str(name);
        self.out.push('>');
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

    fn moment(&mut self, moment: Moment<'_>, was_moment: bool) {
        if let Some((_, heading)) = &mut self.heading {
            heading.moment();
        }
        let reading = self.links.reading(&moment);
        // A moment never starts a line: it stays with the word before it.
        if was_moment {
            self.out.push(' ');
        } else if self.out.ends_with(' ') {
            self.out.pop();
            self.out.push_str("&nbsp;");
        }
        let prefix = self.links.moments();
        let chip = chip(moment.written, moment.time, reading, prefix);
        // What is no link can stand in one.
        if prefix.is_some() {
            self.nested(&chip)
        } else {
            self.out.push_str(&chip)
        }
        self.after_moment = true;
    }

    fn wikilink(&mut self, link: &Wikilink<'_>) {
        let shown = link.shown();
        if let Some((_, heading)) = &mut self.heading {
            heading.push(&shown);
        }
        let label = escape(&shown);
        let html = match self.links.wikilink(link) {
            // A bare file name is shown as the title of its note.
            Address::Page { address, title: Some(title) } if link.label.is_none() && !link.target.contains(' ') => {
                format!("<a href=\"{}\">{}</a>", escape(&address), escape(&title))
            }
            Address::Page { address, .. } => format!("<a href=\"{}\">{label}</a>", escape(&address)),
            Address::Missing(address) => {
                format!("<a class=\"missing\" href=\"{}\" title=\"No note yet\">{label}</a>", escape(&address))
            }
            Address::Outside(address) => outside(&address, &label),
            Address::Nowhere => label.into_owned(),
        };
        self.nested(&html);
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

    fn callout(&mut self, kind: &str, fold: Option<Fold>) {
        let words = kind.split('|').next().unwrap_or(kind).trim();
        let class = super::slug::slug(words);
        let (start, title, end) = match fold {
            None => ("<div", "<p class=\"callout-title\">", "</div>"),
            Some(Fold::Open) => ("<details open", "<summary class=\"callout-title\">", "</details>"),
            Some(Fold::Closed) => ("<details", "<summary class=\"callout-title\">", "</details>"),
        };
        self.out.push_str(&format!("{start} class=\"callout\" data-callout=\"{}\">\n{title}", escape(&class)));
        let mut name = words.to_lowercase();
        if let Some(first) = name.get(..1) {
            name.replace_range(..1, &first.to_uppercase());
        }
        self.out.push_str(&format!("<span class=\"callout-kind\">{}</span> ", escape(&name)));
        self.callouts.push(end);
    }

    fn callout_body(&mut self) {
        let folds = self.callouts.last() == Some(&"</details>");
        let length = self.out.trim_end().len();
        self.out.truncate(length);
        self.out.push_str(if folds {
            "</summary>\n<div class=\"callout-body\">\n"
        } else {
            "</p>\n<div class=\"callout-body\">\n"
        });
    }
}

/// A link to a place outside, or the bare label where the address is not one that may be followed.
fn outside(address: &str, label: &str) -> String {
    match outside_start(address) {
        Some(start) => format!("{start}{label}</a>"),
        None => label.to_owned(),
    }
}

fn outside_start(address: &str) -> Option<String> {
    let lower = address.trim_start().to_ascii_lowercase();
    let is_allowed = ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    is_allowed.then(|| format!("<a class=\"outside\" href=\"{}\" rel=\"noopener\">", escape(address.trim_start())))
}
