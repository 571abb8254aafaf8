//! The handlers of pages. Each renders the response to a URL from a snapshot of the site. They
//! block, so the router runs them in the render pool.

use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use percent_encoding::percent_decode_str;

use crate::archive::{MediaId, NoteId, PageId, RouteMatch, VideoKey};
use crate::pages::{
    ChannelPage, HistoryPage, HomePage, NotFoundPage, NoteData, NotePage, PreviewData, Site,
    TagPage, TagsData, TagsPage, TopicPage, TopicsPage, VideoData, VideoPage,
};
use crate::text::naming::without_note_extension;
use crate::text::own_pages::OwnPage;
use crate::web::handlers::discovery;
use crate::web::handlers::request_path::{decoded_path, is_canonical, redirect_to_canonical};
use crate::web::params::{PageParams, PreviewParams, parse_query_or_default};
use crate::web::pools::render_pool::Cost;
use crate::web::problem::error;
use crate::web::response::{CachePolicy, json, page, redirect};

/// The typical text of a mention on a topic's page, in bytes.
const MENTION_BYTES: usize = 200;

/// `/`, `/?page=2`
pub(in crate::web) fn home(site: &Site, uri: &Uri) -> Response {
    let params: PageParams = parse_query_or_default(uri);
    match HomePage::new(site, &params.list_request(), params.start_seconds()) {
        Some(home) => page(StatusCode::OK, &home),
        None => not_found(site, ""),
    }
}

/// `/api/preview?path=&t=`
pub(in crate::web) fn preview(site: &Site, uri: &Uri) -> Response {
    let params: PreviewParams = parse_query_or_default(uri);
    let path = site
        .archive
        .base()
        .strip_prefix(&params.path)
        .unwrap_or_default();
    let path = percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy();
    let topic = path
        .strip_prefix("topic/")
        .and_then(|name| site.archive.topic_named(name));
    let tag = path
        .strip_prefix("tag/")
        .and_then(|name| site.archive.tag_named(name));
    let preview = match (topic, tag) {
        (Some(id), _) => Some(PreviewData::topic(site, id)),
        (None, Some(id)) => Some(PreviewData::tag(site, id)),
        (None, None) => PreviewData::new(site, &path, params.seconds()),
    };
    preview.map_or_else(
        || error(StatusCode::NOT_FOUND, "no page at this path"),
        |preview| json(&preview),
    )
}

/// `/history`
pub(in crate::web) fn history(site: &Site, _: &Uri) -> Response {
    page(StatusCode::OK, &HistoryPage::new(site))
}

/// `/random`: redirects to a random note.
pub(in crate::web) fn random(site: &Site, _: &Uri) -> Response {
    let notes: Vec<NoteId> = site
        .archive
        .listed_notes()
        .map(|(id, _)| id)
        .filter(|id| site.archive.video_of(*id).is_some())
        .collect();
    redirect(
        StatusCode::SEE_OTHER,
        site.archive
            .url(fastrand::choice(notes).map_or(PageId::Home, PageId::Note)),
    )
}

/// `/random/moment`: redirects to a random moment of a random note.
pub(in crate::web) fn random_moment(site: &Site, _: &Uri) -> Response {
    let archive = &site.archive;
    let own_moments = |id: NoteId| {
        let moments = archive.note(id).facts.moments.iter();
        moments.filter(|moment| moment.other_video().is_none())
    };
    let notes: Vec<NoteId> = archive
        .listed_notes()
        .map(|(id, _)| id)
        .filter(|id| archive.video_of(*id).is_some() && own_moments(*id).next().is_some())
        .collect();
    let chosen = fastrand::choice(&notes).and_then(|id| {
        let moment = fastrand::choice(own_moments(*id).collect::<Vec<_>>())?;
        Some(format!(
            "{}?t={}",
            archive.note_url(*id),
            moment.resolved.seconds
        ))
    });
    redirect(
        StatusCode::SEE_OTHER,
        chosen.as_deref().unwrap_or(archive.url(PageId::Home)),
    )
}

/// `/video/{id}` and `/video/{id}.json`
pub(in crate::web) fn video(site: &Site, uri: &Uri) -> Response {
    let id = decoded_path(uri, "/video/");
    let id = id.trim_end_matches('/');
    let (id, is_data) = match id.strip_suffix(".json") {
        Some(id) => (id, true),
        None => (id.strip_suffix(".html").unwrap_or(id), false),
    };
    let Some(number) = site.archive.video_by_key(&VideoKey::parse(id)) else {
        return note_or_channel(site, uri);
    };
    if is_data {
        return json(&VideoData::new(site, number));
    }
    let params: PageParams = parse_query_or_default(uri);
    let (order, start) = (params.moment_order(), params.start_seconds());
    match &site.archive.video(number).url {
        url if is_canonical(site, url, uri) => {
            page(StatusCode::OK, &VideoPage::new(site, number, order, start))
        }
        url => redirect_to_canonical(url, uri),
    }
}

