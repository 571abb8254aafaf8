//! Folders of notes that do not have one folder for each channel: names of channels, notes at the
//! top, and folders in folders.

use super::{Visitor, json_of};
use crate::support::site;

/// A client of the site of these files, each a path with its text.
async fn vault(files: &[(&str, &str)]) -> Visitor {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    Visitor::of(site(folder.path())).await
}

/// A folder with the name of a handle, and the files that name it.
const NAMED: &[(&str, &str)] = &[
    (
        "index.md",
        "---\ntitle: Talks\n---\n- [[slowfood|A show about food]]\n- [[longtable|Not this one]]",
    ),
    ("longtable/index.md", "# The Long Table\n\nDinner talks."),
    (
        "longtable/bread.md",
        "---\ntitle: Bread\nvideoId: kn1feSharp0\n---\nBread rises slowly in a cold kitchen [0:41]. See [[salt]].",
    ),
    (
        "slowfood/salt.md",
        "---\ntitle: Salt\n---\nSalt keeps bread fresh, see [[bread]].",
    ),
];

#[tokio::test]
async fn a_channel_has_its_name_everywhere() {
    let visitor = vault(NAMED).await;
    let home = visitor.page("/").await;
    assert_eq!(
        home.texts(".cards a"),
        ["A show about food", "The Long Table"]
    );
    assert_eq!(
        home.attributes(".cards a", "href"),
        ["/slowfood", "/longtable"]
    );
    let channel = visitor.page("/longtable").await;
    assert_eq!(channel.texts("h1, h2"), ["The Long Table", "Notes"]);
    assert_eq!(channel.texts("title"), ["The Long Table · Talks"]);
    assert_eq!(channel.texts(".text"), ["Dinner talks."]);
    assert_eq!(channel.texts(".tree a"), ["Bread"]);
    let note = visitor.page("/longtable/bread").await;
    assert!(note.body.contains("The Long Table"));
    let video = visitor.page("/video/kn1feSharp0").await;
    assert!(video.body.contains("The Long Table"));
    let map = visitor.page("/map").await;
    let names = map.attributes("main svg a", "aria-label");
    assert!(
        names.contains(&"The Long Table, 1 note".to_owned()),
        "{names:?}"
    );
    let data = json_of(&visitor, "/longtable/bread.json").await;
    assert_eq!(
        (&data["channel"], &data["url"]),
        (&"The Long Table".into(), &"/longtable/bread".into())
    );
    let data = json_of(&visitor, "/api/suggest?q=longtable").await;
    assert_eq!(data["channels"][0]["title"], "The Long Table");
    let data = json_of(&visitor, "/api/preview?path=/longtable/bread").await;
    assert_eq!(data["channel"], "The Long Table");
}

#[tokio::test]
async fn searches_take_the_name_and_the_folder() {
    let visitor = vault(NAMED).await;
    for channel in ["longtable", "The+Long+Table", "the-long", "LONGTABLE"] {
        let page = visitor
            .page(&format!("/search?channel={channel}&q=bread"))
            .await;
        assert_eq!(page.texts(".hits a:first-child"), ["Bread"], "{channel}");
        assert_eq!(page.attributes("option[selected]", "value"), ["longtable"]);
        assert_eq!(page.texts("option[selected]"), ["The Long Table"]);
    }
    for query in [
        "channel:longtable+bread",
        "channel:%22the+long+table%22+bread",
    ] {
        let page = visitor.page(&format!("/search?q={query}")).await;
        assert_eq!(page.texts(".hits a:first-child"), ["Bread"], "{query}");
    }
}

