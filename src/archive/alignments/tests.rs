//! Tests of what a transcript does to times.
