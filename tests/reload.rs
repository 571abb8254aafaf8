//! The site follows its folder, whole and at once, and outlives it.

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

/// A folder of notes that is served, and read again when it changes or when asked.
struct Served {
    folder: tempfile::TempDir,
    live: Arc<SiteStore>,
    server: Server,
    ask: Sender<()>,
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
        let live = SiteStore::new(site_at(
            &folder.path().join("notes"),
            BaseUrl::new(Some(base), None).unwrap(),
        ));
        let ask = reload::start(
            Arc::clone(&live),
            folder.path().join("notes"),
            LoadOptions::default(),
            watch,
        );
        let server = serve_live(Arc::clone(&live)).await;
        Self {
            folder,
            live,
            server,
            ask,
        }
    }

    fn notes(&self) -> std::path::PathBuf {
        self.folder.path().join("notes")
    }

    async fn get(&self, address: &str) -> (u16, String) {
        let response = reqwest::get(format!("{}{address}", self.server.url))
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Waits until an address answers what is expected.
    async fn until(&self, address: &str, is: impl Fn(u16, &str) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let (status, body) = self.get(address).await;
            if is(status, &body) {
                return;
            }
            assert!(Instant::now() < deadline, "{address}: {status} {body}");
            // Only the pause between two looks: the condition decides, not the time.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn has(words: &str) -> impl Fn(u16, &str) -> bool {
    move |status, body| status == 200 && body.contains(words)
}

#[tokio::test]
async fn what_changes_in_the_folder_shows() {
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
async fn what_does_not_change_is_not_parsed_again() {
    let served = Served::new(WatchMode::Off).await;
    let before: Arc<Site> = served.live.site();
    write(&served.notes(), "c/two.md", "Other words");
    served.ask.send(()).unwrap();
    served.until("/c/two", has("Other words")).await;
    let after = served.live.site();
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
        "who has the old one sees the old one"
    );
}

#[tokio::test]
async fn a_folder_that_is_gone_leaves_the_last_good_archive() {
    let served = Served::new(WatchMode::Events).await;
    let (notes, away) = (served.notes(), served.folder.path().join("away"));
    std::fs::rename(&notes, &away).unwrap();
    served.ask.send(()).unwrap();
    served
        .until("/readyz", |status, body| {
            status == 200 && body.contains("folder not found")
        })
        .await;
    let stranger = reqwest::Client::new()
        .get(format!("{}/readyz", served.server.url))
        .header("x-forwarded-for", "203.0.113.7");
    let said = stranger.send().await.unwrap().text().await.unwrap();
    assert_eq!(said, "ready, but reloading failed: see the server's log\n");
    assert_eq!(served.get("/c/one").await.0, 200);
    std::fs::create_dir(&notes).unwrap();
    served.until("/readyz", has("the folder is empty")).await;
    assert_eq!(served.get("/c/one").await.0, 200);
    // It comes back without a word, and is watched again.
    write(&notes, "c/one.md", "Back again");
    served.until("/c/one", has("Back again")).await;
    served.until("/readyz", |_, body| body == "ready\n").await;
    write(&notes, "c/one.md", "Seen again");
    served.until("/c/one", has("Seen again")).await;
}

#[tokio::test]
async fn a_site_that_is_not_watched_tells_no_changes() {
    let served = Served::new(WatchMode::Off).await;
    assert_eq!(served.get("/api/changes").await.0, 404);
    assert!(!served.get("/").await.1.contains("data-version"));
}

/// The numbers of the next event of a stream: of the site, and of the one that is searched.
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
async fn the_stream_of_changes_and_the_page_tell_the_number_of_the_site() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "c/one.md", "Words");
    let watched = |site: Arc<Site>| {
        Arc::new(Site {
            watched: true,
            ..Arc::into_inner(site).unwrap()
        })
    };
    let old = watched(site(folder.path()));
    let live = SiteStore::new(Arc::clone(&old));
    let server = serve_live(Arc::clone(&live)).await;
    let mut stream = reqwest::get(format!("{}/api/changes", server.url))
        .await
        .unwrap();
    assert_eq!(stream.headers()["x-accel-buffering"], "no");
    assert_eq!(next_event(&mut stream).await, (old.number, old.number));
    let archive = Archive::new(corpus::load(folder.path()).unwrap());
    let new = Arc::new(Site {
        watched: true,
        ..Site::new(archive, true)
    });
    live.replace(Arc::clone(&new));
    assert_eq!(
        next_event(&mut stream).await,
        (new.number, old.number),
        "searches are answered by the old one"
    );
    new.search.begin(&new.archive).unwrap();
    live.mark_search_ready();
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
async fn search_answers_while_the_index_of_the_new_archive_is_made() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "c/one.md", "Early words");
    let live = SiteStore::new(site(folder.path()));
    let server = serve_live(Arc::clone(&live)).await;
    let get = async |address: &str| {
        let response = reqwest::get(format!("{}{address}", server.url))
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    write(folder.path(), "c/one.md", "Later words");
    let next = Arc::new(Site::new(
        cueleaf::archive::Archive::new(cueleaf::corpus::load(folder.path()).unwrap()),
        true,
    ));
    live.replace(Arc::clone(&next));
    assert!(get("/c/one").await.1.contains("Later words"));
    assert!(
        get("/search?q=words").await.1.contains("Early"),
        "as long as it is made, the old one answers"
    );
    assert_eq!(get("/readyz").await.0, 200);
    next.search.begin(&next.archive).unwrap();
    live.mark_search_ready();
    let found = get("/search?q=words").await.1;
    assert!(
        found.contains("Later") && !found.contains("Early"),
        "and nothing of it is kept"
    );
}

