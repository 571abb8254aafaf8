//! Who may see a note: what its front matter says. In doubt a note is hidden.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::markdown::without_comments;
use crate::text::naming::{key, visible};

/// A key that hides a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus) enum Flag {
    /// `draft: true`
    Draft,
    /// `private: true`
    Private,
    /// `publish: false`
    Publish,
    /// `published: false`; elsewhere it is a date, which hides nothing.
    Published,
    /// `unlisted: true`
    Unlisted,
}

impl Flag {
    const ALL: [Self; 5] = [
        Self::Draft,
        Self::Private,
        Self::Publish,
        Self::Published,
        Self::Unlisted,
    ];

    /// The flag of a key, in any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = key(name);
        Self::ALL.into_iter().find(|flag| flag.name() == name)
    }

    /// The key.
    pub(in crate::corpus) fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Private => "private",
            Self::Publish => "publish",
            Self::Published => "published",
            Self::Unlisted => "unlisted",
        }
    }
}

/// A flag that hides a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus) struct Hiding {
    pub(in crate::corpus) flag: Flag,
    /// Whether it says so; else it says neither yes nor no.
    pub(in crate::corpus) is_clear: bool,
}

impl Hiding {
    /// What a flag with a value means; `None` where it hides nothing.
    pub(super) fn of(flag: Flag, value: Option<&str>) -> Option<Self> {
        let is_yes = value.and_then(boolean);
        let hides = is_yes.map(|is_yes| is_yes != matches!(flag, Flag::Publish | Flag::Published));
        let hides_in_doubt = flag != Flag::Published;
        hides.unwrap_or(hides_in_doubt).then_some(Self {
            flag,
            is_clear: hides.is_some(),
        })
    }
}

/// A value that says yes or no, in any case and with or without quotes.
fn boolean(value: &str) -> Option<bool> {
    let value = value.trim().trim_matches(['"', '\'']).trim();
    let is = |words: [&str; 5]| words.iter().any(|word| value.eq_ignore_ascii_case(word));
    match (
        is(["true", "yes", "y", "on", "1"]),
        is(["false", "no", "n", "off", "0"]),
    ) {
        (false, false) => None,
        (yes, _) => Some(yes),
    }
}

/// The flags that hide a note, in YAML that cannot be read: a line, or what stands behind a `{`,
/// begins with the key.
pub(super) fn by_line(yaml: &str) -> Vec<Hiding> {
    let mut is_flow = false;
    let mut hiding = Vec::new();
    for line in lines(yaml) {
        is_flow |= line.contains('{');
        let parts = |text: &'_ str| -> Vec<Hiding> {
            text.split(['{', ',', '}'])
                .take(if is_flow { usize::MAX } else { 1 })
                .filter_map(flag_of)
                .collect()
        };
        match line.split_once(" #") {
            // What looks like a comment may be text in quotes, with flags behind it.
            Some((text, _)) if is_flow => {
                hiding.extend(parts(text));
                hiding.extend(parts(line).into_iter().filter(|hiding| hiding.is_clear));
            }
            Some((text, _)) => hiding.extend(parts(text)),
            None => hiding.extend(parts(line)),
        }
    }
    hiding
}

/// The lines of a text, whatever breaks them: YAML knows only `\n`, but an editor may show other
/// breaks, too.
fn lines(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(is_break)
}

fn is_break(c: char) -> bool {
    c == '\n' || is_odd_break(c)
}

