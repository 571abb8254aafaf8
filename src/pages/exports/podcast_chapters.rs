//! Chapters of Podcasting 2.0, version 1.2.0:
//! <https://podcasting2.org/docs/podcast-namespace/tags/chapters>

use serde::Serialize;
use serde_json::json;

use crate::archive::VideoId;
use crate::pages::exports::moments::{ExportedMoment, Moments};
use crate::pages::exports::title;
use crate::pages::json::note::{fitting, json_bytes};
use crate::pages::video;

/// The maximum size of the field names of a chapter, in bytes.
const FIELDS_BYTES: usize = 60;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Chapter {
    start_time: u32,
    title: String,
    /// The page that plays it. Players need an absolute URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// The chapters of a video, one for each second that is cited.
pub(super) fn write(moments: &Moments<'_>, video: VideoId) -> String {
    let archive = moments.archive;
    let chapter = |moment: &ExportedMoment| Chapter {
        start_time: moment.seconds(),
        title: title::of_moment(moments, moment),
        url: archive.base().absolute_url(&moment.url()),
    };
    let mut previous = None;
    let of_seconds = moments
        .exact()
        .filter(|moment| previous.replace(moment.seconds()) != Some(moment.seconds()));
    let bytes = |chapter: &Chapter| {
        json_bytes(&[&chapter.title, chapter.url.as_deref().unwrap_or_default()]) + FIELDS_BYTES
    };
    let chapters = fitting(moments.budget(), of_seconds.map(chapter), bytes);
    let title = video::title(archive, video);
    json!({ "version": "1.2.0", "title": title, "chapters": chapters }).to_string()
}
