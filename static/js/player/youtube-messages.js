// The wire to YouTube's player: messages to and from one frame, each a JSON string.
// It is not documented, so it may stay silent; whoever uses it must have another way (player.js has).

const ORIGINS = new Set(["https://www.youtube-nocookie.com", "https://www.youtube.com"]);
const ID = "cueleaf";
const GREET_EVERY = 500;
const ANSWER_WITHIN = 3000;
const LOAD_WITHIN = 8000;

/**
 * @typedef {object} Listener
 * @property {() => void} loaded the frame was loaded: whatever was known of its player is void
 * @property {(event: string, info: any) => void} message something the player told; any field may be missing
 * @property {() => void} opened the player answered for the first time since it was loaded, and was heard
 * @property {() => void} silent the player did not answer in time; it may still do so later
 */

/**
 * @param {unknown} data what came by message
 * @returns {{event: string, info: any} | null} null for all that is not the player's talk
 */
function parse(data) {
  if (typeof data !== "string") return null;
  try {
    const message = JSON.parse(data);
    return typeof message?.event === "string" ? message : null;
  } catch {
    return null;
  }
}

export class Wire {
  #frame;
  #listener;
  #greeting = 0;
  #patience = 0;
  /** Where the player answered from; empty until it has. */
  #origin = "";
  #closing = new AbortController();

  /**
   * @param {HTMLIFrameElement} frame not yet in the document
   * @param {Listener} listener
   */
  constructor(frame, listener) {
    this.#frame = frame;
    this.#listener = listener;
    const { signal } = this.#closing;
    frame.addEventListener("load", () => this.#greet(), { signal });
    addEventListener("message", (event) => this.#hear(event), { signal });
    this.#waitAtMost(LOAD_WITHIN);
  }

  /** Whether the player has answered since its frame was last loaded. */
  get live() {
    return this.#origin !== "";
  }

  /** Ends all listening and all timers; the frame can then be dropped. */
  close() {
    this.#closing.abort();
    this.#rest();
  }

  /**
   * Gives the player a command. Only whoever answered gets commands.
   * @param {string} func a function of the player, such as `seekTo`
   * @param {...unknown} args
   */
  send(func, ...args) {
    if (this.live) this.#post({ event: "command", func, args }, this.#origin);
  }

  /** Each load of the frame is a new player, and it hears nothing until its own script runs. */
  #greet() {
    this.#rest();
    this.#origin = "";
    this.#listener.loaded();
    // To whoever is in the frame: the greeting says nothing, and the frame may show an error page.
    const greet = () => this.#post({ event: "listening" }, "*");
    this.#greeting = setInterval(greet, GREET_EVERY);
    this.#waitAtMost(ANSWER_WITHIN);
    greet();
  }

  /** @param {MessageEvent} event */
  #hear(event) {
    if (event.source !== this.#frame.contentWindow || !ORIGINS.has(event.origin)) return;
    const message = parse(event.data);
    if (!message) return;
    // The first message is handed over before the wire is live: it tells much, and `opened` acts on all of it.
    this.#listener.message(message.event, message.info);
    if (this.live) return;
    this.#rest();
    this.#origin = event.origin;
    this.send("addEventListener", "onStateChange");
    this.send("addEventListener", "onError");
    this.#listener.opened();
  }

  /** @param {number} time milliseconds until the player counts as silent */
  #waitAtMost(time) {
    this.#patience = setTimeout(() => this.#listener.silent(), time);
  }

  #rest() {
    clearInterval(this.#greeting);
    clearTimeout(this.#patience);
  }

  /**
   * @param {object} message
   * @param {string} origin who may read it
   */
  #post(message, origin) {
    const text = JSON.stringify({ ...message, id: ID, channel: "widget" });
    this.#frame.contentWindow?.postMessage(text, origin);
  }
}
