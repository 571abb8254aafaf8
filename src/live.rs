//! The site that is served now. A reload puts another in its place; a request that has taken the old one sees it to
//! its end.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use tokio::sync::watch;

use crate::pages::Site;

/// The site that is served now.
pub struct Live {
    site: ArcSwap<Site>,
    /// Why the folder could not be read when it last was.
    failure: Mutex<Option<String>>,
    /// The number of the site; `None` when no other will come.
    number: watch::Sender<Option<u64>>,
}

impl Live {
    /// Begins with a site.
    pub fn new(site: Arc<Site>) -> Arc<Self> {
        let number = watch::Sender::new(Some(site.number));
        Arc::new(Self { site: ArcSwap::new(site), failure: Mutex::default(), number })
    }

    /// The site as it is now.
    pub fn site(&self) -> Arc<Site> {
        self.site.load_full()
    }

    /// Tells the number of each site that takes the place of one, and `None` at the end.
    pub fn changes(&self) -> watch::Receiver<Option<u64>> {
        self.number.subscribe()
    }

    /// Puts another site in its place.
    pub fn replace(&self, site: Arc<Site>) {
        let number = site.number;
        self.site.store(site);
        self.number.send_replace(Some(number));
        self.recover();
    }

    /// No other site will come: who waits for one need not any longer.
    pub fn end(&self) {
        self.number.send_replace(None);
    }

    /// The folder could not be read, and the site stays as it is.
    pub fn fail(&self, why: &str) {
        tracing::error!("not loaded again, the archive stays as it was: {why}");
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.to_owned());
    }

    /// The folder was read, whether or not it has changed.
    pub fn recover(&self) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Why the site is not what the folder is.
    pub fn failure(&self) -> Option<String> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
