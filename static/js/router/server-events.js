// Listens to the server's events about changes of the archive. A browser opens only six connections
// to an HTTP/1.1 server, so all tabs of the site share one stream: the tab that holds the lock
// opens the stream and passes its events on. Hidden tabs do not listen.

import { BASE_PATH } from "../ui/base-url.js";

/**
 * The name of the lock and of the channel. Other archives may share the origin, below other base
 * paths.
 */
const NAME = `cueleaf-changes ${BASE_PATH}`;
/** How long to wait before opening a stream again that the browser has given up. */
const REOPEN_DELAY_MS = 10_000;

/**
 * @param {(event: string) => void} listener
 * @param {AbortSignal} signal closes the stream
 */
function openStream(listener, signal) {
  if (signal.aborted) return;
  const stream = new EventSource(`${BASE_PATH}api/events`);
  stream.addEventListener("message", ({ data }) => listener(data));
  stream.addEventListener("error", () => {
    // In any other state the browser reconnects by itself.
    if (stream.readyState === EventSource.CLOSED)
      setTimeout(openStream, REOPEN_DELAY_MS, listener, signal);
  });
  signal.addEventListener("abort", () => stream.close());
}

/**
 * @param {(event: unknown) => void} listener
 * @param {AbortSignal} signal leaves the stream to another tab
 */
async function shareStream(listener, signal) {
  const channel = new BroadcastChannel(NAME);
  signal.addEventListener("abort", () => channel.close());
  /** @type {string | null} the last event, if this tab holds the stream */
  let last = null;
  channel.addEventListener("message", ({ data }) => {
    if (data !== null) listener(data);
    else if (last !== null) channel.postMessage(last);
  });
  // Requests the last event. If no tab holds the stream, one opens it soon and passes its first
  // event on.
  channel.postMessage(null);
  const passOn = (/** @type {string} */ event) => {
    last = event;
    listener(event);
    channel.postMessage(event);
  };
  const hold = () =>
    new Promise((release) => {
      openStream(passOn, signal);
      signal.addEventListener("abort", release);
    });
  await navigator.locks.request(NAME, { signal }, hold);
}

/**
 * Listens while the page is visible. The first event has the current state of the server.
 * @param {(event: unknown) => void} listener an event may come from another program of the same
 *   origin
 */
export function listenWhileVisible(listener) {
  /** @type {AbortController | null} */
  let controller = null;
  const stop = () => {
    controller?.abort();
    controller = null;
  };
  const update = () => {
    if (document.visibilityState === "hidden") {
      stop();
    } else if (!controller) {
      const { signal } = (controller = new AbortController());
      // Without HTTPS there are no locks: then each visible tab opens a stream of its own.
      shareStream(listener, signal).catch(() => openStream(listener, signal));
    }
  };
  document.addEventListener("visibilitychange", update);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", update);
  update();
}
