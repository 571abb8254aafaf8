//! Cueleaf serves a folder of Markdown notes about videos as a web archive.
//!
//! Data flows one way: [`corpus`] reads files, [`archive`] knows what only all notes together know,
//! [`pages`] makes pages of it, [`web`] answers requests. See `ARCHITECTURE.md`.

pub mod archive;
pub mod assets;
pub mod base;
pub mod check;
pub mod clock;
pub mod config;
pub mod corpus;
pub mod count;
pub mod error_chain;
pub mod health;
pub mod language;
pub mod live;
pub mod logging;
pub mod markdown;
pub mod measures;
pub mod media;
pub mod name;
pub mod own_pages;
pub mod pages;
pub mod priority;
pub mod progress;
pub mod reload;
pub mod search;
pub mod serve;
pub mod service_manager;
pub mod signals;
pub mod tell;
pub mod terminal;
pub mod trusted_proxies;
pub mod watch;
pub mod web;
pub mod youtube;
