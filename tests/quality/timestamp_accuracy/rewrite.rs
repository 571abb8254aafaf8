//! Selects notes that are certainly correct, and rewrites their timestamps.

use std::collections::BTreeMap;

use cueleaf::corpus::Note;

/// Which timestamps of which notes of a video are rewritten.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Share {
    None,
    Few,
    Half,
    SecondHalf,
    All,
    AllOfVideo,
}

/// The notation that timestamps are rewritten to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    /// `MM:SS:00`
    Zero,
    /// `MM:SS:cc`
    Hundredths,
    /// `H:MM:00`, rounded down: it is correct and must not change.
    WholeMinutes,
}

/// The measured combinations.
pub(super) const CASES: [(Share, Form); 10] = [
    (Share::None, Form::Zero),
    (Share::Few, Form::Zero),
    (Share::Half, Form::Zero),
    (Share::SecondHalf, Form::Zero),
    (Share::All, Form::Zero),
    (Share::AllOfVideo, Form::Zero),
    (Share::Half, Form::Hundredths),
    (Share::All, Form::Hundredths),
    (Share::Few, Form::WholeMinutes),
    (Share::All, Form::WholeMinutes),
];

impl Share {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::None => "nothing",
            Self::Few => "1 in 20 of a note",
            Self::Half => "1 in 2 of a note",
            Self::SecondHalf => "second half of a note",
            Self::All => "a whole note",
            Self::AllOfVideo => "every note",
        }
    }

    /// Whether a timestamp is rewritten: by its index among `count`, a random number, and the index
    /// of its note.
    fn includes(self, index: usize, count: usize, drawn: u64, note: usize) -> bool {
        match self {
            Self::None => false,
            Self::AllOfVideo => true,
            _ if note > 0 => false,
            Self::Few => drawn.is_multiple_of(20),
            Self::Half => drawn.is_multiple_of(2),
            Self::SecondHalf => index * 2 >= count,
            Self::All => true,
        }
    }
}

impl Form {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Zero => "MM:SS:00",
            Self::Hundredths => "MM:SS:cc",
            Self::WholeMinutes => "H:MM:00",
        }
    }

    /// The timestamp and the second that it means.
    fn write(self, seconds: u32, drawn: u64) -> (String, u32) {
        let (minutes, rest) = (seconds / 60, seconds % 60);
        match self {
            Self::Zero => (format!("{minutes:02}:{rest:02}:00"), seconds),
            Self::Hundredths => (
                format!("{minutes:02}:{rest:02}:{:02}", drawn / 64 % 100),
                seconds,
            ),
            Self::WholeMinutes => (
                format!("{:02}:{:02}:00", minutes / 60, minutes % 60),
                minutes * 60,
            ),
        }
    }
}

/// Videos whose notes are correct.
pub(super) struct ReferenceVideos {
    pub(super) videos: Vec<ReferenceVideo>,
}

/// A video with the indices of its notes.
pub(super) struct ReferenceVideo {
    /// The latest cited time, in seconds.
    pub(super) length: u32,
    pub(super) notes: Vec<usize>,
}

/// The maximum share of timestamps that end in `00`. By chance it is one in 60; a larger share is a
/// notation.
const MAX_ZERO_SHARE: f64 = 0.1;

impl ReferenceVideos {
    /// Videos with at least two notes whose timestamps are all `HH:MM:SS`, hardly any of them
    /// ending in `00`. The latest times of two notes agree at least to this share.
    pub(super) fn new(sources: &[(String, String)], min_agreement: f64) -> Self {
        let mut by_video: BTreeMap<String, Vec<(usize, Note)>> = BTreeMap::new();
        for (index, (path, source)) in sources.iter().enumerate() {
            let note = Note::new(path.clone(), source.clone());
            if let Some(video) = note
                .video
                .as_ref()
                .filter(|_| !note.facts.moments.is_empty())
            {
                by_video
                    .entry(video.to_string())
                    .or_default()
                    .push((index, note));
            }
        }
        let videos = by_video
            .into_values()
            .filter_map(|notes| reference_video(&notes, min_agreement))
            .collect();
        Self { videos }
    }

    pub(super) fn note_count(&self) -> usize {
        self.videos.iter().map(|video| video.notes.len()).sum()
    }
}

fn reference_video(notes: &[(usize, Note)], min_agreement: f64) -> Option<ReferenceVideo> {
    let moments = || notes.iter().flat_map(|(_, note)| &note.facts.moments);
    let count = moments().count();
    let zeros = moments()
        .filter(|moment| moment.time.third_field() == Some(0))
        .count();
    let all_good = moments().all(|moment| {
        moment.time.is_well_formed()
            && moment.time.third_field().is_some()
            && moment.time.as_hms() < 4 * 3600
            && moment.label().is_none()
    });
    let mut ends: Vec<u32> = notes.iter().filter_map(|(_, note)| last_of(note)).collect();
    ends.sort_unstable();
    // Two notes agree on the length of the video, so that no single note uses another unit.
    let [.., confirms, length] = ends[..] else {
        return None;
    };
    let agree = f64::from(confirms) >= min_agreement * f64::from(length);
    let is_proven =
        agree && count >= 20 && all_good && (zeros as f64) < MAX_ZERO_SHARE * count as f64;
    is_proven.then(|| ReferenceVideo {
        length,
        notes: notes.iter().map(|(index, _)| *index).collect(),
    })
}

/// The latest time of a note, in seconds.
fn last_of(note: &Note) -> Option<u32> {
    note.facts
        .moments
        .iter()
        .map(|moment| moment.time.as_hms())
        .max()
}

/// Rewrites some timestamps of a note. Returns its text and, for each timestamp, the second that it
/// means and whether it was rewritten.
pub(super) fn rewrite(
    note: &Note,
    (share, form): (Share, Form),
    place: usize,
) -> (String, Vec<(u32, bool)>) {
    let seed = note
        .path
        .bytes()
        .fold(7, |seed, b| seed * 31 % 1_000_003 + u64::from(b));
    let mut random = fastrand::Rng::with_seed(seed);
    let count = note.facts.moments.len();
    let body = note.body();
    let mut text = note.source[..note.body_start].to_owned();
    let mut copied = 0;
    let mut meant = Vec::with_capacity(count);
    for (index, moment) in note.facts.moments.iter().enumerate() {
        let drawn = random.u64(..);
        let start = moment.source_range.start as usize;
        if !share.includes(index, count, drawn, place) {
            meant.push((moment.time.as_hms(), false));
            continue;
        }
        let written = &body[start..moment.source_range.end as usize];
        let (stamp, seconds) = form.write(moment.time.as_hms(), drawn);
        meant.push((seconds, true));
        let next = note
            .facts
            .moments
            .get(index + 1)
            .map_or(body.len(), |next| next.source_range.start as usize);
        // The label of an anchor and a repeated citation are rewritten in the same way.
        let end = body[start..next]
            .rfind(written)
            .map_or(start, |at| start + at)
            + written.len();
        text.push_str(&body[copied..start]);
        text.push_str(&body[start..end].replace(written, &stamp));
        copied = end;
    }
    text.push_str(&body[copied..]);
    (text, meant)
}
