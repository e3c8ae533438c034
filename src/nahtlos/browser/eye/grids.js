/* Tables: their headings (lines of a head joined), their rows, and the texts in their cells. */

const gridRoles = "table, [role=grid], [role=table], [role=treegrid]";
const gridsProper = "table:not([role=presentation], [role=none]), [role=grid], [role=table], [role=treegrid]"; // in a grid, a table may only lay it out
const sortMarks = /\s*[▲▼△▽▴▾↑↓⇅⇵↕⬍]+\s*/gu;
const waitingText = /^(wird geladen|lade |laden|daten werden geladen|loading|bitte warten|please wait)/i;

/** A table: `heads` by column, `rows` of cells by column; a row may be drawn in several `parts`. */
function gridOf(element) {
  return once("grid", element, () => (element.tagName === "TABLE" && !/^(grid|treegrid)$/.test(element.getAttribute("role") ?? "") ? tableGrid(element) : roleGrid(element)));
}

const isThere = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

function tableGrid(table) {
  const lines = spread([...table.rows].filter((row) => isThere(row) && row.getBoundingClientRect().height > 1));
  const body = lines.findIndex((cells) => !isHeadLine(cells));
  const count = body < 0 ? lines.length : body;
  const heads = lines.slice(0, count).filter((cells) => cells.some((cell) => cell && isVisible(cell)));
  const rows = lines.slice(count);
  return { element: table, heads: joinHeads(heads), rows: rows.filter((cells) => isDataLine(cells)).map((cells) => ({ element: cells.row, cells })), first: lines[count] };
}

/** The cells of each row by column, with spans filled in. */
function spread(rows) {
  const lines = rows.map((row) => Object.assign([], { row }));
  rows.forEach((row, index) => {
    let column = 0;
    for (const cell of row.cells) {
      while (lines[index][column]) column++;
      for (let down = 0; down < Math.min(cell.rowSpan || 1, rows.length - index); down++) {
        for (let right = 0; right < Math.min(cell.colSpan, 200); right++) lines[index + down][column + right] = cell;
      }
      column += Math.min(cell.colSpan, 200);
    }
  });
  return lines;
}

const isHeadLine = (cells) => {
  const own = [...new Set(cells)].filter(Boolean);
  if (cells.row.parentNode.tagName === "THEAD") return true;
  const isByRole = (cell) => cell.getAttribute("role") === "columnheader";
  const isMarked = (cell) => (cell.tagName === "TH" && cell.scope !== "row") || isByRole(cell);
  const isHead = (cell, index) => isMarked(cell) || ((index === 0 || own.some(isByRole)) && !cell.textContent.trim());
  return own.length > 1 && own.every(isHead) && own.some(isMarked);
};

/** A line of fields alone: in a head that stands apart, one filters there what its body shows. */
const isFilterLine = ({ element }) => !words(element) && below(element, native).some(isVisible);

const isDataLine = (cells) => cells.length > 0 && (new Set(cells).size > 1 || cells.length === 1) && [...cells].some((cell) => cell && cell.tagName === "TD");

function joinHeads(lines) {
  const width = Math.max(0, ...lines.map((cells) => cells.length));
  return Array.from({ length: width }, (_, column) => {
    const cells = [...new Set(lines.map((line) => line[column]))].filter((cell) => cell && isVisible(cell));
    return headOf(cells);
  });
}

/** What a column can be called: its lines joined; `shown` is that as it stands there. */
function headOf(cells) {
  const shown = tidy(cells.map((cell) => (words(cell, icon) || words(cell)).replace(sortMarks, "")).join(" "));
  const own = cells.length === 1 ? names(cells[0]) : [];
  const inner = cells.flatMap((cell) => below(cell, "a, button, [title], [aria-label]").flatMap(names));
  return { cells, shown, last: cells.length > 1 ? words(cells.at(-1), icon) : "", names: [shown, ...own, ...(cells.length === 1 ? inner : [])].filter(Boolean) };
}

function roleGrid(element) {
  const owner = element.matches(gridsProper) ? element : null;
  const rows = below(element, "[role=row], tr:not([role=presentation], [role=none])").filter((row) => isThere(row) && nearest(up(row), gridsProper) === owner);
  const byIndex = new Map();
  rows.forEach((row, index) => {
    const key = row.getAttribute("aria-rowindex") ?? row.getAttribute("row-index") ?? `at ${index}`;
    const others = below(row, "[role=gridcell], [role=cell], td:not([role=columnheader], [role=rowheader])");
    const isByRole = below(row, "[role=columnheader]").length > 0; // beside these, one over the boxes may be blank
    const isHead = isByRole ? !others.some((cell) => words(cell)) : below(row, "th:not([scope=row])").length > 0 && !others.length;
    const name = `${isHead} ${key}`;
    if (!byIndex.has(name)) byIndex.set(name, { isHead, element: row, parts: [], cells: [] });
    byIndex.get(name).parts.push(row);
    byIndex.get(name).cells.push(...below(row, cellsOf).filter((cell) => nearest(up(cell), rowsOf) === row));
  });
  const lines = [...byIndex.values()].map((line) => ({ ...line, cells: byColumn(line.cells) }));
  const heads = joinHeads(lines.filter(({ isHead }) => isHead).map(({ cells }) => cells));
  const width = heads.length;
  const data = lines.filter(({ isHead, cells }) => !isHead && cells.length > 0 && (new Set(cells).size > 1 || width <= 1));
  return { element, heads, rows: data.map(({ element: row, parts, cells }) => ({ element: row, parts, cells })), first: null };
}

