//! The module structure that `ARCHITECTURE.md` documents: the modules that may use each crate, and
//! the dependencies between modules.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::support::folder;

/// A crate, and the modules that may use it.
const CRATES: &[(&str, &[&str])] = &[
    ("axum", &["web"]),
    ("tower", &["web"]),
    ("tower_http", &["web"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("governor", &["web"]),
    ("rmcp", &["mcp", "cli::mcp", "web::handlers::mcp"]),
    ("schemars", &["mcp", "pages::agents"]),
    ("ipnet", &["web::server::trusted_proxies"]),
    ("metrics", &["system::metrics"]),
    ("metrics_exporter_prometheus", &["system::metrics"]),
    ("rustix", &["system::priority"]),
    ("sd_notify", &["system::service_manager"]),
    ("tracing_subscriber", &["system::logging"]),
    (
        "tokio",
        &["web", "site::store", "cli", "system::signals", "main"],
    ),
    ("askama", &["pages", "web"]),
    ("pulldown_cmark", &["markdown"]),
    ("emojis", &["markdown::lexer::emoji"]),
    ("clap", &["cli::config"]),
    ("csv", &["pages::exports"]),
    ("similar", &["cli::check::diff"]),
    ("tantivy", &["search"]),
    ("icu_casemap", &["search::folding"]),
    ("icu_segmenter", &["search::words"]),
    ("whatlang", &["text::language"]),
    ("arc_swap", &["site::store"]),
    ("inotify", &["site::watch"]),
    ("ignore", &["corpus"]),
    ("cap_std", &["corpus"]),
    ("cap_fs_ext", &["corpus"]),
    ("imagesize", &["corpus"]),
    ("minifier", &["assets"]),
];

/// A folder or file of `src`, and the others that it may use, from the lowest layer to the highest.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("progress", &[]),
    ("assets", &[]),
    ("system", &["text"]),
    ("alignment", &["text"]),
    ("transcript", &["text"]),
    ("markdown", &["text"]),
    ("corpus", &["markdown", "progress", "text", "transcript"]),
    (
        "archive",
        &[
            "alignment",
            "corpus",
            "markdown",
            "progress",
            "text",
            "transcript",
        ],
    ),
    (
        "search",
        &["archive", "corpus", "markdown", "progress", "text"],
    ),
    (
        "pages",
        &["archive", "assets", "corpus", "markdown", "search", "text"],
    ),
    (
        "site",
        &["archive", "corpus", "pages", "progress", "system", "text"],
    ),
    ("mcp", &["archive", "pages", "search", "site", "text"]),
    (
        "web",
        &[
            "archive", "assets", "mcp", "pages", "search", "site", "system", "text",
        ],
    ),
    (
        "cli",
        &[
            "archive", "corpus", "markdown", "mcp", "pages", "progress", "search", "site",
            "system", "text", "web",
        ],
    ),
];

/// Every file below a folder.
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

/// The path of every module, and its code without tests and comments.
fn sources() -> Vec<(String, String)> {
    let root = folder("src");
    let found: Vec<_> = files_below(&root)
        .iter()
        .map(|path| (path_of_module(&root, path), code_of(path)))
        .collect();
    assert!(found.len() > 30, "the sources are found");
    found
}

/// The first part of a module's path.
fn top(module: &str) -> &str {
    module.split("::").next().unwrap()
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
fn names(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

#[test]
fn crates_are_used_only_by_their_modules() {
    let sources = sources();
    for (name, allowed) in CRATES.iter().copied() {
        let uses_it = |code: &str| names(code, name) && !imports_module_named(code, name);
        assert!(
            sources.iter().any(|(_, code)| uses_it(code)),
            "{name} is used"
        );
        for (module, code) in &sources {
            let may = allowed
                .iter()
                .any(|allowed| module == allowed || module.starts_with(&format!("{allowed}::")));
            assert!(may || !uses_it(code), "{module} uses {name}");
        }
    }
}

/// Whether the code imports a module of this crate with the name of a crate:
/// `use crate::system::{logging, metrics};`.
fn imports_module_named(code: &str, name: &str) -> bool {
    let imports = code.split("use crate::").skip(1);
    imports
        .filter_map(|rest| rest.split(';').next())
        .flat_map(|import| import.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .any(|part| part == name)
}

#[test]
fn modules_use_only_what_is_below_them() {
    for (module, code) in sources() {
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == top(&module)) else {
            assert!(
                ["lib", "main"].contains(&module.as_str()),
                "{module} has a layer"
            );
            continue;
        };
        let others = LAYERS
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| *name != top(&module));
        for other in others.filter(|other| !allowed.contains(other)) {
            assert!(!uses(&code, other), "{module} uses {other}");
        }
    }
}

#[test]
fn modules_of_one_folder_have_no_import_cycles() {
    let files = sources();
    let names: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let imports: BTreeMap<&str, Vec<&str>> = files
        .iter()
        .map(|(name, code)| (name.as_str(), imports(name, code, &names)))
        .collect();
    let cycles = cycles(&imports);
    assert!(cycles.is_empty(), "{cycles:?}");
}

/// `web::server::client` for `src/web/server/client.rs`.
fn path_of_module(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap().with_extension("");
    let parts = path.iter().map(|part| part.to_str().unwrap());
    parts
        .filter(|part| *part != "mod")
        .collect::<Vec<_>>()
        .join("::")
}

/// The modules of the same folder of `src` that a module imports, except its own parents and
/// children.
fn imports<'n>(module: &str, code: &str, names: &BTreeSet<&'n str>) -> Vec<&'n str> {
    let is_within = |inner: &str, outer: &str| inner.starts_with(&format!("{outer}::"));
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let end = rest.find(|c: char| !c.is_alphanumeric() && !"_:".contains(c));
        let (path, rest) = rest.split_at(end.unwrap_or(rest.len()));
        let group = rest
            .strip_prefix('{')
            .and_then(|rest| rest.split('}').next());
        for item in group.unwrap_or_default().split(',') {
            let mut path = format!("{path}{}", item.trim());
            while !path.is_empty() && !names.contains(path.as_str()) {
                path.truncate(path.rfind("::").unwrap_or(0));
            }
            let Some(name) = names.get(path.as_str()) else {
                continue;
            };
            let is_other = *name != module && !is_within(name, module) && !is_within(module, name);
            if is_other && top(name) == top(module) {
                found.push(*name);
            }
        }
    }
    found
}

