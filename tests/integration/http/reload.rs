//! Reloading: the site follows its folder atomically, and survives its removal.

use std::path::Path;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cueleaf::archive::Archive;
use cueleaf::corpus::{self, LoadOptions};
use cueleaf::pages::Site;
use cueleaf::progress::Progress;
use cueleaf::search::{Search, SearchError, SearchHandle};
use cueleaf::site::reload;
use cueleaf::site::store::SiteStore;
use cueleaf::site::watch::WatchMode;
use cueleaf::text::base_url::BaseUrl;

use crate::support::program::Program;
use crate::support::{Server, serve_live, site, site_at};

/// A served folder that is reloaded when it changes or on request.
struct Served {
    folder: tempfile::TempDir,
    store: Arc<SiteStore>,
    server: Server,
    reload_requests: Sender<()>,
}

fn write(folder: &Path, path: &str, body: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(
        path,
        format!("---\ntitle: {body}\nvideoId: E1cxZuHrwZc\n---\n{body} [00:03:38].\n"),
    )
    .unwrap();
}

impl Served {
    async fn new(watch: WatchMode) -> Self {
        Self::below("", watch).await
    }

    async fn below(base: &str, watch: WatchMode) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("notes"), "c/one.md", "The first");
        write(&folder.path().join("notes"), "c/two.md", "The second");
        let store = SiteStore::new(site_at(
            &folder.path().join("notes"),
            BaseUrl::new(Some(base), None).unwrap(),
        ));
        let reload_requests = reload::start(
            Arc::clone(&store),
            folder.path().join("notes"),
            LoadOptions::default(),
            watch,
        );
        let server = serve_live(Arc::clone(&store)).await;
        Self {
            folder,
            store,
            server,
            reload_requests,
        }
    }

    fn notes(&self) -> std::path::PathBuf {
        self.folder.path().join("notes")
    }

    async fn get(&self, url: &str) -> (u16, String) {
        let response = reqwest::get(format!("{}{url}", self.server.url))
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Waits for an expected response.
    async fn until(&self, url: &str, is: impl Fn(u16, &str) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let (status, body) = self.get(url).await;
            if is(status, &body) {
                return;
            }
            assert!(Instant::now() < deadline, "{url}: {status} {body}");
            // Only the polling interval: the condition decides, not the time.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn has(words: &str) -> impl Fn(u16, &str) -> bool {
    move |status, body| status == 200 && body.contains(words)
}

#[tokio::test]
async fn changes_in_the_folder_are_shown() {
    let served = Served::new(WatchMode::Events).await;
    let notes = served.notes();
    write(&notes, "c/one.md", "Edited words");
    served.until("/c/one", has("Edited words")).await;
    served.until("/search?q=edited", has("/c/one")).await;
    write(&notes, "new/channel/three.md", "Added words");
    served.until("/new/channel/three", has("Added words")).await;
    std::fs::rename(notes.join("c/two.md"), notes.join("c/renamed.md")).unwrap();
    served.until("/c/renamed", has("The second")).await;
    assert_eq!(served.get("/c/two").await.0, 404);
    std::fs::remove_dir_all(notes.join("new")).unwrap();
    served
        .until("/new/channel/three", |status, _| status == 404)
        .await;
    for number in 0..1000 {
        write(
            &notes,
            &format!("many/{number}.md"),
            &format!("Number {number} of many"),
        );
    }
    served.until("/many/999", has("Number 999 of many")).await;
    served.until("/", has("1,002 notes")).await;
}

#[tokio::test]
async fn unchanged_notes_are_not_parsed_again() {
    let served = Served::new(WatchMode::Off).await;
    let before: Arc<Site> = served.store.site();
    write(&served.notes(), "c/two.md", "Other words");
    served.reload_requests.send(()).unwrap();
    served.until("/c/two", has("Other words")).await;
    let after = served.store.site();
    let same = |index: usize| {
        Arc::ptr_eq(
            &before.archive.shared_notes()[index],
            &after.archive.shared_notes()[index],
        )
    };
    assert!(same(0) && !same(1));
    assert!(
        before
            .archive
            .notes()
            .any(|(_, note)| note.title == "The second"),
        "references to the old site stay valid"
    );
}

#[tokio::test]
async fn a_removed_folder_keeps_the_previous_archive() {
    let served = Served::new(WatchMode::Events).await;
    let (notes, away) = (served.notes(), served.folder.path().join("away"));
    std::fs::rename(&notes, &away).unwrap();
    served.reload_requests.send(()).unwrap();
    served
        .until("/readyz", |status, body| {
            status == 200 && body.contains("folder not found")
        })
        .await;
    let stranger = reqwest::Client::new()
        .get(format!("{}/readyz", served.server.url))
        .header("x-forwarded-for", "203.0.113.7");
    let status = stranger.send().await.unwrap().text().await.unwrap();
    assert_eq!(
        status,
        "ready, but reloading failed: see the server's log\n"
    );
    assert_eq!(served.get("/c/one").await.0, 200);
    std::fs::create_dir(&notes).unwrap();
    served.until("/readyz", has("the folder is empty")).await;
    assert_eq!(served.get("/c/one").await.0, 200);
    // It returns without an event, and is watched again.
    write(&notes, "c/one.md", "Back again");
    served.until("/c/one", has("Back again")).await;
    served.until("/readyz", |_, body| body == "ready\n").await;
    write(&notes, "c/one.md", "Seen again");
    served.until("/c/one", has("Seen again")).await;
}

#[tokio::test]
async fn a_site_without_watching_has_no_change_events() {
    let served = Served::new(WatchMode::Off).await;
    assert_eq!(served.get("/api/events").await.0, 404);
    assert!(!served.get("/").await.1.contains("data-version"));
}

/// The next event of a stream: the numbers of the current site and of the one that is searched.
async fn next_event(stream: &mut reqwest::Response) -> (u64, u64) {
    let event = stream.chunk().await.unwrap().expect("an event");
    let event = std::str::from_utf8(&event)
        .unwrap()
        .trim()
        .strip_prefix("data: ")
        .expect("an event's data");
    let event: serde_json::Value = serde_json::from_str(event).unwrap();
    (
        event["site"].as_u64().unwrap(),
        event["searched"].as_u64().unwrap(),
    )
}

#[tokio::test]
async fn events_and_pages_have_the_number_of_the_site() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "c/one.md", "Words");
    let watched = |site: Arc<Site>| {
        Arc::new(Site {
            watched: true,
            ..Arc::into_inner(site).unwrap()
        })
    };
    let old = watched(site(folder.path()));
    let store = SiteStore::new(Arc::clone(&old));
    let server = serve_live(Arc::clone(&store)).await;
    let mut stream = reqwest::get(format!("{}/api/events", server.url))
        .await
        .unwrap();
    assert_eq!(stream.headers()["x-accel-buffering"], "no");
    assert_eq!(next_event(&mut stream).await, (old.number, old.number));
    let archive = Archive::new(corpus::load(folder.path()).unwrap());
    let new = Arc::new(Site {
        watched: true,
        ..Site::new(archive, true)
    });
    store.replace(Arc::clone(&new));
    assert_eq!(
        next_event(&mut stream).await,
        (new.number, old.number),
        "searches use the old one"
    );
    new.search.begin(&new.archive).unwrap();
    store.mark_search_ready();
    assert_eq!(next_event(&mut stream).await, (new.number, new.number));
    let page = reqwest::get(format!("{}/c/one", server.url))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(page.contains(&format!(
        "<html lang=\"en\" data-version=\"{}\">",
        new.number
    )));
    assert!(old.number < new.number, "numbers grow");
}

