//! Permalinks: every note, channel and media file has one canonical path; other spellings are
//! aliases of it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::archive::channel::Channel;
use crate::archive::{ChannelId, MediaId, NoteId};
use crate::corpus::{Media, Note};
use crate::text::base_url::BaseUrl;
use crate::text::naming::{has_dot_segment, key, path_url, short_path, visible};
use crate::text::own_pages::OwnPage;

/// First segment of the shortened paths of pages whose own path would make the URL too long. No
/// folder is served there, because folder names that begin with `~` get another `~` in front.
const SHORTENED_SEGMENT: &str = "~long";

/// A page or file that has a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageId {
    /// A note.
    Note(NoteId),
    /// A channel.
    Channel(ChannelId),
    /// A media file.
    Media(MediaId),
    /// The home page.
    Home,
}

/// The result of looking up a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteMatch {
    /// The path is the canonical path of this page.
    Canonical(PageId),
    /// The path is another spelling of this page's path.
    Alias(PageId),
    /// No page has this path.
    NotFound,
}

#[derive(Default)]
pub(super) struct Permalinks {
    /// Pages by their unescaped path without the leading `/`.
    pages: HashMap<Arc<str>, PageId>,
    /// For each path that several pages claim, the number of claims.
    claim_counts: HashMap<Arc<str>, u32>,
    /// Pages by the normalized segments of their path; the first page with that spelling wins.
    aliases: HashMap<Box<str>, PageId>,
    home: String,
    notes: Vec<Box<str>>,
    channels: Vec<String>,
    media: Vec<String>,
    /// The unescaped paths of the notes' files without `.md`.
    files: Vec<Arc<str>>,
    by_file: HashMap<Arc<str>, NoteId>,
    /// Notes with a spelling that an earlier page has already.
    collisions: Vec<(NoteId, PageId)>,
    /// Pages with a shortened path, because their own would be too long.
    shortened: Vec<PageId>,
}

impl Permalinks {
    /// Assigns all paths. Folders come first, so that theirs are the plainest, then notes, then
    /// channels without a folder, and media files last. Sets `Channel::url`.
    pub(super) fn new(
        base: &BaseUrl,
        notes: &[Arc<Note>],
        media: &[Media],
        channels: &mut [Channel],
        home: Option<NoteId>,
    ) -> Self {
        let mut permalinks = Self {
            home: base.url("/"),
            ..Self::default()
        };
        permalinks.pages.insert(Arc::default(), PageId::Home);
        permalinks.channels = vec![String::new(); channels.len()];
        let mut prefixes = HashMap::new();
        for (index, channel) in channels.iter_mut().enumerate() {
            if channel.has_folder {
                let path = permalinks.add_channel(base, channel, ChannelId::new(index));
                prefixes.insert(channel.folder.clone(), path);
            }
        }
        let channel_by_index_note: HashMap<NoteId, usize> = channels
            .iter()
            .enumerate()
            .filter_map(|(number, channel)| Some((channel.index?, number)))
            .collect();
        let tilde_prefix = base.url("/~");
        for (index, note) in notes.iter().enumerate() {
            let id = NoteId::new(index);
            let path_without_extension = visible(note.path_without_extension());
            let path = Arc::from(with_channel_path(
                &prefixes,
                note.folder(),
                &path_without_extension,
            ));
            let file = |path: Arc<str>| shorten(&path, "").unwrap_or(path);
            let (page, path, url) = match channel_by_index_note.get(&id) {
                _ if home == Some(id) => (PageId::Home, file(path), permalinks.home.clone()),
                Some(number) => (
                    PageId::Channel(ChannelId::new(*number)),
                    file(path),
                    channels[*number].url.clone(),
                ),
                None => {
                    let path = permalinks.claim(path, PageId::Note(id));
                    let url = base.url(&path_url(&path));
                    (PageId::Note(id), path, url)
                }
            };
            permalinks.by_file.entry(Arc::clone(&path)).or_insert(id);
            permalinks.files.push(path);
            if let Some(existing) = permalinks.add_alias(&path_without_extension, page) {
                permalinks.collisions.push((id, existing));
            }
            if url.starts_with(&tilde_prefix) {
                // Spellings ignore the `~`.
                let path = Arc::clone(&permalinks.files[index]);
                permalinks.add_alias(&path, page);
            }
            permalinks.notes.push(url.into());
        }
        for (index, channel) in channels.iter_mut().enumerate() {
            if !channel.has_folder {
                permalinks.add_channel(base, channel, ChannelId::new(index));
            }
        }
        permalinks.add_media(base, media, &prefixes);
        // Real paths take precedence over the aliases of notes.
        for (index, note) in notes.iter().enumerate() {
            let id = NoteId::new(index);
            let page = match channel_by_index_note.get(&id) {
                _ if home == Some(id) => PageId::Home,
                Some(number) => PageId::Channel(ChannelId::new(*number)),
                None => PageId::Note(id),
            };
            permalinks.add_note_aliases(note, page);
        }
        permalinks
    }

