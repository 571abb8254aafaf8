//! Converts the LaTeX of formulas to MathML.

use std::borrow::Cow;
use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use crate::markdown::escape::escape;

/// Commands that the converter does not know, and what they mean. Pages have no other colours, so
/// that formulas are readable in the dark; only the text of `\textcolor` counts.
const MACROS: [(&str, &str); 2] = [
    ("boxed", r"\begin{array}{|c|}\hline #1 \\ \hline\end{array}"),
    ("textcolor", "{#2}"),
];

static CONVERTER: LazyLock<Option<LatexToMathML>> = LazyLock::new(|| {
    let macros = MACROS.map(|(name, meaning)| (name.to_owned(), meaning.to_owned()));
    let config = MathCoreConfig {
        macros: macros.to_vec(),
        ..MathCoreConfig::default()
    };
    LatexToMathML::new(config).ok()
});

/// Environments whose lines LaTeX numbers, which the programs for notes do not.
const NUMBERED: [&str; 3] = ["align", "equation", "gather"];

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
pub(super) fn is_deep(tex: &str) -> bool {
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
pub(super) fn html(tex: &str, display: bool) -> String {
    let style = if display {
        MathDisplay::Block
    } else {
        MathDisplay::Inline
    };
    let tex_without_numbers = without_numbers(tex.trim());
    match convert(&tex_without_numbers, style).map(|mathml| unstyled(&mathml)) {
        Some(mathml) if is_plain_mathml(&mathml) => mathml,
        _ => source(tex),
    }
}

/// A formula without the numbers of its lines, unless it gives a line a number of its own.
fn without_numbers(tex: &str) -> Cow<'_, str> {
    let mut tex = Cow::Borrowed(tex);
    if !tex.contains("\\begin{") || tex.contains("\\tag") {
        return tex;
    }
    for name in NUMBERED {
        let numbered = format!("{{{name}}}");
        if tex.contains(&numbered) {
            tex = Cow::Owned(tex.replace(&numbered, &format!("{{{name}*}}")));
        }
    }
    tex
}

/// The HTML of the source of a formula.
pub(super) fn source(tex: &str) -> String {
    format!("<code class=\"tex\">{}</code>", escape(tex.trim()))
}

/// Removes inline styles, which the content security policy of the page forbids. The alignment of a
/// cell and the lines around it become classes.
fn unstyled(mathml: &str) -> String {
    const CLASSES: [(&str, &str); 6] = [
        ("text-align: right", "align-right"),
        ("text-align: left", "align-left"),
        ("border-left:", "line-left"),
        ("border-right:", "line-right"),
        ("border-top:", "line-top"),
        ("border-bottom:", "line-bottom"),
    ];
    let mut parts = mathml.split(" style=\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (style, rest) = part.split_once('"').unwrap_or(("", part));
        let classes = CLASSES
            .iter()
            .filter(|(property, _)| style.contains(property));
        let classes: Vec<&str> = classes.map(|(_, class)| *class).collect();
        if !classes.is_empty() {
            out.push_str(&format!(" class=\"{}\"", classes.join(" ")));
        }
        out.push_str(rest);
    }
    out
}

/// Whether the output of the converter is only presentation MathML. This is a second line of
/// defence: if it contains another element, a URL, a style or an event handler, the source is
/// shown.
fn is_plain_mathml(mathml: &str) -> bool {
    const NAMES: [&str; 29] = [
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
        // In `mtext`.
        "b",
        "i",
        "span",
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

    #[test]
    fn latex_becomes_mathml_and_invalid_latex_is_shown_as_source() {
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
        let boxed = html(r"\boxed{E = mc^2}", true);
        assert!(
            boxed.contains("<mtable class=\"line-left line-top\"") && !boxed.contains(" style="),
            "{boxed}"
        );
        for (tex, expected) in [
            (r"\textcolor{red}{x}", "<mi>x</mi>"),
            (r"\textrm{abc}", ">abc</span></mtext>"),
            (r"\textbf{abc}", "<mtext><b>abc</b></mtext>"),
        ] {
            let html = html(tex, false);
            assert!(
                html.starts_with("<math") && html.contains(expected),
                "{html}"
            );
        }
        let lines = r"\begin{align} x &= 1 \\ y &= 2 \end{align}";
        assert!(!html(lines, true).contains("(1)"), "{}", html(lines, true));
        let tagged = r"\begin{align} x &= 1 \tag{7} \end{align}";
        assert!(html(tagged, true).contains("(7)"), "{}", html(tagged, true));
        assert!(!html(r"\href{javascript:alert(1)}{x}", false).contains("href="));
    }
}