/// `/topic/{name}`: a topic without a note. If a note has this name, redirects to it, temporarily.
pub(in crate::web) fn topic(site: &Site, uri: &Uri) -> Response {
    let archive = &site.archive;
    let name = decoded_path(uri, "/topic/");
    if let Some(id) = archive.topic_named(&name) {
        return match &archive.topic(id).url {
            url if is_canonical(site, url, uri) => page(StatusCode::OK, &TopicPage::new(site, id)),
            url => redirect_to_canonical(url, uri),
        };
    }
    match archive.page_named(&name) {
        Some(page_id) => redirect(StatusCode::TEMPORARY_REDIRECT, archive.url(page_id)),
        None => not_found(site, &name),
    }
}

/// `/topics?sort=&page=`
pub(in crate::web) fn topics(site: &Site, uri: &Uri) -> Response {
    let params: PageParams = parse_query_or_default(uri);
    match TopicsPage::new(site, params.topic_order(), params.page()) {
        Some(topics) => page(StatusCode::OK, &topics),
        None => not_found(site, "topics"),
    }
}

/// `/tag`
pub(in crate::web) fn tags(site: &Site, uri: &Uri) -> Response {
    let params: PageParams = parse_query_or_default(uri);
    match TagsPage::new(site, params.page()) {
        Some(tags) => page(StatusCode::OK, &tags),
        None => not_found(site, "tags"),
    }
}

/// `/api/tags`
pub(in crate::web) fn tags_data(site: &Site, _: &Uri) -> Response {
    json(&TagsData::new(&site.archive))
}

/// `/tag/{name}`: the notes with a tag.
pub(in crate::web) fn tag(site: &Site, uri: &Uri) -> Response {
    let archive = &site.archive;
    let name = decoded_path(uri, "/tag/");
    if let Some(feed) = discovery::tag_feed(site, uri, &name) {
        return feed;
    }
    let without_extension = || archive.tag_named(name.strip_suffix(".html")?);
    let Some(id) = archive.tag_named(&name).or_else(without_extension) else {
        return not_found(site, &name);
    };
    match &archive.tag(id).url {
        url if is_canonical(site, url, uri) => {
            let params: PageParams = parse_query_or_default(uri);
            match TagPage::new(site, id, params.page()) {
                Some(tag) => page(StatusCode::OK, &tag),
                None => not_found(site, &name),
            }
        }
        url => redirect_to_canonical(url, uri),
    }
}

/// The media file whose canonical URL was requested.
pub(in crate::web) fn media_at(site: &Site, uri: &Uri) -> Option<MediaId> {
    let id = match site.archive.page_at(&decoded_path(uri, "/"))? {
        PageId::Media(id) => id,
        _ => return None,
    };
    is_canonical(site, site.archive.url(PageId::Media(id)), uri).then_some(id)
}

/// The cost of the page of a note or a channel.
pub(in crate::web) fn cost_of_note_or_channel(site: &Site, uri: &Uri) -> Cost {
    let archive = &site.archive;
    let path = decoded_path(uri, "/");
    let note_by_file = || archive.note_by_file(path.rsplit_once('.')?.0);
    let note = match archive.page_at(&path) {
        // Other spellings redirect, which costs little.
        Some(page_id) if is_canonical(site, archive.url(page_id), uri) => {
            archive.note_on_page(page_id)
        }
        _ => note_by_file(),
    };
    note.map_or(Cost::Small, |id| Cost::from_note(&archive.note(id).source))
}

/// The cost of a video's page, which quotes all its notes.
pub(in crate::web) fn cost_of_video(site: &Site, uri: &Uri) -> Cost {
    let archive = &site.archive;
    let path = decoded_path(uri, "/video/");
    let key = VideoKey::parse(path.strip_suffix(".json").unwrap_or(&path));
    let Some(number) = archive.video_by_key(&key) else {
        return cost_of_note_or_channel(site, uri);
    };
    Cost::from_bytes(
        archive
            .video(number)
            .notes
            .iter()
            .map(|id| archive.note(*id).source.len())
            .sum(),
    )
}

/// The cost of a topic's page, which shows a sentence for each mention.
pub(in crate::web) fn cost_of_topic(site: &Site, uri: &Uri) -> Cost {
    let topic = site.archive.topic_named(&decoded_path(uri, "/topic/"));
    Cost::from_bytes(topic.map_or(0, |id| {
        site.archive.topic(id).mentions.len() * MENTION_BYTES
    }))
}

