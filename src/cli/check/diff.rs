//! Formats the changes of a file as a unified diff, for `patch -p1` and `git apply`.

use similar::TextDiff;

/// The number of unchanged lines around a change.
const CONTEXT_LINES: usize = 3;

/// The unified diff of a file, whose path is relative to the folder in which it is applied. As for
/// `patch`, only a line feed ends a line.
pub(super) fn unified(path: &str, old: &[u8], new: &[u8]) -> Vec<u8> {
    let [old, new] = [old, new].map(lines);
    let diff = TextDiff::configure()
        .newline_terminated(true)
        .diff_slices(&old, &new);
    let mut unified = diff.unified_diff();
    unified.context_radius(CONTEXT_LINES);
    let mut text = format!("--- {}\n+++ {}\n", name("a", path), name("b", path)).into_bytes();
    for hunk in unified.iter_hunks() {
        // Writing to a Vec cannot fail.
        let _ = hunk.to_writer(&mut text);
    }
    text
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

/// The name of a file in the header of a diff, as git writes it: in quotes if it has a quote, a
/// backslash or a control character, and with a tab after it if it has a space.
fn name(side: &str, path: &str) -> String {
    let name = format!("{side}/{path}");
    let is_special = |c: char| c.is_ascii_control() || matches!(c, '"' | '\\');
    if !name.contains(is_special) {
        let tab = if name.contains(' ') { "\t" } else { "" };
        return name + tab;
    }
    let mut quoted = String::from('"');
    for c in name.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_ascii_control() => quoted += &format!("\\{:03o}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_has_the_lines_around_a_change() {
        let old = b"1\n2\n3\n4\n5\r\n6\n7\n8\n9";
        let new = b"1\n2\n3\n4\nX\r\n6\n7\n8\n9";
        let expected =
            "--- a/c/n.md\n+++ b/c/n.md\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\r\n+X\r\n 6\n 7\n 8\n";
        assert_eq!(
            String::from_utf8_lossy(&unified("c/n.md", old, new)),
            expected
        );
        let bytes = unified("n.md", b"\xe9\r1\n", b"\xe9\r2\n");
        assert!(bytes.ends_with(b"@@ -1 +1 @@\n-\xe9\r1\n+\xe9\r2\n"));
        let without_end = unified("c/n.md", b"1", b"2");
        assert!(without_end.ends_with(b"+2\n\\ No newline at end of file\n"));
    }

    #[test]
    fn names_are_quoted_as_git_does() {
        for (path, expected) in [
            ("c/ü.md", "a/c/ü.md"),
            ("c/a b.md", "a/c/a b.md\t"),
            ("c/a\n\"b\\.md", "\"a/c/a\\012\\\"b\\\\.md\""),
        ] {
            assert_eq!(name("a", path), expected);
        }
    }
}
