//! The visibility of a note according to its front matter. In doubt, a note is hidden.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::markdown::without_comments;
use crate::text::naming::{letters, visible};

/// A key that hides a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus) enum Flag {
    /// `draft: true`
    Draft,
    /// `private: true`
    Private,
    /// `publish: false`
    Publish,
    /// `published: false`; other values, such as dates, hide nothing.
    Published,
    /// `public: false`, as in Logseq; other values hide nothing.
    Public,
    /// `unlisted: true`
    Unlisted,
}

impl Flag {
    const ALL: [Self; 6] = [
        Self::Draft,
        Self::Private,
        Self::Publish,
        Self::Published,
        Self::Public,
        Self::Unlisted,
    ];

    /// The flag of a key, as [`letters`] spells it.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.name() == name)
    }

    /// The key of the flag.
    pub(in crate::corpus) fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Private => "private",
            Self::Publish => "publish",
            Self::Published => "published",
            Self::Public => "public",
            Self::Unlisted => "unlisted",
        }
    }
}

/// A flag that hides a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus) struct Hiding {
    pub(in crate::corpus) flag: Flag,
    /// Whether the value is a boolean; otherwise the note is hidden in doubt.
    pub(in crate::corpus) is_clear: bool,
}

impl Hiding {
    /// Interprets the value of a flag; `None` if it hides nothing.
    pub(super) fn from_value(flag: Flag, value: Option<&str>) -> Option<Self> {
        let is_true = value.and_then(parse_bool);
        let is_negative = matches!(flag, Flag::Publish | Flag::Published | Flag::Public);
        let hides = is_true.map(|is_true| is_true != is_negative);
        let hides_in_doubt = !matches!(flag, Flag::Published | Flag::Public);
        hides.unwrap_or(hides_in_doubt).then_some(Self {
            flag,
            is_clear: hides.is_some(),
        })
    }
}

