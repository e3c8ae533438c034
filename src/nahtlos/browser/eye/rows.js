/* The rows of the one table that is meant, as texts by column; virtual ones are scrolled through. */

const whole = (text) => ({ texts: [text], how: "whole" });

/** The columns asked for: a key for each, the heading to find it by, and whether it may be missing. */
function keysOf({ columns, where }) {
  const asked = columns.map(({ name, heading, optional }) => ({ key: name, name: heading ?? whole(name), optional: optional && !where.some(([key]) => key === name) }));
  const more = where.filter(([key]) => !asked.some((one) => one.key === key)).map(([key]) => ({ key, name: whole(key), optional: false }));
  return [...asked, ...more];
}

/** The place of a column in a grid: by heading, or by number where there is no heading. */
function placesOf(grid, name) {
  const found = columnsOf(grid, name);
  const number = Number(name.texts?.[0]);
  return !found.length && number >= 1 && grid.heads[number - 1] && !grid.heads[number - 1].shown ? [number - 1] : found;
}

/** The one table a specification means, and where its columns stand. */
function gridFor(spec, isIn) {
  const keys = keysOf(spec);
  const ok = (element) => isIn(element) && isAllowed(element);
  const isAsked = spec.of ? isInOf(spec.of, ok) : ok;
  if (!isAsked) return { state: "none" };
  let fitting = [];
  for (const variant of [(grid) => grid, withFirstRow]) {
    fitting = grids(isAsked).map(variant).filter(Boolean).map((grid) => ({ grid, found: keys.map(({ name }) => placesOf(grid, name)) }))
      .filter(({ grid, found }) => keys.every(({ optional }, index) => optional || found[index].length) && (keys.length ? found.some(({ length }) => length) : grid.heads.some(({ shown }) => shown) || spec.of));
    if (fitting.length) break;
  }
  const most = Math.max(0, ...fitting.map(({ found }) => found.filter(({ length }) => length).length));
  fitting = fitting.filter(({ found }) => found.filter(({ length }) => length).length === most);
  const inner = fitting.filter(({ grid }) => !fitting.some((other) => other.grid !== grid && contains(grid.element, other.grid.element)));
  if (inner.length !== 1) return { state: inner.length ? "several" : "none", candidates: inner.map(({ grid }) => describe({ el: grid.element })) };
  const [{ grid, found }] = inner;
  const double = found.findIndex(({ length }) => length > 1);
  if (double >= 0) return { state: "several", candidates: found[double].map((column) => ({ what: "column", name: grid.heads[column].shown, titles: [] })) };
  const asked = keys.flatMap(({ key }, index) => (found[index].length ? [[key, found[index][0]]] : []));
  if (spec.columns.length) return { state: "one", grid, places: asked };
  return { state: "one", grid, places: [...new Map([...namedColumns(grid), ...asked])] };
}

function isInOf(locator, ok) {
  const areas = areasOf(locator, always);
  if (areas.length !== 1) return null;
  const within = inside(areas[0].at(-1));
  return (element) => ok(element) && within(element);
}

/** All columns by what their headings show, doubles not at all; by number where there are no headings. */
function namedColumns(grid) {
  const hasHeads = grid.heads.some(({ shown }) => shown);
  const width = Math.max(grid.heads.length, ...grid.rows.slice(0, 50).map(({ cells }) => cells.length));
  if (!hasHeads) return Array.from({ length: width }, (_, column) => [String(column + 1), column]);
  const keys = grid.heads.map(({ shown }) => shown.replace(/[\s:*….]+$/, "") || shown);
  return keys.flatMap((key, column) => (key && keys.filter((other) => bare(other) === bare(key)).length === 1 ? [[key, column]] : []));
}

/** Read the rows that are in the page now. */
function shownRows(spec, isIn) {
  if (spec.rows) return cards(spec, isIn);
  const { state, grid, places, candidates } = gridFor(spec, isIn);
  if (state !== "one") return { state, candidates };
  const rows = grid.rows.map(({ element, parts = [element], cells }) => ({ element, parts, line: cells, cells: Object.fromEntries(places.map(([key, column]) => [key, cellText(cells[column])])) }));
  return { state: "rows", grid, places, columns: places.map(([key]) => key), rows };
}

