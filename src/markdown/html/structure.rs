//! CommonMark's own structure as HTML: blocks, lists, tables, code, footnotes, pictures.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};

use super::{Footnote, Writer, outside, outside_start};
use crate::markdown::code;
use crate::markdown::escape::escape;
use crate::markdown::plain::Plain;

impl Writer<'_> {
    pub(super) fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Code(code) => {
                if let Some((_, heading)) = &mut self.heading {
                    heading.push(&code);
                }
                self.out.push_str(&format!("<code>{}</code>", escape(&code)));
            }
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.out.push_str(if done {
                "<input type=\"checkbox\" disabled checked aria-label=\"done\"> "
            } else {
                "<input type=\"checkbox\" disabled aria-label=\"to do\"> "
            }),
            Event::FootnoteReference(label) => {
                let number = self.footnote(&label).number;
                let link = if self.links.has_anchors() {
                    format!("<a href=\"#note_{number}\" aria-label=\"Footnote {number}\">{number}</a>")
                } else {
                    number.to_string()
                };
                self.out.push_str("<sup class=\"footnote\">");
                self.nested(&link);
                self.out.push_str("</sup>");
            }
            // Markup and maths are tokens of ours; what else is taken for them is text.
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => self.text(&text),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { .. } => self.heading = Some((self.out.len(), Plain::default())),
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>\n"),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([' ', ',', '{']).next().unwrap_or_default().to_lowercase()
                    }
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(start)) => self.out.push_str(&format!("<ol start=\"{start}\">\n")),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::Item => self.out.push_str("<li>"),
            Tag::FootnoteDefinition(label) => {
                let has_anchors = self.links.has_anchors();
                let footnote = self.footnote(&label);
                let number = footnote.number;
                let is_first = !std::mem::replace(&mut footnote.is_defined, true);
                let anchor = if is_first && has_anchors { format!(" id=\"note_{number}\"") } else { String::new() };
                self.out.push_str(&format!("<div class=\"footnote-text\"{anchor}><sup>{number}</sup> "));
            }
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.out.push_str("<div class=\"table\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table>\n");
            }
            Tag::TableHead => {
                (self.in_head, self.cell) = (true, 0);
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.table_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { dest_url, .. } => {
                let start = outside_start(&dest_url);
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
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) => self.end_heading(level as u8),
            TagEnd::BlockQuote(_) => self.out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => self.out.push_str("</div>\n"),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.out.push_str(if self.in_head { "</th>" } else { "</td>" });
                self.cell += 1;
            }
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => {
                let start = self.link.take();
                self.pause(start.as_deref());
            }
            TagEnd::Image => self.end_image(),
            _ => {}
        }
    }

    /// Footnotes are numbered in the order in which they are met.
    fn footnote(&mut self, label: &str) -> &mut Footnote {
        let number = self.footnotes.len() + 1;
        self.footnotes.entry(label.to_owned()).or_insert(Footnote { number, is_defined: false })
    }

    fn line_break(&mut self, html: &str) {
        self.out.push_str(html);
        if let Some((_, heading)) = &mut self.heading {
            heading.push(" ");
        }
        if let Some((_, alt)) = &mut self.image {
            alt.push(' ');
        }
    }

    fn table_cell(&mut self) {
        let class = match self.alignments.get(self.cell) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.out.push_str(if self.in_head { "<th scope=\"col\"" } else { "<td" });
        self.out.push_str(class);
        self.out.push('>');
    }

    /// The page's own title is the only `h1`.
    fn end_heading(&mut self, level: u8) {
        let Some((at, text)) = self.heading.take() else { return };
        let level = level.max(2);
        let start = if self.links.has_anchors() {
            format!("<h{level} id=\"{}\">", escape(&self.slugs.unique(text.block().trim())))
        } else {
            format!("<h{level}>")
        };
        self.out.insert_str(at, &start);
        self.out.push_str(&format!("</h{level}>\n"));
    }

    fn end_code(&mut self) {
        let Some((language, text)) = self.code.take() else { return };
        let name =
            if language.is_empty() { String::new() } else { format!(" data-language=\"{}\"", escape(&language)) };
        let html = code::html(&text, &language, &mut self.patience);
        self.out.push_str(&format!("<pre tabindex=\"0\"{name}><code>{html}</code></pre>\n"));
    }

    /// A file of the archive is shown. A picture of elsewhere is a link to itself: nothing of a third party is loaded into
    /// the page. In a link it is the text of that link.
    fn end_image(&mut self) {
        let Some((address, alt)) = self.image.take() else { return };
        if let Some(media) = self.links.media(&address) {
            return self.media(&media, alt.trim());
        }
        let label = escape(if alt.trim().is_empty() { "Picture" } else { alt.trim() });
        let html = if self.link.is_some() { label.into_owned() } else { outside(&address, &label) };
        self.out.push_str(&html);
    }
}