#[tokio::test]
async fn search_works_while_the_new_index_is_built() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "c/one.md", "Early words");
    let store = SiteStore::new(site(folder.path()));
    let server = serve_live(Arc::clone(&store)).await;
    let get = async |url: &str| {
        let response = reqwest::get(format!("{}{url}", server.url)).await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    write(folder.path(), "c/one.md", "Later words");
    let next = Arc::new(Site::new(
        cueleaf::archive::Archive::new(cueleaf::corpus::load(folder.path()).unwrap()),
        true,
    ));
    store.replace(Arc::clone(&next));
    assert!(get("/c/one").await.1.contains("Later words"));
    assert!(
        get("/search?q=words").await.1.contains("Early"),
        "the old index is used until then"
    );
    assert_eq!(get("/readyz").await.0, 200);
    next.search.begin(&next.archive).unwrap();
    store.mark_search_ready();
    let found = get("/search?q=words").await.1;
    assert!(
        found.contains("Later") && !found.contains("Early"),
        "its responses are not cached"
    );
}

/// The outcome of building an index in a test.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Built,
    Failed,
    Panicked,
}

/// A served folder with a controlled index builder.
async fn with_index(outcome: Outcome) -> (Served, Arc<Mutex<Outcome>>) {
    let folder = tempfile::tempdir().unwrap();
    let notes = folder.path().join("notes");
    write(&notes, "c/one.md", "Early words");
    let outcome = Arc::new(Mutex::new(outcome));
    let outcome_of_build = Arc::clone(&outcome);
    let build = move |archive: &Archive, progress: &Progress| {
        let outcome = *outcome_of_build.lock().unwrap();
        match outcome {
            Outcome::Built => Search::new(archive, progress),
            Outcome::Failed => Err(SearchError::new("no room")),
            Outcome::Panicked => panic!("no room"),
        }
    };
    let archive = Archive::new(cueleaf::corpus::load(&notes).unwrap());
    let site = Site {
        search: SearchHandle::new(Arc::new(build)),
        ..Site::new(archive, true)
    };
    let store = SiteStore::new(Arc::new(site));
    let reload_requests = reload::start(
        Arc::clone(&store),
        notes,
        LoadOptions::default(),
        WatchMode::Off,
    );
    let server = serve_live(Arc::clone(&store)).await;
    (
        Served {
            folder,
            store,
            server,
            reload_requests,
        },
        outcome,
    )
}

