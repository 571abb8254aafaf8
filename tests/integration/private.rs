//! Private notes stay private: secret words are in every construct that hides text, and every
//! response of a crawl is searched for them.
//!
//! Add a new kind of URL (a feed, a sitemap, an export) to [`URLS`], and a note for a new
//! hiding construct to [`write`].

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::redirect::Policy;
use serde_json::{Value, json};

use crate::cli::cueleaf;
use crate::mcp::Agent;
use crate::support::program::Program;

/// The server knows it, so that sitemaps and other documents of full URLs exist.
const PUBLIC_URL: &str = "https://notes.example";

/// The start of the crawl, which follows all links and all URLs in JSON.
const URLS: &[&str] = &[
    "/",
    "/c",
    "/e",
    "/d",
    "/c/public",
    "/c/public.json",
    "/c/public.md",
    "/c/comments.json",
    "/c/comments.md",
    "/c/sketch.excalidraw.json",
    "/c/sketch.excalidraw.md",
    "/video/E1cxZuHrwZc",
    "/video/E1cxZuHrwZc.json",
    "/video/kn1feSharp0.json",
    "/video/HUSHvideo01",
    "/video/HUSHvideo01.json",
    "/map",
    "/map?q=confid",
    "/api/map",
    "/api/map/notes?channel=0",
    "/api/map/notes?channel=1",
    "/api/map/notes?channel=2",
    "/api/map/notes?channel=3",
    "/history",
    "/readyz",
    "/metrics",
    "/robots.txt",
    "/llms.txt",
    "/c/llms.txt",
    "/d/llms.txt",
    "/e/llms.txt",
    "/mcp",
    "/sitemap.xml",
    "/sitemap/1.xml",
    "/feed.xml",
    "/c/feed.xml",
    "/d/feed.xml",
    "/only/feed.xml",
    "/tag/open/feed.xml",
    "/tag/whispered/feed.xml",
    "/opensearch.xml",
    "/embed/c/public?t=218",
    "/embed/c/comments",
    "/embed/video/E1cxZuHrwZc?t=218",
    "/embed/video/HUSHvideo01",
    "/oembed?url=https://notes.example/c/public",
    "/oembed?url=https://notes.example/video/HUSHvideo01",
    "/api/suggest?format=opensearch&q=confid",
    // Not-found pages suggest similar titles.
    "/nothing/confidentail_title",
    "/nothing/whisperd_title",
    "/topic/nothing_whisperd",
    "/topics",
    "/topics?sort=links",
    "/tag",
    "/tag/open",
    "/api/tags",
    "/api/preview?path=/tag/open",
    "/api/moments?limit=1000",
    "/api/moments?limit=1&cursor=0:c/confidential.md",
    "/api/moments?channel=d",
    "/api/moments?tag=open",
    "/api/moments?tag=whispered",
    "/api/moments?after=2000",
    "/api/openapi.json",
    "/queue?channel=c",
    "/queue?channel=d",
    "/queue?channel=only",
    "/queue?tag=open",
    "/queue?moments=/c/public@218,/d/aside@142,/c/comments@218",
];

/// The start of the crawl too, each with all of [`EXPORTS`].
const EXPORTED: &[&str] = &[
    "/c/public",
    "/c/comments",
    "/c/files",
    "/d/d",
    "/e/about",
    "/video/E1cxZuHrwZc",
    "/video/kn1feSharp0",
    "/video/HUSHvideo01",
    "/video/WHSPvideo02",
];

/// The extensions of the files with the moments of notes and videos.
const EXPORTS: &[&str] = &[
    ".vtt",
    ".chapters.txt",
    ".chapters.json",
    ".annotations.json",
    ".csv",
];

