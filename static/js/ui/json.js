// Reads JSON of unknown shape.

/**
 * @param {unknown} value
 * @param {...string} path names of properties
 * @returns {unknown} the value of a property of a property …; undefined if there is none
 */
export function valueAt(value, ...path) {
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/**
 * @param {unknown} text
 * @returns {unknown} the value; undefined if the text is not JSON
 */
export function parseJson(text) {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