#[tokio::test]
async fn a_failed_first_index_is_retried() {
    let (served, outcome) = with_index(Outcome::Failed).await;
    served
        .until("/readyz", |status, body| {
            status == 503 && body.contains("no room")
        })
        .await;
    assert_eq!(served.get("/c/one").await.0, 200);
    assert_eq!(served.get("/search?q=words").await.0, 503);
    *outcome.lock().unwrap() = Outcome::Panicked;
    served
        .until("/readyz", |status, body| {
            status == 503 && body.contains("panicked")
        })
        .await;
    *outcome.lock().unwrap() = Outcome::Built;
    served
        .until("/readyz", |status, body| status == 200 && body == "ready\n")
        .await;
    served.until("/search?q=words", has("Early")).await;
}

#[tokio::test]
async fn while_a_new_index_fails_the_previous_search_answers() {
    let _ = cueleaf::system::metrics::install();
    let (served, outcome) = with_index(Outcome::Built).await;
    served.until("/readyz", |_, body| body == "ready\n").await;
    served
        .until("/metrics", has("cueleaf_search_ready 1\n"))
        .await;
    for failing in [Outcome::Failed, Outcome::Panicked] {
        *outcome.lock().unwrap() = failing;
        write(&served.notes(), "c/one.md", "Later words");
        served.reload_requests.send(()).unwrap();
        served
            .until("/readyz", |status, body| {
                status == 200 && body.starts_with("ready, but search is outdated")
            })
            .await;
        served
            .until("/metrics", has("cueleaf_search_ready 0\n"))
            .await;
        assert!(served.get("/c/one").await.1.contains("Later words"));
        let found = served.get("/search?q=words").await.1;
        assert!(found.contains("Early") && !found.contains("Later"));
        // Reloading an unchanged folder does not make search ready.
        served.reload_requests.send(()).unwrap();
        served
            .until("/readyz", has("ready, but search is outdated"))
            .await;
        *outcome.lock().unwrap() = Outcome::Built;
        served.until("/readyz", |_, body| body == "ready\n").await;
        let found = served.get("/search?q=words").await.1;
        assert!(found.contains("Later") && !found.contains("Early"));
        write(&served.notes(), "c/one.md", "Early words");
        served.reload_requests.send(()).unwrap();
        served.until("/search?q=words", has("Early")).await;
    }
}

