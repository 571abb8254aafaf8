//! HTTP, and nothing else: which address is which page, headers, caching, assets, errors.

mod assets;
mod changes;
mod encoding;
mod headers;
mod kept;
mod map;
mod media;
mod notes;
mod reply;
mod routes;
mod search;

pub use routes::router;
pub use serve::serve;

mod serve;
