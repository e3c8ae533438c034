/* Where to click, proof that the click lands there, and when the page is still again. */

let expected = null;
const watched = new WeakSet();
const frames = (count) =>
  new Promise((done) => {
    const step = (left) => (left ? requestAnimationFrame(() => step(left - 1)) : done());
    step(count);
    setTimeout(done, count * 100);
  });
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** How far the window of an element is from the window at the top. */
function offsetOf(element) {
  let x = 0;
  let y = 0;
  for (let frame = frameOf(element); frame; frame = frameOf(frame)) {
    const box = frame.getBoundingClientRect();
    const style = frame.ownerDocument.defaultView.getComputedStyle(frame);
    x += box.left + frame.clientLeft + parseFloat(style.paddingLeft);
    y += box.top + frame.clientTop + parseFloat(style.paddingTop);
  }
  return { x, y };
}

/** Whether a point in an element's window is seen on the screen: no frame around it is covered there. */
function isSeen(element, x, y) {
  let frame = frameOf(element);
  while (frame) {
    const box = frame.getBoundingClientRect();
    x += box.left + frame.clientLeft;
    y += box.top + frame.clientTop;
    if (hit(frame.ownerDocument, x, y) !== frame) return false;
    frame = frameOf(frame);
  }
  return true;
}

/** A point of an element that belongs to it alone, or what covers it. */
function pointOn(element) {
  const owner = nearest(element, acting);
  const labels = [...(element.labels ?? [])];
  const isOwn = (seen) => {
    if (seen && labels.some((label) => contains(label, seen)) && !nearest(seen, "a, button")) return true;
    if (!seen || !(contains(element, seen) || (owner && contains(owner, seen)))) return false;
    const other = nearest(seen, "a, button, input, select, textarea");
    return !other || contains(other, element) || other === element || !contains(element, other) || element.matches(acting);
  };
  let cover = null;
  for (const { x, y } of pointsOf(element)) {
    const seen = hit(element.ownerDocument, x, y);
    if (isOwn(seen) && isSeen(element, x, y)) {
      const shift = offsetOf(element);
      return { x: x + shift.x, y: y + shift.y };
    }
    cover ??= seen;
  }
  return { cover };
}

function pointsOf(element) {
  const { innerWidth, innerHeight } = element.ownerDocument.defaultView;
  const lines = [...element.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
  const parts = [0.5, 0.15, 0.85, 0.03, 0.97];
  const grid = (box) => parts.flatMap((right) => parts.map((down) => ({ x: box.left + box.width * right, y: box.top + box.height * down })));
  const points = (lines.length ? lines.slice(0, 5) : [boxOf(element)]).flatMap(grid);
  return points.filter(({ x, y }) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
}

/** Bring an element to where it can be clicked, and name the point; or say what is in the way. */
function reach(element) {
  let point = pointOn(element);
  for (const block of ["nearest", "center", "end"]) {
    if (point.x !== undefined) break;
    element.scrollIntoView({ block, inline: "nearest", behavior: "instant" });
    blink();
    point = pointOn(element);
  }
  if (point.x !== undefined) return { state: "ok", ...point };
  const cover = point.cover && (nearest(point.cover, `${message}, [role=dialog], dialog`) ?? point.cover);
  return { state: "covered", by: cover ? (words(cover) || names(cover)[0] || cover.tagName.toLowerCase()).slice(0, 80) : "" };
}

/** From now on, the next press of the mouse must land in this element; anywhere else it is swallowed. */
function arm(element, isTwice) {
  const view = element.ownerDocument.defaultView;
  if (!watched.has(view)) {
    watched.add(view);
    for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "dblclick"]) view.addEventListener(type, guard, true);
  }
  const shot = { element, owners: [nearest(element, acting), ...(element.labels ?? [])].filter(Boolean), last: isTwice ? "dblclick" : "click", hasHit: false, hasMissed: false };
  shot.landed = new Promise((done) => (shot.done = done));
  expected = shot;
  return shot;
}

function guard(event) {
  if (!expected || !event.isTrusted) return;
  const shot = expected;
  if (!shot.hasHit && !shot.hasMissed) {
    shot.moves = movesFromNow();
    const path = event.composedPath();
    const isRight = path.includes(shot.element) || shot.owners.some((owner) => path.includes(owner));
    if (isRight) {
      shot.hasHit = true;
      globalThis.nahtlosHit?.("");
    } else shot.hasMissed = true;
  }
  if (shot.hasMissed) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  if (event.type === shot.last) {
    expected = null;
    shot.done();
  }
}

/** Notice what begins to move: it may do so before anybody comes to see whether the page is still. */
function movesFromNow() {
  const observer = new MutationObserver((records) => (moves.have ||= records.some(isMove)));
  const moves = { have: false, end: () => ((moves.have ||= observer.takeRecords().some(isMove)), observer.disconnect(), moves.have) };
  for (const one of documents()) observer.observe(one, changes);
  return moves;
}

