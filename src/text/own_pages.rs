//! The pages and endpoints that are the site's own and not a note's: one table, from which the
//! router, the redirects from other spellings, the keys of the response cache and the reserved
//! words of notes' addresses come. A leaf.

/// A page or an endpoint of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPage {
    /// The first page.
    Home,
    /// The results of a search.
    Search,
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
    /// Styles, scripts, fonts and icons.
    Static,
    /// What crawlers are asked to leave out.
    Robots,
    /// The icon where browsers look for it unasked.
    Favicon,
    /// The results of a search as JSON.
    ApiSearch,
    /// Suggestions for what is being typed.
    ApiSuggest,
    /// What a link leads to, in short.
    ApiPreview,
    /// The channels of the map.
    ApiMap,
    /// The notes of a channel on the map.
    ApiMapNotes,
    /// The notes of the map that match a query.
    ApiMapSearch,
    /// The event stream of reloads.
    ApiEvents,
    /// Any other address below `/api/`.
    ApiUnknown,
    /// Whether the process answers.
    Healthz,
    /// Whether search is ready, too.
    Readyz,
    /// Metrics for Prometheus.
    Metrics,
}

/// Each page, its route as axum writes it, and the query parameters that it reads.
const TABLE: [(OwnPage, &str, &[&str]); 22] = [
    (OwnPage::Home, "/", &["page"]),
    (
        OwnPage::Search,
        "/search",
        &["q", "channel", "video", "page"],
    ),
    (OwnPage::Random, "/random", &[]),
    (OwnPage::RandomMoment, "/random/moment", &[]),
    (OwnPage::History, "/history", &[]),
    (OwnPage::Map, "/map", &["q"]),
    (OwnPage::Video, "/video/{*id}", &["t", "page"]),
    (OwnPage::Topic, "/topic/{*name}", &[]),
    (OwnPage::Static, "/static/{version}/{*path}", &[]),
    (OwnPage::Robots, "/robots.txt", &[]),
    (OwnPage::Favicon, "/favicon.ico", &[]),
    (
        OwnPage::ApiSearch,
        "/api/search",
        &["q", "channel", "video", "limit", "offset"],
    ),
    (OwnPage::ApiSuggest, "/api/suggest", &["q"]),
    (OwnPage::ApiPreview, "/api/preview", &["path", "t"]),
    (OwnPage::ApiMap, "/api/map", &[]),
    (OwnPage::ApiMapNotes, "/api/map/notes", &["channel"]),
    (OwnPage::ApiMapSearch, "/api/map/search", &["q"]),
    (OwnPage::ApiEvents, "/api/events", &[]),
    (OwnPage::ApiUnknown, "/api/{*path}", &[]),
    (OwnPage::Healthz, "/healthz", &[]),
    (OwnPage::Readyz, "/readyz", &[]),
    (OwnPage::Metrics, "/metrics", &[]),
];

/// The query parameters that the page of a route reads; URLs without a route are those of notes and
/// channels.
pub fn parameters_of_route(route: &str) -> &'static [&'static str] {
    OwnPage::of_route(route).map_or(&["t", "page"], OwnPage::parameters)
}

impl OwnPage {
    /// All pages, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(page, ..)| *page)
    }

    /// The page whose route this is.
    pub fn of_route(route: &str) -> Option<Self> {
        TABLE
            .iter()
            .find(|(_, own, _)| *own == route)
            .map(|(page, ..)| *page)
    }

    /// The page that a path means in another spelling: `/History/` and `/history.html` for
    /// `/history`. Pages that hold something else's name, endpoints and probes have one spelling.
    pub fn spelled(path: &str) -> Option<Self> {
        let path = path.trim_matches('/').to_ascii_lowercase();
        let path = path.strip_suffix(".html").unwrap_or(&path);
        let for_readers = [
            Self::Search,
            Self::Random,
            Self::RandomMoment,
            Self::History,
            Self::Map,
        ];
        for_readers
            .into_iter()
            .find(|page| &page.route()[1..] == path)
    }

    /// Whether an address of a note would begin with the first segment of one of these: those are
    /// reserved.
    pub fn reserves(segment: &str) -> bool {
        TABLE.iter().any(|(_, route, _)| {
            route
                .split('/')
                .nth(1)
                .is_some_and(|own| own.eq_ignore_ascii_case(segment))
        })
    }

    /// The route: the path, with the names of its parts in braces.
    pub fn route(self) -> &'static str {
        self.row().1
    }

    /// The query parameters that the page reads. No others make another answer.
    pub fn parameters(self) -> &'static [&'static str] {
        self.row().2
    }

    /// Whether operators ask for it at the port itself, whatever the base path is.
    pub fn is_probe(self) -> bool {
        matches!(self, Self::Healthz | Self::Readyz | Self::Metrics)
    }

    fn row(self) -> (Self, &'static str, &'static [&'static str]) {
        // The test below finds every page in the table at its own place.
        TABLE[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_stands_at_its_own_place_in_the_table() {
        for (index, page) in OwnPage::all().enumerate() {
            assert_eq!(page as usize, index, "{page:?}");
            assert_eq!(OwnPage::of_route(page.route()), Some(page));
        }
        assert_eq!(OwnPage::Metrics as usize + 1, TABLE.len());
    }

    #[test]
    fn pages_of_readers_have_other_spellings() {
        for (spelling, page) in [
            ("history/", OwnPage::History),
            ("History", OwnPage::History),
            ("/history.html", OwnPage::History),
            ("random/moment/", OwnPage::RandomMoment),
            ("MAP.html", OwnPage::Map),
        ] {
            assert_eq!(OwnPage::spelled(spelling), Some(page), "{spelling}");
        }
        for other in ["", "histories", "api/map/", "metrics/", "static/"] {
            assert_eq!(OwnPage::spelled(other), None, "{other}");
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
