//! A queue of moments, which play one after the other: those that a search finds, those of a
//! channel or a tag, or those that the URL lists.

use std::collections::HashSet;
use std::ops::Range;

use askama::Template;
use percent_encoding::percent_decode_str;

use crate::archive::{
    Archive, ChannelId, NoteId, NoteOrTopic, PageId, RouteMatch, TagId, VideoId, VideoKey,
};
use crate::markdown::{MediaView, Moment, MomentTarget};
use crate::pages::components::{
    ByteBudget, ITEM_MARKUP_BYTES, PageLink, html_bytes, link_to, moment_page,
};
use crate::pages::listed_note::newest_first;
use crate::pages::search::ResultsPage;
use crate::pages::video_player::{VideoPlayer, media_at};
use crate::pages::{Layout, Site, snippet, video};
use crate::search::{CancellationToken, Search, SearchError, SearchRequest};
use crate::text::naming::query_value;
use crate::text::plural::count;

/// The maximum number of moments of a queue. The script of the history has the same number.
const MAX_MOMENTS: usize = 200;

/// The maximum size of the list, in bytes.
const MAX_LIST_BYTES: usize = 400_000;

/// `/queue?q=…`, `/queue?channel=…`, `/queue?tag=…`, `/queue?moments=…`
#[derive(Template)]
#[template(path = "queue.html")]
pub struct QueuePage {
    layout: Layout,
    summary: String,
    /// The page that the moments are from.
    source: Option<PageLink>,
    /// The player of the first moment; `None` if there is none.
    player: Option<VideoPlayer>,
    items: Vec<Item>,
}

/// A moment of the queue.
struct Item {
    /// The link that plays it, as HTML.
    moment: String,
    /// Where the queue goes on: the end of the range, or the next moment of the note, or the end of
    /// the video. `None` if it is unknown.
    end: Option<u32>,
    sentence: String,
    note: PageLink,
    channel: String,
}

impl QueuePage {
    /// The maximum number of notes of a search whose moments play.
    pub const MAX_HITS: usize = 100;

    /// The moments of the sentences that a search finds, those of the best note first, each note's
    /// in the order of its text.
    ///
    /// # Errors
    /// If the index fails or the search is cancelled.
    pub fn of_search(
        site: &Site,
        search: &Search,
        request: &SearchRequest,
        cancel: &CancellationToken,
    ) -> Result<Self, SearchError> {
        let archive = &site.archive;
        let found = search.find(archive, request, cancel)?;
        let mut queue = Queue::new(archive);
        for hit in &found.hits {
            let sentences = hit.sentences.iter();
            let mut cited: Vec<_> = sentences
                .filter_map(|sentence| Some((sentence.moment?, &sentence.range)))
                .collect();
            cited.sort_by_key(|(index, range)| (*index, range.start));
            let moments = &archive.note(hit.note).facts.moments;
            let all_fit = cited
                .into_iter()
                .all(|(index, range)| queue.add_once(hit.note, &moments[index], range));
            if !all_fit {
                break;
            }
        }
        let url = ResultsPage::first(archive, request).url();
        let source = PageLink::new(format!("“{}”", request.text), url);
        Ok(Self::new(site, queue, Some(source), 0))
    }

    /// The moments of the notes of a channel and of a tag, if given, in the order of the pages that
    /// list these notes. Without both, there are none.
    pub fn of_notes(site: &Site, channel: Option<ChannelId>, tag: Option<TagId>) -> Self {
        let archive = &site.archive;
        let mut queue = Queue::new(archive);
        for (note, moment) in moments_of_notes(archive, channel, tag) {
            if !queue.add_once(note, moment, &moment.sentence) {
                break;
            }
        }
        let of_channel = channel.map(|id| PageLink::channel(archive, id));
        let of_tag = tag.map(|id| {
            let tag = archive.tag(id);
            PageLink::new(format!("#{}", tag.name), &tag.url)
        });
        Self::new(site, queue, of_tag.or(of_channel), 0)
    }

    /// The moments of a list, separated by commas: the escaped URL path of a note, `@`, and the
    /// second. Those that do not exist, that nothing plays or that are beyond the limit are left
    /// out.
    pub fn of_list(site: &Site, list: &str) -> Self {
        let archive = &site.archive;
        let mut queue = Queue::new(archive);
        let named = list.split(',').filter(|name| !name.is_empty());
        let left_out = named
            .filter(|name| match listed_moment(archive, name) {
                Some((note, moment)) => !queue.add(note, moment),
                None => true,
            })
            .count();
        Self::new(site, queue, None, left_out)
    }

