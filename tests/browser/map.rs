//! The map: zoom, pan, search and keyboard navigation.

use serde_json::json;

use super::driver::Tab;
use crate::support::{self, media};

const STATUS: &str = "document.querySelector('.map-status').textContent";
const RESULT_COUNT: &str = "document.querySelector('.map-count').textContent";
const HOVERED_PATH: &str = "document.querySelector('.map-cell')?.pathname";
const PATH: &str = "location.pathname";
const QUERY: &str = "location.search";
const IS_ZOOMED: &str =
    "document.querySelector('.map-canvas canvas').classList.contains('is-zoomed')";
/// The label of the colors that are chosen.
const COLOR_MODE: &str = "document.querySelector('.map-colors :checked').parentElement.textContent";
/// What is visible of the legend.
const LEGEND: &str = "[...document.querySelectorAll('.map-legend')]
    .filter(legend => legend.checkVisibility())
    .map(legend => legend.textContent.replace(/\\s+/g, ' ').trim()).join('|')";
/// The query of a part of the map.
const ZOOMED_QUERY: &str = "/^\\?x=[\\d.]+&y=[\\d.]+&zoom=[\\d.]+$/";

/// An expression for the color of the canvas at a point whose coordinates are between 0 and 1.
fn color_at(x: f64, y: f64) -> String {
    format!(
        "(canvas => [...canvas.getContext('2d').getImageData(
            Math.floor(canvas.width * {x}), Math.floor(canvas.height * {y}), 1, 1).data].join())
            (document.querySelector('.map-canvas canvas'))"
    )
}

/// The number of pixels of the canvas that have its text color.
pub(super) const INK_PIXELS: &str = "(canvas => {
    const ink = getComputedStyle(canvas).color.match(/\\d+/g).map(Number);
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let pixel = 0; pixel < data.length; pixel += 4) count += ink.every((value, index) => value === data[pixel + index]);
    return count;
})(document.querySelector('.map-canvas canvas'))";

/// Opens the map in a new tab and waits until it is drawn.
async fn open_map() -> Tab {
    let tab = Tab::new().await;
    tab.visit("/map").await;
    tab.wait_until("document.querySelector('.map-canvas canvas')")
        .await;
    tab.wait_until(&format!("{INK_PIXELS} > 100")).await;
    tab
}

/// The center of a note's cell in CSS pixels, from `/api/map`.
async fn center_of(tab: &Tab, url: &str) -> (f64, f64) {
    let center = format!(
        "void (async () => {{
            const {{ size, channels }} = await (await fetch('/api/map')).json();
            for (const [number, channel] of channels.entries()) {{
                const {{ notes }} = await (await fetch('/api/map/notes?channel=' + number)).json();
                let cell = notes.findIndex(([, url]) => url === '{url}');
                for (const [x, y, width, height, columns, count] of cell < 0 ? [] : channel.groups) {{
                    if (cell < count) {{
                        const rows = Math.ceil(count / columns);
                        const map = document.querySelector('.map-canvas').getBoundingClientRect();
                        const center = [
                            (x + (cell % columns + .5) * width / columns) / size[0],
                            (y + (Math.floor(cell / columns) + .5) * height / rows) / size[1],
                        ];
                        const [right, bottom] = map.height > map.width ? center.reverse() : center;
                        window.center = [map.x + right * map.width, map.y + bottom * map.height];
                        return;
                    }}
                    cell -= count;
                }}
            }}
        }})()"
    );
    tab.evaluate("delete window.center").await;
    tab.evaluate(&center).await;
    tab.wait_until("window.center").await;
    let center = tab.evaluate("window.center").await;
    (
        center[0].as_f64().expect("x"),
        center[1].as_f64().expect("y"),
    )
}

/// Dispatches the click of a finger at a point of the window.
async fn tap(tab: &Tab, (x, y): (f64, f64)) {
    tab.evaluate(&format!(
        "document.elementFromPoint({x}, {y}).dispatchEvent(new PointerEvent('click', {{
            bubbles: true, cancelable: true, detail: 1, pointerType: 'touch',
            clientX: {x}, clientY: {y} }}))"
    ))
    .await;
}