function cards(spec, isIn) {
  const { found } = resolve(spec.rows, "see", isIn);
  const rows = found.map(({ el }) => ({ element: el, parts: [el], cells: cardCells(spec, el) }));
  return { state: found.length ? "rows" : "none", grid: null, columns: keysOf(spec).map(({ key }) => key), rows };
}

function cardCells({ columns, where }, card) {
  const isIn = inside([card]);
  const more = where.filter(([key]) => !columns.some(({ name }) => name === key)).map(([key]) => ({ name: key }));
  const cells = {};
  for (const { name, heading, locator } of [...columns, ...more]) {
    const by = locator ?? { kind: "label", name: heading ?? whole(name) };
    const found = readable(by, isIn);
    if (found.length === 1) cells[name] = readingText(found[0].value);
    else if (!found.length && isAll(by)) cells[name] = words(card) || tidy(nameOfParts(card));
  }
  return cells;
}

/** `1` is all that a card says: it has no headings, and one part. */
const isAll = ({ kind, name }) => ["named", "label"].includes(kind) && name.how === "whole" && name.texts.every((text) => text === "1");

/** Tell whether a cell says this; an empty text means a blank cell. */
const cellMatcher = (name) => (name.how === "whole" && name.texts.every((text) => tidy(text) === "") ? (shown) => tidy(shown) === "" : matcher(name));

const matchesWhere = (spec) => {
  const tests = spec.where.map(([key, name]) => [key, cellMatcher(name)]);
  return ({ cells }) => tests.every(([key, matches]) => key in cells && matches(cells[key]));
};

const rowsFound = new Map();

/** The rows that hold exactly these texts; of several, the one at its place, as long as there are as many as there were. */
function rowsAt({ grid, cells, twin }, isIn) {
  const { rows = [], places = [] } = shownRows(grid, isIn);
  const isSame = (row) => (key) => tidy(row.cells[key]) === tidy(cells[key]);
  const same = rows.filter((row) => Object.keys(cells).every(isSame(row)));
  const known = JSON.stringify(cells);
  if (same.length === 1) rowsFound.set(known, same[0].element);
  if (!same.length) return rows.filter((row) => row.element === rowsFound.get(known) && stillCells(row, places).every(isSame(row)));
  return twin && same.length === twin[1] ? [same[twin[0]]] : same;
}

/** The columns of a row that nobody can write into: those with fields say something else once they were filled. */
const stillCells = ({ line = [] }, places) => places.filter(([, column]) => !line[column]?.querySelector(native)).map(([key]) => key);

/** The cells of a row under this heading. */
function cellsUnder(name, at) {
  const { grid } = shownRows(at.grid, always);
  return grid ? rowsAt(at, always).flatMap(({ line }) => columnsOf(grid, name).map((column) => line[column])).filter(Boolean) : [];
}

/** What scrolls the rows of a grid that holds more of them than are in the page. */
function scrollerOf({ element, rows }) {
  const first = rows[0]?.element ?? element;
  const line = [first, ...ancestors(first).slice(0, 8)].filter((one) => one.tagName !== "BODY" && one.tagName !== "HTML");
  const scroller = line.find((one) => /auto|scroll/.test(styleOf(one).overflowY) && one.scrollHeight > one.clientHeight + 2);
  const isMore = Number(element.getAttribute("aria-rowcount") ?? 0) > rows.length + 3;
  if (!scroller) return isMore ? barBeside(element) : null;
  const height = rows.reduce((sum, row) => sum + row.element.getBoundingClientRect().height, 0);
  const said = Number(element.getAttribute("aria-rowcount") ?? 0);
  return said > rows.length + 1 || height < scroller.scrollHeight * 0.85 ? scroller : null;
}

