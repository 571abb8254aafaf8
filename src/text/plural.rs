//! Formats counts with their nouns. A leaf module.

/// Formats a count with its noun: `1 note`, `2 notes`, `2,247 notes`.
pub fn count(number: usize, singular: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {singular}{plural}", grouped(number))
}

/// Formats a number with its thousands grouped: `2,247`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_thousands_are_grouped() {
        let counts = [0, 1, 2, 999, 2_247, 1_000_000].map(|number| count(number, "note"));
        assert_eq!(
            counts,
            [
                "0 notes",
                "1 note",
                "2 notes",
                "999 notes",
                "2,247 notes",
                "1,000,000 notes"
            ]
        );
    }
}
