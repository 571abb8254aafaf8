//! Limits the markup of a note, so that the size of a page is at most a small multiple of the size
//! of its note.

/// The maximum number of bytes of markup for each byte of a body. Real notes need less than half.
const MAX_MARKUP_RATIO: usize = 8;
/// The additional bytes of markup of every body, so that a short note can have a few long links.
const BASE_MARKUP_BYTES: usize = 20_000;
/// The maximum number of bytes of markup of a body.
const MAX_MARKUP_BYTES: usize = 4_000_000;
/// The maximum number of formulas of a body that are converted.
const MAX_FORMULAS: usize = 5_000;
/// The maximum number of those that need their own thread.
const MAX_DEEP_FORMULAS: usize = 200;

/// The markup that a body may still have. Everything except the escaped text of the note is paid
/// for before it is written: elements, attributes, URLs, titles of other notes, formulas. After the
/// first element that exceeds the budget there is no more markup, so elements are always properly
/// nested.
pub(super) struct Budget {
    markup_bytes: usize,
    formulas: usize,
    deep_formulas: usize,
    /// The number of open elements that are not paid for.
    unpaid: usize,
}

impl Budget {
    /// The budget of a body of this size.
    pub(super) fn new(body_bytes: usize) -> Self {
        let markup_bytes = body_bytes
            .saturating_mul(MAX_MARKUP_RATIO)
            .saturating_add(BASE_MARKUP_BYTES)
            .min(MAX_MARKUP_BYTES);
        Self {
            markup_bytes,
            formulas: MAX_FORMULAS,
            deep_formulas: MAX_DEEP_FORMULAS,
            unpaid: 0,
        }
    }

    /// Whether the budget is used up.
    pub(super) fn is_spent(&self) -> bool {
        self.markup_bytes == 0
    }

    /// Whether the budget suffices for this number of bytes.
    pub(super) fn can_pay(&self, bytes: usize) -> bool {
        bytes < self.markup_bytes
    }

    /// Pays for markup. Returns `false` if the budget does not suffice; it is used up then.
    pub(super) fn pay(&mut self, bytes: usize) -> bool {
        let left = self
            .markup_bytes
            .checked_sub(bytes)
            .filter(|left| *left > 0);
        self.markup_bytes = left.unwrap_or(0);
        left.is_some()
    }

    /// Pays for an element with this number of bytes. Each call requires one of [`Budget::close`].
    pub(super) fn open(&mut self, bytes: usize) -> bool {
        let is_paid = self.unpaid == 0 && self.pay(bytes);
        self.unpaid += usize::from(!is_paid);
        is_paid
    }

    /// Closes the innermost element, and returns whether it was paid for.
    pub(super) fn close(&mut self) -> bool {
        let is_paid = self.unpaid == 0;
        self.unpaid = self.unpaid.saturating_sub(1);
        is_paid
    }

    /// Whether the innermost open element is paid for.
    pub(super) fn is_paid(&self) -> bool {
        self.unpaid == 0
    }

    /// Pays for the conversion of a formula. Returns `false` if the budget does not suffice.
    pub(super) fn formula(&mut self, is_deep: bool) -> bool {
        let left = if is_deep {
            &mut self.deep_formulas
        } else {
            &mut self.formulas
        };
        let suffices = *left > 0;
        *left = left.saturating_sub(1);
        suffices && !self.is_spent()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpaid_elements_are_properly_nested() {
        let mut budget = Budget::new(0);
        assert!(budget.open(100) && budget.open(BASE_MARKUP_BYTES - 101));
        assert!(!budget.open(10) && !budget.open(1) && budget.is_spent());
        assert_eq!(
            [
                budget.close(),
                budget.close(),
                budget.close(),
                budget.close()
            ],
            [false, false, true, true]
        );
    }

    #[test]
    fn a_budget_is_limited() {
        assert!(!Budget::new(usize::MAX / 2).pay(MAX_MARKUP_BYTES + 1));
        let mut budget = Budget::new(0);
        assert_eq!(
            (0..MAX_FORMULAS + 5)
                .filter(|_| budget.formula(false))
                .count(),
            MAX_FORMULAS
        );
    }
}
