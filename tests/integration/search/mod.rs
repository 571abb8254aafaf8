//! Search, without HTTP.

mod examples;
mod languages;
mod related;
