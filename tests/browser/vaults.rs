//! Vaults in the habits of many programs: `cueleaf serve` opens each, and a moment of it plays.

use serde_json::json;
use tempfile::TempDir;

use super::IS_PLAYING;
use super::driver::Tab;
use crate::support::{media::write, program::Program};

/// A vault.
struct Vault {
    name: &'static str,
    /// The paths and texts of its files.
    files: &'static [(&'static str, &'static str)],
    /// The page with the moment, and the selector and the second of the moment.
    page: &'static str,
    moment: &'static str,
    seconds: u32,
}

const VAULTS: [Vault; 8] = [
    Vault {
        name: "Obsidian with the Web Clipper",
        files: &[(
            "Clippings/How locks work.md",
            "---\ntitle: \"How locks work\"\nsource: \"https://www.youtube.com/watch?v=E1cxZuHrwZc\"\n\
             author:\n  - \"[[Canal Days]]\"\npublished: 2024-05-02\ncreated: 2025-01-09\n\
             description: \"A lock, step by step.\"\ntags:\n  - \"clippings\"\n---\n\
             ![](https://www.youtube.com/watch?v=E1cxZuHrwZc)\n\nA lock, step by step.\n\n## Transcript\n\n\
             **0:04** · The boat comes in\n\n**1:30** · The gates close behind it\n\n\
             ### The water rises\n\n**3:38** · Now the paddles are opened\n",
        )],
        page: "/Clippings/How%20locks%20work",
        moment: "3:38",
        seconds: 218,
    },
    Vault {
        name: "media-extended",
        files: &[(
            "media/lock notes.md",
            "---\ntitle: Lock notes\nmedia_link: https://www.youtube.com/watch?v=E1cxZuHrwZc&list=PL1&t=12s\n---\n\
             - [00:41](https://www.youtube.com/watch?v=E1cxZuHrwZc&t=41#t=00:41.25) the keeper speaks\n\
             - [03:38](https://www.youtube.com/watch?v=E1cxZuHrwZc#t=218.5,250) the paddles\n",
        )],
        page: "/media/lock%20notes",
        moment: "3:38–4:10",
        seconds: 218,
    },
    Vault {
        name: "a transcript by machine",
        files: &[(
            "transcripts/lock.md",
            "# Lock\n\nhttps://youtu.be/E1cxZuHrwZc\n\n\
             [00:00](https://youtu.be/E1cxZuHrwZc?t=0) so here we are [00:03](https://youtu.be/E1cxZuHrwZc?t=3) \
             at the lock [00:07](https://youtu.be/E1cxZuHrwZc?t=7) and the boat \
             [03:38](https://youtu.be/E1cxZuHrwZc?t=218) goes up [04:12:16](https://youtu.be/E1cxZuHrwZc?t=15136) \
             and that is all\n",
        )],
        page: "/transcripts/lock",
        moment: "4:12:16",
        seconds: 15_136,
    },
    Vault {
        name: "Logseq",
        files: &[(
            "pages/Lock.md",
            "type:: video\n\n- {{video https://youtu.be/E1cxZuHrwZc}}\n\
             \t- {{youtube-timestamp 41}} the keeper speaks\n\
             \t- {{youtube-timestamp 3:38}} the paddles are opened\n",
        )],
        page: "/pages/Lock",
        moment: "3:38",
        seconds: 218,
    },
    Vault {
        name: "Roam",
        files: &[(
            "Lock.md",
            "- Link: {{[[video]]: https://www.youtube.com/watch?v=E1cxZuHrwZc}}\n\
             \t- 0:41 the keeper speaks\n\t- 3:38 the paddles are opened\n\t- 5:02 the boat leaves\n",
        )],
        page: "/Lock",
        moment: "3:38",
        seconds: 218,
    },
    Vault {
        name: "Hugo",
        files: &[(
            "posts/lock/index.md",
            "---\ntitle: \"How a lock works\"\ndate: 2024-05-02\n---\n\
             {{< youtube id=\"E1cxZuHrwZc\" >}}\n\n\
             The [paddles](https://youtu.be/E1cxZuHrwZc?t=3m38s) let the water in.\n",
        )],
        page: "/posts/lock/index",
        moment: "3:38",
        seconds: 218,
    },
    Vault {
        name: "plain notes on GitHub",
        files: &[(
            "talks/lock.md",
            "# How a lock works\n\n\
             [![Watch the talk](https://img.youtube.com/vi/E1cxZuHrwZc/0.jpg)](https://www.youtube.com/watch?v=E1cxZuHrwZc)\n\n\
             | Time | Topic |\n| --- | --- |\n| 0:41 | The keeper |\n| 3:38 | The paddles |\n| 5:02 | The end |\n",
        )],
        page: "/talks/lock",
        moment: "3:38",
        seconds: 218,
    },
    Vault {
        name: "TubeGraph",
        files: &[(
            "canals/paddles.md",
            "---\ntitle: Paddles\nvideoId: E1cxZuHrwZc\n---\n\nFrom: [[canals]] <br/> \n\n\
             The paddles let the water in <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>.\n",
        )],
        page: "/canals/paddles",
        moment: "3:38",
        seconds: 218,
    },
];

fn folder(vault: &Vault) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in vault.files {
        write(folder.path(), path, *text);
    }
    folder
}

#[tokio::test]
async fn a_moment_plays_in_the_notes_of_every_program() {
    for vault in &VAULTS {
        let folder = folder(vault);
        let program = Program::start(folder.path()).await;
        let tab = Tab::of_server(program.url.clone(), program).await;
        tab.visit(vault.page).await;
        let find = format!(
            "[...document.querySelectorAll('.text a.moment')].find((moment) => moment.textContent === '{}')",
            vault.moment
        );
        tab.wait_until(&format!("{find} !== undefined")).await;
        tab.evaluate(&format!("{find}.setAttribute('data-test', '')"))
            .await;
        tab.click("a.moment[data-test]").await;
        tab.wait_until(IS_PLAYING).await;
        let start =
            "new URL(document.querySelector('.player iframe').src).searchParams.get('start')";
        assert_eq!(
            tab.evaluate(start).await,
            json!(vault.seconds.to_string()),
            "{}",
            vault.name
        );
        assert_eq!(tab.errors(), [""; 0], "{}", vault.name);
    }
}