/** Locate something to click, check that it is ready, and take aim. */
async function aim({ locator, isTwice = false, isDry = false }) {
  blink();
  const { thing, ...rest } = stateOf(locator, "click");
  if (!thing) return rest;
  const answer = await aimAt(thing.control?.box ?? thing.el, isTwice, isDry);
  return answer.state === "ok" && !isDry ? { ...answer, texts: remember() } : answer;
}

/** Whether a thing has the class of one that does nothing (`ui-state-disabled`, `dx-button-disable`), and is pale or out of the way of keys. */
const looksOff = (element) => [...element.classList].some((name) => /[-_]disabled?$/i.test(name)) && (Number(styleOf(element).opacity) < 0.8 || element.getAttribute("tabindex") === "-1");

/** Whether exactly one such thing could be clicked now. */
function clickableNow({ locator }) {
  const { thing } = stateOf(locator, "click");
  const isOff = !thing || !isEnabled(thing.el) || nearest(thing.el, ".disabled, [disabled]") || looksOff(thing.el) || styleOf(thing.el).pointerEvents === "none";
  return { state: isOff ? "none" : "one" };
}

async function aimAt(element, isTwice, isDry) {
  if (!isEnabled(element)) return { state: "disabled" };
  if (document.getAnimations?.().length) await calm(element);
  const point = reach(element);
  if (point.state === "ok" && !isDry) keep.shot = arm(element, isTwice);
  return { ...point, thing: keep(element) };
}

/** Wait until an element that moves has come to rest; a moving one is waited for no longer than a second. */
async function calm(element) {
  let last = null;
  for (let tries = 0; tries < 30; tries++) {
    const { left, top } = element.getBoundingClientRect();
    if (last && last.left === left && last.top === top) break;
    last = { left, top };
    await frames(1);
  }
  blink();
}

/** After the mouse was pressed: whether it landed, once the page is still. */
async function landed() {
  const shot = keep.shot;
  if (!shot) return { hasHit: false };
  await Promise.race([shot.landed, pause(500)]);
  expected = null;
  await still({ longest: 400, hasMoved: shot.moves?.end() ?? false });
  return { hasHit: shot.hasHit, hasMissed: shot.hasMissed, isClosing: window.closed };
}

const changes = {
  childList: true,
  characterData: true,
  subtree: true,
  attributes: true,
  attributeFilter: ["class", "disabled", "hidden", "readonly", "open", "src", "value", "aria-expanded", "aria-hidden", "aria-busy", "style"],
};

const moving = 800;
const isMove = ({ attributeName }) => attributeName === "style";

/** Whether something fades or slides to where it will stay; what turns for ever does not count. */
const slides = () => document.getAnimations().some((one) => one.playState === "running" && one.effect?.getComputedTiming().endTime <= moving);

const scripted = "boolean(//script | //@*[starts-with(name(), 'on')] | //@href[starts-with(., 'javascript:')])";

/** Whether nothing can move in a page: it has loaded, and it has no scripts. */
const isLifeless = () => documents().every((one) => one.readyState === "complete" && !one.evaluate(scripted, one, null, XPathResult.BOOLEAN_TYPE).booleanValue);

const starting = 5000;

/** Whether scripts of the page are still to run that wait until all of it is there: modules, and what is deferred. */
const hasToStart = () => document.readyState === "interactive" && performance.getEntriesByType("navigation")[0]?.domContentLoadedEventStart === 0;

/** Wait until nothing has changed for some frames, and for a while until what unfolds, fades or slides has come to rest. */
async function still({ longest = 1000, rest = 2, hasMoved = false } = {}) {
  let hasChanged = false;
  const observer = new MutationObserver((records) => {
    hasMoved ||= records.some(isMove);
    hasChanged ||= !records.every(isMove);
  });
  for (const root of [...documents(), ...every().map((element) => element.shadowRoot).filter(Boolean)]) observer.observe(root, changes);
  const start = performance.now();
  const isOver = (ms) => performance.now() > start + ms;
  do {
    const quiet = isLifeless() ? 1 : hasMoved ? Math.max(5, rest) : rest;
    hasChanged = false;
    hasMoved = false;
    await frames(quiet);
    hasMoved ||= slides();
  } while (((hasChanged || document.readyState === "loading") && !isOver(longest)) || (hasToStart() && !isOver(starting)) || (hasMoved && !isOver(moving)));
  observer.disconnect();
  blink();
  return { isStill: !hasChanged };
}

const kept = new Map();
let count = (Math.floor(performance.timeOrigin) % 1e9) * 1e4;

/** Keep an element so that a later call can name it. */
function keep(element) {
  kept.set(++count, element);
  if (kept.size > 500) kept.delete(kept.keys().next().value);
  return count;
}
