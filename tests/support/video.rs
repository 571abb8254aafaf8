//! Generated transcripts of videos.

/// The length of a generated cue, in seconds.
pub const CUE_SECONDS: u32 = 10;

/// The length of a generated video, in seconds: 1 h 40 min.
pub const VIDEO_SECONDS: u32 = 6_000;

/// A word that no other number has.
fn word(number: u32) -> String {
    let letters = [7, 3, 11, 5, 1].map(|factor| {
        let letter = (number * factor / 5 + number / factor) % 26;
        char::from(b'a' + letter as u8)
    });
    format!("{}{number}", letters.iter().collect::<String>())
}

/// Ten words that are said at a second of a video: four of them only in this cue.
pub fn said(video: u32, second: u32) -> String {
    let cue = second / CUE_SECONDS;
    let rare = (0..4).map(|index| word(10_000 * video + 1_000 + cue * 4 + index));
    let frequent = (0..6).map(|index| word((cue * 7 + index * 5) % 20));
    rare.chain(frequent).collect::<Vec<_>>().join(" ")
}

/// The starts of the cues of a video, in seconds.
fn starts() -> impl Iterator<Item = u32> {
    (0..VIDEO_SECONDS).step_by(CUE_SECONDS as usize)
}

/// A WebVTT file with a text for each cue, which starts at this second.
pub fn vtt(text: impl Fn(u32) -> String) -> String {
    let time = |at: u32| format!("{:02}:{:02}:{:02}.000", at / 3600, at / 60 % 60, at % 60);
    let cues = starts().map(|start| {
        let end = start + CUE_SECONDS;
        format!("\n{} --> {}\n{}\n", time(start), time(end), text(start))
    });
    format!("WEBVTT\n{}", cues.collect::<String>())
}

/// The same as JSON of Whisper.
pub fn whisper_json(text: impl Fn(u32) -> String) -> String {
    let segment = |start: u32| {
        let end = start + CUE_SECONDS;
        serde_json::json!({ "start": start, "end": end, "text": text(start) })
    };
    let segments: Vec<serde_json::Value> = starts().map(segment).collect();
    serde_json::json!({ "segments": segments }).to_string()
}
