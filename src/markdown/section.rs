//! A part of a note, for embeds that name a heading.

use super::slug::slug;

/// The text under a heading, with it, up to the next one of its level or above; all of the body where no
/// heading fits.
pub fn section<'b>(body: &'b str, heading: &str) -> &'b str {
    let wanted = slug(heading);
    let mut found: Option<(usize, usize)> = None;
    let mut at = 0;
    let mut in_code = false;
    for line in body.split_inclusive('\n') {
        in_code ^= line.trim_start().starts_with("```");
        let level = line.bytes().take_while(|b| *b == b'#').count();
        let is_heading = !in_code && (1..=6).contains(&level) && line[level..].starts_with(' ');
        match found {
            Some((start, of)) if is_heading && level <= of => return &body[start..at],
            None if is_heading && slug(line[level..].trim()) == wanted => found = Some((at, level)),
            _ => {}
        }
        at += line.len();
    }
    found.map_or(body, |(start, _)| &body[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_ends_where_the_next_begins() {
        let body = "Intro\n## One\na\n### Deeper\nb\n```\n# code\n```\n## Two\nc\n";
        assert_eq!(section(body, "one"), "## One\na\n### Deeper\nb\n```\n# code\n```\n");
        assert_eq!(section(body, "Two"), "## Two\nc\n");
        assert_eq!(section(body, "none"), body);
    }
}
