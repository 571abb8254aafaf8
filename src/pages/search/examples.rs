//! Examples of what can be searched for, made from the notes of the archive so that each finds
//! something. An [`Archive`] in, links out, deterministic.

use std::collections::HashMap;

use crate::archive::treemap::TreemapChannel;
use crate::archive::{Archive, NoteId, Tag};
use crate::corpus::Note;
use crate::pages::components::{PageLink, search_url};

/// An example is looked for in this many notes of a channel, and in this many moments of a note.
const MAX_NOTES: usize = 100;
const MAX_MOMENTS: usize = 20;

/// The maximum number of characters of a title or the name of a channel in an example.
const MAX_NAME_CHARS: usize = 60;

/// The number of words of a title in an example.
const TITLE_WORDS: std::ops::RangeInclusive<usize> = 3..=8;

/// The minimum and maximum number of letters of a single word in an example.
const WORD_LETTERS: std::ops::RangeInclusive<usize> = 5..=20;

/// Texts of up to this size are searched for a word that they do not contain, in bytes.
const MAX_TEXT_BYTES: usize = 32 * 1024;

/// A search, and what it finds.
pub(super) struct Example {
    pub(super) link: PageLink,
    pub(super) meaning: &'static str,
}

/// The examples of an archive, from its largest channels; none without notes.
pub(super) fn examples(archive: &Archive) -> Vec<Example> {
    let channels = &archive.map().channels;
    let [first, ..] = channels.as_slice() else {
        return Vec::new();
    };
    let second = channels.get(1).unwrap_or(first);
    let third = channels.get(2).unwrap_or(first);
    let examples = [
        (
            notes(archive, first).find_map(title).map(str::to_owned),
            "Words or a question, in any order",
        ),
        (phrase(archive, second), "Words next to each other"),
        (in_title(archive, third), "A word in the title"),
        (without_word(archive, first), "Without a word"),
        (in_channel(archive, second), "In one channel"),
        (with_tag(archive), "With a tag"),
        (since(archive), "Since a date, or before one"),
    ];
    let example = |(query, meaning): (Option<String>, &'static str)| {
        let query = query?;
        let url = search_url(archive, &query);
        let link = PageLink::new(query, url);
        Some(Example { link, meaning })
    };
    examples.into_iter().filter_map(example).collect()
}

/// The notes whose titles make a good example, each with its title; those of the largest channels
/// first.
pub(in crate::pages) fn example_titles(archive: &Archive) -> impl Iterator<Item = (NoteId, &str)> {
    let channels = archive.map().channels.iter();
    let notes = channels.flat_map(|channel| channel.notes().take(MAX_NOTES));
    notes.filter_map(|id| Some((id, title(archive.note(id))?)))
}

fn notes<'a>(
    archive: &'a Archive,
    channel: &'a TreemapChannel,
) -> impl Iterator<Item = &'a Note> + 'a {
    let notes = channel.notes().take(MAX_NOTES);
    notes.map(|id| archive.note(id))
}

/// The title of a note, if it is one of several words and contains no syntax of queries.
fn title(note: &Note) -> Option<&str> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '?' | '\'' | '’');
    let is_short = note.title.chars().count() <= MAX_NAME_CHARS;
    let is_example = is_short
        && note.title.chars().all(is_plain)
        && TITLE_WORDS.contains(&note.title.split_whitespace().count());
    is_example.then_some(&*note.title)
}

/// Words that are next to each other in a sentence, in quotes. One in the title of the note makes
/// them its topic.
fn phrase(archive: &Archive, channel: &TreemapChannel) -> Option<String> {
    let about_title = notes(archive, channel).filter_map(|note| {
        let title: Vec<String> = words(&note.title).collect();
        let in_title = |word: &&str| title.contains(&word.to_lowercase());
        phrases(note).find(|words| words.iter().any(in_title))
    });
    let any = notes(archive, channel).flat_map(phrases);
    let words = about_title.chain(any).next()?;
    Some(format!("\"{}\"", words.join(" ")))
}

