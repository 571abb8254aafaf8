//! The tools: their definitions, and what they answer.

use std::sync::LazyLock;

use rmcp::model::{CallToolResult, ContentBlock, JsonObject, Tool, ToolAnnotations};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::pages::agents::{
    self, Answer, MomentsAnswer, MomentsArguments, NoteAnswer, NoteArguments, RelatedAnswer,
    RelatedArguments, SearchAnswer, SearchArguments, ToolError, VideoAnswer, VideoArguments,
};
use crate::search::{CancellationToken, SearchError};
use crate::site::store::SiteStore;
use crate::text::error_chain::with_causes;

/// All tools.
pub(super) fn all() -> &'static [Tool] {
    static TOOLS: LazyLock<[Tool; 5]> = LazyLock::new(|| {
        [
            tool::<SearchArguments, SearchAnswer<'static>>(
                "search",
                "Search notes",
                "Finds the notes about something, and the sentences that say it, each with the \
                second and the link that plays it.",
            ),
            tool::<NoteArguments, NoteAnswer<'static>>(
                "note",
                "Read a note",
                "The Markdown text of a note in parts, its video, and the second and the link of \
                each timestamp in the text.",
            ),
            tool::<VideoArguments, VideoAnswer<'static>>(
                "video",
                "Describe a video",
                "A video and the notes about it.",
            ),
            tool::<MomentsArguments, MomentsAnswer<'static>>(
                "moments",
                "List moments",
                "The moments that a note cites, or that all notes cite of a video, in the order \
                of the video, each with its sentence and the link that plays it.",
            ),
            tool::<RelatedArguments, RelatedAnswer<'static>>(
                "related",
                "Find related notes",
                "The notes about the same things as a note, and why they are related.",
            ),
        ]
    });
    &*TOOLS
}

fn tool<A: JsonSchema + 'static, T: JsonSchema + 'static>(
    name: &'static str,
    title: &'static str,
    description: &'static str,
) -> Tool {
    let annotations = ToolAnnotations::new().read_only(true).open_world(false);
    Tool::new(name, description, JsonObject::new())
        .with_title(title)
        .with_input_schema::<A>()
        .with_output_schema::<T>()
        .with_annotations(annotations)
}

/// Calls a tool. Errors are results, too, so that the agent can correct its arguments.
pub(super) fn call(
    store: &SiteStore,
    name: &str,
    arguments: JsonObject,
    cancel: &CancellationToken,
) -> CallToolResult {
    let arguments = Value::Object(arguments);
    let answer = match name {
        // While the index of a new site is built, the previous one is searched.
        "search" => answer(arguments, |arguments| {
            success(&agents::search(&store.search_site(), &arguments, cancel)?)
        }),
        "related" => answer(arguments, |arguments| {
            success(&agents::related(&store.search_site(), &arguments)?)
        }),
        "note" => answer(arguments, |arguments| {
            success(&agents::note(&store.site(), &arguments)?)
        }),
        "video" => answer(arguments, |arguments| {
            success(&agents::video(&store.site(), &arguments)?)
        }),
        _ => answer(arguments, |arguments| {
            success(&agents::moments(&store.site(), &arguments)?)
        }),
    };
    answer.unwrap_or_else(|message| CallToolResult::error(vec![ContentBlock::text(message)]))
}

/// The result of a tool, or a message for the agent.
fn answer<A: DeserializeOwned>(
    arguments: Value,
    call: impl FnOnce(A) -> Result<CallToolResult, ToolError>,
) -> Result<CallToolResult, String> {
    let arguments =
        serde_json::from_value(arguments).map_err(|error| format!("invalid arguments: {error}"))?;
    call(arguments).map_err(|error| {
        // Causes may contain paths, so only the log has them.
        if let ToolError::Search(SearchError::Index(_)) = &error {
            tracing::error!("{}", with_causes(&error));
        }
        error.to_string()
    })
}

fn success(answer: &impl Answer) -> Result<CallToolResult, ToolError> {
    let mut result = CallToolResult::success(vec![ContentBlock::text(answer.text())]);
    // An answer has no maps, whose keys could fail to serialise.
    result.structured_content = serde_json::to_value(answer).ok();
    Ok(result)
}
