// What the finder offers: the server's answer as options in groups.

import { BASE } from "../ui/base-url.js";

/**
 * @typedef {{ title: string, url: string, channel?: string }} Place
 * @typedef {{ title: string, url: string, parts: string[], video_id?: string, seconds?: number, other?: number,
 *   shown?: string }} Said
 * @typedef {{ notes: Place[], moments: Said[], channels: Place[], topics: Place[] }} Answer
 */

/**
 * @param {string} name
 * @param {string} className
 * @param {...(string | Node)} content
 */
function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

/**
 * @param {string} url
 * @param {...(string | Node)} content
 * @returns {HTMLAnchorElement} an option that is a link
 */
function option(url, ...content) {
  const made = /** @type {HTMLAnchorElement} */ (element("a", "", ...content));
  made.href = url;
  made.role = "option";
  made.dir = "auto";
  made.tabIndex = -1;
  made.ariaSelected = "false";
  return made;
}

/** @param {Place} place */
function placeOption({ title, url, channel }) {
  return channel ? option(url, title, " ", element("span", "byline", channel)) : option(url, title);
}

/** @param {Said} said */
function saidOption({ title, url, parts, video_id, seconds, other, shown }) {
  const sentence = parts.map((part, index) => (index % 2 ? element("mark", "", part) : part));
  const said = element("span", "excerpt", ...sentence);
  const made = option(url, said, " ", element("span", "byline", title));
  if (seconds === undefined || !video_id || !shown) return made;
  made.dataset.video = video_id;
  made.dataset.seconds = String(seconds);
  if (other !== undefined) made.dataset.altSeconds = String(other);
  made.prepend(element("span", "search-dialog-time", shown), " ");
  return made;
}

/**
 * @param {Answer} answer
 * @param {string} text what was typed
 * @returns {HTMLElement[]} groups of options; the last is the search page
 */
export function optionsOf(answer, text) {
  const all = option(
    `${BASE}search?q=${encodeURIComponent(text)}`,
    "All results for “",
    text.trim(),
    "”",
  );
  const kinds = [
    ["Notes", answer.notes.map(placeOption)],
    ["Said in a video", answer.moments.map(saidOption)],
    ["Channels", answer.channels.map(placeOption)],
    ["Not written yet", answer.topics.map(placeOption)],
    ["Search", [all]],
  ];
  let number = 0;
  return kinds
    .filter(([, options]) => options.length)
    .map(([name, options]) => {
      for (const made of options) made.id = `search_option_${number++}`;
      const group = element("div", "");
      const heading = element("div", "search-dialog-heading", name);
      heading.id = `search_group_${number}`;
      heading.role = "presentation";
      group.role = "group";
      group.setAttribute("aria-labelledby", heading.id);
      group.append(heading, ...options);
      return group;
    });
}