#[tokio::test]
async fn the_previous_search_hides_newly_hidden_notes() {
    type Hide = fn(&Path);
    let actions: [(&str, Hide); 6] = [
        ("private under another name", |note| {
            std::fs::write(
                note,
                "---\ntitle: Early words\nprivate: true\n---\nEarly words.\n",
            )
            .unwrap();
            std::fs::rename(note, note.with_file_name("other.md")).unwrap();
        }),
        ("a comment under another name", |note| {
            std::fs::write(note.with_file_name("other.md"), "Words. %%Early words.%%\n").unwrap();
            std::fs::remove_file(note).unwrap();
        }),
        ("private", |note| {
            std::fs::write(
                note,
                "---\ntitle: Early words\nprivate: true\n---\nEarly words.\n",
            )
            .unwrap()
        }),
        ("unlisted", |note| {
            std::fs::write(
                note,
                "---\ntitle: Early words\nunlisted: true\n---\nEarly words.\n",
            )
            .unwrap()
        }),
        ("a comment", |note| {
            std::fs::write(note, "Words. %%Early words.%%\n").unwrap()
        }),
        ("patterns that cannot be read", |note| {
            std::fs::write(note.with_file_name(".cueleafignore"), "x\n".repeat(2_000)).unwrap();
        }),
    ];
    for (hidden, hide) in actions {
        let (served, outcome) = with_index(Outcome::Built).await;
        write(&served.notes(), "d/other.md", "Another note");
        served.until("/search?q=early", has("Early")).await;
        *outcome.lock().unwrap() = Outcome::Failed;
        hide(&served.notes().join("c/one.md"));
        served.reload_requests.send(()).unwrap();
        served
            .until("/c/one.json", |status, body| {
                status == 404 || !body.contains("E1cxZuHrwZc")
            })
            .await;
        let (status, body) = served.get("/search?q=early").await;
        assert!(
            status == 503 && !body.contains("Early words"),
            "{hidden}: {status} {body}"
        );
    }
}

#[tokio::test]
async fn newly_excluded_notes_disappear_even_if_none_are_left() {
    // An unreadable ignore file may match anything.
    for patterns in ["/c/\n".to_owned(), "x\n".repeat(2_000)] {
        let served = Served::new(WatchMode::Off).await;
        std::fs::write(served.notes().join(".cueleafignore"), patterns).unwrap();
        served.reload_requests.send(()).unwrap();
        served.until("/c/one", |status, _| status == 404).await;
        served.until("/readyz", |_, body| body == "ready\n").await;
        assert!(!served.get("/search?q=first").await.1.contains("The first"));
    }
}

#[tokio::test]
async fn the_last_notes_disappear_if_the_folder_is_not_empty() {
    type Hide = fn(&Path);
    let actions: [Hide; 3] = [
        |notes| std::fs::rename(notes.join("c"), notes.join(".c")).unwrap(),
        |notes| {
            for name in ["one", "two"] {
                std::fs::rename(
                    notes.join(format!("c/{name}.md")),
                    notes.join(format!("c/{name}.txt")),
                )
                .unwrap();
            }
        },
        |notes| {
            ["c/one.md", "c/two.md"]
                .iter()
                .for_each(|path| std::fs::remove_file(notes.join(path)).unwrap())
        },
    ];
    for hide in actions {
        let served = Served::new(WatchMode::Events).await;
        hide(&served.notes());
        served.until("/c/one", |status, _| status == 404).await;
        served.until("/readyz", |_, body| body == "ready\n").await;
        assert!(!served.get("/search?q=first").await.1.contains("The first"));
    }
}

#[tokio::test]
async fn repaired_patterns_are_noticed() {
    let served = Served::new(WatchMode::Events).await;
    write(&served.notes(), "d/other.md", "Another note");
    served.until("/d/other", |status, _| status == 200).await;
    let patterns = served.notes().join("c/.cueleafignore");
    std::fs::write(&patterns, "[").unwrap();
    served.until("/c/one", |status, _| status == 404).await;
    std::fs::write(&patterns, "#").unwrap();
    served.until("/c/one", |status, _| status == 200).await;
}

#[tokio::test]
async fn the_base_path_survives_a_reload() {
    let served = Served::below("/talks", WatchMode::Off).await;
    write(&served.notes(), "c/two.md", "Other words");
    served.reload_requests.send(()).unwrap();
    served.until("/talks/c/two", has("Other words")).await;
    served
        .until("/talks/c/two", has("href=\"/talks/c/one\""))
        .await;
}

#[tokio::test]
async fn media_files_appear_and_disappear() {
    let served = Served::new(WatchMode::Events).await;
    let notes = served.notes();
    write(&notes, "c/one.md", "See ![[chart.png]]");
    served.until("/c/one", has("See chart.png")).await;
    std::fs::write(notes.join("c/chart.png"), "a picture").unwrap();
    served
        .until("/c/one", has("<img src=\"/c/chart.png\""))
        .await;
    served.until("/c/chart.png", has("a picture")).await;
    // Another folder with the same name and content.
    let away = served.folder.path().join("away");
    std::fs::rename(&notes, &away).unwrap();
    write(&notes, "c/one.md", "See ![[chart.png]]");
    write(&notes, "c/two.md", "The second");
    std::fs::write(notes.join("c/chart.png"), "another one").unwrap();
    served.reload_requests.send(()).unwrap();
    served.until("/c/chart.png", has("another one")).await;
    std::fs::remove_file(notes.join("c/chart.png")).unwrap();
    served.until("/c/one", has("See chart.png")).await;
    served
        .until("/c/chart.png", |status, _| status == 404)
        .await;
}

