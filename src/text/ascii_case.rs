//! Prefixes in any case of ASCII letters. A leaf module.

/// Whether a text starts with another, in any case.
pub fn starts_with_ignore_case(text: &str, start: &str) -> bool {
    strip_prefix_ignore_case(text, start).is_some()
}

/// The text after a prefix in any case.
pub fn strip_prefix_ignore_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let start = text.get(..prefix.len())?;
    let is_prefix = start.eq_ignore_ascii_case(prefix);
    is_prefix.then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_has_any_case() {
        assert_eq!(
            strip_prefix_ignore_case("#+Begin_quote", "#+begin_"),
            Some("quote")
        );
        assert!(starts_with_ignore_case("Title:", "title:"));
        for text in ["", "tit", "é", "titlé"] {
            assert!(!starts_with_ignore_case(text, "title"), "{text}");
        }
    }
}
