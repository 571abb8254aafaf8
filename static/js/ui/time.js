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
 * @typedef {[number, number]} Span the first and the last second that an uncertain moment may be
 */

/** A span of up to this many seconds is shown as its best guess. */
const MAX_NARROW_SPAN_SECONDS = 120;

/**
 * @param {number} seconds whole seconds; the best guess if there is a span
 * @param {Span | null} span
 * @returns {string} the time as `formatTime` does; with a span `20–29 min`, or `≈ 24 min` if it is
 *   narrow, and from one hour `1:20–1:29 h`; the same format as the server's
 */
export function formatMoment(seconds, span) {
  if (!span) return formatTime(seconds);
  const [from, to] = span;
  const unit = to < 3600 ? "min" : "h";
  const format = (/** @type {number} */ minutes) =>
    to < 3600
      ? String(minutes)
      : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  if (to - from <= MAX_NARROW_SPAN_SECONDS) return `≈ ${format(Math.round(seconds / 60))} ${unit}`;
  return `${format(Math.floor(from / 60))}–${format(Math.floor(to / 60))} ${unit}`;
}

/**
 * @param {string | null | undefined} text of `data-uncertain`, `1200-1799`
 * @returns {Span | null} null if the moment is exact
 */
export function parseSpan(text) {
  const [, from, to] = text?.match(/^(\d{1,7})-(\d{1,7})$/) ?? [];
  return to === undefined ? null : [Number(from), Number(to)];
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
