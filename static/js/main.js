// What a page can do beyond its links; each page is whole without it.

import { previewLinks } from "./card-links.js";
import { openFinderOnKeys } from "./finder-keys.js";
import { listenToKeys } from "./keys.js";
import { turnPagesHere } from "./navigation.js";
import { wakePage } from "./page.js";
import { showThemeSwitch } from "./theme-switch.js";

showThemeSwitch(document.querySelector("button.theme"));

const isArrival =
  (performance.getEntriesByType("navigation")[0]?.type ?? "navigate") === "navigate";
/** @type {import("./navigation.js").Shown} */
const shown = { page: wakePage(isArrival), dock: null };
openFinderOnKeys(() => shown.page.here);
listenToKeys(() => (shown.dock ? shown.dock.deedsOver(shown.page.deeds) : shown.page.deeds));
previewLinks();
turnPagesHere(shown);
if ("version" in document.documentElement.dataset)
  import("./refresh.js").then(({ refreshOnChange }) => refreshOnChange());