/// How an index that is made for a test turns out.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Made,
    Failed,
    Panicked,
}

/// A served folder whose index turns out as it is told to.
async fn with_index(outcome: Outcome) -> (Served, Arc<Mutex<Outcome>>) {
    let folder = tempfile::tempdir().unwrap();
    let notes = folder.path().join("notes");
    write(&notes, "c/one.md", "Early words");
    let outcome = Arc::new(Mutex::new(outcome));
    let told = Arc::clone(&outcome);
    let build = move |archive: &Archive, progress: &Progress| {
        let outcome = *told.lock().unwrap();
        match outcome {
            Outcome::Made => Search::new(archive, progress),
            Outcome::Failed => Err(SearchError::new("no room")),
            Outcome::Panicked => panic!("no room"),
        }
    };
    let archive = Archive::new(cueleaf::corpus::load(&notes).unwrap());
    let site = Site {
        search: SearchHandle::new(Arc::new(build)),
        ..Site::new(archive, true)
    };
    let live = SiteStore::new(Arc::new(site));
    let ask = reload::start(
        Arc::clone(&live),
        notes,
        LoadOptions::default(),
        WatchMode::Off,
    );
    let server = serve_live(Arc::clone(&live)).await;
    (
        Served {
            folder,
            live,
            server,
            ask,
        },
        outcome,
    )
}

#[tokio::test]
async fn an_index_that_fails_at_the_start_is_made_again() {
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
    *outcome.lock().unwrap() = Outcome::Made;
    served
        .until("/readyz", |status, body| status == 200 && body == "ready\n")
        .await;
    served.until("/search?q=words", has("Early")).await;
}

#[tokio::test]
async fn while_the_index_of_a_new_archive_fails_the_search_before_it_answers() {
    let _ = cueleaf::system::metrics::install();
    let (served, outcome) = with_index(Outcome::Made).await;
    served.until("/readyz", |_, body| body == "ready\n").await;
    served
        .until("/metrics", has("cueleaf_search_ready 1\n"))
        .await;
    for failing in [Outcome::Failed, Outcome::Panicked] {
        *outcome.lock().unwrap() = failing;
        write(&served.notes(), "c/one.md", "Later words");
        served.ask.send(()).unwrap();
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
        // A folder that was read again, and has not changed, is no search.
        served.ask.send(()).unwrap();
        served
            .until("/readyz", has("ready, but search is outdated"))
            .await;
        *outcome.lock().unwrap() = Outcome::Made;
        served.until("/readyz", |_, body| body == "ready\n").await;
        let found = served.get("/search?q=words").await.1;
        assert!(found.contains("Later") && !found.contains("Early"));
        write(&served.notes(), "c/one.md", "Early words");
        served.ask.send(()).unwrap();
        served.until("/search?q=words", has("Early")).await;
    }
}

