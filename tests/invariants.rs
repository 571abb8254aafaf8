//! The structure that `ARCHITECTURE.md` promises: who may name which crate, and who may know whom.

use std::path::{Path, PathBuf};

use crate::support::folder;

/// A crate, and the modules that may name it.
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

/// A module, and those of ours that it may use. Leaves may use none.
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
    ("corpus", &["language", "markdown", "media", "name", "progress", "youtube"]),
    ("archive", &["base", "clock", "corpus", "markdown", "media", "name", "own_pages", "youtube"]),
    ("search", &["archive", "corpus", "error_chain", "language", "markdown", "name", "progress"]),
    (
        "pages",
        &["archive", "assets", "base", "clock", "corpus", "count", "language", "markdown", "name", "search", "youtube"],
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

/// Every source file with the module it belongs to, and its text without tests.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = folder("src");
    let mut found = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push((module_of(&root, &path), path.clone(), code_of(&path)));
            }
        }
    }
    assert!(found.len() > 30, "the sources are where they are looked for");
    found
}

fn module_of(root: &Path, path: &Path) -> String {
    let first = path.strip_prefix(root).unwrap().iter().next().unwrap().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn code_of(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Whether the code names a path that begins with `name`.
fn names(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

#[test]
fn only_their_own_modules_name_the_crates() {
    let sources = sources();
    for (name, allowed) in CRATES.iter().copied() {
        assert!(
            name == "http" || name == "tower" || sources.iter().any(|(_, _, code)| names(code, name)),
            "{name} is used"
        );
        for (module, path, code) in &sources {
            let may = allowed.contains(&module.as_str());
            assert!(may || !names(code, name), "{} names {name}", path.display());
        }
    }
}

#[test]
fn modules_know_only_what_is_below_them() {
    let all: Vec<&str> = MODULES.iter().map(|(name, _)| *name).collect();
    for (module, path, code) in sources() {
        let Some((_, allowed)) = MODULES.iter().find(|(name, _)| *name == module) else {
            assert!(
                ["lib", "main", "serve", "check", "health", "tell"].contains(&module.as_str()),
                "{module} has a place in the order"
            );
            continue;
        };
        for other in all.iter().chain(&["serve", "check"]).filter(|other| **other != module && !allowed.contains(other))
        {
            assert!(!uses(&code, other), "{} uses {other}", path.display());
        }
    }
}

/// Whether the code uses a module of ours, alone or in a group.
fn uses(code: &str, module: &str) -> bool {
    let groups = code.split("crate::{").skip(1).filter_map(|rest| rest.split('}').next());
    let mut grouped = groups.flat_map(|group| group.split(','));
    let is_module = |path: &str| path.trim().split("::").next() == Some(module);
    grouped.any(is_module)
        || code
            .split("crate::")
            .skip(1)
            .any(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next() == Some(module))
}

#[test]
fn the_checks_can_fail() {
    assert!(uses("use crate::{clock, web};", "web") && uses("crate::web::router()", "web"));
    assert!(!uses("use crate::{clock, website};", "web"));
    assert!(names("use axum::Router;", "axum"));
    assert!(names("fn f() -> axum::Router", "axum"));
    assert!(!names("my_axum::Router", "axum"));
}
