/* Paints over what may be about a person before a picture is taken; nothing of the page itself is changed. */

const COVER = "nahtlos-cover";
const telling = "td, dd, [role=cell], [role=gridcell], [contenteditable]:not([contenteditable=false])";
const pictures = "img, picture, canvas, video, audio, object, embed, svg image";
const asButton = new Set(["button", "submit", "reset", "checkbox", "radio", "range", "color", "image"]);
const numbers = /\d{3,}|\S@\S/;

const tight = (text) => text.toLowerCase().replace(/[\s\u00ad\u200b-\u200d]+/g, "");

function hasValue(element) {
  if (element.tagName === "INPUT") return !asButton.has(element.type);
  return element.tagName === "TEXTAREA" || element.tagName === "SELECT";
}

/** Whether what stands in the element itself, not in one inside it, holds a value. */
function tells(element, values) {
  const text = once("tight", element, textIn);
  if (!text) return false;
  if (!values.some((value) => text.includes(value))) return false;
  return ![...kids(element)].some((child) => child.nodeType === 1 && values.some((value) => (once("tight", child, textIn) ?? "").includes(value)));
}

function textIn(element) {
  let text = "";
  for (const child of kids(element)) {
    if (child.nodeType === 3) text += tight(child.data);
    else if (child.nodeType === 1 && !silent.has(child.tagName)) text += once("tight", child, textIn);
  }
  return text;
}

/** The rectangles to paint, by the document they stand in. */
function hideouts({ values, boxes }) {
  blink();
  const found = new Map(documents().map((doc) => [doc, doc === document ? [...boxes] : []]));
  const add = (element, boxes) => {
    const list = found.get(element.ownerDocument);
    for (const box of boxes) if (box.width > 0 && box.height > 0) list?.push([box.left - 2, box.top - 2, box.width + 4, box.height + 4]);
  };
  for (const element of every()) {
    if (element.localName === COVER) continue;
    const isWhole = hasValue(element) || element.matches(telling) || element.matches(pictures) || (isFrame(element) && !documentIn(element));
    if (isWhole) add(element, [element.getBoundingClientRect()]);
    for (const child of kids(element)) {
      if (child.nodeType === 1 && (child.tagName === "OBJECT" || child.tagName === "EMBED")) add(child, [child.getBoundingClientRect()]);
      if (child.nodeType === 3 && numbers.test(child.data)) add(element, rectsOf(child));
    }
    if (tells(element, values)) add(element, [element.getBoundingClientRect(), ...rectsOf(element)]);
  }
  return found;
}

function rectsOf(node) {
  const range = node.ownerDocument.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()];
}

const painted = new Map();

/** Paint; says how much. The cover is the last thing in the top layer, so nothing of the page lies above it. */
function cover({ values, boxes: more = [] }) {
  uncover();
  let count = 0;
  for (const [doc, boxes] of hideouts({ values, boxes: more })) {
    const host = doc.createElement(COVER);
    host.setAttribute("style", "all: initial !important; position: fixed !important; inset: 0 !important; width: 100vw !important; height: 100vh !important; margin: 0 !important; padding: 0 !important; border: 0 !important; background: transparent !important; overflow: hidden !important; pointer-events: none !important; z-index: 2147483647 !important; display: block !important; opacity: 1 !important; visibility: visible !important;");
    const root = host.attachShadow({ mode: "closed" });
    for (const [left, top, width, height] of boxes) {
      const patch = doc.createElement("div");
      patch.setAttribute("style", `position: absolute; left: ${left}px; top: ${top}px; width: ${width}px; height: ${height}px; background: #333;`);
      root.append(patch);
    }
    if (!doc.documentElement) continue;
    doc.documentElement.append(host);
    if (host.showPopover) {
      host.popover = "manual";
      host.showPopover();
    }
    painted.set(doc, { host, boxes });
    count += boxes.length;
  }
  return { state: "done", count };
}

/** Whether everything that must not be seen is still under the paint: the page may have gone on meanwhile. */
function isCovered({ values, boxes: more = [] }) {
  const inside = ([left, top, width, height], [x, y, w, h]) => left >= x - 1 && top >= y - 1 && left + width <= x + w + 1 && top + height <= y + h + 1;
  for (const [doc, boxes] of hideouts({ values, boxes: more })) {
    const paint = painted.get(doc);
    if (!paint?.host.isConnected) return { state: "done", is: false };
    const same = new Set(paint.boxes.map(String));
    if (boxes.some((box) => !same.has(String(box)) && !paint.boxes.some((other) => inside(box, other)))) return { state: "done", is: false };
  }
  return { state: "done", is: true };
}

function uncover() {
  for (const { host } of painted.values()) host.remove();
  painted.clear();
  return { state: "done" };
}
