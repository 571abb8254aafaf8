//! Links the notes of a corpus: link targets, backlinks, videos, channels, topics and permalinks. A
//! [`Corpus`] in, an immutable [`Archive`] out.

mod alignments;
mod build;
mod channel;
mod ids;
mod link_path;
mod link_problems;
mod link_resolver;
mod linked_names;
mod links;
mod media_resolver;
mod name_table;
mod note_names;
mod overview;
mod permalinks;
mod problems;
mod proven_repairs;
mod related;
mod similar_sentences;
mod similar_titles;
mod tags;
mod timestamp_units;
mod topic;
pub mod treemap;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

pub use alignments::{Aligned, AlignmentTask, Alignments};
pub use channel::{
    Channel, ChannelVideo, MAX_VIDEO_MOMENTS, NoteOrTopic, Video, VideoKey, VideoMoment,
};
pub use ids::{ChannelId, MediaId, NoteId, TagId, TopicId, VideoId};
pub use link_resolver::{LinkTarget, MatchKind};
pub use linked_names::{LinkedName, LinkedNames};
pub use links::LinkRef;
pub use overview::{ChannelOverview, Overview};
pub use permalinks::{PageId, RouteMatch};
pub use proven_repairs::{Proof, ProvenRepair, ProvenRepairs, RewrittenNote};
pub use related::{SharedLinkKind, SharedLinks};
pub use tags::Tag;
pub use timestamp_units::resolve_units;
pub use topic::Topic;
pub use treemap::Treemap;

use crate::corpus::{
    Corpus, Media, MediaFolder, Note, Previous, Problem, TranscriptFile, VideoInfo,
};
use crate::markdown::Moment;
use crate::text::base_url::BaseUrl;
use crate::text::date::Date;
use crate::text::naming;
use crate::text::video_url::PlayRange;
use crate::text::youtube::YoutubeId;
use alignments::SpokenTime;
use link_resolver::LinkResolver;
use permalinks::Permalinks;
use similar_titles::SimilarTitles;
use tags::Tags;

/// All notes of one content folder, linked.
pub struct Archive {
    base: BaseUrl,
    notes: Vec<Arc<Note>>,
    media: MediaFolder,
    /// What the files beside the notes say about videos.
    video_infos: HashMap<YoutubeId, VideoInfo>,
    transcripts: Vec<TranscriptFile>,
    /// For each note, the index of the transcript that its times are held against.
    transcript_of: Vec<Option<u32>>,
    /// The number of those that are still to be read.
    unaligned_transcripts: usize,
    alignments: Alignments,
    /// For each note, where the sentences of its moments are said, if that is known.
    spoken: Vec<Option<Arc<[SpokenTime]>>>,
    channels: Vec<Channel>,
    videos: Vec<Video>,
    topics: Vec<Topic>,
    tags: Tags,
    /// For each note, the links from other notes to it.
    backlinks: Vec<Box<[LinkRef]>>,
    /// For each note, its channel.
    channel_of: Vec<Option<ChannelId>>,
    video_by_key: HashMap<VideoKey, VideoId>,
    /// For each note, the video that it is about.
    video_of: Vec<Option<VideoId>>,
    topic_by_key: HashMap<String, TopicId>,
    link_resolver: LinkResolver,
    /// For each note, the targets of its links, in order.
    link_targets: Vec<Box<[LinkTarget]>>,
    permalinks: Permalinks,
    similar_titles: OnceLock<SimilarTitles>,
    map: OnceLock<Treemap>,
    linked_names: OnceLock<LinkedNames>,
    overview: OnceLock<Overview>,
    problems: Vec<Problem>,
    home: Option<NoteId>,
    notes_outside_folders: Vec<NoteId>,
}

impl Archive {
    /// Links the notes of a corpus.
    pub fn new(corpus: Corpus) -> Self {
        Self::with_base(corpus, BaseUrl::default())
    }

    /// Links the notes of a corpus, with all URLs below a base path.
    pub fn with_base(corpus: Corpus, base: BaseUrl) -> Self {
        Self::with_alignments(corpus, base, &Alignments::default())
    }

    /// Links the notes of a corpus, with all URLs below a base path, and with what is known from
    /// transcripts.
    pub fn with_alignments(corpus: Corpus, base: BaseUrl, known: &Alignments) -> Self {
        build::build(corpus, base, known)
    }

    /// The base path and the public URL of all permalinks.
    pub fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// The note with this id.
    pub fn note(&self, id: NoteId) -> &Note {
        &self.notes[id.index()]
    }

    /// The channel with this id.
    pub fn channel(&self, id: ChannelId) -> &Channel {
        &self.channels[id.index()]
    }

    /// The video with this id.
    pub fn video(&self, id: VideoId) -> &Video {
        &self.videos[id.index()]
    }

    /// The moment in its note.
    pub fn moment(&self, moment: VideoMoment) -> &Moment {
        &self.note(moment.note).facts.moments[moment.index as usize]
    }