#[tokio::test]
async fn a_folder_of_notes_without_channels_is_a_list_of_notes() {
    let visitor = vault(&[
        ("README.md", "# My lectures\n\nNotes on lectures."),
        ("Lecture 10.md", "The last lecture."),
        (
            "Lecture 2.md",
            "The second lecture explains how yeast makes bread rise in a warm room.\n\nMore.",
        ),
        (
            "hidden.md",
            "---\nunlisted: true\nauthor: Nobody\n---\nWhispered.",
        ),
    ])
    .await;
    let home = visitor.page("/").await;
    assert_eq!(
        home.texts("title, h1, h2"),
        ["My lectures", "My lectures", "Notes"]
    );
    assert_eq!(home.texts("main .page-meta:first-of-type")[0], "2 notes.");
    assert_eq!(home.texts(".text"), ["Notes on lectures."]);
    assert_eq!(home.texts(".site-nav a")[0], "Notes");
    assert_eq!(
        home.texts(".link-list > li"),
        [
            "Lecture 2The second lecture explains how yeast makes bread rise in a warm room.",
            "Lecture 10"
        ]
    );
    assert_eq!(
        home.attributes(".link-list a", "href"),
        ["/Lecture%202", "/Lecture%2010"]
    );
    assert_eq!(visitor.get("/README").await.header("location"), "/");
    visitor.page("/Lecture%202").await;
    assert_eq!(
        visitor.page("/map").await.texts(".channel-list a"),
        ["Notes"]
    );
}

#[tokio::test]
async fn front_matter_names_the_channel_of_a_note_at_the_top() {
    let visitor = vault(&[
        (
            "a.md",
            "---\nauthor: \"[[The Long Table]]\"\nvideoId: kn1feSharp0\n---\nBread [0:41].",
        ),
        (
            "b.md",
            "---\nchannel: the long table\nauthor: Somebody\n---\nSalt.",
        ),
        (
            "c.md",
            "---\nChannel_Title: AC/DC\n---\nNoise, see [[the long table]].",
        ),
        ("d.md", "---\nchannel: Slow Food\n---\nOil."),
        ("e.md", "No channel."),
        ("Thunder.md", "A note."),
        ("f.md", "---\nchannel: Thunder\n---\nRain."),
        ("g.md", "---\nchannel: Search\n---\nRain."),
        (
            "hidden.md",
            "---\nchannel: Whispers\nunlisted: true\n---\nText.",
        ),
        ("index.md", "---\ntitle: Talks\nauthor: Me\n---\n"),
        ("slow_food/wine.md", "---\nchannel: Elsewhere\n---\nWine."),
    ])
    .await;
    let home = visitor.page("/").await;
    assert_eq!(home.texts(".cards a"), ["slow_food"]);
    assert_eq!(
        home.texts(".inline-list li"),
        ["AC/DC 1", "Search 1", "The Long Table 2", "Thunder 1"]
    );
    let urls = home.attributes(".inline-list a", "href");
    assert_eq!(
        urls,
        ["/AC-DC", "/~Search", "/The%20Long%20Table", "/Thunder~2"]
    );
    for url in &urls {
        visitor.page(url).await;
    }
    assert_eq!(
        home.texts(".notes > li"),
        [
            "a The Long Table",
            "b The Long Table",
            "c AC/DC",
            "d slow_food",
            "e",
            "f Thunder",
            "g Search",
            "Thunder"
        ]
    );
    assert_eq!(home.texts("h2"), ["Channels", "Other notes"]);
    let channel = visitor.page("/The%20Long%20Table").await;
    assert_eq!(channel.texts("h1, h2"), ["The Long Table", "Notes"]);
    assert_eq!(channel.texts(".page-meta")[0], "1 video, 2 notes, 1 moment");
    assert_eq!(channel.attributes(".tree a", "href"), ["/a", "/b"]);
    assert_eq!(
        visitor.get("/the-long-table").await.header("location"),
        "/The%20Long%20Table"
    );
    assert_eq!(
        visitor.page("/slow_food").await.texts(".tree a"),
        ["wine", "d"]
    );
    assert_eq!(visitor.page("/Thunder").await.texts("h1"), ["Thunder"]);
    assert_eq!(
        visitor.page("/c").await.attributes(".text a", "href"),
        ["/The%20Long%20Table"]
    );
    let found = visitor.page("/search?channel=the+long+table&q=bread").await;
    assert_eq!(found.texts(".hits a:first-child"), ["a"]);
    for name in ["/Whispers", "/Me", "/Elsewhere"] {
        assert_eq!(visitor.get(name).await.status, 404, "{name}");
    }
}

