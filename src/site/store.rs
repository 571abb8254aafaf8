//! The site that is served now. A reload puts another in its place; a request that has taken the
//! old one sees it to its end.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::{ArcSwap, ArcSwapOption};
use tokio::sync::watch;

use crate::pages::Site;

/// The site that is served now.
pub struct SiteStore {
    site: ArcSwap<Site>,
    /// The one before it, as long as the search of the site does not answer.
    before: ArcSwapOption<Site>,
    /// Why the folder could not be read when it last was.
    failure: Mutex<Option<String>>,
    /// The number of the site; `None` when no other will come.
    number: watch::Sender<Option<u64>>,
}

impl SiteStore {
    /// Begins with a site.
    pub fn new(site: Arc<Site>) -> Arc<Self> {
        let number = watch::Sender::new(Some(site.number));
        Arc::new(Self {
            site: ArcSwap::new(site),
            before: ArcSwapOption::empty(),
            failure: Mutex::default(),
            number,
        })
    }

    /// The site as it is now.
    pub fn site(&self) -> Arc<Site> {
        self.site.load_full()
    }

    /// The site to search in: for as long as the index of a new one is made, that is the one before
    /// it.
    pub fn search_site(&self) -> Arc<Site> {
        let before = self.before.load_full();
        let site = self.site();
        if site.search.get().is_ok() {
            site
        } else {
            before.unwrap_or(site)
        }
    }

    /// Tells the number of each site that takes the place of one, once more when its search
    /// answers, and `None` at the end.
    pub fn changes(&self) -> watch::Receiver<Option<u64>> {
        self.number.subscribe()
    }

    /// Puts another site in its place. Its search is to answer soon, and [`SiteStore::settle`] to
    /// be told.
    pub fn replace(&self, site: Arc<Site>) {
        let number = site.number;
        self.before.store(Some(self.search_site()));
        self.site.store(site);
        self.number.send_replace(Some(number));
        self.recover();
    }

    /// The one before it is searched no more: the search of the site answers, or it would find what
    /// is hidden now.
    pub fn settle(&self) {
        self.before.store(None);
        self.number.send_modify(|_| ());
    }

    /// No other site will come: who waits for one need not any longer.
    pub fn end(&self) {
        self.number.send_replace(None);
    }

    /// The folder could not be read, and the site stays as it is. Each new reason is logged.
    pub fn fail(&self, why: &str) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if failure.as_deref() != Some(why) {
            tracing::error!("not loaded again, the archive stays as it was: {why}");
            *failure = Some(why.to_owned());
        }
    }

    /// The folder was read, whether or not it has changed.
    pub fn recover(&self) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Why the site is not what the folder is.
    pub fn failure(&self) -> Option<String> {
        self.failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
