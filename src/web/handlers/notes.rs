//! The handlers of pages. Each takes a snapshot of the site and an address, builds its page, and
//! names its status. They block, so the router runs them in the render pool.

use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use percent_encoding::percent_decode_str;

use crate::archive::{MediaId, NoteId, PageId, RouteMatch};
use crate::pages::{
    ChannelPage, HistoryPage, HomePage, NotFoundPage, NoteData, NotePage, PreviewData, Site,
    TopicPage, VideoData, VideoPage,
};
use crate::text::own_pages::OwnPage;
use crate::text::youtube::YoutubeId;
use crate::web::params::{PageParams, PreviewParams, parse_query_or_default};
use crate::web::pools::render_pool::Cost;
use crate::web::problem::error;
use crate::web::response::{CachePolicy, json, page, redirect};

/// How much text a page shows for a mention of a topic, in bytes.
const MENTION_BYTES: usize = 200;

/// `/`, `/?page=2`
pub(in crate::web) fn home(site: &Site, uri: &Uri) -> Response {
    first_page(site, uri)
}

fn first_page(site: &Site, uri: &Uri) -> Response {
    match HomePage::new(site, parse_query_or_default::<PageParams>(uri).page()) {
        Some(home) => page(StatusCode::OK, &home),
        None => not_found(site, ""),
    }
}

/// `/api/preview?path=&t=`
pub(in crate::web) fn preview(site: &Site, uri: &Uri) -> Response {
    let params: PreviewParams = parse_query_or_default(uri);
    let path = site.archive.base().below(&params.path).unwrap_or_default();
    let path = percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy();
    let topic = path
        .strip_prefix("topic/")
        .and_then(|name| site.archive.topic_named(name));
    let preview = match topic {
        Some(id) => Some(PreviewData::topic(site, id)),
        None => PreviewData::of_place(site, &path, params.seconds()),
    };
    preview.map_or_else(
        || error(StatusCode::NOT_FOUND, "no page has this path"),
        |preview| json(&preview),
    )
}

/// `/history`
pub(in crate::web) fn history(site: &Site, _: &Uri) -> Response {
    page(StatusCode::OK, &HistoryPage::new(site))
}

/// Another note each time.
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
            .address(fastrand::choice(notes).map_or(PageId::Home, PageId::Note)),
    )
}

/// `/random/moment`: a note, ready to play at one of its moments.
pub(in crate::web) fn random_moment(site: &Site, _: &Uri) -> Response {
    let archive = &site.archive;
    let with_moments = archive
        .listed_notes()
        .filter(|(id, note)| archive.video_of(*id).is_some() && !note.facts.moments.is_empty());
    let notes: Vec<NoteId> = with_moments.map(|(id, _)| id).collect();
    let chosen = fastrand::choice(&notes).and_then(|id| {
        let moment = fastrand::choice(&archive.note(*id).facts.moments)?;
        Some(format!(
            "{}?t={}",
            archive.note_address(*id),
            moment.reading.seconds
        ))
    });
    redirect(
        StatusCode::SEE_OTHER,
        chosen.as_deref().unwrap_or(archive.address(PageId::Home)),
    )
}

pub(in crate::web) fn video(site: &Site, uri: &Uri) -> Response {
    let id = path_below(uri, "/video/");
    let id = id.trim_end_matches('/');
    let (id, is_data) = match id.strip_suffix(".json") {
        Some(id) => (id, true),
        None => (id.strip_suffix(".html").unwrap_or(id), false),
    };
    let Some(number) = YoutubeId::parse(id).and_then(|id| site.archive.video_by_id(&id)) else {
        return note_or_channel(site, uri);
    };
    if is_data {
        return json(&VideoData::new(site, number));
    }
    match &site.archive.video(number).address {
        address if is_at(site, address, uri) => page(
            StatusCode::OK,
            &VideoPage::new(
                site,
                number,
                parse_query_or_default::<PageParams>(uri).start_seconds(),
            ),
        ),
        address => elsewhere(address, uri),
    }
}

/// A topic without a note. One that has a note by now leads there, for as long as it has.
pub(in crate::web) fn topic(site: &Site, uri: &Uri) -> Response {
    let archive = &site.archive;
    let name = path_below(uri, "/topic/");
    if let Some(id) = archive.topic_named(&name) {
        return match &archive.topic(id).address {
            address if is_at(site, address, uri) => page(StatusCode::OK, &TopicPage::new(site, id)),
            address => elsewhere(address, uri),
        };
    }
    match archive.place_named(&name) {
        Some(page_id) => redirect(StatusCode::TEMPORARY_REDIRECT, archive.address(page_id)),
        None => not_found(site, &name),
    }
}

/// The file beside the notes whose canonical address was asked for.
pub(in crate::web) fn media_at(site: &Site, uri: &Uri) -> Option<MediaId> {
    let id = match site.archive.place_at(&path_below(uri, "/"))? {
        PageId::Media(id) => id,
        _ => return None,
    };
    is_at(site, site.archive.address(PageId::Media(id)), uri).then_some(id)
}

/// How long the page of a note or a channel takes.
pub(in crate::web) fn cost_of_note_or_channel(site: &Site, uri: &Uri) -> Cost {
    let archive = &site.archive;
    let path = path_below(uri, "/");
    let file = || archive.note_of_file(path.rsplit_once('.')?.0);
    let note = match archive.place_at(&path) {
        // Another spelling is a redirect.
        Some(page_id) if is_at(site, archive.address(page_id), uri) => archive.note_at(page_id),
        _ => file(),
    };
    note.map_or(Cost::Small, |id| Cost::of_note(&archive.note(id).source))
}

