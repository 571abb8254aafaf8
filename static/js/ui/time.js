// Formats and parses times of a video, and links to YouTube.

/**
 * @param {number} seconds whole seconds
 * @returns {string} `3:38`, or `1:02:03` from one hour; the same format as the server's
 */
export function formatTime(seconds) {
  const pad = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = pad(seconds % 60);
  return hours ? `${hours}:${pad(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/**
 * @param {string | null | undefined} text of `data-seconds`, `data-start` or `?t=`
 * @returns {number | null} whole seconds; null if the text is anything else
 */
export function parseSeconds(text) {
  return text && /^\d{1,7}$/.test(text) ? Number(text) : null;
}

/**
 * @param {string} videoId
 * @param {number | null} seconds
 * @returns {string} the URL of the video on YouTube, at this second if there is one
 */
export function watchUrl(videoId, seconds) {
  const url = `https://www.youtube.com/watch?v=${encodeURIComponent(videoId)}`;
  return seconds === null ? url : `${url}&t=${seconds}s`;
}
