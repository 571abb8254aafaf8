//! Links to the pages of tags.

use crate::markdown::escape::escape;
use crate::markdown::html::Writer;

impl Writer<'_> {
    /// Writes a tag of the text: a link to its page, if it has one.
    pub(super) fn tag_link(&mut self, name: &str) {
        let text = format!("#{name}");
        let url = self.context.tag_url(name).filter(|_| self.image.is_none());
        let Some(url) = url else {
            return self.text(&text);
        };
        if let Some((_, heading)) = &mut self.heading {
            heading.push(&text);
        }
        let text = escape(&text);
        let html = format!("<a class=\"tag\" href=\"{}\">{text}</a>", escape(url));
        self.markup(&html, &text);
    }
}
