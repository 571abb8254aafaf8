// Draws the visible part of the map on a canvas.

import { drawText, fitsInLine } from "./text.js";

/** A note of at least this size shows its title. */
const MIN_NOTE_WITH_TITLE_PX = 90;
/** The font sizes of a channel's name over its cells: the largest with which it fits. */
const NAME_SIZES_PX = [13, 12, 11];
/** A smaller area has no name. It has room for about three letters and an ellipsis. */
const MIN_AREA_WITH_NAME_PX = { width: 34, height: 16 };
/** The height of a line is the font size and this space. */
const NAME_LEADING_PX = 4;
const MAX_NAME_LINES = 2;
/** A note of more than this size has its focus ring inside. */
const MIN_NOTE_WITH_INNER_RING_PX = 40;
/** A gutter of at least this height shows a title. */
const MIN_CHANNEL_GUTTER_PX = 16;
const MIN_GROUP_GUTTER_PX = 13;
/** The part of a gutter that its title needs. */
const GUTTER_LINE_PX = 18;
/** Larger cells have a gap between them. */
const MIN_CELL_WITH_GAP_PX = 5;

/**
 * @typedef {import("./layout.js").Box} Box
 * @typedef {import("./layout.js").Channel} Channel
 * @typedef {import("./layout.js").Group} Group
 * @typedef {import("./layout.js").TreemapLayout} TreemapLayout
 */

/**
 * @typedef {object} Scene
 * @property {TreemapLayout} layout
 * @property {import("./viewport.js").Viewport} viewport
 * @property {import("./colors.js").Colors} colors
 * @property {import("./coloring.js").Coloring} coloring
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
    viewport.isVisible(viewport.toPixels(withGutter(box, layout))),
  );
  drawCells(context, scene, channels, pixelRatio);
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  for (const channel of channels) drawChannelTitles(context, scene, channel);
  if (scene.cursor >= 0) drawFocusRing(context, scene, scene.cursor);
  return channels;
}

/**
 * @param {Box} box of a channel or a group
 * @param {TreemapLayout} layout
 * @returns {Box} with a margin as wide as the gutter of a channel
 */
export function withGutter({ x, y, width, height }, { channelGutter: margin }) {
  return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
}

/** @typedef {Pick<Scene, "layout" | "viewport">} Scale */

/** @param {Scale} scale whether it is large enough for the titles of videos */
export function showsVideoTitles({ layout, viewport }) {
  return layout.channelGutter * viewport.scale >= MIN_CHANNEL_GUTTER_PX;
}

/** @param {Scale} scale whether it is large enough for the titles of notes */
export function showsNoteTitles({ layout, viewport }) {
  return layout.side * viewport.scale >= MIN_NOTE_WITH_TITLE_PX;
}

/**
 * Draws the visible cells shade by shade, because setting the fill style takes longer than filling.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Channel[]} channels
 * @param {number} pixelRatio
 */
function drawCells(context, { layout, viewport, colors, coloring }, channels, pixelRatio) {
  const { shades, shadeOf } = coloring.shadesIn(colors);
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
 * Draws the titles of videos and notes, as far as they fit, and the channel's name: in its gutter
 * at a large scale, otherwise over its cells.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Channel} channel
 */
function drawChannelTitles(context, scene, channel) {
  const { layout, viewport, colors, fontFamily } = scene;
  const box = viewport.toPixels(channel.box);
  const hasTitles = showsVideoTitles(scene);
  if (hasTitles)
    channel.groups.forEach((group, index) => {
      if (!viewport.isVisible(viewport.toPixels(withGutter(group.box, layout)))) return;
      drawGroupTitles(context, scene, group, layout.videoTitles[channel.index]?.[index]);
    });
  context.fillStyle = colors.ink;
  const gutter = layout.channelGutter * viewport.scale;
  const isGutterVisible = (layout.isTransposed ? box.x : box.y) >= Math.min(gutter, GUTTER_LINE_PX);
  if (!hasTitles || !isGutterVisible) {
    drawChannelName(context, scene, channel.name, box);
    return;
  }
  context.font = `600 13px ${fontFamily}`;
  drawGutterTitle(context, scene, channel.name, box, gutter);
}

/**
 * Draws a name in the corner of the visible part of a box.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {string} name
 * @param {Box} box
 */
function drawChannelName(context, { viewport, colors, fontFamily }, name, box) {
  const [left, top] = [Math.max(box.x, 0), Math.max(box.y, 0)];
  const width = Math.min(box.x + box.width, viewport.width) - left;
  const height = Math.min(box.y + box.height, viewport.height) - top;
  if (width < MIN_AREA_WITH_NAME_PX.width || height < MIN_AREA_WITH_NAME_PX.height) return;
  const inside = { x: left + 3, y: top, width: width - 6, height };
  let lineHeight = 0;
  for (const size of NAME_SIZES_PX) {
    context.font = `600 ${size}px ${fontFamily}`;
    lineHeight = size + NAME_LEADING_PX;
    if (fitsInLine(context, name, inside.width)) break;
  }
  inside.height = Math.min(height, MAX_NAME_LINES * lineHeight);
  drawText(context, name, inside, lineHeight, colors.paper);
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
  if (showsNoteTitles(scene)) {
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
 * Draws a title in the gutter above a box. It stays in view as long as the gutter does. The gutters
 * of a transposed map are beside their box, and their titles run down.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {string} title
 * @param {Box} box
 * @param {number} gutter in pixels
 */
function drawGutterTitle(context, { layout, viewport }, title, box, gutter) {
  const { isTransposed } = layout;
  const [boxStart, boxSize, edge] = isTransposed
    ? [box.y, box.height, viewport.height]
    : [box.x, box.width, viewport.width];
  const start = Math.max(boxStart, 0) + 2;
  const width = Math.min(boxStart + boxSize, edge) - start;
  const [height, lineHeight] = [GUTTER_LINE_PX, Math.min(gutter, 16)];
  if (!isTransposed) {
    const y = box.y - Math.min(gutter, GUTTER_LINE_PX);
    drawText(context, title, { x: start, y, width, height }, lineHeight);
    return;
  }
  context.save();
  context.translate(box.x, 0);
  context.rotate(Math.PI / 2);
  drawText(context, title, { x: start, y: 0, width, height }, lineHeight);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number} cell
 */
function drawNoteTitle(context, { layout, viewport, colors, coloring, fontFamily }, cell) {
  const { x, y, width, height } = viewport.toPixels(layout.boxOf(cell));
  const note = layout.notes[cell];
  if (!note || !viewport.isVisible({ x, y, width, height })) return;
  const { shades, shadeOf } = coloring.shadesIn(colors);
  context.fillStyle = shades[shadeOf[cell]].text;
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
