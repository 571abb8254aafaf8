//! The `cueleaf` binary: reads the settings and runs the command.

use std::process::ExitCode;

use clap::Parser;
use cueleaf::config::{Command, Config};
use cueleaf::{check, health, serve};
use mimalloc::MiMalloc;
use tracing_subscriber::EnvFilter;

/// A search or a page makes many small strings: with the allocator of the system they take a sixth of its time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let config = Config::parse();
    let filter = EnvFilter::try_from_env("CUELEAF_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_writer(std::io::stderr).init();
    let done = match config.command {
        None => serve::run(config.serve).await.map(|()| true),
        Some(Command::Serve { folder, serve }) => serve::run(serve.of(folder)).await.map(|()| true),
        Some(Command::Check(config)) => check::run(&config),
        Some(Command::Health { listen }) => health::run(listen).map(|()| true),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            use std::io::Write;
            let cause = error.source().map_or(String::new(), |cause| format!(" ({cause})"));
            let _ = writeln!(std::io::stderr(), "cueleaf: {error}{cause}");
            ExitCode::FAILURE
        }
    }
}
