//! Writes a folder of hostile files: every readable note in it must be served, and everything else
//! reported.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Unusual but valid names of notes.
const NAMES: &[&[u8]] = &[
    b"inv\xffalid.md",
    b"inv\xfealid.md",
    b"\xc0\xaf.md",
    b"line\nbreak.md",
    b"carriage\rreturn.md",
    b"tab\there.md",
    b"\x01control\x1b[31m\x7f.md",
    b" .md",
    b"  two spaces  .md",
    b"-.md",
    b"--help.md",
    b"-rf.md",
    b"~.md",
    b"~root.md",
    b"two..dots.md",
    b"dots....md",
    b"percent%20.md",
    b"%2e%2e.md",
    b"%2f.md",
    b"%.md",
    b"%zz%00.md",
    b"question?.md",
    b"?t=5.md",
    b"#.md",
    b"hash#tag.md",
    b"back\\slash.md",
    b"x..\\..\\up.md",
    b"quote\"s'`.md",
    b"<b>tag<.md",
    b"a&b;c=d+e:f,g@h!$.md",
    b"[[brackets]].md",
    b"{braces}|^.md",
    b"*.md",
    b"con.md",
    b"CON.md",
    b"nul.md",
    b"lpt1.md",
    b"aux.md",
    b"c:.md",
    b"trailing dot..md",
    b"index.md",
    b"index.html.md",
    b"note.json.md",
    b"note.md.md",
    b"UPPER.MD",
    b"upper.md",
    b"Twin.md",
    b"twin.md",
    b"t_w_i_n.md",
    "e\u{301}t\u{e9}.md".as_bytes(),
    "\u{e9}te\u{301}.md".as_bytes(),
    "\u{202e}dm.detrever\u{202c}.md".as_bytes(),
    "\u{2068}isolated\u{2069}.md".as_bytes(),
    "\u{200b}.md".as_bytes(),
    "\u{200b}..md".as_bytes(),
    "\u{200b}...md".as_bytes(),
    "\u{feff}mark.md".as_bytes(),
    "\u{1f469}\u{200d}\u{1f4bb}.md".as_bytes(),
    "\u{ff0e}\u{ff0e}.md".as_bytes(),
    "\u{ff0f}slash\u{2215}.md".as_bytes(),
    "na\u{ef}ve \u{2028}line.md".as_bytes(),
    "\u{130}stanbul.md".as_bytes(),
    "\u{fdfa}.md".as_bytes(),
    "\u{2056}0\u{2056}.md".as_bytes(),
];

/// Unusual texts of notes.
fn texts() -> Vec<(&'static str, Vec<u8>)> {
    let deep = |mark: &str| mark.repeat(10_000).into_bytes();
    vec![
        ("empty", Vec::new()),
        ("nothing but zeros", vec![0; 10_000]),
        (
            "zeros within",
            b"---\ntitle: a\0b\n---\na\0b [00:0\x000:05] [[a\0b]]".to_vec(),
        ),
        ("no UTF-8", (0..=255).cycle().take(10_000).collect()),
        (
            "UTF-16",
            "\u{feff}---\ntitle: a\n---\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
        ),
        (
            "marks of order",
            "\u{feff}\u{feff}---\ntitle: a\n---\n".as_bytes().to_vec(),
        ),
        ("quotes", deep("> ")),
        ("quotes without spaces", deep(">")),
        ("lists", deep("- ")),
        ("brackets", deep("[")),
        ("links in links", deep("[a](")),
        ("emphasis", deep("*a ")),
        ("tags", deep("<b>")),
        (
            "tables",
            [
                deep("|a"),
                b"\n".to_vec(),
                deep("|-"),
                b"\n".to_vec(),
                deep("|a\n"),
            ]
            .concat(),
        ),
        (
            "fractions",
            format!("$${}$$", "\\frac1".repeat(300)).into_bytes(),
        ),
        (
            "slow code",
            format!("```systemverilog\n{}\n```", " ".repeat(399)).into_bytes(),
        ),
        ("front matter that never ends", b"---\ntitle: a\n".to_vec()),
        ("front matter that is none", b"---\n\t- [}\n---\n".to_vec()),
        (
            "front matter of brackets",
            [b"---\na: ".to_vec(), deep("["), b"\n---\n".to_vec()].concat(),
        ),
        ("billion_laughs", billion_laughs()),
        ("one line", deep("words without end ")),
        ("one word", deep("word")),
        ("carriage returns", deep("a\r")),
        ("embeds of itself", deep("![[embeds of itself]]\n\n")),
    ]
}

fn billion_laughs() -> Vec<u8> {
    let line = |n| {
        format!(
            "a{}: &a{} [*a{n}, *a{n}, *a{n}, *a{n}, *a{n}, *a{n}, *a{n}, *a{n}, *a{n}]\n",
            n + 1,
            n + 1
        )
    };
    format!(
        "---\na0: &a0 [ha]\n{}title: *a9\n---\n",
        (0..12).map(line).collect::<String>()
    )
    .into_bytes()
}

/// The written files.
pub(super) struct HostileFiles {
    /// For each readable note, a word that occurs in no other, and the path.
    pub(super) readable: Vec<(String, PathBuf)>,
    /// For each expected problem, a part of its path or message.
    pub(super) reported: Vec<String>,
}

