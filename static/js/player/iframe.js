// The iframe with YouTube's player.

const MESSAGES = {
  iframeTitle: "YouTube video player",
};

const ORIGIN = "https://www.youtube-nocookie.com";
const PERMISSIONS = "autoplay; fullscreen; encrypted-media; picture-in-picture; web-share";

/** @param {string} title of the video; empty if it is unknown */
export function iframeTitle(title) {
  return title ? `${MESSAGES.iframeTitle}: ${title}` : MESSAGES.iframeTitle;
}

/**
 * @param {import("./video.js").Video} video
 * @param {number} start seconds
 * @returns {HTMLIFrameElement} an iframe that plays once it is in the document. It must stay there:
 *   an iframe that is moved loads again
 */
export function createIframe({ id, title }, start) {
  const url = new URL(`/embed/${encodeURIComponent(id)}`, ORIGIN);
  const parameters = {
    enablejsapi: 1,
    origin: location.origin,
    playsinline: 1,
    rel: 0,
    start,
    autoplay: 1,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
  const iframe = document.createElement("iframe");
  iframe.title = iframeTitle(title);
  iframe.allow = PERMISSIONS;
  iframe.allowFullscreen = true;
  // Without a referrer, YouTube does not play the video (error 153).
  iframe.referrerPolicy = "strict-origin-when-cross-origin";
  iframe.src = url.href;
  return iframe;
}
