// Styles that no page needs before they are asked for.

/**
 * @param {string} name of a file of `css/`
 * @returns {Promise<void>} once they are there, or cannot be had
 */
export async function loadStyles(name) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(`../../css/${name}`, import.meta.url).href;
  await new Promise((done) => {
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}
