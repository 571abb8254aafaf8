//! Ids of the items of an archive: indices into its tables.

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);

        impl $name {
            /// The id of the item with this index.
            pub(crate) fn new(index: usize) -> Self {
                Self(index as u32)
            }

            /// The index of the item, counted from 0.
            pub(crate) fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id_type!(
    /// The id of a note in its archive.
    NoteId
);
id_type!(
    /// The id of a channel in its archive.
    ChannelId
);
id_type!(
    /// The id of a video in its archive; `YoutubeId` is its id on YouTube.
    VideoId
);
id_type!(
    /// The id of a media file in its archive.
    MediaId
);
id_type!(
    /// The id of a topic in its archive.
    TopicId
);
id_type!(
    /// The id of a tag in its archive.
    TagId
);
