// Saved moments as Markdown, for the export.

import { formatMoment } from "../ui/time.js";

const TITLE = "Saved moments";

/** @param {string} text escapes Markdown's punctuation */
function escape(text) {
  return text.replace(/[\\[\]*_`<]/g, "\\$&");
}

/**
 * @param {import("./storage.js").SavedMoment[]} moments
 * @param {string} origin of the site
 * @returns {string} a section for each note, with a line for each moment
 */
export function toMarkdown(moments, origin) {
  /** @type {Map<string, import("./storage.js").SavedMoment[]>} */
  const byTitle = new Map();
  for (const moment of moments)
    byTitle.set(moment.title, [...(byTitle.get(moment.title) ?? []), moment]);
  const sections = [...byTitle].map(([title, own]) => {
    const lines = own.map(
      ({ path, seconds, uncertain, said }) =>
        `- [${formatMoment(seconds, uncertain ?? null)}](${origin}${path}?t=${seconds}) ${escape(said)}`,
    );
    return [`## [${escape(title)}](${origin}${own[0].path})`, "", ...lines, ""].join("\n");
  });
  return `# ${TITLE}\n\n${sections.join("\n")}`;
}
