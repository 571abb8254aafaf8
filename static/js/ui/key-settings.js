// The setting for single-key shortcuts, which the reader can switch off (WCAG 2.1.4).

const STORAGE_KEY = "cueleaf-keys";

/** @returns {boolean} whether single keys are shortcuts */
export function singleKeyShortcutsEnabled() {
  try {
    return localStorage.getItem(STORAGE_KEY) !== "off";
  } catch {
    return true;
  }
}

/** @param {boolean} enabled */
export function setSingleKeyShortcuts(enabled) {
  try {
    if (enabled) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, "off");
  } catch {
    // Storage is blocked: the next page enables them again.
  }
}
