// The messages to and from YouTube's player in an iframe, each a JSON string. The protocol is not
// documented, so the player may not answer: `player.js` then works without it.

import { parseJson, valueAt } from "../ui/json.js";

const ORIGINS = new Set(["https://www.youtube-nocookie.com", "https://www.youtube.com"]);
const ID = "cueleaf";
const GREETING_INTERVAL_MS = 500;
const ANSWER_TIMEOUT_MS = 3000;
const LOAD_TIMEOUT_MS = 8000;

/**
 * @typedef {object} Listener
 * @property {() => void} onLoad the iframe was loaded: it has a new player, in its first state
 * @property {(event: string, info: unknown) => void} onMessage the player sent a message; `info`
 *   may have any shape
 * @property {() => void} onConnect the player answered for the first time since the iframe was
 *   loaded
 * @property {() => void} onTimeout the player did not answer in time; it may still answer later
 */

export class YouTubeMessages {
  #iframe;
  #listener;
  #greetingTimer = 0;
  #timeoutTimer = 0;
  /** The origin that the player answered from; empty until it has. */
  #origin = "";
  #closing = new AbortController();

  /**
   * @param {HTMLIFrameElement} iframe not yet in the document
   * @param {Listener} listener
   */
  constructor(iframe, listener) {
    this.#iframe = iframe;
    this.#listener = listener;
    const { signal } = this.#closing;
    iframe.addEventListener("load", () => this.#onLoad(), { signal });
    addEventListener("message", (event) => this.#onMessage(event), { signal });
    this.#startTimeout(LOAD_TIMEOUT_MS);
  }

  /** Whether the player has answered since its iframe was last loaded. */
  get isConnected() {
    return this.#origin !== "";
  }

  /** Stops all listeners and timers. The iframe can then be removed. */
  close() {
    this.#closing.abort();
    this.#clearTimers();
  }

  /**
   * Sends a command. Before the player has answered, this does nothing.
   * @param {string} func a function of the player, such as `seekTo`
   * @param {...unknown} args
   */
  send(func, ...args) {
    if (this.isConnected) this.#post({ event: "command", func, args }, this.#origin);
  }

  /**
   * Each load of the iframe makes a new player, which does not listen before its own script runs.
   */
  #onLoad() {
    this.#clearTimers();
    this.#origin = "";
    this.#listener.onLoad();
    // To any origin: the greeting has no content, and the iframe may show an error page.
    const greet = () => this.#post({ event: "listening" }, "*");
    this.#greetingTimer = setInterval(greet, GREETING_INTERVAL_MS);
    this.#startTimeout(ANSWER_TIMEOUT_MS);
    greet();
  }

  /** @param {MessageEvent} message */
  #onMessage(message) {
    if (message.source !== this.#iframe.contentWindow || !ORIGINS.has(message.origin)) return;
    const value = parseJson(message.data);
    const event = valueAt(value, "event");
    if (typeof event !== "string") return;
    // The first message has much information, which `onConnect` needs.
    this.#listener.onMessage(event, valueAt(value, "info"));
    if (this.isConnected) return;
    this.#clearTimers();
    this.#origin = message.origin;
    this.send("addEventListener", "onStateChange");
    this.send("addEventListener", "onError");
    this.#listener.onConnect();
  }

  /** @param {number} ms */
  #startTimeout(ms) {
    this.#timeoutTimer = setTimeout(() => this.#listener.onTimeout(), ms);
  }

  #clearTimers() {
    clearInterval(this.#greetingTimer);
    clearTimeout(this.#timeoutTimer);
  }

  /**
   * @param {object} message
   * @param {string} origin of the only recipient
   */
  #post(message, origin) {
    const text = JSON.stringify({ ...message, id: ID, channel: "widget" });
    this.#iframe.contentWindow?.postMessage(text, origin);
  }
}
