//! Tells from the first bytes of a JSON file, by its keys, whether it is a transcript.

/// What the first bytes of a file tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sniffed {
    /// It is a transcript.
    Transcript,
    /// It is another file.
    Other,
    /// More bytes are needed: Whisper writes the whole text before the segments.
    Unknown,
}

/// Whether the first bytes of a JSON file are those of a transcript: an object with a list
/// `segments` or `events`, whose items have the key of a start. Takes time linear in the bytes.
pub fn sniff(head: &[u8]) -> Sniffed {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let Some(start) = head.iter().position(|byte| !byte.is_ascii_whitespace()) else {
        return Sniffed::Unknown;
    };
    if head[start] != b'{' {
        return Sniffed::Other;
    }
    let mut depth = 0_usize;
    let mut is_in_cues = false;
    let mut at = start;
    while let Some(byte) = head.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let Some(length) = string_length(&head[at..]) else {
                    return Sniffed::Unknown;
                };
                let string = &head[at..at + length];
                at += length + 1;
                let mut after = head[at..].iter().filter(|byte| !byte.is_ascii_whitespace());
                let is_key = after.next() == Some(&b':');
                if is_key && depth == 1 {
                    let is_list = after.next() == Some(&b'[');
                    is_in_cues = is_list && matches!(string, b"segments" | b"events");
                }
                let is_start = matches!(string, b"start" | b"startTime" | b"tStartMs");
                if is_key && is_in_cues && is_start && depth == 3 {
                    return Sniffed::Transcript;
                }
            }
            _ => {}
        }
        if depth == 0 {
            return Sniffed::Other;
        }
    }
    Sniffed::Unknown
}

/// The length of the string whose opening quote precedes these bytes; `None` if it does not end.
pub(super) fn string_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', &bytes[at..])?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        // An escape has two bytes or more.
        at += 2;
        if at > bytes.len() {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_is_told_by_its_keys() {
        for json in [
            r#"{"text": " Salt, \"the\" spice.", "segments": [{"id": 0, "start": 0.0, "#,
            r#"{"version": "1.0.0", "segments": [ {"speaker": "Ada", "startTime" : 0.5"#,
            r#"{"wireMagic": "pb3", "pens": [{}], "events": [{"tStartMs": 0, "dDura"#,
            "\u{FEFF}\n{\"segments\":[{}, {\"start\":1",
        ] {
            assert_eq!(sniff(json.as_bytes()), Sniffed::Transcript, "{json}");
        }
        for json in [
            r#"{"nodes": [{"start": 1}], "edges": []}"#,
            r#"{"segments": {"a": {"start": 1}}, "x": "segments"}"#,
            r#"{"segments": ["start"], "start": 1}"#,
            r#"{"segments": [{"name": "start"}]}"#,
            r#"{"x": {"segments": [{"start": 1}]}}"#,
            r#"[{"segments": [{"start": 1}]}]"#,
            "{}",
            "words",
            "\"segments\"",
        ] {
            assert_eq!(sniff(json.as_bytes()), Sniffed::Other, "{json}");
        }
    }

    #[test]
    fn the_first_bytes_may_tell_nothing() {
        for json in [
            "",
            " \n",
            "{",
            "{\"text\": \"Salt",
            "{\"text\": \"Salt\\",
            "{\"text\": \"Salt\\\"",
            "{\"segments\": [{\"start\"",
            "{\"segments\":",
        ] {
            assert_eq!(sniff(json.as_bytes()), Sniffed::Unknown, "{json}");
        }
    }
}
