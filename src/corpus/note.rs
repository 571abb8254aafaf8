//! One file: read, split, and its facts taken.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::io::Read;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::corpus::folder::Opener;
use crate::corpus::front_matter::{self, Flag, FrontMatter, Hiding, Split};
use crate::corpus::problem::{Problem, ProblemKind};
use crate::corpus::walk::written;
use crate::markdown::{
    Facts, MAX_HEADINGS, MAX_MOMENTS, facts, without_comments, without_comments_of_front_matter,
};
use crate::text::language::{self, Lang};
use crate::text::naming::{key, truncate_name};
use crate::text::youtube::YoutubeId;

/// The largest file that is taken for a note, in bytes. Real ones stay under 1 MB.
const LARGEST: u64 = 4 * 1024 * 1024;

/// One Markdown file.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its path below the content folder, with `/` and with `.md`.
    pub path: String,
    /// The file's text, without comments.
    pub source: String,
    /// Where in it the body begins, in bytes: behind front matter and `From:` line.
    pub body_start: usize,
    /// The title that it gives itself, or else its name in words.
    pub title: String,
    /// The video that it is about.
    pub video: Option<YoutubeId>,
    /// Whether it is in no list: only those find it who know its address.
    pub is_unlisted: bool,
    /// Whether the file has comments, which were removed.
    pub has_comments: bool,
    /// What the body says.
    pub facts: Facts,
    /// What is wrong with the file: how it is written down, and its front matter.
    pub problems: Vec<Problem>,
    /// Found when it is first asked for: the pages need not wait for it.
    language: OnceLock<Option<Lang>>,
    /// A hash of the file's bytes, by which a file that did not change is known again.
    fingerprint: u64,
}

impl Note {
    /// The text below front matter and `From:` line.
    pub fn body(&self) -> &str {
        &self.source[self.body_start..]
    }

    /// Where the lines of the file are.
    pub fn lines(&self) -> LineIndex {
        let ends = memchr::memchr_iter(b'\n', self.source.as_bytes()).collect();
        LineIndex {
            ends,
            body_start: self.body_start,
        }
    }

    /// The text of a range of the body.
    pub fn written(&self, range: &Range<u32>) -> &str {
        self.body()
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }

    /// The file's name without `.md`.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.get(..name.len().saturating_sub(3)).unwrap_or(name)
    }

    /// The language that its text is in; `None` where that cannot be told.
    pub fn language(&self) -> Option<Lang> {
        *self
            .language
            .get_or_init(|| language::detect(&self.facts.text))
    }

    /// The first folder of its path; empty for a note at the top.
    pub fn folder(&self) -> &str {
        self.path.split_once('/').map_or("", |(folder, _)| folder)
    }
}

/// Where the lines of a file end: found once, however many places are asked for.
#[derive(Debug)]
pub struct LineIndex {
    ends: Vec<usize>,
    body_start: usize,
}

impl LineIndex {
    /// The line of a place in the body (in bytes), counted from 1 at the start of the file.
    pub fn at(&self, place: u32) -> u32 {
        1 + self
            .ends
            .partition_point(|end| *end < self.body_start + place as usize) as u32
    }
}

