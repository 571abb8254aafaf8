//! Maths: which dollars are maths and which are money, and LaTeX to MathML.

use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use crate::markdown::escape::escape;
use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;

/// Reads maths at a dollar: its length with the dollars, the LaTeX in it, and whether it is
/// displayed.
///
/// `$$…$$` is maths. `$…$` is maths only where it cannot be money: on one line, no space inside the
/// dollars, no digit behind the second, and something in it that only a formula has, or a single
/// letter.
pub(in crate::markdown) fn read(prose: &str, at: usize) -> Option<(usize, &str, bool)> {
    let near = &prose[at..prose.floor_char_boundary(at + MAX_CONSTRUCT_BYTES)];
    if let Some(inside) = near.strip_prefix("$$") {
        let tex = &inside[..inside.find("$$")?];
        let is_maths = !tex.trim().is_empty() && !tex.contains("\n\n") && !tex.starts_with('$');
        return is_maths.then_some((tex.len() + 4, tex, true));
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

fn is_formula(tex: &str) -> bool {
    let mut letters = tex.chars();
    let one_letter =
        matches!((letters.next(), letters.next()), (Some(c), None) if c.is_ascii_alphabetic());
    let is_prose = tex.contains("](") || tex.contains("[[") || tex.contains("<a ");
    one_letter || (!is_prose && tex.contains(['\\', '^', '_', '=']) && !tex.contains(" per "))
}

static CONVERTER: LazyLock<Option<LatexToMathML>> =
    LazyLock::new(|| LatexToMathML::new(MathCoreConfig::default()).ok());

/// The converter calls itself for each group or command within another. So many fit the stack of
/// any thread; a formula that may nest deeper is converted on a stack of its own.
const DEEPEST: usize = 48;

/// Enough for the longest formula, in bytes, however it nests. It is taken from the system as it is
/// used.
const STACK: usize = 64 * 1024 * 1024;

/// How deep a formula can nest at most: each command, group and script may be within the one before
/// it.
fn most_depth(tex: &str) -> usize {
    tex.bytes()
        .filter(|b| matches!(b, b'\\' | b'{' | b'[' | b'^' | b'_' | b'\''))
        .count()
}

/// Whether a formula takes a thread of its own, which costs much more than the formula.
pub(in crate::markdown) fn is_deep(tex: &str) -> bool {
    most_depth(tex) > DEEPEST
}

/// The formula as MathML; `None` where it cannot be read.
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
            .stack_size(STACK)
            .spawn_scoped(scope, convert)
            .ok()?;
        thread.join().ok().flatten()
    })
}

/// MathML for the formula, or else its source.
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

/// The LaTeX as it was written.
pub(in crate::markdown) fn source(tex: &str) -> String {
    format!("<code class=\"tex\">{}</code>", escape(tex.trim()))
}

/// The MathML without inline styles, which the page's policy forbids. Of those, the alignment of a
/// cell says something; it becomes a class.
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

/// The converter is trusted to escape, but not alone: a tag or an attribute that is not
/// presentation MathML (a URL, a style, a handler) makes the formula show as source.
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

    fn maths(text: &str) -> Option<&str> {
        read(text, text.find('$')?).map(|(_, tex, _)| tex)
    }

    #[test]
    fn money_stays_money() {
        for money in [
            "$5 and $10",
            "from $1.2 billion to $3 billion",
            "$5_000-$6_000",
            "cost $20/month, then $30=more",
            "US$5 and US$6",
            "a $ alone",
            "point A ($2, 60,000 units) to point B ($4, 40,000 units)",
        ] {
            assert_eq!(maths(money), None, "{money}");
        }
    }

    #[test]
    fn formulas_are_found() {
        assert_eq!(maths(r"where $v_f$ is"), Some("v_f"));
        assert_eq!(
            maths(r"$F=ma \implies a = F/m$."),
            Some(r"F=ma \implies a = F/m")
        );
        assert_eq!(maths("let $x$ be"), Some("x"));
        assert_eq!(maths("$$\n\\frac{1}{2}\n$$"), Some("\n\\frac{1}{2}\n"));
    }

    #[test]
    fn what_is_no_latex_is_shown_as_written() {
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
