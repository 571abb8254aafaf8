// Draws the visible part of the map on a canvas.

import { drawText, fitsInLine } from "./text.js";

/** A note of at least this size shows its title. */
const MIN_NOTE_WITH_TITLE_PX = 90;
/** A note of more than this size has its focus ring inside. */
const MIN_NOTE_WITH_INNER_RING_PX = 40;
/** A gutter of at least this height shows a title. */
const MIN_CHANNEL_GUTTER_PX = 16;
const MIN_GROUP_GUTTER_PX = 13;
/** Larger cells have a gap between them. */
const MIN_CELL_WITH_GAP_PX = 5;

/**
 * @typedef {import("./layout.js").Box} Box
 * @typedef {import("./layout.js").Channel} Channel
 * @typedef {import("./layout.js").Group} Group
 */

/**
 * @typedef {object} Scene
 * @property {import("./layout.js").TreemapLayout} layout
 * @property {import("./viewport.js").Viewport} viewport
 * @property {import("./colors.js").Colors} colors
 * @property {Uint8Array | null} matches 1 for each cell that matches the search; null without a
 *   search
 * @property {number} cursor the cell with the keyboard focus, or -1
 * @property {string} fontFamily
 */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number} pixelRatio device pixels per pixel
 * @returns {Channel[]} the visible channels
 */
export function drawMap(context, scene, pixelRatio) {
  const { layout, viewport, colors } = scene;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = colors.paper;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  const channels = layout.channels.filter(({ box }) =>
    viewport.isVisible(viewport.toPixels(withGutter(box, layout.channelGutter))),
  );
  drawCells(context, scene, channels, pixelRatio);
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  for (const channel of channels) drawChannelTitles(context, scene, channel);
  if (scene.cursor >= 0) drawFocusRing(context, scene, scene.cursor);
  return channels;
}

/**
 * @param {Box} box
 * @param {number} gutter the height of the gutter above it
 * @returns {Box}
 */
function withGutter({ x, y, width, height }, gutter) {
  return { x, y: y - gutter, width, height: height + gutter };
}

/** @param {Scene} scene whether the scale is large enough for the titles of videos */
export function showsVideoTitles({ layout, viewport }) {
  return layout.channelGutter * viewport.scale >= MIN_CHANNEL_GUTTER_PX;
}

/**
 * Draws the visible cells shade by shade, because setting the fill style takes longer than filling.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Channel[]} channels
 * @param {number} pixelRatio
 */
function drawCells(context, { layout, viewport, colors, matches }, channels, pixelRatio) {
  const shades = matches ? [colors.noMatch, colors.match] : colors.shades;
  const shadeOf = matches ?? layout.shades;
  /** @type {number[][]} */
  const cells = shades.map(() => []);
  for (const { groups } of channels) {
    for (const { box, first, end } of groups) {
      if (viewport.isVisible(viewport.toPixels(box)))
        for (let cell = first; cell < end; cell++) cells[shadeOf[cell]].push(cell);
    }
  }
  const scale = viewport.scale * pixelRatio;
  const hasGap = layout.side * scale > MIN_CELL_WITH_GAP_PX;
  const gap = hasGap ? Math.max(1, Math.round(pixelRatio / 2)) : 0;
  const { x, y } = viewport;
  shades.forEach(({ fill }, shade) => {
    context.fillStyle = fill;
    for (const cell of cells[shade]) {
      const at = 4 * cell;
      const left = Math.round((layout.cells[at] - x) * scale);
      const top = Math.round((layout.cells[at + 1] - y) * scale);
      const right = Math.round((layout.cells[at] + layout.cells[at + 2] - x) * scale) - gap;
      const bottom = Math.round((layout.cells[at + 1] + layout.cells[at + 3] - y) * scale) - gap;
      context.fillRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }
  });
}

/**
 * Draws the channel's name over its cells at a small scale. At a larger one, draws its name in the
 * gutter, and the titles of videos and notes.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Channel} channel
 */
