// Typed look-ups in the document, and elements made with their content.

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type the class that the element must have
 * @returns {T | null} the first element that matches, or null
 */
export function findOptional(root, selector, type) {
  const element = root.querySelector(selector);
  if (element === null || element instanceof type) return element;
  throw new TypeError(`${selector} is not of type ${type.name}`);
}

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type the class that the element must have
 * @returns {T} the first element that matches; throws if there is none
 */
export function find(root, selector, type) {
  const element = findOptional(root, selector, type);
  if (element === null) throw new TypeError(`no element matches ${selector}`);
  return element;
}

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T[]} all elements that match and have this class
 */
export function findAll(root, selector, type) {
  /** @type {T[]} */
  const found = [];
  for (const element of root.querySelectorAll(selector))
    if (element instanceof type) found.push(element);
  return found;
}

/**
 * @template {Element} T
 * @param {EventTarget | null} target of an event
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T | null} the target or its nearest ancestor that matches
 */
export function closest(target, selector, type) {
  const element = target instanceof Element ? target.closest(selector) : null;
  return element instanceof type ? element : null;
}

/**
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {string} className empty for none
 * @param {...(string | Node)} content
 * @returns {HTMLElementTagNameMap[N]} a new element
 */
export function createElement(name, className, ...content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

/**
 * @param {string} url
 * @param {string} text
 * @returns {HTMLAnchorElement} a new link
 */
export function createLink(url, text) {
  const link = createElement("a", "", text);
  link.href = url;
  return link;
}

/**
 * @param {string} text
 * @param {() => void} onClick
 * @returns {HTMLButtonElement} a new button
 */
export function createButton(text, onClick) {
  const button = createElement("button", "", text);
  button.type = "button";
  button.addEventListener("click", onClick);
  return button;
}
