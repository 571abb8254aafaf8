//! The styleguide: every component in every state on one page, composed of copies from real pages:
//! `target/screenshots/styleguide-{width}-{light|dark}.png`.

use chromiumoxide::cdp::browser_protocol::{css, dom};
use serde_json::{Value, json};

use super::accessibility::COLORS;
use super::driver::Tab;
use super::pages::every_kind;
use super::screenshots::OVERFLOWING;
use crate::support;

/// Where the components are. `# URL` opens a page, `> SCRIPT` runs a script in it, `? CONDITION`
/// waits for a condition, `= WIDTH` resizes the window, `! MODE` sets the mode of the player.
/// `NAME | SELECTOR | STATES` copies a component in each state; after ` >> ` in the selector is the
/// part of it that has the state. [`FORCED`] states are forced; other words only describe a state.
const COMPONENTS: &str = "
# /quirks/dialect
Moment | .text > p a.moment | default hover focus
Link to a missing topic | .text p a.unresolved | default hover focus
External link | .text a.external | default hover focus
Callout | .text > div.callout | default
Callout | .text > details.callout[open] | open
Callout | .text > details.callout:not([open]) | closed
Table | .text .table | default focus
Task list | .text ul:has(> li > input) | default
Formula | .text p:has(> math:not([display])) | inline
Formula | .text p:has(> math[display]) | block
Text | .text p:has(kbd) | default
Footnote | .footnote-text | default
# /quirks/code
Code | .text p:has(code) | inline
Code | .text pre | block
# /shelf/parts
Quote | .text blockquote | default
Image | .text p:has(img) | default
Link | .text a[data-read] | read
# /shelf/times
Moment | .text a.moment[data-end] | range
Link | .text a:not([class]) | default hover focus
> document.querySelector('.text a:not([class])').focus({ focusVisible: true })
? document.querySelector('.preview-card')
Preview card | .preview-card | default
> document.querySelector('.text a.moment').focus({ focusVisible: true })
? document.querySelector('.moment-menu:popover-open')
Menu of a moment | .moment-menu | default
Menu of a moment | .moment-menu >> button | hover focus
# /bread/by_hand?t=1511
Moment | a.moment[data-uncertain]:not([aria-current]) | uncertain uncertain+hover uncertain+focus
Moment | a.moment[data-uncertain][aria-current] | uncertain+current uncertain+current+hover
Moment | a.moment[data-source]:not([data-uncertain]) | corrected
Timeline | .timeline | uncertain
# /acquiredfm/amazons_transition_to_open_source_infrastructure
Header | .site-header | default
Header | .site-header >> .site-nav a:not([aria-current]) | hover focus
Skip link | .skip-link | focus
Breadcrumbs | .breadcrumbs | default
Breadcrumbs | .breadcrumbs >> li:nth-child(2) a | hover focus
Poster | .player | default
Poster | .player >> .poster | hover focus
Timeline | .timeline >> a | hover focus
Player controls | .player-controls | default
Player controls | .player-controls >> [name=next] | hover focus
Buttons of the player | .player-links | default
Buttons of the player | .player-links >> .save-moment | hover focus
Current sentence | .current-sentence | empty
Backlink | .backlinks li | default
Notes from the video | .siblings | default
Linked notes | .local-graph | default
Read next | .read-next | default
> document.querySelector('.text h2').scrollIntoView({ behavior: 'instant' })
? document.querySelector('nav.outline [aria-current]')
Outline | nav.outline | current+section
Outline | nav.outline >> a:not([aria-current]) | hover focus
> document.querySelector('.poster img').dispatchEvent(new Event('error'))
? !document.querySelector('.poster img')
Poster | .player | without+thumbnail
> document.querySelector('.text > :nth-child(3) a.moment').click()
? document.querySelector('.current-sentence q')?.textContent && CSS.highlights.get('current-sentence')?.size
> document.querySelector('.auto-scroll').click(); document.querySelector('.save-moment').click()
? document.querySelector('.save-moment').textContent.startsWith('Saved')
Moment | .text a.moment[aria-current] | current current+hover current+focus
Sentence | .text p:has(a.moment[aria-current]) | playing
Timeline | .timeline | playing
Player controls | .player-controls | playing
Buttons of the player | .player-links | pressed
Current sentence | .current-sentence | playing
> document.querySelector('.breadcrumbs li:nth-child(2) a').click()
? document.querySelector('.mini-player')
Mini-player | .mini-player | default
Mini-player | .mini-player >> button | hover focus
# /3blue1brown/hamming_codes_by_hand
Tags | .note-data | default
Tags | .note-data >> a.tag | hover focus
# /
Search form | main .search.large | default
Search form | main .search.large >> input | field+focus
Search form | main .search.large >> button | button+hover button+focus
Example | .try li:has(a.moment) | default
Continue reading | .continue-reading | default
Channel card | .cards > li | default hover
Channel card | .cards > li >> a | focus
List form | .list-controls | default
List form | .list-controls >> input | focus
List form | .list-controls >> button | hover focus
Overview | .overview section | default
# /shelf?page=2
Video | .video-list > li | default
Video | .video-list > li >> h2 a | hover focus
Pager | .pager | default
Pager | .pager >> a:not([aria-current]) | hover focus
# /shelf?filter=zzz
Empty state | .list-controls + .page-meta | filtered
# /search?q=linux
Facets | .choices | default
Facets | .choices >> a:not([aria-current]) | hover focus
Search form | main .search.large | with+channel
Search result | .hits > li | default
# /search?q=qqqqqqq
Empty state | .page-meta[role=status] | no+results
# /topics
Letters | .letters | default
Letters | .letters >> a | hover focus
Topics | .name-list | default
# /tag
Tags | .inline-list | page
# /tag/computing
Note | .link-list.notes > li | default
# /video/E1cxZuHrwZc
Moments of a video | .moment-list | default
Other videos | .neighbors | default
Other videos | .neighbors >> a | hover focus
# /map?q=unix
? document.querySelector('.map-top-hits a')
Legend of the map | .map-legend | search
Colors of the map | .map-colors | default
Zoom of the map | .map-zoom | default
Zoom of the map | .map-zoom >> button | hover focus
> document.querySelector('.map-layout .search input').value = ''; document.querySelector('.map-layout .search input').dispatchEvent(new Event('input', { bubbles: true })); document.querySelector('.map-colors [value=read]').click()
? document.querySelector('.map-legend [class=read]').checkVisibility()
Legend of the map | .map-legend | read
# /history
? document.querySelector('main[data-filled] #kept section')
Saved moments | #kept section | default
Saved moments | #kept section >> li button | hover focus
Filter of saved moments | #kept [type=search] | default focus
Reading history | #read .items | default
Actions of the history | #kept .actions | default
Actions of the history | #kept .actions >> button | hover focus
> document.querySelector('#kept li button').click()
? document.querySelector('.toast button')
Message | .toast | undo
Message | .toast >> button | undo+focus
> document.querySelector('#kept .clear').click()
Empty state | #kept .empty-state | no+saved+moments
> document.querySelector('.display-button').click()
? document.querySelector('.display-settings:popover-open')
Display settings | .display-settings | default
Display settings | .display-settings >> label:last-child input | focus
> document.querySelector('.display-settings').hidePopover(); document.dispatchEvent(new KeyboardEvent('keydown', { key: '?' }))
? document.querySelector('dialog.shortcuts-help')?.open
Keyboard shortcuts | dialog.shortcuts-help | default
> document.querySelector('dialog').close(); document.dispatchEvent(new KeyboardEvent('keydown', { key: '/' }))
? document.querySelector('dialog.search-dialog')?.open
Search dialog | dialog.search-dialog | empty
Search dialog | dialog.search-dialog >> form | focus-within
> document.activeElement.value = 'open so'; document.activeElement.dispatchEvent(new Event('input'))
? document.querySelector('[role=option] .search-dialog-time')
Search dialog | dialog.search-dialog | selected+option
= 390
# /acquiredfm/amazons_transition_to_open_source_infrastructure
Outline | details.outline | closed
Menu | .menu-button | default hover focus
> document.querySelector('details.outline').open = true
Outline | details.outline | open
> document.querySelector('.menu-button').click()
? document.querySelector('.site-nav:popover-open')
Menu | .site-nav | open
Menu | .site-nav >> a:not([aria-current]) | open+focus
! error-150
# /shelf/times
> document.querySelector('.poster').click()
? document.querySelector('.player-message').textContent
Message | .player-message | error
";