/// Writes the folder. Two links in it lead to `outside`.
pub(super) fn write(folder: &Path, outside: &Path) -> HostileFiles {
    let mut files = HostileFiles {
        readable: Vec::new(),
        reported: Vec::new(),
    };
    for (number, name) in NAMES.iter().enumerate() {
        for below in [
            "names".to_owned(),
            String::new(),
            format!("folder {number}"),
        ] {
            files.note(
                folder.join(below).join(OsStr::from_bytes(name)),
                b"[[names/twin]] [00:00:05].",
            );
        }
        // Also the name of a folder.
        let named = name.strip_suffix(b".md").unwrap_or(name);
        if !named.starts_with(b".") && !folder.join(OsStr::from_bytes(named)).exists() {
            files.note(
                folder.join(OsStr::from_bytes(named)).join("within.md"),
                b"Within.",
            );
        }
    }
    for (name, text) in texts() {
        files.note(folder.join("texts").join(format!("{name}.md")), &text);
    }
    files.note(
        folder.join(format!("{}.md", "n".repeat(252))),
        b"As long as a name can be.",
    );
    files.note(
        folder.join(format!("{}/a.md", "\u{e9}".repeat(127))),
        b"In a folder as long as a name can be.",
    );
    files.note(
        folder.join("folder.md/folder.md/note.md"),
        b"In folders that have the name of a note.",
    );
    files.note(
        folder.join("search/search.md"),
        b"Where one of our own words stands.",
    );
    files.note(
        folder.join("static/main.js.md"),
        b"Where our own files stand.",
    );
    let deep: PathBuf = std::iter::repeat_n("d".repeat(200), 18).collect();
    files.note(
        folder.join(deep).join("deep.md"),
        b"As deep as a path can be.",
    );
    files.write_non_notes(folder, outside);
    files
}

impl HostileFiles {
    fn note(&mut self, path: PathBuf, text: &[u8]) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let word = format!("zq{}qz", self.readable.len());
        let mut end = format!("\n\n{word}\n").into_bytes();
        if text.starts_with(b"\xff\xfe") {
            end = end.iter().flat_map(|byte| [*byte, 0]).collect();
        }
        let text = [text, &end].concat();
        std::fs::write(&path, text).unwrap();
        self.readable.push((word, path));
    }

    /// Files that are not notes despite their names.
    fn write_non_notes(&mut self, folder: &Path, outside: &Path) {
        let odd = folder.join("odd");
        // Hidden files are ignored and not reported.
        for name in [
            ".hidden.md",
            "..md",
            ".md",
            ".git/note.md",
            ".obsidian/note.md",
            ".trash/a/note.md",
            "logseq/bak/pages/a/2024.md",
            "logseq/version-files/note.md",
        ] {
            std::fs::create_dir_all(odd.join(name).parent().unwrap()).unwrap();
            std::fs::write(odd.join(name), "secret").unwrap();
        }
        // So are excluded files.
        std::fs::write(odd.join(".cueleafignore"), "private/\n*.draft.md\n").unwrap();
        std::fs::create_dir_all(odd.join("private")).unwrap();
        for name in ["private/note.md", "a.draft.md"] {
            std::fs::write(odd.join(name), "secret").unwrap();
        }
        // An invalid pattern may match anything.
        let unclear = folder.join("unclear");
        std::fs::create_dir_all(&unclear).unwrap();
        std::fs::write(unclear.join(".cueleafignore"), "private/\n[z-a]\n").unwrap();
        std::fs::write(unclear.join("note.md"), "secret").unwrap();
        self.reported.push("unclear".to_owned());
        std::fs::create_dir_all(odd.join("empty.md")).unwrap();
        std::fs::File::create(odd.join("large.md"))
            .unwrap()
            .set_len(100 * 1024 * 1024)
            .unwrap();
        std::fs::write(outside.join("secret.md"), "secret").unwrap();
        symlink(outside.join("secret.md"), odd.join("out.md")).unwrap();
        symlink(outside, odd.join("out")).unwrap();
        symlink("../../../../../../etc/passwd", odd.join("passwd.md")).unwrap();
        symlink("itself.md", odd.join("itself.md")).unwrap();
        symlink("two.md", odd.join("one.md")).unwrap();
        symlink("one.md", odd.join("two.md")).unwrap();
        symlink("..", odd.join("loop")).unwrap();
        symlink("nowhere.md", odd.join("broken.md")).unwrap();
        symlink("/dev/zero", odd.join("zero.md")).unwrap();
        // A socket path is limited to 108 bytes, which the folder's path may exceed.
        let socket = outside.join("s");
        drop(UnixListener::bind(&socket).unwrap());
        std::fs::rename(socket, odd.join("socket.md")).unwrap();
        let status = Command::new("mkfifo")
            .arg(odd.join("pipe.md"))
            .status()
            .unwrap();
        assert!(status.success());
        for name in [
            "large", "out", "passwd", "itself", "one", "two", "broken", "zero", "socket", "pipe",
        ]
        .map(|name| format!("odd/{name}.md"))
        {
            self.reported.push(name);
        }
        self.reported
            .extend(["odd/out".to_owned(), "odd/loop".to_owned()]);
        // Too many nested folders.
        std::fs::create_dir_all(odd.join("f/".repeat(200))).unwrap();
        self.reported.push("nested folders".to_owned());
        // Deeper than a path can be: one half is moved into the other.
        let half: PathBuf = std::iter::repeat_n("p".repeat(200), 15).collect();
        for name in ["upper", "lower"] {
            std::fs::create_dir_all(odd.join(name).join(&half)).unwrap();
        }
        std::fs::write(odd.join("lower").join(&half).join("deep.md"), "deep").unwrap();
        std::fs::rename(
            odd.join("lower"),
            odd.join("upper").join(&half).join("lower"),
        )
        .unwrap();
        self.reported.push("File name too long".to_owned());
    }
}

/// Removes the folders that are too deep for a single path.
pub(super) fn remove(folder: &Path) {
    let _ = Command::new("rm").arg("-rf").arg(folder).status();
}
