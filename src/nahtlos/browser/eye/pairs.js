/* Values that stand beside their labels: a value belongs to its label's own row or pair (rule 5 of the language). */

const labelLike = "label, dt, th";
const endsWithColon = (text) => /:\s*$/.test(text);
const VALUE = (element) => ({ element });

/** The value beside each visible label with this name; an empty text where the next label comes first. */
function pairs(name, isIn) {
  const matches = matcher(name);
  const found = [];
  const known = new Set();
  for (const run of line()) {
    if (run.control || isBlank(run)) continue;
    for (const { label, value } of pairsIn(run, matches)) {
      if (!isIn(label) || !isAllowed(label) || known.has(label) || isFolded(label, value) || leadsAway(label)) continue;
      known.add(label);
      found.push({ label, ...value });
    }
  }
  return found;
}

const ways = "nav, [role=navigation], [role=menu], [role=menubar]";

/** What leads through the pages of a system names other pages, not values of this one. */
const leadsAway = (label) => nearest(label, ways) !== null;

/** A label of a field that is folded away: the button beside it that brings the field back is no value. */
function isFolded(label, { element }) {
  const bound = nearest(label, "label")?.control;
  return Boolean(bound && element?.matches(acting) && !isUsed(bound));
}

/** The labels a run holds: as an element of it, as all of it, or in front of a colon. */
function pairsIn(run, matches) {
  const holder = holderOf(run);
  if (isActing(run) && !nearest(holder, labelLike)) return [];
  const isName = runNames(run).some(matches);
  const link = isName && !matches(runText(run)) ? linkAfterColon(run) : null;
  if (isName && link === null) {
    const title = titleOf(run);
    const value = valueBeside(labelBox(title, run));
    return value ? [{ label: title, value }] : [];
  }
  const parts = shownParts(run);
  if (parts.length === 1) {
    const inOne = afterColon(runText(run), matches);
    return inOne === null ? [] : [{ label: holder, value: { text: inOne } }];
  }
  const found = [];
  for (const element of new Set(parts.map(({ node }) => up(node)))) {
    if (element === holder || !matches(words(element))) continue;
    const value = valueBeside(element);
    if (value) found.push({ label: element, value });
  }
  const besideIt = found.length ? null : valueInRun(parts, matches);
  if (besideIt !== null) return [{ label: holder, value: { text: besideIt } }];
  if (found.length || link === null) return found;
  const [next] = followers(labelBox(holder, run));
  return !next || (next.nodeType === 1 && isPeer(next, labelBox(holder, run))) ? [{ label: holder, value: { text: link } }] : [];
}

/** The link or button in `Website: <a>…</a>`: a value on the line of its label; null where it stands in a label of its own. */
function linkAfterColon(run) {
  const parts = shownParts(run);
  const first = parts.findIndex((part) => part.isActing);
  const text = (some) => tidy(some.map(({ node }) => node.data).join(""));
  if (first < 1 || !parts.slice(first).every((part) => part.isActing) || !endsWithColon(text(parts.slice(0, first)))) return null;
  return nearest(holderOf(run), `${labelLike}, ${cellsOf}, legend`) ? null : text(parts.slice(first));
}

/** `Name: <span>Meier</span> <button>Suchen</button>`: the one piece of text right after the label; null where there is more. */
function valueInRun(parts, matches) {
  const still = parts.filter(({ isActing }) => !isActing);
  if (still.length !== 2 || parts.length === 2 || parts[0] !== still[0] || parts[1] !== still[1]) return null;
  const [label, value] = still.map(({ node }) => tidy(node.data));
  return endsWithColon(label) && matches(label) ? value : null;
}

/** `Name: Meier` in one text; null where another label stands in it too. */
function afterColon(text, matches) {
  const [, label, value] = /^([^:]{1,80}):\s+(.*)$/.exec(text) ?? [];
  if (label === undefined || !matches(label) || /\p{L}[^:,;]{0,40}:\s/u.test(value)) return null;
  return value;
}

/** The element that holds the label and nothing else. */
function labelBox(holder, run) {
  let box = ancestors(holder).find((above) => above.shadowRoot && /(^|-)label$/.test(above.localName) && words(above) === words(holder)) ?? holder;
  while (up(box) && !["BODY", "TR", "DL"].includes(up(box).tagName) && around(up(box), line().indexOf(run)).length === 1 && !hasMore(box)) box = up(box);
  return box;
}

const followers = (element) => {
  const list = [];
  for (let next = element.nextSibling; next; next = next.nextSibling) if (next.nodeType === 1 ? !isHidden(next) && !isMark(next) : isText(next)) list.push(next);
  return list.filter((node) => node.nodeType === 3 || (!silent.has(node.tagName) && node.tagName !== "BR"));
};