#[tokio::test]
async fn folders_in_a_channel_are_a_tree() {
    let visitor = vault(&[
        ("course/Week 10/1.md", "Text."),
        (
            "course/Week 2/Talks/11.md",
            "---\nvideoId: kn1feSharp0\n---\nText [0:41].",
        ),
        ("course/Week 2/Talks/9.md", "Text."),
        ("course/Week 2/<b>.md", "Text."),
        ("course/Week 2/hidden.md", "---\nunlisted: true\n---\nText."),
        ("course/start.md", "Text."),
    ])
    .await;
    let page = visitor.page("/course").await;
    assert_eq!(
        page.texts(".tree summary"),
        ["Week 2 3 notes", "Talks 2 notes", "Week 10 1 note"]
    );
    assert_eq!(page.texts(".tree details details a"), ["9", "11"]);
    assert_eq!(page.texts(".tree a"), ["9", "11", "<b>", "1", "start"]);
    assert_eq!(page.texts(".tree > li > a"), ["start"]);
    assert_eq!(page.attributes(".tree > li > details", "open").len(), 2);
    assert_eq!(page.texts(".page-meta")[0], "1 video, 5 notes, 1 moment");
}

#[tokio::test]
async fn a_long_tree_is_paged() {
    let files: Vec<(String, &str)> = (0..600)
        .map(|number| (format!("long/part {}/{number}.md", number / 400), "Text."))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, *text)).collect();
    let visitor = vault(&files).await;
    let (mut seen, mut folders) = (Vec::new(), Vec::new());
    for number in 1..=3 {
        let page = visitor.page(&format!("/long?page={number}")).await;
        seen.extend(page.texts(".tree a"));
        folders.push((
            page.texts(".tree summary"),
            page.attributes(".tree details", "open").len(),
        ));
    }
    assert_eq!(
        seen,
        (0..600)
            .map(|number| number.to_string())
            .collect::<Vec<_>>()
    );
    assert_eq!(folders[0], (vec!["part 0 240 of 400 notes".to_owned()], 0));
    let second = ["part 0 160 of 400 notes", "part 1 80 of 200 notes"].map(str::to_owned);
    assert_eq!(folders[1], (second.to_vec(), 1));
    assert_eq!(folders[2], (vec!["part 1 120 of 200 notes".to_owned()], 1));
    assert_eq!(visitor.get("/long?page=4").await.status, 404);
}

#[tokio::test]
async fn a_long_list_of_notes_is_paged() {
    let text = "word ".repeat(100);
    let files: Vec<(String, &str)> = (0..300)
        .map(|number| (format!("note {number}.md"), &*text))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, *text)).collect();
    let visitor = vault(&files).await;
    let mut seen = Vec::new();
    // The last link leads to the next page.
    for number in 1..visitor.page("/").await.texts(".pager a").len() {
        let page = visitor.page(&format!("/?page={number}")).await;
        assert!(page.body.len() < 200_000, "{} bytes", page.body.len());
        seen.extend(page.texts(".notes a"));
    }
    let all: Vec<String> = (0..300).map(|number| format!("note {number}")).collect();
    assert_eq!(seen, all);
}

