//! What front matter says about a note for readers: its tags, dates, authors, description and
//! cover.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::corpus::front_matter::channel::name_in;
use crate::corpus::front_matter::value::Value;
use crate::corpus::front_matter::visibility::parse_bool;
use crate::markdown::without_front_matter_comments;
use crate::text::date::Date;
use crate::text::naming::{truncate, truncate_name};
use crate::text::tag_name::{clean, tag_key};

/// The maximum number of tags of a note, with those in its text.
const MAX_TAGS: usize = 200;

/// The maximum number of names of tags that are read; some may be spellings of the same tag.
const MAX_TAG_NAMES: usize = 1_000;

/// The maximum number of authors, and of speakers, of a note.
const MAX_PEOPLE: usize = 20;

/// The maximum length of a description, in bytes.
const MAX_DESCRIPTION_BYTES: usize = 1_000;

/// What front matter says about a note for readers. No value is made up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    /// The names of its tags, each once: those of front matter, and then those in its text.
    pub tags: Vec<String>,
    /// `date`
    pub date: Option<Date>,
    /// When it, or its video, was published.
    pub published: Option<Date>,
    /// When it was created.
    pub created: Option<Date>,
    /// When it was last updated.
    pub updated: Option<Date>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Who speaks in its video.
    pub speakers: Vec<String>,
    /// What it is about, in one or two sentences.
    pub description: Option<String>,
    /// The name, path or URL of its picture.
    pub cover: Option<String>,
}

/// A key of metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MetadataKey {
    Tags,
    Date,
    Published,
    Created,
    Updated,
    Authors,
    Speakers,
    Description,
    Cover,
}

impl MetadataKey {
    /// The meaning of a key, as [`letters`](crate::text::naming::letters) spells it.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "tags" | "tag" | "categories" | "category" => Self::Tags,
            "date" => Self::Date,
            "published" | "publishdate" | "publisheddate" | "datepublished" | "publishedat"
            | "uploaddate" | "pubdate" => Self::Published,
            "created" | "createddate" | "datecreated" | "createdat" | "creationdate" => {
                Self::Created
            }
            "updated" | "updateddate" | "dateupdated" | "updatedat" | "modified"
            | "datemodified" | "lastmod" | "lastmodified" => Self::Updated,
            "author" | "authors" => Self::Authors,
            "speaker" | "speakers" | "guest" | "guests" | "presenter" | "presenters" => {
                Self::Speakers
            }
            "description" | "summary" | "excerpt" => Self::Description,
            "cover" | "coverimage" | "image" | "featuredimage" | "banner" => Self::Cover,
            _ => return None,
        })
    }
}

impl MetadataKey {
    /// The text of a value that should be a date and is none. `published` may also be a flag.
    pub(super) fn invalid_date(self, value: &Value) -> Option<String> {
        let is_date_key = matches!(
            self,
            Self::Date | Self::Published | Self::Created | Self::Updated
        );
        let text = value.text().filter(|_| is_date_key)?;
        let is_flag = self == Self::Published && parse_bool(&text).is_some();
        let is_empty = text.trim().is_empty();
        (!is_empty && !is_flag && Date::parse(&text).is_none()).then_some(text)
    }
}

/// Of a note that says nothing about itself.
pub(in crate::corpus) static NO_METADATA: Metadata = Metadata {
    tags: Vec::new(),
    date: None,
    published: None,
    created: None,
    updated: None,
    authors: Vec::new(),
    speakers: Vec::new(),
    description: None,
    cover: None,
};

impl Metadata {
    /// The metadata in a box; `None` if there is none.
    pub(in crate::corpus) fn boxed(self) -> Option<Box<Self>> {
        (self != NO_METADATA).then(|| Box::new(self))
    }

    /// The date by which the note is sorted: `date`, or else the first of the others.
    pub fn sort_date(&self) -> Option<Date> {
        let others = self.published.or(self.created).or(self.updated);
        self.date.or(others)
    }

    /// Adds a tag, unless it is no name.
    pub(in crate::corpus) fn add_tag(&mut self, name: &str) {
        let name = without_front_matter_comments(name);
        let name = clean(&name).filter(|_| self.tags.len() < MAX_TAG_NAMES);
        self.tags.extend(name.map(Cow::into_owned));
    }

    /// Removes other spellings of the same tags, and those beyond the limit.
    pub(in crate::corpus) fn unify_tags(&mut self) {
        let mut keys = HashSet::new();
        self.tags
            .retain(|name| keys.len() < MAX_TAGS && keys.insert(tag_key(name)));
        self.tags.shrink_to_fit();
    }

