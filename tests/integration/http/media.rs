//! Media files: how notes show them, and that no other file on the disk is served.

use std::path::Path;
use std::time::Duration;

use super::{Response, Visitor, json_of};
use crate::support::media::{GIF, folder, site, write};

const PAPER: &str = "/c/paper.pdf";

impl Visitor {
    async fn part(&self, range: &str, condition: &str) -> (u16, String, String) {
        let condition = Some(("if-range", condition)).filter(|(_, value)| !value.is_empty());
        let headers: Vec<_> = [("range", range)].into_iter().chain(condition).collect();
        let response = Response::of(self.request("GET", PAPER, &headers).await).await;
        (
            response.status,
            response.header("content-range").to_owned(),
            response.body,
        )
    }
}

#[tokio::test]
async fn notes_show_media_inline() {
    let folder = folder();
    let note = Visitor::of(site(&folder)).await.page("/c/charts").await;
    for html in [
        r#"Before <img src="/c/chart.gif" alt="A fine chart" width="1" height="1" loading="lazy" decoding="async"> behind"#,
        r#"and <img src="/c/img/photo.png" alt="The photo" width="640" height="480" loading="lazy" decoding="async"> too."#,
        r#"<p><img src="/c/drawing.svg" alt="drawing.svg" width="640" height="480" loading="lazy" decoding="async"> <img src="/c/a%20drawing.svg" alt="its_label" loading="lazy" decoding="async"></p>"#,
        r#"<p><audio src="/c/img/sound.wav" controls preload="none" aria-label="The sound"></audio></p>"#,
        r#"<p><video src="/c/film.mp4" controls preload="none" aria-label="film.mp4"></video></p>"#,
        r#"<a href="/c/paper.pdf">The paper</a> and <a href="/c/paper.pdf">paper.pdf</a>"#,
        r#"<img src="/top.gif" alt="" width="1" height="1""#,
        r#"<a class="external" href="https://example.org/" rel="noopener"><img src="/c/chart.gif" alt="In a link""#,
        r#"<a class="external" href="https://example.org/x.png" rel="noopener">Elsewhere</a> Gone gone.png"#,
    ] {
        assert!(note.body.contains(html), "{html}\n{}", note.body);
    }
    assert_eq!(
        note.attributes("img, audio, video", "src")
            .iter()
            .filter(|src| !src.starts_with('/'))
            .count(),
        1,
        "the poster"
    );
}

#[tokio::test]
async fn a_file_is_no_topic() {
    let folder = folder();
    let visitor = Visitor::of(site(&folder)).await;
    let links = json_of(&visitor, "/c/charts.json").await["links"].clone();
    let missing: Vec<_> = links
        .as_array()
        .unwrap()
        .iter()
        .filter(|link| link["unresolved"] == true)
        .collect();
    assert_eq!(missing.len(), 2, "{links}");
    assert!(missing.iter().all(|link| link["url"].is_null()), "{links}");
    assert_eq!(visitor.get("/topic/gone_png").await.status, 404);
    assert!(
        links
            .as_array()
            .unwrap()
            .iter()
            .any(|link| link["url"] == "/c/img/sound.wav")
    );
    let topic = visitor.get("/topic/paper.pdf").await;
    assert_eq!((topic.status, topic.header("location")), (307, PAPER));
}

#[tokio::test]
async fn each_file_has_a_canonical_url_and_a_fixed_content_type() {
    let folder = folder();
    write(folder.path(), "search/A Chart.GIF", GIF);
    write(folder.path(), "no_notes/deep/x.webp", "x");
    let visitor = Visitor::of(site(&folder)).await;
    for (other, url) in [
        ("/search/A%20Chart.GIF", "/~search/A%20Chart.GIF"),
        ("/~search/a_chart.gif", "/~search/A%20Chart.GIF"),
        ("/C/Chart.gif", "/c/chart.gif"),
    ] {
        visitor.get(other).await.assert_redirects_to(url);
    }
    for (url, kind) in [
        ("/~search/A%20Chart.GIF", "image/gif"),
        ("/no_notes/deep/x.webp", "image/webp"),
        ("/top.gif", "image/gif"),
        ("/c/drawing.svg", "image/svg+xml"),
        ("/c/img/sound.wav", "audio/wav"),
        ("/c/film.mp4", "video/mp4"),
        (PAPER, "application/pdf"),
    ] {
        let file = visitor.page(url).await;
        assert_eq!(
            (
                file.header("content-type"),
                file.header("x-content-type-options")
            ),
            (kind, "nosniff"),
            "{url}"
        );
        assert_eq!(
            (file.header("accept-ranges"), file.header("cache-control")),
            ("bytes", "no-cache")
        );
        let policy = file.header("content-security-policy");
        assert_eq!(
            policy.starts_with("sandbox; default-src 'none'"),
            kind.starts_with("image/"),
            "{policy}"
        );
        assert_eq!(
            policy.contains("default-src 'none'"),
            url != PAPER,
            "{policy}"
        );
        assert!(
            !policy.contains("unsafe") && !policy.contains("script"),
            "{policy}"
        );
    }
}

