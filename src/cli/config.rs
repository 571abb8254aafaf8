//! Settings: flags and environment into one struct.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Arg, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::corpus::LoadOptions;
use crate::site::watch::WatchMode;
use crate::web::TrustedProxies;

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

impl Config {
    /// Reads the command line and the environment. Where they make no sense, or help is asked for,
    /// the program ends here.
    pub fn read() -> Self {
        let command = without_empty_variables(Self::command());
        let read = Self::from_arg_matches(&command.clone().get_matches());
        read.unwrap_or_else(|error| error.format(&mut command.clone()).exit())
    }
}

/// A variable that is empty counts as one that is not set.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty = |arg: &Arg| {
        arg.get_env()
            .and_then(std::env::var_os)
            .is_some_and(|value| value.is_empty())
    };
    command
        .mut_args(|arg| if is_empty(&arg) { arg.env(None) } else { arg })
        .mut_subcommands(without_empty_variables)
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
    /// Tell what is in a folder of notes and what is wrong with it; exits with 1 where there are
    /// errors
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
    #[arg(
        env = "CUELEAF_CONTENT",
        value_name = "FOLDER",
        default_value = "content"
    )]
    pub content: PathBuf,
    /// How the report is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The kinds of problem that count as errors: names with commas between them (skipped-file,
    /// invalid-utf8, invalid-front-matter, truncated, invalid-timestamp, conflicting-timestamp,
    /// timestamp-out-of-range, reinterpreted-timestamp, unresolved-link, unresolved-heading,
    /// permalink-collision, private-note, long-url), all, none, or default (skipped-file,
    /// invalid-utf8, invalid-front-matter, truncated, invalid-timestamp, permalink-collision)
    #[arg(long, value_name = "KINDS", default_value = "default")]
    pub deny: String,
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
    /// Leave out files that match, in the syntax of .gitignore; several times or with commas
    /// between them
    #[arg(
        long,
        env = "CUELEAF_EXCLUDE",
        value_name = "GLOB",
        value_delimiter = ','
    )]
    pub exclude: Vec<String>,
    /// Serve drafts, too: notes with `draft: true` in their front matter
    #[arg(long, env = "CUELEAF_DRAFTS", value_parser = BoolishValueParser::new())]
    pub drafts: bool,
}

impl LoadConfig {
    /// The same for those who read the folder.
    pub fn options(&self) -> LoadOptions {
        LoadOptions {
            exclude: self.exclude.clone(),
            drafts: self.drafts,
        }
    }
}

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeConfig {
    /// The address and port to listen on
    #[arg(long, env = "CUELEAF_LISTEN", value_name = "ADDR", default_value = LISTEN)]
    pub listen: SocketAddr,
    /// The folder that holds the notes
    #[arg(
        long,
        env = "CUELEAF_CONTENT",
        value_name = "DIR",
        default_value = "content"
    )]
    pub content: PathBuf,
    /// The path that addresses begin with, such as /notes, where a proxy passes on what lies below
    /// it
    #[arg(long, env = "CUELEAF_BASE_PATH", value_name = "PATH")]
    pub base_path: Option<String>,
    /// Where readers reach the site, such as https://example.org/notes: pages name their address in
    /// full, and its path is the base path
    #[arg(long, env = "CUELEAF_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// The proxies that may say for whom they ask, in X-Forwarded-For or Forwarded: addresses and
    /// networks with commas between them, or none [default: 127.0.0.0/8,::1]. Without such a header
    /// a request of theirs is the operator's
    #[arg(long, env = "CUELEAF_TRUSTED_PROXIES", value_name = "CIDR")]
    pub trusted_proxies: Option<TrustedProxies>,
    /// Show what changes in the folder at once [default: yes on a terminal]. `poll` looks every two
    /// seconds, for network file systems and containers whose mounts tell of no change. Without it,
    /// SIGHUP reads the folder again
    #[arg(long, env = "CUELEAF_WATCH", num_args = 0..=1, default_missing_value = "true", require_equals = true, value_name = "true|false|poll", value_parser = watch_mode)]
    pub watch: Option<WatchMode>,
    /// Show posters without YouTube's thumbnail, so that nothing is asked of a third party before a
    /// video plays
    #[arg(long, env = "CUELEAF_NO_THUMBNAILS", value_parser = BoolishValueParser::new())]
    pub no_thumbnails: bool,
    /// Speak HTTP/2 without TLS, too, for a proxy that wants it
    #[arg(long, env = "CUELEAF_HTTP2", value_parser = BoolishValueParser::new())]
    pub http2: bool,
    /// Which files are served.
    #[command(flatten)]
    pub load: LoadConfig,
}

impl ServeConfig {
    /// Whether changes in the folder are to show at once.
    pub fn is_watched(&self) -> bool {
        self.watch_mode() != WatchMode::Off
    }

    /// How changes in the folder are noticed.
    pub fn watch_mode(&self) -> WatchMode {
        let unset = if std::io::stderr().is_terminal() {
            WatchMode::Events
        } else {
            WatchMode::Off
        };
        self.watch.unwrap_or(unset)
    }

    /// The same, for the folder that the command names.
    pub fn of(self, folder: Option<PathBuf>) -> Self {
        match folder {
            Some(content) => Self { content, ..self },
            None => self,
        }
    }
}

/// Reads the value of `--watch`: a boolean in any of its spellings, or `poll`.
fn watch_mode(value: &str) -> Result<WatchMode, String> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(WatchMode::Events),
        "0" | "false" | "no" | "off" => Ok(WatchMode::Off),
        "poll" => Ok(WatchMode::Poll),
        _ => Err("expected true, false or poll".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_noticed_as_it_is_said() {
        let mode = |arguments: &[&str]| {
            let config = Config::try_parse_from([&["cueleaf"], arguments].concat());
            config
                .map(|config| config.serve.watch)
                .map_err(|error| error.to_string())
        };
        assert_eq!(mode(&["--watch"]), Ok(Some(WatchMode::Events)));
        for (value, expected) in [
            ("true", WatchMode::Events),
            ("Yes", WatchMode::Events),
            ("ON", WatchMode::Events),
            ("1", WatchMode::Events),
            ("false", WatchMode::Off),
            ("no", WatchMode::Off),
            ("Off", WatchMode::Off),
            ("0", WatchMode::Off),
            ("poll", WatchMode::Poll),
            ("POLL", WatchMode::Poll),
        ] {
            assert_eq!(
                mode(&[&format!("--watch={value}")]),
                Ok(Some(expected)),
                "{value}"
            );
        }
        assert!(
            mode(&["--watch=often"])
                .is_err_and(|error| error.contains("expected true, false or poll"))
        );
    }
}