/// The pseudo-classes of states that only a pointer or a keyboard has.
const FORCED: [(&str, &str); 3] = [
    ("hover", "hover"),
    ("focus", "focus focus-visible"),
    ("focus-within", "focus-within"),
];

/// All rules of axe-core but one: a copy has the landmark of its component, and its name.
const RULES: &str = "({ ruleId }) => ruleId !== 'landmark-unique'";

/// Copies all components in all states: `[name, state, copy]`.
async fn copy_components(tab: &Tab) -> Vec<Value> {
    let (mut copies, mut missing) = (Vec::new(), Vec::new());
    for line in COMPONENTS.lines().filter(|line| !line.is_empty()) {
        match line.split_at(2) {
            ("# ", url) => {
                tab.visit(url).await;
                tab.wait_until("document.querySelector('.poster img')?.complete ?? true")
                    .await;
            }
            ("> ", script) => drop(tab.evaluate(&format!("{{ {script} }}")).await),
            ("? ", condition) => tab.wait_until(condition).await,
            ("= ", width) => tab.resize(width.parse().unwrap(), 844).await,
            ("! ", mode) => tab.network.set_player_mode(mode),
            _ => {
                let [name, selector, states] = line.split(" | ").collect::<Vec<_>>()[..] else {
                    panic!("{line}");
                };
                let (selector, part) = selector.split_once(" >> ").unwrap_or((selector, ""));
                for state in states.split(' ').map(|state| state.replace('+', " ")) {
                    let arguments = json!([selector, part, state]);
                    let copy = tab.evaluate(&format!("copyOf(...{arguments})")).await;
                    if copy.is_null() {
                        missing.push(format!("{line}: {state}"));
                    }
                    copies.push(json!([name, state, copy]));
                }
            }
        }
    }
    assert_eq!(missing, [""; 0], "these components are not found");
    copies
}