#[tokio::test]
async fn the_search_before_finds_nothing_that_is_hidden_now() {
    type Hide = fn(&Path);
    let hides: [(&str, Hide); 6] = [
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
    for (hidden, hide) in hides {
        let (served, outcome) = with_index(Outcome::Made).await;
        write(&served.notes(), "d/other.md", "Another note");
        served.until("/search?q=early", has("Early")).await;
        *outcome.lock().unwrap() = Outcome::Failed;
        hide(&served.notes().join("c/one.md"));
        served.ask.send(()).unwrap();
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
async fn what_is_left_out_is_gone_though_nothing_else_is_there() {
    // A file that cannot be read may name anything.
    for patterns in ["/c/\n".to_owned(), "x\n".repeat(2_000)] {
        let served = Served::new(WatchMode::Off).await;
        std::fs::write(served.notes().join(".cueleafignore"), patterns).unwrap();
        served.ask.send(()).unwrap();
        served.until("/c/one", |status, _| status == 404).await;
        served.until("/readyz", |_, body| body == "ready\n").await;
        assert!(!served.get("/search?q=first").await.1.contains("The first"));
    }
}

#[tokio::test]
async fn the_last_notes_go_where_anything_is_left_of_the_folder() {
    type Hide = fn(&Path);
    let hides: [Hide; 3] = [
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
    for hide in hides {
        let served = Served::new(WatchMode::Events).await;
        hide(&served.notes());
        served.until("/c/one", |status, _| status == 404).await;
        served.until("/readyz", |_, body| body == "ready\n").await;
        assert!(!served.get("/search?q=first").await.1.contains("The first"));
    }
}

#[tokio::test]
async fn patterns_that_are_mended_are_noticed() {
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
async fn the_base_outlives_a_reload() {
    let served = Served::below("/talks", WatchMode::Off).await;
    write(&served.notes(), "c/two.md", "Other words");
    served.ask.send(()).unwrap();
    served.until("/talks/c/two", has("Other words")).await;
    served
        .until("/talks/c/two", has("href=\"/talks/c/one\""))
        .await;
}

#[tokio::test]
async fn files_beside_the_notes_come_and_go() {
    let served = Served::new(WatchMode::Events).await;
    let notes = served.notes();
    write(&notes, "c/one.md", "See ![[chart.png]]");
    served.until("/c/one", has("class=\"missing\"")).await;
    std::fs::write(notes.join("c/chart.png"), "a picture").unwrap();
    served
        .until("/c/one", has("<img src=\"/c/chart.png\""))
        .await;
    served.until("/c/chart.png", has("a picture")).await;
    // Another folder of the same name, with the same names in it.
    let away = served.folder.path().join("away");
    std::fs::rename(&notes, &away).unwrap();
    write(&notes, "c/one.md", "See ![[chart.png]]");
    write(&notes, "c/two.md", "The second");
    std::fs::write(notes.join("c/chart.png"), "another one").unwrap();
    served.ask.send(()).unwrap();
    served.until("/c/chart.png", has("another one")).await;
    std::fs::remove_file(notes.join("c/chart.png")).unwrap();
    served.until("/c/one", has("class=\"missing\"")).await;
    served
        .until("/c/chart.png", |status, _| status == 404)
        .await;
}

/// Lets a link lead elsewhere in one step, as `ln -sfn` and release scripts do.
fn switch(link: &Path, to: &str) {
    let aside = link.with_extension("aside");
    std::os::unix::fs::symlink(to, &aside).unwrap();
    std::fs::rename(aside, link).unwrap();
}

#[tokio::test]
async fn a_content_folder_that_is_a_link_is_followed_when_it_is_switched() {
    for mode in [WatchMode::Events, WatchMode::Poll] {
        let served = Served::new(mode).await;
        let (notes, at) = (served.notes(), |path: &str| served.folder.path().join(path));
        // From a folder to a link, and then from one link to another.
        for release in ["v1", "v2", "v3"] {
            write(&at(release), "c/one.md", &format!("Release {release}"));
            if release == "v1" {
                std::fs::rename(&notes, at("v0")).unwrap();
            }
            switch(&notes, release);
            served
                .until("/c/one", has(&format!("Release {release}")))
                .await;
            write(&at(release), "c/one.md", &format!("Edited {release}"));
            served
                .until("/c/one", has(&format!("Edited {release}")))
                .await;
        }
        // What lies behind the link may be exchanged, too.
        std::fs::rename(at("v3"), at("v4")).unwrap();
        write(&at("v3"), "c/one.md", "Another folder");
        served.until("/c/one", has("Another folder")).await;
        write(&at("v3"), "c/one.md", "And watched");
        served.until("/c/one", has("And watched")).await;
    }
}

#[tokio::test]
async fn without_events_polling_shows_what_changes() {
    let served = Served::new(WatchMode::Poll).await;
    let notes = served.notes();
    write(&notes, "c/one.md", "Edited words");
    served.until("/c/one", has("Edited words")).await;
    write(&notes, "new/channel/three.md", "Added words");
    served.until("/new/channel/three", has("Added words")).await;
    std::fs::rename(notes.join("c/two.md"), notes.join("c/renamed.md")).unwrap();
    served.until("/c/renamed", has("The second")).await;
    // The same size, and the time of its text set back.
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
async fn what_is_excluded_by_now_is_gone_from_every_page() {
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
async fn folders_that_come_at_once_are_watched_to_the_last() {
    let served = Served::new(WatchMode::Events).await;
    let notes = served.notes();
    write(&notes, "a/b/c/d/e/f/note.md", "Deep words");
    served.until("/a/b/c/d/e/f/note", has("Deep words")).await;
    write(&notes, "a/b/c/d/e/f/note.md", "Other words");
    served.until("/a/b/c/d/e/f/note", has("Other words")).await;
    // Away and back again, under the same name.
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

/// How many places a process watches.
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
                "{} places are watched rather than {count}",
                watches(process)
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    until(2).await;
    // A link that comes later, in the place of a folder that was watched.
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
        assert!(Instant::now() < deadline, "it is still watched");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    until(3).await;
}
