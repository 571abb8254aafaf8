//! Settings: errors are one clear line and an exit code.

use std::collections::BTreeSet;
use std::net::TcpListener;

use clap::CommandFactory;
use cueleaf::cli::config::Config;

use super::{cueleaf, error_of};
use crate::support::program::{BINARY, isolated};
use crate::support::{fixture, serve};

#[test]
fn folders_that_cannot_be_served_are_reported() {
    let empty = tempfile::tempdir().unwrap();
    let file = empty.path().join("notes.txt");
    let listen = "--listen=127.0.0.1:0";
    assert!(
        error_of(&["serve", "/no/such/folder", listen])
            .contains("folder not found: /no/such/folder")
    );
    assert!(
        error_of(&["serve", empty.path().to_str().unwrap(), listen])
            .contains("the folder is empty")
    );
    std::fs::write(&file, "text").unwrap();
    assert!(error_of(&["--content", file.to_str().unwrap(), listen]).contains("not a folder: "));
}

#[test]
fn exclusion_of_all_notes_is_reported() {
    let error =
        |pattern: &str| error_of(&["serve", "tests/fixture", "--listen=127.0.0.1:0", pattern]);
    assert!(error("--exclude=*.md").contains(
        "no notes left in tests/fixture: .cueleafignore or --exclude excludes every Markdown file"
    ));
    assert!(error("--exclude=*").contains("no notes left"));
    assert!(error("--exclude=a,[z-a]").contains("invalid pattern \"[z-a]\" in --exclude: "));
}

#[test]
fn a_port_in_use_is_reported() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert!(
        error_of(&["serve", "tests/fixture", "--listen", &address])
            .contains(&format!("cannot listen on {address} ("))
    );
}

#[test]
fn invalid_base_paths_and_urls_are_reported() {
    let error =
        |setting: &str| error_of(&["serve", "tests/fixture", "--listen=127.0.0.1:0", setting]);
    assert!(error("--base-path=notes").contains("invalid base path \"notes\": "));
    assert!(error("--base-path=/healthz").contains("invalid base path \"/healthz\": "));
    assert!(error("--public-url=example.org").contains("invalid public URL \"example.org\": "));
    let both = [
        "serve",
        "tests/fixture",
        "--base-path=/a",
        "--public-url=https://example.org/b",
    ];
    assert!(
        error_of(&both).contains("the base path /a differs from /b, the path of the public URL")
    );
}

/// The exit code and error message for a missing folder, with a variable set: valid settings get as
/// far as the folder.
fn with_variable(name: &str, value: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let output = isolated(BINARY)
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
fn boolean_variables_have_many_spellings() {
    for name in ["CUELEAF_NO_THUMBNAILS", "CUELEAF_DRAFTS"] {
        for value in [
            "1", "true", "yes", "on", "YES", "True", "0", "false", "no", "off", "OFF",
        ] {
            let (code, message) = with_variable(name, value, &["serve", "/no/such/folder"]);
            assert!(
                code == Some(1) && message.contains("folder not found"),
                "{name}={value}: {message}"
            );
        }
        let (code, message) = with_variable(name, "perhaps", &["serve", "/no/such/folder"]);
        assert!(code == Some(2) && message.contains("perhaps"), "{message}");
    }
}

/// The environment variables of all commands.
fn variables() -> BTreeSet<String> {
    let command = Config::command();
    let commands = std::iter::once(&command).chain(command.get_subcommands());
    let names = commands
        .flat_map(clap::Command::get_arguments)
        .filter_map(|setting| Some(setting.get_env()?.to_str().unwrap().to_owned()));
    let names: BTreeSet<String> = names.chain(["CUELEAF_LOG".to_owned()]).collect();
    assert!(names.len() > 7, "{names:?}");
    names
}

#[test]
fn empty_variables_count_as_unset() {
    for name in &variables() {
        // The default address may be in use.
        let listen = if name == "CUELEAF_LISTEN" {
            "--listen=127.0.0.1:0"
        } else {
            "--no-thumbnails"
        };
        for arguments in [
            &["serve", "/no/such/folder", listen][..],
            &["check", "/no/such/folder"],
        ] {
            let (code, message) = with_variable(name, "", arguments);
            assert!(
                code == Some(1) && message.contains("folder not found"),
                "{name}: {message}"
            );
        }
    }
}

#[test]
fn an_invalid_proxy_is_reported() {
    let output = cueleaf(&[
        "serve",
        "tests/fixture",
        "--trusted-proxies=10.0.0.0/8, 10.0.0.300",
    ]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && message.contains("'10.0.0.300' is neither an address"),
        "{message}"
    );
}

#[test]
fn help_lists_all_settings_and_commands() {
    let help = String::from_utf8(cueleaf(&["--help"]).stdout).unwrap();
    let command = Config::command();
    let settings = command.get_arguments().filter(|arg| !arg.is_hide_set());
    let flags = settings.filter_map(|arg| Some(format!("--{}", arg.get_long()?)));
    let commands = command.get_subcommands().map(|it| it.get_name().to_owned());
    let expected: Vec<String> = flags.chain(commands).chain(variables()).collect();
    assert!(expected.len() > 16, "{expected:?}");
    for setting in expected {
        assert!(help.contains(&setting), "{setting}");
    }
    let help = String::from_utf8(cueleaf(&["serve", "--help"]).stdout).unwrap();
    assert!(
        help.contains("[DIR]") && !help.contains("--content"),
        "{help}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn health_reports_the_state_of_a_server() {
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
    assert!(error_of(&["health", "--listen", &free]).contains("no response"));
}
