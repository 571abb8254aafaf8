//! A finger on the screen of a tab.

use chromiumoxide::cdp::browser_protocol::emulation::SetTouchEmulationEnabledParams;
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchTouchEventReturns, DispatchTouchEventType, TouchPoint,
};
use chromiumoxide::types::MethodId;
use chromiumoxide::{Command, Method};
use serde::Serialize;

use super::driver::Tab;

/// Chromiumoxide's own command leaves out an empty list of fingers, which is invalid.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DispatchTouchEvent {
    r#type: DispatchTouchEventType,
    touch_points: Vec<TouchPoint>,
}

impl Method for DispatchTouchEvent {
    fn identifier(&self) -> MethodId {
        "Input.dispatchTouchEvent".into()
    }
}

impl Command for DispatchTouchEvent {
    type Response = DispatchTouchEventReturns;
}

impl Tab {
    /// Gives the tab a touch screen. Scripts see it from the next load on.
    pub(super) async fn emulate_touch(&self) {
        let touch = SetTouchEmulationEnabledParams::new(true);
        self.page.execute(touch).await.expect("a touch screen");
    }

    /// Taps the center of the first element that matches a selector.
    pub(super) async fn tap(&self, selector: &str) {
        self.touch(selector).await;
        self.lift_finger().await;
    }

    /// Presses an element until a JavaScript expression is truthy.
    pub(super) async fn long_press(&self, selector: &str, until: &str) {
        self.touch(selector).await;
        self.wait_until(until).await;
        self.lift_finger().await;
    }

    async fn touch(&self, selector: &str) {
        let (x, y) = self.scroll_to_center(selector).await;
        let event = DispatchTouchEvent {
            r#type: DispatchTouchEventType::TouchStart,
            touch_points: vec![TouchPoint::new(x, y)],
        };
        self.page.execute(event).await.expect("a touch");
    }

    async fn lift_finger(&self) {
        let event = DispatchTouchEvent {
            r#type: DispatchTouchEventType::TouchEnd,
            touch_points: Vec::new(),
        };
        self.page.execute(event).await.expect("the end of a touch");
    }
}
