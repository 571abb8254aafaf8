// Removes the thumbnails of lists that cannot be loaded: the style sheet draws a cover below them.

import { findAll } from "./dom.js";

/** Watches the thumbnails of the page that is shown. */
export function removeBrokenPictures() {
  for (const image of findAll(document, ".picture img", HTMLImageElement)) {
    if (image.complete && image.naturalWidth === 0) image.remove();
    else image.addEventListener("error", () => image.remove());
  }
}
