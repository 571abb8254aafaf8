// Whether a key is the reader's text rather than a wish.

/**
 * @param {EventTarget | null} target
 * @returns {boolean} whether keys that go there are text
 */
export function isTyping(target) {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable]") !== null
  );
}

const STORED = "cueleaf-keys";

/** @returns {boolean} whether single letters do something; the reader can switch that off */
export function lettersAct() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/** @param {boolean} act */
export function letLettersAct(act) {
  try {
    if (act) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, "off");
  } catch {
    // Where nothing may be remembered, they act on the next page again.
  }
}
