//! A file beside the notes: the one answer that is read from the disk.
//!
//! The address was looked up in the archive's table, so a path of the walk is opened; no path of a
//! request gets here.

use std::fs::Metadata;
use std::io::{Error, Result, SeekFrom};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncSeek, ReadBuf};
use tower_http::services::ServeDir;
use tower_http::services::fs::{Backend, File};

use crate::archive::MediaId;
use crate::pages::Site;
use crate::text::media_kind::MediaKind;
use crate::web::response::CachePolicy;

/// What a file may do where it is opened by itself. A type that is fixed and not guessed makes no
/// page of any of them; but an SVG is one, and runs nothing and asks nobody else. Browsers play
/// nothing, and show no PDF, in a sandbox.
fn policy(kind: MediaKind) -> HeaderValue {
    HeaderValue::from_static(match kind {
        MediaKind::Picture => "sandbox; default-src 'none'; img-src 'self'",
        MediaKind::Audio | MediaKind::Video => "default-src 'none'; media-src 'self'",
        MediaKind::Document => "frame-ancestors 'self'",
    })
}

/// The file, or the part of it that is asked for.
pub(in crate::web) async fn media(site: &Arc<Site>, id: MediaId, mut asked: HeaderMap) -> Response {
    let media = site.archive.media(id);
    let condition = asked.remove(header::IF_RANGE);
    let mut response = send(site, id, asked.clone()).await;
    // A part of another file than the client has is of no use to it (RFC 9110, 13.1.5).
    let is_other = condition.is_some_and(|condition| !names(response.headers(), &condition));
    if is_other && asked.remove(header::RANGE).is_some() {
        response = send(site, id, asked).await;
    }
    if response.status().is_success() {
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(media.content_type),
        );
    }
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy(media.kind));
    CachePolicy::Revalidate.apply_to(response)
}

/// Whether a condition names the file as it is.
fn names(file: &HeaderMap, condition: &HeaderValue) -> bool {
    [header::ETAG, header::LAST_MODIFIED]
        .iter()
        .any(|name| file.get(name) == Some(condition))
}

/// Ranges, conditions and streaming are the library's; what it opens is ours to say.
async fn send(site: &Arc<Site>, id: MediaId, asked: HeaderMap) -> Response {
    let mut request = Request::new(Body::empty());
    *request.headers_mut() = asked;
    let one = ServeDir::with_backend(
        "",
        MediaFile {
            site: Arc::clone(site),
            id,
        },
    );
    let mut one = one
        .append_index_html_on_directories(false)
        .ignore_multi_range_requests(true);
    match one.try_call(request).await {
        Ok(response) => response.map(Body::new),
        Err(error) => {
            // Readers can ask again and again, so this may not fill the log. The next reload
            // reports it.
            tracing::debug!(path = site.archive.media(id).path, %error, "a file is not what it was when it was found");
            StatusCode::NOT_FOUND.into_response()
        }
    }
}

/// A folder of one file, whatever is asked of it.
#[derive(Clone)]
struct MediaFile {
    site: Arc<Site>,
    id: MediaId,
}

impl Backend for MediaFile {
    type File = OpenFile;
    type Metadata = Metadata;
    type OpenFuture = BoxFuture<'static, Result<OpenFile>>;
    type MetadataFuture = BoxFuture<'static, Result<Metadata>>;

    fn open(&self, _: PathBuf) -> Self::OpenFuture {
        let Self { site, id } = self.clone();
        Box::pin(async move {
            let opened = tokio::task::spawn_blocking(move || {
                let archive = &site.archive;
                archive.media_folder().open(&archive.media(id).path)
            });
            Ok(OpenFile(tokio::fs::File::from_std(
                opened.await.map_err(Error::other)??,
            )))
        })
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        let opened = self.open(path);
        Box::pin(async move { opened.await?.0.metadata().await })
    }
}

/// An open file.
struct OpenFile(tokio::fs::File);

impl File for OpenFile {
    type Metadata = Metadata;
    type MetadataFuture<'a> = BoxFuture<'a, Result<Metadata>>;

    fn metadata(&self) -> Self::MetadataFuture<'_> {
        Box::pin(self.0.metadata())
    }
}

impl AsyncRead for OpenFile {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl AsyncSeek for OpenFile {
    fn start_seek(mut self: Pin<&mut Self>, place: SeekFrom) -> Result<()> {
        Pin::new(&mut self.0).start_seek(place)
    }

    fn poll_complete(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<u64>> {
        Pin::new(&mut self.0).poll_complete(cx)
    }
}
