//! A folder with hostile files is served, and loads in a time proportional to its files.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::Request;
use cueleaf::archive::Archive;
use cueleaf::corpus::LoadOptions;
use cueleaf::pages::Site;
use cueleaf::site::store::SiteStore;
use cueleaf::text::error_chain::with_causes;
use cueleaf::{corpus, web};
use tower::ServiceExt;

use super::hostile_files;
use crate::support;
use crate::support::program::{BINARY, isolated};

/// The number of ordinary notes beside the hostile files: `CUELEAF_TEST_NOTES`, or a few.
fn ordinary_count() -> usize {
    support::setting("CUELEAF_TEST_NOTES").unwrap_or(300) as usize
}

/// Writes ordinary notes.
fn write_ordinary(folder: &Path) {
    for number in 0..ordinary_count() {
        let folder = folder.join(format!("ordinary {}", number / 100));
        std::fs::create_dir_all(&folder).unwrap();
        let front = format!(
            "---\ntitle: Ordinary {number}\nvideoId: {:011}\n---\n\n",
            number / 5
        );
        let line = |second| {
            format!("A sentence of an ordinary note [[ordinary_{second}]] [00:00:{second:02}].\n\n")
        };
        std::fs::write(
            folder.join(format!("{number}.md")),
            front + &(0..20).map(line).collect::<String>(),
        )
        .unwrap();
    }
}

/// Loads a folder, and measures the time.
fn load(folder: &Path) -> (Site, Duration) {
    let start = Instant::now();
    let site = Site::new(Archive::new(corpus::load(folder).unwrap()), true);
    (site, start.elapsed())
}

#[tokio::test]
async fn a_folder_of_hostile_files_is_served() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_ordinary(folder.path());
    let (_, alone) = load(folder.path());
    let hostile = hostile_files::write(folder.path(), outside.path());
    let (site, with_hostile) = load(folder.path());
    let faults = find_faults(site, &hostile).await;
    eprintln!(
        "{} ordinary notes: loaded in {alone:.0?}, with hostile files in {with_hostile:.0?}",
        ordinary_count()
    );
    hostile_files::remove(folder.path());
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(
        with_hostile < alone * 30,
        "{with_hostile:?} is much more than {alone:?}"
    );
}

/// Finds files that are neither served nor reported, and files that are served but must not be.
async fn find_faults(site: Site, hostile: &hostile_files::HostileFiles) -> Vec<String> {
    let mut faults = Vec::new();
    let site = std::sync::Arc::new(site);
    site.search.begin(&site.archive).unwrap();
    let router = web::router(
        SiteStore::new(std::sync::Arc::clone(&site)),
        web::Limits::default(),
    );
    let fetch = async |url: &str| {
        let response = router
            .clone()
            .oneshot(Request::get(url).body(Body::empty()).unwrap())
            .await
            .unwrap();
        let (status, body) = (
            response.status().as_u16(),
            to_bytes(response.into_body(), usize::MAX).await.unwrap(),
        );
        (status, String::from_utf8_lossy(&body).into_owned())
    };
    for (word, path) in &hostile.readable {
        let found = site
            .archive
            .notes()
            .find(|(_, note)| note.source.contains(word.as_str()));
        let Some((id, _)) = found else {
            faults.push(format!("{} is not a note", path.display()));
            continue;
        };
        for url in [
            site.archive.note_url(id).to_owned(),
            site.archive.file_url(id, "md"),
        ] {
            let (status, body) = fetch(&url).await;
            if status != 200 || !body.contains(word.as_str()) {
                faults.push(format!(
                    "{}: {url} returns {status} without it",
                    path.display()
                ));
            }
            // A browser must request the URL as written.
            let requested = reqwest::Url::parse(&format!("http://localhost{url}")).unwrap();
            if requested.path() != url {
                faults.push(format!(
                    "{}: a browser requests {} instead of {url}",
                    path.display(),
                    requested.path()
                ));
            }
        }
    }
    let problems = site.archive.check();
    for reported in &hostile.reported {
        let is_reported = |problem: &corpus::Problem| {
            problem.path == *reported || problem.message.contains(reported)
        };
        if !problems.iter().any(is_reported) {
            faults.push(format!("{reported} is not reported"));
        }
    }
    if site
        .archive
        .notes()
        .any(|(_, note)| note.source.contains("secret") || note.source.contains("root:"))
    {
        faults.push("a link out of the folder was followed".to_owned());
    }
    let mut kinds = std::collections::BTreeMap::new();
    problems
        .iter()
        .for_each(|problem| *kinds.entry(problem.kind.name()).or_insert(0) += 1);
    eprintln!(
        "{} hostile notes are served; reported: {kinds:?}",
        hostile.readable.len()
    );
    faults
}

