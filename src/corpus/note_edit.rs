//! Edits the text of a note in the bytes of its file, of which everything else stays as it is.

use std::ops::Range;

use crate::corpus::decode::decode;
use crate::corpus::note::{Note, NoteFile};
use crate::corpus::note_reader::{self, fingerprint};

/// A replacement of a part of a note's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The byte range in [`Note::source`].
    pub range: Range<usize>,
    /// The new text.
    pub text: String,
}

/// The file of a note after edits.
#[derive(Debug)]
pub struct EditedNote {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The note that they are read as.
    pub note: Note,
}

/// Why the file of a note cannot be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Another program changed it.
    #[error("it has changed since it was read")]
    Changed,
    /// Its text has comments, which are not part of [`Note::source`].
    #[error("it has comments")]
    HasComments,
    /// Its encoding is not UTF-8, or it has NUL bytes.
    #[error("it is not text in UTF-8")]
    Encoding,
    /// The edited file would be read as something else.
    #[error("the edited file would be read differently")]
    NotTheSame,
}

impl Edit {
    /// The text after edits, which are in order; `None` if a range is invalid.
    pub fn apply(edits: &[Self], text: &str) -> Option<String> {
        let replacements = edits.iter().map(|edit| (edit.range.clone(), &*edit.text));
        String::from_utf8(replaced(text.as_bytes(), replacements)?).ok()
    }
}

/// The bytes with parts replaced; `None` if their ranges are invalid or out of order.
fn replaced<'t>(
    bytes: &[u8],
    replacements: impl Iterator<Item = (Range<usize>, &'t str)>,
) -> Option<Vec<u8>> {
    let mut result = Vec::with_capacity(bytes.len());
    let mut copied = 0;
    for (range, text) in replacements {
        result.extend_from_slice(bytes.get(copied..range.start)?);
        result.extend_from_slice(text.as_bytes());
        copied = range.end;
    }
    result.extend_from_slice(bytes.get(copied..)?);
    Some(result)
}

impl Note {
    /// Edits the file that this note was read from, of which `bytes` is the content; the edits are
    /// in order. Reads the result again, as the note of the same video.
    ///
    /// # Errors
    /// If it cannot be edited.
    pub fn edit(&self, bytes: &[u8], edits: &[Edit]) -> Result<EditedNote, EditError> {
        if fingerprint(bytes) != self.fingerprint {
            return Err(EditError::Changed);
        }
        if self.has_comments {
            return Err(EditError::HasComments);
        }
        // Perhaps UTF-16, in which each character of a time has a NUL.
        if bytes.contains(&0) {
            return Err(EditError::Encoding);
        }
        let ranges = ranges_in_file(bytes, &self.source, edits).ok_or(EditError::Encoding)?;
        let replacements = ranges.into_iter().zip(edits.iter().map(|edit| &*edit.text));
        let bytes = replaced(bytes, replacements).ok_or(EditError::NotTheSame)?;
        let (source, encoding_error) = decode(bytes.clone());
        if Some(&source) != Edit::apply(edits, &self.source).as_ref() {
            return Err(EditError::NotTheSame);
        }
        let (path, file) = (self.path.clone(), NoteFile::new(source));
        let note = note_reader::note(path, file, encoding_error, fingerprint(&bytes));
        if note.has_comments || note.body_start != self.body_start {
            return Err(EditError::NotTheSame);
        }
        Ok(EditedNote { bytes, note })
    }
}

