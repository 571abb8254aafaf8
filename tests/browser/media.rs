//! Files beside the notes, as a browser shows them.

use serde_json::json;

use super::driver::Reader;
use crate::support::media::{folder, site};

#[tokio::test]
async fn pictures_and_sound_are_there_and_nothing_moves() {
    let folder = folder();
    let reader = Reader::of(site(&folder)).await;
    reader.visit("/c/charts").await;
    // The photo is a head without a picture: its room is kept all the same.
    let room = "(({ width, height }) => Math.round(100 * width / height))
        (document.querySelector('img[alt=\"drawing.svg\"]').getBoundingClientRect())";
    assert_eq!(reader.sees(room).await, 133);
    reader
        .sees("document.querySelector('img[alt=\"drawing.svg\"]').scrollIntoView()")
        .await;
    for alt in ["A fine chart", "drawing.svg"] {
        reader
            .until(&format!(
                "document.querySelector('img[alt=\"{alt}\"]').naturalWidth"
            ))
            .await;
    }
    assert_eq!(reader.sees(room).await, 133);
    let colour = "(context => {
        context.drawImage(document.querySelector('img[alt=\"drawing.svg\"]'), 0, 0, 10, 10);
        return [...context.getImageData(5, 5, 1, 1).data];
    })(document.createElement('canvas').getContext('2d'))";
    assert_eq!(
        reader.sees(colour).await,
        json!([0, 128, 0, 255]),
        "in the text a drawing keeps its own styles"
    );
    assert_eq!(
        reader
            .sees("document.querySelector('audio').readyState")
            .await,
        0,
        "nothing is loaded before it plays"
    );
    reader
        .sees("void document.querySelector('audio').play()")
        .await;
    reader.until("document.querySelector('audio').ended").await;
    for width in [1440, 360] {
        reader.resize(width, 800).await;
        assert_eq!(
            reader
                .sees("document.documentElement.scrollWidth <= innerWidth")
                .await,
            true,
            "{width}"
        );
    }
}

#[tokio::test]
async fn what_is_opened_by_itself_is_shown_and_played() {
    let folder = folder();
    let reader = Reader::of(site(&folder)).await;
    reader.visit("/c/chart.gif").await;
    reader
        .until("document.querySelector('img').naturalWidth")
        .await;
    reader.visit("/c/img/sound.wav").await;
    reader
        .until("document.querySelector('video, audio').readyState > 1")
        .await;
}

#[tokio::test]
async fn a_drawing_that_is_opened_by_itself_runs_nothing() {
    let folder = folder();
    let reader = Reader::of(site(&folder)).await;
    reader.visit("/c/drawing.svg").await;
    let ran = "document.documentElement.hasAttribute('data-ran')";
    assert_eq!(
        reader.sees("document.documentElement.localName").await,
        "svg"
    );
    assert_eq!(reader.sees(ran).await, false);
    assert_eq!(
        reader
            .sees("document.querySelector('rect').getBoundingClientRect().width > 0")
            .await,
        true
    );
    assert_eq!(
        reader
            .sees("(() => { try { return localStorage.length } catch { return null } })()")
            .await,
        json!(null)
    );
}
