// What a page can do beyond its links; each page is whole without it.

import { openFinderOnKeys } from "./finder-keys.js";
import { playMoments } from "./moments.js";
import { Stage } from "./stage.js";
import { showThemeSwitch } from "./theme-switch.js";

showThemeSwitch(document.querySelector("button.theme"));

const section = document.querySelector(".stage[data-video]");
const here = section ? playMoments(new Stage(section)) : null;
openFinderOnKeys(here);
