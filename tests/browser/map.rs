//! The map: a town of notes that is zoomed, panned, searched and walked through.

use serde_json::json;

use super::driver::Reader;

const WHERE: &str = "document.querySelector('.map-status').textContent";
const COUNT: &str = "document.querySelector('.map-count').textContent";
const HOUSE: &str = "document.querySelector('.map-cell')?.pathname";
const HERE: &str = "location.pathname";

/// The colour of the canvas at a point between 0 and 1, once what was drawn last is there.
fn colour(across: f64, down: f64) -> String {
    format!(
        "(canvas => [...canvas.getContext('2d').getImageData(
            Math.floor(canvas.width * {across}), Math.floor(canvas.height * {down}), 1, 1).data].join())
            (document.querySelector('.map-canvas canvas'))"
    )
}

/// How many of the canvas's pixels have its full ink.
pub(super) const INK: &str = "(canvas => {
    const ink = getComputedStyle(canvas).color.match(/\\d+/g).map(Number);
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) count += ink.every((part, of) => part === data[at + of]);
    return count;
})(document.querySelector('.map-canvas canvas'))";

/// Opens the map, and waits until it is drawn and named.
async fn at_the_map() -> Reader {
    let reader = Reader::new().await;
    reader.visit("/map").await;
    reader
        .until("document.querySelector('.map-canvas canvas')")
        .await;
    reader.until(&format!("{INK} > 100")).await;
    reader
}

/// The middle of the cell of a note, in pixels of the page, as `/api/map` tells it.
async fn place_of(reader: &Reader, url: &str) -> (f64, f64) {
    let place = format!(
        "void (async () => {{
            const {{ size, channels }} = await (await fetch('/api/map')).json();
            for (const [number, channel] of channels.entries()) {{
                const {{ notes }} = await (await fetch('/api/map/notes?channel=' + number)).json();
                let cell = notes.findIndex(([, url]) => url === '{url}');
                for (const [x, y, width, height, columns, count] of cell < 0 ? [] : channel.groups) {{
                    if (cell < count) {{
                        const rows = Math.ceil(count / columns);
                        const town = document.querySelector('.map-canvas').getBoundingClientRect();
                        const place = [
                            (x + (cell % columns + .5) * width / columns) / size[0],
                            (y + (Math.floor(cell / columns) + .5) * height / rows) / size[1],
                        ];
                        const [right, down] = town.height > town.width ? place.reverse() : place;
                        window.place = [town.x + right * town.width, town.y + down * town.height];
                        return;
                    }}
                    cell -= count;
                }}
            }}
        }})()"
    );
    reader.sees("delete window.place").await;
    reader.sees(&place).await;
    reader.until("window.place").await;
    let place = reader.sees("window.place").await;
    (place[0].as_f64().expect("x"), place[1].as_f64().expect("y"))
}

