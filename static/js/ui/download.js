// Saves a text as a file.

import { createLink } from "./dom.js";

/**
 * @param {string} text
 * @param {string} type
 * @param {string} name of the file
 */
export function download(text, type, name) {
  const file = createLink(URL.createObjectURL(new Blob([text], { type })), "");
  file.download = name;
  file.click();
  URL.revokeObjectURL(file.href);
}
