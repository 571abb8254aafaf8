//! Damages the timestamps of notes in the ways in which real notes are wrong.

use cueleaf::corpus::Note;
use fastrand::Rng;

/// A way in which a time is written wrongly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Damage {
    /// `05:28:00` for 54:28: the units of the minutes are lost, and the third number is noise.
    LostUnits,
    /// `01:17:29` for 17:29.
    HourAdded,
    /// `16:27:00` for 1:16:27.
    HourDropped,
    /// `02:13:24` for 1:13:24.
    HourTooMuch,
    /// `58:28:58:58` for 58:28.
    GluedRange,
    /// `17:29:00` for 17:29.
    MinutesAndSeconds,
    /// It is right as written, but the program read its first two numbers as minutes and seconds.
    Misread,
}

/// Every kind of damage.
pub(super) const DAMAGES: [Damage; 7] = [
    Damage::LostUnits,
    Damage::HourAdded,
    Damage::HourDropped,
    Damage::HourTooMuch,
    Damage::GluedRange,
    Damage::MinutesAndSeconds,
    Damage::Misread,
];

/// How many moments of a note are damaged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Share {
    Fifth,
    Half,
    All,
}

/// Every share.
pub(super) const SHARES: [Share; 3] = [Share::Fifth, Share::Half, Share::All];

impl Share {
    fn includes(self, random: &mut Rng) -> bool {
        match self {
            Self::Fifth => random.u8(0..5) == 0,
            Self::Half => random.bool(),
            Self::All => true,
        }
    }
}

impl Damage {
    /// The damaged form of a second; `None` if it cannot be damaged in this way. `previous` is the
    /// second of the moment before, and the first number that was written for it.
    fn write(self, at: u32, previous: Option<(u32, u32)>, random: &mut Rng) -> Option<String> {
        let (hours, minutes, seconds) = (at / 3600, at / 60 % 60, at % 60);
        let hms = |hours: u32| format!("{hours:02}:{minutes:02}:{seconds:02}");
        match self {
            Self::LostUnits => (600..4200).contains(&at).then(|| {
                let tens = at / 600;
                // The writer counts on from the time before: `02:59`, `03:09`.
                let carries = previous.is_some_and(|(second, first)| {
                    first == tens && at > second && at - second < 60 && at % 60 < second % 60
                }) && random.u8(0..4) == 0;
                let noise = if random.bool() { 0 } else { random.u32(0..60) };
                format!("{:02}:{seconds:02}:{noise:02}", tens + u32::from(carries))
            }),
            Self::HourAdded => (hours == 0).then(|| hms(1)),
            Self::HourDropped => (hours == 1).then(|| format!("{minutes:02}:{seconds:02}:00")),
            Self::HourTooMuch => (hours > 0).then(|| hms(hours + 1)),
            Self::GluedRange => (at < 3540).then(|| {
                let end = at + random.u32(5..60);
                format!("{minutes:02}:{seconds:02}:{:02}:{:02}", end / 60, end % 60)
            }),
            Self::MinutesAndSeconds => (at < 3600).then(|| format!("{minutes:02}:{seconds:02}:00")),
            Self::Misread => Some(hms(hours)),
        }
    }
}

/// Damages a share of a note's moments. Returns its text, and for each moment the true second and
/// whether it is damaged.
pub(super) fn damage(note: &Note, damage: Damage, share: Share) -> (String, Vec<(u32, bool)>) {
    let seed = note
        .path
        .bytes()
        .fold(7 + damage as u64 * 3 + share as u64, |seed, byte| {
            seed * 31 % 1_000_003 + u64::from(byte)
        });
    let mut random = Rng::with_seed(seed);
    let body = note.body();
    let mut text = note.source[..note.body_start].to_owned();
    let mut copied = 0;
    let mut truth = Vec::new();
    let mut previous = None;
    for (index, moment) in note.facts.moments.iter().enumerate() {
        let at = moment.time.as_hms();
        // A label that differs from the attribute of its anchor tells the time once more.
        let is_damaged = share.includes(&mut random)
            && moment.other_video().is_none()
            && moment.label().is_none();
        let stamp = damage
            .write(at, previous, &mut random)
            .filter(|_| is_damaged);
        truth.push((at, stamp.is_some()));
        previous = stamp.as_ref().map(|stamp| {
            let first = stamp[..2].parse().unwrap_or(0);
            (at, first)
        });
        let Some(stamp) = stamp.filter(|_| damage != Damage::Misread) else {
            continue;
        };
        let start = moment.source_range.start as usize;
        let written = &body[start..moment.source_range.end as usize];
        let next = note.facts.moments.get(index + 1);
        let next = next.map_or(body.len(), |next| next.source_range.start as usize);
        // The label of an anchor is damaged in the same way.
        let end = body[start..next]
            .rfind(written)
            .map_or(start, |at| start + at)
            + written.len();
        text.push_str(&body[copied..start]);
        text.push_str(&body[start..end].replace(written, &stamp));
        copied = end;
    }
    text.push_str(&body[copied..]);
    (text, truth)
}
