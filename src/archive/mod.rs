//! What only all notes together know: which note a link means, what links here, which notes share a
//! video, what has no note yet. A [`Corpus`] in, an immutable [`Archive`] out.

mod build;
mod channel;
mod link_resolver;
mod media_resolver;
mod permalinks;
mod problems;
mod related;
mod similar_titles;
mod timestamp_units;
mod topic;
pub mod treemap;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

pub use channel::{Channel, ChannelEntry, ChannelVideo, MAX_VIDEO_MOMENTS, Video, VideoMoment};
pub use link_resolver::{LinkTarget, MatchKind};
pub use permalinks::{PageId, RouteMatch};
pub use related::Related;
pub use topic::Topic;
pub use treemap::Treemap;

use crate::corpus::{Corpus, Media, MediaFolder, Note, Problem};
use crate::markdown::{Link, Moment};
use crate::text::base_url::BaseUrl;
use crate::text::naming;
use crate::text::youtube::YoutubeId;
use link_resolver::LinkResolver;
use permalinks::Permalinks;
use similar_titles::SimilarTitles;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);

        impl $name {
            /// The one of this number, from 0.
            pub(crate) fn new(index: usize) -> Self {
                Self(index as u32)
            }

            /// The number itself, from 0.
            pub(crate) fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

number!(
    /// The number of a note in its archive.
    NoteId
);
number!(
    /// The number of a channel in its archive.
    ChannelId
);
number!(
    /// The number of a video in its archive.
    VideoId
);
number!(
    /// The number of a file beside the notes.
    MediaId
);
number!(
    /// The number of a missing topic in its archive.
    TopicId
);

/// One link of one note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkRef {
    /// The note that links.
    pub note: NoteId,
    link: u32,
}

/// All notes of one content folder, linked.
pub struct Archive {
    base: BaseUrl,
    notes: Vec<Arc<Note>>,
    media: MediaFolder,
    channels: Vec<Channel>,
    videos: Vec<Video>,
    topics: Vec<Topic>,
    /// For each note, the notes that link to it.
    backlinks: Vec<Box<[LinkRef]>>,
    /// For each note, the channel whose folder it is in.
    channel_of: Vec<Option<ChannelId>>,
    video_by_id: HashMap<YoutubeId, VideoId>,
    topic_by_key: HashMap<String, TopicId>,
    names: LinkResolver,
    /// Where the links of each note lead, in their order.
    link_targets: Vec<Box<[LinkTarget]>>,
    permalinks: Permalinks,
    nearest: OnceLock<SimilarTitles>,
    map: OnceLock<Treemap>,
    problems: Vec<Problem>,
    home: Option<NoteId>,
}

impl Archive {
    /// Links the notes of a corpus.
    pub fn new(corpus: Corpus) -> Self {
        Self::with_base(corpus, BaseUrl::default())
    }

    /// The same, with its URLs below a base path.
    pub fn with_base(corpus: Corpus, base: BaseUrl) -> Self {
        build::build(corpus, base)
    }

    /// The base path and the public URL of all permalinks.
    pub fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// A note by its number.
    pub fn note(&self, id: NoteId) -> &Note {
        &self.notes[id.index()]
    }

    /// A channel by its number.
    pub fn channel(&self, id: ChannelId) -> &Channel {
        &self.channels[id.index()]
    }

    /// A video by its number.
    pub fn video(&self, number: VideoId) -> &Video {
        &self.videos[number.index()]
    }

    /// A moment of a video, as its note cites it.
    pub fn moment(&self, moment: VideoMoment) -> &Moment {
        &self.note(moment.note).facts.moments[moment.index as usize]
    }

    /// A missing topic by its number.
    pub fn topic(&self, id: TopicId) -> &Topic {
        &self.topics[id.index()]
    }

    /// The notes themselves, for the archive that is made of what changes.
    pub fn shared_notes(&self) -> &[Arc<Note>] {
        &self.notes
    }

    /// The files beside the notes.
    pub fn media_folder(&self) -> &MediaFolder {
        &self.media
    }

    /// A file beside the notes by its number.
    pub fn media(&self, id: MediaId) -> &Media {
        &self.media.files[id.index()]
    }

    /// The notes that lists show, in the order of their paths: all but those that are unlisted.
    /// Whatever lists, counts or finds notes for readers goes through these.
    pub fn listed_notes(&self) -> impl Iterator<Item = (NoteId, &Note)> + Clone {
        self.notes().filter(|(_, note)| !note.is_unlisted)
    }

