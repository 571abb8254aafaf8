//! Words that are spelt much like another: an automaton that reads the letters of a word and tells
//! whether it is within one or two edits of the word that was typed. An edit is a letter more, a
//! letter less, another letter, or two neighbours exchanged.
//!
//! It holds the positions that may be reached as bits of numbers (Wu and Manber, 1992): a state
//! takes 32 bytes, and there is no table of states, whatever the letters are.

use fst::Automaton;

/// Longer words are not matched fuzzily, in letters.
pub(super) const MAX_FUZZY_LETTERS: usize = 24;

/// The most edits.
const MAX_EDITS: usize = 2;

/// Accepts the words within a number of edits of another.
pub(super) struct LevenshteinAutomaton {
    letters: Vec<u32>,
    /// Where in the word each letter of ASCII stands: bit `i` is for the letter `i`.
    ascii: [u32; 128],
    edits: usize,
}

/// What may have been read of the word. Bit `i` of a number stands for its first `i` letters.
pub(super) struct State {
    /// For each number of edits, what may have been read.
    read: [u32; MAX_EDITS + 1],
    /// The same, where the letter behind the next one was read, and the next one is to follow.
    exchanged: [u32; MAX_EDITS + 1],
    /// The bits of a letter that is read in part, and how many bytes of it are missing.
    letter: u32,
    missing: u8,
}

impl LevenshteinAutomaton {
    /// Words within `edits` of a word, 2 at most; `None` where the word is too long.
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
        for (at, letter) in letters.iter().enumerate() {
            if let Some(places) = ascii.get_mut(*letter as usize) {
                *places |= 1 << at;
            }
        }
        Some(Self {
            letters,
            ascii,
            edits: edits.min(MAX_EDITS),
        })
    }

    /// Where in the word a letter stands.
    fn places(&self, letter: u32) -> u32 {
        let other = || {
            self.letters
                .iter()
                .enumerate()
                .filter(|(_, own)| **own == letter)
                .map(|(at, _)| 1 << at)
                .sum()
        };
        self.ascii
            .get(letter as usize)
            .copied()
            .unwrap_or_else(other)
    }

    /// All positions.
    fn all(&self) -> u32 {
        (2 << self.letters.len()) - 1
    }

    fn next(&self, state: &State, letter: u32) -> State {
        let same = self.places(letter);
        let (mut read, mut exchanged) = ([0; MAX_EDITS + 1], [0; MAX_EDITS + 1]);
        read[0] = (state.read[0] & same) << 1;
        for edits in 1..=self.edits {
            let before = state.read[edits - 1];
            let more = before;
            let other = before << 1;
            let less = read[edits - 1] << 1;
            let behind = (state.exchanged[edits] & same) << 2;
            read[edits] =
                (((state.read[edits] & same) << 1) | more | other | less | behind) & self.all();
            exchanged[edits] = before & (same >> 1);
        }
        State {
            read,
            exchanged,
            letter: 0,
            missing: 0,
        }
    }
}

impl Automaton for LevenshteinAutomaton {
    type State = State;

    fn start(&self) -> State {
        let mut read = [0; MAX_EDITS + 1];
        // So many letters at the start may be left out.
        (0..=self.edits).for_each(|edits| read[edits] = ((2 << edits) - 1) & self.all());
        State {
            read,
            exchanged: [0; MAX_EDITS + 1],
            letter: 0,
            missing: 0,
        }
    }

    fn is_match(&self, state: &State) -> bool {
        state.missing == 0
            && state
                .read
                .iter()
                .any(|read| read & (1 << self.letters.len()) != 0)
    }

    fn can_match(&self, state: &State) -> bool {
        state.read != [0; MAX_EDITS + 1]
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

    /// How many edits lead from one word to another, by the table that everybody knows.
    fn distance(a: &str, b: &str) -> usize {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = match (i, j) {
                    (0, _) | (_, 0) => i + j,
                    _ => {
                        let other = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                        let least = other.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                        let is_exchanged =
                            i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                        if is_exchanged {
                            least.min(table[i - 2][j - 2] + 1)
                        } else {
                            least
                        }
                    }
                };
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn long_words_have_none() {
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
        fn accepts_what_the_table_of_distances_does(word in "[abé字]{0,9}", other in "[abé字]{0,9}") {
            for edits in 1..=2 {
                prop_assert_eq!(is_similar(&word, &other, edits), distance(&word, &other) <= edits);
            }
        }
    }
}
