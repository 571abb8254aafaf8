//! Translates patterns of `.gitignore` syntax to that of the library, which differs in some
//! details.

use ignore::gitignore::GitignoreBuilder;

/// Adds a pattern to a builder.
pub(super) fn add(builder: &mut GitignoreBuilder, line: &str) -> Result<(), String> {
    // A lone `!` re-includes nothing in Git; in the library it would re-include everything.
    if matches!(line.trim(), "!" | "!\\/") {
        return Ok(());
    }
    let pattern = translate(line)?;
    for pattern in std::iter::once(&pattern).chain(&equivalent_patterns(&pattern)) {
        match builder.add_line(None, pattern) {
            Ok(_) => {}
            Err(ignore::Error::Glob { err, .. }) => return Err(err),
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok(())
}

/// Further patterns for one whose `**/` follows a name directly: for `name**/a`, Git matches the
/// name first and then `**/a` on its own, which matches any folders.
fn equivalent_patterns(pattern: &str) -> Vec<String> {
    let wildcard = pattern.find(['*', '?', '[', '\\']).unwrap_or(pattern.len());
    let (name, rest) = pattern.split_at(wildcard);
    match rest.strip_prefix("**/") {
        Some(rest) if !name.is_empty() && !name.ends_with('/') && !name.starts_with(['!', '#']) => {
            vec![format!("{name}*/**/{rest}"), format!("{name}{rest}")]
        }
        _ => Vec::new(),
    }
}

/// Whether a pattern has unescaped braces.
pub(super) fn has_braces(pattern: &str) -> bool {
    let mut is_escaped = false;
    pattern.chars().any(|c| {
        let is_brace = matches!(c, '{' | '}') && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_brace
    })
}

/// The named classes of `[[:alpha:]]` (POSIX.1-2017, Base Definitions 9.3.5), as ranges of ASCII.
const CLASSES: [(&str, &[(char, char)]); 12] = [
    ("alnum", &[('0', '9'), ('A', 'Z'), ('a', 'z')]),
    ("alpha", &[('A', 'Z'), ('a', 'z')]),
    ("blank", &[('\t', '\t'), (' ', ' ')]),
    ("cntrl", &[('\0', '\x1f'), ('\x7f', '\x7f')]),
    ("digit", &[('0', '9')]),
    ("graph", &[('!', '~')]),
    ("lower", &[('a', 'z')]),
    ("print", &[(' ', '~')]),
    ("punct", &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
    ("space", &[('\t', '\r'), (' ', ' ')]),
    ("upper", &[('A', 'Z')]),
    ("xdigit", &[('0', '9'), ('A', 'F'), ('a', 'f')]),
];

/// Translates a pattern to the syntax of the library, in which braces are alternatives, and
/// brackets have neither escapes nor named classes.
fn translate(line: &str) -> Result<String, String> {
    if line.starts_with('#') {
        return Ok(line.to_owned());
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => {
                out.push(c);
                out.extend(rest.next());
            }
            '{' | '}' => out.extend(['\\', c]),
            '[' => out.push_str(&translate_bracket(&mut rest)?),
            // More than two stars are equivalent to two.
            '*' if out.ends_with("**") && !out.ends_with("\\**") => {}
            c => out.push(c),
        }
    }
    Ok(out)
}

/// Translates a bracket expression, read from after its `[`.
fn translate_bracket(rest: &mut std::str::Chars<'_>) -> Result<String, String> {
    let is_negated = rest.as_str().starts_with(['!', '^']);
    if is_negated {
        rest.next();
    }
    let mut ranges: Vec<(char, char)> = Vec::new();
    let mut is_first = true;
    loop {
        let text = rest.as_str();
        let c = match rest.next() {
            Some(']') if !is_first => break,
            Some('[') if text.starts_with("[:") => {
                let unknown = || "unknown character class in brackets".to_owned();
                let (name, after) = text[2..].split_once(":]").ok_or_else(unknown)?;
                let (_, class) = CLASSES
                    .iter()
                    .find(|(known, _)| *known == name)
                    .ok_or_else(unknown)?;
                ranges.extend(*class);
                *rest = after.chars();
                is_first = false;
                continue;
            }
            Some('\\') => rest.next(),
            c => c,
        };
        let from = c.ok_or("unclosed bracket")?;
        let mut ahead = rest.clone();
        let to = match (ahead.next(), ahead.next()) {
            (Some('-'), Some('\\')) => ahead.next(),
            (Some('-'), Some(to)) if to != ']' => Some(to),
            _ => None,
        };
        if to.is_some() {
            *rest = ahead;
        }
        ranges.push((from, to.unwrap_or(from)));
        is_first = false;
    }
    match ranges
        .iter()
        .all(|(from, to)| from.is_ascii() && to.is_ascii())
    {
        true => Ok(format_bracket(&ranges, is_negated)),
        // Brackets match bytes, as in Git.
        false => Err("non-ASCII character in brackets".to_owned()),
    }
}

/// The characters with a special meaning in some positions of a bracket expression, sorted.
const SPECIAL: [char; 4] = ['!', '-', ']', '^'];

/// Formats a bracket expression in the syntax of the library.
fn format_bracket(ranges: &[(char, char)], is_negated: bool) -> String {
    let has = |special: &char| {
        ranges
            .iter()
            .any(|(from, to)| (from..=to).contains(&special))
    };
    let plain: String = ranges
        .iter()
        .flat_map(|(from, to)| without_special(*from, *to))
        .collect();
    let specials = |which: &[char]| {
        which
            .iter()
            .filter(|special| has(special))
            .collect::<String>()
    };
    match is_negated {
        true => format!(
            "[!{}{plain}{}]",
            specials(&[']']),
            specials(&['!', '^', '-'])
        ),
        false if plain.is_empty() && !has(&']') && !has(&'-') => {
            format!("{{{}}}", specials(&['!', '^']).replace("!^", "!,^"))
        }
        false if plain.is_empty() && !has(&']') => format!("[{}]", specials(&['-', '!', '^'])),
        false => format!(
            "[{}{plain}{}]",
            specials(&[']']),
            specials(&['!', '^', '-'])
        ),
    }
}

/// Splits a range at the special characters, which are left out.
fn without_special(from: char, to: char) -> Vec<String> {
    if from > to {
        // The library reports the error.
        return vec![format!("{from}-{to}")];
    }
    let mut parts = Vec::new();
    let mut start = Some(from);
    for special in SPECIAL
        .into_iter()
        .filter(|special| (from..=to).contains(special))
    {
        parts.extend(
            start
                .filter(|start| *start < special)
                .map(|start| (start, special as u32 - 1)),
        );
        start = char::from_u32(special as u32 + 1);
    }
    parts.extend(
        start
            .filter(|start| *start <= to)
            .map(|start| (start, to as u32)),
    );
    parts
        .into_iter()
        .filter_map(|(from, to)| Some(format!("{from}-{}", char::from_u32(to)?)))
        .collect()
}