    /// Claims the path of a channel, and returns it. It comes from the name of the folder.
    fn add_channel(&mut self, base: &BaseUrl, channel: &mut Channel, id: ChannelId) -> Arc<str> {
        let page = PageId::Channel(id);
        let name = match visible(&channel.folder) {
            name if name.trim().is_empty() => "channel".to_owned(),
            name => name,
        };
        let path = self.claim(escape_reserved(&name).into(), page);
        channel.url = base.url(&path_url(&path));
        self.channels[id.index()].clone_from(&channel.url);
        self.add_alias(&path, page);
        self.add_alias(&channel.folder, page);
        self.add_alias(&format!("{0}/{0}", channel.folder), page);
        path
    }

    /// Makes the aliases of a note aliases of its page, at the top and in its folder. Those that
    /// start with `/` are paths from the top.
    fn add_note_aliases(&mut self, note: &Note, page: PageId) {
        for alias in &note.aliases {
            let name = without_html_extension(alias.trim_matches('/'));
            self.add_alias(name, page);
            if let Some((folder, _)) = note.path.rsplit_once('/')
                && !alias.starts_with('/')
            {
                self.add_alias(&format!("{folder}/{name}"), page);
            }
        }
    }

    fn add_media(&mut self, base: &BaseUrl, media: &[Media], prefixes: &HashMap<String, Arc<str>>) {
        for (index, file) in media.iter().enumerate() {
            let page = PageId::Media(MediaId::new(index));
            let visible_path = visible(&file.path);
            let folder = file.path.split_once('/').map_or("", |(folder, _)| folder);
            let path = self.claim(
                with_channel_path(prefixes, folder, &visible_path).into(),
                page,
            );
            self.media.push(base.url(&path_url(&path)));
            self.add_alias(&visible_path, page);
            self.add_alias(&path, page);
        }
    }

    /// Claims a path, or the first free one with a `~2`, `~3`, … suffix.
    fn claim(&mut self, path: Arc<str>, page: PageId) -> Arc<str> {
        let path = if has_dot_segment(&path) {
            escape_dots(&path).into()
        } else {
            path
        };
        let short = shorten(&path, extension(&path, page));
        self.shortened.extend(short.as_ref().map(|_| page));
        let path = short.unwrap_or(path);
        let mut free = Arc::clone(&path);
        while self.pages.contains_key(&free) {
            // Thousands may claim the same path, so each continues the count of the previous one.
            let count = self.claim_counts.entry(Arc::clone(&path)).or_insert(1);
            *count += 1;
            free = format!("{path}~{count}").into();
        }
        self.pages.insert(Arc::clone(&free), page);
        free
    }

    /// Makes all spellings of a path aliases of a page. Returns the other page that has this
    /// spelling already, if any.
    fn add_alias(&mut self, path: &str, page: PageId) -> Option<PageId> {
        let first = *self.aliases.entry(alias_key(path).into()).or_insert(page);
        (first != page).then_some(first)
    }

