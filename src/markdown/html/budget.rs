//! How much markup the text of a note may take up: pages stay within a small multiple of their
//! notes.

/// The most bytes of markup for each byte of a body. Real notes take less than half of it.
const MAX_MARKUP_RATIO: usize = 8;
/// The bytes of markup that every body may take up besides, so that a short note can have a few
/// long links.
const BASE_MARKUP_BYTES: usize = 20_000;
/// The most bytes of markup of a body, however long it is.
const MAX_MARKUP_BYTES: usize = 4_000_000;
/// The most formulas of a body that are converted.
const MAX_FORMULAS: usize = 5_000;
/// The most of them that take a thread of their own.
const MAX_DEEP_FORMULAS: usize = 200;

/// What the markup of a body may yet cost. Everything that is not the escaped text of the note is
/// paid for before it is written: elements, attributes, URLs, titles of other notes, formulas.
/// From the first element that is too expensive on there is no more markup, so elements always
/// nest.
pub(super) struct Budget {
    markup_bytes: usize,
    formulas: usize,
    deep_formulas: usize,
    /// How many elements are open that were not paid for.
    unpaid: usize,
}

impl Budget {
    /// The budget of a body of so many bytes.
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

    /// Whether nothing can be paid for any more.
    pub(super) fn is_spent(&self) -> bool {
        self.markup_bytes == 0
    }

    /// Whether so many bytes of markup can be paid for.
    pub(super) fn can_pay(&self, bytes: usize) -> bool {
        bytes < self.markup_bytes
    }

    /// Pays for markup; `false` where the budget does not suffice, and then it is spent.
    pub(super) fn pay(&mut self, bytes: usize) -> bool {
        let left = self
            .markup_bytes
            .checked_sub(bytes)
            .filter(|left| *left > 0);
        self.markup_bytes = left.unwrap_or(0);
        left.is_some()
    }

    /// Pays for an element of which so many bytes are written. Every call needs one of
    /// [`Budget::close`].
    pub(super) fn open(&mut self, bytes: usize) -> bool {
        let is_paid = self.unpaid == 0 && self.pay(bytes);
        self.unpaid += usize::from(!is_paid);
        is_paid
    }

    /// Whether the element that ends here was paid for.
    pub(super) fn close(&mut self) -> bool {
        let is_paid = self.unpaid == 0;
        self.unpaid = self.unpaid.saturating_sub(1);
        is_paid
    }

    /// Whether the innermost open element was paid for.
    pub(super) fn is_paid(&self) -> bool {
        self.unpaid == 0
    }

    /// Whether another formula may be converted, and takes it off what is left.
    pub(super) fn formula(&mut self, is_deep: bool) -> bool {
        let left = if is_deep {
            &mut self.deep_formulas
        } else {
            &mut self.formulas
        };
        let has_room = *left > 0;
        *left = left.saturating_sub(1);
        has_room && !self.is_spent()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_that_are_not_paid_for_nest_like_others() {
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
    fn a_budget_has_a_bound() {
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
