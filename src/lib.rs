//! Cueleaf serves a folder of Markdown notes about videos as a web archive.
//!
//! Data flows one way: [`corpus`] reads files, [`archive`] connects the notes, [`pages`] builds
//! pages from it, [`web`] serves them over HTTP. See `ARCHITECTURE.md`.

pub mod alignment;
pub mod archive;
pub mod assets;
pub mod cli;
pub mod corpus;
pub mod markdown;
pub mod mcp;
pub mod pages;
pub mod progress;
pub mod search;
pub mod site;
pub mod system;
pub mod text;
pub mod transcript;
pub mod web;
