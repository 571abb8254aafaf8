//! A Levenshtein automaton: reads a word and decides whether it is within one or two edits of the
//! query word. An edit is an insertion, a deletion, a substitution or a transposition of two
//! adjacent letters.
//!
//! The reachable positions are bits of integers (Wu and Manber, 1992): a state takes 32 bytes, and
//! there is no transition table, whatever the alphabet.

use fst::Automaton;

/// The maximum length of a word that is matched fuzzily, in letters.
pub(super) const MAX_FUZZY_LETTERS: usize = 24;

/// The maximum number of edits.
const MAX_EDITS: usize = 2;

/// Accepts the words within a number of edits of a given word.
pub(super) struct LevenshteinAutomaton {
    letters: Vec<u32>,
    /// For each ASCII letter, its positions in the word: bit `i` stands for position `i`.
    ascii: [u32; 128],
    edits: usize,
}

/// The reachable positions. Bit `i` means that the first `i` letters of the word have been matched.
pub(super) struct State {
    /// For each number of edits, the reachable positions.
    reachable: [u32; MAX_EDITS + 1],
    /// Likewise in the middle of a transposition: the letter after the next one was read, and the
    /// next one must follow.
    transposed: [u32; MAX_EDITS + 1],
    /// The bits of a partly read UTF-8 character, and the number of its missing bytes.
    letter: u32,
    missing: u8,
}

impl LevenshteinAutomaton {
    /// An automaton for the words within `edits` of `word`, at most 2; `None` if the word is too
    /// long.
    pub(super) fn new(word: &str, edits: usize) -> Option<Self> {
        let letters: Vec<u32> = word
            .chars()
            .take(MAX_FUZZY_LETTERS + 1)
            .map(u32::from)
            .collect();
        if letters.len() > MAX_FUZZY_LETTERS {
            return None;
        }
        let mut ascii = [0; 128];
        for (index, letter) in letters.iter().enumerate() {
            if let Some(positions) = ascii.get_mut(*letter as usize) {
                *positions |= 1 << index;
            }
        }
        Some(Self {
            letters,
            ascii,
            edits: edits.min(MAX_EDITS),
        })
    }

    /// The positions of a letter in the word.
    fn positions(&self, letter: u32) -> u32 {
        let search = || {
            self.letters
                .iter()
                .enumerate()
                .filter(|(_, candidate)| **candidate == letter)
                .map(|(index, _)| 1 << index)
                .sum()
        };
        self.ascii
            .get(letter as usize)
            .copied()
            .unwrap_or_else(search)
    }

    /// The bits of all positions.
    fn all(&self) -> u32 {
        (2 << self.letters.len()) - 1
    }

    fn next(&self, state: &State, letter: u32) -> State {
        let same = self.positions(letter);
        let (mut reachable, mut transposed) = ([0; MAX_EDITS + 1], [0; MAX_EDITS + 1]);
        reachable[0] = (state.reachable[0] & same) << 1;
        for edits in 1..=self.edits {
            let fewer_edits = state.reachable[edits - 1];
            let insertion = fewer_edits;
            let substitution = fewer_edits << 1;
            let deletion = reachable[edits - 1] << 1;
            let transposition = (state.transposed[edits] & same) << 2;
            reachable[edits] = (((state.reachable[edits] & same) << 1)
                | insertion
                | substitution
                | deletion
                | transposition)
                & self.all();
            transposed[edits] = fewer_edits & (same >> 1);
        }
        State {
            reachable,
            transposed,
            letter: 0,
            missing: 0,
        }
    }
}

impl Automaton for LevenshteinAutomaton {
    type State = State;

    fn start(&self) -> State {
        let mut reachable = [0; MAX_EDITS + 1];
        // Up to `edits` letters at the start may be deleted.
        (0..=self.edits).for_each(|edits| reachable[edits] = ((2 << edits) - 1) & self.all());
        State {
            reachable,
            transposed: [0; MAX_EDITS + 1],
            letter: 0,
            missing: 0,
        }
    }

    fn is_match(&self, state: &State) -> bool {
        state.missing == 0
            && state
                .reachable
                .iter()
                .any(|reachable| reachable & (1 << self.letters.len()) != 0)
    }

    fn can_match(&self, state: &State) -> bool {
        state.reachable != [0; MAX_EDITS + 1]
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let (letter, missing) = match (state.missing, byte) {
            (0, 0..0x80) => return self.next(state, byte.into()),
            (0, 0..0xE0) => (byte & 0x1F, 1),
            (0, 0..0xF0) => (byte & 0x0F, 2),
            (0, _) => (byte & 0x07, 3),
            (missing, _) => (byte & 0x3F, missing - 1),
        };
        let letter = (state.letter << 6) | u32::from(letter);
        match missing {
            0 => self.next(state, letter),
            _ => State {
                letter,
                missing,
                ..*state
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_similar(word: &str, other: &str, edits: usize) -> bool {
        let similar = LevenshteinAutomaton::new(word, edits).expect("a short word");
        let state = other
            .bytes()
            .fold(similar.start(), |state, byte| similar.accept(&state, byte));
        let is_match = similar.is_match(&state);
        assert!(!is_match || similar.can_match(&state));
        is_match
    }

    /// The edit distance by the usual dynamic programming table.
    fn distance(a: &str, b: &str) -> usize {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = match (i, j) {
                    (0, _) | (_, 0) => i + j,
                    _ => {
                        let substitution = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                        let min = substitution
                            .min(table[i - 1][j] + 1)
                            .min(table[i][j - 1] + 1);
                        let is_transposed =
                            i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                        if is_transposed {
                            min.min(table[i - 2][j - 2] + 1)
                        } else {
                            min
                        }
                    }
                };
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn long_words_have_no_automaton() {
        assert!(LevenshteinAutomaton::new(&"x".repeat(MAX_FUZZY_LETTERS), 2).is_some());
        assert!(LevenshteinAutomaton::new(&"x".repeat(MAX_FUZZY_LETTERS + 1), 2).is_none());
        assert!(is_similar(
            &"é".repeat(MAX_FUZZY_LETTERS),
            &"é".repeat(MAX_FUZZY_LETTERS - 2),
            2
        ));
    }

    proptest! {
        #[test]
        fn agrees_with_the_distance_table(word in "[abé字]{0,9}", other in "[abé字]{0,9}") {
            for edits in 1..=2 {
                prop_assert_eq!(
                    is_similar(&word, &other, edits),
                    distance(&word, &other) <= edits
                );
            }
        }
    }
}
