//! The ids of Logseq's blocks, and references to them: `((UUID))`. A leaf module.

/// The length of a UUID, in bytes.
pub const UUID_BYTES: usize = 36;

/// The lengths of the groups of a UUID.
const UUID_GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

/// Whether a text is a UUID.
pub fn is_uuid(text: &str) -> bool {
    text.len() == UUID_BYTES
        && text.split('-').map(str::len).eq(UUID_GROUPS)
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// The number that a UUID in any case stands for; `None` for other texts.
pub fn uuid_number(text: &str) -> Option<u128> {
    let digits = || text.replace('-', "");
    is_uuid(text).then(|| u128::from_str_radix(&digits(), 16).ok())?
}

/// The id in a reference to a block, which is the whole text.
pub fn referenced_id(text: &str) -> Option<&str> {
    let id = text.strip_prefix("((")?.strip_suffix("))")?;
    is_uuid(id).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_has_the_id_of_a_block() {
        let id = "64a1b2c3-0000-4000-8000-00000000000A";
        assert_eq!(referenced_id(&format!("(({id}))")), Some(id));
        assert_eq!(uuid_number(id), uuid_number(&id.to_lowercase()));
        for text in [
            "((abc-DEF_1))",
            "((64a1b2c3-0000-4000-8000-00000000000g))",
            "((64a1b2c30000-4000-8000-00000000000000))",
            "((64a1b2c3-0000-4000-8000-00000000000A)",
            "((",
            "((64a1b2c3-0000-4000-8000-0000000000é))",
        ] {
            assert_eq!(referenced_id(text), None, "{text}");
        }
    }
}