/// The modules that import themselves through others, with their imports.
fn cycles<'n>(imports: &BTreeMap<&'n str, Vec<&'n str>>) -> Vec<(&'n str, Vec<&'n str>)> {
    let reached = |from: &'n str| {
        let mut reached = BTreeSet::new();
        let mut open = imports[from].clone();
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(&imports[next]);
            }
        }
        reached
    };
    let in_cycle = imports.keys().filter(|name| reached(name).contains(*name));
    in_cycle
        .map(|name| (*name, imports[name].clone()))
        .collect()
}

/// Whether the code uses a module of this crate, directly or in a group import.
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

/// CI and the image use the minimum version, so that it is known to work.
#[test]
fn one_version_of_rust_is_declared_and_used() {
    let minimum = env!("CARGO_PKG_RUST_VERSION");
    for (file, text) in [
        ("Dockerfile", format!("FROM rust:{minimum}-")),
        ("README.md", format!("{minimum} or newer")),
        ("CONTRIBUTING.md", format!("Rust {minimum} or newer")),
    ] {
        let content = std::fs::read_to_string(folder(file)).unwrap();
        assert!(content.contains(&text), "{file} does not say {text:?}");
    }
}

/// The maximum length of a line of Rust, in characters; rustfmt cannot break string literals.
const MAX_COLUMNS: usize = 100;

#[test]
fn only_string_literals_exceed_the_line_length() {
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
        let long = text
            .lines()
            .zip(lines_with_string_literals(&text))
            .filter(is_long);
        too_long.extend(long.map(|(line, _)| format!("{}: {line}", path.display())));
    }
    assert!(too_long.is_empty(), "{}", too_long.join("\n"));
}