#[tokio::test]
async fn a_note_is_told_under_the_mouse_and_a_click_opens_it() {
    let reader = at_the_map().await;
    let (x, y) = place_of(&reader, "/kitchen/whetstones").await;
    reader.point(x, y).await;
    reader.until_equal(HOUSE, "/kitchen/whetstones").await;
    reader
        .until_equal(WHERE, "Whetstones · kitchen · “How to keep a knife sharp”")
        .await;
    reader.control_click(".map-cell").await;
    reader.until_tab(&reader.url("/kitchen/whetstones")).await;
    assert_eq!(reader.sees(HERE).await, "/map");
    reader.click(".map-cell").await;
    reader.until_equal(HERE, "/kitchen/whetstones").await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn keys_go_from_note_to_note_and_open_one() {
    let reader = at_the_map().await;
    reader
        .sees("document.querySelector('.map-canvas canvas').focus()")
        .await;
    reader.press("ArrowRight").await;
    let told = "document.querySelector('.map-canvas [role=status]').textContent";
    reader.until(told).await;
    let first = reader.sees(told).await;
    reader.press("ArrowRight").await;
    reader.until(&format!("{told} !== {first}")).await;
    let second = reader.sees(told).await;
    reader.press("ArrowLeft").await;
    reader.until_equal(told, first).await;
    reader.press("ArrowRight").await;
    reader.until_equal(told, second.clone()).await;
    reader.press("Enter").await;
    reader.until(&format!("{HERE} !== '/map'")).await;
    let title = reader
        .sees("document.querySelector('h1').textContent")
        .await;
    assert!(
        second
            .as_str()
            .unwrap()
            .starts_with(title.as_str().unwrap()),
        "{second} opens {title}"
    );
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn it_is_zoomed_and_seen_whole_again() {
    let reader = at_the_map().await;
    let near = "document.querySelector('.map-canvas canvas').classList.contains('is-zoomed')";
    assert_eq!(reader.sees(near).await, false);
    reader
        .sees("document.querySelector('.map-canvas canvas').focus()")
        .await;
    for (nearer, whole) in [("+", "0"), ("=", "-")] {
        reader.press(nearer).await;
        reader.until(near).await;
        reader.press(whole).await;
        reader.until(&format!("!{near}")).await;
    }
    reader.click("button.zoom-in").await;
    reader.until(near).await;
    reader.click("button.zoom-fit").await;
    reader.until(&format!("!{near}")).await;
    let (x, y) = place_of(&reader, "/kitchen/whetstones").await;
    reader.turn_the_wheel(x, y, -400.0).await;
    reader.until(near).await;
    reader.point(x + 1.0, y).await;
    reader.until_equal(HOUSE, "/kitchen/whetstones").await;
    // The map goes along with the mouse, and the note with the map.
    let left = "parseFloat(document.querySelector('.map-cell').style.left)";
    let before = reader.sees(left).await.as_f64().unwrap();
    reader.drag((x, y), (x + 60.0, y)).await;
    reader.point(x + 61.0, y).await;
    // The browser may have told the map of the mouse before, where it let go.
    reader
        .until(&format!(
            "{HOUSE} === '/kitchen/whetstones' && {left} !== {before}"
        ))
        .await;
    let after = reader.sees(left).await.as_f64().unwrap();
    assert!((after - before - 60.0).abs() < 0.1, "{before} {after}");
    assert_eq!(
        reader.sees(HERE).await,
        "/map",
        "the end of a drag opens nothing"
    );
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_wheel_that_is_turned_back_on_the_whole_map_scrolls_the_page() {
    let reader = at_the_map().await;
    reader.resize(1440, 500).await;
    let (x, y) = place_of(&reader, "/kitchen/whetstones").await;
    reader.turn_the_wheel(x, y.min(450.0), 200.0).await;
    reader.until("scrollY > 0").await;
    assert_eq!(
        reader
            .sees("document.querySelector('.map-canvas canvas').classList.contains('is-zoomed')")
            .await,
        false
    );
}

#[tokio::test]
async fn what_is_typed_is_marked_counted_and_kept_in_the_url() {
    let reader = at_the_map().await;
    let (x, y) = place_of(&reader, "/kitchen/whetstones").await;
    let town = reader
        .sees("document.querySelector('.map-canvas').getBoundingClientRect().toJSON()")
        .await;
    let share = |at: f64, start: &str, length: &str| {
        (at - town[start].as_f64().unwrap()) / town[length].as_f64().unwrap()
    };
    let there = colour(share(x, "x", "width"), share(y, "y", "height"));
    let before = reader.sees(&there).await;
    reader
        .sees("document.querySelector('main.map input').focus()")
        .await;
    reader.types("soak").await;
    reader.until_equal(COUNT, "1 note").await;
    reader
        .until(&format!(
            "{there} === getComputedStyle(document.querySelector('.map-canvas canvas')).color.match(/\\d+/g).join() + ',255'"
        ))
        .await;
    reader
        .until_equal(
            "[...document.querySelectorAll('.map-top-hits a')].map(link => link.pathname)",
            json!(["/kitchen/whetstones", "/search"]),
        )
        .await;
    assert_eq!(reader.sees("location.search").await, "?q=soak");
    reader.press("Enter").await;
    reader.until_equal(COUNT, "1 note").await;
    assert_eq!(reader.sees(HERE).await, "/map");
    reader.reload().await;
    reader.until_equal(COUNT, "1 note").await;
    reader
        .sees("document.querySelector('main.map input').focus()")
        .await;
    reader.fills(" ").await;
    reader.until_equal(COUNT, "").await;
    reader.until_equal(&there, before).await;
    assert_eq!(reader.sees("location.search").await, "");
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn in_a_narrow_window_it_stands_on_its_shorter_side() {
    let reader = at_the_map().await;
    let whetstones = async || {
        let (x, y) = place_of(&reader, "/kitchen/whetstones").await;
        reader.point(x, y).await;
        reader.until_equal(HOUSE, "/kitchen/whetstones").await;
        (x, y)
    };
    let wide = whetstones().await;
    reader.resize(700, 1200).await;
    reader
        .until("document.querySelector('.map-canvas canvas').clientHeight > 700")
        .await;
    assert_ne!(whetstones().await, wide);
    reader.resize(1440, 900).await;
    reader
        .until("document.querySelector('.map-canvas canvas').clientHeight < 700")
        .await;
    assert_eq!(whetstones().await, wide);
}

#[tokio::test]
async fn another_theme_is_drawn_at_once() {
    let reader = Reader::new().await;
    reader.system_colours("light").await;
    reader.visit("/map").await;
    reader
        .until("document.querySelector('.map-canvas canvas')")
        .await;
    let corner = colour(0.001, 0.001);
    reader.until_equal(&corner, "251,249,244,255").await;
    reader.system_colours("dark").await;
    reader.until_equal(&corner, "23,21,18,255").await;
    reader.click("button.theme-switch").await;
    reader.until_equal(&corner, "251,249,244,255").await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn nothing_moves_when_the_canvas_comes_and_without_it_the_page_is_whole() {
    for (width, height) in [(1440, 900), (900, 800), (390, 844)] {
        let reader = Reader::new().await;
        reader.resize(width, height).await;
        reader.visit("/map").await;
        reader
            .until("document.querySelector('.map-canvas canvas')")
            .await;
        reader.until(&format!("{INK} > 0")).await;
        assert_eq!(reader.sees("moved").await, json!([]), "at {width} px");
        assert_eq!(
            reader.sees("document.documentElement.scrollWidth").await,
            width,
            "at {width} px"
        );
    }
    let reader = Reader::new().await;
    reader.switch_javascript_off().await;
    reader.visit("/map").await;
    assert_eq!(
        reader
            .sees("document.querySelector('.map-zoom').checkVisibility()")
            .await,
        false
    );
    reader.press_enter_on("main svg a[href='/kitchen']").await;
    reader.until_equal(HERE, "/kitchen").await;
}
