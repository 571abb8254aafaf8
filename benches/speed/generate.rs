//! Generates archives of any size: notes with the sizes, links and moments of real ones, and random
//! words.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use fastrand::Rng;

/// The number of notes per channel, as in real archives.
const NOTES_PER_CHANNEL: usize = 270;
/// The number of notes per video, as in real archives.
const NOTES_PER_VIDEO: usize = 4;

/// The number of distinct words; the n-th is 1/n as frequent as the first.
const VOCABULARY: usize = 30_000;

/// Writes an archive of `count` notes to a new folder. Returns its size in bytes.
///
/// # Errors
/// If the folder exists or cannot be written.
pub fn generate(count: usize, folder: &Path) -> io::Result<u64> {
    fs::create_dir(folder)?;
    let mut rng = Rng::with_seed(count as u64);
    let words = words(&mut rng);
    let mut bytes = 0;
    for number in 0..count {
        let channel = number / NOTES_PER_CHANNEL;
        let path = folder.join(format!("channel_{channel}"));
        if number % NOTES_PER_CHANNEL == 0 {
            fs::create_dir(&path)?;
        }
        let text = note(number, count, &words, &mut rng);
        bytes += text.len() as u64;
        fs::write(path.join(format!("note_{number}.md")), text)?;
    }
    Ok(bytes)
}

fn words(rng: &mut Rng) -> Vec<String> {
    const SYLLABLES: [&str; 24] = [
        "ba", "den", "fi", "gor", "ha", "jun", "ke", "lom", "mi", "nar", "o", "pel", "qui", "ros",
        "sa", "ten", "u", "vor", "wi", "xan", "yel", "zo", "tri", "sto",
    ];
    let word = |rng: &mut Rng| {
        (0..rng.usize(1..5))
            .map(|_| SYLLABLES[rng.usize(..SYLLABLES.len())])
            .collect()
    };
    (0..VOCABULARY).map(|_| word(rng)).collect()
}

/// A random word; the first are the most frequent (Zipf's law).
fn word<'w>(words: &'w [String], rng: &mut Rng) -> &'w str {
    let rank = (VOCABULARY as f64).powf(rng.f64()) as usize - 1;
    &words[rank.min(VOCABULARY - 1)]
}

fn note(number: usize, count: usize, words: &[String], rng: &mut Rng) -> String {
    let channel = number / NOTES_PER_CHANNEL;
    let video = number / NOTES_PER_VIDEO;
    let mut text = format!(
        "---\ntitle: {} {} {number}\nvideoId: v{video:010}\n---\n\nFrom: [[channel_{channel}]] <br/>\n\n",
        word(words, rng),
        word(words, rng)
    );
    let mut seconds = 0;
    for section in 0..rng.usize(3..12) {
        let _ = write!(text, "## {} {section}\n\n", word(words, rng));
        for _ in 0..rng.usize(1..8) {
            text.push_str(if rng.bool() { "- " } else { "" });
            sentence(&mut text, words, rng);
            seconds += rng.usize(5..120);
            let [hours, minutes, rest] = [seconds / 3600, seconds / 60 % 60, seconds % 60];
            let time = format!("{hours:02}:{minutes:02}:{rest:02}");
            let _ = writeln!(
                text,
                " <a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>.\n"
            );
        }
        let neighbor =
            (channel * NOTES_PER_CHANNEL + rng.usize(..NOTES_PER_CHANNEL)).min(count - 1);
        let _ = writeln!(
            text,
            "See [[note_{neighbor} | {}]] and [[{}]].\n",
            word(words, rng),
            word(words, rng)
        );
    }
    text
}

fn sentence(text: &mut String, words: &[String], rng: &mut Rng) {
    for index in 0..rng.usize(8..28) {
        text.push_str(if index == 0 { "" } else { " " });
        text.push_str(word(words, rng));
    }
}
