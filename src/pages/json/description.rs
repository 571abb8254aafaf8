//! The description of the API, `/api/openapi.json`.

use serde::Serialize;
use serde_json::{Value, json};

use crate::pages::Site;

/// The description without what differs from site to site.
const TEMPLATE: &str = include_str!("openapi.json");

/// The OpenAPI description of the API of a site.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct ApiDescription(Value);

impl ApiDescription {
    /// The description with the URL of the site.
    ///
    /// # Errors
    /// Never, as a test reads the description.
    pub fn new(site: &Site) -> Result<Self, serde_json::Error> {
        let base = site.archive.base();
        let url = match (base.absolute_url(base.path()), base.path()) {
            (Some(url), _) => url,
            (None, "") => "/".to_owned(),
            (None, path) => path.to_owned(),
        };
        let mut description: Value = serde_json::from_str(TEMPLATE)?;
        description["servers"] = json!([{ "url": url }]);
        description["info"]["version"] = env!("CARGO_PKG_VERSION").into();
        Ok(Self(description))
    }
}
