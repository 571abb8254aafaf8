// The entry point: starts the scripts of all pages. Without scripts, every page still shows all of
// its content.

import { initMomentMenus } from "./note/moment-menus.js";
import { initPrint } from "./note/print.js";
import { previewLinks } from "./preview/links.js";
import { interceptNavigation } from "./router/navigation.js";
import { initPage } from "./router/page.js";
import { initSearchShortcut } from "./search/shortcut.js";
import { initDisplayButton } from "./ui/display-button.js";
import { initShortcuts } from "./ui/shortcuts.js";

initDisplayButton();

const [entry] = performance.getEntriesByType("navigation");
const isArrival = !(entry instanceof PerformanceNavigationTiming) || entry.type === "navigate";
/** @type {import("./router/page-swap.js").RouterState} */
const state = { page: initPage(isArrival), miniPlayer: null };
initSearchShortcut(() => state.page.playback);
initShortcuts(() =>
  state.miniPlayer ? state.miniPlayer.overrideActions(state.page.actions) : state.page.actions,
);
previewLinks();
initMomentMenus();
initPrint();
interceptNavigation(state);
if ("version" in document.documentElement.dataset)
  import("./router/live-reload.js").then(({ reloadOnChange }) => reloadOnChange());
