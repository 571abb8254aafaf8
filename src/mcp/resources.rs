//! The notes as resources. The URI of a note is `note:///` and the path of its file, which does not
//! depend on where the site is served; its content is the Markdown that `/{channel}/{note}.md`
//! returns.

use rmcp::ErrorData;
use rmcp::model::{
    ListResourcesResult, ReadResourceResult, Resource, ResourceContents, ResourceTemplate,
};

use crate::archive::{Archive, NoteId};
use crate::pages::Site;
use crate::pages::agents::find_note;

/// How many notes are listed at a time.
const PAGE_NOTES: usize = 100;

/// The scheme of the URIs.
const SCHEME: &str = "note://";

const MARKDOWN: &str = "text/markdown";

/// The listed notes from a cursor on, which is the number of the first.
pub(super) fn list(site: &Site, cursor: Option<&str>) -> Result<ListResourcesResult, ErrorData> {
    let archive = &site.archive;
    let first: usize = cursor
        .map_or(Ok(0), str::parse)
        .map_err(|_| ErrorData::invalid_params("invalid cursor", None))?;
    let mut notes = archive.listed_notes().skip(first);
    let page = notes.by_ref().take(PAGE_NOTES);
    let resources = page.map(|(id, note)| {
        Resource::new(uri(archive, id), note.stem())
            .with_title(&note.title)
            .with_description(archive.base().url_for_others(archive.note_url(id)))
            .with_mime_type(MARKDOWN)
            .with_size(note.source.len() as u64)
    });
    let mut result = ListResourcesResult::with_all_items(resources.collect());
    result.next_cursor = notes.next().map(|_| (first + PAGE_NOTES).to_string());
    Ok(result)
}

/// The template of the URIs.
pub(super) fn template() -> ResourceTemplate {
    ResourceTemplate::new(format!("{SCHEME}/{{+path}}"), "note")
        .with_title("Note")
        .with_description(
            "The Markdown of a note; the path is that of its file below the content folder, as in \
            the field `path` of the tools.",
        )
        .with_mime_type(MARKDOWN)
}

/// The Markdown of a note.
pub(super) fn read(site: &Site, uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let archive = &site.archive;
    let id = uri
        .starts_with(SCHEME)
        .then(|| find_note(archive, uri).ok())
        .flatten()
        .ok_or_else(|| ErrorData::resource_not_found("there is no such note", None))?;
    let contents = ResourceContents::text(&archive.note(id).source, uri).with_mime_type(MARKDOWN);
    Ok(ReadResourceResult::new(vec![contents]))
}

/// The URI of a note.
fn uri(archive: &Archive, id: NoteId) -> String {
    let url = archive.file_url(id, "md");
    let path = archive.base().strip_prefix(&url).unwrap_or(&url);
    format!("{SCHEME}{path}")
}
