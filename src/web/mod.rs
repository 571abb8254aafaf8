//! The HTTP layer: routes, headers, caching, assets, errors and limits.

mod handlers;
mod middleware;
mod params;
mod pools;
mod problem;
mod response;
mod routes;
mod server;
mod start_second;
mod state;

pub use routes::router;
pub use server::accept::serve;
pub use server::limits::{Limits, Settings};
pub use server::trusted_proxies::TrustedProxies;
