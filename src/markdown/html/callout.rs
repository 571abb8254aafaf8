//! Renders callouts: a title with the type, and a body that may be foldable.

use crate::markdown::escape::escape;
use crate::markdown::html::Writer;
use crate::markdown::lexer::token::Fold;
use crate::markdown::slug::slug;

impl Writer<'_> {
    /// Starts a callout and its title.
    pub(super) fn callout(&mut self, kind: &str, fold: Option<Fold>) {
        let words = kind.split('|').next().unwrap_or(kind).trim();
        let class = slug(words);
        let (start, title, end) = match fold {
            None => ("<div", "<p class=\"callout-title\">", "</div>"),
            Some(Fold::Open) => (
                "<details open",
                "<summary class=\"callout-title\">",
                "</details>",
            ),
            Some(Fold::Closed) => (
                "<details",
                "<summary class=\"callout-title\">",
                "</details>",
            ),
        };
        let mut name = words.to_lowercase();
        if let Some(first) = name.get(..1) {
            name.replace_range(..1, &first.to_uppercase());
        }
        let class = escape(&class);
        let html = format!(
            "{start} class=\"callout\" data-callout=\"{class}\">\n{title}<span class=\"callout-kind\">{}</span> ",
            escape(&name)
        );
        // The start of the body has at most the length of `DETAILS_BODY_START`.
        let end_bytes = DETAILS_BODY_START.len() + "</div>\n".len() + end.len() + 1;
        self.open(&html, end_bytes, &format!("{} ", escape(words)));
        self.callouts.push(end);
    }

    /// Ends the title and starts the body.
    pub(super) fn callout_body(&mut self) {
        if !self.budget.is_paid() {
            return self.out.push('\n');
        }
        let is_foldable = self.callouts.last() == Some(&"</details>");
        let length = self.out.trim_end().len();
        self.out.truncate(length);
        self.out.push_str(if is_foldable {
            DETAILS_BODY_START
        } else {
            "</p>\n<div class=\"callout-body\">\n"
        });
    }

    pub(super) fn end_callout(&mut self) {
        let end = self.callouts.pop().unwrap_or("</div>");
        self.close(&format!("</div>\n{end}\n"), "\n");
    }
}

/// The end of the title and the start of the body of a foldable callout.
const DETAILS_BODY_START: &str = "</summary>\n<div class=\"callout-body\">\n";