    /// Every note that has a URL, in the order of their paths: the unlisted ones, too.
    pub fn notes(&self) -> impl ExactSizeIterator<Item = (NoteId, &Note)> + Clone {
        self.notes
            .iter()
            .enumerate()
            .map(|(index, note)| (NoteId::new(index), &**note))
    }

    /// Every channel, in the order of their names.
    pub fn channels(&self) -> &[Channel] {
        &self.channels
    }

    /// The numbers of the channels, in the order of their names.
    pub fn channel_ids(&self) -> impl Iterator<Item = ChannelId> {
        (0..self.channels.len()).map(ChannelId::new)
    }

    /// The channels that a name means: those of that name, or else those whose names begin with it.
    pub fn channels_named(&self, name: &str) -> Vec<ChannelId> {
        let wanted = naming::key(name);
        let (mut exact, mut beginning) = (Vec::new(), Vec::new());
        for (index, channel) in self.channels.iter().enumerate() {
            let keys = [naming::key(&channel.folder), naming::key(&channel.name)];
            if keys.contains(&wanted) {
                exact.push(ChannelId::new(index));
            } else if keys.iter().any(|key| key.starts_with(&wanted)) {
                beginning.push(ChannelId::new(index));
            }
        }
        if exact.is_empty() { beginning } else { exact }
    }

    /// Every video that a note is about or an index names: those of unlisted notes, too, which no
    /// list shows ([`Video::is_listed`]).
    pub fn videos(&self) -> &[Video] {
        &self.videos
    }

    /// Every topic that a listed note links to and that has no note.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// What was wrong with files when they were read, in the order of their paths.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// All that is wrong, and what is worth knowing, in the order of paths and lines. It takes
    /// time: for those who ask.
    pub fn check(&self) -> Vec<Problem> {
        problems::check(self)
    }

    /// The note `index.md` at the top of the folder.
    pub fn home(&self) -> Option<NoteId> {
        self.home
    }

    /// The channel that a note is in.
    pub fn channel_of(&self, note: NoteId) -> Option<ChannelId> {
        self.channel_of[note.index()]
    }

    /// The name of the channel whose folder a note is in.
    pub fn channel_name_of(&self, note: NoteId) -> Option<&str> {
        self.channel_of(note)
            .map(|channel| self.channel(channel).name.as_str())
    }

    /// The video that a note is about.
    pub fn video_of(&self, note: NoteId) -> Option<VideoId> {
        self.note(note)
            .video
            .as_ref()
            .and_then(|id| self.video_by_id(id))
    }

    /// A video by its id.
    pub fn video_by_id(&self, id: &YoutubeId) -> Option<VideoId> {
        self.video_by_id.get(id).copied()
    }

    /// The listed notes that link to a note, each once, in the order of their paths. A channel's
    /// index is not among them.
    pub fn backlinks(&self, note: NoteId) -> &[LinkRef] {
        &self.backlinks[note.index()]
    }

    /// Whether a note is the index of its channel.
    pub fn is_index(&self, note: NoteId) -> bool {
        self.channel_of(note)
            .is_some_and(|channel| self.channel(channel).index == Some(note))
    }

    /// The link itself.
    pub fn link(&self, link: LinkRef) -> &Link {
        &self.note(link.note).facts.links[link.link as usize]
    }

    /// The links of a note in order, each with its target.
    pub fn links(&self, note: NoteId) -> impl Iterator<Item = (&Link, LinkTarget)> {
        let targets = self.link_targets[note.index()].iter().copied();
        self.note(note).facts.links.iter().zip(targets)
    }

    /// Where a link leads.
    pub fn link_target(&self, link: LinkRef) -> LinkTarget {
        self.link_targets[link.note.index()][link.link as usize]
    }

    /// Where the link leads that starts at an offset of a note's body, in bytes; `None` where no
    /// wikilink starts there.
    pub fn link_target_at(&self, note: NoteId, offset: u32) -> Option<LinkTarget> {
        let links = &self.note(note).facts.links;
        let number = links
            .binary_search_by_key(&offset, |link| link.written.start)
            .ok()?;
        Some(self.link_targets[note.index()][number])
    }

    /// Where a link in a note would lead. The links that a note has are resolved already
    /// ([`Archive::links`]); this is for pictures, and for text that is not the note's own.
    pub fn resolve(&self, from: NoteId, target: &str) -> LinkTarget {
        if target.is_empty() {
            // `[[#Heading]]` is this note.
            return LinkTarget::Note(from);
        }
        let path = &self.note(from).path;
        match self.names.resolve(&self.channels, path, target) {
            LinkTarget::Unresolved => self
                .topic_named(target)
                .map_or(LinkTarget::Unresolved, LinkTarget::Topic),
            target => target,
        }
    }

