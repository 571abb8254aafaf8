//! Counts with their nouns. A leaf.

/// `1 note`, `2 notes`, `2,247 notes`.
pub fn count(number: usize, one: &str) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    format!("{shown} {one}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_thousands_are_apart() {
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