/// The title of a video comes from yt-dlp's file if no note names it.
#[tokio::test]
async fn files_about_videos_are_watched() {
    for mode in [WatchMode::Events, WatchMode::Poll] {
        let served = Served::new(mode).await;
        let info = served
            .notes()
            .join("c/deep/On bread [E1cxZuHrwZc].info.json");
        let page = "/video/E1cxZuHrwZc";
        served.until(page, has("Untitled video")).await;
        std::fs::create_dir(info.parent().unwrap()).unwrap();
        for title in ["On bread", "On flour"] {
            std::fs::write(&info, format!("{{\"title\": \"{title}\"}}")).unwrap();
            served.until(page, has(title)).await;
        }
        std::fs::remove_file(&info).unwrap();
        served.until(page, has("Untitled video")).await;
    }
}

/// Switches a symlink atomically, as `ln -sfn` and release scripts do.
fn switch_link(link: &Path, to: &str) {
    let aside = link.with_extension("aside");
    std::os::unix::fs::symlink(to, &aside).unwrap();
    std::fs::rename(aside, link).unwrap();
}

#[tokio::test]
async fn a_switched_content_symlink_is_followed() {
    for mode in [WatchMode::Events, WatchMode::Poll] {
        let served = Served::new(mode).await;
        let (notes, at) = (served.notes(), |path: &str| served.folder.path().join(path));
        // From a folder to a link, then from one link to another.
        for release in ["v1", "v2", "v3"] {
            write(&at(release), "c/one.md", &format!("Release {release}"));
            if release == "v1" {
                std::fs::rename(&notes, at("v0")).unwrap();
            }
            switch_link(&notes, release);
            served
                .until("/c/one", has(&format!("Release {release}")))
                .await;
            write(&at(release), "c/one.md", &format!("Edited {release}"));
            served
                .until("/c/one", has(&format!("Edited {release}")))
                .await;
        }
        // The target of the link may be replaced, too.
        std::fs::rename(at("v3"), at("v4")).unwrap();
        write(&at("v3"), "c/one.md", "Another folder");
        served.until("/c/one", has("Another folder")).await;
        write(&at("v3"), "c/one.md", "And watched");
        served.until("/c/one", has("And watched")).await;
    }
}

#[tokio::test]
async fn polling_shows_changes_without_events() {
    let served = Served::new(WatchMode::Poll).await;
    let notes = served.notes();
    write(&notes, "c/one.md", "Edited words");
    served.until("/c/one", has("Edited words")).await;
    write(&notes, "new/channel/three.md", "Added words");
    served.until("/new/channel/three", has("Added words")).await;
    std::fs::rename(notes.join("c/two.md"), notes.join("c/renamed.md")).unwrap();
    served.until("/c/renamed", has("The second")).await;
    // With the same size and the old modification time.
    let modified = std::fs::metadata(notes.join("c/one.md"))
        .unwrap()
        .modified()
        .unwrap();
    write(&notes, "c/one.md", "Edited wordz");
    std::fs::File::options()
        .append(true)
        .open(notes.join("c/one.md"))
        .unwrap()
        .set_modified(modified)
        .unwrap();
    served.until("/c/one", has("Edited wordz")).await;
    std::fs::write(notes.join("c/chart.png"), "a picture").unwrap();
    served.until("/c/chart.png", has("a picture")).await;
    std::fs::write(notes.join(".cueleafignore"), "renamed.md\n").unwrap();
    served.until("/c/renamed", |status, _| status == 404).await;
    std::fs::remove_dir_all(notes.join("new")).unwrap();
    served
        .until("/new/channel/three", |status, _| status == 404)
        .await;
}

