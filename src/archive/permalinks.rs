//! Permalinks: each note, channel and file beside them has one, and every other spelling leads to
//! it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::archive::channel::Channel;
use crate::archive::{ChannelId, MediaId, NoteId};
use crate::corpus::{Media, Note};
use crate::text::base_url::BaseUrl;
use crate::text::naming::{has_dot_segment, key, path_address, short_path, visible};
use crate::text::own_pages::OwnPage;

/// The first part of the paths of all places whose own path would make too long a URL. No folder is
/// served there, for the name of one that begins with `~` gets another in front.
const LONG: &str = "~long";

/// What has an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageId {
    /// A note.
    Note(NoteId),
    /// A channel.
    Channel(ChannelId),
    /// A file beside the notes.
    Media(MediaId),
    /// The first page.
    Home,
}

/// What a path means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteMatch {
    /// The path is the address of this place.
    Canonical(PageId),
    /// It is another spelling of this place's address.
    Alias(PageId),
    /// It is nothing's.
    NotFound,
}

#[derive(Default)]
pub(super) struct Permalinks {
    /// By the path without the first `/`, not escaped.
    places: HashMap<Arc<str>, PageId>,
    /// How often a path was taken that is taken already.
    claimed: HashMap<Arc<str>, u32>,
    /// By the keys of the path's parts: the first place with that spelling.
    spellings: HashMap<Box<str>, PageId>,
    home: String,
    notes: Vec<Box<str>>,
    channels: Vec<String>,
    media: Vec<String>,
    /// The paths of the notes' files, not escaped and without `.md`.
    files: Vec<Arc<str>>,
    by_file: HashMap<Arc<str>, NoteId>,
    /// Notes whose address, or a spelling of it, another place had before them.
    twins: Vec<(NoteId, PageId)>,
    /// Places with a short address in the place of their own, which would be too long.
    shortened: Vec<PageId>,
}

impl Permalinks {
    /// Gives everything its address. Channels come first, so that theirs are the plainest, and
    /// files beside the notes last.
    pub(super) fn new(
        base: &BaseUrl,
        notes: &[Arc<Note>],
        media: &[Media],
        channels: &mut [Channel],
        home: Option<NoteId>,
    ) -> Self {
        let mut permalinks = Self {
            home: base.address("/"),
            ..Self::default()
        };
        permalinks.places.insert(Arc::default(), PageId::Home);
        let mut prefixes = HashMap::new();
        for (index, channel) in channels.iter_mut().enumerate() {
            let place = PageId::Channel(ChannelId::new(index));
            let path = permalinks.claim(first_part(&channel.name).into(), place);
            channel.address = base.address(&path_address(&path));
            permalinks.channels.push(channel.address.clone());
            permalinks.spell(&path, place);
            permalinks.spell(&channel.folder, place);
            permalinks.spell(&format!("{0}/{0}", channel.folder), place);
            prefixes.insert(channel.folder.clone(), path);
        }
        let index_of: HashMap<NoteId, usize> = channels
            .iter()
            .enumerate()
            .filter_map(|(number, channel)| Some((channel.index?, number)))
            .collect();
        let aside = base.address("/~");
        for (index, note) in notes.iter().enumerate() {
            let id = NoteId::new(index);
            let stem_path = visible(&note.path[..note.path.len() - 3]);
            let path = Arc::from(below_channel(&prefixes, note.folder(), &stem_path));
            let file = |path: Arc<str>| short(&path, "").unwrap_or(path);
            let (place, path, address) = match index_of.get(&id) {
                _ if home == Some(id) => (PageId::Home, file(path), permalinks.home.clone()),
                Some(number) => (
                    PageId::Channel(ChannelId::new(*number)),
                    file(path),
                    channels[*number].address.clone(),
                ),
                None => {
                    let path = permalinks.claim(path, PageId::Note(id));
                    let address = base.address(&path_address(&path));
                    (PageId::Note(id), path, address)
                }
            };
            permalinks.by_file.entry(Arc::clone(&path)).or_insert(id);
            permalinks.files.push(path);
            if let Some(twin) = permalinks.spell(&stem_path, place) {
                permalinks.twins.push((id, twin));
            }
            if address.starts_with(&aside) {
                // The `~` counts for nothing in a spelling.
                let path = Arc::clone(&permalinks.files[index]);
                permalinks.spell(&path, place);
            }
            permalinks.notes.push(address.into());
        }
        permalinks.add_media(base, media, &prefixes);
        permalinks
    }

