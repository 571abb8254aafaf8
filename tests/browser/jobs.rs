//! Five jobs of a reader, from the home page, with a mouse and keys in a wide window and with a
//! finger on a phone. Each has a limit of clicks, taps and keys.

use std::sync::{Arc, LazyLock};

use cueleaf::pages::Site;
use serde_json::json;

use super::driver::Tab;
use super::history::RECORD_EXPORT;
use super::moment_menu::{COPIED, LABEL, RECORD_COPIES, TOAST};
use super::moments_elsewhere::wait_until_playing;
use super::pages::archive;
use super::persistent_player::{IS_UNCHANGED, MINI_PLAYERS, remember_player, wait_until_page};
use super::search_dialog::IS_OPEN;
use super::sync::CURRENT_SENTENCE;
use super::{IS_PLAYING, START_TIMES};

/// The sample notes, for all readers.
static SITE: LazyLock<Arc<Site>> = LazyLock::new(archive);

const WIDTHS: [i64; 2] = [1440, 390];
/// The moment that the home page shows.
const EXAMPLE: &str = ".try a.moment";
/// The note of that moment.
const NOTE: &str = "/acquiredfm/amazons_transition_to_open_source_infrastructure";
/// The video of the last player.
const VIDEO: &str = "playerEvents.findLast(({ loaded }) => loaded !== undefined).video";

fn text_of(selector: &str) -> String {
    format!("document.querySelector(\"{selector}\").textContent")
}

/// A reader on the home page. Each click, tap, key and typed text is an action.
struct Reader {
    tab: Tab,
    has_finger: bool,
    actions: Vec<String>,
}

impl Reader {
    async fn at_home(width: i64) -> Reader {
        let tab = Tab::with_site(Arc::clone(&SITE)).await;
        tab.add_init_script(RECORD_COPIES).await;
        tab.add_init_script(RECORD_EXPORT).await;
        let has_finger = width < 600;
        if has_finger {
            tab.resize(width, 844).await;
            tab.emulate_touch().await;
        }
        tab.visit("/").await;
        Reader {
            tab,
            has_finger,
            actions: Vec::new(),
        }
    }

    /// Opens the home page again for another job.
    async fn begin_again(&mut self) {
        self.tab.visit("/").await;
        self.actions.clear();
    }

    /// Clicks an element, or taps it.
    async fn click(&mut self, selector: &str) {
        self.actions.push(format!("click {selector}"));
        if self.has_finger {
            self.tab.tap(selector).await;
        } else {
            self.tab.click(selector).await;
        }
    }

    /// Presses a key.
    async fn press(&mut self, key: &str) {
        self.actions.push(format!("press {key}"));
        self.tab.press(key).await;
    }

    /// Types a text, which is one action.
    async fn type_text(&mut self, text: &str) {
        self.actions.push(format!("type {text}"));
        self.tab.fill(text).await;
    }

    /// Plays a moment of another page, and comes back to the place where it was.
    async fn play_and_come_back(&mut self, moment: &str) {
        let path = self.tab.evaluate("location.pathname").await;
        let remember =
            "addEventListener('click', () => { window.position = scrollY }, { once: true })";
        self.tab.evaluate(remember).await;
        self.click(moment).await;
        wait_until_playing(&self.tab).await;
        self.actions.push("go back".to_owned());
        self.tab.evaluate("history.back()").await;
        wait_until_page(&self.tab, path.as_str().unwrap()).await;
        self.tab
            .wait_until("Math.abs(scrollY - position) < 1")
            .await;
        assert_eq!(self.tab.evaluate(MINI_PLAYERS).await, 1);
    }

    /// Opens the menu of a moment. To point at it is no action, to press it for a while is one.
    async fn open_menu(&mut self, moment: &str) {
        let is_open = format!("({LABEL}) === 'Actions for ' + {}", text_of(moment));
        if self.has_finger {
            self.actions.push(format!("press {moment} for a while"));
            self.tab.long_press(moment, &is_open).await;
        } else {
            self.tab.hover(moment).await;
            self.tab.wait_until(&is_open).await;
        }
    }

    /// Saves a moment with its menu.
    async fn save(&mut self, moment: &str) {
        self.open_menu(moment).await;
        self.click(".moment-menu [name='save']").await;
        self.tab
            .wait_until(&format!(
                "{TOAST}.startsWith('Saved ' + {})",
                text_of(moment)
            ))
            .await;
    }

    /// The job is done: the reader needed at most this many actions, and no page had an error.
    fn assert_done_within(&self, max_actions: usize) {
        let Reader { tab, actions, .. } = self;
        assert!(
            actions.len() <= max_actions,
            "{} actions: {actions:#?}",
            actions.len()
        );
        assert_eq!(tab.errors(), [""; 0]);
    }
}

#[tokio::test]
async fn a_remembered_fact_is_heard_within_four_actions() {
    for width in WIDTHS {
        let mut reader = Reader::at_home(width).await;
        // A reader who types fast presses Enter before the suggestions arrive.
        reader.tab.network.pause_requests("%20holidays");
        if reader.has_finger {
            reader.click("main .search [name=q]").await;
        } else {
            reader.press("/").await;
        }
        reader.tab.wait_until(IS_OPEN).await;
        reader.type_text("netflix dark for the holidays").await;
        reader.press("Enter").await;
        reader
            .tab
            .wait_until("document.querySelector('.hits')")
            .await;
        reader.click(".hits a.moment").await;
        assert_eq!(
            wait_until_playing(&reader.tab).await,
            json!(334),
            "at {width} px"
        );
        assert_eq!(reader.tab.evaluate(VIDEO).await, "E1cxZuHrwZc");
        reader
            .tab
            .wait_until(&format!(
                "{CURRENT_SENTENCE}.includes('Netflix could hardly be asked')"
            ))
            .await;
        reader.assert_done_within(4);
    }
}

