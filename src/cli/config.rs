//! The settings, from flags and environment variables.

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
    /// The command; `serve` by default.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The settings of `serve` if no command is given.
    #[command(flatten)]
    pub serve: ServeConfig,
}

impl Config {
    /// Parses the command line and the environment. Exits the process if they are invalid or if
    /// help was requested.
    pub fn from_env() -> Self {
        let command = ignore_empty_variables(Self::command());
        let config = Self::from_arg_matches(&command.clone().get_matches());
        config.unwrap_or_else(|error| error.format(&mut command.clone()).exit())
    }
}

/// Ignores environment variables that are empty.
fn ignore_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty = |arg: &Arg| {
        arg.get_env()
            .and_then(std::env::var_os)
            .is_some_and(|value| value.is_empty())
    };
    command
        .mut_args(|arg| if is_empty(&arg) { arg.env(None) } else { arg })
        .mut_subcommands(ignore_empty_variables)
}

const AFTER_HELP: &str = "\
A note is a Markdown file with a title and a videoId in its front matter:

    ---
    title: Seasonal server capacity
    videoId: E1cxZuHrwZc
    ---
    Peak demand came in winter <a class=\"yt-timestamp\" data-t=\"00:00:41\">[00:00:41]</a>.

The first folder of its path is its channel. Without arguments, cueleaf serves the folder named by
CUELEAF_CONTENT, or `content`, at http://127.0.0.1:3000. CUELEAF_LOG sets the log level: warn, info
(the default) or debug.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve a folder of notes (the default)
    Serve {
        /// The folder with the notes [env: CUELEAF_CONTENT] [default: content]
        #[arg(value_name = "DIR")]
        dir: Option<PathBuf>,
        /// The settings.
        #[command(flatten)]
        serve: ServeConfig,
    },
    /// Report the contents and the problems of a folder of notes; exits with 1 if there are errors
    Check(CheckConfig),
    /// Answer an agent on standard input and output, in the Model Context Protocol
    Mcp(McpConfig),
    /// Check whether a running server is healthy
    Health {
        /// The address that the server listens on
        #[arg(long, env = "CUELEAF_LISTEN", value_name = "ADDR", default_value = DEFAULT_LISTEN)]
        listen: SocketAddr,
    },
}

/// The default address of the server.
const DEFAULT_LISTEN: &str = "127.0.0.1:3000";

/// The settings of `check`.
#[derive(Debug, Args)]
pub struct CheckConfig {
    /// The folder with the notes
    #[arg(env = "CUELEAF_CONTENT", value_name = "DIR", default_value = "content")]
    pub dir: PathBuf,
    /// The format of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The kinds of problem that are errors: all, none, default, or a comma-separated list of
    /// skipped-file, invalid-transcript, invalid-utf8, invalid-front-matter, truncated,
    /// invalid-timestamp, conflicting-timestamp, several-videos, no-player,
    /// timestamp-out-of-range, unsupported-timestamp, reinterpreted-timestamp, unresolved-link,
    /// unresolved-heading, unresolved-block, ambiguous-link, missing-file, permalink-collision,
    /// private-note, long-url.
    /// Default: skipped-file, invalid-utf8, invalid-front-matter, truncated, invalid-timestamp
    #[arg(long, value_name = "KINDS", default_value = "default")]
    pub deny: String,
    /// Write proven repairs of timestamps into the notes: those that the transcript or the known
    /// length of the video, or another note of it, confirms. Nothing else in a file changes
    #[arg(long)]
    pub fix: bool,
    /// With --fix: write nothing, and print the changes as a unified diff
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Which files are checked.
    #[command(flatten)]
    pub load: LoadConfig,
}

/// The settings of `mcp`.
#[derive(Debug, Args)]
pub struct McpConfig {
    /// The folder with the notes
    #[arg(env = "CUELEAF_CONTENT", value_name = "DIR", default_value = "content")]
    pub dir: PathBuf,
    /// The public URL of the site that serves the same notes, such as https://example.org/notes:
    /// links are absolute URLs
    #[arg(long, env = "CUELEAF_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Which files are read.
    #[command(flatten)]
    pub load: LoadConfig,
}

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A line for each problem, `path:line: message`, then the counts
    Text,
    /// One JSON object
    Json,
}