    /// Looks up a path in any spelling.
    pub(super) fn find(&self, path: &str) -> RouteMatch {
        if let Some(page) = self.pages.get(path) {
            return RouteMatch::Canonical(*page);
        }
        let trimmed = without_html_extension(path.trim_matches('/'));
        let find = |path: &str| self.aliases.get(alias_key(path).as_str()).copied();
        find(trimmed)
            .or_else(|| find(&plus_as_space(trimmed)?))
            .map_or(RouteMatch::NotFound, RouteMatch::Alias)
    }

    /// The page with this canonical path.
    pub(super) fn page_at(&self, path: &str) -> Option<PageId> {
        self.pages.get(path).copied()
    }

    /// The URL path of a page, escaped and with the base path.
    pub(super) fn url_of(&self, page: PageId) -> &str {
        match page {
            PageId::Note(id) => &self.notes[id.index()],
            PageId::Channel(id) => &self.channels[id.index()],
            PageId::Media(id) => &self.media[id.index()],
            PageId::Home => &self.home,
        }
    }

    /// The note of a file, by its unescaped path without `.md`.
    pub(super) fn note_by_file(&self, path: &str) -> Option<NoteId> {
        self.by_file.get(path).copied()
    }

    /// The unescaped path of a note's file, without `.md`.
    pub(super) fn file_path(&self, id: NoteId) -> &str {
        &self.files[id.index()]
    }

    /// Notes with a spelling that an earlier page has already, and that page.
    pub(super) fn collisions(&self) -> &[(NoteId, PageId)] {
        &self.collisions
    }

    /// Pages with a shortened path, because their own would be too long.
    pub(super) fn shortened(&self) -> &[PageId] {
        &self.shortened
    }

    /// The URL path of a note, escaped and with the base path.
    pub(super) fn note_url(&self, id: NoteId) -> &str {
        &self.notes[id.index()]
    }
}

/// A path whose first folder is replaced by the path of its channel.
fn with_channel_path(prefixes: &HashMap<String, Arc<str>>, folder: &str, path: &str) -> String {
    match (prefixes.get(folder), path.split_once('/')) {
        (Some(prefix), Some((_, rest))) => format!("{prefix}/{rest}"),
        _ => escape_reserved(path),
    }
}

/// The shortened path of a page whose own would make the URL too long.
fn shorten(path: &str, extension: &str) -> Option<Arc<str>> {
    short_path(path).map(|short| format!("{SHORTENED_SEGMENT}/{short}{extension}").into())
}

/// The extension of a media file, which saved copies keep.
fn extension(path: &str, page: PageId) -> &str {
    let start = path.rfind('.').filter(|_| matches!(page, PageId::Media(_)));
    start.map_or("", |start| &path[start..])
}

/// Prefixes a name with `~` if its first segment is reserved for the site's own pages.
fn escape_reserved(name: &str) -> String {
    let first = name.split('/').next().unwrap_or(name);
    if OwnPage::reserves(first) || first.starts_with('~') || first.is_empty() {
        format!("~{name}")
    } else {
        name.to_owned()
    }
}

/// Prefixes `.` and `..` segments with `~`, because browsers would resolve them. A name can consist
/// of such dots and invisible characters alone.
fn escape_dots(path: &str) -> String {
    let segments: Vec<String> = path
        .split('/')
        .map(|segment| {
            if has_dot_segment(segment) {
                format!("~{segment}")
            } else {
                segment.to_owned()
            }
        })
        .collect();
    segments.join("/")
}

/// A path without the extension `.html`.
fn without_html_extension(path: &str) -> &str {
    path.strip_suffix(".html").unwrap_or(path)
}

/// A path with spaces in place of each `+` between words, as forms encode them; `None` if it has
/// none.
fn plus_as_space(path: &str) -> Option<String> {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut spaced = String::with_capacity(path.len());
    for (at, c) in path.char_indices() {
        let is_between_words = is_word(path[..at].chars().next_back())
            && is_word(path[at + c.len_utf8()..].chars().next());
        spaced.push(if c == '+' && is_between_words { ' ' } else { c });
    }
    (spaced != path).then_some(spaced)
}

fn alias_key(path: &str) -> String {
    let segments: Vec<String> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(key)
        .collect();
    segments.join("/")
}
