//! What the tools of agents answer: functions of the site and of the arguments of a tool, which do
//! not depend on the protocol. An answer serialises to JSON of a derived schema, has a short text
//! for clients that read no JSON, and is bounded in bytes.

mod link;
mod moments;
mod note;
mod quote;
mod related;
mod search;
mod video;

pub use link::find_note;
pub use moments::{MomentsAnswer, MomentsArguments, moments};
pub use note::{NoteAnswer, NoteArguments, note};
pub use related::{RelatedAnswer, RelatedArguments, related};
pub use search::{SearchAnswer, SearchArguments, search};
pub use video::{VideoAnswer, VideoArguments, video};

use thiserror::Error;

use crate::search::SearchError;

/// An answer of a tool.
pub trait Answer: serde::Serialize {
    /// The answer as a text in Markdown.
    fn text(&self) -> String;
}

/// Why a tool has no answer, in words for the agent.
#[derive(Debug, Error)]
pub enum ToolError {
    /// The index is not built yet; its progress in per cent.
    #[error("search is being prepared ({0} %); try again in a moment")]
    NotReady(usize),
    /// The channel does not exist.
    #[error("there is no channel {0:?}; a search without a channel lists those with hits")]
    NoChannel(String),
    /// The note does not exist.
    #[error("there is no note {0:?}; give the path or the URL of a note, as search returns it")]
    NoNote(String),
    /// The video does not exist.
    #[error("no note is about a video {0:?}; give the YouTube id or the URL of a video")]
    NoVideo(String),
    /// Neither a note nor a video is given, or both are.
    #[error("give either `note` or `video`")]
    NoteOrVideo,
    /// The search failed.
    #[error(transparent)]
    Search(#[from] SearchError),
}
