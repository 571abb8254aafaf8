// The frame YouTube's player lives in.

const HOST = "https://www.youtube-nocookie.com";
const PERMISSIONS = "autoplay; fullscreen; encrypted-media; picture-in-picture; web-share";

/**
 * @param {string} video YouTube's id of the video
 * @param {string} title
 * @param {number} start seconds
 * @returns {HTMLIFrameElement} a frame that plays by itself once it is in the document, where it must
 *   then stay: a frame that is moved loads again
 */
export function frameOf(video, title, start) {
  const address = new URL(`/embed/${encodeURIComponent(video)}`, HOST);
  const wishes = {
    enablejsapi: 1,
    origin: location.origin,
    playsinline: 1,
    rel: 0,
    start,
    autoplay: 1,
  };
  for (const [name, value] of Object.entries(wishes)) address.searchParams.set(name, String(value));
  const frame = document.createElement("iframe");
  frame.title = `YouTube video player: ${title}`;
  frame.allow = PERMISSIONS;
  frame.allowFullscreen = true;
  // Without a referrer YouTube refuses to play (error 153).
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.src = address.href;
  return frame;
}
