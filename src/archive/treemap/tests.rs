use super::*;

/// Channels with the given numbers of notes per video.
fn channel_notes(channels: &[Vec<usize>]) -> (Vec<ChannelNotes>, usize) {
    let mut count = 0;
    let mut notes = |many: usize| {
        count += many;
        (count - many..count).map(NoteId::new).collect::<Vec<_>>()
    };
    let mut channels_notes = Vec::new();
    for (number, videos) in channels.iter().enumerate() {
        let videos = videos
            .iter()
            .enumerate()
            .map(|(video, many)| (Some(VideoId::new(video)), notes(*many)));
        channels_notes.push(ChannelNotes::new(
            Some(ChannelId::new(number)),
            videos.collect::<Vec<_>>(),
        ));
    }
    (channels_notes, count)
}

fn treemap(channels: &[Vec<usize>]) -> Treemap {
    let (channels_notes, count) = channel_notes(channels);
    Treemap::layout(channels_notes, count)
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
    for (index, a) in areas.iter().enumerate() {
        assert!(a.width > 0 && a.height > 0, "{a:?} is not empty");
        for b in &areas[index + 1..] {
            assert!(!overlap(*a, *b), "{a:?} {b:?}");
        }
    }
}

/// The area of each cell in a group.
fn cell_area(group: &TreemapGroup) -> f64 {
    let rows = group.notes.len().div_ceil(group.columns);
    f64::from(group.area.width) * f64::from(group.area.height) / (group.columns * rows) as f64
}

#[test]
fn areas_do_not_overlap_and_lie_within_their_parents() {
    for channels in [vec![vec![1]], vec![vec![2, 1]], many(1), many(5)] {
        let map = treemap(&channels);
        let all = Area {
            x: 0,
            y: 0,
            width: WIDTH,
            height: HEIGHT,
        };
        assert_apart(
            &map.channels
                .iter()
                .map(|channel| channel.area)
                .collect::<Vec<_>>(),
        );
        for channel in &map.channels {
            assert!(contains(all, channel.area), "{:?}", channel.area);
            let groups: Vec<Area> = channel.groups.iter().map(|group| group.area).collect();
            assert_apart(&groups);
            assert!(
                groups.iter().all(|group| contains(channel.area, *group)),
                "{groups:?}"
            );
        }
    }
}

#[test]
fn every_note_has_one_cell_and_cells_are_numbered_in_order() {
    let map = treemap(&many(3));
    let notes: Vec<NoteId> = map
        .channels
        .iter()
        .flat_map(TreemapChannel::notes)
        .collect();
    let mut sorted = notes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!((notes.len(), sorted.len()), (3_003, 3_003));
    for (cell, note) in notes.iter().enumerate() {
        assert_eq!(map.cell(*note), Some(cell as u32));
    }
    for (channel, next) in map.channels.iter().zip(&map.channels[1..]) {
        assert_eq!(channel.first + channel.notes().count(), next.first);
        assert!(
            channel.notes().count() >= next.notes().count(),
            "the largest come first"
        );
    }
}

#[test]
fn the_layout_is_deterministic() {
    assert_eq!(treemap(&many(2)), treemap(&many(2)));
}

#[test]
fn cells_have_about_the_same_size_and_are_about_square() {
    let map = treemap(&many(20));
    let groups: Vec<&TreemapGroup> = map
        .channels
        .iter()
        .flat_map(|channel| &channel.groups)
        .collect();
    let notes: usize = groups.iter().map(|group| group.notes.len()).sum();
    let mean = groups
        .iter()
        .map(|group| cell_area(group) * group.notes.len() as f64)
        .sum::<f64>()
        / notes as f64;
    let outside =
        |group: &&&TreemapGroup| cell_area(group) < mean / 2.0 || cell_area(group) > mean * 2.0;
    let outliers: usize = groups
        .iter()
        .filter(outside)
        .map(|group| group.notes.len())
        .sum();
    assert!(
        outliers * 50 < notes,
        "{outliers} of {notes} notes are half or twice as large as the mean"
    );
    let oblong = |group: &&&TreemapGroup| {
        let rows = group.notes.len().div_ceil(group.columns);
        let ratio = f64::from(group.area.width)
            / group.columns as f64
            / (f64::from(group.area.height) / rows as f64);
        !(0.4..2.5).contains(&ratio)
    };
    let oblong: usize = groups
        .iter()
        .filter(oblong)
        .map(|group| group.notes.len())
        .sum();
    assert!(oblong * 50 < notes, "{oblong} of {notes} notes are oblong");
}

#[test]
fn parts_are_proportional_and_cover_the_area() {
    let area = Area {
        x: 10,
        y: 20,
        width: 3_000,
        height: 1_000,
    };
    let weights: Vec<f64> = (1..=40).rev().map(f64::from).collect();
    let parts = squarify(area, &weights);
    assert_apart(&parts);
    let size = |area: &Area| f64::from(area.width) * f64::from(area.height);
    let all: f64 = weights.iter().sum();
    for (part, weight) in parts.iter().zip(&weights) {
        let expected = size(&area) * weight / all;
        assert!(
            (size(part) / expected - 1.0).abs() < 0.06,
            "{part:?} for {weight}: {expected}"
        );
    }
    assert!((parts.iter().map(size).sum::<f64>() - size(&area)).abs() < 1.0);
}

#[test]
fn a_hundred_thousand_notes_have_cells() {
    let map = treemap(&many(100));
    assert_eq!(
        map.channels.iter().flat_map(TreemapChannel::notes).count(),
        100_100
    );
    let groups = map.channels.iter().flat_map(|channel| &channel.groups);
    let smallest = groups
        .map(|group| group.area.width as usize / group.columns)
        .min();
    assert!(smallest.is_some_and(|width| width > 1), "{smallest:?}");
}

#[test]
fn an_archive_without_notes_has_an_empty_treemap() {
    assert_eq!(treemap(&[]).channels, []);
}