/// The byte ranges of edits in a file, of which `source` is the decoded text. `None` if it was
/// decoded from another encoding than UTF-8.
fn ranges_in_file(bytes: &[u8], source: &str, edits: &[Edit]) -> Option<Vec<Range<usize>>> {
    let ends = edits.iter().flat_map(|it| [it.range.start, it.range.end]);
    let mut ends = ends.peekable();
    let mut found = Vec::with_capacity(2 * edits.len());
    let mut written = written_characters(bytes).peekable();
    for (at, c) in source.char_indices() {
        // The decoder drops byte order marks at the start.
        while at == 0 && written.next_if(|it| it.1 == '\u{FEFF}').is_some() {}
        let (offset, other) = written.next()?;
        match (other, c) {
            ('\r', '\n') => drop(written.next_if(|it| it.1 == '\n')),
            _ if other != c => return None,
            _ => {}
        }
        while ends.next_if_eq(&at).is_some() {
            found.push(offset);
        }
    }
    while ends.next_if_eq(&source.len()).is_some() {
        found.push(bytes.len());
    }
    let ranges = found.chunks_exact(2).map(|pair| pair[0]..pair[1]);
    ends.next().is_none().then(|| ranges.collect())
}

/// The characters of a file in UTF-8 with their byte offsets; each invalid sequence is one U+FFFD.
fn written_characters(bytes: &[u8]) -> impl Iterator<Item = (usize, char)> {
    let mut at = 0;
    bytes.utf8_chunks().flat_map(move |chunk| {
        let start = at;
        let end = start + chunk.valid().len();
        at = end + chunk.invalid().len();
        let invalid = (at > end).then_some((end, char::REPLACEMENT_CHARACTER));
        let valid = chunk.valid().char_indices();
        valid
            .map(move |(index, c)| (start + index, c))
            .chain(invalid)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "---\nvideoId: E1cxZuHrwZc\n---\n";

    /// The note of a file with this content.
    fn note(bytes: &[u8]) -> Note {
        let (source, error) = decode(bytes.to_vec());
        let (path, file) = ("c/n.md".to_owned(), NoteFile::new(source));
        note_reader::note(path, file, error, fingerprint(bytes))
    }

    /// Edits the first `03:38:00` of a file to `03:38`.
    fn edited(bytes: &[u8]) -> Result<Vec<u8>, EditError> {
        let note = note(bytes);
        let at = note.source.find("03:38:00").expect("the time");
        let edit = Edit {
            range: at..at + 8,
            text: "03:38".to_owned(),
        };
        note.edit(bytes, &[edit]).map(|edited| edited.bytes)
    }

    #[test]
    fn only_the_range_of_an_edit_changes() {
        for text in [
            format!("{HEAD}Words [03:38:00].  \n\nA [03:38:00]"),
            format!("\u{FEFF}{HEAD}Größe [03:38:00]\u{2028}\u{FEFF}\n").replace('\n', "\r\n"),
            format!("{HEAD}a\rb\r\n\r\r\n[03:38:00]\r"),
        ] {
            let expected = text.replacen("03:38:00", "03:38", 1);
            assert_eq!(
                edited(text.as_bytes()),
                Ok(expected.into_bytes()),
                "{text:?}"
            );
        }
        let invalid = [HEAD.as_bytes(), b"a\xFF\xC3 [03:38:00] \xE2\x82"].concat();
        let expected = [HEAD.as_bytes(), b"a\xFF\xC3 [03:38] \xE2\x82"].concat();
        assert_eq!(edited(&invalid), Ok(expected));
    }

    #[test]
    fn a_file_whose_text_is_not_its_bytes_is_not_edited() {
        let with_comment = format!("{HEAD}%% [03:38:00] %% [03:38:00]");
        assert_eq!(edited(with_comment.as_bytes()), Err(EditError::HasComments));
        let text = format!("{HEAD}Words [03:38:00].\n");
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(units).collect();
        assert_eq!(edited(&utf16), Err(EditError::Encoding));
        let with_nul = format!("{HEAD}a\0b [03:38:00]");
        assert_eq!(edited(with_nul.as_bytes()), Err(EditError::Encoding));
    }

    #[test]
    fn a_file_that_changed_is_not_edited() {
        let text = format!("{HEAD}Words [03:38:00].\n");
        let note = note(text.as_bytes());
        let result = note.edit(format!("{text} ").as_bytes(), &[]);
        assert_eq!(result.err(), Some(EditError::Changed));
    }
}