/** The bar of a grid that draws only the rows in sight, where it stands beside them: empty, and as high as they are. */
function barBeside(element) {
  const { height } = element.getBoundingClientRect();
  const isBar = (one) => /auto|scroll/.test(styleOf(one).overflowY) && one.scrollHeight > one.clientHeight + 2 && one.clientHeight > height / 2 && one.clientHeight < height * 1.5 && !words(one);
  const found = ancestors(element).slice(0, 3).map((above) => below(above, "div").filter(isBar)).find(({ length }) => length);
  return found?.length === 1 ? found[0] : null;
}

const placeIn = (row, scroller) =>
  row.element.getAttribute("aria-rowindex") ?? row.element.getAttribute("row-index") ?? String(Math.round(row.element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop));

/** Scroll through a virtual grid, and show each screenful to `use` until that says stop. */
async function scrollThrough(spec, scroller, use) {
  const first = shownRows(spec, always).rows?.[0]?.element;
  const isApart = first && !contains(scroller, first);
  scroller.scrollTop = 0;
  for (let step = 0; step < 2000; step++) {
    await frames(2);
    await pause(isApart ? 150 : 10); // rows beside their bar follow a moment later
    blink();
    let shown = shownRows(spec, always);
    for (let look = 0; look < 40 && shown.rows?.some(({ element }) => !words(element)); look++) {
      await pause(50); // a row that is fetched stands empty until it has come
      blink();
      shown = shownRows(spec, always);
    }
    if (use(shown.rows ?? [])) return;
    const at = scroller.scrollTop;
    scroller.scrollTop = at + Math.max(20, scroller.clientHeight * 0.85);
    if (scroller.scrollTop <= at + 1) return;
  }
}

const isBusy = (element) =>
  nearest(element, "[aria-busy=true]") !== null ||
  below(element, "[aria-busy=true], [role=progressbar]").some(isVisible) ||
  below(element, "td, [role=cell], [role=gridcell], caption, div, span").slice(0, 60).some((part) => waitingText.test(words(part)) && isVisible(part));

/** The rows of one page of a grid. */
async function rows({ spec }) {
  const saysNone = Boolean(spec.none) && resolve(spec.none, "see").found.length > 0;
  if (saysNone && shownRows(spec, always).state !== "rows") return { state: "rows", columns: [], rows: [], isComplete: true, saysNone };
  const shown = shownRows(spec, always);
  if (shown.state !== "rows") return (shown.state === "none" && !spec.rows && (await wideRows(spec))) || shown;
  const { grid, columns } = shown;
  if (grid && isBusy(grid.element)) return { state: "busy" };
  if (spec.as_cells) return { state: "rows", columns: ["row", "column", "text"], rows: cellsOfGrid(grid), isComplete: true };
  const { list, isComplete, isVirtual } = await wholeGrid(spec, shown);
  const matching = list.filter(matchesWhere(spec));
  return { state: "rows", columns, rows: matching.map(({ cells }) => columns.map((key) => cells[key] ?? null)), all: list.length, isComplete, isVirtual, saysNone };
}

/** The rows of a grid that holds only the columns in sight: scrolled through from left to right, and put together. */
async function wideRows(spec) {
  const soft = { ...spec, where: [], columns: spec.columns.map((one) => ({ ...one, optional: true })) };
  const { grid } = shownRows(soft, always);
  const wide = grid && [grid.element, ...ancestors(grid.element).slice(0, 4), ...below(grid.element, "*").slice(0, 200)].find((one) => /auto|scroll/.test(styleOf(one).overflowX) && one.scrollWidth > one.clientWidth + 2);
  if (!wide || Number(grid.element.getAttribute("aria-colcount") ?? 0) <= grid.heads.length) return null;
  let whole = null;
  const seen = new Set();
  for (wide.scrollLeft = 0; ; wide.scrollLeft += wide.clientWidth * 0.8) {
    const at = wide.scrollLeft;
    await frames(3);
    blink();
    const shown = shownRows(soft, always);
    if (shown.state === "rows") {
      const { list, isComplete } = await wholeGrid(soft, shown);
      if (!isComplete || (whole && list.length !== whole.length)) return null;
      whole = list.map((row, index) => ({ ...row, cells: { ...whole?.[index].cells, ...row.cells } }));
      for (const key of shown.columns) seen.add(key);
    }
    if (at + wide.clientWidth >= wide.scrollWidth - 2) break;
  }
  wide.scrollLeft = 0;
  await frames(2);
  blink();
  const keys = keysOf(spec).filter(({ key, optional }) => !optional || seen.has(key)).map(({ key }) => key);
  if (!keys.every((key) => seen.has(key))) return null;
  const matching = whole.filter(matchesWhere(spec));
  return { state: "rows", columns: keys, rows: matching.map(({ cells }) => keys.map((key) => cells[key] ?? null)), all: whole.length, isComplete: true, isVirtual: true };
}

