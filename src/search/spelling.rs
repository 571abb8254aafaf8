//! Corrects the spelling of a query.

use std::collections::HashMap;

use crate::search::folding::fold;
use crate::search::query::word_ranges;
use crate::search::query_expansion::fuzzy_words;
use crate::search::request::SearchRequest;
use crate::search::words::Words;
use crate::search::{CancellationToken, Search, SearchError};

impl Search {
    /// The text of a request with its unknown words replaced by the nearest words of the archive;
    /// `None` if all are known or none has a near match. Words with digits are names, not typos.
    ///
    /// # Errors
    /// If the search is cancelled.
    pub fn spelling(
        &self,
        request: &SearchRequest,
        cancel: &CancellationToken,
    ) -> Result<Option<String>, SearchError> {
        let mut nearest = HashMap::new();
        for word in fuzzy_words(&request.query, &self.vocabulary) {
            let is_unknown = self.vocabulary.document_frequency(word) == 0;
            if !is_unknown || word.contains(char::is_numeric) {
                continue;
            }
            cancel.check()?;
            let replacement = self.vocabulary.nearest(word);
            nearest.extend(replacement.map(|replacement| (word, replacement)));
        }
        let mut text = request.text.clone();
        // From the end, so that the ranges before stay valid.
        for range in word_ranges(&request.text).into_iter().rev() {
            let spelled = self.spelled(&request.text[range.clone()], &nearest);
            text.replace_range(range, &spelled);
        }
        Ok((text != request.text).then_some(text))
    }

    /// A text with words replaced. A compound with a part of one or two letters, such as
    /// `l'argent`, is replaced only by one that the archive contains.
    fn spelled(&self, text: &str, nearest: &HashMap<&str, String>) -> String {
        let mut spelled = String::new();
        let (mut copied, mut read) = (0, 0);
        for word in Words::new(text) {
            if word.range.start < read {
                continue;
            }
            let whole = word.compound().unwrap_or(&word.range).clone();
            read = whole.end;
            let (replaced, is_short) = replaced(&text[whole.clone()], nearest);
            let is_known = || self.vocabulary.number(&fold(&replaced)).is_some();
            if !is_short || word.compound().is_none() || is_known() {
                spelled.push_str(&text[copied..whole.start]);
                spelled.push_str(&replaced);
                copied = whole.end;
            }
        }
        spelled.push_str(&text[copied..]);
        spelled
    }
}

/// A text with words replaced, and whether a word of it has one or two letters.
fn replaced(text: &str, replacements: &HashMap<&str, String>) -> (String, bool) {
    let mut replaced = String::new();
    let (mut copied, mut is_short) = (0, false);
    for word in Words::new(text) {
        let folded = fold(&text[word.range.clone()]);
        is_short |= folded.chars().count() < 3;
        if let Some(replacement) = replacements.get(&*folded) {
            replaced.push_str(&text[copied..word.range.start]);
            replaced.push_str(replacement);
            copied = word.range.end;
        }
    }
    replaced.push_str(&text[copied..]);
    (replaced, is_short)
}
