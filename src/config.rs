//! Settings: flags and environment into one struct.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::corpus::LoadOptions;

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
    /// Tell what is in a folder of notes and what is wrong with it; exits with 1 where there are errors
    Check(CheckConfig),
    /// Ask a running server whether it is well
    Health {
        /// The address that it listens on
        #[arg(long, env = "CUELEAF_LISTEN", value_name = "ADDR", default_value = LISTEN)]
        listen: SocketAddr,
    },
}

/// Where a server listens if nothing is said.
const LISTEN: &str = "127.0.0.1:3000";

/// What to check, and how to tell of it.
#[derive(Debug, Args)]
pub struct CheckConfig {
    /// The folder that holds the notes
    #[arg(env = "CUELEAF_CONTENT", value_name = "FOLDER", default_value = "content")]
    pub content: PathBuf,
    /// How the report is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The kinds of problem that count as errors: names with commas between them (skipped, encoding, front-matter,
    /// limited, unreadable-time, contradicting-time, time-beyond-video, repaired-time, missing-topic, same-address,
    /// long-address), all, none, or default (skipped, encoding, front-matter, limited, unreadable-time, same-address)
    #[arg(long, value_name = "KINDS", default_value = "default")]
    pub errors: String,
    /// Which files are checked.
    #[command(flatten)]
    pub load: LoadConfig,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A line for each problem, `path:line: message`, and then the counts
    Text,
    /// One JSON object
    Json,
}

/// Which files of the folder are served.
#[derive(Debug, Args)]
pub struct LoadConfig {
    /// Leave out files that match, in the syntax of .gitignore; several times or with commas between them
    #[arg(long, env = "CUELEAF_EXCLUDE", value_name = "GLOB", value_delimiter = ',')]
    pub exclude: Vec<String>,
    /// Serve drafts, too: notes with `draft: true` in their front matter
    #[arg(long, env = "CUELEAF_DRAFTS")]
    pub drafts: bool,
}

impl LoadConfig {
    /// The same for those who read the folder.
    pub fn options(&self) -> LoadOptions {
        LoadOptions { exclude: self.exclude.clone(), drafts: self.drafts }
    }
}

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeConfig {
    /// The address and port to listen on
    #[arg(long, env = "CUELEAF_LISTEN", value_name = "ADDR", default_value = LISTEN)]
    pub listen: SocketAddr,
    /// The folder that holds the notes
    #[arg(long, env = "CUELEAF_CONTENT", value_name = "DIR", default_value = "content")]
    pub content: PathBuf,
    /// The path that addresses begin with, such as /notes, where a proxy passes on what lies below it
    #[arg(long, env = "CUELEAF_BASE_PATH", value_name = "PATH")]
    pub base_path: Option<String>,
    /// Where readers reach the site, such as https://example.org/notes: pages name their address in full, and its path is
    /// the base path
    #[arg(long, env = "CUELEAF_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Show what changes in the folder at once [default: yes on a terminal]. Without it, SIGHUP reads the folder again
    #[arg(long, env = "CUELEAF_WATCH", num_args = 0..=1, default_missing_value = "true", require_equals = true, value_name = "BOOL")]
    pub watch: Option<bool>,
    /// Show posters without YouTube's thumbnail, so that nothing is asked of a third party before a video plays
    #[arg(long, env = "CUELEAF_NO_THUMBNAILS")]
    pub no_thumbnails: bool,
    /// Which files are served.
    #[command(flatten)]
    pub load: LoadConfig,
}

impl ServeConfig {
    /// Whether changes in the folder are to show at once.
    pub fn is_watched(&self) -> bool {
        self.watch.unwrap_or_else(|| std::io::stderr().is_terminal())
    }

    /// The same, for the folder that the command names.
    pub fn of(self, folder: Option<PathBuf>) -> Self {
        match folder {
            Some(content) => Self { content, ..self },
            None => self,
        }
    }
}
