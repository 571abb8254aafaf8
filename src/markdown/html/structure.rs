//! Renders the structure of CommonMark: blocks, lists, code, footnotes, images.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use crate::markdown::code;
use crate::markdown::escape::escape;
use crate::markdown::html::{Footnote, Writer, external_link, external_link_start};
use crate::markdown::lexer::token::DetailsTag;
use crate::markdown::plain_text::PlainText;
use crate::text::video_url::VideoUrl;

impl Writer<'_> {
    pub(super) fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Code(code) => {
                if let Some((_, heading)) = &mut self.heading {
                    heading.push(&code);
                }
                let (code, is_paid) = (escape(&code), self.budget.pay("<code></code>".len()));
                self.out.push_str(&if is_paid {
                    format!("<code>{code}</code>")
                } else {
                    code.into_owned()
                });
            }
            Event::SoftBreak => {
                self.soft_break();
                self.line_break();
            }
            Event::HardBreak => {
                self.markup("<br>\n", "\n");
                self.line_break();
            }
            Event::Rule => self.markup("<hr>\n", "\n"),
            Event::TaskListMarker(true) => self.markup(
                "<input type=\"checkbox\" disabled checked aria-label=\"done\"> ",
                "[x] ",
            ),
            Event::TaskListMarker(false) => self.markup(
                "<input type=\"checkbox\" disabled aria-label=\"to do\"> ",
                "[ ] ",
            ),
            Event::FootnoteReference(label) => {
                self.footnote_reference(&label);
            }
            // HTML and math of the dialect are tokens; others are text.
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => self.text(&text),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.open("<p>", "</p>\n".len(), ""),
            Tag::Heading { .. } => {
                self.heading = Some((self.out.len(), PlainText::default()));
                self.block_anchor();
            }
            Tag::BlockQuote(_) => self.open("<blockquote>\n", "</blockquote>\n".len(), ""),
            Tag::CodeBlock(kind) => {
                self.block_anchor();
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info
                        .split([' ', ',', '{'])
                        .next()
                        .unwrap_or_default()
                        .to_lowercase(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            Tag::List(Some(1)) => self.open("<ol>\n", "</ol>\n".len(), ""),
            Tag::List(Some(start)) => {
                self.open(&format!("<ol start=\"{start}\">\n"), "</ol>\n".len(), "")
            }
            Tag::List(None) => self.open("<ul>\n", "</ul>\n".len(), ""),
            Tag::Item => self.open("<li>", "</li>\n".len(), ""),
            Tag::FootnoteDefinition(label) => {
                let html = self.footnote_start(&label);
                let number = self.footnote(&label).number;
                self.open(&html, "</div>\n".len(), &format!("[{number}] "));
            }
            Tag::Table(alignments) => self.table(alignments),
            Tag::TableHead => (self.in_head, self.cell) = (true, 0),
            Tag::TableRow => self.table_row(),
            Tag::TableCell => self.table_cell(),
            Tag::Emphasis => self.open("<em>", "</em>".len(), ""),
            Tag::Strong => self.open("<strong>", "</strong>".len(), ""),
            Tag::Strikethrough => self.open("<del>", "</del>".len(), ""),
            Tag::Link { dest_url, .. } if !self.budget.is_spent() => {
                // A video has a page of its own.
                let page =
                    VideoUrl::parse(&dest_url).and_then(|url| self.context.video_page(&url.id));
                let start = match page {
                    Some(url) => Some(format!("<a href=\"{}\">", escape(&url))),
                    None => external_link_start(&dest_url),
                };
                let start = start.filter(|start| self.budget.pay(start.len() + "</a>".len()));
                self.out.push_str(start.as_deref().unwrap_or_default());
                self.link = start;
            }
            Tag::Image { dest_url, .. } if self.image.is_none() => {
                self.image = Some((dest_url.into_string(), String::new()))
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            // A paragraph of only the note's own player, or of tags that are left out.
            TagEnd::Paragraph if self.out.trim_end().ends_with("<p>") => {
                self.budget.close();
                self.out.truncate(self.out.trim_end().len() - "<p>".len());
            }
            TagEnd::Paragraph => self.close("</p>\n", "\n"),
            TagEnd::Heading(level) => self.end_heading(level as u8),
            TagEnd::BlockQuote(_) => self.close("</blockquote>\n", "\n"),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(true) => self.close("</ol>\n", "\n"),
            TagEnd::List(false) => self.close("</ul>\n", "\n"),
            TagEnd::Item => self.close("</li>\n", "\n"),
            TagEnd::FootnoteDefinition => self.close("</div>\n", "\n"),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_table_head(),
            TagEnd::TableRow => self.end_table_row(),
            TagEnd::TableCell => self.end_table_cell(),
            TagEnd::Emphasis => self.close("</em>", ""),
            TagEnd::Strong => self.close("</strong>", ""),
            TagEnd::Strikethrough => self.close("</del>", ""),
            TagEnd::Link => {
                let start = self.link.take();
                self.end_link(start.as_deref());
            }
            TagEnd::Image => self.end_image(),
            _ => {}
        }
    }

    /// Renders the tags of `<details>` and its summary.
    pub(super) fn details(&mut self, tag: DetailsTag) {
        match tag {
            DetailsTag::Start { is_open } => {
                let open = if is_open { " open" } else { "" };
                let html = format!("<details{open}>\n");
                self.open(&html, "</details>\n".len(), "");
            }
            DetailsTag::Summary => self.open("<summary>", "</summary>\n".len(), ""),
            DetailsTag::SummaryEnd => self.close("</summary>\n", "\n"),
            DetailsTag::End => self.close("</details>\n", "\n"),
        }
    }

    /// Renders the box of a task that is neither open nor done. Assistive technology reads what its
    /// mark means.
    pub(super) fn task_mark(&mut self, mark: &str) {
        let meaning = match mark {
            "/" => "in progress",
            "-" => "cancelled",
            ">" => "forwarded",
            "<" => "scheduled",
            "?" => "question",
            "!" => "important",
            "*" => "starred",
            "\"" => "quote",
            other => other,
        };
        let mark = escape(mark);
        let html = format!(
            "<span class=\"task-mark\" role=\"img\" aria-label=\"{meaning}\">{mark}</span>"
        );
        self.markup(&html, &format!("[{mark}]"));
    }

    /// The footnote with this label. Footnotes are numbered in the order of their first occurrence.
    fn footnote(&mut self, label: &str) -> &mut Footnote {
        let number = self.footnotes.len() + 1;
        self.footnotes.entry(label.to_owned()).or_insert(Footnote {
            number,
            is_defined: false,
        })
    }

    /// The start of the text of a footnote. The first text of a label is what references lead to.
    pub(super) fn footnote_start(&mut self, label: &str) -> String {
        let has_anchors = self.context.has_anchors();
        let footnote = self.footnote(label);
        let number = footnote.number;
        let is_first = !std::mem::replace(&mut footnote.is_defined, true);
        let anchor = if is_first && has_anchors {
            format!(" id=\"note_{number}\"")
        } else {
            String::new()
        };
        format!("<div class=\"footnote-text\"{anchor}><sup>{number}</sup> ")
    }

    /// Writes a reference to a footnote, and returns its number.
    pub(super) fn footnote_reference(&mut self, label: &str) -> usize {
        let number = self.footnote(label).number;
        let link = if self.context.has_anchors() {
            format!("<a href=\"#note_{number}\" aria-label=\"Footnote {number}\">{number}</a>")
        } else {
            number.to_string()
        };
        if !self
            .budget
            .pay("<sup class=\"footnote\"></sup>".len() + link.len() + self.link_bytes())
        {
            self.out.push_str(&format!("[{number}]"));
            return number;
        }
        self.push_link(&format!("<sup class=\"footnote\">{link}</sup>"));
        number
    }

    /// Renders a single line break. One before all text of a paragraph is left out.
    fn soft_break(&mut self) {
        let is_kept = self.context.keeps_line_breaks()
            && self.heading.is_none()
            && self.image.is_none()
            && !self.out.ends_with("<p>")
            && !self.out.ends_with("<p> ");
        if is_kept {
            self.markup("<br>\n", "\n");
        } else {
            self.out.push('\n');
        }
        self.after_kept_break = is_kept;
    }

    /// Adds a space for a line break to the text of a heading or an image.
    fn line_break(&mut self) {
        if let Some((_, heading)) = &mut self.heading {
            heading.push(" ");
        }
        if let Some((_, alt)) = &mut self.image {
            alt.push(' ');
        }
    }

    /// Ends a heading. Its level is at least 2, because the title of the page is the only `h1`.
    fn end_heading(&mut self, level: u8) {
        let Some((at, text)) = self.heading.take() else {
            return;
        };
        let level = level.max(2);
        let before_footnote = self.heading_text.take();
        let text = before_footnote.as_deref().unwrap_or(text.block());
        let anchor = self
            .slugs
            .unique(text.trim())
            .filter(|_| self.context.has_anchors());
        let (start, end) = match &anchor {
            Some(anchor) => (
                format!("<h{level} id=\"{}\">", escape(anchor)),
                format!("</h{level}>\n"),
            ),
            None => (format!("<h{level}>"), format!("</h{level}>\n")),
        };
        if !self.budget.pay(start.len() + end.len()) {
            return self.out.push('\n');
        }
        self.anchors += usize::from(anchor.is_some());
        self.out.insert_str(at, &start);
        self.out.push_str(&end);
    }

    fn end_code(&mut self) {
        let Some((language, text)) = self.code.take() else {
            return;
        };
        let name = if language.is_empty() {
            String::new()
        } else {
            format!(" data-language=\"{}\"", escape(&language))
        };
        let start = format!("<pre tabindex=\"0\"{name}><code>");
        let plain = escape(&text);
        let html = if self.budget.is_spent() {
            None
        } else {
            code::html(&text, &language, self.context.highlight_time_left())
        };
        let highlight_bytes = html.as_ref().map_or(0, |html| html.len() - plain.len());
        match self
            .budget
            .pay(start.len() + "</code></pre>\n".len() + highlight_bytes)
        {
            true => {
                self.out.push_str(&start);
                self.out.push_str(html.as_deref().unwrap_or(&plain));
                self.out.push_str("</code></pre>\n");
            }
            false => self.out.push_str(&plain),
        }
    }

    /// Renders an image: a file of the archive is shown. An external image becomes a link, so that
    /// the page loads nothing from third parties. In a link, only the alternative text is shown.
    fn end_image(&mut self) {
        let Some((url, alt)) = self.image.take() else {
            return;
        };
        if let Some(media) = self.context.media(&url) {
            return self.media(&media, alt.trim(), None);
        }
        let label = escape(if alt.trim().is_empty() {
            "Picture"
        } else {
            alt.trim()
        });
        if self.link.is_some() || self.budget.is_spent() {
            return self.out.push_str(&label);
        }
        self.markup(&external_link(&url, &label), &label);
    }
}
