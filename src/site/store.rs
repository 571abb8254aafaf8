//! Holds the site that is served now. A reload replaces it as a whole; a request that has loaded
//! the old one keeps it until it ends.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::{ArcSwap, ArcSwapOption};
use tokio::sync::watch;

use crate::pages::Site;
use crate::progress::Progress;

/// The site that is served now, and its state.
pub struct SiteStore {
    site: ArcSwap<Site>,
    /// The previous site, which is searched until the search of the current one is ready.
    previous: ArcSwapOption<Site>,
    /// How many transcripts are aligned, while that is under way; the total is 0 otherwise.
    alignment_progress: Progress,
    /// Why the last reload failed; `None` if it succeeded.
    reload_error: Mutex<Option<String>>,
    /// The number of the site; `None` after shutdown.
    site_number: watch::Sender<Option<u64>>,
}

impl SiteStore {
    /// A store that serves a site.
    pub fn new(site: Arc<Site>) -> Arc<Self> {
        let site_number = watch::Sender::new(Some(site.number));
        Arc::new(Self {
            site: ArcSwap::new(site),
            previous: ArcSwapOption::empty(),
            alignment_progress: Progress::default(),
            reload_error: Mutex::default(),
            site_number,
        })
    }

    /// The current site.
    pub fn site(&self) -> Arc<Site> {
        self.site.load_full()
    }

    /// The site to search in: the previous one while the index of the current one is being built.
    pub fn search_site(&self) -> Arc<Site> {
        let previous = self.previous.load_full();
        let site = self.site();
        if site.search.get().is_ok() {
            site
        } else {
            previous.unwrap_or(site)
        }
    }

    /// A channel with the number of each new site, sent again when its search is ready, and `None`
    /// on shutdown.
    pub fn subscribe(&self) -> watch::Receiver<Option<u64>> {
        self.site_number.subscribe()
    }

    /// Replaces the site. Call [`SiteStore::mark_search_ready`] when its index has been built.
    pub fn replace(&self, site: Arc<Site>) {
        let number = site.number;
        self.previous.store(Some(self.search_site()));
        self.site.store(site);
        self.site_number.send_replace(Some(number));
        self.clear_reload_error();
    }

    /// Replaces the site by one of the same notes with other times and the same search.
    pub fn replace_times(&self, site: Arc<Site>) {
        let number = site.number;
        self.site.store(site);
        self.site_number.send_replace(Some(number));
    }

    /// How many transcripts are aligned, while that is under way; the total is 0 otherwise.
    pub fn alignment_progress(&self) -> &Progress {
        &self.alignment_progress
    }

    /// Stops searching the previous site: the search of the current one is ready, or the previous
    /// one would find notes that are hidden now.
    pub fn mark_search_ready(&self) {
        self.previous.store(None);
        self.site_number.send_modify(|_| ());
    }

    /// Tells subscribers that the server is shutting down.
    pub fn shut_down(&self) {
        self.site_number.send_replace(None);
    }

    /// Records that a reload failed; the site stays. Logs the cause unless it is the same as
    /// before.
    pub fn set_reload_error(&self, cause: &str) {
        let mut reload_error = self
            .reload_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if reload_error.as_deref() != Some(cause) {
            tracing::error!("reload failed, still serving the previous archive: {cause}");
            *reload_error = Some(cause.to_owned());
        }
    }

    /// Records that a reload succeeded, whether or not the folder has changed.
    pub fn clear_reload_error(&self) {
        *self
            .reload_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Why the last reload failed; `None` if it succeeded.
    pub fn reload_error(&self) -> Option<String> {
        self.reload_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
