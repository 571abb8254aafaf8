//! The handlers of pages. Each renders the response to a URL from a snapshot of the site. They
//! block, so the router runs them in the render pool.

use axum::http::{StatusCode, Uri};
use axum::response::Response;
use percent_encoding::percent_decode_str;

use crate::archive::{MediaId, NoteId, PageId, RouteMatch, VideoKey};
use crate::pages::{
    ApiDescription, ChannelPage, HistoryPage, HomePage, NotFoundPage, NotePage, PreviewData, Site,
    TagPage, TagsData, TagsPage, TopicPage, TopicsPage, VideoPage,
};
use crate::text::naming::without_note_extension;
use crate::text::own_pages::OwnPage;
use crate::web::handlers::request_path::{decoded_path, is_canonical, redirect_to_canonical};
use crate::web::handlers::{discovery, llms, note_files};
use crate::web::params::{PageParams, PreviewParams, parse_query_or_default};
use crate::web::pools::render_pool::Cost;
use crate::web::problem::error;
use crate::web::response::{internal_error, json, page, redirect};

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

/// `/video/{id}`, and with an extension its files
pub(in crate::web) fn video(site: &Site, uri: &Uri) -> Response {
    let id = decoded_path(uri, "/video/");
    let id = id.trim_end_matches('/');
    if let Some(file) = note_files::video_file(site, id) {
        return file;
    }
    let id = id.strip_suffix(".html").unwrap_or(id);
    let Some(number) = site.archive.video_by_key(&VideoKey::parse(id)) else {
        return note_or_channel(site, uri);
    };
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

/// `/api/openapi.json`
pub(in crate::web) fn api_description(site: &Site, _: &Uri) -> Response {
    match ApiDescription::new(site) {
        Ok(description) => json(&description),
        Err(error) => internal_error(&error),
    }
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
    let note = match archive.page_at(&path) {
        // Other spellings redirect, which costs little.
        Some(page_id) if is_canonical(site, archive.url(page_id), uri) => {
            archive.note_on_page(page_id)
        }
        _ => note_files::note_of_file(site, &path),
    };
    note.map_or(Cost::Small, |id| Cost::from_note(&archive.note(id).source))
}

/// The cost of a video's page, which quotes all its notes.
pub(in crate::web) fn cost_of_video(site: &Site, uri: &Uri) -> Cost {
    let archive = &site.archive;
    let path = decoded_path(uri, "/video/");
    let video = archive.video_by_key(&VideoKey::parse(&path));
    let Some(number) = video.or_else(|| note_files::video_of_file(site, &path)) else {
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

/// A note, a channel, a file of a note, or a redirect from another spelling of one of these or of a
/// media file.
pub(in crate::web) fn note_or_channel(site: &Site, uri: &Uri) -> Response {
    let archive = &site.archive;
    let path = decoded_path(uri, "/");
    if let Some(page) = OwnPage::from_spelling(&path) {
        return redirect_to_canonical(&archive.base().url(page.route()), uri);
    }
    let matched = archive.find(&path);
    // The file of a note takes precedence over another spelling of something else.
    if !matches!(matched, RouteMatch::Canonical(_))
        && let Some(file) = note_files::note_file(site, &path)
    {
        return file;
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
        _ if path.ends_with(llms::FILE) => llms::channel(site, &path),
        RouteMatch::Alias(page_id) => redirect_to_canonical(archive.url(page_id), uri),
        RouteMatch::NotFound => {
            note_files::redirect_to_note_file(site, &path).unwrap_or_else(|| {
                match archive.note_by_file(without_note_extension(&path)) {
                    // The source of a note has one URL, whatever the extension of its file is.
                    Some(id) => {
                        redirect(StatusCode::PERMANENT_REDIRECT, &archive.file_url(id, "md"))
                    }
                    None => not_found(site, note_files::without_extension(&path)),
                }
            })
        }
    }
}

fn not_found(site: &Site, path: &str) -> Response {
    page(StatusCode::NOT_FOUND, &NotFoundPage::new(site, path))
}
