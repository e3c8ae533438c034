/* The page as one tree: open shadow roots, slots and frames of the same origin are part of it. */

const silent = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "HEAD", "DATALIST", "OBJECT", "EMBED"]);
let memory = new Map();

/** Forget what was seen: called whenever the page may have changed. */
function blink() {
  memory = new Map();
}

/** Remember the answer to a question about a thing until the next blink. */
function once(question, thing, answer) {
  let known = memory.get(question);
  if (!known) memory.set(question, (known = new Map()));
  if (!known.has(thing)) known.set(thing, answer(thing));
  return known.get(thing);
}

const isFrame = (node) => node.tagName === "IFRAME" || node.tagName === "FRAME";

/** The document in a frame, or null where another origin shuts us out. */
function documentIn(frame) {
  try {
    return frame.contentDocument;
  } catch {
    return null;
  }
}

function kids(node) {
  if (node.nodeType !== 1) return node.childNodes;
  if (node.shadowRoot) return node.shadowRoot.childNodes;
  if (node.tagName === "SLOT") {
    const assigned = node.assignedNodes();
    return assigned.length ? assigned : node.childNodes;
  }
  if (isFrame(node)) {
    const root = documentIn(node)?.documentElement;
    return root ? [root] : [];
  }
  return node.childNodes;
}

/** The node above, through slots, shadow roots and frames. */
function up(node) {
  if (node.assignedSlot) return node.assignedSlot;
  const above = node.parentNode;
  if (!above) return null;
  if (above.nodeType === 11) return above.host ?? null;
  if (above.nodeType !== 9) return above;
  try {
    return above.defaultView?.frameElement ?? null;
  } catch {
    return null;
  }
}

function ancestors(node) {
  const line = [];
  for (let above = up(node); above; above = up(above)) line.push(above);
  return line;
}

function contains(outer, inner) {
  const { first, last } = order();
  const start = first.get(outer);
  if (start !== undefined && first.has(inner)) return start <= first.get(inner) && first.get(inner) <= last.get(outer);
  for (let node = inner; node; node = up(node)) if (node === outer) return true;
  return false;
}

/** The smallest node that holds both, or null. */
function common(one, other) {
  const line = new Set([one, ...ancestors(one)]);
  for (let node = other; node; node = up(node)) if (line.has(node)) return node;
  return null;
}

/** The child of `outer` in which `inner` stands. */
function branch(outer, inner) {
  let node = inner;
  for (let above = up(node); above && above !== outer; above = up(node)) node = above;
  return node;
}

/** The nearest node above or the node itself that fits. */
function nearest(node, selector) {
  for (let one = node.nodeType === 1 ? node : up(node); one; one = up(one)) if (one.matches(selector)) return one;
  return null;
}

/** Every element, in the order of the page. */
const every = () => order().list;

/** All elements in order, the place of each, and that of the last one inside it. */
function order() {
  return once("order", document, () => {
    const list = [];
    const first = new Map();
    const last = new Map();
    const stack = [document.documentElement];
    while (stack.length) {
      const node = stack.pop();
      if (Array.isArray(node)) {
        last.set(node[0], list.length - 1);
        continue;
      }
      if (node.nodeType !== 1 || silent.has(node.tagName)) continue;
      first.set(node, list.length);
      list.push(node);
      stack.push([node]);
      const below = kids(node);
      for (let index = below.length - 1; index >= 0; index--) if (below[index].nodeType === 1) stack.push(below[index]);
    }
    return { list, first, last };
  });
}

/** Every element that fits the selector, in the order of the page. */
function all(selector) {
  return once("all", selector, () => every().filter((element) => element.matches(selector)));
}

/** The elements below `root` that fit, in the order of the page. */
function below(root, selector) {
  const { list, first, last } = order();
  if (first.has(root)) return list.slice(first.get(root) + 1, last.get(root) + 1).filter((element) => element.matches(selector));
  const found = [];
  const stack = [root];
  while (stack.length) {
    const node = stack.pop();
    if (!node || node.nodeType !== 1 || silent.has(node.tagName)) continue;
    if (node !== root && node.matches(selector)) found.push(node);
    const under = kids(node);
    for (let index = under.length - 1; index >= 0; index--) stack.push(under[index]);
  }
  return found;
}

/** The documents of this tree: the one at the top and those in its frames. */
function documents() {
  return [document, ...every().filter(isFrame).map(documentIn).filter(Boolean)];
}

/** The frames whose documents another origin keeps to itself. */
function shutFrames() {
  return every().filter((node) => isFrame(node) && !documentIn(node));
}

const styleOf = (element) =>
  once("style", element, () => element.ownerDocument.defaultView.getComputedStyle(element));

/** The element with an id, in the same document or shadow root. */
function byId(element, id) {
  return id ? (element.getRootNode().getElementById?.(id) ?? null) : null;
}

function byIds(element, ids) {
  return (ids ?? "").split(/\s+/).map((id) => byId(element, id)).filter(Boolean);
}
