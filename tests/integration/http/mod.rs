//! The responses of each URL, through the real server.

mod base_path;
mod channel;
mod cors;
mod crawl;
mod discovery;
mod embed;
mod exports;
mod home;
mod http_cache;
mod json;
mod limits;
mod link_preview;
mod links;
mod llms;
mod map;
mod media;
mod moments;
mod note;
mod observability;
mod openapi;
mod other_programs;
mod own_pages;
mod page_size;
mod queue;
mod related;
mod reload;
mod responses;
mod search;
mod tags;
mod topic;
mod topics;
mod transcripts;
mod uncertain;
mod urls;
mod vaults;
mod video;

use std::sync::Arc;

use cueleaf::pages::Site;
use reqwest::redirect::Policy;
use scraper::{Html, Selector};
use serde_json::Value;

use crate::support::{Server, fixture, serve};

/// A client of a server that does not follow redirects.
pub struct Visitor {
    server: Server,
    client: reqwest::Client,
}

/// A response.
pub struct Response {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Visitor {
    pub async fn new() -> Self {
        Self::of(fixture()).await
    }

    /// A client for any site.
    pub async fn of(site: Arc<Site>) -> Self {
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .build()
            .unwrap();
        Self {
            server: serve(site).await,
            client,
        }
    }

    pub async fn get(&self, url: &str) -> Response {
        Response::of(
            self.client
                .get(format!("{}{url}", self.server.url))
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    /// Gets a URL with a header.
    pub async fn get_with(&self, url: &str, name: &str, value: &str) -> Response {
        let request = self.client.get(format!("{}{url}", self.server.url));
        Response::of(request.header(name, value).send().await.unwrap()).await
    }

    /// Gets a page, which must exist.
    pub async fn page(&self, url: &str) -> Response {
        let response = self.get(url).await;
        assert_eq!(response.status, 200, "{url}");
        response
    }
}

impl Response {
    async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self {
            status,
            headers,
            body: response.text().await.unwrap(),
        }
    }

    /// The texts of all elements that match a selector, with collapsed white space.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let fold = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let html = Html::parse_document(&self.body);
        html.select(&Selector::parse(selector).unwrap())
            .map(|element| fold(element.text().collect()))
            .collect()
    }

    /// An attribute of every element that matches a selector.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector)
            .filter_map(|element| element.attr(name).map(str::to_owned))
            .collect()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn assert_redirects_to(&self, url: &str) {
        assert_eq!((self.status, self.header("location")), (308, url));
    }
}

/// Gets JSON, which must exist.
async fn json_of(visitor: &Visitor, url: &str) -> Value {
    let response = visitor.page(url).await;
    assert_eq!(response.header("content-type"), "application/json");
    serde_json::from_str(&response.body).unwrap()
}
