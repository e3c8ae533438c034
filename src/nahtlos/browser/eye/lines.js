/* The page as one line of texts and controls, and which text stands before which control. */

const headings = "h1, h2, h3, h4, h5, h6, [role=heading], legend, caption, th, [role=columnheader]";
const toolbar = "[role=toolbar], [class*=toolbar i]";
const rowsOf = "tr, [role=row]";
const cellsOf = "td, th, [role=cell], [role=gridcell], [role=rowheader], [role=columnheader]";

/** Texts (runs of words that nothing interrupts) and controls, in the order of the page. */
function line() {
  return once("line", document, () => {
    const items = [];
    const boxes = new Map(controls().filter(({ kind }) => kind !== "radios").map((one) => [one.box, one]));
    let run = null;
    const end = () => {
      if (run) items.push(run);
      run = null;
    };
    const visit = (node, isActing) => {
      if (node.nodeType === 3) {
        if (!/\S/.test(node.data)) return;
        run ??= { parts: [] };
        run.parts.push({ node, isActing });
      }
      if (node.nodeType !== 1 || silent.has(node.tagName)) return;
      const one = boxes.get(node);
      if (one) {
        end();
        items.push({ control: one });
        return;
      }
      if (mute.has(node.tagName) && !isFrame(node)) return;
      const breaks = node.tagName === "BR" || node.tagName === "HR" || !isInline(node);
      if (breaks) end();
      const acts = isActing || node.matches(acting);
      for (const child of kids(node)) visit(child, acts);
      if (breaks) end();
    };
    visit(document.documentElement, false);
    end();
    return items;
  });
}

const shownParts = (run) => once("parts", run, () => run.parts.filter(({ node }) => isVisible(up(node))));
const runText = (run) => tidy(shownParts(run).map(({ node }) => node.data).join(""));

/** What a run can be called: all of it, and without the links and buttons in it. */
function runNames(run) {
  return once("runNames", run, () => {
    const parts = shownParts(run);
    const still = parts.filter(({ isActing }) => !isActing);
    const plain = still.filter(({ node }) => !nearest(up(node), icon));
    return [runText(run), ...[still, plain].map((some) => tidy(some.map(({ node }) => node.data).join("")))].filter(Boolean);
  });
}

const isActing = (run) => shownParts(run).every((part) => part.isActing);
const firstNode = (run) => shownParts(run)[0].node;

/** The element that holds all of a run. */
const holderOf = (run) => shownParts(run).map(({ node }) => up(node)).reduce((one, other) => common(one, other));

/** Where a run stands, in the window of its document. */
function runBox(run) {
  return once("runBox", run, () => {
    const boxes = shownParts(run).map(({ node }) => {
      const range = node.ownerDocument.createRange();
      range.selectNodeContents(node);
      return range.getBoundingClientRect();
    });
    const edge = (side, pick) => pick(...boxes.map((box) => box[side]));
    return { left: edge("left", Math.min), top: edge("top", Math.min), right: edge("right", Math.max), bottom: edge("bottom", Math.max) };
  });
}

const letters = /[\p{L}\p{N}]/u;
const isBlank = (run) => !shownParts(run).length || !letters.test(runText(run));

const places = () => once("places", document, () => new Map(line().map((item, place) => [item.control?.box, place])));
const placeOf = (one) => places().get(one.box) ?? -1;

const isWithin = (group, item) =>
  item.control ? contains(group, item.control.box) : [item.parts[0], item.parts.at(-1)].every(({ node }) => contains(group, node));

/** The texts and controls of a group around one of its items; they stand side by side in the line. */
function around(group, place) {
  const items = line();
  let first = place;
  let last = place;
  while (first > 0 && isWithin(group, items[first - 1])) first--;
  while (last < items.length - 1 && isWithin(group, items[last + 1])) last++;
  return items.slice(first, last + 1).filter((item) => item.control || !isBlank(item));
}

/** The nearest text before a control, and its place in the line. */
function textBefore(one) {
  const items = line();
  for (let place = placeOf(one) - 1; place >= 0; place--) {
    const item = items[place];
    if (item.control || isBlank(item) || isValue(item, one)) continue;
    return { run: item, place };
  }
  return null;
}

/** Chips and values inside a control are not its label. */
function isValue(run, one) {
  const holder = holderOf(run);
  if (contains(one.box, holder)) return true;
  const group = common(holder, one.box);
  if (!group || controlsIn(group).length !== 1) return false;
  const marked = nearest(holder, `${chip}, ${single}`);
  if (marked && marked !== group && contains(group, marked) && !/label/i.test(classOf(marked)) && marked.tagName !== "LABEL") return true;
  const carrier = branch(group, firstNode(run));
  return carrier.nodeType === 1 && below(carrier, remover).some(isVisible) && boxOf(carrier).height <= small;
}

