//! The paths that links name.

use crate::text::naming::has_extension;

/// The path that a link names. A name without folders is only the end of a path.
pub(super) struct LinkPath<'t> {
    /// The whole paths that it may mean, in order.
    pub(super) whole: Vec<Vec<&'t str>>,
    /// The end of the path: its segments without `.` and `..`.
    pub(super) names: Vec<&'t str>,
    /// Whether it starts with `/`, `./` or `../`, so that it is not the end of a path.
    pub(super) is_anchored: bool,
}

impl<'t> LinkPath<'t> {
    /// Parses a path in a note of this folder. A path of Windows has backslashes. A wikilink is a
    /// path from the top, and with folders it may be one from the own folder; a Markdown link
    /// (`is_path`) is first of all a path from the own folder.
    pub(super) fn parse(folder: &'t str, target: &'t str, is_path: bool) -> Self {
        let written = || target.split(['/', '\\']).filter(|part| !part.is_empty());
        let is_from_top = target.starts_with(['/', '\\']);
        let is_relative = matches!(written().next(), Some("." | ".."));
        let own_folder = folder.split('/').filter(|part| !part.is_empty());
        let from_top = (!is_relative).then(|| joined(written())).flatten();
        let may_be_relative =
            !is_from_top && (is_path || is_relative || written().nth(1).is_some());
        let from_own_folder = may_be_relative
            .then(|| joined(own_folder.chain(written())))
            .flatten();
        let mut names = Vec::new();
        for part in written() {
            match part {
                "." => {}
                ".." => drop(names.pop()),
                part => names.push(part),
            }
        }
        let mut whole: Vec<_> = [from_top, from_own_folder].into_iter().flatten().collect();
        if is_path {
            whole.reverse();
        }
        Self {
            whole,
            names,
            is_anchored: is_from_top || is_relative,
        }
    }

    pub(super) fn names(&self) -> impl DoubleEndedIterator<Item = &'t str> {
        self.names.iter().copied()
    }
}

/// The path of segments in which `..` is the parent folder; `None` if it leaves the top.
fn joined<'t>(parts: impl Iterator<Item = &'t str>) -> Option<Vec<&'t str>> {
    let mut path = Vec::new();
    for part in parts {
        match part {
            "." => {}
            ".." => drop(path.pop()?),
            part => path.push(part),
        }
    }
    Some(path)
}

/// Whether the target of a Markdown link is the path of a file or folder: it has an extension, or
/// it contains folders.
pub(super) fn is_file_path(target: &str) -> bool {
    target.contains(['/', '\\']) || has_extension(target)
}
