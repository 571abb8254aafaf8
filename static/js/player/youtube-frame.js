// Plays videos of YouTube in an iframe.

import { valueAt } from "../ui/json.js";
import { createIframe, iframeTitle } from "./iframe.js";
import { YouTubeMessages } from "./youtube-messages.js";

/** For so long after a change of the video, messages may be about the previous one. */
const CHANGE_TIMEOUT_MS = 1500;

/** @type {Map<unknown, import("./player.js").State>} */
const STATES = new Map([
  [-1, "unstarted"],
  [0, "ended"],
  [1, "playing"],
  [2, "paused"],
  [3, "buffering"],
  [5, "unstarted"],
]);

export class YouTubeFrame {
  /** The iframe. */
  element;
  #listener;
  #messages;
  #videoId;
  #hasPlayed = false;
  #isPlaying = false;
  /** When another video was loaded. */
  #changedAt = -Infinity;

  /**
   * @param {import("./video.js").Video} video
   * @param {number} start seconds
   * @param {import("./player.js").Listener} listener
   */
  constructor(video, start, listener) {
    this.#videoId = video.id;
    this.#listener = listener;
    this.element = createIframe(video, start);
    this.#messages = new YouTubeMessages(this.element, {
      onLoad: () => {
        this.#hasPlayed = this.#isPlaying = false;
        listener.onReset();
      },
      onMessage: (event, info) => this.#onMessage(event, info),
      onConnect: listener.onConnect,
      onTimeout: listener.onTimeout,
    });
  }

  get isConnected() {
    return this.#messages.isConnected;
  }

  /** @param {import("./video.js").Video} video */
  accepts({ id, mediaUrl }) {
    return mediaUrl === null && (this.isConnected || id === this.#videoId);
  }

  /**
   * A seek before the first play can leave the player black, so this loads the video again instead.
   * It does so by a message and not by a new iframe, because the message passes on that the reader
   * has clicked.
   * @param {import("./video.js").Video} video
   * @param {number} seconds
   */
  playFrom({ id, title }, seconds) {
    if (id !== this.#videoId) {
      this.#videoId = id;
      this.#hasPlayed = this.#isPlaying = false;
      this.#changedAt = performance.now();
      this.element.title = iframeTitle(title);
    }
    if (this.#hasPlayed) {
      this.#messages.send("seekTo", seconds, true);
      this.play();
    } else {
      this.#messages.send("loadVideoById", { videoId: id, startSeconds: seconds });
    }
  }

  play() {
    this.#messages.send("playVideo");
  }

  pause() {
    this.#messages.send("pauseVideo");
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.#messages.send("setPlaybackRate", speed);
  }

  close() {
    this.#messages.close();
  }

  /**
   * @param {string} event
   * @param {unknown} info
   */
  #onMessage(event, info) {
    if (event === "onError") this.#listener.onError(info);
    else if (event === "onStateChange") this.#onInfo({ playerState: info });
    else if (event === "initialDelivery" || event === "infoDelivery") this.#onInfo(info);
  }

  /** @param {unknown} info */
  #onInfo(info) {
    const state = STATES.get(valueAt(info, "playerState"));
    if (this.#isOfPreviousVideo(state, valueAt(info, "videoData", "video_id"))) return;
    if (state) {
      this.#isPlaying = state === "playing";
      this.#hasPlayed ||= this.#isPlaying;
      this.#listener.onState(state);
    }
    const code = valueAt(info, "videoData", "errorCode");
    if (code && !this.#isPlaying) this.#listener.onError(code);
    const duration = valueAt(info, "duration");
    if (typeof duration === "number") this.#listener.onDuration(duration);
    const time = valueAt(info, "currentTime") ?? valueAt(info, "progressState", "current");
    if (typeof time === "number" && this.#hasPlayed) this.#listener.onTime(time);
  }

  /**
   * @param {import("./player.js").State | undefined} state
   * @param {unknown} videoId
   */
  #isOfPreviousVideo(state, videoId) {
    if (performance.now() - this.#changedAt > CHANGE_TIMEOUT_MS) return false;
    if (state !== "unstarted" && videoId !== this.#videoId) return true;
    this.#changedAt = -Infinity;
    return false;
  }
}
