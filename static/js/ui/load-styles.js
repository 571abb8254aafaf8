// Loads style sheets that a page needs only after an action.

/**
 * @param {string} name of a file in `css/`
 * @returns {Promise<void>} resolves when the style sheet was loaded, or could not be
 */
export async function loadStyles(name) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(`../../css/${name}`, import.meta.url).href;
  await new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}
