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

/** @param {number} minutes */
const formatHours = (minutes) =>
  `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;

/**
 * @param {number} seconds the best guess of an uncertain moment
 * @returns {string} `≈ 24 min`, or `≈ 1:24 h` from one hour
 */
export function formatGuess(seconds) {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `≈ ${minutes} min` : `≈ ${formatHours(minutes)} h`;
}

/**
 * @param {number} seconds whole seconds; the best guess if there is a span
 * @param {Span | null} span
 * @returns {string} the time as `formatTime` does; with a span `20–29 min`, or `1:20–1:29 h` from
 *   one hour, or as `formatGuess` does if it is narrow; the same format as the server's
 */
export function formatMoment(seconds, span) {
  if (!span) return formatTime(seconds);
  const [from, to] = span.map((second) => Math.floor(second / 60));
  if (span[1] - span[0] <= MAX_NARROW_SPAN_SECONDS) return formatGuess(seconds);
  return to < 60 ? `${from}–${to} min` : `${formatHours(from)}–${formatHours(to)} h`;
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
