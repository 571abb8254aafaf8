//! Renders media files: an image, a player, or a link.

use crate::markdown::escape::escape;
use crate::markdown::html::{MomentTarget, Writer};
use crate::markdown::lexer::token::{PictureSize, TimestampToken, Wikilink};
use crate::text::media_kind::MediaKind;
use crate::text::naming::file_name;
use crate::text::video_url::PlayRange;

/// A media file for rendering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaView<'m> {
    /// The URL of the file.
    pub url: &'m str,
    /// How it is shown.
    pub kind: MediaKind,
    /// The width and height of an image in pixels, if known.
    pub size: Option<(usize, usize)>,
}

/// Where the moments of a recording play.
#[derive(Debug, Clone)]
pub enum RecordingView<'m> {
    /// It is what the note is about.
    Own,
    /// It is another recording, which the page's player plays, too.
    Other {
        /// Its key.
        key: &'m str,
        /// The URL of its page.
        url: &'m str,
        /// Its file.
        media: MediaView<'m>,
    },
}

impl Writer<'_> {
    /// Renders `![[target | label]]` as a media file, or as a link if it is none.
    pub(super) fn inline_embed(&mut self, link: &Wikilink<'_>) {
        let media = if self.budget.is_spent() {
            None
        } else {
            self.context.media(&link.target)
        };
        let Some(media) = media else {
            return self.wikilink(link);
        };
        if let Some(RecordingView::Own) = self.context.recording(&link.target) {
            // The player is beside the text, so it needs no moment without a time.
            if let Some((_, heading)) = &mut self.heading {
                heading.push(&link.display_text());
            }
            if let Some(timestamp) = link.timestamp("") {
                self.recording_moment(timestamp, &RecordingView::Own);
            }
            return;
        }
        let label = link.label.as_deref();
        let label = label.unwrap_or_else(|| file_name(&link.target)).to_owned();
        if let Some((_, heading)) = &mut self.heading {
            heading.push(&link.display_text());
        }
        // Browsers play the range of a media fragment.
        let fragment = link
            .heading
            .as_deref()
            .filter(|heading| PlayRange::from_fragment(heading).has_time());
        let url = fragment.map(|fragment| format!("{}#{fragment}", media.url));
        let media = MediaView {
            url: url.as_deref().unwrap_or(media.url),
            ..media
        };
        self.media(&media, &label, link.size);
    }

    /// Renders a link to a time of a recording as a moment, which plays in the page's player. The
    /// position of the link leads to its facts; the text of a moment is the time.
    pub(super) fn recording_moment(
        &mut self,
        timestamp: TimestampToken<'_>,
        recording: &RecordingView<'_>,
    ) {
        match recording {
            RecordingView::Own => self.timestamp(timestamp, false),
            RecordingView::Other { key, url, media } => {
                let recording = Some(media);
                let target = MomentTarget::Video {
                    key,
                    url,
                    recording,
                };
                self.moment(&timestamp, &target, false);
            }
        }
    }

    /// Renders a file. In a link, which cannot contain a player or another link, only the label is
    /// shown.
    pub(super) fn media(&mut self, media: &MediaView<'_>, label: &str, size: Option<PictureSize>) {
        let (url, label) = (escape(media.url), escape(label));
        if self.budget.is_spent() {
            return self.out.push_str(&label);
        }
        let html = match media.kind {
            MediaKind::Picture => {
                let size = size_attributes(media.size, size);
                format!(
                    "<img src=\"{url}\" alt=\"{label}\"{size} loading=\"lazy\" decoding=\"async\">"
                )
            }
            _ if self.link.is_some() => label.clone().into_owned(),
            MediaKind::Audio => player("audio", &url, &label),
            MediaKind::Video => player("video", &url, &label),
            MediaKind::Document => {
                let label = if label.is_empty() {
                    escape(file_name(media.url))
                } else {
                    label.clone()
                };
                format!("<a href=\"{url}\">{label}</a>")
            }
        };
        self.markup(&html, &label);
    }
}

/// The attributes of a picture of this size, in pixels, which the note may change. They prevent a
/// layout shift when it loads.
fn size_attributes(own: Option<(usize, usize)>, shown: Option<PictureSize>) -> String {
    let own = own.map(|(width, height)| (width as u64, height as u64));
    let (width, height) = match (shown, own) {
        (Some(shown), own) => {
            let width = u64::from(shown.width);
            let in_ratio = || own.map(|own| (width * own.1).div_ceil(own.0.max(1)));
            (width, shown.height.map(u64::from).or_else(in_ratio))
        }
        (None, Some((width, height))) => (width, Some(height)),
        (None, None) => return String::new(),
    };
    let height = height.map_or(String::new(), |height| format!(" height=\"{height}\""));
    format!(" width=\"{width}\"{height}")
}

/// The element of an audio or video player. The file is not loaded until it is played.
fn player(tag: &str, url: &str, label: &str) -> String {
    format!("<{tag} src=\"{url}\" controls preload=\"none\" aria-label=\"{label}\"></{tag}>")
}