#[tokio::test]
async fn a_note_about_several_videos_plays_all_of_them() {
    let visitor = vault(&[(
        "talks/locks.md",
        "![](https://youtu.be/E1cxZuHrwZc)\n\nIt opens [3:38](https://youtu.be/E1cxZuHrwZc?t=218). \
         Compare [the other lock](https://youtu.be/kn1feSharp0?t=61), and \
         [a third](https://www.youtube.com/watch?v=AAAAAAAAAA2).",
    )])
    .await;
    let note = visitor.page("/talks/locks").await;
    assert_eq!(
        note.attributes(".player-card", "data-video"),
        ["E1cxZuHrwZc"]
    );
    assert_eq!(
        note.attributes(".text a", "href"),
        ["?t=218", "/video/kn1feSharp0?t=61", "/video/AAAAAAAAAA2"]
    );
    assert_eq!(
        note.attributes(".text a[data-video]", "data-video"),
        ["kn1feSharp0"]
    );
    let cited = visitor.page("/video/kn1feSharp0").await;
    assert_eq!(cited.texts(".moment-list .moment"), ["1:01"]);
    assert_eq!(cited.texts(".siblings a"), ["locks"]);
    let third = visitor.page("/video/AAAAAAAAAA2").await;
    assert_eq!(third.texts("h1"), ["a third"]);
    assert_eq!(third.texts(".page-meta"), ["1 note, 0 moments"]);
    let own = visitor.page("/video/E1cxZuHrwZc").await;
    assert_eq!(own.texts(".moment-list .moment"), ["3:38"]);
    let data = json_of(&visitor, "/talks/locks.json").await;
    assert_eq!(data["video_id"], "E1cxZuHrwZc");
    assert_eq!(data["moments"][1]["video_id"], "kn1feSharp0");
    assert_eq!(data["moments"][0].get("video_id"), None);
}

#[tokio::test]
async fn an_embedded_section_plays_the_video_of_the_player_above_it() {
    let visitor = vault(&[
        (
            "talks/two.md",
            "---\nvideo: E1cxZuHrwZc\n---\nFirst [0:41].\n\n![](https://youtu.be/kn1feSharp0)\n\n\
             ## Part\n\nThe gates [3:38].\n",
        ),
        ("talks/one.md", "![[two#Part]]"),
    ])
    .await;
    for page in ["/talks/two", "/talks/one"] {
        let page = visitor.page(page).await;
        let urls = page.attributes(".text a.moment", "href");
        assert_eq!(
            urls.last().map(String::as_str),
            Some("/video/kn1feSharp0?t=218")
        );
    }
}

#[tokio::test]
async fn long_lists_of_notes_say_how_many_they_omit() {
    let paths: Vec<String> = (0..600)
        .map(|n| format!("talks/note number {n}.md"))
        .collect();
    let text = "---\nvideo: E1cxZuHrwZc\n---\nSee https://youtu.be/kn1feSharp0.";
    let files: Vec<_> = paths.iter().map(|path| (path.as_str(), text)).collect();
    let visitor = vault(&files).await;
    for video in ["E1cxZuHrwZc", "kn1feSharp0"] {
        let page = visitor.page(&format!("/video/{video}")).await;
        let items = page.texts(".siblings li");
        let (last, shown) = items.split_last().unwrap();
        let expected = format!("and {} more", 600 - shown.len());
        assert!(last.starts_with(&expected), "{last}");
    }
}

#[tokio::test]
async fn a_recording_of_the_folder_is_a_video() {
    let visitor = vault(&[
        ("talks/lock.mp3", "not really sound"),
        (
            "talks/lock.md",
            "![[lock.mp3]]\n\nThe paddles open [[lock.mp3#t=218]].",
        ),
        ("talks/more.md", "At the end [5:01](lock.mp3#t=301,310)."),
        ("talks/gate.mp4", "not really a film"),
        (
            "talks/both.md",
            "---\nvideo: E1cxZuHrwZc\n---\nThe lock [3:38](lock.mp3#t=218), the gate [[gate.mp4#t=5]].",
        ),
    ])
    .await;
    let note = visitor.page("/talks/lock").await;
    assert_eq!(
        note.attributes(".player-card", "data-media"),
        ["/talks/lock.mp3"]
    );
    assert_eq!(
        note.attributes(".player-card", "data-media-type"),
        ["audio"]
    );
    assert_eq!(note.attributes(".text a.moment", "href"), ["?t=218"]);
    assert!(note.texts("audio").is_empty() && note.texts("a.watch").is_empty());
    let video = visitor.page("/video/talks/lock.mp3").await;
    assert_eq!(video.texts("h1"), ["lock.mp3"]);
    assert_eq!(video.texts(".moment-list .moment"), ["3:38", "5:01–5:10"]);
    let data = json_of(&visitor, "/talks/more.json").await;
    assert_eq!(data["video_id"], "talks/lock.mp3");
    let both = visitor.page("/talks/both").await;
    assert_eq!(
        both.attributes(".text a.moment", "href"),
        ["/video/talks/lock.mp3?t=218", "/video/talks/gate.mp4?t=5"]
    );
    assert_eq!(
        both.attributes(".text a.moment", "data-media"),
        ["/talks/lock.mp3", "/talks/gate.mp4"]
    );
    for (url, count) in [("/video/talks/lock.mp3", 1), ("/video/talks/gate.mp4", 1)] {
        let video = visitor.page(url).await;
        assert_eq!(
            video
                .attributes(".siblings a[href='/talks/both']", "href")
                .len(),
            count
        );
    }
}