    fn new(site: &Site, queue: Queue<'_>, source: Option<PageLink>, left_out: usize) -> Self {
        let title = match &source {
            Some(source) => format!("Queue: {}", source.label),
            None => "Queue".to_owned(),
        };
        let mut layout = Layout::new(site, title, "");
        layout.noindex = true;
        let player = queue.first.map(|(id, second)| {
            let title = video::title(&site.archive, id);
            VideoPlayer {
                // It would be that of the first video alone.
                timeline: None,
                ..VideoPlayer::new(site, id, None, &title, Some(second))
            }
        });
        Self {
            layout,
            summary: queue.summary(left_out),
            source,
            player,
            items: queue.items,
        }
    }
}

/// The URL of the queue of a channel; `None` if nothing of it plays.
pub(super) fn channel_url(archive: &Archive, id: ChannelId) -> Option<String> {
    let listed = listed_in_channel(archive, id);
    let own = listed.filter(|note| archive.channel_of(*note) == Some(id));
    any_plays(archive, own).then(|| {
        let folder = query_value(&archive.channel(id).folder);
        archive.base().url(&format!("/queue?channel={folder}"))
    })
}

/// The URL of the queue of a tag; `None` if nothing of it plays.
pub(super) fn tag_url(archive: &Archive, id: TagId) -> Option<String> {
    any_plays(archive, archive.tag(id).notes.iter().copied()).then(|| {
        let name = query_value(&archive.tag(id).name);
        archive.base().url(&format!("/queue?tag={name}"))
    })
}

/// Whether a moment of the notes plays.
fn any_plays(archive: &Archive, mut notes: impl Iterator<Item = NoteId>) -> bool {
    notes.any(|id| {
        let mut moments = archive.note(id).facts.moments.iter();
        moments.any(|moment| playing_video(archive, id, moment).is_some())
    })
}

/// The moments of the notes of a channel and of a tag.
fn moments_of_notes(
    archive: &Archive,
    channel: Option<ChannelId>,
    tag: Option<TagId>,
) -> impl Iterator<Item = (NoteId, &Moment)> {
    let notes = match (channel, tag) {
        (Some(channel), None) => notes_of_channel(archive, channel),
        (_, Some(tag)) => newest_first(archive, &archive.tag(tag).notes),
        (None, None) => Vec::new(),
    };
    notes
        .into_iter()
        .filter(move |id| channel.is_none() || archive.channel_of(*id) == channel)
        .flat_map(|id| {
            let moments = archive.note(id).facts.moments.iter();
            moments.map(move |moment| (id, moment))
        })
}

/// The notes that the page of a channel lists, each once.
fn notes_of_channel(archive: &Archive, id: ChannelId) -> Vec<NoteId> {
    let mut seen = HashSet::new();
    let all = listed_in_channel(archive, id);
    all.filter(|note| seen.insert(*note)).collect()
}

/// The notes in the lists of a channel: video by video, then the others. One may be listed twice.
fn listed_in_channel(archive: &Archive, id: ChannelId) -> impl Iterator<Item = NoteId> {
    let channel = archive.channel(id);
    let entries = channel.videos.iter().flat_map(|video| &video.entries);
    let of_videos = entries.filter_map(|entry| match entry {
        NoteOrTopic::Note(note) => Some(note),
        NoteOrTopic::Topic(_) => None,
    });
    of_videos.chain(&channel.notes_without_video).copied()
}

/// The moment with a name such as `/acquired/origin@218`, if a listed note cites it.
fn listed_moment<'a>(archive: &'a Archive, name: &str) -> Option<(NoteId, &'a Moment)> {
    let (url, second) = name.rsplit_once('@')?;
    let second: u32 = second.parse().ok()?;
    let path = archive.base().strip_prefix(url).unwrap_or(url);
    let path = percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy();
    let page = match path.is_empty() {
        true => PageId::Home,
        false => match archive.find(&path) {
            RouteMatch::Canonical(page) | RouteMatch::Alias(page) => page,
            RouteMatch::NotFound => return None,
        },
    };
    let id = archive.note_on_page(page)?;
    let note = archive.note(id);
    let mut moments = note.facts.moments.iter();
    let moment = moments.find(|moment| moment.resolved.seconds == second)?;
    (!note.is_unlisted).then_some((id, moment))
}

/// The video that plays a moment; `None` if nothing does.
fn playing_video(archive: &Archive, note: NoteId, moment: &Moment) -> Option<VideoId> {
    moment_page(archive, note, moment)?;
    let id = match moment.other_video() {
        Some(other) => archive.video_by_id(&other)?,
        None => archive.video_of(note)?,
    };
    match &archive.video(id).key {
        VideoKey::YouTube(_) => Some(id),
        VideoKey::File(path) => recording(archive, path).map(|_| id),
    }
}

