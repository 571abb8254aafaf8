// The settings of the reader, in the browser's local storage.

/**
 * @typedef {"cueleaf-keys" | "cueleaf-line-width" | "cueleaf-speed" | "cueleaf-text-size"
 *   | "cueleaf-theme"} Setting the key of a setting
 */

/**
 * @param {Setting} key
 * @returns {string | null} the stored value, which other programs of the same origin may have
 *   written; null if there is none, or storage is blocked
 */
export function readSetting(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * If storage is blocked, the next page does not know the value.
 * @param {Setting} key
 * @param {string | null} value null for the default
 */
export function writeSetting(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage is blocked.
  }
}

/** @returns {boolean} whether single keys are shortcuts; the reader can switch them off (WCAG 2.1.4) */
export function singleKeyShortcutsEnabled() {
  return readSetting("cueleaf-keys") !== "off";
}

/** @param {boolean} enabled */
export function setSingleKeyShortcuts(enabled) {
  writeSetting("cueleaf-keys", enabled ? null : "off");
}
