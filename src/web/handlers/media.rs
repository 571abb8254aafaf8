//! Streams media files from the disk.
//!
//! Files are opened by the path that the archive found at load, never by a path from a request.

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

/// The Content-Security-Policy of a file that is opened on its own. An SVG is a document: the
/// policy keeps it from running scripts and from making requests. Other files are not documents, as
/// their media type is fixed and not sniffed. They have no sandbox: browsers play no media and show
/// no PDF in one.
fn content_security_policy(kind: MediaKind) -> HeaderValue {
    HeaderValue::from_static(match kind {
        MediaKind::Picture => "sandbox; default-src 'none'; img-src 'self'",
        MediaKind::Audio | MediaKind::Video => "default-src 'none'; media-src 'self'",
        MediaKind::Document => "frame-ancestors 'self'",
    })
}

/// The response to a request for a file, or for a byte range of it.
pub(in crate::web) async fn media(
    site: &Arc<Site>,
    id: MediaId,
    mut headers: HeaderMap,
) -> Response {
    let media = site.archive.media(id);
    let if_range = headers.remove(header::IF_RANGE);
    let mut response = send(site, id, headers.clone()).await;
    // If the file has changed, the client needs all of it (RFC 9110, 13.1.5).
    let has_changed = if_range.is_some_and(|if_range| !is_current(response.headers(), &if_range));
    if has_changed && headers.remove(header::RANGE).is_some() {
        response = send(site, id, headers).await;
    }
    if response.status().is_success() {
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(media.content_type),
        );
    }
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        content_security_policy(media.kind),
    );
    CachePolicy::Revalidate.apply_to(response)
}

/// Whether the validator of `If-Range` is that of the current file.
fn is_current(file: &HeaderMap, if_range: &HeaderValue) -> bool {
    [header::ETAG, header::LAST_MODIFIED]
        .iter()
        .any(|name| file.get(name) == Some(if_range))
}

/// Sends a file. The library handles ranges, conditional requests and streaming, over a backend
/// that opens only this file.
async fn send(site: &Arc<Site>, id: MediaId, headers: HeaderMap) -> Response {
    let mut request = Request::new(Body::empty());
    *request.headers_mut() = headers;
    let service = ServeDir::with_backend(
        "",
        MediaFile {
            site: Arc::clone(site),
            id,
        },
    );
    let mut service = service
        .append_index_html_on_directories(false)
        .ignore_multi_range_requests(true);
    match service.try_call(request).await {
        Ok(response) => response.map(Body::new),
        Err(error) => {
            // At debug level, as repeated requests could fill the log. The next reload reports it.
            tracing::debug!(path = site.archive.media(id).path, %error, "media file changed or vanished since it was loaded");
            StatusCode::NOT_FOUND.into_response()
        }
    }
}

/// A backend with a single file, whatever path is requested.
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

/// An open media file.
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
    fn start_seek(mut self: Pin<&mut Self>, position: SeekFrom) -> Result<()> {
        Pin::new(&mut self.0).start_seek(position)
    }

    fn poll_complete(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<u64>> {
        Pin::new(&mut self.0).poll_complete(cx)
    }
}