/// Files about videos, which are not published, although public notes are beside them.
const SIDECARS: &[(&str, &str)] = &[
    (
        "c/E1cxZuHrwZc.en.vtt",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nConfidential\n",
    ),
    (
        "c/E1cxZuHrwZc.srt",
        "1\n00:00:01,000 --> 00:00:02,000\nConfidential\n",
    ),
    (
        "c/E1cxZuHrwZc.json",
        r#"{"segments": [{"start": 1, "end": 2, "text": "Confidential"}]}"#,
    ),
    (
        "c/E1cxZuHrwZc.en.json3",
        r#"{"events": [{"tStartMs": 1, "segs": [{"utf8": "Confidential"}]}]}"#,
    ),
    (
        "c/E1cxZuHrwZc.info.json",
        r#"{"description": "Confidential", "chapters": [{"start_time": 0, "title": "Confidential"}]}"#,
    ),
    // Of a video that only private notes are about, and a damaged one.
    ("c/HUSHvideo01.info.json", r#"{"title": "Confidential"}"#),
    ("c/E1cxZuHrwZd.info.json", "\"confidential\""),
];

/// Combined with each of [`QUERIES`].
const SEARCHES: &[&str] = &[
    "/search?q=",
    "/search?channel=c&q=",
    "/search?video=E1cxZuHrwZc&q=",
    "/api/search?limit=100&q=",
    "/api/suggest?q=",
    "/api/map/search?q=",
    "/api/moments?q=",
    "/api/moments?channel=d&q=",
    "/queue?q=",
    "/queue?tag=open&q=",
];

/// Queries that would find the secrets without containing them, because responses repeat the query.
const QUERIES: &[&str] = &[
    "confid",
    "confidentail",
    "whisp",
    "whisperd",
    "-public",
    "c",
    "title:confidentail",
    "tag:open",
    "after:2000",
];

/// No response may contain these.
const SECRETS: &[&str] = &["confidential", "hushvideo01"];

/// Only responses of unlisted notes may contain this.
const UNLISTED: &str = "whispered";

/// The URLs of unlisted notes.
const UNLISTED_URLS: &[&str] = &[
    "/d/aside",
    "/only/whispered/aside",
    "/d/d",
    "/api/preview?path=/d/aside",
    "/embed/d/aside",
    "/oembed?url=https://notes.example/d/aside",
];

/// Front matter that hides a note.
const HIDDEN: &[&str] = &[
    "---\ntitle: Confidential title\nvideoId: HUSHvideo01\ndraft: true\n---",
    "---\ndraft: \"true\"\ntitle: Confidential title\n---",
    "---\nDraft: 'YES'\ntitle: Confidential title\n---",
    "---\nDRAFT: on\n---",
    "---\ndraft: 1\n---",
    "---\npublish: false\ntitle: Confidential title\n---",
    "---\nPublish: 'No'\n---",
    "---\npublish: off\n---",
    "---\nprivate: true\nvideoId: E1cxZuHrwZc\n---",
    "---\nPRIVATE: Yes\n---",
    "---\nprivate: \"on\"\n---",
    "---\nprivate: only for confidential eyes\n---",
    "---\ndraft: maybe confidential\n---",
    "---\ndraft:\n---",
    "---\ndraft: [confidential]\n---",
    "---\ntitle: Confidential: a title\nvideoId: HUSHvideo01\ndraft: true\n---",
    "---\ntitle: [confidential\nprivate: true\n---",
    "---\ndraft: false\ndraft: true\ntitle: Confidential title\n---",
    "---\n{title: Confidential title, draft: true}\n---",
    "---\n{title: Confidential title, draft: true, more: {}\n---",
    "---\ntitle: Confidential title\ndraft: true\n",
    "\n---\ntitle: Confidential title\ndraft: true\n---",
    "+++\ntitle = \"Confidential title\"\ndraft = true\n+++",
    "\u{feff}---\r\ntitle: Confidential title\r\nprivate: true\r\n---",
    "---\nunlisted: true\nprivate: true\n---",
    "<!-- c -->\n\n---\ntitle: Confidential title\n\ndraft: true\n---",
    "%%c%%\n---\ntitle: Confidential title\ndraft: true\n---",
    "--- # c\ntitle: Confidential title\n\ndraft: true\n---",
    "---\n%YAML 1.2\n---\ntitle: Confidential title\ndraft: true\n---",
    "---\n---\n---\ntitle: Confidential title\ndraft: true\n---",
    "---\ntitle: Confidential title\n---\n\ndraft: true\n",
    "---\ntitle: Confidential title\u{2028}draft: true\n---",
    "---\ntitle: Confidential title\n\u{b}draft: true\n---",
    "---\ntitle: Confidential title\n\u{feff}draft: true\n---",
    "---\ntitle: [confidential\n> private: true\n---",
    "---\ntitle: [confidential\n* **private**: true\n---",
    "{\n  \"title\": \"Confidential title\",\n  \"authors\": [\n    {\n      \"name\": \"x\"\n    }\n  ],\n  \"draft\": true\n}",
    "+++\ntitle = \"Confidential title\"\nauthor = {\n  name = \"x\"\n}\ndraft = true\n+++",
    "\n---\ntitle: Confidential title\nmap: {\n  a: b\n}\ndraft: true\n---",
    // A comment before or in the key.
    "---\ntitle: Confidential title\n%%c%%draft: true\n---",
    "---\ntitle: Confidential title\n<!-- c --> draft: true\n---",
    "---\ntitle: Confidential title\n<!-- c\nc --> draft: true\n---",
    "---\ntitle: Confidential title\ndra%%c%%ft: true\n---",
    "---\ntitle: Confidential title\ndraft %%c%%: true\n---",
    // A number sign in quotes.
    "{\"title\": \"Confidential # title\", \"draft\": true}",
    "+++\nparams = { title = \"Confidential # title\", draft = true }\n+++",
    "---\n{title: \"Confidential # title\", draft: true\n---",
    "---\ntitle: [confidential\n!!str draft: true\n---",
    "---\ntitle: [confidential\n&a draft: true\n---",
    "---\ntitle: Confidential title\npublished: false\n---",
    // Properties of a page of Logseq.
    "title:: Confidential title\nprivate:: true\n",
    "- title:: Confidential title\n  public:: false\n",
    "---\ntitle: Confidential title\n---\npublic:: false\n",
    "---\ntitle: Confidential 50%% off\nprivate: true\ndescription: 20%% more\n---",
    "title:: Confidential 50%% off\npublic:: false\ndesc:: 20%% more\n",
    "title:: Confidential <!-- a\nprivate:: true\ndesc:: b --> c\n",
];

const BODY: &str = "# Confidential title\n\nA long and confidential sentence about confidential matters, as anyone can see \
    [00:03:38]. See [[public]], [[confidential topic]] and ![[public]].\n\n- A confidential block\n  \
    id:: 64a1b2c3-0000-4000-8000-000000000001\n";

/// References to a block of private notes and to one of an unlisted note.
const REFERENCES: &str = "\
See ((64a1b2c3-0000-4000-8000-000000000001)), ((64a1b2c3-0000-4000-8000-000000000002)) and
[label](((64a1b2c3-0000-4000-8000-000000000001))).

{{embed ((64a1b2c3-0000-4000-8000-000000000001))}}
";

/// Comments in every position of a text.
const COMMENTS: &str = "\
---
# confidential
title: \"Comments \\x25%confidential%% in <\\u0021-- confidential --> a title\" # confidential
videoId: E1cxZuHrwZc # confidential
more: [a, 'b # c'] # confidential
even: <!-- confidential
  confidential --> more
---
# Comments %%confidential%% in a title

## Heading <!-- confidential --> of a part %%confidential%%

Words %%confidential [[confidential]] [00:01:00]%% and words [00:03:38]. <!-- confidential ![[flag_0]] --> More.

%%
A confidential block

## Confidential heading
%%

- item %%confidential%%
- item <!-- confidential
  over lines --> goes on
  %%confidential%%

| head %%confidential | b%% | b |
|---|---|
| cell <!-- confidential --> | c |

> quote %%confidential%%
> [!note] not a callout

> [!tip]- Title %%confidential%%
> %%
> confidential
> %%
> body <!-- confidential -->

A word^[with a footnote %%confidential%% and <!-- confidential --> more] ^^and %%confidential%% a mark^^ :tada: {{< a title=\"b %%confidential%%\" >}}.

[label %%confidential%%](https://example.org/) and [[public | label <!-- confidential -->]] and [[public %%confidential%%]].
![alt %%confidential%%](chart.png) ![[chart.png | alt <!-- confidential -->]]

A footnote[^1] and **bold %%confidential%%** and [[o`clock]] %%confidential%% `code`.

[^1]: Note %%confidential%%

    %%confidential%%

~~~
code that is never closed, and ends

%%confidential%%

```markdown
Prose that cites <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> %%confidential%%.
```

In code `%% shown` and `<!-- shown -->`:

```html
<!-- shown -->
```

- item
  #+BEGIN_COMMENT
  Confidential

  confidential
  #+END_COMMENT
  after it

> #+begin_comment
> confidential
> #+end_comment

```org
#+BEGIN_COMMENT
shown in code
#+END_COMMENT
```

{% comment %} confidential {% endcomment %} and {%- comment -%}
Confidential
{%- endcomment -%} and {{/* confidential
confidential */}} and {{< comment >}} confidential {{< /comment >}} and
{{% comment %}} confidential {{% /comment %}} and {::comment} confidential {:/comment} and
{::comment} confidential {:/} and {/* confidential */} and <%# confidential %>.

{::comment}
# Confidential heading

Confidential
{:/}

```html
{% comment %} shown as text {% endcomment %} <%# shown as text %>
```

Last words. %%confidential

Confidential to the end.
";

/// A drawing of the Excalidraw plugin, whose data is not shown.
const DRAWING: &str = "\
---
excalidraw-plugin: parsed
---
# Excalidraw Data
## Text Elements
A gate %%confidential%% ^a1B2c3D4

## Embedded Files
0123: [[confidential.png]]

## Drawing
```json
{\"text\": \"Confidential\"}
```
";

/// Comments in text that looks like code but is not. Each is a note.
const NO_CODE: &[&str] = &[
    "## The `key\n%%confidential%%\nand `it`",
    "Title `a\n===\n<!-- confidential --> and `b` c",
    "a `b\n***\n%%confidential%%\n`",
    "a | b `\n--|--\n%%confidential%% | ` x",
    "| a |\n|---|\n| `x |\n%%confidential%% `",
    "[^a]: foo `\n[^b]: %%confidential%% `\n\nx[^a][^b]",
    "<https://a.test/`> %%confidential%% `",
    "[x](<a`b> \"t\") %%confidential%% `",
    "a `\n> %%confidential%% `",
    "- step\n  ```sh\n  run\n- %%confidential%%\n- next\n\n```sh\nx\n```",
    "1. a\n   ```\n   x\n2. %%confidential%%",
    "x\n\n    ```\n%%confidential%%\n    ```\n",
    "- $$a\n- %%confidential%% $$",
    // In LaTeX, a comment.
    "$$\na\n%% confidential %%\nb\n$$",
    "$$a\\\\%%confidential%%\n$$",
    "```sh %%confidential%%\nx\n```",
    "---\nvideoId: E1cxZuHrwZc\n---\n[0:01](https://youtu.be/E1cxZuHrwZc?(`) %%confidential%% `",
    "---\nsummary: |\n    A text.\n  # confidential\nmore: why - >\n  # confidential\n---\nWords.\n",
    "W\0o\0r\0d\0s\0 \0%\0%\0confidential%\0%\0",
    // The fence is in code of Org mode.
    "#+BEGIN_SRC\n```\n#+END_SRC\n#+BEGIN_COMMENT\nconfidential\n#+END_COMMENT\n```\nx\n```",
    "$a%%b$ x\n\nx %% confidential %% y",
    "$a%%b$ x\n\n100%% sure\n\n`a` %%confidential%%",
    "---\ntitle: a %%confidential\nvideoId: E1cxZuHrwZc\ndescription: b %%confidential%% c\n---\nWords.\n",
    "- a\n\n    %% confidential\n\nConfidential",
    "- a\nb\n\n    %% confidential\n\nConfidential",
    "- ```\n{% comment %} confidential {% endcomment %}\n```",
    "a `b\n***\n{/* confidential */}\n`",
    "## The `key\n<%# confidential %>\nand `it`",
    // After the hidden line, the fence is not part of a paragraph.
    "From: [[f]]\n    ```\n%%confidential%%\n    ```\n",
];

/// The section of this note begins within code, but is not code where it is embedded.
const SECTION: &str = "~~~\n## Part\n%% aside words %%\n~~~\n";

fn file(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A folder with secrets in every place that hides them. Returns the paths of the private notes.
fn write(folder: &Path) -> Vec<String> {
    let links: String = (0..HIDDEN.len())
        .map(|n| format!("[[flag_{n}]], ![[flag_{n}]]\n\n![[flag_{n}]]\n\n"))
        .collect();
    let public = "---\ntitle: Public\nvideoId: E1cxZuHrwZc\n---\nA public sentence that is as long as a description is \
        [00:03:38]. [[aside | a way aside]], [[d/d | another]], [a file](flag_0.md), [[c | the channel]].\n\n";
    file(folder, "c/public.md", &format!("{public}{links}"));
    let mut hidden: Vec<String> = (0..HIDDEN.len())
        .map(|n| format!("c/flag_{n}.md"))
        .collect();
    for (path, front) in hidden.iter().zip(HIDDEN) {
        file(folder, path, &format!("{front}\n{BODY}"));
    }
    let list = "# Confidential\n\n### [Confidential video](https://www.youtube.com/watch?v=E1cxZuHrwZc)\n- [[public]]\n\n\
        ### [Other](https://www.youtube.com/watch?v=HUSHvideo01)\n";
    for path in [
        "index.md",
        "c/c.md",
        "c/index.md",
        "c/confidential.md",
        "confidential/confidential.md",
    ] {
        file(
            folder,
            path,
            &format!("---\ntitle: Confidential\nprivate: true\n---\n{list}"),
        );
        hidden.push(path.to_owned());
    }
    // Names of channels.
    let private = "---\nprivate: true\nchannel: Confidential channel\ntags: [confidential]\n\
        description: Confidential words about it.\nspeaker: Confidential\n---\nText. #confidential\n";
    file(folder, "top_private.md", private);
    hidden.push("top_private.md".to_owned());
    let unlisted = "---\nunlisted: true\nauthor: Whispered author\ntags: [whispered]\ndate: 2024-01-15\n\
        description: Whispered words about it.\n---\nText. #whispered/tag\n";
    file(folder, "top_unlisted.md", unlisted);
    let list = "---\nunlisted: true\n---\n- [[c | Whispered name]]\n- [[f/ | Whispered name]]\n";
    file(folder, "directory.md", list);
    let public = "---\nchannel: \"Open %%confidential%% <!-- confidential --> channel\"\n\
        tags: [\"open %%confidential%%\", \"<!-- confidential -->\"]\nauthor: \"Ada %%confidential%%\"\n\
        description: \"Open %%confidential%% words\"\ncover: \"%%confidential%%.png\"\ndate: 2024-01-15\n---\n\
        Text. #open %%#confidential%%\n";
    file(folder, "top_public.md", public);
    file(folder, "c/comments.md", COMMENTS);
    file(folder, "c/sketch.excalidraw.md", DRAWING);
    for (number, text) in NO_CODE.iter().enumerate() {
        file(folder, &format!("f/no_code_{number}.md"), text);
    }
    for (number, little) in [true, false].into_iter().enumerate() {
        // 性 and 怀 have a byte that is a backtick.
        for (mark, name) in [("\u{feff}", "marked"), ("", "plain")] {
            let text = format!("{mark}性性 这个 %%confidential%% 怀怀\n");
            let bytes = |unit: u16| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            };
            let bytes: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
            std::fs::write(folder.join(format!("f/{name}_{number}.md")), bytes).unwrap();
        }
    }
    file(folder, "f/section.md", SECTION);
    file(folder, "f/references.md", REFERENCES);
    file(folder, "f/embeds.md", "![[section#Part]]\n");
    file(
        folder,
        "c/html.md",
        "Words. <!-- confidential\n\nConfidential to the end.\n",
    );
    let index = "---\ntitle: e %%confidential%%\n---\n### [A video %%confidential%%](https://www.youtube.com/watch?v=kn1feSharp0)\n\
        - [[public]] %%confidential%%\n- [[flag_0 | a label]]\n\nSome <!-- confidential --> words.\n";
    file(folder, "e/e.md", index);
    file(
        folder,
        "e/about.md",
        "---\ntitle: About\nvideoId: kn1feSharp0\n---\n%%confidential%% Words [00:00:05].\n",
    );
    let unlisted = "---\ntitle: Whispered title\nvideoId: E1cxZuHrwZc\nunlisted: 'Yes'\n---\nA whispered sentence that is as \
        long as a description is [00:02:22]. See [[public]], [[flag_0 | a label]] and [[whispered topic]].\n\n\
        - A whispered block\n  id:: 64a1b2c3-0000-4000-8000-000000000002\n";
    file(folder, "d/aside.md", unlisted);
    file(
        folder,
        "d/d.md",
        &format!(
            "---\ntitle: Whispered\nunlisted: true\n---\n{}",
            list.replace("Confidential", "Whispered")
                .replace("HUSH", "WHSP")
        ),
    );
    file(folder, "d/listed.md", "A note of this channel.\n");
    file(
        folder,
        "only/whispered/aside.md",
        &unlisted.replace("E1cxZuHrwZc", "WHSPvideo02"),
    );
    for (path, text) in SIDECARS {
        file(folder, path, text);
    }
    let links = SIDECARS
        .iter()
        .filter_map(|(path, _)| path.strip_prefix("c/E1"))
        .map(|name| format!("[a file](E1{name}), [[E1{name}]], ![[E1{name}]]\n\n"));
    file(folder, "c/files.md", &links.collect::<String>());
    hidden
}

struct Crawl {
    client: reqwest::Client,
    url: String,
    /// The bodies of responses by URL.
    seen: HashMap<String, String>,
}

impl Crawl {
    /// Requests all URLs and their links, and looks for secrets in every response.
    async fn run(program: &Program, urls: impl IntoIterator<Item = String>) -> Self {
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .build()
            .unwrap();
        let mut crawl = Self {
            client,
            url: program.url.clone(),
            seen: HashMap::new(),
        };
        let mut open: Vec<String> = urls.into_iter().collect();
        while let Some(url) = open.pop() {
            if !crawl.seen.contains_key(&url) {
                let found = crawl.request(&url).await;
                open.extend(found);
            }
        }
        crawl
    }

    /// Requests a URL and returns the URLs in the response.
    async fn request(&mut self, url: &str) -> Vec<String> {
        let response = self
            .client
            .get(format!("{}{url}", self.url))
            .send()
            .await
            .unwrap();
        assert!(
            response.status().as_u16() < 500,
            "{url} returns {}",
            response.status()
        );
        let head = format!("{:?}", response.headers());
        let location = response
            .headers()
            .get("location")
            .map(|location| location.to_str().unwrap().to_owned());
        let is_not_found_page = response.status() == 404
            && response.headers()["content-type"] == "text/html; charset=utf-8";
        let body = String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned();
        let body = match is_not_found_page {
            true => without_echo(&body),
            false => body,
        };
        let response_text = format!("{head}\n{body}").to_lowercase();
        for secret in SECRETS {
            assert!(
                !response_text.contains(secret),
                "{url} reveals {secret}: {response_text}"
            );
        }
        let is_unlisted = UNLISTED_URLS
            .iter()
            .any(|unlisted| url.starts_with(unlisted));
        assert!(
            is_unlisted || !response_text.contains(UNLISTED),
            "{url} reveals {UNLISTED}: {response_text}"
        );
        let links = ["href=\"", "src=\"", "action=\"", "<loc>"]
            .into_iter()
            .flat_map(|start| body.split(start).skip(1));
        let mut found: Vec<String> = links
            .filter_map(|rest| rest.split(['"', '<']).next())
            .map(|link| link.strip_prefix(PUBLIC_URL).unwrap_or(link).to_owned())
            .collect();
        if let Ok(data) = serde_json::from_str::<Value>(&body) {
            strings(&data, &mut found);
        }
        found.extend(location);
        found.retain(|link| {
            link.starts_with('/') && !link.starts_with("/static/") && !link.starts_with("/random")
        });
        self.seen.insert(url.to_owned(), body);
        found
            .iter()
            .map(|link| {
                link.split('#')
                    .next()
                    .unwrap()
                    .replace("&#38;", "&")
                    .replace("&amp;", "&")
            })
            .collect()
    }
}

fn strings(data: &Value, found: &mut Vec<String>) {
    match data {
        Value::String(text) => found.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|one| strings(one, found)),
        Value::Object(all) => all.values().for_each(|one| strings(one, found)),
        _ => {}
    }
}

/// The URLs that a private note would have, and those that might reveal it.
fn urls_of(path: &str) -> Vec<String> {
    let name = path.trim_end_matches(".md");
    let stem = name.rsplit('/').next().unwrap();
    let mut all: Vec<String> = ["", ".md", ".json", ".html", "/", "?t=218"]
        .iter()
        .chain(EXPORTS)
        .map(|end| format!("/{name}{end}"))
        .collect();
    all.extend([
        format!("/{}", name.to_uppercase()),
        format!("/topic/{stem}"),
        format!("/embed/{name}?t=218"),
        format!("/oembed?url={PUBLIC_URL}/{name}"),
        format!("/api/preview?path=/{name}&t=218"),
    ]);
    all
}

fn exports() -> impl Iterator<Item = String> {
    EXPORTED
        .iter()
        .flat_map(|path| EXPORTS.iter().map(move |end| format!("{path}{end}")))
}

fn searches() -> impl Iterator<Item = String> {
    SEARCHES
        .iter()
        .flat_map(|search| QUERIES.iter().map(move |query| format!("{search}{query}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_response_and_no_log_line_reveals_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let hidden = write(folder.path());
    let public_url = format!("--public-url={PUBLIC_URL}");
    let arguments = ["--watch=false", &public_url];
    let mut program = Program::start_with(folder.path(), "info", &arguments).await;
    let known = URLS
        .iter()
        .chain(UNLISTED_URLS)
        .map(|url| (*url).to_owned());
    let of_hidden = hidden.iter().flat_map(|path| urls_of(path));
    let randoms = (0..40).flat_map(|n| [format!("/random?{n}"), format!("/random/moment?{n}")]);
    let urls = known
        .chain(exports())
        .chain(of_hidden)
        .chain(searches())
        .chain(randoms);
    let crawl = Crawl::run(&program, urls).await;
    assert!(crawl.seen.len() > 200, "{}", crawl.seen.len());
    for (url, entry) in [
        ("/sitemap.xml", "/sitemap/1.xml</loc>"),
        ("/sitemap/1.xml", "/c/public</loc>"),
        ("/feed.xml", "/top_public</id>"),
        ("/tag/open/feed.xml", "/top_public</id>"),
    ] {
        assert!(
            crawl.seen[url].contains(entry),
            "{url}: {}",
            crawl.seen[url]
        );
    }
    check_agents(&program, &hidden).await;
    // The unlisted note exists, and only the author's own link leads to it.
    for url in [
        "/d/aside",
        "/d/aside.md",
        "/d/aside.json",
        "/d/aside.vtt",
        "/d/aside.annotations.json",
        "/d/aside.csv",
        "/only/whispered/aside",
        "/d/d",
    ] {
        let response = crawl
            .client
            .get(format!("{}{url}", program.url))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status().as_u16(), 200, "{url}");
        let is_file = url.contains('.');
        assert!(
            !is_file || response.headers()["x-robots-tag"] == "noindex",
            "{url}"
        );
        assert!(
            response
                .text()
                .await
                .unwrap()
                .to_lowercase()
                .contains(UNLISTED),
            "{url}"
        );
    }
    for (path, _) in SIDECARS {
        for url in [
            format!("/{path}"),
            format!("/{path}.md"),
            format!("/{path}.json"),
        ] {
            let response = crawl.client.get(format!("{}{url}", program.url));
            let status = response.send().await.unwrap().status();
            assert_eq!(status.as_u16(), 404, "{url}");
        }
    }
    let page = &crawl.seen["/d/aside"];
    assert!(
        page.contains("<meta name=\"robots\" content=\"noindex\">")
            && page.contains("data-seconds=\"142\"")
    );
    let naming: BTreeSet<&str> = crawl
        .seen
        .iter()
        .filter(|(_, body)| body.contains("/d/aside"))
        .map(|(url, _)| url.as_str())
        .collect();
    let linking = [
        "/c/public",
        "/f/references",
        "/d/aside",
        "/embed/d/aside",
        "/oembed?url=https://notes.example/d/aside",
    ];
    let expected = |url: &&str| linking.iter().any(|start| url.starts_with(start));
    assert!(
        naming.iter().all(expected) && naming.contains("/c/public"),
        "{naming:?}"
    );
    // All public parts are visible.
    for (url, words) in [
        ("/api/moments?limit=1000", "c/public.md"),
        ("/api/moments?q=c", "c/comments.md"),
        ("/video/E1cxZuHrwZc.vtt", "A public sentence"),
        ("/c/public.annotations.json", "A public sentence"),
        ("/c/comments.csv", "Words and words."),
    ] {
        assert!(
            crawl.seen[url].contains(words),
            "{url}: {}",
            crawl.seen[url]
        );
    }
    let comments = &crawl.seen["/c/comments.md"];
    assert_eq!(
        comments.matches('\n').count(),
        COMMENTS.matches('\n').count()
    );
    for visible in [
        "'b # c'",
        "`%% shown`",
        "<!-- shown -->",
        "> body ",
        "Last words.",
        "goes on",
        "after it",
        "shown in code",
        "shown as text {% endcomment %} <%# shown as text %>",
    ] {
        assert!(comments.contains(visible), "{visible}: {comments}");
    }
    assert!(
        crawl.seen["/f/section"].contains("%% aside words %%")
            && !crawl.seen["/f/embeds"].contains("aside words")
    );
    assert!(
        crawl.seen["/f/marked_0"].contains("性性 这个 怀怀")
            && crawl.seen["/f/plain_1"].contains("性性 这个 怀怀")
    );
    assert!(
        crawl.seen["/"].contains(&format!("{} notes about 2 videos", NO_CODE.len() + 15))
            && crawl.seen["/Open%20channel"].contains("top public"),
        "{}",
        crawl.seen["/"]
    );
    while let Ok(line) = program.log.try_recv() {
        program.logged.push(line);
    }
    let log = program.logged.join("\n").to_lowercase();
    assert!(
        log.contains(&format!("\"private\":{}", hidden.len())),
        "{log}"
    );
    for secret in SECRETS {
        assert!(!log.contains(secret), "{log}");
    }
    assert!(
        hidden.iter().all(|path| !log.contains(path.as_str())),
        "{log}"
    );
}

/// Calls all tools of agents, and reads all notes that are resources.
async fn check_agents(program: &Program, hidden: &[String]) {
    let agent = Agent::of(&program.url).await;
    let names = [
        "/",
        "/c",
        "/d",
        "/e",
        "c/public",
        "c/comments",
        "top_public",
    ];
    let queries = QUERIES.iter().flat_map(|query| {
        let filters = [json!({}), json!({"channel": "c"}), json!({"tag": "open"})];
        filters.map(|mut arguments| {
            arguments["query"] = (*query).into();
            ("search", arguments)
        })
    });
    let notes = names.iter().flat_map(|name| {
        ["note", "moments", "related"].map(|tool| (tool, json!({ "note": name })))
    });
    let videos = ["E1cxZuHrwZc", "kn1feSharp0"]
        .iter()
        .flat_map(|id| ["video", "moments"].map(|tool| (tool, json!({ "video": id }))));
    let mut texts = agent.resources().await;
    for uri in texts.clone() {
        texts.push(agent.read(&uri).await.unwrap());
    }
    for (tool, arguments) in queries.chain(notes).chain(videos) {
        let (text, content) = agent.call(tool, arguments).await;
        texts.push(format!("{tool}: {text} {content:?}"));
    }
    for text in texts {
        let text = text.to_lowercase();
        for secret in SECRETS.iter().chain([&UNLISTED, &"/aside"]) {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    // The errors repeat the names.
    for path in hidden {
        let (_, content) = agent.call("note", json!({ "note": path })).await;
        assert_eq!(content, None, "{path}");
        assert_eq!(agent.read(&format!("note:///{path}")).await, None, "{path}");
    }
    for id in ["HUSHvideo01", "WHSPvideo02"] {
        let (_, content) = agent.call("video", json!({ "video": id })).await;
        assert_eq!(content, None, "{id}");
    }
    let (_, unlisted) = agent.call("note", json!({"note": "d/aside"})).await;
    assert!(unlisted.is_some(), "as its URL");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_private_note_is_unresolved() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let program = Program::start(folder.path()).await;
    let page = reqwest::get(format!("{}/c/public", program.url))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        page.contains("<a class=\"unresolved\" href=\"/topic/flag_0\""),
        "{page}"
    );
    let topic = reqwest::get(format!("{}/topic/flag_0", program.url))
        .await
        .unwrap();
    assert_eq!(topic.status().as_u16(), 200);
    assert!(
        topic
            .text()
            .await
            .unwrap()
            .contains("No note has this title yet.")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_served_with_the_drafts_flag() {
    let folder = tempfile::tempdir().unwrap();
    for (name, front) in [
        ("draft", "draft: true"),
        ("unclear", "draft: maybe"),
        ("private", "draft: true\nprivate: true"),
        ("unpublished", "publish: false\ndraft: true"),
        ("unknown", "private: perhaps"),
    ] {
        file(
            folder.path(),
            &format!("c/{name}.md"),
            &format!("---\n{front}\n---\nA sentence.\n"),
        );
    }
    let program = Program::start_with(folder.path(), "info", &["--watch=false", "--drafts"]).await;
    let found = reqwest::get(format!("{}/api/search?q=sentence", program.url))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(found.starts_with("{\"total\":2,"), "{found}");
    for (name, status) in [
        ("draft", 200),
        ("unclear", 200),
        ("private", 404),
        ("unpublished", 404),
        ("unknown", 404),
    ] {
        let response = reqwest::get(format!("{}/c/{name}", program.url))
            .await
            .unwrap();
        assert_eq!(response.status().as_u16(), status, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_becomes_private_disappears() {
    let folder = tempfile::tempdir().unwrap();
    let note = |front: &str| {
        format!("---\ntitle: Confidential title\nvideoId: E1cxZuHrwZc\n{front}---\n{BODY}")
    };
    file(
        folder.path(),
        "c/public.md",
        "---\ntitle: Public\n---\nSee [[secret | a label]].\n",
    );
    file(folder.path(), "c/secret.md", &note(""));
    let mut program = Program::start(folder.path()).await;
    let get = async |url: &str, path: &str| {
        let response = reqwest::get(format!("{url}{path}")).await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let url = program.url.clone();
    let paths = [
        "/c/secret",
        "/c/secret.md",
        "/search?q=confid",
        "/api/suggest?q=confid",
        "/c",
        "/video/E1cxZuHrwZc",
        "/c/public",
    ];
    for path in paths {
        assert_eq!(get(&url, path).await.0, 200, "{path}");
    }
    assert!(
        get(&url, "/api/suggest?q=confid")
            .await
            .1
            .contains("Confidential title")
    );
    file(folder.path(), "c/secret.md", &note("private: true\n"));
    program.signal("-HUP");
    let deadline = Instant::now() + Duration::from_secs(30);
    while get(&url, "/c/secret").await.0 != 404 {
        assert!(Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    program.logged("reloaded in").await;
    program.logged("search is ready").await;
    let urls = paths
        .iter()
        .map(|url| (*url).to_owned())
        .chain(searches())
        .chain(["/".to_owned(), "/map".to_owned()]);
    assert!(Crawl::run(&program, urls).await.seen.len() > 40);
}

#[test]
fn check_lists_private_notes_without_their_content() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "c/public.md", "A note. %%confidential%%\n");
    let fronts = [
        "draft: true",
        "private: confidential",
        "title: Confidential: x\npublish: false",
        "draft: true\nvideoId: confidential",
    ];
    for (number, front) in fronts.iter().enumerate() {
        file(
            folder.path(),
            &format!("c/{number}.md"),
            &format!("---\n{front}\n---\n{BODY}"),
        );
    }
    for format in ["text", "json"] {
        let output = cueleaf(&["check", folder.path().to_str().unwrap(), "--format", format]);
        let report = String::from_utf8(output.stdout).unwrap();
        assert!(!report.to_lowercase().contains("confidential"), "{report}");
        for number in 0..fronts.len() {
            assert!(report.contains(&format!("c/{number}.md")), "{report}");
        }
        assert!(
            report.contains(
                "not served: private is neither true nor false, so the note is treated as private"
            ),
            "{report}"
        );
        assert_eq!(
            output.status.code(),
            Some(1),
            "an unreadable value is an error"
        );
    }
    let output = cueleaf(&["check", folder.path().to_str().unwrap(), "--drafts"]);
    assert!(
        !String::from_utf8(output.stdout)
            .unwrap()
            .contains("c/0.md:0: not served")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_of_only_private_notes_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    file(
        folder.path(),
        "c/one.md",
        "---\ndraft: true\n---\nA confidential note.\n",
    );
    let program = Program::start(folder.path()).await;
    let urls = URLS.iter().map(|url| (*url).to_owned()).chain(searches());
    let crawl = Crawl::run(&program, urls).await;
    assert!(crawl.seen["/"].contains("0 notes"));
}

/// A 404 page without the value of its search field, which has the words of the request's own URL.
fn without_echo(body: &str) -> String {
    let field = "aria-label=\"Search for this page\">";
    let value = " value=\"";
    let parts = body
        .split_once(field)
        .and_then(|(before, rest)| Some((before, rest.split_once(value)?)))
        .and_then(|(before, (input, rest))| Some((before, input, rest.split_once('"')?.1)));
    let (before, input, rest) = parts.expect("a 404 page has a search field");
    format!("{before}{input}{rest}")
}
