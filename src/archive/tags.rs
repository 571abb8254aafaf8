//! Tags: the labels of notes in their front matter and their text. A note with the tag `a/b` also
//! has the tag `a`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::archive::{Archive, NoteId, TagId};
use crate::corpus::Note;
use crate::text::base_url::BaseUrl;
use crate::text::naming::{url_path, word_path};
use crate::text::tag_name::{parents, tag_key};

/// A tag of one or more listed notes.
#[derive(Debug)]
pub struct Tag {
    /// Its name as the first note spells it, without the `#`: `a/b`.
    pub name: String,
    /// The escaped URL of its page.
    pub url: String,
    /// The listed notes that have it or a tag in it, in the order of lists.
    pub notes: Box<[NoteId]>,
}

/// The tags of an archive.
#[derive(Default)]
pub(super) struct Tags {
    /// Sorted by key; a tag precedes those in it.
    all: Vec<Tag>,
    /// For each tag, its key in the order of sorting.
    keys: Vec<String>,
}

/// The key by which tags are sorted, so that `a/b` follows `a` and precedes `ab`.
fn sort_key(name: &str) -> String {
    tag_key(name).replace('/', "\0")
}

impl Tags {
    /// Collects the tags of the listed notes; `positions` are those of the notes in lists.
    pub(super) fn new(base: &BaseUrl, notes: &[Arc<Note>], positions: &[u32]) -> Self {
        let mut by_key: BTreeMap<String, (String, Vec<NoteId>)> = BTreeMap::new();
        let listed = notes.iter().enumerate();
        for (index, note) in listed.filter(|(_, note)| !note.is_unlisted) {
            let id = NoteId::new(index);
            let names = note.metadata().tags.iter();
            for name in names.flat_map(|name| parents(name).chain([&**name])) {
                let tag = by_key.entry(sort_key(name));
                let (_, notes) = tag.or_insert_with(|| (name.to_owned(), Vec::new()));
                if notes.last() != Some(&id) {
                    notes.push(id);
                }
            }
        }
        let mut tags = Self::default();
        for (key, (name, mut notes)) in by_key {
            notes.sort_by_key(|id| positions[id.index()]);
            let parts: Vec<String> = name.split('/').map(|part| word_path(part, '-')).collect();
            let segments = ["tag"].into_iter().chain(parts.iter().map(String::as_str));
            tags.all.push(Tag {
                url: base.url(&url_path(segments)),
                name,
                notes: notes.into(),
            });
            tags.keys.push(key);
        }
        tags
    }
}

impl Archive {
    /// All tags of listed notes, sorted by name; a tag precedes those in it.
    pub fn tags(&self) -> &[Tag] {
        &self.tags.all
    }

    /// The tag with this id.
    pub fn tag(&self, id: TagId) -> &Tag {
        &self.tags.all[id.index()]
    }

    /// The tag with this name in any spelling.
    pub fn tag_named(&self, name: &str) -> Option<TagId> {
        let key = sort_key(name.trim_matches('/'));
        let index = self.tags.keys.binary_search(&key).ok()?;
        Some(TagId::new(index))
    }

    /// The tags of a note that have a page, as the note names them.
    pub fn tags_of(&self, note: NoteId) -> impl Iterator<Item = &Tag> {
        let names = self.note(note).metadata().tags.iter();
        names.filter_map(|name| Some(self.tag(self.tag_named(name)?)))
    }

    /// The tags that are directly in a tag, sorted by name.
    pub fn tags_in(&self, id: TagId) -> impl Iterator<Item = &Tag> {
        let prefix = format!("{}\0", self.tags.keys[id.index()]);
        let below = self.tags.keys.iter().zip(&self.tags.all);
        let below = below.skip(id.index() + 1);
        let length = prefix.len();
        let below = below.take_while(move |(key, _)| key.starts_with(&prefix));
        below
            .filter(move |(key, _)| !key[length..].contains('\0'))
            .map(|(_, tag)| tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;

    fn archive(notes: &[(&str, &str)]) -> Archive {
        let notes = notes
            .iter()
            .map(|(path, text)| Note::new((*path).to_owned(), (*text).to_owned()))
            .collect::<Vec<_>>();
        Archive::new(Corpus::from(notes))
    }

    #[test]
    fn tags_of_front_matter_and_text_are_one() {
        let archive = archive(&[
            (
                "c/a.md",
                "---\ntags: [Deep Work, x/y/z]\n---\nText #deep-work",
            ),
            ("c/b.md", "About #deep_work and #x/other."),
            ("c/hidden.md", "---\nunlisted: true\n---\n#deepwork #secret"),
        ]);
        let tags: Vec<(&str, &str, usize)> = archive
            .tags()
            .iter()
            .map(|tag| (&*tag.name, &*tag.url, tag.notes.len()))
            .collect();
        assert_eq!(
            tags,
            [
                ("Deep Work", "/tag/deep-work", 2),
                ("x", "/tag/x", 2),
                ("x/other", "/tag/x/other", 1),
                ("x/y", "/tag/x/y", 1),
                ("x/y/z", "/tag/x/y/z", 1),
            ]
        );
        let x = archive.tag_named("X").expect("a tag");
        let inside: Vec<&str> = archive.tags_in(x).map(|tag| &*tag.name).collect();
        assert_eq!(inside, ["x/other", "x/y"]);
        assert_eq!(archive.tag_named("secret"), None);
        for tag in archive.tags() {
            let path = tag.url.strip_prefix("/tag/").expect("a path");
            let found = archive.tag_named(path).map(|id| &*archive.tag(id).name);
            assert_eq!(found, Some(&*tag.name));
        }
    }
}
