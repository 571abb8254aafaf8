// A video that the player plays: one of YouTube, or a media file of the archive.

export const YOUTUBE_ID = /^[\w-]{11}$/;

/**
 * @typedef {object} Video
 * @property {string} id its YouTube id, or the archive's key of the media file
 * @property {string} title empty if it is unknown
 * @property {string | null} mediaUrl the URL of the media file; null for a video of YouTube
 * @property {"audio" | "video"} mediaType the element that plays the media file
 * @property {string} path the URL path of its page; empty if that is the page that is shown
 */

/**
 * @param {HTMLElement} element a player card, or the link of a moment of another video
 * @returns {Video}
 */
export function videoOf(element) {
  const { video = "", title = "", media, mediaType } = element.dataset;
  return {
    id: video,
    title,
    mediaUrl: media ?? null,
    mediaType: mediaType === "audio" ? "audio" : "video",
    path: element instanceof HTMLAnchorElement ? element.pathname : "",
  };
}

/** @param {Video} video */
export function isPlayable({ id, mediaUrl }) {
  return mediaUrl !== null || YOUTUBE_ID.test(id);
}