#[test]
fn no_topic_url_leads_to_a_parent() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        "[[..]] [[.]] [[../..]] [[a/..]] [[./.]] [up](..) [up](../../) [[..\\..]] [[%2e%2e]]\n";
    std::fs::write(folder.path().join("note.md"), text).unwrap();
    let (site, _) = load(folder.path());
    assert!(site.archive.topics().len() > 1);
    for topic in site.archive.topics() {
        let requested = reqwest::Url::parse(&format!("http://localhost{}", topic.url)).unwrap();
        assert_eq!(requested.path(), topic.url, "a browser requests the same");
    }
}

#[test]
fn unreadable_files_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let modes = |path: &str, mode| {
        std::fs::set_permissions(
            folder.path().join(path),
            std::fs::Permissions::from_mode(mode),
        )
        .unwrap();
    };
    std::fs::create_dir(folder.path().join("shut")).unwrap();
    for path in ["note.md", "secret.md", "shut/note.md"] {
        std::fs::write(folder.path().join(path), "Words").unwrap();
    }
    for (path, mode) in [
        ("", 0o755),
        ("note.md", 0o644),
        ("secret.md", 0),
        ("shut", 0),
    ] {
        modes(path, mode);
    }
    let mut check = isolated(BINARY);
    if std::fs::metadata(folder.path()).unwrap().uid() == 0 {
        // Root can read everything, so the program runs as another user.
        check = isolated("setpriv");
        check.args(["--reuid=65534", "--regid=65534", "--clear-groups", BINARY]);
    }
    let Ok(output) = check.arg("check").arg(folder.path()).output() else {
        return eprintln!("skipped: root can read everything, and setpriv is not installed");
    };
    modes("shut", 0o755);
    let output_text = String::from_utf8(output.stdout).unwrap();
    assert!(
        output_text.contains("1 note, 0 channels, "),
        "{output_text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        output_text.contains("secret.md:0: skipped: Permission denied"),
        "{output_text}"
    );
    assert!(
        output_text.contains("shut") && output_text.contains("2 skipped"),
        "{output_text}"
    );
}

#[test]
fn hostile_files_do_not_prevent_a_reload() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let hostile = hostile_files::write(folder.path(), outside.path());
    let first = support::site(folder.path());
    let again = corpus::reload(
        folder.path(),
        &Default::default(),
        Some(first.archive.as_previous()),
        &Default::default(),
    )
    .unwrap();
    assert!(
        again.is_unchanged(&first.archive.as_previous()),
        "nothing changed"
    );
    assert_eq!(again.notes.len(), hostile.readable.len());
    hostile_files::remove(folder.path());
}

/// Writes notes and media files to a folder, and returns those that are served.
fn served(folder: &Path, exclude: &[&str]) -> Vec<String> {
    let options = LoadOptions {
        exclude: exclude.iter().map(|glob| (*glob).to_owned()).collect(),
        drafts: false,
    };
    let corpus = corpus::reload(folder, &options, None, &Default::default()).unwrap();
    let media = corpus.media.files.iter().map(|file| file.path.clone());
    let mut served: Vec<_> = corpus
        .notes
        .iter()
        .map(|note| note.path.clone())
        .chain(media)
        .collect();
    served.sort();
    served
}

const FILES: [&str; 9] = [
    "a/b/deep.md",
    "a/b/photo.png",
    "a/one.md",
    "a/two.md",
    "draft one.md",
    "index.md",
    "private/a/x.md",
    "private/y.pdf",
    "{x,y}.md",
];

