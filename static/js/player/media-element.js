// Plays a media file of the archive in an audio or video element of the browser.

export class MediaElement {
  /** The audio or video element. */
  element;
  /** Whether its metadata is loaded: before that, it cannot seek. */
  isConnected = false;
  #url;
  #listener;
  #hasPlayed = false;
  #closing = new AbortController();

  /**
   * @param {import("./video.js").Video} video
   * @param {number} start seconds
   * @param {import("./player.js").Listener} listener
   */
  constructor({ mediaUrl, mediaType, title }, start, listener) {
    this.element = document.createElement(mediaType);
    this.#url = mediaUrl;
    this.#listener = listener;
    this.#listen(start);
    this.element.controls = true;
    this.element.setAttribute("playsinline", "");
    this.element.setAttribute("aria-label", title);
    this.element.src = mediaUrl ?? "";
    this.play();
  }

  /** @param {import("./video.js").Video} video */
  accepts({ mediaUrl }) {
    return mediaUrl === this.#url;
  }

  /**
   * @param {import("./video.js").Video} _video the one of this element
   * @param {number} seconds
   */
  playFrom(_video, seconds) {
    this.element.currentTime = seconds;
    this.play();
  }

  play() {
    // Other errors are events, too.
    this.element.play().catch(({ name }) => {
      if (name === "NotAllowedError") this.#listener.onBlocked();
    });
  }

  pause() {
    this.element.pause();
    // The event comes later, and a key that is pressed before it has to play again.
    this.#listener.onState("paused");
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.element.playbackRate = speed;
  }

  /** Also ends the download. */
  close() {
    this.#closing.abort();
    this.element.pause();
    this.element.removeAttribute("src");
    this.element.load();
  }

  /** @param {number} start seconds */
  #listen(start) {
    const { element } = this;
    const listener = this.#listener;
    const on = (/** @type {string} */ name, /** @type {() => void} */ listen) =>
      element.addEventListener(name, listen, { signal: this.#closing.signal });
    on("loadedmetadata", () => {
      element.currentTime = start;
      this.isConnected = true;
      listener.onConnect();
    });
    on("playing", () => {
      this.#hasPlayed = true;
      listener.onState("playing");
    });
    on("waiting", () => listener.onState("buffering"));
    on("pause", () => listener.onState("paused"));
    on("ended", () => listener.onState("ended"));
    on("error", () => listener.onError(element.error?.code));
    on("durationchange", () => listener.onDuration(element.duration));
    on("timeupdate", () => {
      if (this.#hasPlayed) listener.onTime(element.currentTime);
    });
  }
}