/** Cells in their columns: by aria-colindex where there is one, with spans filled in. */
function byColumn(cells) {
  const line = [];
  for (const cell of cells) {
    const said = Number(cell.getAttribute("aria-colindex"));
    let column = said ? said - 1 : line.length;
    const span = Math.min(Number(cell.getAttribute("aria-colspan")) || cell.colSpan || 1, 200);
    for (let right = 0; right < span; right++) line[column++] = cell;
  }
  return line;
}

/** Grids that do not say that they are one: what holds headings by role and rows by role, and the headings of no other. */
function unnamedGrids() {
  const heads = all("[role=columnheader]").filter((head) => isThere(head) && !nearest(head, gridsProper));
  const lineOf = (head) => nearest(head, "[role=rowgroup]") ?? nearest(head, "[role=row]");
  const gridAround = (head) => {
    const above = ancestors(head).find((one) => below(one, "[role=row] [role=gridcell], [role=row] [role=cell]").length);
    return above && heads.every((other) => !contains(above, other) || lineOf(other) === lineOf(head)) ? above : null;
  };
  return [...new Set(heads.map(gridAround))].filter(Boolean);
}

/** All tables in sight, each with the headings that belong to it, also where its head is a table of its own. */
function grids(isIn) {
  const tables = all(gridRoles).filter((element) => isIn(element) && isThere(element) && !(element.tagName === "TABLE" && up(element) && nearest(up(element), "[role=grid], [role=treegrid]")));
  const parsed = [...tables, ...unnamedGrids().filter(isIn)].map(gridOf);
  const result = [];
  for (const [index, grid] of parsed.entries()) {
    const next = parsed[index + 1];
    if (isHeadAlone(grid) && next && !next.heads.some(({ shown }) => shown) && belongTogether(grid, next)) continue;
    if (next && isOnlyLine(grid) && !next.heads.some(({ shown }) => shown) && areAligned(grid, next)) grid.body = next;
    const previous = parsed[index - 1];
    const borrows = previous && !grid.heads.some(({ shown }) => shown) && isHeadAlone(previous) && belongTogether(previous, grid);
    result.push(borrows ? { ...grid, heads: previous.heads } : grid);
  }
  return result;
}

const isHeadAlone = ({ heads, rows }) => heads.some(({ shown }) => shown) && rows.every(isFilterLine);

const isOnlyLine = ({ heads, rows }) => rows.length === 1 && !heads.some(({ shown }) => shown);

/** A table of one line right above another whose columns stand under its cells: a head that does not say it is one. */
function areAligned(head, { element, rows }) {
  const [cells, under] = [head.rows[0].cells, rows[0]?.cells ?? []];
  const isUnder = (cell, column) => cell && under[column] && Math.abs(boxOf(cell).left - boxOf(under[column]).left) < 4;
  return under.length === cells.length && cells.every(isUnder) && belongTogether({ ...head, heads: cells }, { element, rows });
}

/** A head and a body in two tables: as many columns, one above the other. */
function belongTogether(head, body) {
  const width = Math.max(0, ...body.rows.map(({ cells }) => cells.length));
  if (body.rows.length && head.heads.length !== width && head.heads.length !== width + 1) return false;
  const group = common(head.element, body.element);
  const isAlone = below(group, gridRoles).filter((one) => isThere(one) && (one === head.element || one === body.element || !contains(body.element, one))).length <= 2;
  return isAlone && head.element.getBoundingClientRect().top <= body.element.getBoundingClientRect().top;
}

const headMatches = (head, matches, heads) =>
  head.names.some(matches) || (head.last !== "" && matches(head.last) && heads.filter(({ last, shown }) => bare(last || shown) === bare(head.last)).length === 1);

/** The columns with this heading; a first row counts as headings only for those who name them. */
function columnsOf(grid, name) {
  const matches = matcher(name);
  return grid.heads.flatMap((head, column) => (headMatches(head, matches, grid.heads) ? [column] : []));
}

/** The same grid with its first row taken as headings, for tables that mark none. */
function withFirstRow(grid) {
  if (grid.heads.some(({ shown }) => shown) || !grid.first) return null;
  const heads = Array.from(grid.first, (cell) => headOf(cell ? [cell] : []));
  return grid.body ? { ...grid.body, heads } : { ...grid, heads, rows: grid.rows.filter(({ cells }) => cells !== grid.first) };
}

function cellText(cell) {
  if (!cell) return "";
  if (!cell.childElementCount) return tidy(cell.textContent);
  if (cell.querySelector(native)) {
    const inner = controlsIn(cell);
    if (inner.length === 1) return readingText(reading(inner[0])) || words(cell);
  }
  return words(cell) || tidy(nameOfParts(cell));
}

const readingText = (value) => (Array.isArray(value) ? value.join(", ") : String(value));

/** The place where a row and a column cross. */
function crossings({ row, column }, isIn) {
  const matchesRow = matcher(row);
  const found = [];
  for (const known of grids(isIn)) {
    for (const grid of [known, withFirstRow(known)].filter(Boolean)) {
      const columns = columnsOf(grid, column);
      if (!columns.length) continue;
      const isHead = ({ cells }) => [...new Set(cells)].some((cell) => cell && (cell.matches("th, [role=rowheader]") || cell === cells[0]) && isNamedCell(cell, matchesRow));
      const isAny = ({ cells }) => [...new Set(cells)].some((cell) => cell && isNamedCell(cell, matchesRow));
      const rows = grid.rows.some(isHead) ? grid.rows.filter(isHead) : grid.rows.filter(isAny);
      for (const { cells } of rows) for (const one of columns) if (cells[one]) found.push(cells[one]);
      if (rows.length) break;
    }
  }
  return [...new Set(found)].filter((cell) => isVisible(cell));
}

const isNamedCell = (cell, matches) => matches(cellText(cell)) || isNamed(cell, matches);
