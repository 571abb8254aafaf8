//! The moments of notes and videos in formats of other programs, read with other programs' parsers
//! where there are some; `tests/browser/exports.rs` has the browser's parser of WebVTT.

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::Note;
use cueleaf::pages::Site;
use serde_json::{Value, json};

use super::{Response, Visitor, json_of};
use crate::support::{fixture_below, long_video, media};

const NOTE: &str = "/kitchen/whetstones";
const VIDEO: &str = "/video/kn1feSharp0";

async fn visitor_of(notes: &[(&str, &str)]) -> Visitor {
    let notes = notes.iter();
    let notes: Vec<Note> = notes
        .map(|(path, source)| Note::new((*path).to_owned(), (*source).to_owned()))
        .collect();
    Visitor::of(Arc::new(Site::new(Archive::new(notes.into()), true))).await
}

/// A file with its media type.
async fn file(visitor: &Visitor, url: &str, content_type: &str) -> String {
    let response = visitor.page(url).await;
    assert_eq!(response.header("content-type"), content_type, "{url}");
    response.body
}

async fn json_file(visitor: &Visitor, url: &str) -> Value {
    serde_json::from_str(&visitor.page(url).await.body).unwrap()
}

/// The rows of a table, including its header.
async fn rows(visitor: &Visitor, url: &str) -> Vec<Vec<String>> {
    let content_type = "text/csv; charset=utf-8; header=present";
    let table = file(visitor, url, content_type).await;
    assert!(table.ends_with("\r\n") && !table.replace("\r\n", "").contains('\n'));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(table.as_bytes());
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

#[tokio::test]
async fn a_note_has_web_vtt_chapters() {
    let visitor = Visitor::new().await;
    let chapters = file(&visitor, &format!("{NOTE}.vtt"), "text/vtt; charset=utf-8").await;
    let mut cues = chapters.split("\n\n");
    assert_eq!(cues.next(), Some("WEBVTT"));
    let cues: Vec<&str> = cues.collect();
    let sentence = "A stone has a grit, and a coarse one leaves scratches.";
    assert_eq!(
        cues[0],
        format!("00:03:38.000 --> 00:03:52.000\n{sentence}")
    );
    assert_eq!(
        cues.last(),
        Some(&"13:19:10.000 --> 13:20:10.000\nThe dog of the maker barks.\n")
    );
    assert_eq!(cues.len(), 7);
    let of_video = visitor.page(&format!("{VIDEO}.vtt")).await.body;
    assert_eq!(of_video.matches(" --> ").count(), 14);
}

#[tokio::test]
async fn the_last_chapter_ends_with_the_video() {
    let note = "---\nvideoId: kn1feSharp0\nduration: 600\n---\n\
        It begins [00:00:00]. R&D <b> --> ends [00:05:00].\n";
    let visitor = visitor_of(&[("a/b.md", note)]).await;
    assert_eq!(
        visitor.page("/a/b.vtt").await.body,
        "WEBVTT\n\n00:00:00.000 --> 00:05:00.000\nIt begins.\n\n\
         00:05:00.000 --> 00:10:00.000\nR&amp;D &lt;b&gt; --&gt; ends.\n"
    );
}

#[tokio::test]
async fn youtube_reads_the_chapters_of_headings_or_sentences() {
    let visitor = Visitor::new().await;
    let url = format!("{NOTE}.chapters.txt");
    let chapters = file(&visitor, &url, "text/plain; charset=utf-8").await;
    assert_eq!(
        chapters.lines().collect::<Vec<_>>()[..3],
        [
            "0:00 Whetstones",
            "3:38 A stone has a grit, and a coarse one leaves scratches.",
            "3:52 A stone has a grit, and a coarse one leaves scratches.",
        ]
    );
    let headed = "---\ntitle: Bread\nvideoId: kn1feSharp0\n---\n\
        Words [00:00:30].\n\n## Kneading <fast>\nIt [00:02:00] is [00:02:20].\n\n\
        ## Too soon\nIt [00:02:05] is.\n\n\
        ## Resting\nIt [01:00:00] is.\n";
    let visitor = visitor_of(&[("a/b.md", headed)]).await;
    assert_eq!(
        visitor.page("/a/b.chapters.txt").await.body,
        "0:00 Bread\n2:00 Kneading ‹fast›\n1:00:00 Resting\n"
    );
}

#[tokio::test]
async fn youtube_chapters_follow_its_rules() {
    let sentence = "A sentence that is much longer than the title of a chapter may be, \
        and goes on [TIME].\n\n";
    let time = |second: usize| {
        format!(
            "{:02}:{:02}:{:02}",
            second / 3600,
            second / 60 % 60,
            second % 60
        )
    };
    let many: String = (0..2_000)
        .map(|n| sentence.replace("TIME", &time(n * 4)))
        .collect();
    let many = format!("---\nvideoId: kn1feSharp0\nduration: 7999\n---\n{many}");
    let few = "---\nvideoId: kn1feSharp0\n---\nOne [00:00:04]. Two [00:01:00]. Three [00:01:05].\n";
    let none = "One [00:00:04] is about no video.\n";
    let visitor = visitor_of(&[("a/many.md", &many), ("a/few.md", few), ("a/none.md", none)]).await;
    let chapters = visitor.page("/a/many.chapters.txt").await.body;
    assert!(chapters.chars().count() <= 5_000 && chapters.lines().count() > 40);
    let seconds = |line: &str| {
        let parts = line.split(' ').next().unwrap().split(':');
        parts.fold(0, |sum, part| sum * 60 + part.parse::<u32>().unwrap())
    };
    let times: Vec<u32> = chapters.lines().map(seconds).collect();
    assert_eq!(times[0], 0);
    assert!(
        times.windows(2).all(|pair| pair[0] + 10 <= pair[1]),
        "{times:?}"
    );
    assert!(times.last().is_some_and(|last| last + 10 <= 7_999));
    assert!(
        chapters
            .lines()
            .all(|line| line.ends_with("of a chapter …")),
        "{chapters}"
    );
    for (url, reason) in [
        ("/a/few.chapters.txt", "three"),
        ("/a/none.vtt", "no video"),
    ] {
        let missing = visitor.get(url).await;
        assert_eq!(missing.status, 404, "{url}");
        assert!(missing.body.contains(reason), "{}", missing.body);
        assert_eq!(missing.header("content-type"), "text/plain; charset=utf-8");
    }
}

#[tokio::test]
async fn podcast_players_read_the_chapters() {
    let visitor = Visitor::of(fixture_below()).await;
    let url = format!("/notes{NOTE}.chapters.json");
    let chapters = file(&visitor, &url, "application/json+chapters").await;
    let chapters: Value = serde_json::from_str(&chapters).unwrap();
    assert_eq!(chapters["version"], "1.2.0");
    assert_eq!(chapters["title"], "How to keep a knife sharp");
    assert_eq!(
        chapters["chapters"][0],
        json!({
            "startTime": 218,
            "title": "A stone has a grit, and a coarse one leaves scratches.",
            "url": "https://example.org/notes/kitchen/whetstones?t=218",
        })
    );
    let visitor = Visitor::new().await;
    let chapters = json_file(&visitor, &format!("{NOTE}.chapters.json")).await;
    assert_eq!(chapters["chapters"][0].get("url"), None, "no relative URL");
}

#[tokio::test]
async fn moments_are_web_annotations() {
    let visitor = Visitor::of(fixture_below()).await;
    let url = format!("/notes{NOTE}.annotations.json");
    let content_type = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
    let of_note = file(&visitor, &url, content_type).await;
    let of_note: Value = serde_json::from_str(&of_note).unwrap();
    let id = "https://example.org/notes/kitchen/whetstones.annotations.json";
    assert_eq!(of_note["id"], id);
    assert_eq!(of_note["total"], 7);
    let items = &of_note["first"]["items"];
    let expected = json!({
        "id": format!("{id}#moment-1"),
        "type": "Annotation",
        "motivation": "describing",
        "body": {
            "type": "TextualBody",
            "value": "A stone has a grit, and a coarse one leaves scratches.",
            "format": "text/plain",
        },
        "target": {
            "source": "https://www.youtube.com/watch?v=kn1feSharp0",
            "selector": {
                "type": "FragmentSelector",
                "conformsTo": "http://www.w3.org/TR/media-frags/",
                "value": "t=218,232",
            },
        },
    });
    assert_eq!(items[0], expected);
    let selector = |index: usize| &items[index]["target"]["selector"]["value"];
    assert_eq!(selector(4), "t=302,340", "the stated end");
    assert_eq!(selector(6), "t=47950", "no end is known");
    let of_video = json_file(&visitor, &format!("/notes{VIDEO}.annotations.json")).await;
    let items_of_video = of_video["first"]["items"].as_array().unwrap();
    assert!(
        items_of_video
            .iter()
            .any(|item| item["id"] == expected["id"])
    );
    let relative = json_file(&Visitor::new().await, &format!("{NOTE}.annotations.json")).await;
    assert_eq!(relative["id"], "/kitchen/whetstones.annotations.json");
}

#[tokio::test]
async fn moments_are_a_table_that_runs_nothing() {
    let visitor = Visitor::new().await;
    let rows_of_note = rows(&visitor, &format!("{NOTE}.csv")).await;
    assert_eq!(
        rows_of_note[0],
        ["video", "seconds", "end", "display", "text", "note", "url"]
    );
    assert_eq!(
        rows_of_note[5],
        [
            "https://www.youtube.com/watch?v=kn1feSharp0",
            "302",
            "340",
            "5:02",
            "Flatten it on glass.",
            "Whetstones",
            "/kitchen/whetstones?t=302",
        ]
    );
    let hostile = "---\ntitle: \"@SUM(1, 2)\"\nvideoId: kn1feSharp0\n---\n\
        =HYPERLINK(\"x\", \"y\") [00:00:10].\n\n\\+1 is, \"so\" [00:00:20].\n\nA - b [00:00:30].\n";
    let visitor = visitor_of(&[("a/b.md", hostile)]).await;
    let hostile = rows(&visitor, "/a/b.csv").await;
    let texts: Vec<&str> = hostile[1..].iter().map(|row| row[4].as_str()).collect();
    assert_eq!(
        texts,
        ["'=HYPERLINK(\"x\", \"y\").", "'+1 is, \"so\".", "A - b."]
    );
    assert_eq!(hostile[1][5], "'@SUM(1, 2)");
}

#[tokio::test]
async fn moments_of_other_videos_keep_their_video() {
    let note = "---\nvideoId: kn1feSharp0\n---\nMine [00:00:10]. \
        She [agrees](https://youtu.be/AAAAAAAAAA1?t=130). Mine again [00:00:05].\n";
    let visitor = visitor_of(&[("a/b.md", note)]).await;
    let chapters = visitor.page("/a/b.vtt").await.body;
    assert!(!chapters.contains("agrees") && chapters.contains("Mine again"));
    let table = rows(&visitor, "/a/b.csv").await;
    let videos: Vec<(&str, &str)> = table[1..].iter().map(|row| (&*row[0], &*row[1])).collect();
    let (own, other) = (
        "https://www.youtube.com/watch?v=kn1feSharp0",
        "https://www.youtube.com/watch?v=AAAAAAAAAA1",
    );
    assert_eq!(videos, [(own, "5"), (own, "10"), (other, "130")]);
    assert_eq!(table[3][6], "/video/AAAAAAAAAA1?t=130");
    let annotations = json_file(&visitor, "/a/b.annotations.json").await;
    assert_eq!(annotations["first"]["items"][2]["target"]["source"], other);
    let of_other = visitor.page("/video/AAAAAAAAAA1.vtt").await.body;
    assert!(of_other.contains("agrees") && !of_other.contains("Mine"));
}

#[tokio::test]
async fn uncertain_moments_are_no_chapters() {
    let (_folder, site) = long_video::site();
    let visitor = Visitor::of(site).await;
    let url = "/bread/by_hand";
    let note = json_of(&visitor, &format!("{url}.json")).await;
    let moments = note["moments"].as_array().unwrap();
    let spans = moments.iter().filter_map(|moment| moment.get("uncertain"));
    let spans: Vec<String> = spans
        .map(|span| format!("t={},{}", span[0], span[1]))
        .collect();
    assert!(!spans.is_empty());
    let chapters = visitor.page(&format!("{url}.vtt")).await.body;
    assert_eq!(
        chapters.matches(" --> ").count(),
        moments.len() - spans.len()
    );
    let annotations = json_file(&visitor, &format!("{url}.annotations.json")).await;
    let items = annotations["first"]["items"].as_array().unwrap();
    assert_eq!(items.len(), moments.len());
    let has_span = |span: &String| {
        let mut selectors = items
            .iter()
            .map(|item| &item["target"]["selector"]["value"]);
        selectors.any(|value| value == span)
    };
    assert!(spans.iter().all(has_span), "{spans:?}");
}

#[tokio::test]
async fn moments_of_a_file_name_its_url() {
    let folder = media::folder();
    let note = "---\nmedia: \"[[film.mp4]]\"\n---\nIt rises [00:00:01].\n";
    media::write(folder.path(), "c/talk.md", note);
    let visitor = Visitor::of(media::site(&folder)).await;
    for url in ["/c/talk", "/video/c/film.mp4"] {
        let table = rows(&visitor, &format!("{url}.csv")).await;
        assert_eq!(table[1][0], "/c/film.mp4");
        let chapters = visitor.page(&format!("{url}.vtt")).await.body;
        assert!(chapters.contains("It rises."), "{chapters}");
    }
}

#[tokio::test]
async fn pages_link_to_the_formats_that_they_have() {
    let visitor = Visitor::new().await;
    let links = |page: Response| page.attributes(".source details a", "href");
    let extensions = [
        ".vtt",
        ".chapters.txt",
        ".chapters.json",
        ".annotations.json",
        ".csv",
    ];
    for url in [NOTE, VIDEO] {
        let expected = extensions.map(|extension| format!("{url}{extension}"));
        assert_eq!(links(visitor.page(url).await), expected);
    }
    let visitor = visitor_of(&[("a/b.md", "One [00:00:04] is about no video.\n")]).await;
    assert_eq!(links(visitor.page("/a/b").await), [""; 0]);
}

#[tokio::test]
async fn files_of_notes_take_precedence_and_other_spellings_redirect() {
    let note = "---\nvideoId: kn1feSharp0\n---\nWords [00:00:10].\n";
    let visitor = visitor_of(&[("a/b.md", note), ("a/b.chapters.md", note)]).await;
    let data = json_file(&visitor, "/a/b.chapters.json").await;
    assert_eq!(data["path"], "a/b.chapters.md");
    visitor
        .get("/A/B.annotations.json")
        .await
        .assert_redirects_to("/a/b.annotations.json");
    for missing in ["/a/c.vtt", "/a/c.csv", "/video/AAAAAAAAAA2.vtt"] {
        assert_eq!(visitor.get(missing).await.status, 404, "{missing}");
    }
}
