// What a page can do beyond its links; each page is whole without it.

import { previewLinks } from "./card-links.js";
import { openFinderOnKeys } from "./finder-keys.js";
import { goAlong } from "./follow.js";
import { listenToKeys } from "./keys.js";
import { rememberNote, tickLinks } from "./memory.js";
import { playMoments } from "./moments.js";
import { Stage } from "./stage.js";
import { showThemeSwitch } from "./theme-switch.js";

showThemeSwitch(document.querySelector("button.theme"));

const section = document.querySelector(".stage[data-video]");
const stage = section ? new Stage(section) : null;
const here = stage ? playMoments(stage) : null;
openFinderOnKeys(here);
// Nothing to go along with where nothing is cited.
listenToKeys(stage && here && section.querySelector(".strip") ? goAlong(stage, here, section) : null);

if (document.querySelector("main.note")) rememberNote(location.pathname, document.querySelector("h1").textContent);
tickLinks();
previewLinks();
if (document.querySelector("main.history")) import("./history.js").then(({ showHistory }) => showHistory());
const { signal } = new AbortController();
if (document.querySelector("main.map")) import("./map.js").then(({ showMap }) => showMap(signal));
