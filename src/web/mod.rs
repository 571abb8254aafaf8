//! HTTP, and nothing else: which address is which page, headers, caching, assets, errors, limits.

mod assets;
mod background;
mod changes;
mod client;
mod connections;
mod counted_body;
mod encoding;
mod forwarded;
mod guard;
mod headers;
mod kept;
mod limits;
mod map;
mod measured;
mod media;
mod notes;
mod observe;
mod problem;
mod refuse;
mod render_pool;
mod reply;
mod routes;
mod search;
mod search_pool;
mod serve;
mod trusted_proxies;

pub use limits::{Limits, Settings};
pub use routes::router;
pub use serve::serve;
pub use trusted_proxies::TrustedProxies;
