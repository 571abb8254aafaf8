//! The server of the Model Context Protocol, through the client of its SDK, over HTTP and over
//! standard input and output.

use std::process::Stdio;
use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::Note;
use cueleaf::pages::Site;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HOST, ORIGIN};
use rmcp::model::{CallToolRequestParams, ReadResourceRequestParams, ResourceContents};
use rmcp::service::RunningService;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::{RoleClient, ServiceExt};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{ChildStdin, Command};

use crate::support::program::{BINARY, isolated};
use crate::support::{Server, fixture, fixture_below, folder, serve};

/// A client of the SDK.
pub struct Agent(RunningService<RoleClient, ()>);

impl Agent {
    /// A client of the site at a URL, such as `http://127.0.0.1:3000`.
    pub async fn of(url: &str) -> Self {
        let transport = StreamableHttpClientTransport::from_uri(format!("{url}/mcp"));
        Self(().serve(transport).await.unwrap())
    }

    /// Calls a tool, and returns its text, and its structured content unless it is an error.
    pub async fn call(&self, tool: &str, arguments: Value) -> (String, Option<Value>) {
        let request = CallToolRequestParams::new(tool.to_owned())
            .with_arguments(arguments.as_object().unwrap().clone());
        let result = self.0.call_tool(request).await.unwrap();
        let text = result.content[0].as_text().unwrap().text.clone();
        let is_error = result.is_error == Some(true);
        assert_eq!(is_error, result.structured_content.is_none(), "{text}");
        (text, result.structured_content)
    }

    /// The structured content of a tool's answer.
    async fn answer(&self, tool: &str, arguments: Value) -> Value {
        let (text, content) = self.call(tool, arguments).await;
        content.unwrap_or_else(|| panic!("{tool}: {text}"))
    }

    /// The text of a tool's error.
    async fn error(&self, tool: &str, arguments: Value) -> String {
        let (text, content) = self.call(tool, arguments).await;
        assert_eq!(content, None, "{tool}");
        text
    }

    /// The URIs of all resources.
    pub async fn resources(&self) -> Vec<String> {
        let resources = self.0.list_all_resources().await.unwrap();
        resources.into_iter().map(|note| note.uri).collect()
    }

    /// The text of a resource.
    pub async fn read(&self, uri: &str) -> Option<String> {
        let request = ReadResourceRequestParams::new(uri);
        let result = self.0.read_resource(request).await.ok()?;
        match &result.contents[..] {
            [ResourceContents::TextResourceContents { text, .. }] => Some(text.clone()),
            _ => panic!("not one text"),
        }
    }
}

async fn agent_of(site: Arc<Site>) -> (Agent, Server) {
    let server = serve(site).await;
    (Agent::of(&server.url).await, server)
}

fn site_of(notes: Vec<(String, String)>) -> Site {
    let notes = notes.into_iter().map(|(path, text)| Note::new(path, text));
    Site::new(Archive::new(notes.collect::<Vec<_>>().into()), true)
}

