// The player in a frame of another site: a click on the poster plays the video in its place.
import { createIframe } from "./player/iframe.js";
import { videoOf } from "./player/video.js";
import { parseSeconds } from "./ui/time.js";

/** @type {HTMLElement | null} */
const player = document.querySelector(".player");
const poster = player?.querySelector(".poster");

poster?.addEventListener("click", (event) => {
  if (!player) return;
  event.preventDefault();
  // The page starts at a moment, the URL perhaps at a second after it.
  const inUrl = new URLSearchParams(location.search).get("t");
  const start = parseSeconds(inUrl) ?? parseSeconds(player.dataset.start) ?? 0;
  const iframe = createIframe(videoOf(player), start);
  poster.replaceWith(iframe);
  iframe.focus();
});