#[tokio::test]
async fn the_index_of_a_channel_tells_the_video_of_its_notes() {
    let visitor = vault(&[
        (
            "talks/index.md",
            "### [The lock](https://youtu.be/E1cxZuHrwZc)\n- [[paddles]]\n- [[gates]]\n",
        ),
        (
            "talks/paddles.md",
            "They open [3:38]. See https://youtu.be/kn1feSharp0.",
        ),
        (
            "talks/gates.md",
            "---\nvideo: kn1feSharp0\n---\nThey close [0:41].",
        ),
    ])
    .await;
    for (path, video) in [("paddles", "E1cxZuHrwZc"), ("gates", "kn1feSharp0")] {
        let note = visitor.page(&format!("/talks/{path}")).await;
        assert_eq!(note.attributes(".player-card", "data-video"), [video]);
    }
    let channel = visitor.page("/talks").await;
    assert!(channel.attributes(".player-card", "data-video").is_empty());
}

#[tokio::test]
async fn index_notes_have_a_player() {
    let text = "# Talk\n\n![](https://youtu.be/aaaaaaaaaaa)\n\nBread rises [0:10] slowly, \
                [elsewhere](https://youtu.be/bbbbbbbbbbb?t=7) it does not.";
    let visitor = vault(&[
        ("index.md", text),
        ("talk/index.md", text),
        ("one/one.md", text),
        (
            "talk/bread.md",
            "---\nvideo: aaaaaaaaaaa\n---\nIt rises [0:10].",
        ),
    ])
    .await;
    let channel = visitor.page("/talk").await;
    assert_eq!(channel.attributes("main a[href='/talk']", "href"), [""; 0]);
    assert_eq!(channel.texts("main a[href='/talk/bread']"), ["bread"]);
    for path in ["/", "/talk", "/one"] {
        let page = visitor.page(path).await;
        assert_eq!(
            page.attributes(".player-card", "data-video"),
            ["aaaaaaaaaaa"],
            "{path}"
        );
        assert_eq!(
            page.attributes(".text a.moment", "href"),
            ["?t=10", "/video/bbbbbbbbbbb?t=7"],
            "{path}"
        );
        let page = visitor.page(&format!("{path}?t=10")).await;
        assert_eq!(page.texts(".poster-start"), ["Play from 0:10"], "{path}");
    }
    let visitor = vault(&[(
        "talk/index.md",
        "# Talks\n\n[Bread](https://youtu.be/aaaaaaaaaaa)",
    )])
    .await;
    let page = visitor.page("/talk").await;
    assert_eq!(page.texts(".player-card"), [] as [&str; 0]);
}

#[tokio::test]
async fn front_matter_names_a_recording_of_the_archive() {
    let visitor = vault(&[
        ("talk.mp4", "film"),
        (
            "a.md",
            "---\nmedia: \"[[talk.mp4]]\"\n---\nBread [0:10], https://youtu.be/aaaaaaaaaaa",
        ),
        (
            "b.md",
            "---\nvideo: gone.mp4\n---\nBread [0:10], https://youtu.be/aaaaaaaaaaa",
        ),
    ])
    .await;
    for (path, video) in [("/a", "talk.mp4"), ("/b", "aaaaaaaaaaa")] {
        let page = visitor.page(path).await;
        assert_eq!(
            page.attributes(".player-card", "data-video"),
            [video],
            "{path}"
        );
        assert_eq!(
            page.attributes(".text a.moment", "href"),
            ["?t=10"],
            "{path}"
        );
    }
}
