// What a page can do beyond its links; each page is whole without it.

import { previewLinks } from "./preview/links.js";
import { openFinderOnKeys } from "./search/shortcut.js";
import { listenToKeys } from "./ui/shortcuts.js";
import { turnPagesHere } from "./router/navigation.js";
import { wakePage } from "./router/page.js";
import { showThemeSwitch } from "./ui/theme-switch.js";

showThemeSwitch(document.querySelector("button.theme-switch"));

const isArrival =
  (performance.getEntriesByType("navigation")[0]?.type ?? "navigate") === "navigate";
/** @type {import("./router/navigation.js").Shown} */
const shown = { page: wakePage(isArrival), dock: null };
openFinderOnKeys(() => shown.page.here);
listenToKeys(() => (shown.dock ? shown.dock.deedsOver(shown.page.deeds) : shown.page.deeds));
previewLinks();
turnPagesHere(shown);
if ("version" in document.documentElement.dataset)
  import("./router/live-reload.js").then(({ refreshOnChange }) => refreshOnChange());
