//! The `cueleaf` binary: parses the settings and runs the command.

use std::process::ExitCode;

use anyhow::Context;
use cueleaf::cli::check;
use cueleaf::cli::config::{Command, Config};
use cueleaf::cli::health;
use cueleaf::cli::mcp;
use cueleaf::cli::serve;
use cueleaf::system::logging;
use cueleaf::system::signals::Signals;
use mimalloc::MiMalloc;
use tokio::runtime::Builder;

/// Searches and pages allocate many small strings, which take a sixth of their time with the
/// system's allocator. Transparent huge pages are off: partly used ones take a twentieth more
/// memory.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The maximum number of blocking threads, which render, search, and read files for downloads; more
/// would only compete for the CPU.
const MAX_BLOCKING_THREADS: usize = 64;

/// The exit code of a command ended by a signal, as shells use for SIGINT.
const EXIT_INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let code = start().unwrap_or_else(|error| {
        logging::write_line(&format!("cueleaf: {error:#}"));
        ExitCode::FAILURE
    });
    logging::flush();
    code
}

fn start() -> anyhow::Result<ExitCode> {
    // Install the signal handlers first, so that no signal is lost or ends the process during
    // startup.
    let mut runtime = Builder::new_multi_thread();
    let runtime = runtime
        .enable_all()
        .max_blocking_threads(MAX_BLOCKING_THREADS)
        .build();
    let runtime = runtime.context("cannot start threads")?;
    let signals = {
        let _runtime = runtime.enter();
        Signals::install().context("cannot install signal handlers")?
    };
    let config = Config::from_env();
    logging::start();
    let code = runtime.block_on(run(config, signals));
    // Do not wait for blocking work, such as loading notes or a search: nobody needs its result.
    runtime.shutdown_background();
    code
}

async fn run(config: Config, signals: Signals) -> anyhow::Result<ExitCode> {
    match config.command {
        None => serve::run(config.serve, signals)
            .await
            .map(|()| ExitCode::SUCCESS),
        Some(Command::Serve { dir, serve }) => serve::run(serve.with_content(dir), signals)
            .await
            .map(|()| ExitCode::SUCCESS),
        Some(Command::Check(config)) => unless_stopped(signals, move || check::run(&config)).await,
        Some(Command::Mcp(config)) => mcp::run(config, signals).await.map(|()| ExitCode::SUCCESS),
        Some(Command::Health { listen }) => {
            unless_stopped(signals, move || health::run(listen).map(|()| true)).await
        }
    }
}

/// Runs a command that ends by itself and returns whether it succeeded; any signal ends it.
async fn unless_stopped(
    signals: Signals,
    command: impl FnOnce() -> anyhow::Result<bool> + Send + 'static,
) -> anyhow::Result<ExitCode> {
    tokio::select! {
        succeeded = tokio::task::spawn_blocking(command) => {
            Ok(if succeeded?? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        () = signals.stop_requested() => Ok(ExitCode::from(EXIT_INTERRUPTED)),
        () = signals.reload_requested() => Ok(ExitCode::from(EXIT_INTERRUPTED)),
    }
}
