//! The site that is served now. A reload puts another in its place; a request that has taken the old one sees it to
//! its end.

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::pages::Site;

/// The site that is served now.
pub struct Live {
    site: ArcSwap<Site>,
}

impl Live {
    /// Begins with a site.
    pub fn new(site: Arc<Site>) -> Arc<Self> {
        Arc::new(Self { site: ArcSwap::new(site) })
    }

    /// The site as it is now.
    pub fn site(&self) -> Arc<Site> {
        self.site.load_full()
    }

    /// Puts another site in its place.
    pub fn replace(&self, site: Arc<Site>) {
        self.site.store(site);
    }
}