function drawChannelTitles(context, scene, channel) {
  const { layout, viewport, colors, fontFamily } = scene;
  const box = viewport.toPixels(channel.box);
  context.fillStyle = colors.ink;
  context.font = `600 13px ${fontFamily}`;
  if (!showsVideoTitles(scene)) {
    drawChannelName(context, scene, channel.name, box);
    return;
  }
  drawGutterTitle(context, scene, channel.name, box, layout.channelGutter * viewport.scale);
  channel.groups.forEach((group, index) => {
    if (!viewport.isVisible(viewport.toPixels(withGutter(group.box, layout.groupGutter)))) return;
    drawGroupTitles(context, scene, group, layout.videoTitles[channel.index]?.[index]);
  });
}

/**
 * Draws a name in the corner of the visible part of a box.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {string} name
 * @param {Box} box
 */
function drawChannelName(context, { viewport, colors }, name, box) {
  const [left, top] = [Math.max(box.x, 0), Math.max(box.y, 0)];
  const width = Math.min(box.x + box.width, viewport.width) - left - 6;
  const height = Math.min(box.y + box.height, viewport.height) - top;
  if (height <= 22 || !fitsInLine(context, name, width)) return;
  drawText(context, name, { x: left + 3, y: top, width, height: 18 }, 18, colors.paper);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Group} group
 * @param {string | null | undefined} title of its video
 */
function drawGroupTitles(context, scene, group, title) {
  const { layout, viewport, colors, fontFamily } = scene;
  const box = viewport.toPixels(group.box);
  const gutter = layout.groupGutter * viewport.scale;
  context.fillStyle = colors.ink;
  if (layout.side * viewport.scale >= MIN_NOTE_WITH_TITLE_PX) {
    context.font = `600 11px ${fontFamily}`;
    if (title && gutter >= MIN_GROUP_GUTTER_PX) drawGutterTitle(context, scene, title, box, gutter);
    for (let cell = group.first; cell < group.end; cell++) drawNoteTitle(context, scene, cell);
  } else if (title && box.width > 56 && box.height > 24) {
    context.font = `500 12px ${fontFamily}`;
    const { x, y, width, height } = box;
    const inside = { x: x + 3, y, width: width - 6, height: Math.min(height, 45) };
    drawText(context, title, inside, 15, colors.paper);
  }
}

/**
 * Draws a title in the gutter above a box. It stays in view as long as the box does.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {string} title
 * @param {Box} box
 * @param {number} gutter in pixels
 */
function drawGutterTitle(context, { layout, viewport }, title, box, gutter) {
  // The gutters of a transposed map are vertical.
  if (layout.isTransposed) return;
  const left = Math.max(box.x, 0) + 2;
  const right = Math.min(box.x + box.width, viewport.width);
  const line = { x: left, y: box.y - Math.min(gutter, 18), width: right - left, height: 18 };
  drawText(context, title, line, Math.min(gutter, 16));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number} cell
 */
function drawNoteTitle(context, { layout, viewport, colors, matches, fontFamily }, cell) {
  const { x, y, width, height } = viewport.toPixels(layout.boxOf(cell));
  const note = layout.notes[cell];
  if (!note || !viewport.isVisible({ x, y, width, height })) return;
  const searchShade = matches && (matches[cell] ? colors.match : colors.noMatch);
  const shade = searchShade ?? colors.shades[layout.shades[cell]];
  context.fillStyle = shade.text;
  const size = Math.min(15, Math.max(12, Math.round((layout.side * viewport.scale) / 13)));
  context.font = `400 ${size}px ${fontFamily}`;
  const inside = { x: x + 6, y: y + 5, width: width - 13, height: height - 10 };
  drawText(context, note.title, inside, size * 1.25);
}

/**
 * Draws a ring that is visible on any shade: inside a large cell, where it does not cover the
 * title, or around a small one.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number} cell
 */
function drawFocusRing(context, { layout, viewport, colors }, cell) {
  const { x, y, width, height } = viewport.toPixels(layout.boxOf(cell));
  const direction = Math.min(width, height) > MIN_NOTE_WITH_INNER_RING_PX ? -1 : 1;
  const drawRing = (/** @type {string} */ color, /** @type {number} */ distance) => {
    context.strokeStyle = color;
    context.strokeRect(x - distance, y - distance, width + 2 * distance, height + 2 * distance);
  };
  [context.lineWidth, context.lineJoin] = [3, "miter"];
  drawRing(colors.paper, direction * 4.5);
  drawRing(colors.ink, direction * 1.5);
}
