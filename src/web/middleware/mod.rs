//! Middleware: what happens around the handlers.

pub(super) mod compression;
pub(super) mod cors;
pub(super) mod request_limits;
pub(super) mod request_log;
pub(super) mod response_cache;
pub(super) mod security_headers;
