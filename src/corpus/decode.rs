//! Decodes the bytes of a file as text.

/// Decodes a file as normalized text; returns a message about its encoding, too.
pub(super) fn decode(bytes: Vec<u8>) -> (String, Option<String>) {
    if let Some(source) = decode_utf16(&bytes) {
        return (
            normalize(source),
            Some("encoded in UTF-16 instead of UTF-8".to_owned()),
        );
    }
    let (source, message) = match String::from_utf8(bytes) {
        Ok(source) => (source, None),
        Err(error) => (
            String::from_utf8_lossy(error.as_bytes()).into_owned(),
            Some("invalid UTF-8; invalid bytes are shown as \u{FFFD}".to_owned()),
        ),
    };
    (normalize(source), message)
}

/// Decodes a file in UTF-16: one with a byte order mark, or with zero bytes in a pattern that no
/// other encoding has. `None` for other files.
fn decode_utf16(bytes: &[u8]) -> Option<String> {
    let units = |from_bytes: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes
            .chunks_exact(2)
            .map(|pair| from_bytes([pair[0], pair[1]]))
            .collect()
    };
    match bytes {
        [0xFF, 0xFE, ..] => return Some(String::from_utf16_lossy(&units(u16::from_le_bytes))),
        [0xFE, 0xFF, ..] => return Some(String::from_utf16_lossy(&units(u16::from_be_bytes))),
        _ => {}
    }
    // Nearly all files contain no zero byte and return here, after one fast scan.
    memchr::memchr(0, bytes)?;
    let zeros = |odd: usize| {
        bytes
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (first, second) = (zeros(0), zeros(1));
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    // In English, half of the bytes are zero; in other languages only those of spaces and line
    // ends.
    let has_many = |zeros: usize| {
        if is_utf8 {
            zeros > bytes.len() / 4
        } else {
            zeros > 0
        }
    };
    // A few characters have their zero byte in the other position.
    match (first, second) {
        (few, zeros) if zeros > 2 * few && has_many(zeros) => {
            String::from_utf16(&units(u16::from_le_bytes)).ok()
        }
        (zeros, few) if zeros > 2 * few && has_many(zeros) => {
            String::from_utf16(&units(u16::from_be_bytes)).ok()
        }
        _ => None,
    }
}

/// Removes byte order marks and NUL, and converts line ends to `\n`.
pub(super) fn normalize(source: String) -> String {
    let bom_bytes = source.len() - source.trim_start_matches('\u{FEFF}').len();
    let source = if bom_bytes > 0 {
        source[bom_bytes..].to_owned()
    } else {
        source
    };
    // Only broken UTF-16 contains NUL, between the letters, which would hide a flag from the
    // parser.
    let source = if source.contains('\0') {
        source.replace('\0', "")
    } else {
        source
    };
    if source.contains('\r') {
        source.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        source
    }
}
