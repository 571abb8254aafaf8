//! W3C Web Annotations (<https://www.w3.org/TR/annotation-model/>): each moment is an annotation of
//! a part of its video, whose body is the sentence. They have relative IRIs unless the site has a
//! public URL.

use serde_json::{Value, json};

use crate::archive::Archive;
use crate::pages::exports::moments::{ExportedMoment, Moments};
use crate::pages::exports::{ExportFormat, ExportSource};
use crate::pages::json::note::fitting;

/// The rules of the selectors: `t=218,230`.
const MEDIA_FRAGMENTS: &str = "http://www.w3.org/TR/media-frags/";

/// A collection of one page.
pub(super) fn write(moments: &Moments<'_>) -> String {
    let id = file_url(moments.archive, moments.source);
    let all = moments.all.iter().map(|moment| annotation(moments, moment));
    let items = fitting(moments.budget(), all, |item| item.to_string().len() + 1);
    let collection = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": id,
        "type": "AnnotationCollection",
        "label": moments.title(),
        "total": items.len(),
        "first": {
            "id": format!("{id}#page"),
            "type": "AnnotationPage",
            "partOf": id,
            "startIndex": 0,
            "items": items,
        },
    });
    collection.to_string()
}

/// The URL of the annotations of a note or a video.
fn file_url(archive: &Archive, source: ExportSource) -> String {
    let path = source.url(archive, ExportFormat::Annotations);
    archive.base().url_for_others(&path)
}

fn annotation(moments: &Moments<'_>, moment: &ExportedMoment<'_>) -> Value {
    let note = file_url(moments.archive, ExportSource::Note(moment.note));
    json!({
        "id": format!("{note}#moment-{}", moment.index + 1),
        "type": "Annotation",
        "motivation": "describing",
        "body": {
            "type": "TextualBody",
            "value": moment.text(moments.archive),
            "format": "text/plain",
        },
        "target": {
            "source": moment.video_url(moments.archive),
            "selector": {
                "type": "FragmentSelector",
                "conformsTo": MEDIA_FRAGMENTS,
                "value": fragment(moment),
            },
        },
    })
}

/// The part of the video: the stated range, or the span of an uncertain moment, or else until the
/// next moment.
fn fragment(moment: &ExportedMoment<'_>) -> String {
    if let Some(span) = moment.moment.resolved.uncertain {
        let [from, to] = span.bounds();
        return format!("t={from},{to}");
    }
    let start = moment.seconds();
    match moment.end().or(moment.next) {
        Some(end) => format!("t={start},{end}"),
        None => format!("t={start}"),
    }
}
