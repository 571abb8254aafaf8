//! Finds the video that the text of a note is about.

use crate::corpus::front_matter::video_in_properties;
use crate::markdown::{CitedVideo, Facts};
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

/// The video that a text is about: the one in a property, or the first whose player it has, or else
/// the one that most places cite outside lists of videos.
pub(super) fn find(body: &str, facts: &Facts, may_be_index: bool) -> Option<NamedVideo> {
    let explicit = video_in_properties(body).or_else(|| {
        let mut embedded = facts.videos.iter().filter(|video| video.is_embedded);
        embedded.next().map(|video| video.id)
    });
    if let Some(id) = explicit {
        return Some(NamedVideo {
            id,
            is_explicit: true,
        });
    }
    let count = |video: &CitedVideo| video.citation_count - video.listed_count;
    let cited: Vec<&CitedVideo> = facts.videos.iter().filter(|it| count(it) > 0).collect();
    // Of equals, `max_by_key` returns the last one: the first in the text.
    let rank = |video: &&&CitedVideo| (count(video), video.is_alone);
    let best = cited.iter().rev().max_by_key(rank)?;
    let total: u32 = cited.iter().map(|video| count(video)).sum();
    let is_list = cited.len() > MAX_VIDEOS_WITHOUT_MAJORITY && count(best) * 2 <= total;
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
        let video = find(body, &facts(body, Subject::None), false)?;
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
        let url = "https://youtu.be/aaaaaaaaaaa";
        assert_eq!(find(url, &facts(url, Subject::None), true), None);
    }

    #[test]
    fn a_video_outside_lists_of_videos_is_the_one_of_the_text() {
        let link = |id: &str| format!("[Talk](https://youtu.be/{id})");
        let [a, b, c, d] = ["aaaaaaaaaaa", "bbbbbbbbbbb", "ccccccccccc", "ddddddddddd"];
        let list = format!("- {}\n- {}\n- {}\n", link(b), link(c), link(d));
        let url = format!("https://youtu.be/{a}");
        for (body, expected) in [
            (
                format!("- {} (12:34)\n- {} (15:01)\n", link(a), link(b)),
                None,
            ),
            (
                format!(
                    "| Talk | Length |\n|--|--|\n| {} | 1:00 |\n| {} | 2:00 |\n",
                    link(a),
                    link(b)
                ),
                None,
            ),
            (format!("{url}\n\nSee also\n\n{list}"), Some(a)),
            (format!("{list}\n[Talk]({url})\n"), Some(a)),
            (
                format!(
                    "Previous: {} | Next: {}\n\n# Talk\n\n{url}\n",
                    link(b),
                    link(c)
                ),
                Some(a),
            ),
            (format!("{}\n\n{url}\n\n{}", link(b), link(b)), Some(b)),
            // A list of notes about one video, and one with other items.
            (
                format!(
                    "- {}\n- [0:10]({url}?t=10)\n- [0:20]({url}?t=20)\n",
                    link(b)
                ),
                Some(a),
            ),
            (format!("- {}\n- Words\n- {}\n", link(a), link(b)), Some(a)),
        ] {
            let found = found(&body).map(|(id, _)| id);
            assert_eq!(found.as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn a_property_names_the_video_by_its_id() {
        for (body, expected) in [
            ("video-id:: aaaaaaaaaaa\n", Some("aaaaaaaaaaa")),
            (
                "- title:: A\n  youtube:: E1cxZuHrwZc\n- Words",
                Some("E1cxZuHrwZc"),
            ),
            ("[**video-id**:: E1cxZuHrwZc]\n", Some("E1cxZuHrwZc")),
            ("status:: in-progress\nvideo:: in-progress\n", None),
            ("std::fmt::Debug and a::bbbbbbbbbbb\n", None),
        ] {
            let expected = expected.map(|id| (id.to_owned(), true));
            assert_eq!(found(body), expected, "{body}");
        }
    }
}
