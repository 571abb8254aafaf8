// Draws what is seen of the map.

import { fits, write } from "./text.js";

/** From this size of a note on, in pixels, its title stands in it. */
const NOTE_NAMED = 90;
/** A larger note has its frame within. */
const FRAMED = 40;
/** From this height on a street bears a name. */
const [AVENUE_NAMED, LANE_NAMED] = [16, 13];

/**
 * @typedef {object} Scene
 * @property {import("./layout.js").Town} town
 * @property {import("./viewport.js").View} view
 * @property {import("./colors.js").Colours} colours
 * @property {Uint8Array | null} found 1 for each cell that was found, where something is looked for
 * @property {number} cursor the cell at which the keyboard is, or -1
 * @property {string} font the family of names
 */

/**
 * @param {CanvasRenderingContext2D} context @param {Scene} scene @param {number} ratio device pixels to a pixel
 * @returns {import("./layout.js").Channel[]} the channels in view
 */
export function draw(context, scene, ratio) {
  const { town, view, colours } = scene;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  const channels = town.channels.filter(({ box }) =>
    view.shows(view.seen(streetOf(box, town.avenue))),
  );
  fillCells(context, scene, channels, ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const channel of channels) nameChannel(context, scene, channel);
  if (scene.cursor >= 0) frame(context, scene, scene.cursor);
  return channels;
}

/** A box with the street above it. @param {import("./layout.js").Box} box @param {number} street */
function streetOf({ x, y, width, height }, street) {
  return { x, y: y - street, width, height: height + street };
}

/** From here on what is inside a channel is named, and its own name stands in the street. @param {Scene} scene */
export function namesVideos({ town, view }) {
  return town.avenue * view.scale >= AVENUE_NAMED;
}

/**
 * The cells in view, shade by shade: changing the colour costs more than filling.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {import("./layout.js").Channel[]} channels
 * @param {number} ratio
 */
function fillCells(context, { town, view, colours, found }, channels, ratio) {
  const shades = found ? [colours.pale, colours.found] : colours.shades;
  const shadeOf = found ?? town.shades;
  /** @type {number[][]} */
  const cells = shades.map(() => []);
  for (const { blocks } of channels) {
    for (const { box, first, end } of blocks) {
      if (view.shows(view.seen(box)))
        for (let cell = first; cell < end; cell++) cells[shadeOf[cell]].push(cell);
    }
  }
  const scale = view.scale * ratio;
  // A hairline between notes, as soon as they are larger than that.
  const gap = town.side * scale > 5 ? Math.max(1, Math.round(ratio / 2)) : 0;
  const { x, y } = view;
  shades.forEach(({ fill }, shade) => {
    context.fillStyle = fill;
    for (const cell of cells[shade]) {
      const at = 4 * cell;
      const left = Math.round((town.cells[at] - x) * scale);
      const top = Math.round((town.cells[at + 1] - y) * scale);
      const right = Math.round((town.cells[at] + town.cells[at + 2] - x) * scale) - gap;
      const bottom = Math.round((town.cells[at + 1] + town.cells[at + 3] - y) * scale) - gap;
      context.fillRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }
  });
}

/**
 * From afar the channel's name over it; nearer, names in the streets, of videos over their notes, and then of notes.
 * @param {CanvasRenderingContext2D} context @param {Scene} scene @param {import("./layout.js").Channel} channel
 */
function nameChannel(context, scene, channel) {
  const { town, view, colours, font } = scene;
  const box = view.seen(channel.box);
  context.fillStyle = colours.ink;
  context.font = `600 13px ${font}`;
  if (!namesVideos(scene)) {
    // In the corner of what is seen of it.
    const [left, top] = [Math.max(box.x, 0), Math.max(box.y, 0)];
    const width = Math.min(box.x + box.width, view.width) - left;
    const height = Math.min(box.y + box.height, view.height) - top;
    if (height > 22 && fits(context, channel.name, width - 6)) {
      write(
        context,
        channel.name,
        { x: left + 3, y: top, width: width - 6, height: 18 },
        18,
        colours.paper,
      );
    }
    return;
  }
  nameStreet(context, scene, channel.name, box, town.avenue * view.scale);
  channel.blocks.forEach((block, at) => {
    if (!view.shows(view.seen(streetOf(block.box, town.lane)))) return;
    nameBlock(context, scene, block, town.videos[channel.number]?.[at]);
  });
}

/**
 * @param {CanvasRenderingContext2D} context @param {Scene} scene @param {import("./layout.js").Block} block
 * @param {string | null | undefined} title of its video
 */
function nameBlock(context, scene, block, title) {
  const { town, view, colours, font } = scene;
  const box = view.seen(block.box);
  const lane = town.lane * view.scale;
  if (town.side * view.scale >= NOTE_NAMED) {
    context.fillStyle = colours.ink;
    context.font = `600 11px ${font}`;
    if (title && lane >= LANE_NAMED) nameStreet(context, scene, title, box, lane);
    for (let cell = block.first; cell < block.end; cell++) nameNote(context, scene, cell);
  } else if (title && box.width > 56 && box.height > 24) {
    context.fillStyle = colours.ink;
    context.font = `500 12px ${font}`;
    const under = {
      x: box.x + 3,
      y: box.y,
      width: box.width - 6,
      height: Math.min(box.height, 45),
    };
    write(context, title, under, 15, colours.paper);
  }
}

/**
 * A name in the street above a box, where it stays in view as long as the box does.
 * @param {CanvasRenderingContext2D} context @param {Scene} scene @param {string} name
 * @param {import("./layout.js").Box} box @param {number} high
 */
function nameStreet(context, { town, view }, name, box, high) {
  // Where the map is turned, these streets go down.
  if (town.turned) return;
  const left = Math.max(box.x, 0) + 2;
  const right = Math.min(box.x + box.width, view.width);
  write(
    context,
    name,
    { x: left, y: box.y - Math.min(high, 18), width: right - left, height: 18 },
    Math.min(high, 16),
  );
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {number} cell */
function nameNote(context, { town, view, colours, found, font }, cell) {
  const box = view.seen(town.box(cell));
  const name = town.names[cell];
  if (!name || !view.shows(box)) return;
  const shade = found
    ? found[cell]
      ? colours.found
      : colours.pale
    : colours.shades[town.shades[cell]];
  context.fillStyle = shade.text;
  const size = Math.min(15, Math.max(12, Math.round((town.side * view.scale) / 13)));
  context.font = `400 ${size}px ${font}`;
  write(
    context,
    name.title,
    { x: box.x + 6, y: box.y + 5, width: box.width - 13, height: box.height - 10 },
    size * 1.25,
  );
}

/**
 * A frame that can be seen on any shade: within the note, where it hides no name, or around one that is too small.
 * @param {CanvasRenderingContext2D} context @param {Scene} scene @param {number} cell
 */
function frame(context, { town, view, colours }, cell) {
  const { x, y, width, height } = view.seen(town.box(cell));
  const side = Math.min(width, height) > FRAMED ? -1 : 1;
  [context.lineWidth, context.lineJoin] = [3, "miter"];
  for (const [colour, out] of /** @type {[string, number][]} */ ([
    [colours.paper, side * 4.5],
    [colours.ink, side * 1.5],
  ])) {
    context.strokeStyle = colour;
    context.strokeRect(x - out, y - out, width + 2 * out, height + 2 * out);
  }
}