#[test]
fn patterns_exclude_files() {
    // Patterns of the root's ignore file, of the one in `a`, and of the flag; and the excluded
    // files.
    let cases: &[(&str, &str, &[&str], &[&str])] = &[
        ("", "", &[], &[]),
        (
            "# a comment\n\nprivate\r\n",
            "",
            &[],
            &["private/a/x.md", "private/y.pdf"],
        ),
        (
            "\u{feff}private/\n",
            "",
            &[],
            &["private/a/x.md", "private/y.pdf"],
        ),
        ("y.pdf/\n/two.md\nb/photo.png\n", "", &[], &[]),
        ("*.png\n/index.md", "", &[], &["a/b/photo.png", "index.md"]),
        (
            "a/**/*.md\n",
            "",
            &[],
            &["a/b/deep.md", "a/one.md", "a/two.md"],
        ),
        ("**/b\n", "", &[], &["a/b/deep.md", "a/b/photo.png"]),
        // Git reads stars directly after a name in the same way.
        (
            "a**/*.md\n",
            "",
            &[],
            &["a/b/deep.md", "a/one.md", "a/two.md"],
        ),
        ("pri**/x.md\n", "", &[], &["private/a/x.md"]),
        ("i**/ndex.md\n", "", &[], &["index.md"]),
        (
            "a/*\n!a/one.md\n!deep.md\n",
            "",
            &[],
            &["a/b/deep.md", "a/b/photo.png", "a/two.md"],
        ),
        ("draft*\n", "", &[], &["draft one.md"]),
        ("draft\\ one.md\n", "", &[], &["draft one.md"]),
        ("{x,y}.md\n{one,two}.md", "", &[], &["{x,y}.md"]),
        ("t[v-x]?.md\n", "", &[], &["a/two.md"]),
        // Patterns apply below their file's folder, and override those of the parent.
        (
            "",
            "/one.md\nindex.md\nb/\n",
            &[],
            &["a/b/deep.md", "a/b/photo.png", "a/one.md"],
        ),
        (
            "*.md\n!index.md\n",
            "!two.md",
            &[],
            &[
                "a/b/deep.md",
                "a/one.md",
                "draft one.md",
                "private/a/x.md",
                "{x,y}.md",
            ],
        ),
        (
            "/a\n",
            "!two.md",
            &[],
            &["a/b/deep.md", "a/b/photo.png", "a/one.md", "a/two.md"],
        ),
        // The flag overrides all files.
        (
            "!two.md\n",
            "!two.md\n",
            &["two.md", "/private/a"],
            &["a/two.md", "private/a/x.md"],
        ),
        (
            "one.md\n",
            "",
            &["!one.md", "*.p[dn][fg]"],
            &["a/b/photo.png", "private/y.pdf"],
        ),
    ];
    for (top, below, flags, gone) in cases {
        let folder = tempfile::tempdir().unwrap();
        for path in FILES {
            support::media::write(folder.path(), path, "Words");
        }
        std::fs::write(folder.path().join(".cueleafignore"), top).unwrap();
        std::fs::write(folder.path().join("a/.cueleafignore"), below).unwrap();
        let left: Vec<_> = FILES
            .into_iter()
            .filter(|path| !gone.contains(path))
            .collect();
        assert_eq!(
            served(folder.path(), flags),
            left,
            "{top:?} {below:?} {flags:?}"
        );
    }
}

#[test]
fn excluded_files_are_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    support::media::write(folder.path(), "index.md", "Words");
    std::fs::create_dir_all(at("private/deep")).unwrap();
    // Each of these would be reported if it were opened.
    std::fs::File::create(at("private/large.md"))
        .unwrap()
        .set_len(100 * 1024 * 1024)
        .unwrap();
    std::os::unix::fs::symlink("/etc/passwd", at("private/deep/out.md")).unwrap();
    std::os::unix::fs::symlink("/etc", at("private out")).unwrap();
    std::fs::write(at("private/deep/.cueleafignore"), "[z-a]").unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(at("private pipe.md"))
            .status()
            .unwrap()
            .success()
    );
    std::fs::write(at(".cueleafignore"), "private*").unwrap();
    assert_eq!(corpus::load(folder.path()).unwrap().problems, []);
}

/// Creates an unreadable ignore file.
type Make<'a> = &'a dyn Fn(&str);

#[test]
fn unreadable_patterns_exclude_everything() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    for path in ["index.md", "a/one.md", "a/b/deep.md"] {
        support::media::write(folder.path(), path, "Words");
    }
    support::media::write(folder.path(), "patterns", "*.md");
    let problem = || {
        let corpus = corpus::load(folder.path()).unwrap();
        let found = corpus.problems.first();
        (
            corpus.notes.len(),
            found
                .map(|problem| format!("{} {}", problem.path, problem.message))
                .unwrap_or_default(),
        )
    };
    // An ignore file that cannot be read completely excludes its folder; at the root, everything.
    let link = |path: &str| {
        let _ = std::fs::remove_file(at(path));
        std::os::unix::fs::symlink(at("patterns"), at(path)).unwrap();
    };
    let pipe = |path: &str| {
        let _ = std::fs::remove_file(at(path));
        assert!(
            Command::new("mkfifo")
                .arg(at(path))
                .status()
                .unwrap()
                .success()
        );
    };
    let large = |path: &str| {
        let _ = std::fs::remove_file(at(path));
        std::fs::write(at(path), "#".repeat(65 * 1024)).unwrap();
    };
    let many = |path: &str| {
        let _ = std::fs::remove_file(at(path));
        std::fs::write(at(path), "words\n".repeat(1001)).unwrap();
    };
    let wild = |path: &str| {
        let _ = std::fs::remove_file(at(path));
        std::fs::write(at(path), "*?[ab]*\n".repeat(126)).unwrap();
    };
    let text = |path: &str, bytes: &[u8]| {
        let _ = std::fs::remove_file(at(path));
        std::fs::write(at(path), bytes).unwrap();
    };
    let cases: [(Make, &str); 9] = [
        (&|path| text(path, b"b\n[z-a]\n"), "line 2 is not valid"),
        (
            &|path| text(path, b"b\n[[:letter:]]\n"),
            "line 2 is not valid",
        ),
        (&|path| text(path, b"\n\xff\n"), "not UTF-8"),
        (&|path| text(path, b"\xff\xfeb\0/\0\n\0"), "not UTF-8"),
        (&link, "symlinks are not followed"),
        (&pipe, "not a regular file"),
        (&large, "more than 65536 bytes"),
        (&many, "more than 1000 patterns"),
        (&wild, "more than 500 wildcards"),
    ];
    for (make, why) in cases {
        make("a/.cueleafignore");
        let (notes, output_text) = problem();
        assert!(
            notes == 1
                && output_text.starts_with("a skipped: cannot read its")
                && output_text.contains(why),
            "{output_text}"
        );
        make(".cueleafignore");
        let error = with_causes(&corpus::load(folder.path()).unwrap_err());
        assert!(
            error.contains(".cueleafignore, which lists the excluded files") && error.contains(why),
            "{error}"
        );
        std::fs::remove_file(at(".cueleafignore")).unwrap();
    }
}

