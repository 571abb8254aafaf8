//! What strangers' notes and requests must not do: run, stop the server, or take for ever.

mod amplified;
mod attacks;
mod bounded;
mod folder;
mod fuzz;
mod mischief;
mod mutate;
mod search_cost;
pub(crate) mod stranger;
pub(crate) mod strings;
