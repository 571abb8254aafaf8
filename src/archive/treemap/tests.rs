use super::*;

/// Channels with so many notes of each video.
fn lots_of(channels: &[Vec<usize>]) -> (Vec<Lot>, usize) {
    let mut count = 0;
    let mut notes = |many: usize| {
        count += many;
        (count - many..count).map(NoteId::new).collect::<Vec<_>>()
    };
    let mut lots = Vec::new();
    for (number, videos) in channels.iter().enumerate() {
        let videos = videos
            .iter()
            .enumerate()
            .map(|(video, many)| (Some(VideoId::new(video)), notes(*many)));
        lots.push(Lot::new(
            Some(ChannelId::new(number)),
            videos.collect::<Vec<_>>(),
        ));
    }
    (lots, count)
}

fn map_of(channels: &[Vec<usize>]) -> Treemap {
    let (lots, count) = lots_of(channels);
    Treemap::of(lots, count)
}

/// Channels of very different sizes, among them one of a single note: `scale` times 1,001 notes.
fn many(scale: usize) -> Vec<Vec<usize>> {
    let channel = |channel: usize| {
        (0..channel)
            .map(|video| 1 + (video * 7 + channel) % 9)
            .collect::<Vec<_>>()
    };
    let mut channels: Vec<Vec<usize>> = (1..=18).map(channel).chain([vec![1]]).collect();
    let notes: usize = channels.iter().flatten().sum();
    channels.push(vec![1_001 - notes]);
    std::iter::repeat_n(channels, scale).flatten().collect()
}

fn contains(outer: Area, inner: Area) -> bool {
    inner.x >= outer.x
        && inner.y >= outer.y
        && inner.x + inner.width <= outer.x + outer.width
        && inner.y + inner.height <= outer.y + outer.height
}

fn overlap(a: Area, b: Area) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

fn assert_apart(areas: &[Area]) {
    for (at, a) in areas.iter().enumerate() {
        assert!(a.width > 0 && a.height > 0, "{a:?} is there");
        for b in &areas[at + 1..] {
            assert!(!overlap(*a, *b), "{a:?} {b:?}");
        }
    }
}

/// The space that each note of a block has.
fn space(block: &Block) -> f64 {
    let rows = block.notes.len().div_ceil(block.columns);
    f64::from(block.area.width) * f64::from(block.area.height) / (block.columns * rows) as f64
}

#[test]
fn nothing_overlaps_and_everything_lies_within_what_it_belongs_to() {
    for channels in [vec![vec![1]], vec![vec![2, 1]], many(1), many(5)] {
        let map = map_of(&channels);
        let all = Area {
            x: 0,
            y: 0,
            width: WIDTH,
            height: HEIGHT,
        };
        assert_apart(
            &map.districts
                .iter()
                .map(|district| district.area)
                .collect::<Vec<_>>(),
        );
        for district in &map.districts {
            assert!(contains(all, district.area), "{:?}", district.area);
            let blocks: Vec<Area> = district.blocks.iter().map(|block| block.area).collect();
            assert_apart(&blocks);
            assert!(
                blocks.iter().all(|block| contains(district.area, *block)),
                "{blocks:?}"
            );
        }
    }
}

#[test]
fn every_note_has_one_cell_and_cells_are_counted_in_order() {
    let map = map_of(&many(3));
    let notes: Vec<NoteId> = map.districts.iter().flat_map(District::notes).collect();
    let mut sorted = notes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!((notes.len(), sorted.len()), (3_003, 3_003));
    for (cell, note) in notes.iter().enumerate() {
        assert_eq!(map.cell(*note), Some(cell as u32));
    }
    for (district, next) in map.districts.iter().zip(&map.districts[1..]) {
        assert_eq!(district.first + district.notes().count(), next.first);
        assert!(
            district.notes().count() >= next.notes().count(),
            "the largest come first"
        );
    }
}

#[test]
fn the_same_archive_gives_the_same_map() {
    assert_eq!(map_of(&many(2)), map_of(&many(2)));
}

#[test]
fn every_note_has_about_as_much_space_and_is_about_square() {
    let map = map_of(&many(20));
    let blocks: Vec<&Block> = map
        .districts
        .iter()
        .flat_map(|district| &district.blocks)
        .collect();
    let notes: usize = blocks.iter().map(|block| block.notes.len()).sum();
    let mean = blocks
        .iter()
        .map(|block| space(block) * block.notes.len() as f64)
        .sum::<f64>()
        / notes as f64;
    let outside = |block: &&&Block| space(block) < mean / 2.0 || space(block) > mean * 2.0;
    let far: usize = blocks
        .iter()
        .filter(outside)
        .map(|block| block.notes.len())
        .sum();
    assert!(
        far * 50 < notes,
        "{far} of {notes} notes are half or twice as large as the mean"
    );
    let oblong = |block: &&&Block| {
        let rows = block.notes.len().div_ceil(block.columns);
        let ratio = f64::from(block.area.width)
            / block.columns as f64
            / (f64::from(block.area.height) / rows as f64);
        !(0.4..2.5).contains(&ratio)
    };
    let oblong: usize = blocks
        .iter()
        .filter(oblong)
        .map(|block| block.notes.len())
        .sum();
    assert!(oblong * 50 < notes, "{oblong} of {notes} notes are oblong");
}

#[test]
fn parts_are_in_proportion_and_leave_nothing_over() {
    let area = Area {
        x: 10,
        y: 20,
        width: 3_000,
        height: 1_000,
    };
    let weights: Vec<f64> = (1..=40).rev().map(f64::from).collect();
    let parts = divide(area, &weights);
    assert_apart(&parts);
    let size = |area: &Area| f64::from(area.width) * f64::from(area.height);
    let all: f64 = weights.iter().sum();
    for (part, weight) in parts.iter().zip(&weights) {
        let due = size(&area) * weight / all;
        assert!(
            (size(part) / due - 1.0).abs() < 0.06,
            "{part:?} for {weight}: {due}"
        );
    }
    assert!((parts.iter().map(size).sum::<f64>() - size(&area)).abs() < 1.0);
}

#[test]
fn a_hundred_thousand_notes_have_their_places() {
    let map = map_of(&many(100));
    assert_eq!(
        map.districts.iter().flat_map(District::notes).count(),
        100_100
    );
    let blocks = map.districts.iter().flat_map(|district| &district.blocks);
    let smallest = blocks
        .map(|block| block.area.width as usize / block.columns)
        .min();
    assert!(smallest.is_some_and(|width| width > 1), "{smallest:?}");
}

#[test]
fn an_archive_without_notes_has_an_empty_map() {
    assert_eq!(map_of(&[]).districts, []);
}