    fn add_media(&mut self, base: &BaseUrl, media: &[Media], prefixes: &HashMap<String, Arc<str>>) {
        for (index, file) in media.iter().enumerate() {
            let place = PageId::Media(MediaId::new(index));
            let shown = visible(&file.path);
            let folder = file.path.split_once('/').map_or("", |(folder, _)| folder);
            let path = self.claim(below_channel(prefixes, folder, &shown).into(), place);
            self.media.push(base.address(&path_address(&path)));
            self.spell(&shown, place);
            self.spell(&path, place);
        }
    }

    /// Takes a path, or the first free one like it.
    fn claim(&mut self, path: Arc<str>, place: PageId) -> Arc<str> {
        let path = if has_dot_segment(&path) {
            undotted(&path).into()
        } else {
            path
        };
        let short = short(&path, extension(&path, place));
        self.shortened.extend(short.as_ref().map(|_| place));
        let path = short.unwrap_or(path);
        let mut free = Arc::clone(&path);
        while self.places.contains_key(&free) {
            // Thousands may want the same one: none counts from the start.
            let count = self.claimed.entry(Arc::clone(&path)).or_insert(1);
            *count += 1;
            free = format!("{path}~{count}").into();
        }
        self.places.insert(Arc::clone(&free), place);
        free
    }

    /// Lets every spelling of a path lead to a place; returns the other place to which it leads
    /// already.
    fn spell(&mut self, path: &str, place: PageId) -> Option<PageId> {
        let first = *self.spellings.entry(spelling(path).into()).or_insert(place);
        (first != place).then_some(first)
    }

    pub(super) fn find(&self, path: &str) -> RouteMatch {
        if let Some(place) = self.places.get(path) {
            return RouteMatch::Canonical(*place);
        }
        let plain = path.trim_matches('/');
        let plain = plain.strip_suffix(".html").unwrap_or(plain);
        self.spellings
            .get(spelling(plain).as_str())
            .map_or(RouteMatch::NotFound, |place| RouteMatch::Alias(*place))
    }

    pub(super) fn place_at(&self, path: &str) -> Option<PageId> {
        self.places.get(path).copied()
    }

    pub(super) fn of(&self, place: PageId) -> &str {
        match place {
            PageId::Note(id) => &self.notes[id.index()],
            PageId::Channel(id) => &self.channels[id.index()],
            PageId::Media(id) => &self.media[id.index()],
            PageId::Home => &self.home,
        }
    }

    pub(super) fn of_file(&self, path: &str) -> Option<NoteId> {
        self.by_file.get(path).copied()
    }

    pub(super) fn file(&self, id: NoteId) -> &str {
        &self.files[id.index()]
    }

    pub(super) fn twins(&self) -> &[(NoteId, PageId)] {
        &self.twins
    }

    pub(super) fn shortened(&self) -> &[PageId] {
        &self.shortened
    }

    pub(super) fn of_note(&self, id: NoteId) -> &str {
        &self.notes[id.index()]
    }
}

/// A path with the address of its channel in the place of its first folder.
fn below_channel(prefixes: &HashMap<String, Arc<str>>, folder: &str, path: &str) -> String {
    match (prefixes.get(folder), path.split_once('/')) {
        (Some(prefix), Some((_, rest))) => format!("{prefix}/{rest}"),
        _ => first_part(path),
    }
}

/// The short path of a place whose own would make too long a URL.
fn short(path: &str, extension: &str) -> Option<Arc<str>> {
    short_path(path).map(|short| format!("{LONG}/{short}{extension}").into())
}

/// The extension of a file beside the notes, by which a saved copy is known.
fn extension(path: &str, place: PageId) -> &str {
    let start = path
        .rfind('.')
        .filter(|_| matches!(place, PageId::Media(_)));
    start.map_or("", |start| &path[start..])
}

/// A name whose first segment is reserved for the site's own pages gets a `~` in front.
fn first_part(name: &str) -> String {
    let first = name.split('/').next().unwrap_or(name);
    if OwnPage::reserves(first) || first.starts_with('~') || first.is_empty() {
        format!("~{name}")
    } else {
        name.to_owned()
    }
}

/// Dots that browsers would go up by step aside, too. A name can be nothing but those and marks
/// that nobody sees.
fn undotted(path: &str) -> String {
    let parts: Vec<String> = path
        .split('/')
        .map(|part| {
            if has_dot_segment(part) {
                format!("~{part}")
            } else {
                part.to_owned()
            }
        })
        .collect();
    parts.join("/")
}

fn spelling(path: &str) -> String {
    let parts: Vec<String> = path
        .split('/')
        .filter(|part| !part.is_empty())
        .map(key)
        .collect();
    parts.join("/")
}
