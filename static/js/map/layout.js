// The layout of the map: a treemap of channels, in each of them a group of cells for each video,
// and a cell for each note. All lengths are in the map's own units.

import { BASE_PATH } from "../ui/base-url.js";

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 *
 * @typedef {object} Group the notes of a video: the cells from `first` to before `end`
 * @property {Box} box
 * @property {number} first
 * @property {number} end
 *
 * @typedef {object} Channel
 * @property {number} index
 * @property {string} name
 * @property {string} url
 * @property {Box} box
 * @property {number} first its first cell
 * @property {number} end after its last cell
 * @property {Group[]} groups
 *
 * @typedef {object} Note
 * @property {string} title
 * @property {string} url
 * @property {string | null} videoTitle
 */

/**
 * @typedef {[number, number, number, number]} Area x, y, width and height
 *
 * @typedef {object} ChannelData
 * @property {string} name
 * @property {string} url
 * @property {Area} area
 * @property {[number, number, number, number, number, number][]} groups for each video the area,
 *   the number of columns and the number of notes
 *
 * @typedef {object} MapData the answer of `/api/map`
 * @property {[number, number]} size width and height
 * @property {[number, number]} gutters the gutter above a channel, and the one above a group
 * @property {ChannelData[]} channels
 */

/** A step on the way to the next cell, as a part of a cell's side. */
const STEP_PER_SIDE = 1 / 16;

/**
 * @param {Area} area
 * @returns {Box}
 */
function toBox([x, y, width, height]) {
  return { x, y, width, height };
}

/** @param {Box} box */
function transposeBox(box) {
  [box.x, box.y, box.width, box.height] = [box.y, box.x, box.height, box.width];
}

/**
 * @param {Box} box
 * @param {number} x
 * @param {number} y
 */
function contains(box, x, y) {
  return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
}

export class TreemapLayout {
  /** @type {Channel[]} */
  channels = [];
  /** Of each cell x, y, width and height. */
  cells;
  /** The note of each cell, as far as it is loaded. @type {Note[]} */
  notes = [];
  /**
   * The titles of the videos of each channel, as far as they are loaded.
   * @type {(string | null)[][]}
   */
  videoTitles = [];
  /** @type {Promise<void>[]} */
  #loading = [];
  /** Whether x and y are exchanged, for a portrait window. */
  isTransposed = false;

  /** @param {MapData} data */
  constructor(data) {
    const [width, height] = data.size;
    this.width = width;
    this.height = height;
    const [channelGutter, groupGutter] = data.gutters;
    this.channelGutter = channelGutter;
    this.groupGutter = groupGutter;
    const allGroups = data.channels.flatMap(({ groups }) => groups);
    this.count = allGroups.reduce((sum, [, , , , , count]) => sum + count, 0);
    this.cells = new Float32Array(4 * this.count);
    let first = 0;
    for (const [index, { name, url, area, groups }] of data.channels.entries()) {
      /** @type {Channel} */
      const channel = { index, name, url, box: toBox(area), first, end: first, groups: [] };
      for (const [x, y, groupWidth, groupHeight, columns, count] of groups) {
        const box = toBox([x, y, groupWidth, groupHeight]);
        this.#fillGroup(first, count, columns, box);
        channel.groups.push({ box, first, end: first + count });
        first += count;
      }
      channel.end = first;
      this.channels.push(channel);
    }
    /** The side of an average cell. */
    this.side = Math.sqrt((this.width * this.height) / Math.max(this.count, 1));
  }

  /** Exchanges x and y of everything. */
  transpose() {
    this.isTransposed = !this.isTransposed;
    [this.width, this.height] = [this.height, this.width];
    for (const { box, groups } of this.channels) {
      transposeBox(box);
      for (const group of groups) transposeBox(group.box);
    }
    for (let cell = 0; cell < this.count; cell++) {
      const box = this.boxOf(cell);
      transposeBox(box);
      this.#setBox(cell, box);
    }
  }

  /**
   * @param {number} cell
   * @param {Box} box
   */
  #setBox(cell, { x, y, width, height }) {
    this.cells.set([x, y, width, height], 4 * cell);
  }

  /**
   * @param {number} first cell
   * @param {number} count
   * @param {number} columns
   * @param {Box} box
   */
  #fillGroup(first, count, columns, { x, y, width, height }) {
    const [cellWidth, cellHeight] = [width / columns, height / Math.ceil(count / columns)];
    for (let index = 0; index < count; index++) {
      const left = x + (index % columns) * cellWidth;
      const top = y + Math.floor(index / columns) * cellHeight;
      this.#setBox(first + index, { x: left, y: top, width: cellWidth, height: cellHeight });
    }
  }

  /**
   * @param {number} cell
   * @returns {Box}
   */
  boxOf(cell) {
    const [x, y, width, height] = this.cells.subarray(4 * cell, 4 * cell + 4);
    return { x, y, width, height };
  }

  /**
   * @param {number} cell
   * @returns {Channel}
   */
  channelOf(cell) {
    const channel = this.channels.find(({ end }) => cell < end);
    if (!channel) throw new RangeError(`the map has no cell ${cell}`);
    return channel;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @returns {Channel | undefined} the channel at a point; none in a gutter
   */
  channelAt(x, y) {
    return this.channels.find(({ box }) => contains(box, x, y));
  }

  /**
   * @param {number} x
   * @param {number} y
   * @returns {number} the cell at a point; -1 in a gutter
   */
  cellAt(x, y) {
    const group = this.channelAt(x, y)?.groups.find(({ box }) => contains(box, x, y));
    for (let cell = group?.first ?? 0; cell < (group?.end ?? 0); cell++)
      if (contains(this.boxOf(cell), x, y)) return cell;
    return -1;
  }

  /**
   * @param {number} cell
   * @param {number} right 1, -1 or 0
   * @param {number} down 1, -1 or 0
   * @returns {number} the next cell in a direction, across gutters; the same cell at the edge of
   *   the map
   */
  neighborOf(cell, right, down) {
    const box = this.boxOf(cell);
    const step = this.side * STEP_PER_SIDE;
    let x = box.x + box.width / 2 + (right * box.width) / 2;
    let y = box.y + box.height / 2 + (down * box.height) / 2;
    while (x >= 0 && y >= 0 && x < this.width && y < this.height) {
      x += right * step;
      y += down * step;
      const next = this.cellAt(x, y);
      if (next >= 0 && next !== cell) return next;
    }
    return cell;
  }

  /**
   * Loads `notes` and `videoTitles` of a channel.
   * @param {Channel} channel
   * @returns {Promise<void>}
   */
  loadChannel(channel) {
    const loading = this.#loading[channel.index] ?? this.#fetchChannel(channel);
    this.#loading[channel.index] = loading;
    return loading;
  }

  /** @param {Channel} channel */
  async #fetchChannel({ index, first, groups }) {
    try {
      const response = await fetch(`${BASE_PATH}api/map/notes?channel=${index}`);
      if (!response.ok) throw new Error(response.statusText);
      /** @type {{videos: (string | null)[], notes: [string, string][]}} */
      const { videos, notes } = await response.json();
      this.videoTitles[index] = videos;
      groups.forEach((group, groupIndex) => {
        for (let cell = group.first; cell < group.end; cell++) {
          // The server cuts the list of a very large channel.
          const note = notes[cell - first];
          if (!note) continue;
          const [title, url] = note;
          this.notes[cell] = { title, url, videoTitle: videos[groupIndex] };
        }
      });
    } catch (error) {
      // The next call tries again.
      delete this.#loading[index];
      throw error;
    }
  }
}
