// The page `/history`: what was read and kept, from the browser's own memory.

import { dropMoment, forget, momentsKept, notesRead } from "./storage.js";
import { clock } from "../ui/time.js";

const DAY = new Intl.DateTimeFormat("en", { dateStyle: "medium" });

/**
 * @param {string} address
 * @param {string} words
 */
function link(address, words) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = words;
  return link;
}

/** @param {import("./storage.js").Read} note */
function noteLine({ path, title, at }) {
  const line = document.createElement("li");
  line.dir = "auto";
  const when = document.createElement("p");
  when.textContent = DAY.format(at);
  line.append(link(path, title), when);
  return line;
}

/** @param {import("./storage.js").Kept} moment */
function momentLine(moment) {
  const line = document.createElement("li");
  line.dir = "auto";
  const time = link(`${moment.path}?t=${moment.seconds}`, clock(moment.seconds));
  time.className = "moment";
  const said = document.createElement("p");
  said.append(`${moment.said} `, time);
  const drop = document.createElement("button");
  drop.type = "button";
  drop.textContent = "Drop";
  drop.setAttribute("aria-label", `Drop ${clock(moment.seconds)} of ${moment.title}`);
  drop.addEventListener("click", () => {
    dropMoment(moment);
    show();
  });
  line.append(link(moment.path, moment.title), said, drop);
  return line;
}

/** @param {import("./storage.js").Kept[]} moments */
function markdown(moments) {
  const titles = [...new Set(moments.map(({ title }) => title))];
  const plain = (/** @type {string} */ text) => text.replace(/[\\[\]*_`<]/g, "\\$&");
  const section = (/** @type {string} */ title) => {
    const own = moments.filter((moment) => moment.title === title);
    const line = ({ path, seconds, said }) =>
      `- [${clock(seconds)}](${location.origin}${path}?t=${seconds}) ${plain(said)}`;
    return [
      `## [${plain(title)}](${location.origin}${own[0].path})`,
      "",
      ...own.map(line),
      "",
    ].join("\n");
  };
  return `# Moments\n\n${titles.map(section).join("\n")}`;
}

function exportMoments() {
  const file = link(
    URL.createObjectURL(new Blob([markdown(momentsKept())], { type: "text/markdown" })),
    "",
  );
  file.download = "moments.md";
  file.click();
  URL.revokeObjectURL(file.href);
}

function show() {
  for (const [name, lines] of [
    ["kept", momentsKept().map(momentLine)],
    ["read", notesRead().map(noteLine)],
  ]) {
    const section = document.querySelector(`#${name}`);
    section.querySelector("ul").replaceChildren(...lines);
    section.querySelector(".empty-state").hidden = lines.length > 0;
    for (const button of section.querySelectorAll(":scope > p button"))
      button.hidden = lines.length === 0;
  }
}

/** Fills the page, and lets its buttons work. */
export function showHistory() {
  document.querySelector("#kept .export").addEventListener("click", exportMoments);
  for (const name of ["kept", "read"]) {
    document.querySelector(`#${name} .clear`).addEventListener("click", () => {
      forget(name);
      show();
    });
  }
  show();
  document.querySelector("main.history").dataset.filled = "";
}
