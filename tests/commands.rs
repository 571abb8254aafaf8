//! The program as an operator meets it: one clear sentence and an exit code.

use std::net::TcpListener;
use std::process::{Command, Output};

use crate::support::{fixture, serve};

pub fn cueleaf(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cueleaf"));
    command
        .env_remove("CUELEAF_CONTENT")
        .env_remove("CUELEAF_LISTEN")
        .args(arguments)
        .output()
        .unwrap()
}

/// What it says when it cannot go on; a sentence on one line.
fn refusal(arguments: &[&str]) -> String {
    let output = cueleaf(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[test]
fn a_folder_that_cannot_be_served_is_named() {
    let empty = tempfile::tempdir().unwrap();
    let file = empty.path().join("notes.txt");
    let listen = "--listen=127.0.0.1:0";
    assert!(
        refusal(&["serve", "/no/such/folder", listen])
            .contains("folder not found: /no/such/folder")
    );
    assert!(
        refusal(&["serve", empty.path().to_str().unwrap(), listen]).contains("the folder is empty")
    );
    std::fs::write(&file, "text").unwrap();
    assert!(refusal(&["--content", file.to_str().unwrap(), listen]).contains("not a folder: "));
}

#[test]
fn what_is_left_out_is_said_where_nothing_is_left() {
    let refused =
        |pattern: &str| refusal(&["serve", "tests/fixture", "--listen=127.0.0.1:0", pattern]);
    assert!(refused("--exclude=*.md").contains(
        "no notes left in tests/fixture: .cueleafignore or --exclude excludes every .md file"
    ));
    assert!(refused("--exclude=*").contains("no notes left"));
    assert!(refused("--exclude=a,[z-a]").contains("invalid pattern \"[z-a]\" in --exclude: "));
}

#[test]
fn a_port_that_is_taken_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert!(
        refusal(&["serve", "tests/fixture", "--listen", &address])
            .contains(&format!("cannot listen on {address} ("))
    );
}

#[test]
fn a_base_that_is_none_is_said() {
    let refused =
        |setting: &str| refusal(&["serve", "tests/fixture", "--listen=127.0.0.1:0", setting]);
    assert!(refused("--base-path=notes").contains("invalid base path \"notes\": "));
    assert!(refused("--base-path=/healthz").contains("invalid base path \"/healthz\": "));
    assert!(refused("--public-url=example.org").contains("invalid public URL \"example.org\": "));
    let both = [
        "serve",
        "tests/fixture",
        "--base-path=/a",
        "--public-url=https://example.org/b",
    ];
    assert!(
        refusal(&both).contains("the base path /a differs from /b, the path of the public URL")
    );
}

/// What it says of a folder that is not there, with a variable set: so far it comes only where its
/// settings are right.
fn with_variable(name: &str, value: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cueleaf"));
    let output = command
        .env("CUELEAF_LISTEN", "127.0.0.1:0")
        .env(name, value)
        .args(arguments)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn yes_and_no_have_many_names() {
    for name in ["CUELEAF_NO_THUMBNAILS", "CUELEAF_DRAFTS"] {
        for value in [
            "1", "true", "yes", "on", "YES", "True", "0", "false", "no", "off", "OFF",
        ] {
            let (code, said) = with_variable(name, value, &["serve", "/no/such/folder"]);
            assert!(
                code == Some(1) && said.contains("folder not found"),
                "{name}={value}: {said}"
            );
        }
        let (code, said) = with_variable(name, "perhaps", &["serve", "/no/such/folder"]);
        assert!(code == Some(2) && said.contains("perhaps"), "{said}");
    }
}

#[test]
fn a_variable_that_is_empty_is_not_set() {
    let help = String::from_utf8(cueleaf(&["--help"]).stdout).unwrap();
    let names: Vec<&str> = help
        .split("[env: ")
        .skip(1)
        .filter_map(|rest| rest.split('=').next())
        .collect();
    assert!(names.len() > 6, "{names:?}");
    for name in names.into_iter().chain(["CUELEAF_CONTENT", "CUELEAF_LOG"]) {
        // With another address where it is the one that is left to its default.
        let listen = if name == "CUELEAF_LISTEN" {
            "--listen=127.0.0.1:0"
        } else {
            "--no-thumbnails"
        };
        for arguments in [
            &["serve", "/no/such/folder", listen][..],
            &["check", "/no/such/folder"],
        ] {
            let (code, said) = with_variable(name, "", arguments);
            assert!(
                code == Some(1) && said.contains("folder not found"),
                "{name}: {said}"
            );
        }
    }
}

#[test]
fn a_proxy_that_cannot_be_read_is_named() {
    let output = cueleaf(&[
        "serve",
        "tests/fixture",
        "--trusted-proxies=10.0.0.0/8, 10.0.0.300",
    ]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && said.contains("'10.0.0.300' is neither an address"),
        "{said}"
    );
}

#[test]
fn help_explains_the_settings() {
    let help = String::from_utf8(cueleaf(&["--help"]).stdout).unwrap();
    for setting in [
        "--listen",
        "CUELEAF_LISTEN",
        "CUELEAF_CONTENT",
        "--base-path",
        "CUELEAF_PUBLIC_URL",
        "--trusted-proxies",
        "CUELEAF_TRUSTED_PROXIES",
        "--no-thumbnails",
        "--exclude",
        "CUELEAF_EXCLUDE",
        "CUELEAF_LOG",
        "serve",
        "health",
    ] {
        assert!(help.contains(setting), "{setting}");
    }
    let help = String::from_utf8(cueleaf(&["serve", "--help"]).stdout).unwrap();
    assert!(
        help.contains("[DIR]") && !help.contains("--content"),
        "{help}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn health_tells_whether_a_server_is_well() {
    let server = serve(fixture()).await;
    let address = server.url.trim_start_matches("http://");
    assert_eq!(
        cueleaf(&["health", "--listen", address]).status.code(),
        Some(0)
    );
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    assert!(refusal(&["health", "--listen", &free]).contains("no response"));
}
