//! Generates an archive: videos of all lengths, with notes that follow them or jump about.

use fastrand::Rng;

/// The notes: path and text.
pub(super) fn archive() -> Vec<(String, String)> {
    let mut random = Rng::with_seed(20_261_123);
    let mut notes = Vec::new();
    for video in 0..240 {
        // From three minutes to three and a half hours, log-uniformly.
        let length = (180.0 * 70.0_f64.powf(random.f64())) as u32;
        let id = format!("gen{video:08}");
        for number in 0..random.usize(2..6) {
            notes.push((
                format!("channel/{id}_{number}.md"),
                note(&mut random, &id, length),
            ));
        }
    }
    notes.sort();
    notes
}

/// A note whose sentences cite times, some in the order of the video and some not.
fn note(random: &mut Rng, id: &str, length: u32) -> String {
    let mut text = format!("---\ntitle: A note\nvideoId: {id}\n---\n");
    let count = random.u32(8..60);
    let order = random.f64() * 0.5 + 0.5;
    let (from, to) = if random.bool() {
        (0, length)
    } else {
        part(random, length)
    };
    let mut at = from;
    for sentence in 0..count {
        let step = ((to - from) / count).max(1);
        at = if random.f64() < order {
            (at + random.u32(0..=2 * step)).min(to)
        } else {
            random.u32(from..=to)
        };
        let time = format!("{:02}:{:02}:{:02}", at / 3600, at / 60 % 60, at % 60);
        text.push_str(&format!(
            "Statement {sentence} was made <a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>.\n"
        ));
    }
    text
}

/// The part of the video that a note covers, in seconds.
fn part(random: &mut Rng, length: u32) -> (u32, u32) {
    let from = random.u32(0..length * 3 / 4);
    (from, from + random.u32(length / 8..=length / 4))
}
