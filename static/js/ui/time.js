// Seconds as people write them, and as YouTube's addresses do.

/**
 * @param {number} seconds whole seconds
 * @returns {string} `3:38`, or `1:02:03` from an hour on; the same as the server writes
 */
export function clock(seconds) {
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/**
 * @param {string | null | undefined} text what stands in `data-seconds`, `data-start` or `?t=`
 * @returns {number | null} whole seconds; null where the text is anything else, which is then left alone
 */
export function secondsOf(text) {
  return text && /^\d{1,7}$/.test(text) ? Number(text) : null;
}

/**
 * @param {string} video YouTube's id of the video
 * @param {number | null} seconds
 * @returns {string} the video on YouTube, at that second where there is one
 */
export function watchAddress(video, seconds) {
  const address = `https://www.youtube.com/watch?v=${encodeURIComponent(video)}`;
  return seconds === null ? address : `${address}&t=${seconds}s`;
}
