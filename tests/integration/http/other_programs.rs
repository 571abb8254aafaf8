//! Notes of other programs: settings and files that their writers expect to work.

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::pages::Site;

use super::{Visitor, json_of};
use crate::support::program::Program;

fn note(path: &str, text: &str) -> Note {
    Note::new(path.to_owned(), text.to_owned())
}

#[tokio::test]
async fn line_breaks_are_kept_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| std::fs::write(folder.path().join(path), text).unwrap();
    std::fs::create_dir(folder.path().join("c")).unwrap();
    write("index.md", "home\nhome");
    write("c/index.md", "channel\nchannel");
    write("c/a.md", "one\ntwo\n\n![[b]]");
    write("c/b.md", "three\nfour\n\n| a |\n|---|\n| b |");
    for (arguments, expected) in [
        (&["--watch=false"][..], false),
        (&["--watch=false", "--line-breaks=keep"], true),
        (&["--watch=false", "--line-breaks=join"], false),
    ] {
        let mut program = Program::start_with(folder.path(), "info", arguments).await;
        for reload in [false, true] {
            if reload {
                write("c/b.md", "three\nfour\nfive");
                program.signal("-HUP");
                program.logged("reloaded in").await;
            }
            for (path, lines) in [
                ("/", "home<br>\nhome"),
                ("/c", "channel<br>\nchannel"),
                ("/c/a", "one<br>\ntwo"),
                ("/c/a", "three<br>\nfour"),
            ] {
                let page = reqwest::get(format!("{}{path}", program.url))
                    .await
                    .unwrap();
                let page = page.text().await.unwrap();
                assert_eq!(page.contains(lines), expected, "{arguments:?} {path}");
                assert_eq!(
                    page.contains(&lines.replace("<br>", "")),
                    !expected,
                    "{path}"
                );
            }
        }
        write("c/b.md", "three\nfour\n\n| a |\n|---|\n| b |");
    }
}

/// A drawing of the Excalidraw plugin.
const DRAWING: &str = "---\n\nexcalidraw-plugin: parsed\n\n---\n==⚠  Switch to EXCALIDRAW VIEW in the \
    MORE OPTIONS menu. ⚠==\n\n# Excalidraw Data\n\n## Text Elements\nThe harbour gate ^a1B2c3D4\n\n\
    ## Embedded Files\n0123: [[gate.png]]\n\n%%\n## Drawing\n```compressed-json\nN4KAkARALgngDg\n```\n%%\n";

#[tokio::test]
async fn drawings_and_boards_are_named() {
    let notes = vec![
        note("c/harbour_plan.excalidraw.md", DRAWING),
        note(
            "c/page.md",
            "See [[harbour_plan.excalidraw]] and [[board.canvas]].\n\n![[harbour_plan.excalidraw]]\n\n\
             ![[board.canvas]]\n",
        ),
    ];
    let site = Site::new(Archive::new(Corpus::from(notes)), true);
    let visitor = Visitor::of(Arc::new(site)).await;
    let drawing = visitor.page("/c/harbour_plan.excalidraw").await;
    assert_eq!(drawing.texts("h1"), ["harbour plan"]);
    assert_eq!(
        drawing.texts(".text"),
        ["This is a drawing of Excalidraw. The harbour gate"]
    );
    let page = visitor.page("/c/page").await;
    assert_eq!(
        page.attributes(".text a", "href"),
        ["/c/harbour_plan.excalidraw", "/c/harbour_plan.excalidraw"]
    );
    assert_eq!(
        page.texts(".text section.embed"),
        ["harbour plan This is a drawing of Excalidraw. The harbour gate"]
    );
    assert!(page.texts(".text")[0].ends_with("board.canvas"));
    for path in [
        "/c/harbour_plan.excalidraw",
        "/c/harbour_plan.excalidraw.md",
        "/c/harbour_plan.excalidraw.json",
        "/c/page",
    ] {
        let body = visitor.get(path).await.body;
        for data in ["N4KAk", "Switch to", "gate.png", "a1B2c3D4"] {
            assert!(!body.contains(data), "{data} in {path}");
        }
    }
    let json = json_of(&visitor, "/c/page.json").await;
    assert!(json.to_string().contains("board.canvas"), "{json}");
}
