//! Finds the video that the text of a note is about.

use crate::markdown::Facts;
use crate::text::media_kind::is_recording;
use crate::text::youtube::YoutubeId;

/// A video that a note names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedVideo {
    /// The video.
    pub id: YoutubeId,
    /// Whether the front matter names it, or the text has its player. Otherwise the text only cites
    /// it, and the index of a channel knows better.
    pub is_explicit: bool,
}

/// A text that cites more videos than this, and none of them in most places, is a list of videos,
/// which is about none.
const MAX_VIDEOS_WITHOUT_MAJORITY: usize = 3;

/// The video that a text is about: the first whose player it has, or else the one that most places
/// cite.
pub(super) fn find(facts: &Facts, may_be_index: bool) -> Option<NamedVideo> {
    let videos = &facts.videos;
    if let Some(embedded) = videos.iter().find(|video| video.is_embedded) {
        return Some(NamedVideo {
            id: embedded.id,
            is_explicit: true,
        });
    }
    // Of equals, `max_by_key` returns the last one: the first in the text.
    let best = videos
        .iter()
        .rev()
        .max_by_key(|video| video.citation_count)?;
    let total: u32 = videos.iter().map(|video| video.citation_count).sum();
    let is_list = videos.len() > MAX_VIDEOS_WITHOUT_MAJORITY && best.citation_count * 2 <= total;
    (!is_list && !may_be_index).then_some(NamedVideo {
        id: best.id,
        is_explicit: false,
    })
}

/// The first sound or film file that a text embeds or links to.
pub(super) fn find_recording(facts: &Facts) -> Option<Box<str>> {
    let mut targets = facts.links.iter().map(|link| &link.target);
    targets.find(|target| is_recording(target)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Subject, facts};

    fn found(body: &str) -> Option<(String, bool)> {
        let video = find(&facts(body, Subject::None), false)?;
        Some((video.id.to_string(), video.is_explicit))
    }

    #[test]
    fn a_text_is_about_the_video_that_it_shows_or_mostly_cites() {
        let a = "[a](https://youtu.be/aaaaaaaaaaa?t=5)";
        let b = "[b](https://youtu.be/bbbbbbbbbbb)";
        let player = "![](https://youtu.be/bbbbbbbbbbb)";
        for (body, expected) in [
            (a.to_owned(), Some(("aaaaaaaaaaa", false))),
            (format!("{b}\n\n{a}\n\n{a}"), Some(("aaaaaaaaaaa", false))),
            (format!("{b}, {a}"), Some(("bbbbbbbbbbb", false))),
            (format!("{a}, {a}\n\n{player}"), Some(("bbbbbbbbbbb", true))),
            ("No video.".to_owned(), None),
        ] {
            let expected = expected.map(|(id, is_explicit)| (id.to_owned(), is_explicit));
            assert_eq!(found(&body), expected, "{body}");
        }
    }

    #[test]
    fn a_list_of_videos_is_about_none() {
        let list: String = (0..9)
            .map(|n| format!("- [Talk {n}](https://youtu.be/aaaaaaaaaa{n})\n"))
            .collect();
        assert_eq!(found(&list), None);
        let thumbnails: String = (0..9)
            .map(|n| {
                format!(
                    "[![Talk {n}](https://i.ytimg.com/{n}.jpg)](https://youtu.be/aaaaaaaaaa{n})\n"
                )
            })
            .collect();
        assert_eq!(found(&thumbnails), None);
        assert_eq!(
            find(&facts("https://youtu.be/aaaaaaaaaaa", Subject::None), true),
            None
        );
    }
}
