// Copies text.

/**
 * Call it in the reader's click.
 * @param {Promise<string>} text may still be loading: not every browser allows to copy later
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copyText(text) {
  // Without HTTPS, there is no clipboard.
  if (!("clipboard" in navigator)) return copySelected(await text);
  const blob = text.then((loaded) => new Blob([loaded], { type: "text/plain" }));
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    return copySelected(await text);
  }
}

/** @param {string} text */
function copySelected(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
}
