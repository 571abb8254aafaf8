//! Finds the heading that a link names: by its words, its path, or an anchor.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::percent_decode_str;

use crate::markdown::facts::{Facts, Heading, block_id};
use crate::markdown::slug::{github_anchor, slug};
use crate::text::naming::{key, stable_hash};
use crate::text::timestamp::RawTimestamp;

/// The maximum number of headings with the same words among which a link chooses.
const MAX_SAME_HEADINGS: usize = 100;

impl Facts {
    /// The heading that a link with this heading name leads to: `Section`, or `Chapter#Section` for
    /// the section in that chapter.
    pub fn heading_named(&self, name: &str) -> Option<&Heading> {
        self.heading_index(name).map(|index| &self.headings[index])
    }

    /// The index of the heading with this name, which may be percent-encoded.
    fn heading_index(&self, name: &str) -> Option<usize> {
        let decoded = || match percent_decode_str(name).decode_utf8() {
            Ok(Cow::Owned(decoded)) => self.heading_at(&decoded),
            _ => None,
        };
        match block_id(name) {
            Some(_) => None,
            None => self.heading_at(name).or_else(decoded),
        }
    }

    /// The index of the heading with this path, or with this name if it is no path (`C# & co`), or
    /// with this anchor: ours, or that of GitHub (`ab--c` for `A/B & C`).
    fn heading_at(&self, path: &str) -> Option<usize> {
        self.heading_at_path(path).or_else(|| {
            let name = path.rsplit('#').next().unwrap_or(path);
            if !name.contains(char::is_alphanumeric) {
                return None;
            }
            let words = slug(path);
            let with_words = self.headings_with_other_anchor(&words).next();
            with_words.or_else(|| {
                (name.len() == path.len()).then_some(())?;
                self.heading_with_anchor(&words)
                    .or_else(|| self.heading_on_github(name))
            })
        })
    }

    /// The index of the heading with this path. Of several with the same words, it is the one under
    /// the named headings, with the same signs (`C++`, `C#`) if possible.
    fn heading_at_path(&self, path: &str) -> Option<usize> {
        let mut parts = path.split('#').map(str::trim).rev();
        let name = parts.next()?;
        let parents: Vec<String> = parts.filter(|part| !part.is_empty()).map(slug).collect();
        let candidates = self.headings_with_words(name);
        let has_name =
            |index: &usize| key(self.slice(&self.headings[*index].text_range)) == key(name);
        let is_under = |index: &usize| {
            let mut ancestors = self.ancestors(*index);
            parents
                .iter()
                .all(|parent| ancestors.any(|above| slug(self.slice(&above.text_range)) == *parent))
        };
        let has_words = name.contains(char::is_alphanumeric);
        match candidates[..] {
            [only] if has_words => Some(only),
            _ => {
                let all = || candidates.iter().copied().filter(is_under);
                all()
                    .find(has_name)
                    .or_else(|| all().next().filter(|_| has_words))
            }
        }
    }

    /// The headings with the words of a name, in order.
    fn headings_with_words(&self, name: &str) -> Vec<usize> {
        let words = slug(name);
        // `One 2` has the anchor that the second `One` would have.
        let has_words =
            |index: &usize| slug(self.slice(&self.headings[*index].text_range)) == words;
        let first = self.heading_with_anchor(&words);
        let mut headings: Vec<usize> = first.into_iter().filter(has_words).collect();
        for number in 2..=MAX_SAME_HEADINGS {
            let Some(index) = self.heading_with_anchor(&format!("{words}-{number}")) else {
                break;
            };
            headings.extend(Some(index).filter(has_words));
        }
        headings
    }

    /// The headings with an anchor in other programs, in order.
    fn headings_with_other_anchor(&self, anchor: &str) -> impl Iterator<Item = usize> {
        let hash = anchor_hash(anchor);
        let all = &self.headings_by_other_anchor[..];
        let start = all.partition_point(|(other, _)| *other < hash);
        all[start..]
            .iter()
            .take_while(move |(other, _)| *other == hash)
            .map(|(_, index)| *index as usize)
    }

    /// The heading with an anchor of GitHub, which counts repeated headings from 0: `one-1` is the
    /// second `One`.
    fn heading_on_github(&self, anchor: &str) -> Option<usize> {
        if github_anchor(anchor) != anchor {
            return None;
        }
        let numbered = || {
            let (first, number) = anchor.rsplit_once('-')?;
            let number: usize = number.parse().ok().filter(|number| *number > 0)?;
            self.headings_with_other_anchor(first).nth(number)
        };
        self.headings_with_other_anchor(anchor)
            .next()
            .or_else(numbered)
    }

    fn heading_with_anchor(&self, anchor: &str) -> Option<usize> {
        let anchor_of = |index: &u32| &*self.headings[*index as usize].anchor;
        let position = self
            .headings_by_anchor
            .binary_search_by(|index| anchor_of(index).cmp(anchor))
            .ok()?;
        Some(self.headings_by_anchor[position] as usize)
    }

    /// The headings that a heading is under, the nearest first.
    fn ancestors(&self, index: usize) -> impl Iterator<Item = &Heading> {
        let parent = |heading: &&Heading| Some(&self.headings[heading.parent? as usize]);
        std::iter::successors(self.headings.get(index), parent).skip(1)
    }

    /// The byte range in the body of the section with this heading: from the line of the heading to
    /// the next heading of the same or a higher level, or to the end of the body.
    pub fn section(&self, heading: &str) -> Option<Range<usize>> {
        let index = self.heading_index(heading)?;
        let heading = &self.headings[index];
        let end = self.headings[index + 1..]
            .iter()
            .find(|next| next.level <= heading.level)
            .map_or(self.body_bytes, |next| next.line_start);
        Some(heading.line_start as usize..end as usize)
    }
}

/// The hash of an id that a heading has in another program: `## Title {#id}`.
pub(super) fn id_hash(id: &str) -> u32 {
    anchor_hash(&slug(id))
}

/// The hashes of the anchors that the text of a heading may have in other programs: without and
/// with the time before it, which is a moment (`time`) or part of the text.
pub(super) fn other_anchors(text: &str, time: &str) -> Vec<u32> {
    let with_time = (!time.is_empty()).then(|| format!("{time} {text}"));
    let after_time = RawTimestamp::parse_prefix(text).map(|(length, _)| &text[length..]);
    let names = [Some(text), with_time.as_deref(), after_time.map(str::trim)];
    let names = names.into_iter().flatten();
    let anchors = names.flat_map(|name| [slug(name), github_anchor(name)]);
    anchors.map(|anchor| anchor_hash(&anchor)).collect()
}

/// A hash of an anchor. A note has few headings, so half of the bits are enough.
fn anchor_hash(anchor: &str) -> u32 {
    stable_hash(anchor) as u32
}
