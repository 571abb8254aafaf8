//! Math: distinguishes formulas from amounts of money.

use std::borrow::Cow;

use crate::markdown::lexer::code_spans::last_line;
use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;

/// The maximum number of letters of a name in a formula that may be prose, such as `dx`.
const MAX_NAME_LETTERS: usize = 2;
/// The maximum length of the markers of quotes before a formula, in bytes.
const MAX_MARKER_BYTES: usize = 80;

/// Parses math at a dollar sign: its length in bytes with the dollar signs, the LaTeX, and whether
/// it is display math.
///
/// `$$…$$` is math. `$…$` is math only if it cannot be money: it is on one line, has no space next
/// to the dollar signs and no letter or digit after the second one, and contains a character that
/// only formulas have, or a single letter. In a note with other formulas, no words are enough.
pub(in crate::markdown) fn read(
    prose: &str,
    at: usize,
    has_formulas: bool,
) -> Option<(usize, Cow<'_, str>, bool)> {
    let near = &prose[at..prose.floor_char_boundary(at + MAX_CONSTRUCT_BYTES)];
    if let Some(inside) = near.strip_prefix("$$") {
        let tex = &inside[..inside.find("$$")?];
        let is_math = !tex.trim().is_empty() && !tex.contains("\n\n") && !tex.starts_with('$');
        let unquoted = || without_quote_markers(tex, quote_depth(&prose[..at]));
        return is_math.then(|| (tex.len() + 4, unquoted(), true));
    }
    let inside = &near[1..];
    let tex = &inside[..memchr::memchr2(b'$', b'\n', inside.as_bytes())?];
    let next = inside[tex.len()..].strip_prefix('$')?.chars().next();
    let follows_word = prose[..at].ends_with(|c: char| c.is_alphanumeric() || c == '$');
    let touches = !tex.starts_with([' ', '\t']) && !tex.ends_with([' ', '\t']);
    let ends_well = next.is_none_or(|c| !c.is_alphanumeric() && c != '$');
    let is_formula = is_formula(tex) || (has_formulas && has_no_words(tex));
    (!follows_word && touches && ends_well && is_formula).then_some((
        tex.len() + 2,
        Cow::Borrowed(tex),
        false,
    ))
}

/// The number of quotes that contain the end of a text.
fn quote_depth(text: &str) -> usize {
    let line = last_line(text, MAX_MARKER_BYTES);
    let marks = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
    line[..line.len() - marks.len()].matches('>').count()
}

/// Removes the markers of so many quotes from each line but the first.
fn without_quote_markers(tex: &str, depth: usize) -> Cow<'_, str> {
    if depth == 0 || !tex.contains("\n") {
        return Cow::Borrowed(tex);
    }
    let mut lines = tex.split('\n');
    let mut out = lines.next().unwrap_or_default().to_owned();
    for mut line in lines {
        for _ in 0..depth {
            line = line.trim_start().strip_prefix('>').unwrap_or(line);
        }
        out.push('\n');
        out.push_str(line);
    }
    Cow::Owned(out)
}

/// Whether a note has a formula that is nothing else.
pub(in crate::markdown) fn has_formula(source: &str) -> bool {
    let mut dollars = memchr::memchr_iter(b'$', source.as_bytes());
    dollars.any(|at| {
        let is_escaped = source[..at].ends_with(['\\', '`']);
        !is_escaped && read(source, at, false).is_some()
    })
}

/// Whether a text between two dollar signs has no words, as in `f(x)` and `1/2`.
fn has_no_words(tex: &str) -> bool {
    let mut words = tex.split(|c: char| !c.is_alphabetic());
    !tex.is_empty() && words.all(|word| word.chars().count() <= MAX_NAME_LETTERS)
}

/// Whether the text between two dollar signs is a formula.
fn is_formula(tex: &str) -> bool {
    let mut letters = tex.chars();
    let is_letter =
        matches!((letters.next(), letters.next()), (Some(c), None) if c.is_ascii_alphabetic());
    let is_prose = tex.contains("](") || tex.contains("[[") || tex.contains("<a ");
    is_letter || (!is_prose && tex.contains(['\\', '^', '_', '=']) && !tex.contains(" per "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn math(text: &str) -> Option<Cow<'_, str>> {
        read(text, text.find('$')?, has_formula(text)).map(|(_, tex, _)| tex)
    }

    #[test]
    fn money_is_not_math() {
        for money in [
            "$5 and $10",
            "from $1.2 billion to $3 billion",
            "$5_000-$6_000",
            "cost $20/month, then $30=more",
            "US$5 and US$6",
            "a $ alone",
            "$5 (or $6) beside $x_1$",
            "$5 for one$ beside $x_1$",
            "`$f(x)$` alone $2/3$",
            "point A ($2, 60,000 units) to point B ($4, 40,000 units)",
        ] {
            assert_eq!(math(money), None, "{money}");
        }
    }

    #[test]
    fn formulas_are_math() {
        for (text, tex) in [
            (r"where $v_f$ is", "v_f"),
            (r"$F=ma \implies a = F/m$.", r"F=ma \implies a = F/m"),
            ("let $x$ be", "x"),
            ("$$\n\\frac{1}{2}\n$$", "\n\\frac{1}{2}\n"),
            ("> $$\n> a > b\n> $$", "\n a > b\n "),
            ("- item\n  > > $$\n  > > a\n >> $$", "\n a\n "),
            ("$$\n> a\n$$", "\n> a\n"),
            ("$f(x)$ and $x_1$", "f(x)"),
            ("$1/2$ of $x_1$", "1/2"),
            ("$|x|<12$ and $$y$$", "|x|<12"),
        ] {
            assert_eq!(math(text).as_deref(), Some(tex), "{text}");
        }
    }
}
