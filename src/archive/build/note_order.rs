//! The order of notes in lists: that of a tree of folders, sorted as people sort names.

use std::sync::Arc;

use rayon::prelude::*;

use crate::corpus::Note;
use crate::text::natural_order::sort_key;

/// For each note, its position in the tree: in each folder, sub-folders come before notes, and
/// `2` before `10`.
pub(super) fn positions(notes: &[Arc<Note>]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..notes.len()).collect();
    order.par_sort_by_cached_key(|index| {
        let mut segments = notes[*index].path.split('/').peekable();
        let mut key = Vec::new();
        while let Some(segment) = segments.next() {
            key.push((segments.peek().is_none(), sort_key(segment), segment));
        }
        key
    });
    let mut positions = vec![0; notes.len()];
    for (position, index) in order.into_iter().enumerate() {
        positions[index] = position as u32;
    }
    positions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_first_and_numbers_are_sorted_by_value() {
        let tree = [
            "a/1 intro/2.md",
            "a/1 intro/10.md",
            "a/2 more/deep/x.md",
            "a/2 more/a.md",
            "a/10 end/x.md",
            "a/About.md",
            "a/last.md",
            "b/x.md",
            "2 top.md",
            "10 top.md",
        ];
        let mut paths = tree;
        paths.sort_unstable();
        let notes: Vec<Arc<Note>> = paths
            .iter()
            .map(|path| Arc::new(Note::new((*path).to_owned(), String::new())))
            .collect();
        let positions = positions(&notes);
        for (path, position) in paths.iter().zip(positions) {
            assert_eq!(tree[position as usize], *path);
        }
    }
}