#[tokio::test]
async fn range_requests_are_answered_for_the_same_version() {
    let folder = folder();
    let visitor = Visitor::of(site(&folder)).await;
    let whole = visitor.page(PAPER).await;
    assert_eq!(
        (whole.body.as_str(), whole.header("content-length")),
        ("0123456789", "10")
    );
    let part = |status: u16, range: &str, body: &str| (status, range.to_owned(), body.to_owned());
    assert_eq!(
        visitor.part("bytes=2-4", "").await,
        part(206, "bytes 2-4/10", "234")
    );
    assert_eq!(
        visitor.part("bytes=7-", "").await,
        part(206, "bytes 7-9/10", "789")
    );
    assert_eq!(
        visitor.part("bytes=-2", "").await,
        part(206, "bytes 8-9/10", "89")
    );
    assert_eq!(
        visitor.part("bytes=10-", "").await,
        part(416, "bytes */10", "")
    );
    assert_eq!(
        visitor.part("bytes=0-1,4-5", "").await,
        part(200, "", "0123456789")
    );
    let (tag, modified) = (whole.header("etag"), whole.header("last-modified"));
    assert!(tag.starts_with('"') && !modified.is_empty());
    for same in [tag, modified] {
        assert_eq!(visitor.part("bytes=2-4", same).await.0, 206, "{same}");
    }
    for other in ["\"other\"", "W/\"other\"", "Thu, 01 Jan 1970 00:00:00 GMT"] {
        assert_eq!(
            visitor.part("bytes=2-4", other).await,
            part(200, "", "0123456789"),
            "{other}"
        );
    }
    for known in [("if-none-match", tag), ("if-modified-since", modified)] {
        let unchanged = Response::of(visitor.request("GET", PAPER, &[known]).await).await;
        assert_eq!(
            (
                unchanged.status,
                unchanged.body.as_str(),
                unchanged.header("etag")
            ),
            (304, "", tag)
        );
    }
    let head = Response::of(visitor.request("HEAD", PAPER, &[]).await).await;
    assert_eq!(
        (
            head.status,
            head.header("content-length"),
            head.header("etag")
        ),
        (200, "10", tag)
    );
    // The file is read per request: a changed file has another ETag.
    write(folder.path(), "c/paper.pdf", "other bytes");
    assert_eq!(
        visitor.part("bytes=0-4", tag).await,
        part(200, "", "other bytes")
    );
    assert_eq!(
        Response::of(visitor.request("POST", PAPER, &[]).await)
            .await
            .status,
        405
    );
}

#[tokio::test]
async fn media_responses_are_not_compressed() {
    let folder = folder();
    write(folder.path(), "c/drawing.svg", "<svg/>".repeat(100));
    let visitor = Visitor::of(site(&folder)).await;
    for (range, length) in [("bytes=0-", 600), ("bytes=6-305", 300)] {
        let headers = [("accept-encoding", "gzip, br"), ("range", range)];
        let part = Response::of(visitor.request("GET", "/c/drawing.svg", &headers).await).await;
        assert_eq!(
            (
                part.status,
                part.header("content-encoding"),
                part.body.len()
            ),
            (206, "", length)
        );
    }
}

