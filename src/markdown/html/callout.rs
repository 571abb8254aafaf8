//! Callouts as HTML: a title with the type of the callout, and a body that may fold.

use crate::markdown::escape::escape;
use crate::markdown::html::Writer;
use crate::markdown::lexer::token::Fold;
use crate::markdown::slug::slug;

impl Writer<'_> {
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
        // The body begins with up to this much, and ends with the rest.
        let end_bytes = BODY_OF_DETAILS.len() + "</div>\n".len() + end.len() + 1;
        self.open(&html, end_bytes, &format!("{} ", escape(words)));
        self.callouts.push(end);
    }

    pub(super) fn callout_body(&mut self) {
        if !self.budget.is_paid() {
            return self.out.push('\n');
        }
        let folds = self.callouts.last() == Some(&"</details>");
        let length = self.out.trim_end().len();
        self.out.truncate(length);
        self.out.push_str(if folds {
            BODY_OF_DETAILS
        } else {
            "</p>\n<div class=\"callout-body\">\n"
        });
    }

    pub(super) fn end_callout(&mut self) {
        let end = self.callouts.pop().unwrap_or("</div>");
        self.close(&format!("</div>\n{end}\n"), "\n");
    }
}

const BODY_OF_DETAILS: &str = "</summary>\n<div class=\"callout-body\">\n";
