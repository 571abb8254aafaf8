//! What strangers' notes and requests must not do: run, stop the server, or take for ever.

mod attacks;
mod bounded;
mod folder;
mod mischief;
pub(crate) mod stranger;
pub(crate) mod strings;
