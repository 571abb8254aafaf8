//! dump
mod damage;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use damage::{DAMAGES, Damage, SHARES, damage};

struct Label { true_s: u32, slack: u32 }

fn labels(folder: &Path) -> BTreeMap<String, BTreeMap<usize, Label>> {
    let mut found: BTreeMap<String, BTreeMap<usize, Label>> = BTreeMap::new();
    for line in std::fs::read_to_string(folder.join("labels.csv")).unwrap().lines().skip(1) {
        let f: Vec<&str> = line.rsplitn(6, ',').collect();
        let path = f[5].trim_matches('"').to_owned();
        found.entry(path).or_default().insert(f[4].parse().unwrap(), Label { true_s: f[1].parse().unwrap(), slack: f[0].parse().unwrap() });
    }
    found
}

#[test]
#[ignore = "dump"]
fn dump() {
    let folder = std::path::PathBuf::from(std::env::var_os("CUELEAF_TRUTH").unwrap());
    let labels = labels(&folder);
    let videos: BTreeSet<String> = std::fs::read_dir(folder.join("transcripts")).unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().split('.').next().unwrap().to_owned()).collect();
    let mut notes = cueleaf::corpus::load(&folder.join("notes")).unwrap().notes;
    notes.retain(|n| labels.contains_key(&n.path));
    eprintln!("{} of {}", notes.len(), labels.len());
    let mut out = std::io::BufWriter::new(std::fs::File::create("/tmp/align/dump.jsonl").unwrap());
    let all: Vec<Note> = notes.iter().map(|n| Note::clone(n)).collect();
    let archive = Archive::new(Corpus::from(all));
    for (_, note) in archive.notes() {
        let video = note.video.map(|v| v.to_string()).unwrap_or_default();
        if !videos.contains(&video) { continue; }
        let l = &labels[&note.path];
        let m: Vec<_> = note.facts.moments.iter().enumerate().map(|(i, m)| serde_json::json!({
            "time": m.time.to_string(), "resolved": m.resolved.seconds, "sentence": note.facts.slice(&m.sentence), "hms": m.time.as_hms(),
            "off": m.text_offset - m.sentence.start.min(m.text_offset),
            "label": l.get(&i).map(|l| (l.true_s, l.slack)), })).collect();
        writeln!(out, "{}", serde_json::json!({"case": "none", "share": "", "path": note.path, "video": video, "moments": m})).unwrap();
    }
    let good: Vec<&Note> = notes.iter().map(|n| &**n).filter(|n| {
        let v = n.video.map(|v| v.to_string()).unwrap_or_default();
        let l = &labels[&n.path];
        let right = l.iter().filter(|(i, l)| n.facts.moments.get(**i).is_some_and(|m| m.time.as_hms().abs_diff(l.true_s) <= 30 + l.slack)).count();
        videos.contains(&v) && right * 100 >= l.len() * 95
    }).collect();
    eprintln!("{} good notes", good.len());
    for kind in DAMAGES { for share in SHARES {
        let mut truths = Vec::new();
        let mut bad = Vec::new();
        for n in &good {
            let (text, truth) = damage(n, kind, share);
            let again = Note::new(n.path.clone(), text);
            if again.facts.moments.len() != truth.len() { eprintln!("{} {:?} loses", n.path, kind); continue; }
            bad.push(again); truths.push(truth);
        }
        let archive = Archive::new(Corpus::from(bad));
        let truths: BTreeMap<String, Vec<(u32,bool)>> = good.iter().map(|n| n.path.clone()).zip(truths).collect();
        for (_, note) in archive.notes() {
            let t = &truths[&note.path];
            let m: Vec<_> = note.facts.moments.iter().zip(t).map(|(m, (at, d))| {
                let r = if kind == Damage::Misread && *d { m.time.as_mm_ss().unwrap_or(m.resolved.seconds) } else { m.resolved.seconds };
                serde_json::json!({ "time": m.time.to_string(), "resolved": r, "sentence": note.facts.slice(&m.sentence), "hms": m.time.as_hms(), "off": m.text_offset - m.sentence.start.min(m.text_offset), "truth": at, "damaged": d })}).collect();
            writeln!(out, "{}", serde_json::json!({"case": format!("{kind:?}"), "share": format!("{share:?}"), "path": note.path, "video": note.video.unwrap().to_string(), "moments": m})).unwrap();
        }
    }}
}
