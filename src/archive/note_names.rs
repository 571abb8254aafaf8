//! The names by which links find notes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::archive::NoteId;
use crate::archive::name_table::{NameKind, NameTable, NameTableBuilder, Spelling, folder_of};
use crate::corpus::{INDEX_NAMES, Note};
use crate::text::date::date_in_words;
use crate::text::naming::{decoded_name, key};

/// The table of the names of notes. The home note is the index note of the top.
pub(super) fn note_names(notes: &[Arc<Note>], home: Option<NoteId>) -> NameTable {
    let mut names = NameTableBuilder::for_paths(notes.iter().map(|note| note.path.as_str()));
    for (index, note) in notes.iter().enumerate() {
        let path = note.path_without_extension();
        for spelling in [Spelling::Exact, Spelling::Folded, Spelling::Key] {
            names.add_path(index, path, spelling);
        }
        // A title that was made from the file name is no other name.
        if note.title != note.stem().replace('_', " ") {
            let title = (NameKind::Title, Spelling::Title);
            names.add_name(index, path, title, &note.title);
        }
        let mut add_alias =
            |name: &str| names.add_name(index, path, (NameKind::Alias, Spelling::Alias), name);
        for alias in &note.aliases {
            let name = alias.trim_matches('/');
            add_alias(name);
            if !alias.starts_with('/') && !folder_of(path).is_empty() {
                add_alias(&format!("{}/{name}", folder_of(path)));
            }
        }
        if let Cow::Owned(name) = decoded_name(note.stem()) {
            add_alias(&name);
        }
        if let Some(date) = date_in_words(note.stem()) {
            add_alias(&date);
        }
        if let Some(id) = leading_id(note.stem()) {
            names.add_id(index, path, id);
        }
    }
    let index_notes = index_notes(notes).into_iter();
    let folders = index_notes.map(|(folder, (_, index))| (folder, index));
    for (folder, index) in folders.chain(home.map(|id| ("", id.index()))) {
        names.add_path(index, folder, Spelling::Folder);
    }
    names.build()
}

/// The index note of each folder in a channel, by the path of the folder, with its rank: a link to
/// the folder leads to it. The page of a channel is its folder's.
fn index_notes(notes: &[Arc<Note>]) -> HashMap<&str, (usize, usize)> {
    let mut index_notes: HashMap<&str, (usize, usize)> = HashMap::new();
    for (index, note) in notes.iter().enumerate() {
        let folder = folder_of(&note.path);
        let Some((_, folder_name)) = folder.rsplit_once('/') else {
            continue;
        };
        let name = key(note.stem());
        let rank = match INDEX_NAMES.iter().position(|known| *known == name) {
            Some(position) => position + 1,
            None if name == key(folder_name) => 0,
            None => continue,
        };
        let best = index_notes.entry(folder).or_insert((rank, index));
        *best = (*best).min((rank, index));
    }
    index_notes
}

/// The number of a Zettelkasten at the start of a name: the 12 or 14 digits of a time, before the
/// end or a separator.
pub(super) fn leading_id(name: &str) -> Option<&str> {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let (id, rest) = name.split_at(digits);
    let is_id = matches!(digits, 12 | 14) && (rest.is_empty() || rest.starts_with([' ', '-', '_']));
    is_id.then_some(id)
}
