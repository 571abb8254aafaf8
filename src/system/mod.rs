//! The interfaces of the process to its environment: signals, log, metrics, terminal, service
//! manager.

pub mod logging;
pub mod metrics;
pub mod priority;
pub mod progress_reporter;
pub mod service_manager;
pub mod signals;
pub mod terminal;