/// For each line, whether it contains a part of a string literal.
fn lines_with_string_literals(text: &str) -> Vec<bool> {
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

/// The offset after the closing quote of a string.
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

/// The documents at the top and in `docs`, by path.
fn documents() -> Vec<PathBuf> {
    let top = std::fs::read_dir(folder("")).unwrap();
    let top = top.map(|entry| entry.unwrap().path());
    let found: Vec<PathBuf> = top
        .chain(files_below(&folder("docs")))
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    assert!(found.len() > 10, "the documents are found");
    found
}

/// A document without its blocks of code.
fn prose_of(document: &Path) -> String {
    let text = std::fs::read_to_string(document).unwrap();
    text.split("```").step_by(2).collect()
}

/// The targets of the links in a document: `](target)`.
fn link_targets(text: &str) -> impl Iterator<Item = &str> {
    let rest = text.split("](").skip(1);
    rest.filter_map(|rest| rest.split(')').next())
}

/// The anchor that a heading gets: lower case, spaces become hyphens, punctuation is removed.
fn anchor_of(heading: &str) -> String {
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = heading.chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        _ => c.is_alphanumeric().then_some(c),
    });
    kept.collect()
}

#[test]
fn links_of_documents_lead_to_files_and_headings() {
    for document in documents() {
        let prose = prose_of(&document);
        for target in link_targets(&prose).filter(|target| !target.contains("://")) {
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = match path {
                "" => document.clone(),
                path => document.parent().unwrap().join(path),
            };
            // An example of a link, in inline code.
            if prose.contains(&format!("({target})`")) || anchor.starts_with("t=") {
                continue;
            }
            assert!(path.exists(), "{}: {target}", document.display());
            let is_heading = |line: &str| line.starts_with('#') && anchor_of(line) == anchor;
            assert!(
                anchor.is_empty() || prose_of(&path).lines().any(is_heading),
                "{}: {target}",
                document.display()
            );
        }
    }
}

#[test]
fn paths_in_the_architecture_exist() {
    let text = prose_of(&folder("ARCHITECTURE.md"));
    let quoted = text.split('`').skip(1).step_by(2);
    let paths = quoted.filter(|quoted| quoted.contains('/') && !quoted.contains(['*', ' ']));
    let files: Vec<String> = ["docs", "src", "static", "templates", "tests"]
        .into_iter()
        .flat_map(|root| files_below(&folder(root)))
        .map(|path| path.display().to_string())
        .collect();
    let mut count = 0;
    // A row may name the folder once.
    for path in paths {
        let exists = files.iter().any(|file| file.contains(&format!("/{path}")));
        assert!(exists, "{path}");
        count += 1;
    }
    assert!(count > 50, "{count} paths");
}

#[test]
fn the_checks_can_fail() {
    assert_eq!(
        lines_with_string_literals("a \"b\"\nc '\"' d\n// \"\nr#\"e\nf\"#\ng"),
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
    assert!(names("use axum::Router;", "axum"));
    assert!(names("fn f() -> axum::Router", "axum"));
    assert!(!names("my_axum::Router", "axum"));
    assert_eq!(
        link_targets("[a](b.md#c) [d](e)").collect::<Vec<_>>(),
        ["b.md#c", "e"]
    );
    assert_eq!(anchor_of("## A `b`, c-d"), "a-b-c-d");
    let own = |code| imports_module_named(code, "metrics");
    assert!(own("use crate::system::metrics;") && own("use crate::system::{logging, metrics};"));
    assert!(!own("use metrics::counter;\nuse crate::system;"));
    let modules = BTreeSet::from(["a", "a::b", "a::c", "d"]);
    let of = |module, code| imports(module, code, &modules);
    assert_eq!(of("a::b", "use crate::a::c::C; crate::d::D"), ["a::c"]);
    assert_eq!(of("a::c", "use crate::a::{b, E};"), ["a::b"]);
    let imports = BTreeMap::from([("a", vec![]), ("b", vec!["c", "a"]), ("c", vec!["b"])]);
    assert_eq!(cycles(&imports).len(), 2);
}
