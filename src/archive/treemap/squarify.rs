//! An area divided into rectangles that come close to squares: the squarified treemap of Bruls,
//! Huizing and van Wijk (2000). An area and weights in, an area for each weight out.

use crate::archive::treemap::Area;

/// Divides an area in proportion to weights, of which none is 0. They should come with the heaviest
/// first: then the parts are closest to squares. No two parts overlap, and together they are the
/// area.
pub(super) fn divide(area: Area, weights: &[f64]) -> Vec<Area> {
    let [mut left, mut top] = [area.x, area.y].map(f64::from);
    let [right, bottom] = [area.x + area.width, area.y + area.height].map(f64::from);
    let mut parts = Vec::with_capacity(weights.len());
    let mut weight: f64 = weights.iter().sum();
    let mut open = weights;
    while !open.is_empty() {
        let (width, height) = (right - left, bottom - top);
        let (row, behind) = open.split_at(row(open, weight, width, height));
        let sum: f64 = row.iter().sum();
        let share = if behind.is_empty() { 1.0 } else { sum / weight };
        // A row stands along the shorter side, at its start.
        let (end_x, end_y) = if width > height {
            (left + share * width, bottom)
        } else {
            (right, top + share * height)
        };
        let (mut x, mut y, mut done) = (left, top, 0.0);
        for (at, part) in row.iter().enumerate() {
            done += part;
            let reached = if at + 1 == row.len() { 1.0 } else { done / sum };
            let (to_x, to_y) = if width > height {
                (end_x, top + reached * height)
            } else {
                (left + reached * width, end_y)
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
        open = behind;
    }
    parts
}

/// How many of the weights stand in the next row: as many as make its parts squarer.
fn row(weights: &[f64], all: f64, width: f64, height: f64) -> usize {
    let side = width.min(height);
    let scale = width * height / all;
    let worst = |sum: f64, lightest: f64| {
        // Of a row's depth, squared, and a part's area, the quotient is how oblong the part is.
        let depth = (sum * scale / side).powi(2);
        (depth / (lightest * scale)).max(weights[0] * scale / depth)
    };
    let (mut count, mut sum, mut best) = (0, 0.0, f64::INFINITY);
    for weight in weights {
        sum += weight;
        let ratio = worst(sum, *weight);
        if ratio > best {
            break;
        }
        (count, best) = (count + 1, ratio);
    }
    count.max(1)
}

/// An edge that two areas share is rounded to the same number for both.
fn rounded(left: f64, top: f64, right: f64, bottom: f64) -> Area {
    let [x, y, right, bottom] = [left, top, right, bottom].map(|edge| edge.round() as u32);
    Area {
        x,
        y,
        width: right - x,
        height: bottom - y,
    }
}
