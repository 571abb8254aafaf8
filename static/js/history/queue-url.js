// The URL of a queue with a list of moments.

import { BASE_PATH } from "../ui/base-url.js";

/** The server leaves out more moments. */
const MAX_MOMENTS = 200;
/** Proxies reject longer URLs. */
const MAX_URL_LENGTH = 8000;

/**
 * @param {{path: string, seconds: number}[]} moments with the paths of their notes
 * @returns {string} the URL path of the queue, with as many of the moments as it can have
 */
export function queueUrl(moments) {
  let url = `${BASE_PATH}queue?moments=`;
  for (const [index, { path, seconds }] of moments.slice(0, MAX_MOMENTS).entries()) {
    // A comma ends a moment.
    const name = encodeURIComponent(`${path.replaceAll(",", "%2C")}@${seconds}`);
    const readable = name.replaceAll("%2F", "/").replaceAll("%40", "@");
    const longer = `${url}${index ? "," : ""}${readable}`;
    if (longer.length > MAX_URL_LENGTH) break;
    url = longer;
  }
  return url;
}