/// Whether a character breaks a line in an editor, but not in YAML.
pub(super) fn is_odd_break(c: char) -> bool {
    matches!(
        c,
        '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// The flag that a line sets. Any marks may stand before the key, such as those of lists, quotes
/// and emphasis, but for that of a comment; behind it stands `:` or `=`.
fn flag_of(line: &str) -> Option<Hiding> {
    let line = visible(line);
    let line = without_properties(line.trim_start_matches(is_before_key))
        .trim_start_matches(is_before_key);
    let end = line
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(line.len());
    let flag = Flag::named(&line[..end])?;
    let rest = line[end..]
        .trim_start_matches(['"', '\'', '*', '_', '`'])
        .trim_start();
    let value = rest.strip_prefix([':', '=', '：']);
    let is_alone = rest.is_empty() || boolean(rest).is_some();
    (value.is_some() || is_alone).then(|| Hiding::of(flag, Some(value.unwrap_or(rest))))?
}

/// Whether a character may stand before a key.
fn is_before_key(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '#' | '!' | '&')
}

/// A line without the tags and anchors of YAML before its key: `draft` for `!!str draft`, or `&a
/// draft`.
fn without_properties(line: &str) -> &str {
    let mut rest = line;
    while rest.starts_with(['!', '&']) {
        let Some((_, behind)) = rest.split_once([' ', '\t']) else {
            return rest.trim_start_matches(['!', '&']);
        };
        rest = behind.trim_start();
    }
    rest
}

/// The flags that hide a note which has no front matter in the right form: one that is not closed,
/// that begins with another mark or behind blank lines or comments, or that has no mark at all. Of
/// the last kind only what is clear counts, for such lines may be prose.
pub(super) fn of_head(text: &str) -> Vec<Hiding> {
    if text.contains('\0') || text.starts_with('\u{FFFD}') {
        // What is left of UTF-16 that could not be decoded.
        return of_head(&text.replace(['\0', '\u{FFFD}'], ""));
    }
    let text = without_comments(text, None);
    let mut lines = lines(&text).skip_while(|line| visible(line).trim().is_empty());
    let first = visible(lines.clone().next().unwrap_or_default());
    if !is_mark(&first) && !first.trim_start().starts_with('{') {
        return clear_flags(lines.take_while(|line| !line.trim().is_empty() && !is_mark(line)));
    }
    if is_mark(&first) {
        lines.next();
    }
    // A head that says nothing is followed by one that does, and what looks like its end may stand
    // in a value.
    let all = clear_flags(lines.clone());
    let head: Vec<&str> = lines
        .take_while(|line| !is_mark(line) && !matches!(line.trim(), "..." | "}"))
        .collect();
    let mut hiding = by_line(&head.join("\n"));
    for flag in all {
        if !hiding.contains(&flag) {
            hiding.push(flag);
        }
    }
    hiding
}

/// Whether a line begins or ends front matter: `---`, `+++`, and what may stand behind them.
fn is_mark(line: &str) -> bool {
    let line = visible(line);
    ["---", "+++"]
        .iter()
        .any(|mark| line.trim_start().starts_with(mark))
}

/// Whether a line is more than a blank one, a comment of YAML or one of its directives.
pub(super) fn has_key(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with(['#', '%'])
}

/// The flags of lines that may be prose: only what is clear counts.
fn clear_flags<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<Hiding> {
    let keyed: Vec<&str> = lines
        .filter(|line| line.contains([':', '=', '：']))
        .collect();
    let mut hiding = by_line(&keyed.join("\n"));
    hiding.retain(|hiding| hiding.is_clear);
    hiding
}

/// A key or a value as text; `None` where it is nothing, a list or a map.
pub(super) struct Scalar(pub(super) Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyScalar)
    }
}

struct AnyScalar;

macro_rules! scalars {
    ($($visit:ident: $type:ty),*) => {
        $(fn $visit<E>(self, value: $type) -> Result<Scalar, E> {
            Ok(Scalar(Some(value.to_string())))
        })*
    };
}

impl<'de> Visitor<'de> for AnyScalar {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    scalars!(
        visit_bool: bool,
        visit_i64: i64,
        visit_u64: u64,
        visit_i128: i128,
        visit_u128: u128,
        visit_f64: f64,
        visit_str: &str
    );

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_none<E>(self) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar, D::Error> {
        Scalar::deserialize(deserializer)
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }
}
