// Hears what the server says about changes of the archive. A browser opens only six connections to a server that speaks
// HTTP/1.1, so all tabs of the archive share one stream of events: the tab that has the lock holds the stream and passes
// on what it hears. Hidden tabs hold nothing.

import { BASE } from "../ui/base-url.js";

/** Of the lock and of the channel. Other archives may be served from the same origin, below other bases. */
const NAME = `cueleaf-changes ${BASE}`;
/** How long until a stream that the browser has given up is opened again, in milliseconds. */
const REOPEN_AFTER_MS = 10_000;

/**
 * @param {(event: string) => void} hear
 * @param {AbortSignal} signal closes the stream
 */
function openStream(hear, signal) {
  if (signal.aborted) return;
  const stream = new EventSource(`${BASE}api/changes`);
  stream.addEventListener("message", ({ data }) => hear(data));
  stream.addEventListener("error", () => {
    // Otherwise the browser connects again by itself.
    if (stream.readyState === EventSource.CLOSED)
      setTimeout(openStream, REOPEN_AFTER_MS, hear, signal);
  });
  signal.addEventListener("abort", () => stream.close());
}

/**
 * @param {(event: unknown) => void} hear
 * @param {AbortSignal} signal leaves the stream to another tab
 */
async function shareStream(hear, signal) {
  const channel = new BroadcastChannel(NAME);
  signal.addEventListener("abort", () => channel.close());
  /** @type {string | null} the last event, where this tab holds the stream */
  let last = null;
  channel.addEventListener("message", ({ data }) => {
    if (data !== null) hear(data);
    else if (last !== null) channel.postMessage(last);
  });
  // Asks for the last event. Where no tab holds the stream, one will, and its first event goes to all.
  channel.postMessage(null);
  const pass = (/** @type {string} */ event) => {
    last = event;
    hear(event);
    channel.postMessage(event);
  };
  const hold = () =>
    new Promise((release) => {
      openStream(pass, signal);
      signal.addEventListener("abort", release);
    });
  await navigator.locks.request(NAME, { signal }, hold);
}

/**
 * Listens whenever the page is visible. The first event says what the server serves now.
 * @param {(event: unknown) => void} hear an event may come from another program of the same origin
 */
export function listenWhileVisible(hear) {
  /** @type {AbortController | null} */
  let listening = null;
  const stop = () => {
    listening?.abort();
    listening = null;
  };
  const listen = () => {
    if (document.visibilityState === "hidden") return stop();
    if (listening) return;
    listening = new AbortController();
    const { signal } = listening;
    // Without HTTPS there are no locks: then each visible tab has a stream of its own.
    shareStream(hear, signal).catch(() => openStream(hear, signal));
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
  listen();
}
