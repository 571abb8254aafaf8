// The state of the map in the URL of its page, so that a reload, Back and a shared link restore it.

import { NAVIGATION } from "../ui/navigation-api.js";

/** What the parameters have: no sign, no exponent, and not too many digits. */
const NUMBER = /^\d{1,9}(\.\d{1,9})?$/;

/** @typedef {import("./viewport.js").View} View */

/**
 * @param {URLSearchParams} parameters
 * @returns {View | null} null if a parameter is missing or invalid
 */
export function parseView(parameters) {
  const [x, y, zoom] = ["x", "y", "zoom"].map((name) => {
    const value = parameters.get(name) ?? "";
    return NUMBER.test(value) ? Number(value) : -1;
  });
  return x >= 0 && y >= 0 && zoom > 1 ? { x, y, zoom } : null;
}

/**
 * @param {View | null} view
 * @returns {{x: string, y: string, zoom: string}} parameters; empty without a view
 */
export function formatView(view) {
  if (!view) return { x: "", y: "", zoom: "" };
  return { x: view.x.toFixed(1), y: view.y.toFixed(1), zoom: view.zoom.toFixed(2) };
}

/** @param {Record<string, string>} values of parameters; an empty one is removed */
export function setUrlParameters(values) {
  // It would cancel the navigation to another page.
  if (NAVIGATION?.transition) return;
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}
