//! Untrusted notes and requests must not run scripts, crash the server or consume unbounded time.

mod amplification;
mod complexity;
mod fuzz;
mod hostile_files;
mod hostile_folder;
mod note_mutation;
mod search_cost;
mod worst_case_inputs;
mod xss_payloads;
