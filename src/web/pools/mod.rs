//! Work that takes long, off the threads that answer.

pub(super) mod background;
pub(super) mod render_pool;
pub(super) mod search_pool;