#[tokio::test]
async fn hovering_a_note_shows_its_title_and_a_click_opens_it() {
    let tab = open_map().await;
    let (x, y) = center_of(&tab, "/kitchen/whetstones").await;
    tab.move_mouse(x, y).await;
    tab.wait_until_equal(HOVERED_PATH, "/kitchen/whetstones")
        .await;
    tab.wait_until_equal(STATUS, "Whetstones · kitchen · “How to keep a knife sharp”")
        .await;
    tab.control_click(".map-cell").await;
    tab.wait_until_tab_opens(&tab.url("/kitchen/whetstones"))
        .await;
    assert_eq!(tab.evaluate(PATH).await, "/map");
    tab.click(".map-cell").await;
    tab.wait_until_equal(PATH, "/kitchen/whetstones").await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn arrow_keys_select_a_note_and_enter_opens_it() {
    let tab = open_map().await;
    tab.evaluate("document.querySelector('.map-canvas canvas').focus()")
        .await;
    tab.press("ArrowRight").await;
    let announced = "document.querySelector('.map-canvas [role=status]').textContent";
    tab.wait_until(announced).await;
    let first = tab.evaluate(announced).await;
    tab.press("ArrowRight").await;
    tab.wait_until(&format!("{announced} !== {first}")).await;
    let second = tab.evaluate(announced).await;
    tab.press("ArrowLeft").await;
    tab.wait_until_equal(announced, first).await;
    tab.press("ArrowRight").await;
    tab.wait_until_equal(announced, second.clone()).await;
    tab.press("Enter").await;
    tab.wait_until(&format!("{PATH} !== '/map'")).await;
    let title = tab
        .evaluate("document.querySelector('h1').textContent")
        .await;
    assert!(
        second
            .as_str()
            .unwrap()
            .starts_with(title.as_str().unwrap()),
        "{second} opens {title}"
    );
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn it_zooms_in_and_fits_again() {
    let tab = open_map().await;
    assert_eq!(tab.evaluate(IS_ZOOMED).await, false);
    tab.evaluate("document.querySelector('.map-canvas canvas').focus()")
        .await;
    for (zoom_in, fit) in [("+", "0"), ("=", "-")] {
        tab.press(zoom_in).await;
        tab.wait_until(IS_ZOOMED).await;
        tab.press(fit).await;
        tab.wait_until(&format!("!{IS_ZOOMED}")).await;
    }
    tab.click("button.zoom-in").await;
    tab.wait_until(IS_ZOOMED).await;
    tab.click("button.zoom-fit").await;
    tab.wait_until(&format!("!{IS_ZOOMED}")).await;
    let (x, y) = center_of(&tab, "/kitchen/whetstones").await;
    tab.scroll_wheel(x, y, -400.0).await;
    tab.wait_until(IS_ZOOMED).await;
    tab.move_mouse(x + 1.0, y).await;
    tab.wait_until_equal(HOVERED_PATH, "/kitchen/whetstones")
        .await;
    // Dragging moves the map with its notes.
    let left = "parseFloat(document.querySelector('.map-cell').style.left)";
    let before = tab.evaluate(left).await.as_f64().unwrap();
    tab.drag((x, y), (x + 60.0, y)).await;
    tab.move_mouse(x + 61.0, y).await;
    // The map may still handle an earlier mouse event.
    tab.wait_until(&format!(
        "{HOVERED_PATH} === '/kitchen/whetstones' && {left} !== {before}"
    ))
    .await;
    let after = tab.evaluate(left).await.as_f64().unwrap();
    assert!((after - before - 60.0).abs() < 0.1, "{before} {after}");
    assert_eq!(
        tab.evaluate(PATH).await,
        "/map",
        "the end of a drag opens nothing"
    );
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn zooming_out_with_the_wheel_scrolls_the_page_if_the_map_fits() {
    let tab = open_map().await;
    tab.resize(1440, 500).await;
    let (x, y) = center_of(&tab, "/kitchen/whetstones").await;
    tab.scroll_wheel(x, y.min(450.0), 200.0).await;
    tab.wait_until("scrollY > 0").await;
    assert_eq!(tab.evaluate(IS_ZOOMED).await, false);
}

#[tokio::test]
async fn search_marks_and_counts_notes_and_changes_the_url() {
    let tab = open_map().await;
    let (x, y) = center_of(&tab, "/kitchen/whetstones").await;
    let map = tab
        .evaluate("document.querySelector('.map-canvas').getBoundingClientRect().toJSON()")
        .await;
    let fraction = |position: f64, start: &str, length: &str| {
        (position - map[start].as_f64().unwrap()) / map[length].as_f64().unwrap()
    };
    let color = color_at(fraction(x, "x", "width"), fraction(y, "y", "height"));
    let before = tab.evaluate(&color).await;
    tab.evaluate("document.querySelector('main.map input').focus()")
        .await;
    tab.type_text("soak").await;
    tab.wait_until_equal(RESULT_COUNT, "1 note").await;
    tab
        .wait_until(&format!(
            "{color} === getComputedStyle(document.querySelector('.map-canvas canvas')).color.match(/\\d+/g).join() + ',255'"
        ))
        .await;
    tab.wait_until_equal(
        "[...document.querySelectorAll('.map-top-hits a')].map(link => link.pathname)",
        json!(["/kitchen/whetstones", "/search"]),
    )
    .await;
    assert_eq!(tab.evaluate(QUERY).await, "?q=soak");
    tab.press("Enter").await;
    tab.wait_until_equal(RESULT_COUNT, "1 note").await;
    assert_eq!(tab.evaluate(PATH).await, "/map");
    tab.reload().await;
    tab.wait_until_equal(RESULT_COUNT, "1 note").await;
    tab.evaluate("document.querySelector('main.map input').focus()")
        .await;
    tab.fill(" ").await;
    tab.wait_until_equal(RESULT_COUNT, "").await;
    tab.wait_until_equal(&color, before).await;
    assert_eq!(tab.evaluate(QUERY).await, "");
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn the_url_restores_zoom_position_and_colors() {
    let tab = open_map().await;
    let (x, y) = center_of(&tab, "/kitchen/whetstones").await;
    tab.scroll_wheel(x, y, -700.0).await;
    tab.wait_until(&format!("{ZOOMED_QUERY}.test({QUERY})"))
        .await;
    let query = tab.evaluate(QUERY).await;
    tab.reload().await;
    tab.wait_until(IS_ZOOMED).await;
    tab.move_mouse(x, y).await;
    tab.wait_until_equal(HOVERED_PATH, "/kitchen/whetstones")
        .await;
    tab.click("input[value=read]").await;
    let query = format!("{}&color=read", query.as_str().unwrap());
    tab.wait_until_equal(QUERY, query.clone()).await;
    tab.move_mouse(x + 1.0, y).await;
    tab.wait_until(HOVERED_PATH).await;
    tab.click(".map-cell").await;
    tab.wait_until_equal(PATH, "/kitchen/whetstones").await;
    tab.evaluate("history.back()").await;
    tab.wait_until_equal(&format!("{PATH} + {QUERY}"), format!("/map{query}"))
        .await;
    tab.wait_until("document.querySelector('.map-canvas canvas')")
        .await;
    tab.wait_until(IS_ZOOMED).await;
    tab.wait_until_equal(COLOR_MODE, "Read or not").await;
    tab.click("button.zoom-fit").await;
    tab.wait_until_equal(QUERY, "?color=read").await;
    tab.click("input[value=channel]").await;
    tab.wait_until_equal(QUERY, "").await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn invalid_values_in_the_url_are_ignored() {
    let tab = Tab::new().await;
    for query in [
        "?x=1&y=2&zoom=nothing&color=pink",
        "?x=1&zoom=3",
        "?x=1&y=-2&zoom=3",
    ] {
        tab.visit(&format!("/map{query}")).await;
        tab.wait_until(&format!("{INK_PIXELS} > 100")).await;
        assert_eq!(tab.evaluate(IS_ZOOMED).await, false, "{query}");
        assert_eq!(tab.evaluate(COLOR_MODE).await, "Channel", "{query}");
        tab.wait_until_equal(QUERY, "").await;
    }
    // A position outside the map is moved to its edge.
    tab.visit("/map?x=999999999&y=0&zoom=999999999").await;
    tab.wait_until(IS_ZOOMED).await;
    tab.wait_until(&format!(
        "{ZOOMED_QUERY}.test({QUERY}) && !{QUERY}.includes('999999999')"
    ))
    .await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn colors_show_channels_or_what_is_read_and_the_legend_says_so() {
    let tab = open_map().await;
    let map = tab
        .evaluate("document.querySelector('.map-canvas').getBoundingClientRect().toJSON()")
        .await;
    let color_of = async |url: &str| {
        let (x, y) = center_of(&tab, url).await;
        let fraction = |position: f64, start: &str, length: &str| {
            (position - map[start].as_f64().unwrap()) / map[length].as_f64().unwrap()
        };
        color_at(fraction(x, "x", "width"), fraction(y, "y", "height"))
    };
    let whetstones = color_of("/kitchen/whetstones").await;
    let origin = color_of("/acquired/origin").await;
    assert_ne!(
        tab.evaluate(&whetstones).await,
        tab.evaluate(&origin).await,
        "channels differ"
    );
    assert_eq!(
        tab.evaluate(LEGEND).await,
        "Each block of color is a channel."
    );
    tab.click("input[value=read]").await;
    tab.wait_until_equal(LEGEND, "Read in this browser Not read")
        .await;
    tab.wait_until(&format!("{whetstones} === {origin}")).await;
    tab.visit("/kitchen/whetstones").await;
    tab.visit("/map?color=read").await;
    tab.wait_until("document.querySelector('.map-canvas canvas')")
        .await;
    tab.wait_until(&format!("{whetstones} !== {origin}")).await;
    let read = tab.evaluate(&whetstones).await;
    tab.evaluate("document.querySelector('main.map input').focus()")
        .await;
    tab.type_text("soak").await;
    tab.wait_until_equal(LEGEND, "Found Not found").await;
    tab.wait_until(&format!("{whetstones} !== '{}'", read.as_str().unwrap()))
        .await;
    tab.fill(" ").await;
    tab.wait_until_equal(LEGEND, "Read in this browser Not read")
        .await;
    tab.wait_until_equal(&whetstones, read).await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn two_taps_on_a_phone_show_titles_and_the_next_opens_a_note() {
    let folder = tempfile::tempdir().expect("a folder");
    for channel in ["bread", "cheese", "coffee", "tea"] {
        for number in 0..100 {
            let path = format!("{channel}/note_{number}.md");
            media::write(folder.path(), &path, format!("# Note {number}\n\nText.\n"));
        }
    }
    let tab = Tab::with_site(support::site(folder.path())).await;
    tab.resize(390, 844).await;
    tab.visit("/map").await;
    tab.wait_until(&format!("{INK_PIXELS} > 100")).await;
    let zoom = "Number(new URLSearchParams(location.search).get('zoom'))";
    let note = center_of(&tab, "/bread/note_44").await;
    tap(&tab, note).await;
    tab.wait_until(&format!("{zoom} > 1.5")).await;
    let (first, ink) = (tab.evaluate(zoom).await, tab.evaluate(INK_PIXELS).await);
    tap(&tab, note).await;
    tab.wait_until(&format!("{zoom} > {first}")).await;
    tab.wait_until(&format!("{INK_PIXELS} > 2 * {ink}")).await;
    assert_eq!(tab.evaluate(PATH).await, "/map");
    tap(&tab, note).await;
    tab.wait_until(&format!("{PATH}.startsWith('/bread/note_')"))
        .await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn in_a_narrow_window_it_is_transposed() {
    let tab = open_map().await;
    let whetstones = async || {
        let (x, y) = center_of(&tab, "/kitchen/whetstones").await;
        tab.move_mouse(x, y).await;
        tab.wait_until_equal(HOVERED_PATH, "/kitchen/whetstones")
            .await;
        (x, y)
    };
    let wide = whetstones().await;
    tab.resize(700, 1200).await;
    tab.wait_until("document.querySelector('.map-canvas canvas').clientHeight > 700")
        .await;
    assert_ne!(whetstones().await, wide);
    tab.resize(1440, 900).await;
    tab.wait_until("document.querySelector('.map-canvas canvas').clientHeight < 700")
        .await;
    assert_eq!(whetstones().await, wide);
}

#[tokio::test]
async fn a_theme_change_redraws_it() {
    let tab = Tab::new().await;
    tab.emulate_color_scheme("light").await;
    tab.visit("/map").await;
    tab.wait_until("document.querySelector('.map-canvas canvas')")
        .await;
    let corner = color_at(0.001, 0.001);
    tab.wait_until_equal(&corner, "251,249,244,255").await;
    tab.emulate_color_scheme("dark").await;
    tab.wait_until_equal(&corner, "23,21,18,255").await;
    tab.choose_display("theme", "light").await;
    tab.wait_until_equal(&corner, "251,249,244,255").await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn the_canvas_shifts_no_layout_and_the_page_is_complete_without_it() {
    for (width, height) in [(1440, 900), (900, 800), (390, 844)] {
        let tab = Tab::new().await;
        tab.resize(width, height).await;
        tab.visit("/map").await;
        tab.wait_until("document.querySelector('.map-canvas canvas')")
            .await;
        tab.wait_until(&format!("{INK_PIXELS} > 0")).await;
        assert_eq!(
            tab.evaluate("shiftSources").await,
            json!([]),
            "at {width} px"
        );
        assert_eq!(
            tab.evaluate("document.documentElement.scrollWidth").await,
            width,
            "at {width} px"
        );
    }
    let tab = Tab::new().await;
    let label = "document.querySelector('main.map input').getAttribute('aria-label')";
    tab.visit("/map").await;
    tab.wait_until_equal(label, "Highlight notes about").await;
    tab.disable_javascript().await;
    tab.visit("/map").await;
    assert_eq!(tab.evaluate(label).await, "Search all notes");
    for selector in [".map-zoom", ".map-colors", ".map-legend"] {
        assert_eq!(
            tab.evaluate(&format!(
                "document.querySelector('{selector}').checkVisibility()"
            ))
            .await,
            false,
            "{selector}"
        );
    }
    tab.press_enter_on("main svg a[href='/kitchen']").await;
    tab.wait_until_equal(PATH, "/kitchen").await;
}
