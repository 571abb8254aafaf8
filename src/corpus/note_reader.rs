//! Reads the files of notes, and skips private ones.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::corpus::decode::decode;
use crate::corpus::folder::Opener;
use crate::corpus::front_matter::{Flag, Hiding};
use crate::corpus::note::{Note, NoteFile};
use crate::corpus::problem::{Problem, ProblemKind};
use crate::corpus::walk::path_to_string;

/// The maximum size of a note, in bytes. Real ones stay under 1 MB.
const MAX_NOTE_BYTES: u64 = 4 * 1024 * 1024;

/// Reads a note. Returns the note in `previous` if its content has not changed.
///
/// # Errors
/// A problem if the note is skipped or private.
pub(super) fn read(
    opener: &mut Opener,
    path: &Path,
    drafts: bool,
    previous: &HashMap<&str, Vec<&Arc<Note>>>,
) -> Result<Arc<Note>, Problem> {
    let relative = path_to_string(path);
    let skipped = |cause: String| Problem {
        path: relative.clone(),
        line: 0,
        kind: ProblemKind::SkippedFile,
        message: format!("skipped: {cause}"),
    };
    let bytes = read_bytes(opener, path).map_err(|error| skipped(error.to_string()))?;
    if bytes.len() as u64 > MAX_NOTE_BYTES {
        return Err(skipped(format!("larger than {MAX_NOTE_BYTES} bytes")));
    }
    let fingerprint = fingerprint(&bytes);
    let mut candidates = previous.get(relative.as_str()).into_iter().flatten();
    if let Some(same) = candidates.find(|note| note.fingerprint == fingerprint) {
        return Ok(Arc::clone(same));
    }
    let (source, encoding_error) = decode(bytes);
    let file = NoteFile::new(source);
    if let Some(hiding) = file
        .split
        .front
        .hiding
        .iter()
        .find(|hiding| is_private(hiding, drafts))
    {
        return Err(private_problem(relative.clone(), hiding));
    }
    Ok(Arc::new(note(relative, file, encoding_error, fingerprint)))
}

/// The note of a file whose bytes have this fingerprint; `encoding_error` is from [`decode`].
pub(super) fn note(
    path: String,
    file: NoteFile,
    encoding_error: Option<String>,
    fingerprint: u64,
) -> Note {
    let encoding_problem = encoding_error.map(|message| Problem {
        path: path.clone(),
        line: 0,
        kind: ProblemKind::InvalidUtf8,
        message,
    });
    let mut note = Note::from_file(path, file);
    note.problems.extend(encoding_problem);
    note.fingerprint = fingerprint;
    note
}

/// Hashes the content of a file.
pub(super) fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// Whether a flag excludes a note from the archive.
fn is_private(hiding: &Hiding, drafts: bool) -> bool {
    match hiding.flag {
        Flag::Private | Flag::Publish | Flag::Published | Flag::Public => true,
        Flag::Draft => !drafts,
        Flag::Unlisted => false,
    }
}

/// The problem of a private note. It names the flag, but nothing of the note's content.
fn private_problem(path: String, hiding: &Hiding) -> Problem {
    let name = hiding.flag.name();
    let (kind, message) = match hiding.is_clear {
        true => (
            ProblemKind::PrivateNote,
            format!("not served because of its front matter: {name}"),
        ),
        false => (
            ProblemKind::InvalidFrontMatter,
            format!(
                "not served: {name} is neither true nor false, so the note is treated as private"
            ),
        ),
    };
    Problem {
        path,
        line: 0,
        kind,
        message,
    }
}

/// Reads a regular file, up to one byte over the limit: it may grow or be replaced while it is
/// read.
pub(super) fn read_bytes(opener: &mut Opener, path: &Path) -> std::io::Result<Vec<u8>> {
    let file = opener.file(path)?;
    // The text is stored in this buffer, so it has no spare capacity.
    let mut bytes = Vec::with_capacity(file.metadata()?.len().min(MAX_NOTE_BYTES) as usize);
    file.take(MAX_NOTE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