    /// Adds the value of a key. The first value of a key counts, except for lists.
    pub(super) fn add(&mut self, key: MetadataKey, value: &Value) {
        match key {
            MetadataKey::Tags => self.add_tags(value),
            MetadataKey::Date => set(&mut self.date, date(value)),
            MetadataKey::Published => set(&mut self.published, date(value)),
            MetadataKey::Created => set(&mut self.created, date(value)),
            MetadataKey::Updated => set(&mut self.updated, date(value)),
            MetadataKey::Authors => add_people(&mut self.authors, value),
            MetadataKey::Speakers => add_people(&mut self.speakers, value),
            MetadataKey::Description => set(&mut self.description, description(value)),
            MetadataKey::Cover => set(&mut self.cover, cover(value)),
        }
    }

    /// Adds the tags of a value: a list, or names separated by commas, or else by spaces.
    fn add_tags(&mut self, value: &Value) {
        match value {
            Value::List(items) => {
                let texts = items.iter().filter_map(Value::text);
                texts.for_each(|text| text.split(',').for_each(|name| self.add_tag(label(name))));
            }
            _ => {
                let text = value.text().unwrap_or_default();
                let separator = if text.contains(',') { ',' } else { ' ' };
                text.split(separator)
                    .for_each(|name| self.add_tag(label(name)));
            }
        }
    }

    /// Adds a property of the text. The values of front matter take precedence.
    pub(in crate::corpus) fn add_property(&mut self, name: &str, value: &str) {
        if let Some(key) = MetadataKey::from_name(name) {
            self.add(key, &Value::Text(value.trim().to_owned()));
        }
    }
}

/// Sets a value, unless it is known.
fn set<T>(known: &mut Option<T>, value: Option<T>) {
    *known = known.take().or(value);
}

/// The name in a link, `[[name]]`; other text as it is.
fn label(text: &str) -> &str {
    let text = text.trim().trim_start_matches('#');
    let link = text.strip_prefix("[[").and_then(|it| it.strip_suffix("]]"));
    link.map_or(text, |link| link.split('|').next().unwrap_or(link))
}

/// The date of a value.
fn date(value: &Value) -> Option<Date> {
    Date::parse(&value.text()?)
}

/// Adds the names of people: a list, or names separated by commas.
fn add_people(people: &mut Vec<String>, value: &Value) {
    let mut add = |text: &str| {
        let name = name_in(text).filter(|_| people.len() < MAX_PEOPLE);
        if let Some(name) = name.filter(|name| !people.contains(name)) {
            people.push(name);
        }
    };
    match value {
        Value::List(items) => items.iter().filter_map(name_of).for_each(|text| add(&text)),
        _ => {
            let text = value.text().unwrap_or_default();
            // A link may contain a comma.
            let parts: Vec<&str> = match text.contains("[[") {
                true => text.split_inclusive("]]").collect(),
                false => text.split([',', ';']).collect(),
            };
            let parts = parts.into_iter();
            parts.for_each(|part| add(part.trim_start_matches([',', ';', ' '])));
        }
    }
}

/// The text of a value, or that of `name` in a map.
fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::Map(members) => members.iter().find(|(key, _)| key == "name")?.1.text(),
        _ => value.text(),
    }
}

