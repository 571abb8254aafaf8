//! Formats an error and its causes on one line. A leaf module.

use std::error::Error;

/// Formats an error and its causes, separated by colons: `cannot read the folder notes: permission
/// denied`.
pub fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(&format!(": {cause}"));
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_causes_are_included() {
        let error = anyhow::anyhow!("no such user")
            .context("cannot log in")
            .context("cannot start");
        assert_eq!(
            with_causes(&*error),
            "cannot start: cannot log in: no such user"
        );
    }
}
