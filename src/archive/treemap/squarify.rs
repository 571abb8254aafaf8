//! Divides an area into rectangles that are close to squares: the squarified treemap of Bruls,
//! Huizing and van Wijk (2000). An area and weights in, an area for each weight out.

use crate::archive::treemap::Area;

/// Divides an area in proportion to weights, none of which may be 0. The parts are closest to
/// squares if the weights are sorted in descending order. The parts do not overlap and cover the
/// whole area.
pub(super) fn squarify(area: Area, weights: &[f64]) -> Vec<Area> {
    let [mut left, mut top] = [area.x, area.y].map(f64::from);
    let [right, bottom] = [area.x + area.width, area.y + area.height].map(f64::from);
    let mut parts = Vec::with_capacity(weights.len());
    let mut weight: f64 = weights.iter().sum();
    let mut remaining = weights;
    while !remaining.is_empty() {
        let (width, height) = (right - left, bottom - top);
        let (row, rest) = remaining.split_at(row_length(remaining, weight, width, height));
        let sum: f64 = row.iter().sum();
        let share = if rest.is_empty() { 1.0 } else { sum / weight };
        // A row is placed along the shorter side.
        let (end_x, end_y) = if width > height {
            (left + share * width, bottom)
        } else {
            (right, top + share * height)
        };
        let (mut x, mut y, mut done) = (left, top, 0.0);
        for (index, part) in row.iter().enumerate() {
            done += part;
            let end = if index + 1 == row.len() {
                1.0
            } else {
                done / sum
            };
            let (to_x, to_y) = if width > height {
                (end_x, top + end * height)
            } else {
                (left + end * width, end_y)
            };
            parts.push(rounded(x, y, to_x, to_y));
            if width > height { y = to_y } else { x = to_x }
        }
        if width > height {
            left = end_x
        } else {
            top = end_y
        }
        weight -= sum;
        remaining = rest;
    }
    parts
}

/// The number of weights in the next row: adding weights while that makes the parts squarer.
fn row_length(weights: &[f64], all: f64, width: f64, height: f64) -> usize {
    let side = width.min(height);
    let scale = width * height / all;
    let worst_ratio = |sum: f64, lightest: f64| {
        // The aspect ratio of a part is the squared depth of the row divided by the part's area.
        let depth = (sum * scale / side).powi(2);
        (depth / (lightest * scale)).max(weights[0] * scale / depth)
    };
    let (mut count, mut sum, mut best) = (0, 0.0, f64::INFINITY);
    for weight in weights {
        sum += weight;
        let ratio = worst_ratio(sum, *weight);
        if ratio > best {
            break;
        }
        (count, best) = (count + 1, ratio);
    }
    count.max(1)
}

/// Rounds the edges, so that two areas with a common edge get the same coordinate.
fn rounded(left: f64, top: f64, right: f64, bottom: f64) -> Area {
    let [x, y, right, bottom] = [left, top, right, bottom].map(|edge| edge.round() as u32);
    Area {
        x,
        y,
        width: right - x,
        height: bottom - y,
    }
}
