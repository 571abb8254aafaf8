//! The folder of mischief is served, and loading it takes no longer than its files deserve.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::Request;
use cueleaf::archive::Archive;
use cueleaf::live::Live;
use cueleaf::pages::Site;
use cueleaf::{corpus, web};
use tower::ServiceExt;

use super::mischief;
use crate::support;

/// How many notes stand beside the mischief: `scripts/mischief` asks for more.
fn ordinary() -> usize {
    std::env::var("CUELEAF_ORDINARY").ok().and_then(|count| count.parse().ok()).unwrap_or(300)
}

/// Writes notes as people do.
fn write_ordinary(folder: &Path) {
    for number in 0..ordinary() {
        let folder = folder.join(format!("ordinary {}", number / 100));
        std::fs::create_dir_all(&folder).unwrap();
        let front = format!("---\ntitle: Ordinary {number}\nvideoId: {:011}\n---\n\n", number / 5);
        let line = |second| format!("A sentence of an ordinary note [[ordinary_{second}]] [00:00:{second:02}].\n\n");
        std::fs::write(folder.join(format!("{number}.md")), front + &(0..20).map(line).collect::<String>()).unwrap();
    }
}

/// How long a folder takes to be loaded.
fn load(folder: &Path) -> (Site, Duration) {
    let start = Instant::now();
    let site = Site::new(Archive::new(corpus::load(folder).unwrap()), true);
    (site, start.elapsed())
}

#[tokio::test]
async fn a_folder_of_mischief_is_served() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_ordinary(folder.path());
    let (_, alone) = load(folder.path());
    let mischief = mischief::write(folder.path(), outside.path());
    let (site, with_mischief) = load(folder.path());
    let wrong = wrong(site, &mischief).await;
    eprintln!("{} ordinary notes: loaded in {alone:.0?}, with mischief in {with_mischief:.0?}", ordinary());
    mischief::remove(folder.path());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(with_mischief < alone * 30, "{with_mischief:?} is much more than {alone:?}");
}

/// What is not served and not reported, and what is served but should not be.
async fn wrong(site: Site, mischief: &mischief::Mischief) -> Vec<String> {
    let mut wrong = Vec::new();
    let site = std::sync::Arc::new(site);
    site.search.begin(&site.archive).unwrap();
    let router = web::router(Live::new(std::sync::Arc::clone(&site)), web::Limits::default());
    let fetch = async |address: &str| {
        let answer = router.clone().oneshot(Request::get(address).body(Body::empty()).unwrap()).await.unwrap();
        let (status, body) = (answer.status().as_u16(), to_bytes(answer.into_body(), usize::MAX).await.unwrap());
        (status, String::from_utf8_lossy(&body).into_owned())
    };
    for (word, path) in &mischief.readable {
        let found = site.archive.notes().find(|(_, note)| note.source.contains(word.as_str()));
        let Some((id, _)) = found else {
            wrong.push(format!("{} is no note", path.display()));
            continue;
        };
        for address in [site.archive.note_address(id).to_owned(), site.archive.file_address(id, "md")] {
            let (status, body) = fetch(&address).await;
            if status != 200 || !body.contains(word.as_str()) {
                wrong.push(format!("{}: {address} answers {status} without it", path.display()));
            }
            // A browser asks for the address that it is given.
            let asked = reqwest::Url::parse(&format!("http://localhost{address}")).unwrap();
            if asked.path() != address {
                wrong.push(format!("{}: a browser asks for {} instead of {address}", path.display(), asked.path()));
            }
        }
    }
    let problems = site.archive.check();
    for reported in &mischief.reported {
        let says = |problem: &corpus::Problem| problem.path == *reported || problem.message.contains(reported);
        if !problems.iter().any(says) {
            wrong.push(format!("{reported} is not reported"));
        }
    }
    if site.archive.notes().any(|(_, note)| note.source.contains("secret") || note.source.contains("root:")) {
        wrong.push("a link out of the folder was followed".to_owned());
    }
    let mut kinds = std::collections::BTreeMap::new();
    problems.iter().for_each(|problem| *kinds.entry(problem.kind.name()).or_insert(0) += 1);
    eprintln!("{} notes of mischief are served; reported: {kinds:?}", mischief.readable.len());
    wrong
}

#[test]
fn no_topic_is_a_place_above() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[[..]] [[.]] [[../..]] [[a/..]] [[./.]] [up](..) [up](../../) [[..\\..]] [[%2e%2e]]\n";
    std::fs::write(folder.path().join("note.md"), text).unwrap();
    let (site, _) = load(folder.path());
    assert!(site.archive.topics().len() > 1);
    for topic in site.archive.topics() {
        let asked = reqwest::Url::parse(&format!("http://localhost{}", topic.address)).unwrap();
        assert_eq!(asked.path(), topic.address, "a browser asks for the same");
    }
}

#[test]
fn what_may_not_be_read_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let modes = |path: &str, mode| {
        std::fs::set_permissions(folder.path().join(path), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    std::fs::create_dir(folder.path().join("shut")).unwrap();
    for path in ["note.md", "secret.md", "shut/note.md"] {
        std::fs::write(folder.path().join(path), "Words").unwrap();
    }
    for (path, mode) in [("", 0o755), ("note.md", 0o644), ("secret.md", 0), ("shut", 0)] {
        modes(path, mode);
    }
    let mut check = Command::new(env!("CARGO_BIN_EXE_cueleaf"));
    if std::fs::metadata(folder.path()).unwrap().uid() == 0 {
        // Nothing is shut to root, so that somebody else has to try.
        check = Command::new("setpriv");
        check.args(["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_cueleaf")]);
    }
    let Ok(answer) = check.arg("check").arg(folder.path()).output() else {
        return eprintln!("not run: nothing is shut to root, and there is no setpriv to be somebody else");
    };
    modes("shut", 0o755);
    let said = String::from_utf8(answer.stdout).unwrap();
    assert!(said.contains("1 notes,"), "{said}{}", String::from_utf8_lossy(&answer.stderr));
    assert!(said.contains("secret.md:0: skipped: Permission denied"), "{said}");
    assert!(said.contains("shut") && said.contains("2 skipped"), "{said}");
}

#[test]
fn mischief_stops_no_reload() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mischief = mischief::write(folder.path(), outside.path());
    let first = support::site(folder.path());
    let again =
        corpus::load_again(folder.path(), &Default::default(), first.archive.shared_notes(), &Default::default())
            .unwrap();
    assert!(
        again.is_as_before(first.archive.shared_notes(), first.archive.media_folder(), first.archive.problems()),
        "nothing changed"
    );
    assert_eq!(again.notes.len(), mischief.readable.len());
    mischief::remove(folder.path());
}
