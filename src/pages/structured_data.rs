//! What search engines read of a page (JSON-LD, <https://schema.org>): its video with the moments
//! as clips, and its place in the site. Nothing is stated that no file states: search engines show
//! the clips of a video only if its upload date is known.
//!
//! The properties are those of
//! <https://developers.google.com/search/docs/appearance/structured-data/video> and of
//! `breadcrumb` there. URLs must be absolute, so only a site with a public URL has these data.

use serde::Serialize;
use serde_json::{Value, json};

use crate::archive::{Archive, NoteId, VideoId, VideoKey};
use crate::markdown::Moment;
use crate::pages::breadcrumbs::Breadcrumbs;
use crate::pages::cited_moments::cited_moments;
use crate::pages::components::shortened;
use crate::pages::video_player::VideoPlayer;
use crate::pages::{Site, snippet};

/// The maximum number of clips. Of more moments, some are left out at equal distances.
const MAX_CLIPS: usize = 50;

/// The name of a clip is its sentence, cut after this many characters.
const MAX_NAME_CHARS: usize = 100;

/// The data of a page, as nodes of a graph.
#[derive(Serialize)]
pub(super) struct StructuredData {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    nodes: Vec<Value>,
}

/// A part of a video.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Clip<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: String,
    start_offset: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_offset: Option<u32>,
    url: &'a str,
}

impl StructuredData {
    /// The place of a page: the pages above it, and its title. `None` without a public URL.
    pub(super) fn new(site: &Site, breadcrumbs: &Breadcrumbs, title: &str) -> Option<Self> {
        let base = site.archive.base();
        let above = breadcrumbs.links.iter();
        let mut items: Vec<(&str, Option<String>)> = above
            .map(|link| Some((link.label.as_str(), Some(base.absolute_url(&link.url)?))))
            .collect::<Option<_>>()?;
        items.push((title, None));
        let items: Vec<Value> = (1..)
            .zip(items)
            .map(|(position, (name, url))| {
                let mut item = json!({ "@type": "ListItem", "position": position, "name": name });
                if let Some(url) = url {
                    item["item"] = url.into();
                }
                item
            })
            .collect();
        Some(Self {
            context: "https://schema.org",
            nodes: vec![json!({ "@type": "BreadcrumbList", "itemListElement": items })],
        })
    }

    /// Adds the video of a page with this URL: that of a note, or without one all its moments.
    pub(super) fn with_video(
        mut self,
        site: &Site,
        player: &VideoPlayer,
        (id, note): (VideoId, Option<NoteId>),
        url: &str,
        description: &str,
    ) -> Self {
        let archive = &site.archive;
        let Some(url) = archive.base().absolute_url(url) else {
            return self;
        };
        let video = archive.video(id);
        let mut node = json!({
            "@type": "VideoObject",
            "name": player.title,
            "description": description,
            "url": url,
            "hasPart": clips(archive, (id, note), &url),
            "potentialAction": {
                "@type": "SeekToAction",
                "target": format!("{url}?t={{seek_to_second_number}}"),
                "startOffset-input": "required name=seek_to_second_number",
            },
        });
        match (&video.key, &player.file) {
            (VideoKey::YouTube(key), _) => {
                node["embedUrl"] = format!("https://www.youtube.com/embed/{key}").into();
                if let Some(date) = archive.video_info(*key).and_then(|info| info.upload_date) {
                    node["uploadDate"] = date.to_string().into();
                }
            }
            (VideoKey::File(_), Some(file)) => {
                node["contentUrl"] = archive.base().absolute_url(&file.url).into();
            }
            (VideoKey::File(_), None) => {}
        }
        if let Some(thumbnail) = &player.thumbnail {
            node["thumbnailUrl"] = json!([thumbnail]);
        }
        if let Some(length) = video.stated_length {
            node["duration"] = format!("PT{length}S").into();
        }
        self.nodes.insert(0, node);
        self
    }

    /// The data as JSON that may stand in a `<script>`.
    pub(super) fn to_script(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        json.replace('<', "\\u003c")
    }
}

/// The moments of a page as clips, each until its end or the next one.
fn clips(archive: &Archive, (video, note): (VideoId, Option<NoteId>), url: &str) -> Value {
    let exact = cited_moments(archive, video, note)
        .filter(|(_, moment)| moment.resolved.uncertain.is_none());
    let mut moments: Vec<(NoteId, &Moment)> = exact.collect();
    moments.sort_by_key(|(_, moment)| moment.resolved.seconds);
    moments.dedup_by_key(|(_, moment)| moment.resolved.seconds);
    let step = moments.len().div_ceil(MAX_CLIPS).max(1);
    let moments: Vec<_> = moments.into_iter().step_by(step).collect();
    let starts = moments.iter().map(|(_, moment)| moment.resolved.seconds);
    let length = archive.video(video).stated_length;
    let next = starts.clone().skip(1).map(Some).chain([length]);
    let clips = moments.iter().zip(next).map(|((note, moment), next)| {
        let resolved = &moment.resolved;
        let sentence = snippet::text(archive, *note, &moment.sentence);
        let end = resolved.end.map(u32::from).or(next);
        json!(Clip {
            kind: "Clip",
            name: shortened(&sentence, MAX_NAME_CHARS).into_owned(),
            start_offset: resolved.seconds,
            end_offset: end.filter(|end| *end > resolved.seconds),
            url: &format!("{url}?t={}", resolved.seconds),
        })
    });
    clips.collect()
}
