//! A file of the archive in the text: a picture, a player, or a link.

use crate::markdown::escape::escape;
use crate::markdown::html::Writer;
use crate::markdown::lexer::token::Wikilink;
use crate::text::media_kind::MediaKind;

/// A file that a note names.
#[derive(Debug, Clone, Copy)]
pub struct MediaShown<'m> {
    /// Where it is.
    pub url: &'m str,
    /// How it is shown.
    pub kind: MediaKind,
    /// How wide and high a picture is, in pixels, where that is known.
    pub size: Option<(usize, usize)>,
}

impl Writer<'_> {
    /// `![[target | label]]` among words, or where it is no note.
    pub(super) fn embed(&mut self, link: &Wikilink<'_>) {
        let media = if self.budget.is_spent() {
            None
        } else {
            self.links.media(&link.target)
        };
        let Some(media) = media else {
            return self.wikilink(link);
        };
        // Elsewhere a label of digits is a width.
        let is_size = |label: &str| label.bytes().all(|b| b.is_ascii_digit() || b == b'x');
        let label = link.label.as_deref().filter(|label| !is_size(label));
        let label = label.unwrap_or_else(|| name(&link.target)).to_owned();
        if let Some((_, heading)) = &mut self.heading {
            heading.push(&label);
        }
        self.media(&media, &label);
    }

    /// Shows a file. What can be played cannot stand in a link, nor can another link: there it is
    /// the text of that link.
    pub(super) fn media(&mut self, media: &MediaShown<'_>, label: &str) {
        let (url, label) = (escape(media.url), escape(label));
        if self.budget.is_spent() {
            return self.out.push_str(&label);
        }
        let html = match media.kind {
            MediaKind::Picture => {
                // Room is kept for it, so that nothing moves when it comes.
                let size = media.size.map_or(String::new(), |(width, height)| {
                    format!(" width=\"{width}\" height=\"{height}\"")
                });
                format!(
                    "<img src=\"{url}\" alt=\"{label}\"{size} loading=\"lazy\" decoding=\"async\">"
                )
            }
            _ if self.link.is_some() => label.clone().into_owned(),
            MediaKind::Audio => player("audio", &url, &label),
            MediaKind::Video => player("video", &url, &label),
            MediaKind::Document => {
                let label = if label.is_empty() {
                    escape(name(media.url))
                } else {
                    label.clone()
                };
                format!("<a href=\"{url}\">{label}</a>")
            }
        };
        self.markup(&html, &label);
    }
}

/// Nothing of it is loaded until it is played.
fn player(tag: &str, url: &str, label: &str) -> String {
    format!("<{tag} src=\"{url}\" controls preload=\"none\" aria-label=\"{label}\"></{tag}>")
}

/// The file's name without its folders.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