/// A note, a channel, a note's source (`.md`) or data (`.json`), or a redirect from another
/// spelling of one of these or of a media file.
pub(in crate::web) fn note_or_channel(site: &Site, uri: &Uri) -> Response {
    let archive = &site.archive;
    let path = decoded_path(uri, "/");
    if let Some(page) = OwnPage::from_spelling(&path) {
        return redirect_to_canonical(&archive.base().url(page.route()), uri);
    }
    let matched = archive.find(&path);
    // The file of a note takes precedence over another spelling of something else.
    let file = path
        .rsplit_once('.')
        .filter(|(name, _)| archive.note_by_file(name).is_some());
    match file.filter(|_| !matches!(matched, RouteMatch::Canonical(_))) {
        Some((name, "md")) => return source(site, name),
        Some((name, "json")) => return data(site, name),
        _ => {}
    }
    if let Some(feed) = discovery::channel_feed(site, uri, &path) {
        return feed;
    }
    match matched {
        RouteMatch::Canonical(page_id) if !is_canonical(site, archive.url(page_id), uri) => {
            redirect_to_canonical(archive.url(page_id), uri)
        }
        RouteMatch::Canonical(PageId::Note(id)) => page(
            StatusCode::OK,
            &NotePage::new(
                site,
                id,
                parse_query_or_default::<PageParams>(uri).start_seconds(),
            ),
        ),
        RouteMatch::Canonical(PageId::Channel(id)) => {
            let params: PageParams = parse_query_or_default(uri);
            match ChannelPage::new(site, id, &params.list_request(), params.start_seconds()) {
                Some(channel) => page(StatusCode::OK, &channel),
                None => not_found(site, &path),
            }
        }
        // The `media` handler sends media files; this is the same path under `/video/`.
        RouteMatch::Canonical(PageId::Media(_)) => not_found(site, &path),
        RouteMatch::Canonical(PageId::Home) => home(site, uri),
        RouteMatch::Alias(page_id) => redirect_to_canonical(archive.url(page_id), uri),
        RouteMatch::NotFound => match path.rsplit_once('.') {
            Some((name, "md")) => source(site, name),
            Some((name, "json")) => data(site, name),
            _ => match archive.note_by_file(without_note_extension(&path)) {
                // The source of a note has one URL, whatever the extension of its file is.
                Some(id) => redirect(StatusCode::PERMANENT_REDIRECT, &archive.file_url(id, "md")),
                None => not_found(site, &path),
            },
        },
    }
}

/// The Markdown source of a note; other spellings redirect.
fn source(site: &Site, name: &str) -> Response {
    let archive = &site.archive;
    match resolve_name(site, name) {
        NoteName::Note(id) => {
            let content_type = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
            let source =
                CachePolicy::Revalidate.apply_to((content_type, archive.note(id).source.clone()));
            with_robots_tag(archive.note(id).is_unlisted, source)
        }
        NoteName::OtherSpelling(id) => {
            redirect(StatusCode::PERMANENT_REDIRECT, &archive.file_url(id, "md"))
        }
        NoteName::NotFound => not_found(site, name),
    }
}

/// The data of a note as JSON; other spellings redirect.
fn data(site: &Site, name: &str) -> Response {
    match resolve_name(site, name) {
        NoteName::Note(id) => with_robots_tag(
            site.archive.note(id).is_unlisted,
            json(&NoteData::new(site, id)),
        ),
        NoteName::OtherSpelling(id) => redirect(
            StatusCode::PERMANENT_REDIRECT,
            &site.archive.file_url(id, "json"),
        ),
        NoteName::NotFound => not_found(site, name),
    }
}

/// Asks search engines not to index an unlisted note, as its page does.
fn with_robots_tag(is_unlisted: bool, mut response: Response) -> Response {
    if is_unlisted {
        let name = HeaderName::from_static("x-robots-tag");
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static("noindex"));
    }
    response
}

/// What a path without its extension refers to.
enum NoteName {
    /// The file of this note.
    Note(NoteId),
    /// Another spelling of this note.
    OtherSpelling(NoteId),
    /// No note.
    NotFound,
}

fn resolve_name(site: &Site, name: &str) -> NoteName {
    let archive = &site.archive;
    if let Some(id) = archive.note_by_file(name) {
        return NoteName::Note(id);
    }
    let note = match archive.find(name) {
        RouteMatch::Canonical(page_id) | RouteMatch::Alias(page_id) => {
            archive.note_on_page(page_id)
        }
        RouteMatch::NotFound => None,
    };
    note.map_or(NoteName::NotFound, NoteName::OtherSpelling)
}

fn not_found(site: &Site, path: &str) -> Response {
    page(StatusCode::NOT_FOUND, &NotFoundPage::new(site, path))
}
