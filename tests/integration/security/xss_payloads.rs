//! Notes with the payloads keep their source.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use cueleaf::site::store::SiteStore;
use cueleaf::web;
use tower::ServiceExt;

use crate::support::xss_payloads::payloads::PAYLOADS;
use crate::support::{self, xss_payloads};

#[tokio::test]
async fn the_source_of_each_note_is_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let shown = xss_payloads::write(folder.path());
    let site = support::site(folder.path());
    let router = web::router(SiteStore::new(Arc::clone(&site)), web::Limits::default());
    for (id, note) in site.archive.notes() {
        let request = Request::get(site.archive.file_url(id, "md"))
            .body(Body::empty())
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200, "{}", note.path);
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let file = std::fs::read_to_string(folder.path().join(&note.path)).unwrap();
        let file = file
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\0', "");
        // In the bodies, comments are escaped or in code.
        if file.contains("<!--") && !note.path.starts_with("bodies/") {
            let body = std::str::from_utf8(&body).unwrap();
            assert_eq!(
                body.matches('\n').count(),
                file.matches('\n').count(),
                "{}",
                note.path
            );
            continue;
        }
        assert_eq!(body, file, "{}", note.path);
    }
    assert_eq!(site.archive.notes().len(), shown.len());
}

#[test]
fn there_are_enough_distinct_payloads() {
    let different: std::collections::HashSet<&&str> = PAYLOADS.iter().collect();
    assert!(
        PAYLOADS.len() >= 200 && different.len() == PAYLOADS.len(),
        "{} of {}",
        different.len(),
        PAYLOADS.len()
    );
}
