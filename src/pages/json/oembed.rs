//! The JSON of `/oembed`: how another site shows a page in a frame (<https://oembed.com>).

use askama::Template;
use serde::Serialize;

use crate::pages::Site;
use crate::pages::components::url_at;
use crate::pages::embed::Embeddable;

/// The size of the frame in pixels, unless the other site has less space.
const DEFAULT_SIZE: FrameSize = FrameSize {
    width: 560,
    height: 420,
};

/// The size of YouTube's thumbnails in pixels.
const THUMBNAIL_WIDTH: u32 = 480;
const THUMBNAIL_HEIGHT: u32 = 360;

/// The size of a frame, in pixels.
#[derive(Debug, Clone, Copy)]
pub struct FrameSize {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// A response of oEmbed 1.0.
#[derive(Debug, Serialize)]
pub struct OEmbedData<'a> {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    provider_name: &'a str,
    provider_url: String,
    html: String,
    width: u32,
    height: u32,
    #[serde(flatten)]
    thumbnail: Option<Thumbnail>,
}

#[derive(Debug, Serialize)]
struct Thumbnail {
    thumbnail_url: String,
    thumbnail_width: u32,
    thumbnail_height: u32,
}

/// The frame of a page.
#[derive(Template)]
#[template(path = "embed_frame.html")]
struct Frame<'a> {
    url: &'a str,
    title: &'a str,
    size: FrameSize,
}

impl<'a> OEmbedData<'a> {
    /// The frame of a page at a second, not larger than `max`; `None` without a public URL.
    pub fn new(
        site: &'a Site,
        page: Embeddable,
        start: Option<u32>,
        max: FrameSize,
    ) -> Option<Self> {
        let archive = &site.archive;
        let base = archive.base();
        let title = page.title(archive);
        let size = FrameSize {
            width: DEFAULT_SIZE.width.min(max.width),
            height: DEFAULT_SIZE.height.min(max.height),
        };
        let frame = Frame {
            url: &base.absolute_url(&url_at(&page.url(archive), start))?,
            title: &title,
            size,
        };
        let thumbnail = page.picture(site).thumbnail;
        Some(Self {
            version: "1.0",
            kind: "video",
            html: frame.render().ok()?,
            title,
            provider_name: site.title(),
            provider_url: base.absolute_url(&base.url("/"))?,
            width: size.width,
            height: size.height,
            thumbnail: thumbnail.map(|thumbnail_url| Thumbnail {
                thumbnail_url,
                thumbnail_width: THUMBNAIL_WIDTH,
                thumbnail_height: THUMBNAIL_HEIGHT,
            }),
        })
    }
}