    /// The topic with this id.
    pub fn topic(&self, id: TopicId) -> &Topic {
        &self.topics[id.index()]
    }

    /// What was loaded, so that a reload can keep what did not change.
    pub fn as_previous(&self) -> Previous<'_> {
        Previous {
            notes: &self.notes,
            media: &self.media,
            videos: &self.video_infos,
            transcripts: &self.transcripts,
            problems: &self.problems,
        }
    }

    /// What the `*.info.json` of a video says.
    pub fn video_info(&self, id: YoutubeId) -> Option<&VideoInfo> {
        self.video_infos.get(&id)
    }

    /// The date by which a note is sorted: its own, or else that of its video.
    pub fn date_of(&self, note: NoteId) -> Option<Date> {
        let note = self.note(note);
        let video = || self.video_info(note.video?)?.upload_date;
        note.metadata().sort_date().or_else(video)
    }

    /// The date by which a video is sorted: when it was published, or else the earliest date of the
    /// notes about it.
    pub fn video_date(&self, id: VideoId) -> Option<Date> {
        let video = self.video(id);
        let published = match &video.key {
            VideoKey::YouTube(id) => self.video_info(*id).and_then(|info| info.upload_date),
            VideoKey::File(_) => None,
        };
        let of_notes = || video.notes.iter().filter_map(|id| self.date_of(*id)).min();
        published.or_else(of_notes)
    }

    /// The notes in shared ownership, so that a reload can keep the unchanged ones.
    pub fn shared_notes(&self) -> &[Arc<Note>] {
        &self.notes
    }

    /// The media files and their folder.
    pub fn media_folder(&self) -> &MediaFolder {
        &self.media
    }

    /// The media file with this id.
    pub fn media(&self, id: MediaId) -> &Media {
        &self.media.files[id.index()]
    }

    /// The notes that are not unlisted, sorted by path. Every list, count and search that readers
    /// see uses these.
    pub fn listed_notes(&self) -> impl Iterator<Item = (NoteId, &Note)> + Clone {
        self.notes().filter(|(_, note)| !note.is_unlisted)
    }

    /// All notes, including the unlisted ones, sorted by path.
    pub fn notes(&self) -> impl ExactSizeIterator<Item = (NoteId, &Note)> + Clone {
        self.notes
            .iter()
            .enumerate()
            .map(|(index, note)| (NoteId::new(index), &**note))
    }

    /// All channels, sorted by name.
    pub fn channels(&self) -> &[Channel] {
        &self.channels
    }

    /// The ids of all channels, sorted by name.
    pub fn channel_ids(&self) -> impl Iterator<Item = ChannelId> {
        (0..self.channels.len()).map(ChannelId::new)
    }

    /// The channel of the folder with this name; or else the channels with this name or folder in
    /// any spelling, or else those whose names start with it.
    pub fn channels_named(&self, name: &str) -> Vec<ChannelId> {
        let prefix = naming::key(name);
        let (mut exact, mut with_prefix) = (Vec::new(), Vec::new());
        for (index, channel) in self.channels.iter().enumerate() {
            if channel.folder == name {
                return vec![ChannelId::new(index)];
            }
            let keys = [naming::key(&channel.folder), naming::key(&channel.name)];
            if keys.contains(&prefix) {
                exact.push(ChannelId::new(index));
            } else if keys.iter().any(|key| key.starts_with(&prefix)) {
                with_prefix.push(ChannelId::new(index));
            }
        }
        if exact.is_empty() { with_prefix } else { exact }
    }

    /// All videos that a note is about or that an index note names, including those that no list
    /// shows, because only unlisted notes are about them ([`Video::is_listed`]).
    pub fn videos(&self) -> &[Video] {
        &self.videos
    }

    /// All targets without a note that listed notes link to.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The problems that were found while the archive was loaded and built, sorted by path.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// All problems, including those of links and timestamps, sorted by path and line. Reads all
    /// notes, so pages use [`Archive::problems`].
    pub fn check(&self) -> Vec<Problem> {
        problems::check(self)
    }

    /// The home note: at the top of the folder, with one of
    /// [`HOME_NAMES`](crate::corpus::HOME_NAMES).
    pub fn home(&self) -> Option<NoteId> {
        self.home
    }

    /// The listed notes at the top of the folder except the home note, sorted by title.
    pub fn notes_outside_folders(&self) -> &[NoteId] {
        &self.notes_outside_folders
    }

    /// The channel of a note.
    pub fn channel_of(&self, note: NoteId) -> Option<ChannelId> {
        self.channel_of[note.index()]
    }

    /// The name of a note's channel.
    pub fn channel_name_of(&self, note: NoteId) -> Option<&str> {
        self.channel_of(note)
            .map(|channel| self.channel(channel).name.as_str())
    }

    /// The video that a note is about.
    pub fn video_of(&self, note: NoteId) -> Option<VideoId> {
        self.video_of[note.index()]
    }

    /// The key of the video that a note is about, as text.
    pub fn video_key_of(&self, note: NoteId) -> Option<&str> {
        self.video_of(note).map(|id| self.video(id).key.as_str())
    }

    /// The video with this id on YouTube.
    pub fn video_by_id(&self, id: &YoutubeId) -> Option<VideoId> {
        self.video_by_key(&VideoKey::YouTube(*id))
    }

    /// The video with this key.
    pub fn video_by_key(&self, key: &VideoKey) -> Option<VideoId> {
        self.video_by_key.get(key).copied()
    }

    /// Whether a note is the index note of its channel.
    pub fn is_index(&self, note: NoteId) -> bool {
        self.channel_of(note)
            .is_some_and(|channel| self.channel(channel).index == Some(note))
    }

    /// Looks up the path of a request, percent-decoded and without its leading `/`, in any
    /// spelling.
    pub fn find(&self, path: &str) -> RouteMatch {
        self.permalinks.find(path)
    }

    /// The page or file with exactly this path, which has the form that [`Archive::find`] takes.
    pub fn page_at(&self, path: &str) -> Option<PageId> {
        self.permalinks.page_at(path)
    }

    /// The escaped URL of a page or file.
    pub fn url(&self, page: PageId) -> &str {
        self.permalinks.url_of(page)
    }

    /// The note whose text a page shows.
    pub fn note_on_page(&self, page: PageId) -> Option<NoteId> {
        match page {
            PageId::Note(id) => Some(id),
            PageId::Channel(id) => self.channel(id).index,
            PageId::Home => self.home,
            PageId::Media(_) => None,
        }
    }

    /// The note whose file has this path, without `.md`.
    pub fn note_by_file(&self, path: &str) -> Option<NoteId> {
        self.permalinks.note_by_file(path)
    }

    /// The escaped URL of a note: for an index note the page of its channel, for the home note the
    /// home page.
    pub fn note_url(&self, id: NoteId) -> &str {
        self.permalinks.note_url(id)
    }

    /// The escaped URL of a note's file with this extension: `md` for its source, `json` for its
    /// data.
    pub fn file_url(&self, id: NoteId, extension: &str) -> String {
        self.base.url(&naming::path_url(&format!(
            "{}.{extension}",
            self.permalinks.file_path(id)
        )))
    }

    /// The URL of a note, with the anchor of a section if the note has the heading or the block,
    /// or with a time if the section is one (`t=218`). In the index note of a channel, the heading
    /// of a video leads to the page of the video.
    pub fn section_url(&self, id: NoteId, section: Option<&str>) -> String {
        let (note, page) = (self.note(id), self.note_url(id));
        let Some(section) = section else {
            return page.to_owned();
        };
        let heading = note.facts.heading_named(section);
        let video = heading.and_then(|heading| self.video_by_id(heading.video.as_ref()?));
        match (video, note.facts.anchor_of(section)) {
            (Some(video), _) if self.is_index(id) => self.video(video).url.clone(),
            (_, Some(anchor)) => format!("{page}#{anchor}"),
            (_, None) => match section_time(note, section) {
                Some(seconds) => format!("{page}?t={seconds}"),
                None => page.to_owned(),
            },
        }
    }

    /// The treemap of all notes. It is computed on first use, which takes a few milliseconds.
    pub fn map(&self) -> &Treemap {
        self.map.get_or_init(|| Treemap::new(self))
    }

    /// What the archive contains, in numbers and examples. It is computed on first use.
    pub fn overview(&self) -> &Overview {
        self.overview.get_or_init(|| Overview::new(self))
    }

    /// The channels whose names resemble a name, sorted by name.
    pub fn channels_named_like<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = ChannelId> + 'a {
        let resembles = |channel: &Channel| {
            let names = [&channel.name, &channel.folder];
            names
                .into_iter()
                .any(|own| similar_titles::resembles(name, own))
        };
        let ids = self.channel_ids().zip(&self.channels);
        ids.filter(move |(_, channel)| resembles(channel))
            .map(|(id, _)| id)
    }

    /// The listed notes with the titles most similar to a name, best first; none whose title does
    /// not resemble it.
    pub fn notes_titled_like(&self, name: &str, count: usize) -> Vec<NoteId> {
        // An empty title is similar to no name.
        let titles = self.notes.iter().map(|note| {
            if note.is_unlisted {
                ""
            } else {
                note.title.as_str()
            }
        });
        self.similar_titles
            .get_or_init(|| SimilarTitles::new(titles))
            .find(name, MAX_SIMILAR_TITLES)
            .into_iter()
            .filter(|index| similar_titles::resembles(name, &self.notes[*index].title))
            .take(count)
            .map(NoteId::new)
            .collect()
    }
}

/// The number of similar titles among which those are that resemble a name.
const MAX_SIMILAR_TITLES: usize = 100;

/// The time of the note's video that a section of a link names, in seconds: `t=218`.
fn section_time(note: &Note, section: &str) -> Option<u32> {
    let start = PlayRange::from_fragment(section).start;
    start.filter(|_| note.has_video())
}