#[tokio::test]
async fn a_file_of_any_size_is_streamed() {
    let folder = folder();
    let film = std::fs::File::create(folder.path().join("c/film.mp4")).unwrap();
    film.set_len(1 << 40).unwrap();
    let visitor = Visitor::of(site(&folder)).await;
    let mut response = visitor
        .client
        .get(format!("{}/c/film.mp4", visitor.server.url))
        .send()
        .await
        .unwrap();
    assert_eq!(response.content_length(), Some(1 << 40));
    assert!(
        response
            .chunk()
            .await
            .unwrap()
            .is_some_and(|chunk| !chunk.is_empty()),
        "the first part comes before the last"
    );
    let end = Response::of(
        visitor
            .request("GET", "/c/film.mp4", &[("range", "bytes=-3")])
            .await,
    )
    .await;
    assert_eq!((end.status, end.body.as_str()), (206, "\0\0\0"));
}

#[tokio::test]
async fn no_other_file_is_served() {
    let folder = folder();
    for hidden in [
        ".hidden.png",
        ".obsidian/icon.png",
        "c/.trash/x.png",
        "c/page.html",
        "c/data.json",
        "c/run.js",
        "c/notes.txt",
    ] {
        write(folder.path(), hidden, "classified");
    }
    write(
        folder.path().parent().unwrap(),
        "cueleaf_secret.png",
        "classified",
    );
    std::os::unix::fs::symlink("../.hidden.png", folder.path().join("c/link.png")).unwrap();
    let visitor = Visitor::of(site(&folder)).await;
    for url in [
        "/.hidden.png",
        "/.obsidian/icon.png",
        "/c/.trash/x.png",
        "/c/page.html",
        "/c/data.json",
        "/c/run.js",
        "/c/notes.txt",
        "/c/link.png",
        "/../cueleaf_secret.png",
        "/..%2fcueleaf_secret.png",
        "/%2e%2e/cueleaf_secret.png",
        "/c/..%2f.hidden.png",
        "/c/%2e%2e%2f%2e%2e%2fcueleaf_secret.png",
        "/c\\..\\.hidden.png",
        "/..%5ccueleaf_secret.png",
        "/c/chart.gif%00.md",
        "/c/..%c0%af.hidden.png",
        "//etc/hostname",
        "/c//../.hidden.png",
        "/c/chart.gif/..%2f.%2fchart.gif",
    ] {
        let response = visitor.get(url).await;
        assert_eq!(response.status, 404, "{url}");
        assert!(!response.body.contains("classified"), "{url}");
    }
    // Other spellings redirect, as for notes.
    visitor
        .get("/c/chart.gif%00")
        .await
        .assert_redirects_to("/c/chart.gif");
}

/// Replaces a file that was found while loading.
fn swap(folder: &Path, path: &str, with: impl FnOnce(&Path)) {
    std::fs::remove_file(folder.join(path)).unwrap();
    with(&folder.join(path));
}

#[tokio::test]
async fn files_replaced_after_loading_are_not_followed() {
    let folder = folder();
    let root = folder.path();
    write(root, "c/.secret.png", "secret");
    let visitor = Visitor::of(site(&folder)).await;
    swap(root, "c/chart.gif", |path| {
        std::os::unix::fs::symlink(".secret.png", path).unwrap()
    });
    swap(root, "c/film.mp4", |path| {
        std::os::unix::fs::symlink("/etc/hostname", path).unwrap()
    });
    swap(root, "top.gif", |path| std::fs::create_dir(path).unwrap());
    swap(root, PAPER.trim_start_matches('/'), |path| {
        assert!(
            std::process::Command::new("mkfifo")
                .arg(path)
                .status()
                .unwrap()
                .success()
        );
    });
    std::fs::rename(root.join("c/img"), root.join(".elsewhere")).unwrap();
    std::os::unix::fs::symlink("../.elsewhere", root.join("c/img")).unwrap();
    for url in [
        "/c/chart.gif",
        "/c/film.mp4",
        "/top.gif",
        PAPER,
        "/c/img/photo.png",
    ] {
        let response = tokio::time::timeout(Duration::from_secs(10), visitor.get(url));
        let response = response.await.expect("it does not block");
        assert_eq!(
            (response.status, response.body.as_str()),
            (404, ""),
            "{url}"
        );
    }
    assert_eq!(visitor.get("/c/drawing.svg").await.status, 200);
}
