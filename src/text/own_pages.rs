//! The site's own pages and endpoints, as opposed to those of notes: one table, used by the router,
//! the redirects from other spellings, the keys of the response cache, and the reserved path
//! segments. A leaf module.

/// A page or an endpoint of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPage {
    /// The home page.
    Home,
    /// The results of a search.
    Search,
    /// A queue of moments, which play one after the other.
    Queue,
    /// A redirect to a random note.
    Random,
    /// A redirect to a random moment.
    RandomMoment,
    /// What the reader has visited and saved.
    History,
    /// The map of the archive.
    Map,
    /// The pages and data of videos.
    Video,
    /// The pages of topics without a note.
    Topic,
    /// All topics, with and without a note.
    Topics,
    /// All tags.
    Tags,
    /// The pages of tags.
    Tag,
    /// Styles, scripts and icons.
    Static,
    /// The rules for crawlers.
    Robots,
    /// The list of the sitemaps.
    SitemapIndex,
    /// The sitemaps: the URLs of pages, for search engines.
    Sitemap,
    /// The feed of all notes.
    Feed,
    /// The description of the search for browsers.
    OpenSearch,
    /// The players of notes and videos for frames of other sites.
    Embed,
    /// How other sites show a page in a frame.
    OEmbed,
    /// What agents read first.
    Llms,
    /// The server of the Model Context Protocol.
    Mcp,
    /// The icon at the path that browsers request by default.
    Favicon,
    /// What browsers need to install the site as an app.
    Manifest,
    /// The results of a search as JSON.
    ApiSearch,
    /// Suggestions for what is being typed.
    ApiSuggest,
    /// The moments of all notes, or of those that match, as JSON.
    ApiMoments,
    /// All tags as JSON.
    ApiTags,
    /// The preview of a link's target.
    ApiPreview,
    /// The channels of the map.
    ApiMap,
    /// The notes of a channel on the map.
    ApiMapNotes,
    /// The notes of the map that match a query.
    ApiMapSearch,
    /// The event stream of reloads.
    ApiEvents,
    /// The description of the API.
    ApiDescription,
    /// Any other path under `/api/`.
    ApiUnknown,
    /// The liveness probe.
    Healthz,
    /// The readiness probe: whether search is ready, too.
    Readyz,
    /// Metrics for Prometheus.
    Metrics,
}

/// Each page with its route in axum's syntax and the query parameters that it reads.
const TABLE: [(OwnPage, &str, &[&str]); 38] = [
    (OwnPage::Home, "/", &["t", "page", "filter", "sort"]),
    (
        OwnPage::Search,
        "/search",
        &["q", "channel", "video", "order", "page"],
    ),
    (
        OwnPage::Queue,
        "/queue",
        &["q", "channel", "tag", "video", "order", "moments"],
    ),
    (OwnPage::Random, "/random", &[]),
    (OwnPage::RandomMoment, "/random/moment", &[]),
    (OwnPage::History, "/history", &[]),
    (OwnPage::Map, "/map", &["q"]),
    (OwnPage::Video, "/video/{*id}", &["t", "page", "sort"]),
    (OwnPage::Topic, "/topic/{*name}", &[]),
    (OwnPage::Topics, "/topics", &["sort", "page"]),
    (OwnPage::Tags, "/tag", &["page"]),
    (OwnPage::Tag, "/tag/{*name}", &["page"]),
    (OwnPage::Static, "/static/{version}/{*path}", &[]),
    (OwnPage::Robots, "/robots.txt", &[]),
    (OwnPage::SitemapIndex, "/sitemap.xml", &[]),
    (OwnPage::Sitemap, "/sitemap/{file}", &[]),
    (OwnPage::Feed, "/feed.xml", &[]),
    (OwnPage::OpenSearch, "/opensearch.xml", &[]),
    (OwnPage::Embed, "/embed/{*path}", &["t"]),
    (
        OwnPage::OEmbed,
        "/oembed",
        &["url", "format", "maxwidth", "maxheight"],
    ),
    (OwnPage::Llms, "/llms.txt", &[]),
    (OwnPage::Mcp, "/mcp", &[]),
    (OwnPage::Favicon, "/favicon.ico", &[]),
    (OwnPage::Manifest, "/manifest.webmanifest", &[]),
    (
        OwnPage::ApiSearch,
        "/api/search",
        &["q", "channel", "video", "order", "limit", "offset"],
    ),
    (OwnPage::ApiSuggest, "/api/suggest", &["q", "format"]),
    (
        OwnPage::ApiMoments,
        "/api/moments",
        &["q", "channel", "tag", "after", "limit", "cursor"],
    ),
    (OwnPage::ApiTags, "/api/tags", &[]),
    (OwnPage::ApiPreview, "/api/preview", &["path", "t"]),
    (OwnPage::ApiMap, "/api/map", &[]),
    (OwnPage::ApiMapNotes, "/api/map/notes", &["channel"]),
    (OwnPage::ApiMapSearch, "/api/map/search", &["q"]),
    (OwnPage::ApiEvents, "/api/events", &[]),
    (OwnPage::ApiDescription, "/api/openapi.json", &[]),
    (OwnPage::ApiUnknown, "/api/{*path}", &[]),
    (OwnPage::Healthz, "/healthz", &[]),
    (OwnPage::Readyz, "/readyz", &[]),
    (OwnPage::Metrics, "/metrics", &[]),
];

