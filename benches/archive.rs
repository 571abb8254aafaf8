//! Benchmarks of loading, rendering, link resolution and the map, on the notes of `CUELEAF_CORPUS`
//! if set, otherwise on the sample notes.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::path::{Path, PathBuf};

use askama::Template;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cueleaf::archive::{Archive, NoteId, Treemap};
use cueleaf::corpus;
use cueleaf::pages::{MapData, NotePage, Site};

fn folder() -> PathBuf {
    std::env::var_os("CUELEAF_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("content"),
        PathBuf::from,
    )
}

fn load(c: &mut Criterion) {
    let folder = folder();
    let bytes: usize = corpus::load(&folder)
        .unwrap()
        .notes
        .iter()
        .map(|note| note.source.len())
        .sum();
    let mut group = c.benchmark_group("load");
    group
        .sample_size(10)
        .throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("read and parse", |b| {
        b.iter(|| corpus::load(&folder).unwrap())
    });
    group.bench_function("read, parse and link", |b| {
        b.iter(|| Archive::new(corpus::load(&folder).unwrap()))
    });
    // The lower bound for any program.
    group.bench_function("read only", |b| b.iter(|| read_only(&folder)));
    group.finish();
}

fn read_only(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .map(|path| {
            if path.is_dir() {
                read_only(&path)
            } else {
                std::fs::read(path).unwrap().len()
            }
        })
        .sum()
}

fn render(c: &mut Criterion) {
    let site = Site::new(Archive::new(corpus::load(&folder()).unwrap()), true);
    let mut ids: Vec<NoteId> = site.archive.notes().map(|(id, _)| id).collect();
    ids.sort_by_key(|id| site.archive.note(*id).source.len());
    let mut group = c.benchmark_group("render");
    for (name, id) in [
        ("the median note", ids[ids.len() / 2]),
        ("the longest note", ids[ids.len() - 1]),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| NotePage::new(&site, black_box(id), None).render().unwrap())
        });
    }
    group.finish();
}

fn resolve(c: &mut Criterion) {
    let archive = Archive::new(corpus::load(&folder()).unwrap());
    let links: Vec<(NoteId, Box<str>)> = archive
        .notes()
        .flat_map(|(id, note)| {
            note.facts
                .links
                .iter()
                .map(move |link| (id, link.target.clone()))
        })
        .take(10_000)
        .collect();
    let mut group = c.benchmark_group("links");
    group.throughput(Throughput::Elements(links.len() as u64));
    group.bench_function("resolve", |b| {
        b.iter(|| {
            links
                .iter()
                .map(|(from, target)| archive.resolve(*from, target, false))
                .filter(|t| black_box(t) == t)
                .count()
        })
    });
    group.bench_function("nearest titles", |b| {
        b.iter(|| archive.notes_titled_like(black_box("amzon web servises"), 8))
    });
    group.finish();
}

fn map(c: &mut Criterion) {
    let site = Site::new(Archive::new(corpus::load(&folder()).unwrap()), true);
    let mut group = c.benchmark_group("map");
    group.bench_function("layout", |b| {
        b.iter(|| Treemap::new(black_box(&site.archive)))
    });
    group.bench_function("serialize", |b| {
        b.iter(|| serde_json::to_string(&MapData::new(&site)).unwrap())
    });
    group.finish();
}

criterion_group!(benches, load, render, resolve, map);
criterion_main!(benches);
