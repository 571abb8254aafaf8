//! The tool `related`: the notes about the same things.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::archive::{Archive, NoteId};
use crate::pages::Site;
use crate::pages::agents::link::{NoteReference, find_note};
use crate::pages::agents::quote::Quote;
use crate::pages::agents::{Answer, ToolError};
use crate::pages::read_next;
use crate::search::Related;

/// The arguments of `related`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct RelatedArguments {
    /// The path of the note's file, or its URL.
    note: String,
}

/// The answer of `related`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RelatedAnswer<'a> {
    #[serde(flatten)]
    note: NoteReference<'a>,
    /// Up to five notes about the same things, best first.
    related: Vec<RelatedNote<'a>>,
}

/// A related note.
#[derive(Debug, Serialize, JsonSchema)]
struct RelatedNote<'a> {
    #[serde(flatten)]
    note: NoteReference<'a>,
    /// What both notes mention or are linked with.
    reason: String,
    /// The sentence that says most about what both have in common.
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<Quote>,
}

/// The notes that are related to a note.
///
/// # Errors
/// If there is no such note, or if the index is not ready.
pub fn related<'a>(
    site: &'a Site,
    arguments: &RelatedArguments,
) -> Result<RelatedAnswer<'a>, ToolError> {
    let archive = &site.archive;
    let id = find_note(archive, &arguments.note)?;
    site.search.get().map_err(ToolError::NotReady)?;
    let related = read_next::related_notes(site, id);
    Ok(RelatedAnswer {
        note: NoteReference::new(archive, id),
        related: related
            .iter()
            .map(|related| RelatedNote::new(archive, id, related))
            .collect(),
    })
}

impl<'a> RelatedNote<'a> {
    fn new(archive: &'a Archive, id: NoteId, related: &Related) -> Self {
        let quote = related.sentence.as_ref().map(|sentence| {
            let moment = read_next::moment(archive, related);
            Quote::new(archive, related.note, &sentence.range, moment)
        });
        Self {
            note: NoteReference::new(archive, related.note),
            reason: read_next::reason(archive, id, related),
            quote,
        }
    }
}

impl Answer for RelatedAnswer<'_> {
    fn text(&self) -> String {
        let mut text = format!("Notes related to {}:\n", self.note.title);
        for related in &self.related {
            text += &related.note.item();
            text += &format!("  - {}\n", related.reason);
            if let Some(quote) = &related.quote {
                text += &format!("  {}", quote.item());
            }
        }
        text
    }
}
