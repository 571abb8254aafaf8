//! Middleware: what happens around the handlers.

pub(super) mod compression;
pub(super) mod rate_limit;
pub(super) mod request_log;
pub(super) mod response_cache;
pub(super) mod security_headers;