/// Forces the states of the copies.
async fn force_states(tab: &Tab) {
    let page = &tab.page;
    page.execute(dom::EnableParams::default()).await.unwrap();
    page.execute(css::EnableParams::default()).await.unwrap();
    let document = page
        .execute(dom::GetDocumentParams::default())
        .await
        .unwrap();
    for (state, classes) in FORCED {
        let classes: Vec<_> = classes.split(' ').map(str::to_owned).collect();
        let selector = format!("[data-state~={state}]");
        let parts = dom::QuerySelectorAllParams::new(document.root.node_id, selector);
        for id in page.execute(parts).await.unwrap().node_ids.clone() {
            let force = css::ForcePseudoStateParams::new(id, classes.clone());
            page.execute(force).await.unwrap();
        }
    }
}

#[tokio::test]
async fn every_component_in_every_state() {
    let folder = support::folder("target/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    let (_notes, site) = every_kind();
    let tab = Tab::for_scenes_of(site).await;
    tab.add_init_script(include_str!("styleguide.js")).await;
    let copies = json!(copy_components(&tab).await);
    tab.visit("/search").await;
    tab.evaluate(&format!("compose({copies})")).await;
    force_states(&tab).await;
    for width in [390, 1440] {
        tab.resize(width, 844).await;
        let height = tab.evaluate("fit()").await.as_i64().unwrap();
        // A screenshot is as high as the window.
        tab.resize(width, height).await;
        tab.wait_until("[...document.images].every(({ complete }) => complete)")
            .await;
        assert_eq!(tab.evaluate(OVERFLOWING).await, json!([]), "at {width} px");
        for (theme, rules) in [("light", RULES), ("dark", COLORS)] {
            tab.emulate_color_scheme(theme).await;
            let file = format!("styleguide-{width}-{theme}.png");
            tab.screenshot(&folder.join(file)).await;
            if width == 1440 {
                let violations: Vec<String> = tab.run_axe(rules).await.collect();
                assert_eq!(violations, [""; 0], "{theme}");
            }
        }
    }
    assert_eq!(tab.errors(), [""; 0]);
}
