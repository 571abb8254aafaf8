//! The comments of other programs: those between a start and an end that occur in no other text.
//! One that is not closed is text.

/// The start and the possible ends of a comment. A space stands for any white space and the `-`
/// that trims it, or for nothing. All ends begin alike up to their first space.
struct Form {
    start: &'static str,
    ends: &'static [&'static str],
}

const fn form(start: &'static str, ends: &'static [&'static str]) -> Form {
    Form { start, ends }
}

/// The number of [`FORMS`].
pub(super) const FORM_COUNT: usize = 8;

/// In Liquid (Jekyll), Hugo, Docsy, kramdown, MDX and Templater.
const FORMS: [Form; FORM_COUNT] = [
    form("{% comment %}", &["{% endcomment %}"]),
    form("{{/*", &["*/ }}"]),
    form("{{- /*", &["*/ }}"]),
    form("{{< comment >}}", &["{{< / comment >}}"]),
    form("{{% comment %}}", &["{{% / comment %}}"]),
    form("{::comment}", &["{:/ comment}", "{:/ }"]),
    form("{/*", &["*/}"]),
    form("<%#", &["%>"]),
];

/// The texts with which [`FORMS`] start.
const FORM_STARTS: [&str; FORM_COUNT] = {
    let mut starts = [""; FORM_COUNT];
    let mut index = 0;
    while index < FORM_COUNT {
        starts[index] = first_word(FORMS[index].start);
        index += 1;
    }
    starts
};

/// The opening delimiters of comments.
pub(super) fn opening_delimiters() -> impl Iterator<Item = &'static str> {
    ["%%", "<!--"].into_iter().chain(FORM_STARTS)
}

/// Whether a text contains the opening delimiter of a comment.
pub(super) fn has_opening_delimiter(text: &str) -> bool {
    // Few notes contain one.
    let has_brace = memchr::memchr(b'{', text.as_bytes()).is_some();
    opening_delimiters()
        .filter(|delimiter| has_brace || !delimiter.starts_with('{'))
        .any(|delimiter| memchr::memmem::find(text.as_bytes(), delimiter.as_bytes()).is_some())
}

/// The form of the comment that a text starts with, and the length of its start in bytes.
pub(super) fn start_of(text: &[u8]) -> Option<(usize, usize)> {
    if !matches!(text, [b'{' | b'<', ..]) {
        return None;
    }
    let mut forms = FORMS.iter().enumerate();
    forms.find_map(|(index, form)| Some((index, length_of(text, form.start)?)))
}

/// The byte offset in a text of the end of a comment with this form.
pub(super) fn end_of(text: &[u8], form: usize) -> Option<usize> {
    let ends = FORMS.get(form)?.ends;
    let word = first_word(ends.first()?).as_bytes();
    memchr::memmem::find_iter(text, word).find_map(|at| {
        let mut lengths = ends.iter().map(|end| length_of(&text[at..], end));
        lengths.find_map(|length| Some(at + length?))
    })
}

/// The length in bytes of a delimiter, if the text starts with it.
fn length_of(text: &[u8], delimiter: &str) -> Option<usize> {
    let mut rest = text;
    for (index, word) in delimiter.split(' ').enumerate() {
        if index > 0 {
            let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'-';
            let spaces = rest.iter().take_while(|byte| is_space(byte)).count();
            rest = &rest[spaces..];
        }
        rest = rest.strip_prefix(word.as_bytes())?;
    }
    Some(text.len() - rest.len())
}

/// The part of a delimiter before its first space.
const fn first_word(delimiter: &str) -> &str {
    let bytes = delimiter.as_bytes();
    let mut end = 0;
    while end < bytes.len() && bytes[end] != b' ' {
        end += 1;
    }
    delimiter.split_at(end).0
}
