//! The commands of the program, and their settings.

pub mod check;
pub mod config;
pub mod health;
pub mod mcp;
pub mod serve;
