//! The structure that `ARCHITECTURE.md` promises: which modules may use which crates and modules.

use std::path::{Path, PathBuf};

use crate::support::folder;

/// A crate and the modules that may use it.
const CRATES: &[(&str, &[&str])] = &[
    ("axum", &["web"]),
    ("tower", &["web"]),
    ("tower_http", &["web"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("governor", &["web"]),
    ("metrics", &["measures"]),
    ("metrics_exporter_prometheus", &["measures"]),
    ("http", &["web"]),
    ("tokio", &["live", "web", "serve", "signals", "main"]),
    ("askama", &["pages", "web"]),
    ("pulldown_cmark", &["markdown"]),
    ("clap", &["config", "main"]),
    ("tantivy", &["search"]),
    ("whatlang", &["language"]),
    ("arc_swap", &["live"]),
    ("inotify", &["watch"]),
    ("ignore", &["corpus"]),
    ("cap_std", &["corpus"]),
    ("ipnet", &["trusted_proxies"]),
    ("rustix", &["priority"]),
    ("cap_fs_ext", &["corpus"]),
    ("imagesize", &["corpus"]),
    ("tracing_subscriber", &["logging"]),
    ("sd_notify", &["service_manager"]),
];

/// A module and the modules that it may use. Leaves use none.
const MODULES: &[(&str, &[&str])] = &[
    ("clock", &[]),
    ("name", &[]),
    ("youtube", &[]),
    ("assets", &[]),
    ("count", &[]),
    ("own_pages", &[]),
    ("error_chain", &[]),
    ("base", &["own_pages"]),
    ("trusted_proxies", &[]),
    ("config", &["corpus", "trusted_proxies", "watch"]),
    ("language", &[]),
    ("measures", &[]),
    ("media", &[]),
    ("priority", &[]),
    ("progress", &[]),
    ("service_manager", &[]),
    ("signals", &[]),
    ("terminal", &[]),
    ("logging", &["measures", "terminal"]),
    ("markdown", &["clock", "media", "name", "youtube"]),
    (
        "corpus",
        &[
            "language", "markdown", "media", "name", "progress", "youtube",
        ],
    ),
    (
        "archive",
        &[
            "base",
            "clock",
            "corpus",
            "markdown",
            "media",
            "name",
            "own_pages",
            "youtube",
        ],
    ),
    (
        "search",
        &[
            "archive",
            "corpus",
            "error_chain",
            "language",
            "markdown",
            "name",
            "progress",
        ],
    ),
    (
        "pages",
        &[
            "archive", "assets", "base", "clock", "corpus", "count", "language", "markdown",
            "name", "search", "youtube",
        ],
    ),
    ("live", &["pages"]),
    (
        "web",
        &[
            "archive",
            "assets",
            "base",
            "error_chain",
            "live",
            "measures",
            "media",
            "own_pages",
            "pages",
            "priority",
            "search",
            "trusted_proxies",
            "youtube",
        ],
    ),
    (
        "reload",
        &[
            "archive",
            "corpus",
            "count",
            "error_chain",
            "live",
            "measures",
            "pages",
            "priority",
            "progress",
            "service_manager",
            "watch",
        ],
    ),
    ("watch", &["corpus"]),
];

/// All files in a folder, recursively.
fn files_below(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { &mut open } else { &mut found }.push(path);
        }
    }
    found
}

/// All source files: module, path, and text without tests.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = folder("src");
    let found: Vec<_> = files_below(&root)
        .into_iter()
        .map(|path| (module_of(&root, &path), path.clone(), code_of(&path)))
        .collect();
    assert!(found.len() > 30, "the sources are found");
    found
}

