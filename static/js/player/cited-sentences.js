// The sentences that cite moments. The server splits texts into sentences; this reads them from the
// JSON of a note or video.

import { valueAt } from "../ui/json.js";

/**
 * @typedef {object} CitedSentences
 * @property {string} title of the note or video
 * @property {{path: string, title: string} | null} video of the note; null if it has none
 * @property {Map<number, string>} bySecond for each second the first sentence that cites it
 */

/**
 * @param {string} path of a note or a video
 * @returns {Promise<CitedSentences>} empty if the data cannot be fetched
 */
export async function fetchSentences(path) {
  /** @type {Map<number, string>} */
  const bySecond = new Map();
  const response = await fetch(`${path}.json`).catch(() => null);
  const data = response?.ok ? await response.json().catch(() => null) : null;
  const moments = valueAt(data, "moments");
  for (const moment of Array.isArray(moments) ? moments : []) {
    const [seconds, text] = [valueAt(moment, "seconds"), valueAt(moment, "text")];
    if (typeof seconds === "number" && typeof text === "string" && !bySecond.has(seconds))
      bySecond.set(seconds, text);
  }
  const [title, videoPath, videoTitle] = ["title", "video_url", "video_title"].map((name) =>
    valueAt(data, name),
  );
  const video =
    typeof videoPath === "string" ? { path: videoPath, title: String(videoTitle) } : null;
  return { title: typeof title === "string" ? title : "", video, bySecond };
}