/// Reads a note, or says why there is none: it was skipped, or it is private. One that says what it
/// said before is not parsed again.
pub(super) fn read(
    opener: &mut Opener,
    path: &Path,
    drafts: bool,
    before: &HashMap<&str, Vec<&Arc<Note>>>,
) -> Result<Arc<Note>, Problem> {
    let relative = written(path);
    let skipped = |why: String| Problem {
        path: relative.clone(),
        line: 0,
        kind: ProblemKind::Skipped,
        message: format!("skipped: {why}"),
    };
    let bytes = bytes(opener, path).map_err(|error| skipped(error.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(skipped(format!(
            "too many bytes for a note; the most is {LARGEST}"
        )));
    }
    let fingerprint = fingerprint(&bytes);
    let mut known = before.get(relative.as_str()).into_iter().flatten();
    if let Some(same) = known.find(|note| note.fingerprint == fingerprint) {
        return Ok(Arc::clone(same));
    }
    let (source, wrong) = text(bytes);
    let wrong = wrong.map(|message| Problem {
        kind: ProblemKind::Encoding,
        message,
        ..skipped(String::new())
    });
    let file = NoteFile::new(source);
    if let Some(hiding) = file
        .split
        .front
        .hiding
        .iter()
        .find(|hiding| is_private(hiding, drafts))
    {
        return Err(private(relative.clone(), hiding));
    }
    let mut note = Note::of(relative, file);
    note.problems.extend(wrong);
    note.fingerprint = fingerprint;
    Ok(Arc::new(note))
}

fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// Whether a flag keeps a note out of the archive.
fn is_private(hiding: &Hiding, drafts: bool) -> bool {
    match hiding.flag {
        Flag::Private | Flag::Publish | Flag::Published => true,
        Flag::Draft => !drafts,
        Flag::Unlisted => false,
    }
}

/// That a note is private, and by which flag. It says nothing of what is in the note.
fn private(path: String, hiding: &Hiding) -> Problem {
    let name = hiding.flag.name();
    let (kind, message) = match hiding.is_clear {
        true => (
            ProblemKind::Private,
            format!("not served, as its front matter asks: {name}"),
        ),
        false => (
            ProblemKind::FrontMatter,
            format!("not served: {name} is neither true nor false, so the note counts as private"),
        ),
    };
    Problem {
        path,
        line: 0,
        kind,
        message,
    }
}

/// The bytes of a regular file, up to one more than a note may have: it may grow, or be exchanged,
/// while it is read.
fn bytes(opener: &mut Opener, path: &Path) -> std::io::Result<Vec<u8>> {
    let file = opener.file(path)?;
    // These bytes are kept, so no room beyond them is.
    let mut bytes = Vec::with_capacity(file.metadata()?.len().min(LARGEST) as usize);
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file's text, and what is wrong with it. One text has one kind of line end, and no mark before
/// it.
fn text(bytes: Vec<u8>) -> (String, Option<String>) {
    if let Some(source) = utf16(&bytes) {
        return (
            plain(source),
            Some("in UTF-16; other programs expect UTF-8".to_owned()),
        );
    }
    let (source, wrong) = match String::from_utf8(bytes) {
        Ok(source) => (source, None),
        Err(error) => (
            String::from_utf8_lossy(error.as_bytes()).into_owned(),
            Some("not UTF-8 throughout; what is not is shown as \u{FFFD}".to_owned()),
        ),
    };
    (plain(source), wrong)
}

/// The text of a file in UTF-16: one that begins with its mark, or has the zero bytes that no other
/// text has.
fn utf16(bytes: &[u8]) -> Option<String> {
    let units = |of: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes
            .chunks_exact(2)
            .map(|pair| of([pair[0], pair[1]]))
            .collect()
    };
    match bytes {
        [0xFF, 0xFE, ..] => return Some(String::from_utf16_lossy(&units(u16::from_le_bytes))),
        [0xFE, 0xFF, ..] => return Some(String::from_utf16_lossy(&units(u16::from_be_bytes))),
        _ => {}
    }
    // Nearly every file ends here, after one fast look.
    memchr::memchr(0, bytes)?;
    let zeros = |odd: usize| {
        bytes
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (first, second) = (zeros(0), zeros(1));
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    // Half of the bytes of English are zero; of other texts only those of spaces and line ends.
    let has_many = |zeros: usize| {
        if is_utf8 {
            zeros > bytes.len() / 4
        } else {
            zeros > 0
        }
    };
    // A letter here and there has its zero on the other side.
    match (first, second) {
        (few, zeros) if zeros > 2 * few && has_many(zeros) => {
            String::from_utf16(&units(u16::from_le_bytes)).ok()
        }
        (zeros, few) if zeros > 2 * few && has_many(zeros) => {
            String::from_utf16(&units(u16::from_be_bytes)).ok()
        }
        _ => None,
    }
}

fn plain(source: String) -> String {
    let marks = source.len() - source.trim_start_matches('\u{FEFF}').len();
    let source = if marks > 0 {
        source[marks..].to_owned()
    } else {
        source
    };
    // No text has it, but for one in broken UTF-16, in which it stands between the letters and
    // would hide what they say.
    let source = if source.contains('\0') {
        source.replace('\0', "")
    } else {
        source
    };
    if source.contains('\r') {
        source.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        source
    }
}

/// The text of a file without its comments, and its front matter.
struct NoteFile {
    source: String,
    split: Split,
    has_comments: bool,
}

impl NoteFile {
    /// What hides the note is read with the comments and without them: either may be what its
    /// author means.
    fn new(source: String) -> Self {
        let split = front_matter::split(&source);
        let mut file = Self {
            source,
            split,
            has_comments: false,
        };
        // Without a comment before it, what was text may be front matter.
        for _ in 0..2 {
            let video = file
                .split
                .front
                .video_id
                .as_deref()
                .and_then(YoutubeId::parse);
            let Cow::Owned(shorter) = front_matter::uncommented(&file.source, video.as_ref())
            else {
                break;
            };
            let mut split = front_matter::split(&shorter);
            split.front.hiding.append(&mut file.split.front.hiding);
            file = Self {
                source: shorter,
                split,
                has_comments: true,
            };
        }
        file
    }
}

impl Note {
    /// The note that a file's text is; `path` is below the content folder.
    pub fn new(path: String, source: String) -> Self {
        Self::of(path, NoteFile::new(plain(source)))
    }

    fn of(path: String, file: NoteFile) -> Self {
        let NoteFile {
            source,
            split,
            has_comments,
        } = file;
        let mut problems = Vec::new();
        let mut wrong = |line, message| {
            problems.push(Problem {
                path: path.clone(),
                line,
                kind: ProblemKind::FrontMatter,
                message,
            });
        };
        let hiding = split
            .front
            .hiding
            .iter()
            .find(|hiding| hiding.flag == Flag::Unlisted)
            .copied();
        if hiding.is_some_and(|hiding| !hiding.is_clear) {
            wrong(
                1,
                "unlisted is neither true nor false; the note is in no list".to_owned(),
            );
        }
        if let Some((line, what)) = split.wrong {
            wrong(line, format!("front matter read line by line: {what}"));
        }
        let FrontMatter {
            title, video_id, ..
        } = split.front;
        let video = video_id.as_deref().and_then(YoutubeId::parse);
        if let (Some(written), None) = (&video_id, &video) {
            let written = truncate_name(written);
            wrong(
                split.video_line,
                format!("videoId {written:?} is not an id of YouTube; the note has no player"),
            );
        }
        let mut note = Self {
            path,
            source,
            body_start: split.body,
            title: String::new(),
            video,
            is_unlisted: hiding.is_some(),
            has_comments,
            facts: Facts::default(),
            problems,
            language: OnceLock::new(),
            fingerprint: 0,
        };
        note.title = title
            .map(|title| without_comments_of_front_matter(&title).trim().to_owned())
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| note.stem().replace('_', " "));
        if let Cow::Owned(cut) = truncate_name(&note.title) {
            let message = format!("a title of {} bytes is cut", note.title.len());
            note.problems.push(Problem {
                path: note.path.clone(),
                line: 1,
                kind: ProblemKind::FrontMatter,
                message,
            });
            note.title = cut;
        }
        note.body_start += from_line(note.body(), note.folder());
        note.body_start += title_line(note.body(), &note.title);
        // What was code behind those lines may be none without them.
        let shorter = match without_comments(note.body(), note.video.as_ref()) {
            Cow::Borrowed(_) => None,
            Cow::Owned(shorter) => Some(shorter),
        };
        if let Some(body) = shorter {
            note.source.replace_range(note.body_start.., &body);
        }
        let (facts, limit) = facts_of(note.body(), |body| facts(body, note.video.as_ref()));
        let path = note.path.clone();
        note.problems.extend(limit.map(|message| Problem {
            path,
            line: 0,
            kind: ProblemKind::Limited,
            message,
        }));
        note.facts = facts;
        note
    }
}

/// What a body says, and why that is not all. Should reading fail as nobody foresaw, it is text and
/// nothing else.
fn facts_of(body: &str, read: impl FnOnce(&str) -> Facts) -> (Facts, Option<String>) {
    match catch_unwind(AssertUnwindSafe(|| read(body))) {
        Ok(facts) if facts.moments.len() == MAX_MOMENTS => (
            facts,
            Some(format!(
                "moments behind the first {MAX_MOMENTS} play, and are told on no other page"
            )),
        ),
        Ok(facts) if facts.headings.len() == MAX_HEADINGS => (
            facts,
            Some(format!(
                "headings behind the first {MAX_HEADINGS} have no anchor"
            )),
        ),
        Ok(facts) => (facts, None),
        Err(_) => {
            let facts = Facts {
                text: body.to_owned(),
                ..Facts::default()
            };
            (
                facts,
                Some(
                    "reading the text failed; it is shown as it stands, without links and moments"
                        .to_owned(),
                ),
            )
        }
    }
}

/// The length of a first line `# Title` that says what the front matter says already.
fn title_line(body: &str, title: &str) -> usize {
    let (line, end) = first_line(body);
    let repeats = line
        .strip_prefix("# ")
        .is_some_and(|heading| key(heading) == key(title));
    if repeats { end } else { 0 }
}

/// The first line that is not blank, and where it ends, in bytes.
fn first_line(body: &str) -> (&str, usize) {
    let start = body.len() - body.trim_start().len();
    let line = body[start..].lines().next().unwrap_or_default();
    (line, start + line.len())
}

/// The length of a line `From: [[channel]] <br/>` that says what the folder says already. One that
/// names another place is text of the note.
fn from_line(body: &str, folder: &str) -> usize {
    let (line, end) = first_line(body);
    let named = line
        .strip_prefix("From:")
        .and_then(|rest| rest.trim().strip_prefix("[[")?.split_once("]]"));
    match named {
        Some((name, behind)) => {
            let is_folder = key(name) == key(folder);
            let ends = matches!(
                behind.trim().replace(' ', "").as_str(),
                "" | "<br/>" | "<br>"
            );
            if is_folder && ends { end } else { 0 }
        }
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_cannot_be_read_is_a_note_all_the_same() {
        let (read, limit) = facts_of("The text", |_| panic!("as nobody foresaw"));
        assert_eq!((read.text.as_str(), limit.is_some()), ("The text", true));
        let (read, limit) = facts_of("The text [00:03:38]", |body| facts(body, None));
        assert_eq!((read.moments.len(), limit), (1, None));
    }

    #[test]
    fn what_is_too_long_is_cut_and_said() {
        let title = "title: ".to_owned() + &"a".repeat(10_000);
        for front in [
            title.clone(),
            format!("{title}\nmore: {}", "b".repeat(100_000)),
        ] {
            let note = Note::new("c/n.md".to_owned(), format!("---\n{front}\n---\nBody"));
            assert!(note.title.starts_with("aaaa") && note.title.len() < 600);
            assert!(
                note.problems
                    .iter()
                    .any(|problem| problem.message.contains("cut")),
                "{:?}",
                note.problems.len()
            );
        }
        let note = Note::new(
            "c/n.md".to_owned(),
            "a [0:01] b [0:02] ".repeat(MAX_MOMENTS / 2 + 10),
        );
        assert_eq!(note.facts.moments.len(), MAX_MOMENTS);
        assert_eq!(note.problems[0].kind, ProblemKind::Limited);
    }

    #[test]
    fn a_from_line_that_repeats_the_folder_goes() {
        let rest = |body: &'static str| &body[from_line(body, "acquiredfm")..];
        assert_eq!(rest("\nFrom: [[acquiredFM]] <br/> \n\nText"), "\n\nText");
        assert_eq!(
            rest("From: [[elsewhere]]\nText"),
            "From: [[elsewhere]]\nText"
        );
        assert_eq!(
            rest("From: [[acquiredfm]] and me"),
            "From: [[acquiredfm]] and me"
        );
        assert_eq!(rest("Text"), "Text");
    }
}