/// How long the page of a video takes: it tells of all its notes.
pub(in crate::web) fn cost_of_video(site: &Site, uri: &Uri) -> Cost {
    let archive = &site.archive;
    let path = path_below(uri, "/video/");
    let id = YoutubeId::parse(path.strip_suffix(".json").unwrap_or(&path));
    let Some(number) = id.and_then(|id| archive.video_by_id(&id)) else {
        return cost_of_note_or_channel(site, uri);
    };
    Cost::of(
        archive
            .video(number)
            .notes
            .iter()
            .map(|id| archive.note(*id).source.len())
            .sum(),
    )
}

/// How long the page of a topic takes: it tells a sentence for each mention.
pub(in crate::web) fn cost_of_topic(site: &Site, uri: &Uri) -> Cost {
    let topic = site.archive.topic_named(&path_below(uri, "/topic/"));
    Cost::of(topic.map_or(0, |id| {
        site.archive.topic(id).mentions.len() * MENTION_BYTES
    }))
}

/// A note, a channel, a note's source, or another spelling of one of these or of a file beside the
/// notes.
pub(in crate::web) fn note_or_channel(site: &Site, uri: &Uri) -> Response {
    let archive = &site.archive;
    let path = path_below(uri, "/");
    if let Some(page) = OwnPage::spelled(&path) {
        return elsewhere(&archive.base().address(page.route()), uri);
    }
    let found = archive.find(&path);
    // A note's own file comes before another spelling of something else.
    let file = path
        .rsplit_once('.')
        .filter(|(name, _)| archive.note_of_file(name).is_some());
    match file.filter(|_| !matches!(found, RouteMatch::Canonical(_))) {
        Some((name, "md")) => return source(site, name),
        Some((name, "json")) => return data(site, name),
        _ => {}
    }
    match found {
        RouteMatch::Canonical(page_id) if !is_at(site, archive.address(page_id), uri) => {
            elsewhere(archive.address(page_id), uri)
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
            match ChannelPage::new(site, id, parse_query_or_default::<PageParams>(uri).page()) {
                Some(channel) => page(StatusCode::OK, &channel),
                None => not_found(site, &path),
            }
        }
        // Its file is sent by `media`; this is the same path below `/video/`.
        RouteMatch::Canonical(PageId::Media(_)) => not_found(site, &path),
        RouteMatch::Canonical(PageId::Home) => first_page(site, uri),
        RouteMatch::Alias(page_id) => elsewhere(archive.address(page_id), uri),
        RouteMatch::NotFound => match path.rsplit_once('.') {
            Some((name, "md")) => source(site, name),
            Some((name, "json")) => data(site, name),
            _ => not_found(site, &path),
        },
    }
}

/// The source of a note, under its own name alone.
fn source(site: &Site, name: &str) -> Response {
    let archive = &site.archive;
    match named(site, name) {
        NoteName::Note(id) => {
            let kind = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
            let source = CachePolicy::Revalidate.apply_to((kind, archive.note(id).source.clone()));
            for_robots(archive.note(id).is_unlisted, source)
        }
        NoteName::OtherSpelling(id) => redirect(
            StatusCode::PERMANENT_REDIRECT,
            &archive.file_address(id, "md"),
        ),
        NoteName::Nothing => not_found(site, name),
    }
}

/// What is known of a note, as JSON, under its own name alone.
fn data(site: &Site, name: &str) -> Response {
    match named(site, name) {
        NoteName::Note(id) => for_robots(
            site.archive.note(id).is_unlisted,
            json(&NoteData::new(site, id)),
        ),
        NoteName::OtherSpelling(id) => redirect(
            StatusCode::PERMANENT_REDIRECT,
            &site.archive.file_address(id, "json"),
        ),
        NoteName::Nothing => not_found(site, name),
    }
}

/// Asks search engines not to list an unlisted note, as its page does.
fn for_robots(is_unlisted: bool, mut response: Response) -> Response {
    if is_unlisted {
        let name = HeaderName::from_static("x-robots-tag");
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static("noindex"));
    }
    response
}

/// What a path without its extension means.
enum NoteName {
    /// The file of this note.
    Note(NoteId),
    /// Another spelling of this note.
    OtherSpelling(NoteId),
    Nothing,
}

fn named(site: &Site, name: &str) -> NoteName {
    let archive = &site.archive;
    if let Some(id) = archive.note_of_file(name) {
        return NoteName::Note(id);
    }
    let note = match archive.find(name) {
        RouteMatch::Canonical(page_id) | RouteMatch::Alias(page_id) => archive.note_at(page_id),
        RouteMatch::NotFound => None,
    };
    note.map_or(NoteName::Nothing, NoteName::OtherSpelling)
}

/// Whether this very address was asked for. The addresses of requests come to handlers without the
/// base.
fn is_at(site: &Site, address: &str, uri: &Uri) -> bool {
    site.archive.base().below(address) == Some(uri.path())
}

/// The path behind a prefix, percent-decoded; what is not UTF-8 in it is nobody's.
fn path_below(uri: &Uri, prefix: &str) -> String {
    let rest = uri.path().strip_prefix(prefix).unwrap_or_default();
    percent_decode_str(rest).decode_utf8_lossy().into_owned()
}

/// The canonical address, with what was asked of the other one.
pub(in crate::web) fn elsewhere(address: &str, uri: &Uri) -> Response {
    match uri.query() {
        Some(query) => redirect(
            StatusCode::PERMANENT_REDIRECT,
            &format!("{address}?{query}"),
        ),
        None => redirect(StatusCode::PERMANENT_REDIRECT, address),
    }
}

fn not_found(site: &Site, path: &str) -> Response {
    page(StatusCode::NOT_FOUND, &NotFoundPage::new(site, path))
}

pub(in crate::web) async fn health() -> Response {
    CachePolicy::Never.apply_to("ok\n")
}