#[test]
fn the_wildcards_of_all_files_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..10 {
        support::media::write(folder.path(), &format!("c{number}/note.md"), "Words");
        support::media::write(
            folder.path(),
            &format!("c{number}/.cueleafignore"),
            "*x*y\n".repeat(240),
        );
    }
    let corpus = corpus::load(folder.path()).unwrap();
    assert_eq!((corpus.notes.len(), corpus.problems.len()), (4, 6));
    assert!(corpus.problems.iter().all(|problem| {
        problem
            .message
            .contains("more than 2000 wildcards in all files")
    }));
}

/// Reloads the folder repeatedly while its files and folders are replaced by pipes and by links
/// that lead outside.
#[test]
fn files_replaced_while_loading_are_neither_followed_nor_waited_for() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (inside, aside) = (folder.path().to_owned(), outside.path().to_owned());
    for path in ["index.md", "a/one.md", "b/two.md", "b/photo.png"] {
        support::media::write(&inside, path, "Words");
    }
    for path in ["b/two.md", "b/photo.png", "secret.md"] {
        support::media::write(&aside.join("out"), path, "secret");
    }
    assert!(
        Command::new("mkfifo")
            .arg(aside.join("pipe"))
            .status()
            .unwrap()
            .success()
    );
    let (sender, receiver) = std::sync::mpsc::channel();
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let is_stopped = std::sync::Arc::clone(&stop);
    let reader = inside.clone();
    std::thread::spawn(move || {
        for _ in 0..300 {
            let corpus = corpus::load(&reader).unwrap();
            let leaks = corpus
                .notes
                .iter()
                .filter(|note| note.source.contains("secret"))
                .count();
            sender.send(leaks).unwrap();
        }
    });
    let exchanger = std::thread::spawn(move || {
        let take_place =
            |aside: &Path, path: &str| std::fs::rename(aside, inside.join(path)).unwrap();
        let new = aside.join("new");
        while !is_stopped.load(std::sync::atomic::Ordering::Relaxed) {
            std::fs::hard_link(aside.join("pipe"), &new).unwrap();
            take_place(&new, "a/one.md");
            std::fs::write(&new, "Words").unwrap();
            take_place(&new, "a/one.md");
            std::os::unix::fs::symlink(aside.join("out/secret.md"), &new).unwrap();
            take_place(&new, "a/one.md");
            std::fs::rename(inside.join("b"), aside.join("b")).unwrap();
            std::os::unix::fs::symlink(aside.join("out/b"), inside.join("b")).unwrap();
            std::fs::remove_file(inside.join("b")).unwrap();
            take_place(&aside.join("b"), "b");
        }
    });
    for _ in 0..300 {
        let leaks = receiver
            .recv_timeout(Duration::from_secs(60))
            .expect("it does not block on a pipe");
        assert_eq!(leaks, 0, "a symlink was followed");
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    exchanger.join().unwrap();
}

#[test]
fn a_deep_and_wide_folder_needs_few_open_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut path = folder.path().to_owned();
    for level in 0..140 {
        for name in ["x", "y", "z"] {
            std::fs::create_dir_all(path.join(name)).unwrap();
            std::fs::write(path.join(name).join("note.md"), format!("At {level}")).unwrap();
        }
        path.push("y");
    }
    let limited = format!(
        "ulimit -n 32; exec {} check {}",
        BINARY,
        folder.path().display()
    );
    let output = Command::new("sh").args(["-c", &limited]).output().unwrap();
    let output_text = String::from_utf8(output.stdout).unwrap();
    // A file at the last level is in 127 folders.
    assert!(
        output_text.contains(&format!("{} notes,", 3 * 127)),
        "{output_text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        output_text.contains("skipped: more than 128 nested folders"),
        "{output_text}"
    );
}
