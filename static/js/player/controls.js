// The buttons below the video, and the speed, which is remembered.

import { find, findAll } from "../ui/dom.js";
import { readSetting, writeSetting } from "../ui/settings.js";

const SKIP_SECONDS = 10;
const LABELS = { play: "Play", pause: "Pause" };

/**
 * @param {HTMLSelectElement} select
 * @param {import("./player.js").Player} player
 */
function initSpeed(select, player) {
  const speeds = [...select.options].map(({ value }) => value);
  const saved = readSetting("cueleaf-speed");
  if (saved !== null && speeds.includes(saved)) {
    select.value = saved;
    player.setSpeed(Number(saved));
  }
  select.addEventListener("change", () => {
    writeSetting("cueleaf-speed", select.value);
    player.setSpeed(Number(select.value));
  });
}

/**
 * @param {HTMLElement} controls
 * @param {import("./player.js").Player} player
 * @param {Omit<import("../ui/shortcuts.js").Actions, "saveMoment" | "toggleAutoScroll">} actions
 * @param {AbortSignal} signal removes the listeners of the player
 */
export function initControls(controls, player, actions, signal) {
  const button = (/** @type {string} */ name) =>
    find(controls, `button[name="${name}"]`, HTMLButtonElement);
  const onClick = (/** @type {string} */ name, /** @type {() => void} */ action) =>
    button(name).addEventListener("click", action);
  onClick("previous", () => actions.step(-1));
  onClick("back", () => actions.skip(-SKIP_SECONDS));
  onClick("play", actions.togglePlayback);
  onClick("forward", () => actions.skip(SKIP_SECONDS));
  onClick("next", () => actions.step(1));
  const showState = () => {
    controls.toggleAttribute("data-playing", player.isPlaying);
    button("play").setAttribute("aria-label", player.isPlaying ? LABELS.pause : LABELS.play);
  };
  player.addEventListener("statechange", showState, { signal });
  showState();
  initSpeed(find(controls, "select", HTMLSelectElement), player);
  for (const control of findAll(controls, "[hidden]", HTMLElement)) control.hidden = false;
}