/// A description in one line.
fn description(value: &Value) -> Option<String> {
    let text = value.text()?;
    let text = without_front_matter_comments(&text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    (!text.is_empty()).then(|| truncate(&text, MAX_DESCRIPTION_BYTES).to_owned())
}

/// The name, path or URL of a picture: `cover.png`, `[[cover.png]]`, `![](cover.png)`, or a map of
/// Hugo's with the key `image`.
fn cover(value: &Value) -> Option<String> {
    let text = match value {
        Value::Map(members) => {
            let is_picture = |key: &str| matches!(key, "image" | "src" | "url" | "path");
            let (_, value) = members.iter().find(|(key, _)| is_picture(key))?;
            value.text()?
        }
        Value::List(items) => items.first()?.text()?,
        _ => value.text()?,
    };
    let text = without_front_matter_comments(&text);
    let text = text.trim().trim_start_matches('!');
    let link = label(text).split('|').next().unwrap_or_default();
    let path = text.strip_prefix('[').and_then(|it| it.split_once("]("));
    let path = path.map_or(link, |(_, path)| path.trim_end_matches(')'));
    (!path.is_empty()).then(|| truncate_name(path.trim()).into_owned())
}

#[cfg(test)]
mod tests {
    use crate::corpus::{Metadata, Note};

    fn metadata(yaml: &str) -> Metadata {
        Note::new("c/n.md".to_owned(), format!("---\n{yaml}\n---\nBody"))
            .metadata()
            .clone()
    }

    #[test]
    fn tags_are_a_text_or_a_list() {
        for yaml in [
            "tags: [ai, \"machine learning\", a/b]",
            "Tags:\n  - ai\n  - machine learning\n  - \"#a/b\"",
            "tags: ai, machine learning, a/b/",
            "tag: [ai, AI, machine learning]\ncategories: [a/b]",
            "tags:\n- \"[[ai]]\"\n- machine learning\n- a/b",
            // Invalid YAML is read by line.
            "title: a: b\ntags: [ai, 'machine learning', a/b]",
            "title: a: b\ntags:\n- ai\n- machine learning\n- a/b",
        ] {
            assert_eq!(
                metadata(yaml).tags,
                ["ai", "machine learning", "a/b"],
                "{yaml}"
            );
        }
        assert_eq!(metadata("tags: ai #ml 2024").tags, ["ai"]);
        assert_eq!(metadata("tags: 'ai #ml 2024'").tags, ["ai", "ml"]);
        for none in [
            "tags:",
            "tags: []",
            "tags: 2024",
            "tags: {a: b}",
            "tags: [[x]]",
            "tags: {{tags}}",
            "tags: [<% x %>]",
        ] {
            assert_eq!(metadata(none).tags, [] as [&str; 0], "{none}");
        }
        let many: Vec<String> = (0..300).map(|n| format!("t{n}")).collect();
        assert_eq!(
            metadata(&format!("tags: [{}]", many.join(", "))).tags.len(),
            200
        );
    }

    #[test]
    fn dates_are_read_and_not_made_up() {
        let all = metadata(
            "date: 2024-01-15\ncreated: 2024-01-16T10:00:00Z\npublished: 2023-12-31\n\
             Last modified: 2024-02-01",
        );
        let dates = [all.date, all.created, all.published, all.updated];
        let dates = dates.map(|date| date.map(|date| date.to_string()).unwrap_or_default());
        assert_eq!(
            dates,
            ["2024-01-15", "2024-01-16", "2023-12-31", "2024-02-01"]
        );
        assert_eq!(all.sort_date(), all.date);
        for none in [
            "date: soon",
            "date:",
            "date: [a]",
            "published: true",
            "date: {{date}}",
        ] {
            assert_eq!(metadata(none).sort_date(), None, "{none}");
        }
        let yaml = "---\ntitle: A\npublished: true\ncreated: 02/03/2024\nupdated: soon\n---\nBody";
        let problems = Note::new("c/n.md".to_owned(), yaml.to_owned()).problems;
        let problems: Vec<(u32, &str)> = problems
            .iter()
            .map(|problem| (problem.line, &*problem.message))
            .collect();
        assert_eq!(
            problems,
            [(4, "created \"02/03/2024\" is no date such as 2024-01-15")]
        );
        let toml = "+++\ndate = 2024-01-15T10:00:00Z\ntags = [\"a\"]\n+++\nBody";
        let note = Note::new("c/n.md".to_owned(), toml.to_owned());
        assert_eq!(note.metadata().sort_date(), all.date);
        assert_eq!(note.metadata().tags, ["a"]);
    }

    #[test]
    fn people_have_many_notations() {
        for yaml in [
            "author: Ada Lovelace, Alan Turing",
            "authors: [\"[[Ada Lovelace]]\", Alan Turing]",
            "authors:\n  - \"[[people/ada|Ada Lovelace]]\"\n  - Alan Turing",
            "author: \"[[Ada Lovelace]], [[Alan Turing]]\"",
            "authors:\n  - name: Ada Lovelace\n    url: x\n  - Alan Turing",
        ] {
            assert_eq!(
                metadata(yaml).authors,
                ["Ada Lovelace", "Alan Turing"],
                "{yaml}"
            );
        }
        assert_eq!(metadata("guest: Ada").speakers, ["Ada"]);
    }

    #[test]
    fn a_description_and_a_cover_are_texts() {
        let yaml = "description: |\n  One\n  two.\ncover: \"[[pic.png|300]]\"";
        let read = metadata(yaml);
        assert_eq!(read.description.as_deref(), Some("One two."));
        assert_eq!(read.cover.as_deref(), Some("pic.png"));
        assert_eq!(
            metadata("image: ![](a/b.png)").cover.as_deref(),
            Some("a/b.png")
        );
        assert_eq!(
            metadata("cover:\n  image: a.png\n  alt: x")
                .cover
                .as_deref(),
            Some("a.png")
        );
        assert_eq!(
            metadata("summary: \"%%secret%% x\"").description.as_deref(),
            Some("x")
        );
        assert_eq!(metadata("description:").description, None);
    }
}
