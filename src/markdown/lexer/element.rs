//! Parses the start tags of HTML elements and of components: `<YouTube id="ID" start={218} />`.

use crate::text::video_url::{PlayRange, VideoUrl, seconds};
use crate::text::youtube::YoutubeId;

/// The maximum number of attributes of an element.
const MAX_ATTRIBUTES: usize = 50;

/// The maximum length of a name, in bytes.
const MAX_NAME_BYTES: usize = 40;

/// A start tag.
pub(super) struct Element<'s> {
    pub(super) name: &'s str,
    attributes: Vec<(&'s str, &'s str)>,
    /// The number of attributes with a value.
    value_count: usize,
    /// The length in bytes.
    pub(super) length: usize,
    /// Whether it ends with `/>`, so that it has no end tag.
    pub(super) is_empty: bool,
}

impl<'s> Element<'s> {
    /// Parses the start tag that a text starts with.
    pub(super) fn read(text: &'s str) -> Option<Self> {
        let (name, mut rest) = split_name(text.strip_prefix('<')?)?;
        let mut attributes = Vec::new();
        let mut value_count = 0;
        loop {
            let next = rest.trim_start();
            if let Some(after) = next.strip_prefix('>').or_else(|| next.strip_prefix("/>")) {
                return Some(Self {
                    name,
                    attributes,
                    value_count,
                    length: text.len() - after.len(),
                    is_empty: next.starts_with('/'),
                });
            }
            let (attribute, after) = split_name(next)?;
            if next.len() == rest.len() || attributes.len() == MAX_ATTRIBUTES {
                return None;
            }
            let (value, after) = match after.trim_start().strip_prefix('=') {
                Some(value) => {
                    value_count += 1;
                    split_value(value.trim_start())?
                }
                None => ("", after),
            };
            attributes.push((attribute, value));
            rest = after;
        }
    }

    /// Whether all attributes have a value. Otherwise, the text may be prose: `a <p and q> b`.
    pub(super) fn has_only_values(&self) -> bool {
        self.value_count == self.attributes.len()
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&'s str> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// The video that it shows: the URL in any attribute, or the id in one of its id attributes if
    /// *youtube* is in its name. Other attributes may have the time.
    pub(super) fn video(&self) -> Option<VideoUrl> {
        let mut values = self.attributes.iter().map(|(_, value)| *value);
        let mut video = values
            .find_map(VideoUrl::parse)
            .or_else(|| self.video_of_id())?;
        let time = ["start", "startTime", "start-time", "t", "time"]
            .iter()
            .find_map(|name| seconds(self.attribute(name)?));
        let parameters = self.attribute("params").unwrap_or_default();
        let in_parameters = || PlayRange::from_fragment(parameters.trim_start_matches('?')).start;
        video.range.start = video.range.start.or(time).or_else(in_parameters);
        Some(video)
    }

    /// Whether it is a player of YouTube by its name.
    pub(super) fn is_player(&self) -> bool {
        self.name.to_ascii_lowercase().contains("youtube")
    }

    fn video_of_id(&self) -> Option<VideoUrl> {
        let ids = self.attributes.iter().filter(|(name, _)| {
            let name = name.to_ascii_lowercase();
            name.ends_with("id") || name == "video" || name == "v"
        });
        let id = ids.filter_map(|(_, value)| YoutubeId::parse(value)).next();
        let range = PlayRange::default();
        Some(VideoUrl {
            id: id.filter(|_| self.is_player())?,
            range,
        })
    }
}

/// Splits a text after the name that it starts with.
fn split_name(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.@".contains(c)))
        .filter(|end| (1..=MAX_NAME_BYTES).contains(end))?;
    Some(text.split_at(end))
}

/// Splits a text after the value that it starts with, which is in quotes, in braces, or a word.
fn split_value(text: &str) -> Option<(&str, &str)> {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        return text[1..].split_once(quote);
    }
    if !text.starts_with('{') {
        let end = text.find(|c: char| c.is_whitespace() || c == '>')?;
        let word = text[..end].strip_suffix('/').unwrap_or(&text[..end]);
        return Some((word, &text[word.len()..]));
    }
    let mut open = 0;
    let end = text.find(|c| {
        open += i32::from(c == '{') - i32::from(c == '}');
        open == 0
    })?;
    let value = text[1..end].trim().trim_matches(['"', '\'', '`']);
    Some((value, &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn video(text: &str) -> Option<(usize, Option<u32>)> {
        let element = Element::read(text)?;
        let video = element.video()?;
        assert_eq!(video.id.as_str(), "E1cxZuHrwZc");
        Some((element.length, video.range.start))
    }

    #[test]
    fn players_of_many_programs_have_a_video() {
        for (text, start) in [
            ("<YouTube id=\"E1cxZuHrwZc\" />", None),
            ("<YouTube id='E1cxZuHrwZc' start={218}/>", Some(218)),
            (
                "<Youtube videoId={\"E1cxZuHrwZc\"} opts={{a: {b: 1}}}>",
                None,
            ),
            ("<YouTube youTubeId=E1cxZuHrwZc>", None),
            (
                "<LiteYouTubeEmbed id=\"E1cxZuHrwZc\" title=\"a > b\" />",
                None,
            ),
            (
                "<lite-youtube videoid=\"E1cxZuHrwZc\" params=\"start=218\">",
                Some(218),
            ),
            (
                "<ReactPlayer\n  controls\n  url='https://youtu.be/E1cxZuHrwZc?t=218'\n/>",
                Some(218),
            ),
            ("<VideoPlayer src=\"https://youtu.be/E1cxZuHrwZc\"/>", None),
            ("<embed src=https://www.youtube.com/v/E1cxZuHrwZc>", None),
            (
                "<object data=\"https://www.youtube.com/embed/E1cxZuHrwZc\">",
                None,
            ),
            (
                "<iframe data-src=\"//www.youtube.com/embed/E1cxZuHrwZc\">",
                None,
            ),
        ] {
            assert_eq!(video(text), Some((text.len(), start)), "{text}");
        }
    }

    #[test]
    fn other_tags_have_none() {
        for text in [
            "<b>",
            "<Tweet id=\"E1cxZuHrwZc\">",
            "<YouTube title=\"E1cxZuHrwZc\">",
            "<YouTube id=\"E1cxZuHrwZc\"",
            "<YouTube id=\"E1cxZuHrwZc",
            "<YouTube id={{E1cxZuHrwZc}",
            "<YouTubeid=\"E1cxZuHrwZc\">",
            "<>",
            "< YouTube id=\"E1cxZuHrwZc\">",
        ] {
            assert_eq!(video(text), None, "{text}");
        }
    }
}
