// A queue as a file: JSON, and M3U for media players.

/** @typedef {Omit<import("./items.js").QueueItem, "link">} Item */

/**
 * @param {Item} item
 * @returns {string} the URL of the video at the moment
 */
function mediaUrl({ video, seconds, end, url }) {
  if (video.mediaUrl === null) return `https://youtu.be/${video.id}?t=${seconds}`;
  const { href } = new URL(video.mediaUrl, url);
  return `${href}#t=${seconds}${end === null ? "" : `,${end}`}`;
}

/**
 * @param {Item[]} items
 * @returns {string} an extended M3U playlist. A length of -1 means that it is unknown
 */
export function toM3u(items) {
  const entries = items.flatMap((item) => {
    const { seconds, end, title, sentence } = item;
    const length = end === null ? -1 : end - seconds;
    const text = `${title}: ${sentence}`.replaceAll(/\s+/g, " ").trim();
    return [`#EXTINF:${length},${text}`, mediaUrl(item)];
  });
  return ["#EXTM3U", ...entries, ""].join("\n");
}

/**
 * @param {string} queueUrl
 * @param {Item[]} items
 */
export function toJson(queueUrl, items) {
  const moments = items.map((item) => ({
    title: item.title,
    channel: item.channel || null,
    text: item.sentence,
    video_id: item.video.id,
    seconds: item.seconds,
    ...(item.uncertain && { uncertain: item.uncertain }),
    end: item.end,
    url: item.url,
    media_url: mediaUrl(item),
  }));
  return JSON.stringify({ url: queueUrl, moments }, null, 2);
}