/// The query parameters that the page of a route reads; other routes are those of notes and
/// channels.
pub fn parameters_of_route(route: &str) -> &'static [&'static str] {
    OwnPage::from_route(route).map_or(&["t", "page", "filter", "sort"], OwnPage::parameters)
}

impl OwnPage {
    /// All pages, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(page, ..)| *page)
    }

    /// The page of a route.
    pub fn from_route(route: &str) -> Option<Self> {
        TABLE
            .iter()
            .find(|(_, own, _)| *own == route)
            .map(|(page, ..)| *page)
    }

    /// The page of a path in any spelling: `/History/` and `/history.html` for `/history`. Routes
    /// with parameters, endpoints and probes have one spelling only.
    pub fn from_spelling(path: &str) -> Option<Self> {
        let path = path.trim_matches('/').to_ascii_lowercase();
        let path = path.strip_suffix(".html").unwrap_or(&path);
        let pages = [
            Self::Search,
            Self::Queue,
            Self::Random,
            Self::RandomMoment,
            Self::History,
            Self::Map,
            Self::Topics,
            Self::Tags,
        ];
        pages.into_iter().find(|page| &page.route()[1..] == path)
    }

    /// Whether a first path segment is reserved for one of these pages, in any case.
    pub fn reserves(segment: &str) -> bool {
        TABLE.iter().any(|(_, route, _)| {
            route
                .split('/')
                .nth(1)
                .is_some_and(|own| own.eq_ignore_ascii_case(segment))
        })
    }

    /// The route: the path, with parameters in braces.
    pub fn route(self) -> &'static str {
        self.row().1
    }

    /// The query parameters that the page reads; others do not affect its response.
    pub fn parameters(self) -> &'static [&'static str] {
        self.row().2
    }

    /// Whether it is a probe, which is served without the base path, too.
    pub fn is_probe(self) -> bool {
        matches!(self, Self::Healthz | Self::Readyz | Self::Metrics)
    }

    fn row(self) -> (Self, &'static str, &'static [&'static str]) {
        // A test checks that the table has the order of the variants.
        TABLE[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_order_of_the_variants() {
        for (index, page) in OwnPage::all().enumerate() {
            assert_eq!(page as usize, index, "{page:?}");
            assert_eq!(OwnPage::from_route(page.route()), Some(page));
        }
        assert_eq!(OwnPage::Metrics as usize + 1, TABLE.len());
    }

    #[test]
    fn pages_have_other_spellings() {
        for (spelling, page) in [
            ("history/", OwnPage::History),
            ("History", OwnPage::History),
            ("/history.html", OwnPage::History),
            ("random/moment/", OwnPage::RandomMoment),
            ("MAP.html", OwnPage::Map),
        ] {
            assert_eq!(OwnPage::from_spelling(spelling), Some(page), "{spelling}");
        }
        for other in ["", "histories", "api/map/", "metrics/", "static/"] {
            assert_eq!(OwnPage::from_spelling(other), None, "{other}");
        }
    }

    #[test]
    fn first_segments_are_reserved() {
        for segment in [
            "History",
            "api",
            "robots.txt",
            "favicon.ico",
            "video",
            "healthz",
        ] {
            assert!(OwnPage::reserves(segment), "{segment}");
        }
        assert!(!OwnPage::reserves("histories"));
    }
}
