//! Pages: a struct for each, with an askama template of the same name. A page is a function of the
//! site and the parameters of a request; nothing here depends on HTTP.

pub mod agents;
mod breadcrumbs;
mod channel;
mod citation;
mod cited_moments;
mod components;
mod crawlers;
mod embed;
mod exports;
mod feed;
mod folder_tree;
mod history;
mod home;
mod json;
mod layout;
mod link_graph;
mod link_preview;
mod list_controls;
mod listed_note;
mod llms;
mod map;
mod moment_groups;
mod not_found;
mod note;
mod note_body;
mod note_header;
mod open_search;
mod pager;
mod picture;
mod queue;
mod read_next;
mod search;
mod snippet;
mod structured_data;
mod tag;
mod timeline;
mod topic;
mod topics;
mod video;
mod video_player;
mod web_manifest;

pub use channel::ChannelPage;
pub use cited_moments::PlayerPage;
pub use crawlers::{Robots, Sitemap, SitemapIndex};
pub use embed::{EmbedPage, Embeddable};
pub use exports::{ExportFormat, ExportSource, export};
pub use feed::{Feed, FeedScope};
pub use history::HistoryPage;
pub use home::HomePage;
pub use json::description::ApiDescription;
pub use json::map::{MapData, MapNotesData, MapSearchData};
pub use json::moments::{DEFAULT_MOMENTS, MomentsData, MomentsRequest};
pub use json::note::{NoteData, VideoData};
pub use json::oembed::{FrameSize, OEmbedData};
pub use json::preview::PreviewData;
pub use json::search::SearchData;
pub use json::suggest::SuggestionData;
pub use json::tags::TagsData;
pub use list_controls::ListRequest;
pub use llms::{channel_llms_text, llms_text};
pub use map::MapPage;
pub use moment_groups::MomentOrder;
pub use not_found::NotFoundPage;
pub use note::NotePage;
pub use open_search::{OpenSearch, SearchCompletions};
pub use queue::QueuePage;
pub use search::SearchPage;
pub use tag::{TagPage, TagsPage};
pub use topic::TopicPage;
pub use topics::{TopicOrder, TopicsPage};
pub use video::VideoPage;
pub use web_manifest::WebManifest;

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::archive::Archive;
use crate::search::SearchHandle;
use crate::text::naming::key;
use layout::Layout;

/// The archive, its search index and the operator's settings. Immutable.
pub struct Site {
    /// Identifies the site. Each new site has a larger number, also after a restart.
    pub number: u64,
    /// All notes.
    pub archive: Archive,
    /// Whether posters show YouTube's thumbnail. Without it, pages make no third-party requests
    /// until the reader plays a video.
    pub thumbnails: bool,
    /// Whether a single line break in a paragraph of a note is shown, as in Obsidian.
    pub keeps_line_breaks: bool,
    /// Whether open pages reload when files change.
    pub watched: bool,
    /// The search index of this archive. Both are replaced together, so a result never leads to a
    /// note that no longer exists.
    pub search: SearchHandle,
}

impl Site {
    /// The site of an archive. Search is not available before its index is built.
    pub fn new(archive: Archive, thumbnails: bool) -> Self {
        // A browser may show a page of the previous process. A process builds less than one site
        // per millisecond, so counting on from the time of the start never repeats a number.
        static NEXT: LazyLock<AtomicU64> = LazyLock::new(|| {
            let now = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            AtomicU64::new(now.as_millis() as u64)
        });
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self {
            number,
            archive,
            thumbnails,
            keeps_line_breaks: false,
            watched: false,
            search: SearchHandle::default(),
        }
    }

    /// The title of the site: that of its home note, unless it is just the name of the file.
    pub fn title(&self) -> &str {
        let home = self.archive.home().map(|home| self.archive.note(home));
        home.filter(|note| key(&note.title) != key(note.stem()))
            .map_or("Cueleaf", |note| &note.title)
    }
}