    /// How the target of a link was found.
    pub fn match_kind(&self, link: &Link, target: LinkTarget) -> MatchKind {
        let name = link.target.strip_suffix(".md").unwrap_or(&link.target);
        let stem = name.rsplit('/').next().unwrap_or(name);
        let is_exact = match target {
            LinkTarget::Topic(_) | LinkTarget::Unresolved => return MatchKind::Unresolved,
            LinkTarget::External => return MatchKind::External,
            LinkTarget::Note(id) => link.target.is_empty() || self.note(id).stem() == stem,
            LinkTarget::Channel(id) => self.channel(id).folder == stem,
            LinkTarget::Media(id) => self.media(id).path.ends_with(stem),
        };
        if is_exact {
            MatchKind::Exact
        } else {
            MatchKind::Normalised
        }
    }

    /// A missing topic by any spelling of its name.
    pub fn topic_named(&self, name: &str) -> Option<TopicId> {
        self.topic_by_key.get(&naming::key(name)).copied()
    }

    /// The place that a link to `name` from nowhere in particular means. An unlisted note is none.
    pub fn place_named(&self, name: &str) -> Option<PageId> {
        match self.names.resolve(&self.channels, "", name) {
            LinkTarget::Note(id) => Some(PageId::Note(id)).filter(|_| !self.note(id).is_unlisted),
            LinkTarget::Channel(id) => Some(PageId::Channel(id)),
            LinkTarget::Media(id) => Some(PageId::Media(id)),
            LinkTarget::Topic(_) | LinkTarget::External | LinkTarget::Unresolved => None,
        }
    }

    /// What a path from a request means: without a leading `/`, percent-decoded.
    pub fn find(&self, path: &str) -> RouteMatch {
        self.permalinks.find(path)
    }

    /// The place at this very path, as it is told to [`Archive::find`].
    pub fn place_at(&self, path: &str) -> Option<PageId> {
        self.permalinks.page_at(path)
    }

    /// The URL of a place, escaped.
    pub fn url(&self, place: PageId) -> &str {
        self.permalinks.path_of(place)
    }

    /// The note whose text is shown at a place.
    pub fn note_at(&self, place: PageId) -> Option<NoteId> {
        match place {
            PageId::Note(id) => Some(id),
            PageId::Channel(id) => self.channel(id).index,
            PageId::Home => self.home,
            PageId::Media(_) => None,
        }
    }

    /// The note whose file has this path, without `.md`.
    pub fn note_of_file(&self, path: &str) -> Option<NoteId> {
        self.permalinks.note_by_file(path)
    }

    /// The URL of a note, escaped. The index of a channel is its channel's page; the home note
    /// is the first page.
    pub fn note_url(&self, id: NoteId) -> &str {
        self.permalinks.note_path(id)
    }

    /// The URL of a note's file with an extension, escaped: `md` for its source, `json` for its
    /// data.
    pub fn file_url(&self, id: NoteId, extension: &str) -> String {
        self.base.url(&naming::path_url(&format!(
            "{}.{extension}",
            self.permalinks.file_path(id)
        )))
    }

    /// The URL of a note, at a heading where it has one of that name.
    pub fn heading_url(&self, id: NoteId, heading: Option<&str>) -> String {
        let page = self.note_url(id);
        match heading.and_then(|name| self.note(id).facts.heading_named(name)) {
            Some(heading) => format!("{page}#{}", heading.anchor),
            None => page.to_owned(),
        }
    }

    /// The map of all notes. It is drawn up when it is first asked for, which takes some
    /// milliseconds.
    pub fn map(&self) -> &Treemap {
        self.map.get_or_init(|| Treemap::new(self))
    }

    /// The listed notes whose titles are closest to a name, the closest first.
    pub fn nearest(&self, name: &str, count: usize) -> Vec<NoteId> {
        // One without a title is near to nothing.
        let titles = self.notes.iter().map(|note| {
            if note.is_unlisted {
                ""
            } else {
                note.title.as_str()
            }
        });
        let nearest = self.nearest.get_or_init(|| SimilarTitles::new(titles));
        nearest
            .find(name, count)
            .into_iter()
            .map(NoteId::new)
            .collect()
    }
}
