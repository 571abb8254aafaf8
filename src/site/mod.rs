//! The site that is served: kept in one place, and exchanged whole when its folder changes.

pub mod reload;
pub mod store;
pub mod watch;