/** Whether a text that stands before a control is its label: same row, cell or group, and in sight of it. */
function isProven({ run, place }, one) {
  if (isActing(run)) return false;
  const holder = holderOf(run);
  const group = common(holder, one.box);
  if (!group || group.tagName === "HTML" || isFrame(group)) return false;
  if (!inSameRow(holder, one.box)) return false;
  const bound = nearest(holder, "label");
  if (bound?.control && bound.control !== one.el && isUsed(bound.control)) return false;
  const carrier = branch(group, firstNode(run));
  if (carrier.nodeType === 1 && controlsIn(carrier).length) return false;
  const tools = nearest(one.box, toolbar);
  if (tools && !contains(tools, holder)) return false;
  if (nearest(holder, headings) && !inRow(holder) && controlsIn(group).length !== 1) return false;
  if (nearest(holder, "th, [role=columnheader]") && !isRowHeading(holder)) return false;
  const isFloating = controlsIn(group).length === 1 && floatsOver(run, one);
  return (isFloating || isBefore(runBox(run), boxOf(one.box))) && isFree(place, run, one);
}

const isUsed = (element) => controls().some(({ el, box }) => el === element || box === element);
const inRow = (element) => nearest(element, rowsOf) !== null;

/** A text in a table labels only what stands in the same row. */
function inSameRow(holder, box) {
  const home = nearest(holder, rowsOf);
  const target = up(box) && nearest(up(box), rowsOf);
  if (home && !contains(home, box)) return false;
  return !target || contains(target, holder);
}

/** A heading in front of its row, not on top of a column. */
function isRowHeading(holder) {
  const cell = nearest(holder, "th, [role=columnheader], [role=rowheader]");
  const row = nearest(cell, rowsOf);
  return row !== null && !nearest(row, "thead") && below(row, cellsOf).some((one) => !one.matches("th, [role=columnheader]"));
}

/** Left of it on the same line, or right above it. */
function isBefore(text, box) {
  const middle = (text.top + text.bottom) / 2;
  const isBeside = middle >= box.top - 6 && middle <= box.bottom + 6;
  if (isBeside && text.left < box.left + 2 && text.right <= box.left + 12) return true;
  const isAbove = text.bottom <= box.top + 8 && box.top - text.bottom <= 120;
  return isAbove && text.left < box.right && text.right > box.left - 12;
}

/** Whether a text floats over a field, as labels do that make room when something is entered; a value that is drawn there takes clicks. */
function floatsOver(run, one) {
  const holder = holderOf(run);
  if (!nearest(holder, "label") && styleOf(holder).pointerEvents !== "none") return false;
  const text = runBox(run);
  const box = boxOf(one.box);
  const middle = (text.top + text.bottom) / 2;
  return text.left >= box.left - 12 && text.right <= box.right + 12 && middle >= box.top && middle <= box.bottom;
}

/** A text right after another control that has no label of its own may belong to that one. */
function isFree(place, run, one) {
  const items = line();
  let index = place - 1;
  while (index >= 0 && !items[index].control && isBlank(items[index])) index--;
  const other = items[index]?.control;
  if (!other || !contains(common(holderOf(run), one.box), other.box)) return true;
  if (boundNames(other).length || ownNames(other).length) return true;
  if (other.kind === "box" || other.kind === "radio") return boxText(other) !== null && boxText(other) !== run;
  const before = textBefore(other);
  return before !== null && isProven(before, other);
}

/** The text that belongs to a box without a bound label: alone with it, or in a strict sequence with others. */
function boxText(one) {
  return once("boxText", one, () => {
    const place = placeOf(one);
    if (place < 0) return null;
    for (let group = up(one.box); group && group.tagName !== "HTML"; group = up(group)) {
      const items = around(group, place);
      const texts = items.filter((item) => !item.control);
      if (!texts.length) continue;
      const alternates = items.every((item, index) => index === 0 || Boolean(item.control) !== Boolean(items[index - 1].control));
      if (!alternates || items.length !== 2 * texts.length) return null;
      const own = items.findIndex((item) => item.control?.box === one.box);
      const text = items[0].control ? items[own + 1] : items[own - 1];
      return isBoxText(text, one) ? text : null;
    }
    return null;
  });
}

function isBoxText(text, one) {
  if (isActing(text) || !inSameRow(holderOf(text), one.box)) return false;
  const bound = nearest(holderOf(text), "label");
  if (bound?.control && bound.control !== one.el && isUsed(bound.control)) return false;
  return isNear(runBox(text), boxOf(one.box));
}

function isNear(text, box) {
  const isBeside = (text.top + text.bottom) / 2 >= box.top - 8 && (text.top + text.bottom) / 2 <= box.bottom + 8;
  return isBeside || isBefore(text, box);
}