/// Parses a boolean in any case, with or without quotes; `None` for other values.
pub(super) fn parse_bool(value: &str) -> Option<bool> {
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

/// The hiding flags of invalid YAML: a flag's key is at the start of a line, or of an item after
/// `{`.
pub(super) fn flags_by_line(yaml: &str) -> Vec<Hiding> {
    let mut is_flow = false;
    let mut hiding = Vec::new();
    for line in lines(yaml) {
        is_flow |= line.contains('{');
        let parts = |text: &'_ str| -> Vec<Hiding> {
            text.split(['{', ',', '}'])
                .take(if is_flow { usize::MAX } else { 1 })
                .filter_map(flag_of_line)
                .collect()
        };
        match line.split_once(" #") {
            // An apparent comment may be quoted text, followed by flags.
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

/// The lines of a text, split at any line break: YAML has only `\n`, but editors show others, too.
fn lines(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(is_line_break)
}

fn is_line_break(c: char) -> bool {
    c == '\n' || is_non_yaml_break(c)
}

/// Whether a character is a line break in editors, but not in YAML.
pub(super) fn is_non_yaml_break(c: char) -> bool {
    matches!(
        c,
        '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// The hiding flag of a line. The key may be preceded by any punctuation, such as that of lists,
/// quotes and emphasis, except `#`, and is followed by `:`, `=`, or `::` as in properties.
fn flag_of_line(line: &str) -> Option<Hiding> {
    let line = visible(line);
    let line = without_properties(line.trim_start_matches(is_before_key))
        .trim_start_matches(is_before_key);
    let end = line
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(line.len());
    let flag = Flag::from_name(&letters(&line[..end]))?;
    let rest = line[end..]
        .trim_start_matches(['"', '\'', '*', '_', '`'])
        .trim_start();
    let value = rest.strip_prefix("::");
    let value = value.or_else(|| rest.strip_prefix([':', '=', '：']));
    let is_alone = rest.is_empty() || parse_bool(rest).is_some();
    (value.is_some() || is_alone).then(|| Hiding::from_value(flag, Some(value.unwrap_or(rest))))?
}

/// Whether a character may precede a key.
fn is_before_key(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '#' | '!' | '&')
}

/// Removes the YAML tags and anchors before a key: `draft` for `!!str draft` or `&a draft`.
fn without_properties(line: &str) -> &str {
    let mut rest = line;
    while rest.starts_with(['!', '&']) {
        let Some((_, after)) = rest.split_once([' ', '\t']) else {
            return rest.trim_start_matches(['!', '&']);
        };
        rest = after.trim_start();
    }
    rest
}

/// The hiding flags of a note with malformed front matter: not closed, with another delimiter,
/// after blank lines or comments, or without a delimiter. In the last case only boolean values
/// count, as the lines may be prose. They are read both with and without comments, as either may be
/// what the author meant; a comment at the start is certain to be one.
pub(super) fn flags_of_head(text: &str) -> Vec<Hiding> {
    if text.contains('\0') || text.starts_with('\u{FFFD}') {
        // The remains of UTF-16 that could not be decoded.
        return flags_of_head(&text.replace(['\0', '\u{FFFD}'], ""));
    }
    let mut hiding = flags_of_lines(without_leading_comments(text));
    if let Cow::Owned(shorter) = without_comments(text) {
        for flag in flags_of_lines(&shorter) {
            if !hiding.contains(&flag) {
                hiding.push(flag);
            }
        }
    }
    hiding
}

/// Removes the comments at the start of a text.
fn without_leading_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let comment = [("%%", "%%"), ("<!--", "-->")]
            .iter()
            .find_map(|(start, end)| rest.strip_prefix(start)?.split_once(end));
        match comment {
            Some((_, after)) => rest = after.trim_start(),
            None => return rest,
        }
    }
}

/// The hiding flags of the lines of a malformed head.
fn flags_of_lines(text: &str) -> Vec<Hiding> {
    let mut lines = lines(text).skip_while(|line| visible(line).trim().is_empty());
    let first = visible(lines.clone().next().unwrap_or_default());
    if !is_delimiter(&first) && !first.trim_start().starts_with('{') {
        return clear_flags(
            lines.take_while(|line| !line.trim().is_empty() && !is_delimiter(line)),
        );
    }
    if is_delimiter(&first) {
        lines.next();
    }
    // Empty front matter may be followed by another one, and an apparent closing delimiter may be
    // part of a value.
    let all = clear_flags(lines.clone());
    let head: Vec<&str> = lines
        .take_while(|line| !is_delimiter(line) && !matches!(line.trim(), "..." | "}"))
        .collect();
    let mut hiding = flags_by_line(&head.join("\n"));
    for flag in all {
        if !hiding.contains(&flag) {
            hiding.push(flag);
        }
    }
    hiding
}

/// Whether a line starts or ends front matter: it begins with `---` or `+++`.
fn is_delimiter(line: &str) -> bool {
    let line = visible(line);
    ["---", "+++"]
        .iter()
        .any(|delimiter| line.trim_start().starts_with(delimiter))
}

/// Whether a line of YAML is not blank, a comment, or a directive.
pub(super) fn has_key(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with(['#', '%'])
}

/// The hiding flags of lines that may be prose: only boolean values count.
fn clear_flags<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<Hiding> {
    let keyed: Vec<&str> = lines
        .filter(|line| line.contains([':', '=', '：']))
        .collect();
    let mut hiding = flags_by_line(&keyed.join("\n"));
    hiding.retain(|hiding| hiding.is_clear);
    hiding
}

/// A scalar key or value as text; `None` for null, a list or a map.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_in_and_around_comments_of_a_head_count() {
        for (flag, line) in [
            (Flag::Public, "public:: false"),
            (Flag::Private, "private:: true"),
            (Flag::Draft, "draft:: true"),
        ] {
            for head in [
                format!("title:: 50%% off\n{line}\ndesc:: 20%% more\n\n- PRIV"),
                format!("title:: a <!-- b\n{line}\ndesc:: c --> d\n\n- PRIV"),
                format!("%%c%%{line}\n\n- PRIV"),
                format!("<!--\nc\n-->\ntitle:: 50%% off\n{line}\ndesc:: 20%% more"),
            ] {
                let expected = Hiding {
                    flag,
                    is_clear: true,
                };
                assert_eq!(flags_of_head(&head), [expected], "{head}");
            }
        }
        for head in [
            "title:: 50%% off\n\nprivate:: true",
            "%%\nprivate:: true\n%%\ntext",
        ] {
            assert_eq!(flags_of_head(head), [], "{head}");
        }
    }
}
