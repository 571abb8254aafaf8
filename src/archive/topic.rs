//! Topics that are linked and have no note.

use super::LinkRef;

/// A link target that no note answers.
#[derive(Debug)]
pub struct Topic {
    /// Its name for a person.
    pub name: String,
    /// The address of its page, escaped.
    pub address: String,
    /// Where it is mentioned, in the order of the notes' paths; a note may stand here more than once.
    pub mentions: Vec<LinkRef>,
}
