//! The filters of a query: `channel:name`, `tag:name`, `after:date` and `before:date`.

use crate::archive::{Archive, ChannelId, NoteId};
use crate::search::field::Field;
use crate::text::date::Date;
use crate::text::tag_name;

/// The maximum number of channels and tags that a query names.
pub const MAX_FILTERS: usize = 8;

/// What a note must be, beside the words that it contains.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct Filters {
    /// Names of channels, as typed; a note is in one of them.
    pub channels: Vec<String>,
    /// Names of channels that are excluded, as typed.
    pub excluded_channels: Vec<String>,
    /// Names of tags, as typed; a note has all of them.
    pub tags: Vec<String>,
    /// Names of tags that are excluded, as typed.
    pub excluded_tags: Vec<String>,
    /// The first date that a note may have.
    pub after: Option<Date>,
    /// The date before which it must be.
    pub before: Option<Date>,
}

impl Filters {
    /// Whether it allows all notes.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it asks for notes, rather than only excluding some.
    pub(super) fn asks_for_notes(&self) -> bool {
        let has_names = !self.channels.is_empty() || !self.tags.is_empty();
        has_names || self.after.is_some() || self.before.is_some()
    }

    /// Adds a filter, and returns whether it is within [`MAX_FILTERS`]. One without a name is
    /// ignored.
    pub(super) fn add(&mut self, field: Field, value: &str, is_excluded: bool) -> bool {
        let is_full = self.names().count() == MAX_FILTERS;
        let names = match (field, is_excluded) {
            // While a name is being typed, it is empty, as which all channels begin.
            (_, true) if !value.contains(char::is_alphanumeric) => return true,
            (Field::Title, _) => return true,
            (Field::After, false) | (Field::Before, true) => {
                self.after = self.after.max(Date::parse(value));
                return true;
            }
            (Field::Before, false) | (Field::After, true) => {
                let date = Date::parse(value);
                self.before = [self.before, date].into_iter().flatten().min();
                return true;
            }
            (Field::Channel, false) => &mut self.channels,
            (Field::Channel, true) => &mut self.excluded_channels,
            (Field::Tag, _) if tag_name::clean(value).is_none() => return true,
            (Field::Tag, false) => &mut self.tags,
            (Field::Tag, true) => &mut self.excluded_tags,
        };
        let value = match field {
            Field::Tag => value.trim_start_matches('#'),
            _ => value,
        };
        if names.iter().any(|known| known == value) {
            return true;
        }
        if is_full {
            return false;
        }
        names.push(value.to_owned());
        true
    }

    /// All names.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        let channels = self.channels.iter().chain(&self.excluded_channels);
        channels.chain(&self.tags).chain(&self.excluded_tags)
    }
}

/// Filters whose names are found in an archive.
pub struct NoteFilter<'a> {
    archive: &'a Archive,
    channels: Vec<ChannelId>,
    excluded_channels: Vec<ChannelId>,
    /// For each tag, whether each note has it.
    tags: Vec<Vec<bool>>,
    excluded_tags: Vec<Vec<bool>>,
    after: Option<Date>,
    before: Option<Date>,
}

impl<'a> NoteFilter<'a> {
    /// Finds the channels and tags of filters; `None` if one is missing, so that no note matches.
    pub fn new(archive: &'a Archive, filters: &Filters) -> Option<Self> {
        let mut channels = Vec::new();
        for name in &filters.channels {
            let ids = archive.channels_named(name);
            if ids.is_empty() {
                return None;
            }
            channels.extend(ids);
        }
        let excluded = filters.excluded_channels.iter();
        let excluded_tags = filters.excluded_tags.iter();
        let tags = filters.tags.iter();
        Some(Self {
            archive,
            channels,
            excluded_channels: excluded
                .flat_map(|name| archive.channels_named(name))
                .collect(),
            tags: tags
                .map(|name| notes_with_tag(archive, name))
                .collect::<Option<_>>()?,
            excluded_tags: excluded_tags
                .filter_map(|name| notes_with_tag(archive, name))
                .collect(),
            after: filters.after,
            before: filters.before,
        })
    }

    /// Whether a note passes the filters.
    pub fn allows(&self, note: NoteId) -> bool {
        let channel = self.archive.channel_of(note);
        let is_in = |channels: &[ChannelId]| channel.is_some_and(|id| channels.contains(&id));
        let has = |tag: &Vec<bool>| tag[note.index()];
        (self.channels.is_empty() || is_in(&self.channels))
            && !is_in(&self.excluded_channels)
            && self.tags.iter().all(has)
            && !self.excluded_tags.iter().any(has)
            && self.is_in_time(note)
    }

    /// Whether the date of a note is in the time of the query. A note without a date is in none.
    fn is_in_time(&self, note: NoteId) -> bool {
        if self.after.is_none() && self.before.is_none() {
            return true;
        }
        let date = self.archive.date_of(note);
        date.is_some_and(|date| {
            self.after.is_none_or(|after| date >= after)
                && self.before.is_none_or(|before| date < before)
        })
    }
}

/// For each note, whether it has a tag; `None` if no note has it.
fn notes_with_tag(archive: &Archive, name: &str) -> Option<Vec<bool>> {
    let tag = archive.tag(archive.tag_named(name)?);
    let mut has_tag = vec![false; archive.notes().len()];
    tag.notes
        .iter()
        .for_each(|note| has_tag[note.index()] = true);
    Some(has_tag)
}