/// The sound or film file at a path, if browsers play it.
fn recording<'a>(archive: &'a Archive, path: &str) -> Option<MediaView<'a>> {
    let id = media_at(archive, path)?;
    let media = archive.media(id);
    media.kind.player_element()?;
    Some(MediaView {
        url: archive.url(PageId::Media(id)),
        kind: media.kind,
        size: media.size,
    })
}

/// The second at which the moment after this one begins in the note, or the video ends.
fn next_second(archive: &Archive, note: NoteId, moment: &Moment, video: VideoId) -> Option<u32> {
    let after = |second: &u32| *second > moment.resolved.seconds;
    let moments = archive.note(note).facts.moments.iter();
    let of_video = moments
        .filter(|other| !other.resolved.is_uncertain())
        .filter(|other| other.other_video() == moment.other_video());
    let seconds = of_video.map(|other| other.resolved.seconds).filter(after);
    let length = || archive.video(video).stated_length.filter(after);
    seconds.min().or_else(length)
}

/// The moments that were added, within the limits.
struct Queue<'a> {
    archive: &'a Archive,
    items: Vec<Item>,
    /// The video and the second of the first moment.
    first: Option<(VideoId, u32)>,
    videos: HashSet<VideoId>,
    seen: HashSet<(NoteId, VideoId, u32)>,
    budget: ByteBudget,
    is_full: bool,
}

impl<'a> Queue<'a> {
    fn new(archive: &'a Archive) -> Self {
        Self {
            archive,
            items: Vec::new(),
            first: None,
            videos: HashSet::new(),
            seen: HashSet::new(),
            budget: ByteBudget::new(MAX_LIST_BYTES),
            is_full: false,
        }
    }

    /// Adds a moment of a note with the sentence in a range of its text, except if nothing plays it
    /// or the note cites this second before. Returns whether there is room for more.
    fn add_once(&mut self, note: NoteId, moment: &Moment, sentence: &Range<u32>) -> bool {
        if let Some(video) = playing_video(self.archive, note, moment)
            && self.seen.insert((note, video, moment.resolved.seconds))
        {
            self.push(note, moment, video, sentence);
        }
        !self.is_full
    }

    /// Adds a moment, which may be in the queue already. Returns whether it was added.
    fn add(&mut self, note: NoteId, moment: &Moment) -> bool {
        playing_video(self.archive, note, moment)
            .is_some_and(|video| self.push(note, moment, video, &moment.sentence))
    }

    fn push(&mut self, id: NoteId, moment: &Moment, video: VideoId, sentence: &Range<u32>) -> bool {
        let item = Item::new(self.archive, id, moment, video, sentence);
        self.is_full |= self.items.len() == MAX_MOMENTS || !self.budget.spend(item.bytes());
        if self.is_full {
            return false;
        }
        self.first.get_or_insert((video, moment.resolved.seconds));
        self.videos.insert(video);
        self.items.push(item);
        true
    }

    /// `14 moments of 3 videos`
    fn summary(&self, left_out: usize) -> String {
        if self.items.is_empty() && left_out == 0 {
            return "No moments.".to_owned();
        }
        let moments = count(self.items.len(), "moment");
        let moments = match self.is_full && left_out == 0 {
            true => format!("The first {moments}"),
            false => moments,
        };
        let videos = count(self.videos.len(), "video");
        match left_out {
            0 => format!("{moments} of {videos}"),
            _ => format!("{moments} of {videos}, {left_out} left out"),
        }
    }
}

impl Item {
    fn new(
        archive: &Archive,
        id: NoteId,
        moment: &Moment,
        video: VideoId,
        sentence: &Range<u32>,
    ) -> Self {
        let key = &archive.video(video).key;
        let recording = match key {
            VideoKey::YouTube(_) => None,
            VideoKey::File(path) => recording(archive, path),
        };
        let target = MomentTarget::Video {
            key: key.as_str(),
            url: moment_page(archive, id, moment).unwrap_or_default(),
            recording: recording.as_ref(),
        };
        let resolved = &moment.resolved;
        let range_end = resolved.end.map(u32::from);
        Self {
            moment: link_to(archive.note(id), moment, &target),
            end: range_end
                .filter(|end| *end > resolved.seconds)
                .or_else(|| next_second(archive, id, moment, video)),
            sentence: snippet::text(archive, id, sentence).into_owned(),
            note: PageLink::note(archive, id),
            channel: archive.channel_name_of(id).unwrap_or_default().to_owned(),
        }
    }

    /// Its maximum size in HTML, in bytes.
    fn bytes(&self) -> usize {
        let texts = html_bytes(&self.sentence) + html_bytes(&self.channel);
        self.moment.len() + self.note.bytes() + texts + ITEM_MARKUP_BYTES
    }
}