#[tokio::test]
async fn newly_excluded_notes_disappear_from_every_page() {
    let served = Served::new(WatchMode::Events).await;
    let notes = served.notes();
    write(&notes, "c/one.md", "See [[two]] and ![[chart.png]]");
    std::fs::write(notes.join("c/chart.png"), "a picture").unwrap();
    served.until("/c/chart.png", has("a picture")).await;
    served.until("/c/one", has("href=\"/c/two\"")).await;
    std::fs::write(notes.join(".cueleafignore"), "two.md\n*.png\n").unwrap();
    served.until("/c/two", |status, _| status == 404).await;
    assert_eq!(served.get("/c/chart.png").await.0, 404);
    for page in [
        "/",
        "/c",
        "/c/one",
        "/c/one.json",
        "/video/E1cxZuHrwZc",
        "/api/map",
    ] {
        assert!(!served.get(page).await.1.contains("The second"), "{page}");
    }
    served
        .until("/search?q=second", |_, body| !body.contains("The second"))
        .await;
    for page in ["/.cueleafignore", "/cueleafignore", "/c/.cueleafignore"] {
        assert_eq!(served.get(page).await.0, 404, "{page}");
    }
    std::fs::remove_file(notes.join(".cueleafignore")).unwrap();
    served.until("/c/two", has("The second")).await;
}

#[tokio::test]
async fn all_folders_created_at_once_are_watched() {
    let served = Served::new(WatchMode::Events).await;
    let notes = served.notes();
    write(&notes, "a/b/c/d/e/f/note.md", "Deep words");
    served.until("/a/b/c/d/e/f/note", has("Deep words")).await;
    write(&notes, "a/b/c/d/e/f/note.md", "Other words");
    served.until("/a/b/c/d/e/f/note", has("Other words")).await;
    // Moved away and back under the same name.
    std::fs::rename(notes.join("a"), notes.join("aside")).unwrap();
    std::fs::rename(notes.join("aside"), notes.join("a")).unwrap();
    write(&notes, "a/b/c/d/e/f/note.md", "Words again");
    served.until("/a/b/c/d/e/f/note", has("Words again")).await;
    std::fs::remove_dir_all(notes.join("a")).unwrap();
    write(&notes, "a/b/c/d/e/f/note.md", "Made anew");
    served.until("/a/b/c/d/e/f/note", has("Made anew")).await;
    write(&notes, "a/b/c/d/e/f/note.md", "Edited anew");
    served.until("/a/b/c/d/e/f/note", has("Edited anew")).await;
}

/// The number of inotify watches of a process.
fn watches(process: u32) -> usize {
    let files = std::fs::read_dir(format!("/proc/{process}/fdinfo")).unwrap();
    let lines = files.filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok());
    lines
        .map(|lines| {
            lines
                .lines()
                .filter(|line| line.starts_with("inotify wd:"))
                .count()
        })
        .sum()
}

#[tokio::test]
async fn nothing_outside_the_folder_is_watched() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    write(folder.path(), "c/one.md", "The first");
    write(folder.path(), ".git/objects/note.md", "Hidden");
    write(folder.path(), "private/deep/note.md", "Excluded");
    std::fs::write(at(".cueleafignore"), "private\n").unwrap();
    std::os::unix::fs::symlink("/usr/share", at("out")).unwrap();
    std::os::unix::fs::symlink("/usr", at("c/usr.md")).unwrap();
    let program = Program::start_with(folder.path(), "info", &["--watch=true"]).await;
    let process = program.process.id().unwrap();
    let until = async |count: usize| {
        let deadline = Instant::now() + Duration::from_secs(20);
        while watches(process) != count {
            assert!(
                Instant::now() < deadline,
                "{} watches instead of {count}",
                watches(process)
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    until(2).await;
    // A link that replaces a watched folder.
    std::fs::create_dir(at("new")).unwrap();
    until(3).await;
    std::fs::remove_dir(at("new")).unwrap();
    std::os::unix::fs::symlink("/usr/share", at("new")).unwrap();
    std::os::unix::fs::symlink("/usr/share", at("c/out")).unwrap();
    until(2).await;
    write(folder.path(), "d/two.md", "The second");
    until(3).await;
    let reloads = program
        .figure("cueleaf_reloads_total{result=\"loaded\"}")
        .await;
    std::fs::write(at("private/deep/note.md"), "Excluded, and edited").unwrap();
    write(folder.path(), "d/two.md", "Edited");
    let deadline = Instant::now() + Duration::from_secs(20);
    while program
        .figure("cueleaf_reloads_total{result=\"loaded\"}")
        .await
        == reloads
    {
        assert!(Instant::now() < deadline, "the folder is still watched");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    until(3).await;
}