fn module_of(root: &Path, path: &Path) -> String {
    let first = path
        .strip_prefix(root)
        .unwrap()
        .iter()
        .next()
        .unwrap()
        .to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn code_of(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether the code contains a path that begins with `name`.
fn uses_crate(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

#[test]
fn crates_are_used_in_their_modules_only() {
    let sources = sources();
    for (name, allowed) in CRATES.iter().copied() {
        assert!(
            name == "http"
                || name == "tower"
                || sources.iter().any(|(_, _, code)| uses_crate(code, name)),
            "{name} is used"
        );
        for (module, path, code) in &sources {
            let is_allowed = allowed.contains(&module.as_str());
            assert!(
                is_allowed || !uses_crate(code, name),
                "{} uses {name}",
                path.display()
            );
        }
    }
}

#[test]
fn modules_use_only_lower_layers() {
    let all: Vec<&str> = MODULES.iter().map(|(name, _)| *name).collect();
    for (module, path, code) in sources() {
        let Some((_, allowed)) = MODULES.iter().find(|(name, _)| *name == module) else {
            assert!(
                ["lib", "main", "serve", "check", "health", "tell"].contains(&module.as_str()),
                "{module} is listed in MODULES"
            );
            continue;
        };
        for other in all
            .iter()
            .chain(&["serve", "check"])
            .filter(|other| **other != module && !allowed.contains(other))
        {
            assert!(!uses(&code, other), "{} uses {other}", path.display());
        }
    }
}

/// Whether the code imports a module of this crate, on its own or in a group.
fn uses(code: &str, module: &str) -> bool {
    let groups = code
        .split("crate::{")
        .skip(1)
        .filter_map(|rest| rest.split('}').next());
    let mut grouped = groups.flat_map(|group| group.split(','));
    let is_module = |path: &str| path.trim().split("::").next() == Some(module);
    grouped.any(is_module)
        || code.split("crate::").skip(1).any(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                == Some(module)
        })
}

/// The maximum length of a line of Rust, in characters; rustfmt cannot break string literals.
const MAX_COLUMNS: usize = 100;

#[test]
fn only_string_literals_make_long_lines() {
    let mut too_long = Vec::new();
    for path in ["src", "tests", "benches"]
        .map(folder)
        .iter()
        .flat_map(|root| files_below(root))
    {
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let is_long =
            |(line, is_quoted): &(&str, bool)| line.chars().count() > MAX_COLUMNS && !is_quoted;
        let long = text.lines().zip(lines_in_strings(&text)).filter(is_long);
        too_long.extend(long.map(|(line, _)| format!("{}: {line}", path.display())));
    }
    assert!(too_long.is_empty(), "{}", too_long.join("\n"));
}

/// For each line, whether it contains part of a string literal.
fn lines_in_strings(text: &str) -> Vec<bool> {
    let mut is_within = false;
    let mut raw: Option<String> = None;
    let is_quoted = |line: &str| {
        let begun = is_within || raw.is_some();
        let mut seen = begun;
        let mut rest = line;
        while !rest.is_empty() {
            let next = match (&raw, is_within) {
                (Some(end), _) => rest.find(end.as_str()).map(|at| at + end.len()),
                (None, true) => end_of_string(rest),
                (None, false) => None,
            };
            if raw.is_some() || is_within {
                let Some(next) = next else { return true };
                (raw, is_within, rest) = (None, false, &rest[next..]);
                continue;
            }
            if rest.starts_with("//") {
                return seen;
            }
            let letter = rest.chars().next().unwrap();
            if let Some(hashes) = rest.strip_prefix('r').and_then(|rest| rest.split_once('"'))
                && hashes.0.chars().all(|c| c == '#')
            {
                raw = Some(format!("\"{}", hashes.0));
                (seen, rest) = (true, hashes.1);
            } else if letter == '"' {
                (seen, is_within, rest) = (true, true, &rest[1..]);
            } else if let Some(after) = rest.strip_prefix("'\"'").or(rest.strip_prefix("'\\\"'")) {
                rest = after;
            } else {
                rest = &rest[letter.len_utf8()..];
            }
        }
        seen
    };
    text.lines().map(is_quoted).collect()
}

/// The end of an open string literal, after its quote.
fn end_of_string(rest: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, letter) in rest.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[test]
fn the_checks_can_fail() {
    assert_eq!(
        lines_in_strings("a \"b\"\nc '\"' d\n// \"\nr#\"e\nf\"#\ng"),
        [true, false, false, true, true, false]
    );
    assert!(
        uses(
            "use crate::text::timestamp;
use crate::web;",
            "web"
        ) && uses("crate::web::router()", "web")
    );
    assert!(!uses(
        "use crate::text::timestamp;
use crate::website;",
        "web"
    ));
    assert!(uses_crate("use axum::Router;", "axum"));
    assert!(uses_crate("fn f() -> axum::Router", "axum"));
    assert!(!uses_crate("my_axum::Router", "axum"));
}
