/* What a person can see: not hidden, not without size, not transparent, not out of reach. */

/** Where an element stands in the window of its own document; of its children where it has no size itself. */
function boxOf(element) {
  return once("box", element, () => {
    const own = element.getBoundingClientRect();
    if ((own.width && own.height) || element.matches("input, select, textarea")) return own;
    for (const child of kids(element)) {
      if (child.nodeType !== 1 || !child.checkVisibility()) continue;
      const box = boxOf(child);
      if (box.width && box.height) return box;
    }
    return own;
  });
}

function isVisible(element) {
  return once("visible", element, () => look(element));
}

function look(element) {
  if (!element.isConnected) return false;
  if (styleOf(element).display === "contents") {
    return [...kids(element)].some((child) => (child.nodeType === 1 ? isVisible(child) : isText(child) && isDrawn(element)));
  }
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  if (!isShown(element)) return false;
  const frame = frameOf(element);
  return !frame || isVisible(frame);
}

/** Whether the nearest thing above that has a box of its own is drawn. */
function isDrawn(element) {
  const holder = ancestors(element).find((above) => styleOf(above).display !== "contents");
  return !holder || holder.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

const isText = (node) => node.nodeType === 3 && node.data.trim() !== "";

function frameOf(element) {
  try {
    return element.ownerDocument.defaultView.frameElement;
  } catch {
    return null;
  }
}

/** Whether a style leaves nothing of an element to the eye: words for those who have the page read to them. */
function isClipped({ clip, clipPath }) {
  if (/inset\((50|100)%/.test(clipPath)) return true;
  const [top, right, bottom, left] = clip === "auto" ? [] : (clip.match(/-?[\d.]+(?=px)/g) ?? []).map(Number);
  return left !== undefined && (right - left <= 1 || bottom - top <= 1);
}

/** Whether some part of it, bigger than a dot, is inside everything that cuts it off. */
function isShown(element) {
  const { left, top, right, bottom } = boxOf(element);
  let seen = { left, top, right, bottom };
  if (right - left <= 1 || bottom - top <= 1) return false;
  if (isClipped(styleOf(element))) return false;
  let position = styleOf(element).position;
  for (let above = up(element); above && above.ownerDocument === element.ownerDocument; above = up(above)) {
    if (position === "fixed") break;
    const style = styleOf(above);
    if (style.display === "contents") continue;
    if (position === "absolute" && style.position === "static" && style.transform === "none") continue;
    position = style.position;
    if (above === above.ownerDocument.body || above === above.ownerDocument.documentElement) continue;
    seen = cut(seen, above, style);
    if (seen.right - seen.left <= 1 || seen.bottom - seen.top <= 1) return false;
  }
  return isReachable(seen, element.ownerDocument, position);
}

/** What `above` leaves of a box: all of it where one can scroll to it, else the part inside. */
function cut(seen, above, style) {
  const box = above.getBoundingClientRect();
  const result = { ...seen };
  if (style.overflowX !== "visible") {
    const scrolls = /auto|scroll/.test(style.overflowX) && above.scrollWidth > above.clientWidth;
    if (scrolls) Object.assign(result, { left: box.left, right: box.right });
    else Object.assign(result, { left: Math.max(seen.left, box.left), right: Math.min(seen.right, box.right) });
  }
  if (style.overflowY !== "visible") {
    const scrolls = /auto|scroll/.test(style.overflowY) && above.scrollHeight > above.clientHeight;
    if (scrolls) Object.assign(result, { top: box.top, bottom: box.bottom });
    else Object.assign(result, { top: Math.max(seen.top, box.top), bottom: Math.min(seen.bottom, box.bottom) });
  }
  return result;
}

/** Whether scrolling the window can bring it on the screen. */
function isReachable(box, doc, position) {
  const view = doc.defaultView;
  const root = doc.documentElement;
  const isFixed = position === "fixed";
  const shift = isFixed ? { x: 0, y: 0 } : { x: view.scrollX, y: view.scrollY };
  if (box.right + shift.x <= 0 || box.bottom + shift.y <= 0) return false;
  const stops = (axis) => isFixed || [root, doc.body].some((node) => node && /hidden|clip/.test(styleOf(node)[axis]));
  if (stops("overflowX") && box.left >= view.innerWidth) return false;
  return !(stops("overflowY") && box.top >= view.innerHeight);
}

/** Hidden from the eye only by being transparent: natives that lie over what is drawn for them. */
function isOverlay(element) {
  return (
    element.checkVisibility({ visibilityProperty: true }) &&
    styleOf(element).opacity === "0" &&
    boxOf(element).width > 3 &&
    boxOf(element).height > 3
  );
}
