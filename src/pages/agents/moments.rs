//! The tool `moments`: what a note says about its video, or what all notes say about a video, in
//! the order of the video.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::archive::{Archive, NoteId};
use crate::markdown::Moment;
use crate::pages::Site;
use crate::pages::agents::link::{Link, find_note, find_video};
use crate::pages::agents::quote::Quote;
use crate::pages::agents::{Answer, ToolError};
use crate::pages::components::{ByteBudget, moment_page};
use crate::pages::json::note::{fitting, json_bytes};
use crate::pages::video;
use crate::text::plural::count;

/// How many moments an answer has by default, and at most.
const DEFAULT_MOMENTS: usize = 50;
const MAX_MOMENTS: usize = 200;

/// The maximum size of the moments in an answer, in bytes.
const MAX_MOMENTS_BYTES: usize = 64_000;

/// The arguments of `moments`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct MomentsArguments {
    /// The path or the URL of a note. Give either this or `video`.
    #[serde(default)]
    note: Option<String>,
    /// The YouTube id or the URL of a video.
    #[serde(default)]
    video: Option<String>,
    /// Only moments from this second of the video on.
    #[serde(default)]
    from: Option<u32>,
    /// Only moments up to this second.
    #[serde(default)]
    to: Option<u32>,
    /// How many moments to skip: `next_offset` of the previous part.
    #[serde(default)]
    offset: Option<usize>,
    /// How many moments to return: 50 by default, at most 200.
    #[serde(default)]
    limit: Option<usize>,
}

/// The answer of `moments`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MomentsAnswer<'a> {
    /// The title of the note or the video.
    title: String,
    #[serde(flatten)]
    link: Link,
    /// The moments in the order of the video.
    moments: Vec<PlacedQuote<'a>>,
    /// The number of moments between `from` and `to`.
    total: usize,
    /// The `offset` of the next moments; missing after the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<usize>,
}

/// A moment, and the note that cites it.
#[derive(Debug, Serialize, JsonSchema)]
struct PlacedQuote<'a> {
    #[serde(flatten)]
    quote: Quote,
    /// The path of the note.
    note: &'a str,
}

/// The moments of a note or a video.
///
/// # Errors
/// If there is no such note or video, or if both are given or none.
pub fn moments<'a>(
    site: &'a Site,
    arguments: &MomentsArguments,
) -> Result<MomentsAnswer<'a>, ToolError> {
    let archive = &site.archive;
    match (arguments.note.as_deref(), arguments.video.as_deref()) {
        (Some(name), None) => {
            let id = find_note(archive, name)?;
            let note = archive.note(id);
            let moments = note.facts.moments.iter();
            let mut moments: Vec<_> = moments
                .filter(|moment| moment_page(archive, id, moment).is_some())
                .map(|moment| (id, moment))
                .collect();
            moments.sort_by_key(|(_, moment)| moment.resolved.seconds);
            let link = Link::note(archive, id);
            Ok(MomentsAnswer::new(
                archive,
                arguments,
                (note.title.clone(), link),
                moments.into_iter(),
            ))
        }
        (None, Some(name)) => {
            let id = find_video(archive, name)?;
            let moments = archive.video(id).moments.iter();
            let page = video::link(archive, id);
            let key = &archive.video(id).key;
            let link = Link::new(archive, &page.url, Some(key), None);
            Ok(MomentsAnswer::new(
                archive,
                arguments,
                (page.label, link),
                moments.map(|moment| (moment.note, archive.moment(*moment))),
            ))
        }
        _ => Err(ToolError::NoteOrVideo),
    }
}

impl<'a> MomentsAnswer<'a> {
    fn new(
        archive: &'a Archive,
        arguments: &MomentsArguments,
        (title, link): (String, Link),
        moments: impl Iterator<Item = (NoteId, &'a Moment)> + Clone,
    ) -> Self {
        let range = arguments.from.unwrap_or(0)..=arguments.to.unwrap_or(u32::MAX);
        let within = moments.filter(|(_, moment)| range.contains(&moment.resolved.seconds));
        let total = within.clone().count();
        let offset = arguments.offset.unwrap_or(0);
        let limit = arguments.limit.unwrap_or(DEFAULT_MOMENTS).min(MAX_MOMENTS);
        let part = within.skip(offset).take(limit);
        let quotes = part.map(|(id, moment)| PlacedQuote {
            quote: Quote::new(archive, id, &moment.sentence, Some(moment)),
            note: &archive.note(id).path,
        });
        let moments = fitting(
            ByteBudget::new(MAX_MOMENTS_BYTES),
            quotes,
            PlacedQuote::bytes,
        );
        let next = offset.saturating_add(moments.len());
        Self {
            title,
            link,
            next_offset: (!moments.is_empty() && next < total).then_some(next),
            moments,
            total,
        }
    }
}

impl PlacedQuote<'_> {
    fn bytes(&self) -> usize {
        self.quote.bytes() + json_bytes(&[self.note])
    }
}

impl Answer for MomentsAnswer<'_> {
    fn text(&self) -> String {
        let total = count(self.total, "moment");
        let mut text = format!("{} <{}>\n{total}:\n", self.title, self.link.url);
        text.extend(self.moments.iter().map(|moment| moment.quote.item()));
        if let Some(next) = self.next_offset {
            text += &format!("(More from offset {next}.)\n");
        }
        text
    }
}
