//! Lists and tables of videos, which are about none of them.

use std::collections::{HashMap, HashSet};

/// A list or a table, with the videos that it cites. Those of a list in it are not its own.
#[derive(Default)]
pub(super) struct VideoList {
    /// The number of items, or of rows without the header.
    item_count: usize,
    /// The number of the item and the index of the video of each citation.
    citations: Vec<(usize, usize)>,
}

impl VideoList {
    /// Starts the next item or row.
    pub(super) fn add_item(&mut self) {
        self.item_count += 1;
    }

    /// Adds a citation of the video with this index to the current item.
    pub(super) fn cite(&mut self, video: usize) {
        if self.item_count > 0 {
            self.citations.push((self.item_count, video));
        }
    }

    /// The videos of all citations, if it is a list of videos; otherwise none.
    pub(super) fn into_videos(self) -> impl Iterator<Item = usize> {
        let citations = if self.is_of_videos() {
            self.citations
        } else {
            Vec::new()
        };
        citations.into_iter().map(|(_, video)| video)
    }

    /// Whether there are several items, and each cites another video.
    fn is_of_videos(&self) -> bool {
        let items: HashSet<usize> = self.citations.iter().map(|(item, _)| *item).collect();
        let mut item_of: HashMap<usize, usize> = HashMap::new();
        let differ =
            |(item, video): &(usize, usize)| *item_of.entry(*video).or_insert(*item) == *item;
        self.item_count > 1 && items.len() == self.item_count && self.citations.iter().all(differ)
    }
}
