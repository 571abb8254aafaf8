//! The `cueleaf` binary: reads the settings and runs the command.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use cueleaf::config::{Command, Config};
use cueleaf::{check, health, serve};
use mimalloc::MiMalloc;
use tracing_subscriber::EnvFilter;

/// A search or a page makes many small strings: with the allocator of the system they take a sixth of its time.
/// Huge pages (THP) are left off: half-used ones take a twentieth more memory.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let config = Config::parse();
    log();
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

/// Logs for people on a terminal, and for programs elsewhere: a line of JSON for each event.
fn log() {
    let said = std::env::var("CUELEAF_LOG").unwrap_or_else(|_| "info".to_owned());
    let filter = EnvFilter::new(directives(&said));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        log.init();
    } else {
        log.json().flatten_event(true).init();
    }
    // Where it happened; which request it was is told by the one who answers it.
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
}

/// What is to be logged. A level alone is that of our own: what libraries say of their connections is up to who connects,
/// and would fill the log.
fn directives(said: &str) -> String {
    let ours = |part: &str| if part.contains('=') { part.to_owned() } else { format!("cueleaf={part}") };
    let said: Vec<String> = said.split(',').map(str::trim).filter(|part| !part.is_empty()).map(ours).collect();
    format!("error,{}", said.join(","))
}
