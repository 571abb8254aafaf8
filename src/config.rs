//! Settings: flags and environment into one struct.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Serves a folder of Markdown notes about videos as a web archive; every cited moment plays.
#[derive(Debug, Parser)]
#[command(name = "cueleaf", version, about, after_help = AFTER_HELP, args_conflicts_with_subcommands = true)]
pub struct Config {
    /// What to do; `serve` where nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve, where no command is given.
    #[command(flatten)]
    pub serve: ServeConfig,
}

const AFTER_HELP: &str = "\
A note is a .md file with a title and a videoId in its front matter:

    ---
    title: Seasonal server capacity
    videoId: E1cxZuHrwZc
    ---
    Peak demand came in winter <a class=\"yt-timestamp\" data-t=\"00:00:41\">[00:00:41]</a>.

The first folder of its path is its channel. Without any argument the folder `content` is served at
http://127.0.0.1:3000. CUELEAF_LOG says what is logged: warn, info (the default), debug.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve a folder of notes (the default)
    Serve {
        /// The folder that holds the notes [default: that of --content]
        folder: Option<PathBuf>,
        /// How to serve it.
        #[command(flatten)]
        serve: ServeConfig,
    },
    /// Ask a running server whether it is well
    Health {
        /// The address that it listens on
        #[arg(long, env = "CUELEAF_LISTEN", value_name = "ADDR", default_value = LISTEN)]
        listen: SocketAddr,
    },
}

/// Where a server listens if nothing is said.
const LISTEN: &str = "127.0.0.1:3000";

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeConfig {
    /// The address and port to listen on
    #[arg(long, env = "CUELEAF_LISTEN", value_name = "ADDR", default_value = LISTEN)]
    pub listen: SocketAddr,
    /// The folder that holds the notes
    #[arg(long, env = "CUELEAF_CONTENT", value_name = "DIR", default_value = "content")]
    pub content: PathBuf,
    /// Show posters without YouTube's thumbnail, so that nothing is asked of a third party before a video plays
    #[arg(long, env = "CUELEAF_NO_THUMBNAILS")]
    pub no_thumbnails: bool,
}

impl ServeConfig {
    /// The same, for the folder that the command names.
    pub fn of(self, folder: Option<PathBuf>) -> Self {
        match folder {
            Some(content) => Self { content, ..self },
            None => self,
        }
    }
}