/// Checks a value against the parts of a schema that matter: its fields, and which are required.
fn check_schema(root: &Value, schema: &Value, value: &Value, place: &str) {
    // The first is that of a value that may be missing.
    let schema = schema.pointer("/anyOf/0").unwrap_or(schema);
    let schema = match schema["$ref"].as_str() {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    for required in schema["required"].as_array().into_iter().flatten() {
        let name = required.as_str().unwrap();
        assert!(value.get(name).is_some(), "{place} has no {name}");
    }
    for (name, field) in value.as_object().into_iter().flatten() {
        let known = &schema["properties"][name];
        assert!(!known.is_null(), "{place}.{name} is not in the schema");
        check_schema(root, known, field, &format!("{place}.{name}"));
    }
    for item in value.as_array().into_iter().flatten() {
        check_schema(root, &schema["items"], item, place);
    }
}

/// What every transport answers.
async fn check_tools(agent: &Agent) {
    let tools = agent.0.list_all_tools().await.unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| &*tool.name).collect();
    assert_eq!(names, ["search", "note", "video", "moments", "related"]);
    let origin = "acquired/origin.md";
    let examples = [
        json!({"query": "margin", "channel": "acquired", "limit": 3}),
        json!({"note": origin}),
        json!({"video": "E1cxZuHrwZc"}),
        json!({"video": "https://youtu.be/E1cxZuHrwZc?t=3", "from": 218, "to": 230, "limit": 2}),
        json!({"note": "/acquired/idle_servers?t=41"}),
    ];
    let mut answers = Vec::new();
    for (tool, arguments) in tools.iter().zip(examples) {
        let answer = agent.answer(&tool.name, arguments).await;
        let schema = Value::Object((**tool.output_schema.as_ref().unwrap()).clone());
        check_schema(&schema, &schema, &answer, &tool.name);
        assert_eq!(
            tool.annotations.as_ref().unwrap().read_only_hint,
            Some(true)
        );
        answers.push(answer);
    }
    let [search, note, video, moments, related] = &answers[..] else {
        panic!()
    };
    let hit = &search["notes"][0];
    assert_eq!(
        (&hit["path"], &search["total"]),
        (&json!(origin), &json!(1))
    );
    assert_eq!(
        hit["quotes"][0],
        json!({
            "text": "The margin on them was high, and nobody could let a part of one, as Idle servers tells.",
            "seconds": 230,
            "display": "3:50",
            "url": "/acquired/origin?t=230",
            "youtube_url": "https://youtu.be/E1cxZuHrwZc?t=230",
        })
    );
    let file = std::fs::read_to_string(folder("tests/fixture").join(origin)).unwrap();
    assert_eq!(note["markdown"], json!(file));
    assert_eq!(note["video"]["youtube_url"], "https://youtu.be/E1cxZuHrwZc");
    assert_eq!(note["moments"][1]["url"], "/acquired/origin?t=230");
    assert_eq!(video["title"], "How the cloud began");
    assert_eq!(video["notes"].as_array().unwrap().len(), 2);
    let seconds = |moment: &Value| moment["seconds"].as_u64().unwrap();
    let listed = moments["moments"].as_array().unwrap();
    assert_eq!(listed.iter().map(seconds).collect::<Vec<_>>(), [218, 218]);
    assert_eq!(
        (&moments["total"], &moments["next_offset"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(related["title"], "Idle servers");
    let (text, _) = agent.call("search", json!({"query": "margin"})).await;
    assert!(
        text.contains("- 3:50 “The margin on them was high"),
        "{text}"
    );
    assert!(text.contains("</acquired/origin?t=230>"), "{text}");
}

#[tokio::test]
async fn agents_use_the_tools_over_http() {
    let (agent, server) = agent_of(fixture()).await;
    check_tools(&agent).await;
    let info = agent.0.peer_info().unwrap();
    assert_eq!(info.server_info.clone().unwrap().name, "cueleaf");
    let errors = [
        (
            "note",
            json!({"note": "no/such"}),
            "there is no note \"no/such\"",
        ),
        (
            "video",
            json!({"video": "no such"}),
            "no note is about a video",
        ),
        ("moments", json!({}), "give either `note` or `video`"),
        (
            "search",
            json!({"query": "a", "channel": "no such"}),
            "there is no channel",
        ),
        ("search", json!({"query": 1}), "invalid arguments: "),
    ];
    for (tool, arguments, start) in errors {
        let text = agent.error(tool, arguments).await;
        assert!(text.starts_with(start), "{tool}: {text}");
    }
    let unknown = agent.0.call_tool(CallToolRequestParams::new("write")).await;
    assert!(unknown.is_err());
    drop(server);
}

#[tokio::test]
async fn a_process_answers_on_standard_input_and_output() {
    let mut command = Command::from(isolated(BINARY));
    let mut process = command
        .arg("mcp")
        .arg(folder("tests/fixture"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let stdin: ChildStdin = process.stdin.take().unwrap();
    let agent = Agent(
        ().serve((process.stdout.take().unwrap(), stdin))
            .await
            .unwrap(),
    );
    // The log is read first, as it ends with the index.
    let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
    while let Some(line) = log.next_line().await.unwrap() {
        if line.contains("search is ready") {
            break;
        }
    }
    check_tools(&agent).await;
    agent.0.cancel().await.unwrap();
    assert!(
        process.wait().await.unwrap().success(),
        "it ends with its input"
    );
}

#[tokio::test]
async fn links_are_absolute_with_a_public_url() {
    let server = serve(fixture_below()).await;
    let agent = Agent::of(&format!("{}/notes", server.url)).await;
    let found = agent.answer("search", json!({"query": "margin"})).await;
    let url = "https://example.org/notes/acquired/origin?t=230";
    assert_eq!(found["notes"][0]["quotes"][0]["url"], url);
    for name in [
        url,
        "/notes/acquired/origin",
        "acquired/origin",
        "note:///acquired/origin.md",
    ] {
        let note = agent.answer("note", json!({"note": name})).await;
        assert_eq!(note["path"], "acquired/origin.md", "{name}");
    }
    let video = agent.answer(
        "video",
        json!({"video": "https://example.org/notes/video/E1cxZuHrwZc"}),
    );
    assert_eq!(
        video.await["url"],
        "https://example.org/notes/video/E1cxZuHrwZc"
    );
}

#[tokio::test]
async fn other_tools_answer_before_search_is_ready() {
    let note = (
        "c/a.md".to_owned(),
        "---\nvideoId: E1cxZuHrwZc\n---\nWords [00:03:38].\n".to_owned(),
    );
    let (agent, _server) = agent_of(Arc::new(site_of(vec![note]))).await;
    for (tool, arguments) in [
        ("search", json!({"query": "words"})),
        ("related", json!({"note": "c/a"})),
    ] {
        let text = agent.error(tool, arguments).await;
        assert!(
            text.starts_with("search is being prepared"),
            "{tool}: {text}"
        );
    }
    let moments = agent.answer("moments", json!({"note": "c/a"})).await;
    assert_eq!(moments["moments"][0]["url"], "/c/a?t=218");
}

#[tokio::test]
async fn long_notes_and_lists_come_in_parts() {
    let line = "Über den Winter gesagt [00:03:38].\n";
    let text = format!("---\nvideoId: E1cxZuHrwZc\n---\n{}", line.repeat(2_000));
    let (agent, _server) =
        agent_of(Arc::new(site_of(vec![("c/a.md".to_owned(), text.clone())]))).await;
    let (mut read, mut moments, mut offset) = (String::new(), 0, json!(0));
    while !offset.is_null() {
        let part = agent
            .answer("note", json!({"note": "c/a", "offset": offset}))
            .await;
        assert!(part.to_string().len() < 80_000);
        read += part["markdown"].as_str().unwrap();
        moments += part["moments"].as_array().unwrap().len();
        offset = part["next_offset"].clone();
        assert_eq!(part["moment_count"], 2_000);
    }
    assert_eq!(read, text);
    assert_eq!(moments, 2_000);
    let (mut listed, mut offset) = (0, json!(0));
    while !offset.is_null() {
        let arguments = json!({"video": "E1cxZuHrwZc", "offset": offset, "limit": 1_000});
        let part = agent.answer("moments", arguments).await;
        assert!(part.to_string().len() < 80_000);
        listed += part["moments"].as_array().unwrap().len();
        offset = part["next_offset"].clone();
    }
    assert_eq!(listed, 2_000);
}

#[tokio::test]
async fn notes_are_resources() {
    let mut notes: Vec<_> = (0..250)
        .map(|number| (format!("c/a note {number}.md"), format!("Note {number}.\n")))
        .collect();
    notes.push((
        "c/aside.md".to_owned(),
        "---\nunlisted: true\n---\nAside.\n".to_owned(),
    ));
    let (agent, _server) = agent_of(Arc::new(site_of(notes))).await;
    let uris = agent.resources().await;
    assert_eq!(uris.len(), 250);
    assert!(
        uris.contains(&"note:///c/a%20note%207.md".to_owned()),
        "{}",
        uris[0]
    );
    for uri in ["note:///c/a%20note%207.md", "note:///c/a note 7.md"] {
        assert_eq!(agent.read(uri).await.as_deref(), Some("Note 7.\n"));
    }
    assert!(
        agent.read("note:///c/aside.md").await.is_some(),
        "as its URL"
    );
    assert!(agent.read("note:///c/none.md").await.is_none());
    assert!(agent.read("file:///c/a%20note%207.md").await.is_none());
    let templates = agent.0.list_all_resource_templates().await.unwrap();
    assert_eq!(templates[0].uri_template, "note:///{+path}");
}

/// A request for the tools.
const LIST: &str = r#"{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}"#;

fn post(client: &reqwest::Client, url: &str) -> reqwest::RequestBuilder {
    client
        .post(url)
        .header(ACCEPT, "application/json, text/event-stream")
        .header(CONTENT_TYPE, "application/json")
        .body(LIST)
}

#[tokio::test]
async fn requests_over_http_are_checked_and_answered_with_json() {
    let server = serve(fixture_below()).await;
    let client = reqwest::Client::new();
    let url = format!("{}/notes/mcp", server.url);
    let list = || post(&client, &url);
    let response = list().send().await.unwrap();
    assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert!(!response.headers().contains_key("mcp-session-id"));
    let answer: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(answer["result"]["tools"].as_array().unwrap().len(), 5);
    for (origin, host, status) in [
        ("https://example.org", "example.org", 200),
        ("http://127.0.0.1:3000", "127.0.0.1:3000", 200),
        ("https://a.test", "example.org", 403),
        ("http://a.test", "a.test", 403),
        ("null", "example.org", 403),
    ] {
        let request = list().header(ORIGIN, origin).header(HOST, host);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status, "{origin}");
    }
    let large = list().body(format!("{LIST}{}", " ".repeat(40_000)));
    assert_eq!(large.send().await.unwrap().status(), 413);
    let get = client.get(&url).send().await.unwrap();
    assert_eq!(
        (get.status().as_u16(), &get.headers()["allow"]),
        (405, &"POST".parse().unwrap())
    );
}

#[tokio::test]
async fn requests_have_the_rate_limit_of_searches() {
    let server = serve(fixture()).await;
    let client = reqwest::Client::new();
    let url = format!("{}/mcp", server.url);
    let mut statuses = Vec::new();
    for _ in 0..120 {
        let request = post(&client, &url).header("x-forwarded-for", "203.0.113.7");
        statuses.push(request.send().await.unwrap().status().as_u16());
    }
    assert!(
        statuses[0] == 200 && statuses.contains(&429),
        "{statuses:?}"
    );
    let other = post(&client, &url).header("x-forwarded-for", "203.0.113.8");
    assert_eq!(other.send().await.unwrap().status(), 200);
}