/// Which files of the folder are served.
#[derive(Debug, Args)]
pub struct LoadConfig {
    /// Exclude files that match a pattern in .gitignore syntax; may be repeated or comma-separated
    #[arg(
        long,
        env = "CUELEAF_EXCLUDE",
        value_name = "GLOB",
        value_delimiter = ','
    )]
    pub exclude: Vec<String>,
    /// Include drafts: notes with `draft: true` in their front matter
    #[arg(long, env = "CUELEAF_DRAFTS", value_parser = BoolishValueParser::new())]
    pub drafts: bool,
}

impl LoadConfig {
    /// Converts the settings for [`crate::corpus`].
    pub fn to_options(&self) -> LoadOptions {
        LoadOptions {
            exclude: self.exclude.clone(),
            drafts: self.drafts,
        }
    }
}

/// What a single line break in a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LineBreaks {
    /// A space, as in CommonMark
    Join,
    /// A line break, as in Obsidian
    Keep,
}

/// The settings of `serve`.
#[derive(Debug, Args)]
pub struct ServeConfig {
    /// The address and port to listen on
    #[arg(long, env = "CUELEAF_LISTEN", value_name = "ADDR", default_value = DEFAULT_LISTEN)]
    pub listen: SocketAddr,
    /// The folder with the notes; an alias of the positional DIR
    #[arg(
        long,
        hide = true,
        env = "CUELEAF_CONTENT",
        value_name = "DIR",
        default_value = "content"
    )]
    pub content: PathBuf,
    /// The base path of all URLs, such as /notes, if a proxy serves the site under a path
    #[arg(long, env = "CUELEAF_BASE_PATH", value_name = "PATH")]
    pub base_path: Option<String>,
    /// The public URL of the site, such as https://example.org/notes: pages contain absolute URLs,
    /// and its path is the base path
    #[arg(long, env = "CUELEAF_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// The proxies whose X-Forwarded-For and Forwarded headers are trusted: addresses and networks,
    /// comma-separated, or none [default: 127.0.0.0/8,::1]. Their requests without such a header
    /// count as the operator's
    #[arg(long, env = "CUELEAF_TRUSTED_PROXIES", value_name = "CIDR")]
    pub trusted_proxies: Option<TrustedProxies>,
    /// Live reload: reload when files change and update open pages [default: true if stderr is a
    /// terminal]. `poll` checks every two seconds, for network file systems and container mounts
    /// without file system events. SIGHUP reloads, too
    #[arg(
        long,
        env = "CUELEAF_WATCH",
        num_args = 0..=1,
        default_missing_value = "true",
        require_equals = true,
        value_name = "true|false|poll",
        value_parser = parse_watch_mode
    )]
    pub watch: Option<WatchMode>,
    /// Show no YouTube thumbnails, in players and in lists, so that pages make no third-party
    /// requests before a video plays
    #[arg(long, env = "CUELEAF_NO_THUMBNAILS", value_parser = BoolishValueParser::new())]
    pub no_thumbnails: bool,
    /// What a single line break in a paragraph is
    #[arg(long, env = "CUELEAF_LINE_BREAKS", value_enum, default_value_t = LineBreaks::Join)]
    pub line_breaks: LineBreaks,
    /// Enable HTTP/2 without TLS (h2c), for a proxy that uses it
    #[arg(long, env = "CUELEAF_HTTP2", value_parser = BoolishValueParser::new())]
    pub http2: bool,
    /// Which files are served.
    #[command(flatten)]
    pub load: LoadConfig,
}

impl ServeConfig {
    /// Whether live reload is enabled.
    pub fn is_watched(&self) -> bool {
        self.watch_mode() != WatchMode::Off
    }

    /// How changes in the folder are detected.
    pub fn watch_mode(&self) -> WatchMode {
        let default = if std::io::stderr().is_terminal() {
            WatchMode::Events
        } else {
            WatchMode::Off
        };
        self.watch.unwrap_or(default)
    }

    /// Sets the content folder, if the positional DIR is given.
    pub fn with_content(self, dir: Option<PathBuf>) -> Self {
        match dir {
            Some(content) => Self { content, ..self },
            None => self,
        }
    }
}

/// Parses the value of `--watch`: a boolean in any spelling, or `poll`.
fn parse_watch_mode(value: &str) -> Result<WatchMode, String> {
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
    fn the_watch_mode_is_parsed() {
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
