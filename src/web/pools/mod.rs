//! Thread pools for work that would block the async threads.

pub(super) mod background;
pub(super) mod render_pool;
pub(super) mod search_pool;
