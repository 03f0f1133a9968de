// One way to make an element. Text is always a text node and there is no path from data to markup, so a reply
// can never become script or style.

const SIGN = /(\d) %/g; // a figure and its sign stay on one line

/**
 * @param {string} tag
 * @param {Object} [attributes] `onclick` and the like become listeners; true writes an empty attribute; null and false write none.
 * @param {...(Node|string|null|Array)} children
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  const shown = children.flat(2).filter((child) => child !== null && child !== undefined && child !== "");
  element.append(...shown.map((child) => (child.nodeType ? child : String(child).replace(SIGN, "$1\u00a0%"))));
  return element;
}
