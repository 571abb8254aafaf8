//! The web app manifest: <https://www.w3.org/TR/appmanifest/>.

use serde::Serialize;

use crate::assets;
use crate::pages::Site;

/// The color of the paper in the light theme, as in `static/css/tokens.css`: that of the window
/// while the app starts.
const BACKGROUND_COLOR: &str = "#fbf9f4";

/// What browsers need to install the site as an app.
#[derive(Debug, Serialize)]
pub struct WebManifest {
    name: String,
    id: String,
    start_url: String,
    scope: String,
    display: &'static str,
    background_color: &'static str,
    icons: [Icon; 2],
}

#[derive(Debug, Serialize)]
struct Icon {
    src: String,
    sizes: &'static str,
    #[serde(rename = "type")]
    media_type: &'static str,
    purpose: &'static str,
}

impl WebManifest {
    /// The manifest of a site.
    pub fn new(site: &Site) -> Self {
        let base = site.archive.base();
        let icon = |path, sizes, media_type, purpose| Icon {
            src: base.url(&assets::url(path)),
            sizes,
            media_type,
            purpose,
        };
        Self {
            name: site.title().to_owned(),
            id: base.url("/"),
            start_url: base.url("/"),
            scope: base.url("/"),
            // Readers go back and reload, for which an app of its own window has no buttons.
            display: "minimal-ui",
            background_color: BACKGROUND_COLOR,
            icons: [
                icon("icon.svg", "any", "image/svg+xml", "any"),
                // Its margins may be cut off.
                icon("icon.png", "512x512", "image/png", "maskable"),
            ],
        }
    }
}