/** Whether rows that say their numbers have them without a gap: a page of a grid that counts those of all pages. */
function isUnbroken(list) {
  const numbers = list.map(({ element }) => Number(element.getAttribute("aria-rowindex") ?? element.getAttribute("row-index") ?? NaN));
  return numbers.every((number, index) => index === 0 || number === numbers[index - 1] + 1);
}

/** Whether anything around an element can be scrolled, so that there may be more of it. */
const isScrolled = (element) =>
  [element, ...ancestors(element)].some((one) => one.scrollHeight > one.clientHeight + 2 && (one === element.ownerDocument.scrollingElement || /auto|scroll/.test(styleOf(one).overflowY)));

async function wholeGrid(spec, { grid, rows: shown }) {
  const scroller = shown.length ? scrollerOf(grid ?? { element: up(shown[0].element), rows: shown }) : null;
  const said = grid ? Number(grid.element.getAttribute("aria-rowcount") ?? 0) : 0;
  if (!scroller) return { list: shown, isComplete: said <= shown.length + 3 || (isUnbroken(shown) && !isScrolled(grid.element)) };
  const found = new Map();
  await scrollThrough(spec, scroller, (part) => {
    for (const row of part) found.set(placeIn(row, scroller), row);
    return false;
  });
  scroller.scrollTop = 0;
  await frames(2);
  blink();
  const sorted = [...found].sort(([one], [other]) => Number(one) - Number(other)).map(([, row]) => row);
  return { list: sorted, isComplete: said <= found.size + 3 || isUnbroken(sorted), isVirtual: true };
}

let home = null;

/** Scroll to the end of the rows, where some pages load more; or back to where they stood. */
function grow({ spec, isBack = false }) {
  blink();
  const last = shownRows(spec, always).rows?.at(-1)?.element;
  if (!last || isLifeless()) return { state: "done", hasMoved: false };
  const root = last.ownerDocument.scrollingElement;
  const scroller = ancestors(last).find((one) => one !== root && /auto|scroll/.test(styleOf(one).overflowY) && one.scrollHeight > one.clientHeight + 2) ?? root;
  const at = scroller.scrollTop;
  home ??= at;
  scroller.scrollTop = isBack ? home : scroller.scrollHeight;
  if (isBack) home = null;
  return { state: "done", hasMoved: Math.abs(scroller.scrollTop - at) > 1 };
}

function cellsOfGrid(grid) {
  const list = [];
  for (const { cells } of grid.rows) {
    const [first] = cells;
    cells.forEach((cell, column) => {
      if (column > 0 && cell && cell !== first && grid.heads[column]?.shown) list.push([cellText(first), grid.heads[column].shown, cellText(cell)]);
    });
  }
  return list;
}

/** Bring a cell of a virtual grid into the page. */
async function seekCell(locator) {
  const isThere = () => crossings(locator, always).length > 0;
  for (const grid of grids(always).filter((one) => columnsOf(one, locator.column).length)) {
    const scroller = scrollerOf(grid);
    if (scroller) await scrollThrough({ columns: [], where: [] }, scroller, isThere);
    if (isThere()) return;
  }
}

/** Bring a row of a virtual grid into the page. */
async function seek({ grid: spec, cells }) {
  const shown = shownRows(spec, always);
  const scroller = shown.rows?.length ? scrollerOf(shown.grid ?? { element: up(shown.rows[0].element), rows: shown.rows }) : null;
  if (scroller) await scrollThrough(spec, scroller, () => rowsAt({ grid: spec, cells }, always).length > 0);
}
