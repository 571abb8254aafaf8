//! Math: distinguishes formulas from amounts of money, and converts LaTeX to MathML.

use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use crate::markdown::escape::escape;
use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;

/// Parses math at a dollar sign: its length in bytes with the dollar signs, the LaTeX, and whether
/// it is display math.
///
/// `$$…$$` is math. `$…$` is math only if it cannot be money: it is on one line, has no space next
/// to the dollar signs and no letter or digit after the second one, and contains a character that
/// only formulas have, or a single letter.
pub(in crate::markdown) fn read(prose: &str, at: usize) -> Option<(usize, &str, bool)> {
    let near = &prose[at..prose.floor_char_boundary(at + MAX_CONSTRUCT_BYTES)];
    if let Some(inside) = near.strip_prefix("$$") {
        let tex = &inside[..inside.find("$$")?];
        let is_math = !tex.trim().is_empty() && !tex.contains("\n\n") && !tex.starts_with('$');
        return is_math.then_some((tex.len() + 4, tex, true));
    }
    let inside = &near[1..];
    let tex = &inside[..memchr::memchr2(b'$', b'\n', inside.as_bytes())?];
    let next = inside[tex.len()..].strip_prefix('$')?.chars().next();
    let follows_word = prose[..at].ends_with(|c: char| c.is_alphanumeric() || c == '$');
    let touches = !tex.starts_with([' ', '\t']) && !tex.ends_with([' ', '\t']);
    let ends_well = next.is_none_or(|c| !c.is_alphanumeric() && c != '$');
    (!follows_word && touches && ends_well && is_formula(tex)).then_some((
        tex.len() + 2,
        tex,
        false,
    ))
}

/// Whether the text between two dollar signs is a formula.
fn is_formula(tex: &str) -> bool {
    let mut letters = tex.chars();
    let is_letter =
        matches!((letters.next(), letters.next()), (Some(c), None) if c.is_ascii_alphabetic());
    let is_prose = tex.contains("](") || tex.contains("[[") || tex.contains("<a ");
    is_letter || (!is_prose && tex.contains(['\\', '^', '_', '=']) && !tex.contains(" per "))
}

static CONVERTER: LazyLock<Option<LatexToMathML>> =
    LazyLock::new(|| LatexToMathML::new(MathCoreConfig::default()).ok());

/// The nesting that fits the stack of any thread: the converter is recursive. Formulas that may be
/// nested more deeply are converted in a thread with a larger stack.
const MAX_SHARED_STACK_DEPTH: usize = 48;

/// The stack of that thread, which suffices for the deepest nesting of the longest formula. The
/// system allocates its memory on use.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// The upper bound of the nesting of a formula: each command, group and script may be nested in the
/// previous one.
fn max_depth(tex: &str) -> usize {
    tex.bytes()
        .filter(|b| matches!(b, b'\\' | b'{' | b'[' | b'^' | b'_' | b'\''))
        .count()
}

/// Whether a formula needs its own thread, which costs much more than the conversion.
pub(in crate::markdown) fn is_deep(tex: &str) -> bool {
    max_depth(tex) > MAX_SHARED_STACK_DEPTH
}

/// Converts a formula to MathML; `None` if it is invalid.
fn convert(tex: &str, style: MathDisplay) -> Option<String> {
    let convert = || {
        Some(
            CONVERTER
                .as_ref()?
                .convert_with_local_state(tex, style)
                .ok()?
                .mathml,
        )
    };
    if !is_deep(tex) {
        return convert();
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, convert)
            .ok()?;
        thread.join().ok().flatten()
    })
}

/// The HTML of a formula: MathML, or else its source.
pub(in crate::markdown) fn html(tex: &str, display: bool) -> String {
    let style = if display {
        MathDisplay::Block
    } else {
        MathDisplay::Inline
    };
    match convert(tex.trim(), style).map(|mathml| unstyled(&mathml)) {
        Some(mathml) if is_plain_mathml(&mathml) => mathml,
        _ => source(tex),
    }
}

/// The HTML of the source of a formula.
pub(in crate::markdown) fn source(tex: &str) -> String {
    format!("<code class=\"tex\">{}</code>", escape(tex.trim()))
}

/// Removes inline styles, which the content security policy of the page forbids. The alignment of a
/// cell becomes a class.
fn unstyled(mathml: &str) -> String {
    let mut parts = mathml.split(" style=\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (style, rest) = part.split_once('"').unwrap_or(("", part));
        if let Some((_, alignment)) = style.split_once("text-align:") {
            let side = alignment.split(';').next().unwrap_or_default().trim();
            out.push_str(if side == "right" {
                " class=\"align-right\""
            } else {
                " class=\"align-left\""
            });
        }
        out.push_str(rest);
    }
    out
}

/// Whether the output of the converter is only presentation MathML. This is a second line of
/// defence: if it contains another element, a URL, a style or an event handler, the source is
/// shown.
fn is_plain_mathml(mathml: &str) -> bool {
    const NAMES: [&str; 26] = [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "ms",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mpadded",
        "mphantom",
        "menclose",
        "mstyle",
        "mmultiscripts",
        "mprescripts",
    ];
    mathml.split('<').skip(1).all(|part| {
        let Some((tag, _)) = part.split_once('>') else {
            return false;
        };
        let tag = tag.trim_start_matches('/');
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        let lower = tag.to_ascii_lowercase();
        NAMES.contains(&name)
            && ![" href", " src", " style=", " on", " id="]
                .iter()
                .any(|bad| lower.contains(bad))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn math(text: &str) -> Option<&str> {
        read(text, text.find('$')?).map(|(_, tex, _)| tex)
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
            "point A ($2, 60,000 units) to point B ($4, 40,000 units)",
        ] {
            assert_eq!(math(money), None, "{money}");
        }
    }

    #[test]
    fn formulas_are_math() {
        assert_eq!(math(r"where $v_f$ is"), Some("v_f"));
        assert_eq!(
            math(r"$F=ma \implies a = F/m$."),
            Some(r"F=ma \implies a = F/m")
        );
        assert_eq!(math("let $x$ be"), Some("x"));
        assert_eq!(math("$$\n\\frac{1}{2}\n$$"), Some("\n\\frac{1}{2}\n"));
    }

    #[test]
    fn invalid_latex_is_shown_as_source() {
        assert!(html(r"\frac{1}{2}", true).starts_with("<math"));
        assert_eq!(
            html(r"\frac{<b>", false),
            r#"<code class="tex">\frac{&lt;b&gt;</code>"#
        );
        let matrix = html(r"\begin{aligned} x &= 1 \\ y &= 2 \end{aligned}", true);
        assert!(
            matrix.contains("<mtable")
                && matrix.contains("class=\"align-right\"")
                && !matrix.contains(" style="),
            "{matrix}"
        );
        assert!(!html(r"\href{javascript:alert(1)}{x}", false).contains("href="));
    }
}
