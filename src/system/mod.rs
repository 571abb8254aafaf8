//! What the process has to do with its surroundings: signals, log, metrics, terminal, service
//! manager.

pub mod logging;
pub mod metrics;
pub mod priority;
pub mod progress_reporter;
pub mod service_manager;
pub mod signals;
pub mod terminal;
