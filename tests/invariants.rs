//! The structure that `ARCHITECTURE.md` promises: which modules may use which crates and modules.

use std::path::{Path, PathBuf};

use crate::support::folder;

/// Folders whose files are modules of their own here, such as `text::naming`.
const GROUPS: &[&str] = &["cli", "site", "system", "text"];

/// A crate and the modules that may use it.
const CRATES: &[(&str, &[&str])] = &[
    ("axum", &["web"]),
    ("tower", &["web"]),
    ("tower_http", &["web"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("governor", &["web"]),
    // Not `system::metrics`, which other modules call `metrics`, too.
    ("use metrics", &["system::metrics"]),
    ("metrics_exporter_prometheus", &["system::metrics"]),
    ("http", &["web"]),
    (
        "tokio",
        &[
            "cli::serve",
            "main",
            "site::store",
            "system::signals",
            "web",
        ],
    ),
    ("askama", &["pages", "web"]),
    ("pulldown_cmark", &["markdown"]),
    ("clap", &["cli::config", "main"]),
    ("tantivy", &["search"]),
    ("whatlang", &["text::language"]),
    ("arc_swap", &["site::store"]),
    ("inotify", &["site::watch"]),
    ("ignore", &["corpus"]),
    ("cap_std", &["corpus"]),
    ("ipnet", &["web"]),
    ("rustix", &["system::priority"]),
    ("cap_fs_ext", &["corpus"]),
    ("imagesize", &["corpus"]),
    ("tracing_subscriber", &["system::logging"]),
    ("sd_notify", &["system::service_manager"]),
];

/// A module and the modules that it may use. Leaves use none.
const MODULES: &[(&str, &[&str])] = &[
    ("assets", &[]),
    ("progress", &[]),
    ("text", &[]),
    ("text::error_chain", &[]),
    ("text::language", &[]),
    ("text::media_kind", &[]),
    ("text::naming", &[]),
    ("text::own_pages", &[]),
    ("text::plural", &[]),
    ("text::timestamp", &[]),
    ("text::youtube", &[]),
    ("text::base_url", &["text::own_pages"]),
    ("system", &[]),
    ("system::metrics", &[]),
    ("system::priority", &[]),
    ("system::service_manager", &[]),
    ("system::signals", &[]),
    ("system::terminal", &[]),
    ("system::logging", &["system::metrics", "system::terminal"]),
    (
        "system::progress_reporter",
        &["progress", "system::logging"],
    ),
    (
        "markdown",
        &[
            "text::media_kind",
            "text::naming",
            "text::timestamp",
            "text::youtube",
        ],
    ),
    (
        "corpus",
        &[
            "markdown",
            "progress",
            "text::language",
            "text::media_kind",
            "text::naming",
            "text::youtube",
        ],
    ),
    (
        "archive",
        &[
            "corpus",
            "markdown",
            "text::base_url",
            "text::media_kind",
            "text::naming",
            "text::own_pages",
            "text::timestamp",
            "text::youtube",
        ],
    ),
    (
        "search",
        &[
            "archive",
            "corpus",
            "markdown",
            "progress",
            "text::error_chain",
            "text::language",
            "text::naming",
        ],
    ),
    (
        "pages",
        &[
            "archive",
            "assets",
            "corpus",
            "markdown",
            "search",
            "text::base_url",
            "text::language",
            "text::naming",
            "text::plural",
            "text::timestamp",
            "text::youtube",
        ],
    ),
    ("site", &[]),
    ("site::store", &["pages"]),
    ("site::watch", &["corpus"]),
    (
        "site::reload",
        &[
            "archive",
            "corpus",
            "pages",
            "progress",
            "site::store",
            "site::watch",
            "system::metrics",
            "system::priority",
            "system::progress_reporter",
            "system::service_manager",
            "text::error_chain",
            "text::plural",
        ],
    ),
    (
        "web",
        &[
            "archive",
            "assets",
            "pages",
            "search",
            "site::store",
            "system::metrics",
            "system::priority",
            "text::base_url",
            "text::error_chain",
            "text::media_kind",
            "text::own_pages",
            "text::youtube",
        ],
    ),
    ("cli::config", &["corpus", "site::watch", "web"]),
];

/// The modules at the top, which may use all others, and which none of those may use.
const TOP: &[&str] = &[
    "cli",
    "cli::check",
    "cli::health",
    "cli::serve",
    "lib",
    "main",
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

/// The module of a file: its first folder or name below `src`, and the next one too in [`GROUPS`].
fn module_of(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap().with_extension("");
    let mut names = path.iter().map(|name| name.to_str().unwrap());
    let first = names.next().unwrap();
    match names.next().filter(|name| *name != "mod") {
        Some(second) if GROUPS.contains(&first) => format!("{first}::{second}"),
        _ => first.to_owned(),
    }
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
            ["http", "tower"].contains(&name)
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
    for (module, path, code) in sources() {
        if TOP.contains(&module.as_str()) {
            continue;
        }
        let Some((_, allowed)) = MODULES.iter().find(|(name, _)| *name == module) else {
            panic!("{module} is not listed in MODULES");
        };
        for used in used_modules(&code) {
            let is_allowed = used == module || allowed.contains(&used.as_str());
            assert!(is_allowed, "{} uses {used}", path.display());
        }
    }
}

#[test]
fn every_listed_module_exists() {
    let sources = sources();
    for name in MODULES.iter().map(|(name, _)| name).chain(TOP) {
        assert!(
            sources.iter().any(|(module, _, _)| module == name),
            "{name} does not exist"
        );
    }
}

/// The modules of this crate that the code names, on their own or in groups.
fn used_modules(code: &str) -> Vec<String> {
    let paths = code
        .split("crate::")
        .skip(1)
        .flat_map(|rest| expand("", rest));
    let module = |path: String| {
        let mut names = path.split("::");
        let first = names.next().unwrap_or_default();
        match names
            .next()
            .filter(|name| GROUPS.contains(&first) && *name != "self")
        {
            Some(second) => format!("{first}::{second}"),
            None => first.to_owned(),
        }
    };
    paths.map(module).collect()
}

/// The paths at the start of a text, with `prefix`; groups in braces are expanded.
fn expand(prefix: &str, text: &str) -> Vec<String> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let (path, rest) = text.split_at(end.unwrap_or(text.len()));
    let path = format!("{prefix}{path}");
    let Some(group) = rest.strip_prefix('{') else {
        return vec![path];
    };
    let mut depth = 0;
    let mut items = vec![String::new()];
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        items.last_mut().unwrap().push(c);
    }
    let items = items.iter().map(|item| item.trim());
    items
        .filter(|item| !item.is_empty())
        .flat_map(|item| expand(&path, item))
        .collect()
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
    assert_eq!(
        used_modules("use crate::web;\ncrate::pages::f()"),
        ["web", "pages"]
    );
    assert_eq!(
        used_modules("use crate::{search::{a, b}, text::{naming::key, youtube}, website};"),
        [
            "search",
            "search",
            "text::naming",
            "text::youtube",
            "website"
        ]
    );
    assert!(uses_crate("use axum::Router;", "axum"));
    assert!(uses_crate("fn f() -> axum::Router", "axum"));
    assert!(!uses_crate("my_axum::Router", "axum"));
}
