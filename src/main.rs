//! The `cueleaf` binary: reads the settings and runs the command.

use std::process::ExitCode;

use anyhow::Context;
use cueleaf::cli::check;
use cueleaf::cli::config::{Command, Config};
use cueleaf::cli::health;
use cueleaf::cli::serve;
use cueleaf::system::logging;
use cueleaf::system::signals::Signals;
use mimalloc::MiMalloc;
use tokio::runtime::Builder;

/// A search or a page makes many small strings: with the allocator of the system they take a sixth
/// of its time. Huge pages (THP) are left off: half-used ones take a twentieth more memory.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The most threads that wait for files, or render and search: each download reads its file on one,
/// and more would only take the processor from the others.
const MAX_BLOCKING_THREADS: usize = 64;

/// The exit code of a command that a signal has ended, as shells have it for Ctrl-C.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let code = start().unwrap_or_else(|error| {
        logging::write_line(&format!("cueleaf: {error:#}"));
        ExitCode::FAILURE
    });
    logging::flush();
    code
}

fn start() -> anyhow::Result<ExitCode> {
    // Signals come first: none may be lost, or end the process, while it reads its settings and the
    // notes.
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
    let config = Config::read();
    logging::start();
    let code = runtime.block_on(run(config, signals));
    // What still runs is for nobody: reading the notes, or a search.
    runtime.shutdown_background();
    code
}

async fn run(config: Config, signals: Signals) -> anyhow::Result<ExitCode> {
    match config.command {
        None => serve::run(config.serve, signals)
            .await
            .map(|()| ExitCode::SUCCESS),
        Some(Command::Serve { folder, serve }) => serve::run(serve.of(folder), signals)
            .await
            .map(|()| ExitCode::SUCCESS),
        Some(Command::Check(config)) => unless_stopped(signals, move || check::run(&config)).await,
        Some(Command::Health { listen }) => {
            unless_stopped(signals, move || health::run(listen).map(|()| true)).await
        }
    }
}

/// Runs a command that ends by itself, and tells whether all is well; any signal ends it.
async fn unless_stopped(
    signals: Signals,
    command: impl FnOnce() -> anyhow::Result<bool> + Send + 'static,
) -> anyhow::Result<ExitCode> {
    tokio::select! {
        is_well = tokio::task::spawn_blocking(command) => {
            Ok(if is_well?? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        () = signals.stopped() => Ok(ExitCode::from(INTERRUPTED)),
        () = signals.reload() => Ok(ExitCode::from(INTERRUPTED)),
    }
}
