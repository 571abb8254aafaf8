// Where everything lies on the map, in the map's own lengths, and what it is called.

import { BASE } from "../ui/base-url.js";

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {{box: Box, first: number, end: number}} Block the notes of a video: the cells from `first` up to `end`
 * @typedef {{number: number, name: string, url: string, box: Box, first: number, end: number, blocks: Block[]}} Channel
 * @typedef {{title: string, url: string, video: string | null}} Name
 */

/** @param {number[] | Float32Array} area @returns {Box} */
function boxOf([x, y, width, height]) {
  return { x, y, width, height };
}

/** @param {Box} box */
function turnBox(box) {
  [box.x, box.y, box.width, box.height] = [box.y, box.x, box.height, box.width];
}

/** @param {Box} box @param {number} x @param {number} y */
function holds(box, x, y) {
  return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
}

export class Town {
  /** @type {Channel[]} */
  channels = [];
  /** Of each cell x, y, width and height. */
  cells;
  /** Of each cell how many moments its note cites, in steps. */
  shades;
  /** What each cell is called, as far as it was asked for. @type {Name[]} */
  names = [];
  /** The titles of the videos of each channel. @type {(string | null)[][]} */
  videos = [];
  /** @type {Promise<void>[]} */
  #asked = [];
  /** Whether it stands on its shorter side. */
  turned = false;

  /** @param {any} data what `/api/map` tells */
  constructor(data) {
    [this.width, this.height] = data.size;
    [this.avenue, this.lane] = data.streets;
    const all = data.channels.map(({ shades }) => shades).join("");
    this.count = all.length;
    this.shades = Uint8Array.from(all, Number);
    this.cells = new Float32Array(4 * this.count);
    let first = 0;
    data.channels.forEach(({ name, url, area, blocks }, number) => {
      const channel = { number, name, url, box: boxOf(area), first, end: first, blocks: [] };
      for (const [x, y, width, height, columns, count] of blocks) {
        this.#fill(first, count, columns, [x, y, width, height]);
        channel.blocks.push({ box: boxOf([x, y, width, height]), first, end: first + count });
        first += count;
      }
      channel.end = first;
      this.channels.push(channel);
    });
    /** How long the side of a cell is, about. */
    this.side = Math.sqrt((this.width * this.height) / Math.max(this.count, 1));
  }

  /** Lets what was on the left be on top. */
  turn() {
    this.turned = !this.turned;
    [this.width, this.height] = [this.height, this.width];
    for (const { box, blocks } of this.channels)
      [box, ...blocks.map(({ box }) => box)].forEach(turnBox);
    for (let cell = 0; cell < this.count; cell++) {
      const box = this.box(cell);
      turnBox(box);
      this.#set(cell, box);
    }
  }

  /** @param {number} cell @param {Box} box */
  #set(cell, { x, y, width, height }) {
    this.cells.set([x, y, width, height], 4 * cell);
  }

  /**
   * @param {number} first @param {number} count @param {number} columns
   * @param {number[]} area
   */
  #fill(first, count, columns, [x, y, width, height]) {
    const [across, down] = [width / columns, height / Math.ceil(count / columns)];
    for (let at = 0; at < count; at++) {
      const [left, top] = [x + (at % columns) * across, y + Math.floor(at / columns) * down];
      this.#set(first + at, { x: left, y: top, width: across, height: down });
    }
  }

  /** @param {number} cell @returns {Box} */
  box(cell) {
    return boxOf(this.cells.subarray(4 * cell, 4 * cell + 4));
  }

  /** @param {number} cell */
  channelOf(cell) {
    return this.channels.find(({ end }) => cell < end);
  }

  /** The cell at a place; -1 in a street. @param {number} x @param {number} y */
  at(x, y) {
    const channel = this.channels.find(({ box }) => holds(box, x, y));
    const block = channel?.blocks.find(({ box }) => holds(box, x, y));
    for (let cell = block?.first ?? 0; cell < (block?.end ?? 0); cell++)
      if (holds(this.box(cell), x, y)) return cell;
    return -1;
  }

  /**
   * The next cell in a direction, across streets; the same one at the edge of the town.
   * @param {number} cell
   * @param {number} right 1, -1 or 0
   * @param {number} down 1, -1 or 0
   */
  beside(cell, right, down) {
    const { x, y, width, height } = this.box(cell);
    const step = this.side / 16;
    let [atX, atY] = [x + width / 2 + (right * width) / 2, y + height / 2 + (down * height) / 2];
    while (atX >= 0 && atY >= 0 && atX < this.width && atY < this.height) {
      [atX, atY] = [atX + right * step, atY + down * step];
      const next = this.at(atX, atY);
      if (next >= 0 && next !== cell) return next;
    }
    return cell;
  }

  /**
   * What the cells of a channel are called, in `names` and `videos`, once this is done.
   * @param {Channel} channel
   */
  learn({ number, first, blocks }) {
    this.#asked[number] ??= fetch(`${BASE}api/map/notes?channel=${number}`)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
      .then(({ videos, notes }) => {
        this.videos[number] = videos;
        blocks.forEach((block, at) => {
          for (let cell = block.first; cell < block.end; cell++) {
            // Of a very large channel the last have no names.
            const named = notes[cell - first];
            if (!named) continue;
            const [title, url] = named;
            this.names[cell] = { title, url, video: videos[at] };
          }
        });
      })
      .catch((error) => {
        // The next who asks may have more luck.
        delete this.#asked[number];
        throw error;
      });
    return this.#asked[number];
  }
}