/// The adjacent words in the sentences of a note.
fn phrases(note: &Note) -> impl Iterator<Item = [&str; 2]> {
    let sentences = note.facts.moments.iter().take(MAX_MOMENTS);
    sentences.flat_map(|moment| {
        let words = note.facts.slice(&moment.sentence).split(' ');
        let pairs = words.clone().zip(words.skip(1)).map(|(a, b)| [a, b]);
        pairs.filter(|words| words.iter().all(|word| is_word(word)))
    })
}

/// A search for the notes with the tag that most notes have.
fn with_tag(archive: &Archive) -> Option<String> {
    let is_short = |tag: &&Tag| tag.name.chars().count() <= MAX_NAME_CHARS;
    let tags = archive.tags().iter().filter(is_short);
    let name = &tags.max_by_key(|tag| tag.notes.len())?.name;
    match name.contains(char::is_whitespace) {
        true => Some(format!("tag:\"{name}\"")),
        false => Some(format!("tag:{name}")),
    }
}

/// A search for the notes of the newest year.
fn since(archive: &Archive) -> Option<String> {
    let dates = archive.listed_notes();
    let newest = dates.filter_map(|(id, _)| archive.date_of(id)).max()?;
    Some(format!("after:{}", newest.year()))
}

/// A search for a word in titles.
fn in_title(archive: &Archive, channel: &TreemapChannel) -> Option<String> {
    Some(format!("title:{}", title_word(archive, channel)?))
}

/// The last word of a title, which is often its topic.
fn title_word(archive: &Archive, channel: &TreemapChannel) -> Option<String> {
    let titles = || notes(archive, channel).map(|note| &*note.title);
    let ends = titles().map(without_first);
    ends.chain(titles()).find_map(|title| words(title).last())
}

/// A search for a word that is in the titles of two notes, without a word that is only in one of
/// the notes.
fn without_word(archive: &Archive, channel: &TreemapChannel) -> Option<String> {
    let mut first_with: HashMap<String, &Note> = HashMap::new();
    for note in notes(archive, channel) {
        for shared in words(&note.title) {
            let Some(first) = first_with.get(&shared) else {
                continue;
            };
            let text = format!("{} {}", first.title, first.facts.text).to_lowercase();
            if let Some(other) = words(&note.title).find(|word| !text.contains(&**word)) {
                return Some(format!("{shared} -{other}"));
            }
        }
        if note.facts.text.len() <= MAX_TEXT_BYTES {
            words(&note.title).for_each(|word| {
                first_with.entry(word).or_insert(note);
            });
        }
    }
    None
}

/// A search for a word in a channel.
fn in_channel(archive: &Archive, channel: &TreemapChannel) -> Option<String> {
    let word = title_word(archive, channel)?;
    let name = &archive.channel(channel.channel?).name;
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name = match name {
        _ if name.chars().count() > MAX_NAME_CHARS => return None,
        _ if name.chars().all(is_plain) => name.clone(),
        _ if name.chars().all(|c| is_plain(c) || c == ' ') => format!("\"{name}\""),
        _ => return None,
    };
    Some(format!("{word} channel:{name}"))
}

/// A title without its first word, which rarely says what it is about: "Where", "Understanding".
fn without_first(title: &str) -> &str {
    title.split_once(' ').map_or("", |(_, end)| end)
}

/// The words of a title that make a good example, in lower case.
fn words(title: &str) -> impl Iterator<Item = String> {
    let words = title.split(' ').filter(|word| is_word(word));
    words.map(str::to_lowercase)
}

/// Whether a word has only letters, and enough of them to say something.
fn is_word(word: &str) -> bool {
    WORD_LETTERS.contains(&word.chars().count()) && word.chars().all(char::is_alphabetic)
}
