/* What the server wrote into the page: who is signed in, and how this run lays its forms out. */

export const start = JSON.parse(document.getElementById("start").textContent);

let last = 0;

/** An id nobody has seen before: ids change with every render. */
export function freshId() {
  last += 1;
  return `${start.layout.prefix}${last.toString(36)}`;
}

/** How the label of this field is bound to it in this run. */
export function bindingOf(name) {
  return start.layout.bindings[name];
}
