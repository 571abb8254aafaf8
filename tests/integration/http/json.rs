//! `/{channel}/{note}.json`, `/video/{id}.json`

use serde_json::json;

use super::{Visitor, json_of};

#[tokio::test]
async fn a_note_has_its_facts() {
    let visitor = Visitor::new().await;
    let note = json_of(&visitor, "/kitchen/whetstones.json").await;
    assert_eq!(note["path"], "kitchen/whetstones.md");
    assert_eq!(note["title"], "Whetstones");
    assert_eq!(note["channel"], "kitchen");
    assert_eq!(note["video_id"], "kn1feSharp0");
    let moment = &note["moments"][0];
    let text = "A stone has a grit, and a coarse one leaves scratches.";
    let expected = json!({ "seconds": 218, "display": "3:38", "source": "03:38:00", "repaired": true, "text": text });
    assert_eq!(*moment, expected);
    assert_eq!(note["moments"][1]["repaired"], false);
    assert_eq!(note["moments"][4]["seconds"], 302);
    assert_eq!(note["moments"][4]["end"], 340);
    assert_eq!(
        note["links"],
        json!([
            {
                "target": "keeping a knife sharp",
                "label": "keeping a knife sharp",
                "url": "/kitchen/keeping_a_knife_sharp",
                "unresolved": false
            },
            { "target": "ceramic_rods", "label": "ceramic rods", "url": "/topic/ceramic_rods", "unresolved": true },
        ])
    );
    let linked = json_of(&visitor, "/kitchen/keeping_a_knife_sharp.json").await;
    assert_eq!(linked["backlinks"][0]["path"], "kitchen/whetstones.md");
    assert_eq!(linked["backlinks"][0]["title"], "Whetstones");
    let sentence = linked["backlinks"][0]["text"].as_str().unwrap();
    assert!(
        sentence.starts_with("Soak it first for ten minutes, as keeping a knife sharp says"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_video_has_the_moments_of_all_its_notes_in_order() {
    let visitor = Visitor::new().await;
    let video = json_of(&visitor, "/video/kn1feSharp0.json").await;
    assert_eq!(video["video_id"], "kn1feSharp0");
    assert_eq!(video["title"], "How to keep a knife sharp");
    assert_eq!(video["channel"], "kitchen");
    let paths: Vec<&str> = video["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        paths,
        ["kitchen/keeping_a_knife_sharp.md", "kitchen/whetstones.md"]
    );
    let moments = video["moments"].as_array().unwrap();
    let seconds: Vec<u64> = moments
        .iter()
        .map(|moment| moment["seconds"].as_u64().unwrap())
        .collect();
    assert!(seconds.is_sorted(), "{seconds:?}");
    assert_eq!(moments.len(), 14);
    assert_eq!(moments[3]["path"], "kitchen/whetstones.md");
}

#[tokio::test]
async fn other_spellings_redirect_to_the_canonical_url() {
    let visitor = Visitor::new().await;
    visitor
        .get("/Kitchen/Whetstones.json")
        .await
        .assert_redirects_to("/kitchen/whetstones.json");
    visitor
        .get("/kitchen.json")
        .await
        .assert_redirects_to("/kitchen/kitchen.json");
    assert_eq!(visitor.get("/kitchen/forks.json").await.status, 404);
    assert_eq!(visitor.get("/video/aaaaaaaaaaa.json").await.status, 404);
}

#[tokio::test]
async fn a_preview_describes_the_target_of_a_link() {
    let visitor = Visitor::new().await;
    let preview = async |query: &str| -> serde_json::Value {
        serde_json::from_str(&visitor.page(&format!("/api/preview?{query}")).await.body).unwrap()
    };
    let note = preview("path=/acquired/origin").await;
    assert_eq!(
        (&note["title"], &note["channel"]),
        (&"Where the cloud came from".into(), &"acquired".into())
    );
    assert_eq!(note["summary"], "7 moments.");
    let moment = preview("path=%2Facquired%2Forigin&t=230").await;
    assert_eq!(
        moment["excerpt"],
        "The margin on them was high, and nobody could let a part of one, as Idle servers tells."
    );
    let topic = preview("path=/topic/profit_pools").await;
    assert_eq!(
        topic["summary"]
            .as_str()
            .map(|extent| extent.starts_with("No note yet. Mentioned in ")),
        Some(true)
    );
    for nothing in [
        "path=/acquired",
        "path=/nothing/here",
        "",
        "path=%2F..%2F..%2Fetc",
        "path=/topic/none&t=x",
    ] {
        assert_eq!(
            visitor.get(&format!("/api/preview?{nothing}")).await.status,
            404,
            "{nothing}"
        );
    }
}
