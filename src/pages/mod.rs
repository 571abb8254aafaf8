//! Pages: for each a struct with what it shows, and an askama template of the same name. A site and
//! what a request asks for in, HTML out; nothing here knows of HTTP.

mod channel;
mod components;
mod history;
mod home;
mod json;
mod layout;
mod link_graph;
mod map;
mod not_found;
mod note;
mod note_body;
mod pager;
mod read_next;
mod search;
mod snippet;
mod timeline;
mod topic;
mod video;

pub use channel::ChannelPage;
pub use history::HistoryPage;
pub use home::HomePage;
pub use json::map::{MapData, MapNotesData, MapSearchData};
pub use json::note::{NoteData, VideoData};
pub use json::preview::PreviewData;
pub use json::search::SearchData;
pub use json::suggest::SuggestionData;
pub use map::MapPage;
pub use not_found::NotFoundPage;
pub use note::NotePage;
pub use search::SearchPage;
pub use topic::TopicPage;
pub use video::VideoPage;

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::archive::Archive;
use crate::search::SearchHandle;
use layout::Layout;

/// All that a page may show: the archive, and how the operator wants it shown. Immutable.
pub struct Site {
    /// Tells it from all other sites, and grows from one to the next, also from one process to the
    /// next.
    pub number: u64,
    /// The notes.
    pub archive: Archive,
    /// Whether posters show YouTube's thumbnail. Without it no page asks anything of a third party
    /// until the reader plays a video.
    pub thumbnails: bool,
    /// Whether an open page shows itself anew when files change.
    pub watched: bool,
    /// The search of this archive: both are replaced together, so a result never leads to a note
    /// that is gone.
    pub search: SearchHandle,
}

impl Site {
    /// The site of an archive. Its search answers once [`SearchHandle::begin`] is done.
    pub fn new(archive: Archive, thumbnails: bool) -> Self {
        // A browser may hold a page of the process before, and a process makes fewer sites than
        // milliseconds go by.
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
            watched: false,
            search: SearchHandle::default(),
        }
    }

    /// The archive's name: the title of its home note.
    pub fn title(&self) -> &str {
        self.archive
            .home()
            .map_or("Cueleaf", |home| &self.archive.note(home).title)
    }
}