/** An element that only draws the colon of a label, or the star of one that must be filled. */
const isMark = (element) =>
  !element.childElementCount && !element.textContent.trim() && ["::before", "::after"].some((part) => /^"[\s:*]*[:*][\s:*]*"/.test(getComputedStyle(element, part).content));

/** Hidden on purpose; an empty value is not. */
const isHidden = (element) => styleOf(element).display !== "contents" && !element.checkVisibility({ visibilityProperty: true });

const hasMore = (element) => followers(element).length > 0;

function valueBeside(label) {
  const term = nearest(label, "dt");
  if (term) return describedBy(term);
  const cell = nearest(label, cellsOf);
  if (cell && bare(words(cell)) === bare(words(label))) return nextCell(cell);
  return nextPart(label);
}

function describedBy(term) {
  const parts = [];
  for (let next = term.nextElementSibling; next && next.tagName === "DD"; next = next.nextElementSibling) if (!isHidden(next)) parts.push(next);
  if (parts.length > 1) return { text: parts.map((part) => words(part)).join(" ") };
  return parts.length ? VALUE(parts[0]) : { text: "" };
}

function nextCell(cell) {
  const row = nearest(cell, rowsOf);
  const table = row && nearest(row, gridRoles);
  if (!row || !table) return null;
  const grid = gridOf(table);
  const isHead = grid.heads.some(({ cells }) => cells.includes(cell));
  const isRecord = grid.heads.some(({ shown }) => shown) && !cell.matches("th, [role=rowheader]");
  if (isHead || isRecord) return null;
  let next = cell.nextElementSibling;
  while (next && isHidden(next)) next = next.nextElementSibling;
  if (!next || !next.matches(cellsOf)) return null;
  return next.matches("th, [role=rowheader]") || endsWithColon(words(next)) ? { text: "" } : VALUE(next);
}

/** What follows a label in its own group: the next part that is not a label itself. */
function nextPart(label) {
  const parts = followers(label);
  const first = parts.find((node) => node.nodeType === 1 || /[^\s:]/.test(node.data));
  if (!first) return null;
  if (label.matches("h1, h2, h3, h4, h5, h6, [role=heading]") && up(label).childElementCount !== 2) return null;
  if (first.nodeType === 3) return { text: inlineAfter(label) };
  if (isPeer(first, label)) {
    if (endsWithColon(words(label)) && !endsWithColon(words(first)) && up(label).children.length === 2) return VALUE(first);
    return hasValues(label) ? { text: "" } : null;
  }
  if (first.matches(labelLike) || endsWithColon(words(first))) return { text: "" };
  return first.matches(acting) ? behindLink(label, first, parts) : VALUE(first);
}

/** A link right after a label may be its value, or lead to a form in which that is changed. */
function behindLink(label, link, parts) {
  const end = parts.findIndex((node) => node.nodeType === 1 && isPeer(node, label));
  const still = (end < 0 ? parts : parts.slice(0, end)).find((node) => node.nodeType === 1 && !node.matches(acting));
  if (still) return VALUE(still);
  return link.matches("a[href]") && (endsWithColon(words(label)) || /^(mailto|tel):/.test(link.getAttribute("href"))) ? VALUE(link) : null;
}

const isPeer = (element, label) => signatureOf(element) === signatureOf(label);

/** Whether another label like this one, beside it, is followed by a value: then a missing one is a blank one. */
function hasValues(label) {
  return [...up(label).children].some((one) => {
    if (one === label || !isPeer(one, label)) return false;
    const [next] = followers(one);
    if (!next) return one.childElementCount > 1;
    return next.nodeType === 3 || (!isPeer(next, label) && !next.matches(labelLike)) || one.childElementCount > 1;
  });
}

/** The words after a label on its line, up to the next thing like it. */
function inlineAfter(label) {
  let text = "";
  for (let next = label.nextSibling; next; next = next.nextSibling) {
    if (next.nodeType === 3) text += next.data;
    if (next.nodeType !== 1) continue;
    if (next.tagName === "BR" || isPeer(next, label) || next.matches(labelLike) || !isInline(next)) break;
    text += ` ${words(next)} `;
  }
  return tidy(text).replace(/^:\s*/, "").replace(/[,;|]$/, "");
}

const valueOf = ({ element, text }) => {
  if (!element) return text;
  const inner = controlsIn(element);
  return inner.length === 1 ? reading(inner[0]) : words(element) || tidy(nameOfParts(element));
};