#[tokio::test]
async fn a_topic_is_read_in_another_channel_and_back_within_four_actions() {
    for width in WIDTHS {
        // A note, and the notes that link to it.
        let mut reader = Reader::at_home(width).await;
        reader.click(&format!(".try a[href='{NOTE}']")).await;
        wait_until_page(&reader.tab, NOTE).await;
        let quote = ".backlinks a.moment[href^='/asianometry/']";
        reader.play_and_come_back(quote).await;
        reader.assert_done_within(4);

        // A topic without a note.
        reader.begin_again().await;
        reader
            .click("[aria-labelledby='most_linked'] a[href='/acquiredfm/aws_business_strategy']")
            .await;
        wait_until_page(&reader.tab, "/acquiredfm/aws_business_strategy").await;
        reader.click(".text a[href='/topic/moores_law']").await;
        wait_until_page(&reader.tab, "/topic/moores_law").await;
        let quote = ".mentions a.moment[href^='/asianometry/']";
        reader.play_and_come_back(quote).await;
        reader.assert_done_within(4);
    }
}

#[tokio::test]
async fn the_notes_of_a_video_are_read_with_one_click_each_while_it_plays() {
    const NOTES: [&str; 6] = [
        "/acquiredfm/amazon_web_services_aws",
        "/acquiredfm/amazons_founding_and_early_years",
        "/acquiredfm/amazons_ipo_and_subsequent_challenges",
        "/acquiredfm/amazons_seasonal_server_capacity",
        NOTE,
        "/acquiredfm/aws_business_strategy",
    ];
    const READ_NEXT: &str = "document.querySelector('.read-next').textContent";
    /// The end of a note links to the next one of its video.
    const NEXT_NOTE: &str = ".read-next li:first-child > a";
    for width in WIDTHS {
        let mut reader = Reader::at_home(width).await;
        reader
            .click(&format!(
                "[aria-labelledby='most_linked'] a[href='{}']",
                NOTES[0]
            ))
            .await;
        wait_until_page(&reader.tab, NOTES[0]).await;
        reader.click("a.poster").await;
        reader.tab.wait_until(IS_PLAYING).await;
        reader.assert_done_within(2);
        remember_player(&reader.tab).await;
        for note in &NOTES[1..] {
            reader.click(NEXT_NOTE).await;
            wait_until_page(&reader.tab, note).await;
            let state = format!("[{IS_UNCHANGED}, {IS_PLAYING}, {MINI_PLAYERS}, {START_TIMES}]");
            assert_eq!(
                reader.tab.evaluate(&state).await,
                json!([true, true, 0, [0]]),
                "{note} at {width} px"
            );
        }
        let end = reader.tab.evaluate(READ_NEXT).await;
        let has_next = end.as_str().unwrap().contains("Next note from this video");
        assert!(!has_next, "{end}");
        reader.assert_done_within(2 + NOTES.len() - 1);
    }
}

#[tokio::test]
async fn a_link_to_a_sentence_is_copied_within_two_actions() {
    for width in WIDTHS {
        let mut reader = Reader::at_home(width).await;
        reader.open_menu(EXAMPLE).await;
        reader.click(".moment-menu [name='copy-link']").await;
        let url = reader.tab.url(&format!("{NOTE}?t=286"));
        reader.tab.wait_until_equal(COPIED, url).await;
        reader.assert_done_within(2);
    }
}

#[tokio::test]
async fn three_sentences_are_saved_and_exported_within_eight_actions() {
    const AT_218: &str = ".text a.moment[data-seconds='218']";
    const AT_251: &str = ".text a.moment[data-seconds='251']";
    const AT_286: &str = ".text a.moment[data-seconds='286']";
    const SENTENCE_AT_218: &str = "For its first years the site lived on DEC Alpha servers, made by \
        Digital Equipment Corporation.";
    const SENTENCE_AT_286: &str = "The move did not create AWS, but nothing that came later was \
        imaginable without it.";
    const EXPORTED: &str = "window.exported?.split('\\n').filter(line => line.startsWith('- '))";
    for width in WIDTHS {
        let mut reader = Reader::at_home(width).await;
        if reader.has_finger {
            reader.click(EXAMPLE).await;
            reader.tab.wait_until(CURRENT_SENTENCE).await;
            reader.click("button.save-moment").await;
        } else {
            reader.click(&format!(".try a[href='{NOTE}']")).await;
            wait_until_page(&reader.tab, NOTE).await;
            reader.save(AT_286).await;
        }
        reader.save(AT_218).await;
        reader.save(AT_251).await;
        reader.click(".toast a").await;
        wait_until_page(&reader.tab, "/history").await;
        reader
            .tab
            .wait_until("document.querySelector('[data-filled]')")
            .await;
        reader.click("#kept .export").await;
        let line = |time: &str, seconds: u32, sentence: &str| {
            let url = reader.tab.url(&format!("{NOTE}?t={seconds}"));
            format!("- [{time}]({url}) {sentence}")
        };
        let expected = json!([
            line("4:11", 251, "Then came Linux."),
            line("3:38", 218, SENTENCE_AT_218),
            line("4:46", 286, SENTENCE_AT_286),
        ]);
        reader.tab.wait_until_equal(EXPORTED, expected).await;
        reader.assert_done_within(8);
    }
}
