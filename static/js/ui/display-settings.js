// The panel of display settings: theme, text size and line width. `display.js` applies the stored
// settings on the next page.

import { createElement, findAll } from "./dom.js";
import { loadStyles } from "./load-styles.js";
import { writeSetting } from "./settings.js";

/**
 * The settings: the name in the `dataset` of the root element, the key in storage, the label, and
 * all values. The initial value is not stored. `display.js` has the same keys and values.
 * @type {{ name: string, key: import("./settings.js").Setting, label: string, initial: string,
 *   values: string[] }[]}
 */
const SETTINGS = [
  {
    name: "theme",
    key: "cueleaf-theme",
    label: "Theme",
    initial: "system",
    values: ["system", "light", "dark"],
  },
  {
    name: "textSize",
    key: "cueleaf-text-size",
    label: "Text size",
    initial: "medium",
    values: ["small", "medium", "large", "larger"],
  },
  {
    name: "lineWidth",
    key: "cueleaf-line-width",
    label: "Line width",
    initial: "medium",
    values: ["narrow", "medium", "wide"],
  },
];

/** @param {(typeof SETTINGS)[number]} setting */
function createGroup({ name, key, label, initial, values }) {
  const options = values.map((value) => {
    const input = createElement("input", "");
    input.type = "radio";
    input.name = name;
    input.value = value;
    input.addEventListener("change", () => {
      const root = document.documentElement;
      if (value === initial) delete root.dataset[name];
      else root.dataset[name] = value;
      writeSetting(key, value === initial ? null : value);
    });
    return createElement("label", "", input, value[0].toUpperCase() + value.slice(1));
  });
  return createElement("fieldset", "", createElement("legend", "", label), ...options);
}

/** @returns {Promise<HTMLElement>} the panel, a popover at the end of the body */
export async function createDisplaySettings() {
  await loadStyles("display-settings.css");
  const panel = createElement("form", "display-settings", ...SETTINGS.map(createGroup));
  panel.popover = "auto";
  panel.setAttribute("aria-label", "Display");
  panel.addEventListener("beforetoggle", () => {
    for (const { name, initial } of SETTINGS)
      for (const input of findAll(panel, `[name=${name}]`, HTMLInputElement))
        input.autofocus = input.checked =
          input.value === (document.documentElement.dataset[name] ?? initial);
  });
  document.body.append(panel);
  return panel;
}
