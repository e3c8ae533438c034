/* The open dialog that keeps a person from everything else: native, by role, or only drawn. */

const popups = "[role=listbox], [role=menu], [role=option], [role=status], [role=alert], [role=tooltip], [aria-live]";

/** The topmost element at a point of a document, through shadow roots. */
function hit(doc, x, y) {
  let element = doc.elementFromPoint(x, y);
  while (element?.shadowRoot) {
    const { shadowRoot: root } = element;
    const inner = root.elementsFromPoint(x, y).find((one) => one.getRootNode() === root); // a slotted text counts as its host
    if (!inner) break;
    element = inner;
  }
  return element;
}

/** Whether the middle of what can be seen of an element is not covered by something else. */
function isOnTop(element) {
  const view = element.ownerDocument.defaultView;
  const box = boxOf(element);
  const left = Math.max(box.left, 0);
  const top = Math.max(box.top, 0);
  const x = (left + Math.min(box.right, view.innerWidth)) / 2;
  const y = (top + Math.min(box.bottom, view.innerHeight)) / 2;
  const seen = hit(element.ownerDocument, x, y);
  return seen !== null && contains(element, seen);
}

/** A layer over the whole window of a document that covers things one could work with. */
function veil(doc) {
  return once("veil", doc, () => {
    const { innerWidth: width, innerHeight: height } = doc.defaultView;
    if (width < 50 || height < 50) return null;
    const corners = [[2, 2], [width - 3, 2], [2, height - 3], [width - 3, height - 3]];
    const layers = corners.map(([x, y]) => layerOf(hit(doc, x, y), width, height));
    return [...new Set(layers)].find((layer) => layer && covers(layer, all(workable))) ?? null;
  });
}

function layerOf(element, width, height) {
  for (let node = element; node && node.ownerDocument === element.ownerDocument; node = up(node)) {
    if (node.tagName === "BODY" || node.tagName === "HTML") return null;
    if (!/fixed|absolute/.test(styleOf(node).position) && !node.matches("dialog:modal")) continue;
    const box = node.getBoundingClientRect();
    if (box.left <= 2 && box.top <= 2 && box.right >= width - 2 && box.bottom >= height - 2) return node;
  }
  return null;
}

const workable = `${native}, button, a[href], [role=button], [role=tab], ${headings}`;

/** Whether a layer lies over one of these at least. */
function covers(layer, elements) {
  const { ownerDocument: doc } = layer;
  const { innerWidth: width, innerHeight: height } = doc.defaultView;
  let tries = 0;
  for (const element of elements) {
    if (element.ownerDocument !== doc || contains(layer, element) || !isVisible(element)) continue;
    const box = element.getBoundingClientRect();
    const x = (box.left + box.right) / 2;
    const y = (box.top + box.bottom) / 2;
    if (!box.width || x < 0 || y < 0 || x >= width || y >= height) continue;
    const seen = hit(doc, x, y);
    if (seen && contains(layer, seen)) return true;
    if (++tries > 40) return false;
  }
  return false;
}

/** Items of flexible boxes can lie above others without being positioned. */
const isLayered = (element) => styleOf(element).zIndex !== "auto" && Boolean(up(element)) && /flex|grid/.test(styleOf(up(element)).display);

/** What stands above a veil: the veil itself if there is something on it, else what floats over it. */
function aboveVeil(layer) {
  const isUseful = (element) => below(element, workable).some(isVisible) || words(element) !== "";
  if (isUseful(layer)) return [layer];
  const line = new Set([layer, ...ancestors(layer)]);
  const floating = every().filter(
    (element) =>
      element.ownerDocument === layer.ownerDocument &&
      !line.has(element) &&
      (/fixed|absolute|sticky|relative/.test(styleOf(element).position) || isLayered(element)) &&
      isVisible(element) &&
      isOnTop(element),
  );
  const outer = floating.filter((element) => !floating.some((other) => other !== element && contains(other, element)));
  return outer.some(isUseful) ? outer.filter(isUseful) : [layer];
}

/** The dialogs that are open now, the topmost alone; nothing where none keeps a person from the rest. */
function modals() {
  return once("modals", document, () => {
    const named = all("dialog, [role=dialog], [role=alertdialog], [aria-modal=true]").filter((element) => isVisible(element) && isModal(element));
    const drawn = documents().map(veil).filter((layer) => layer && governs(layer));
    const above = drawn.flatMap(aboveVeil);
    if (above.length) {
      const inner = named.filter((element) => above.some((one) => one !== element && contains(one, element)) && isOnTop(element));
      if (inner.length) return [innermost(inner)];
      const whole = named.filter((element) => above.every((one) => contains(element, one)) && !drawn.some((layer) => covers(layer, below(element, workable))));
      return whole.length ? [innermost(whole)] : above; // a dialog with its veil in it, of which only parts float
    }
    if (named.length < 2) return named;
    const top = named.filter(isOnTop);
    return [innermost(top.length ? top : named)];
  });
}

function isModal(element) {
  const isBeside = element.matches(pickers) || isOfControl(element);
  if (!governs(element) || (isBeside && veil(element.ownerDocument) === null)) return false; // a calendar or list beside its field keeps nobody from the rest
  return element.matches("dialog:modal") || element.getAttribute("aria-modal") === "true" || (veil(element.ownerDocument) !== null && isOnTop(element));
}

/** Whether a box is what a field has opened: one says that it is open, and the box is what it names. */
function isOfControl(element) {
  const line = [element, ...ancestors(element).slice(0, 6)];
  const openers = all("input[aria-expanded=true], [role=combobox][aria-expanded=true]");
  return openers.some((one) => contains(element, one) === false && byIds(one, `${one.getAttribute("aria-controls") ?? ""} ${one.getAttribute("aria-owns") ?? ""}`).some((owned) => line.includes(owned)));
}

/** A dialog in a small frame is the business of that frame alone. */
function governs(element) {
  const view = element.ownerDocument.defaultView;
  return view.innerWidth * view.innerHeight * 3 >= window.innerWidth * window.innerHeight;
}

const innermost = (elements) => elements.filter((one) => !elements.some((other) => other !== one && contains(one, other))).at(-1);

/** Whether a person could get at an element now: inside the open dialog, or floating above it. */
function isAllowed(element) {
  const open = modals();
  if (!open.length || open.some((one) => contains(one, element))) return true;
  if (open.some((one) => contains(element, one))) return false;
  const floats = [element, ...ancestors(element)].some((one) => /fixed|absolute/.test(styleOf(one).position) && !open.some((dialog) => contains(one, dialog)));
  if (!floats || !isVisible(element) || !isOnTop(element)) return false;
  return nearest(element, popups) !== null || (veil(element.ownerDocument) !== null && comesAfter(element, open[0]));
}

const comesAfter = (element, other) => order().first.get(element) > order().first.get(other);
