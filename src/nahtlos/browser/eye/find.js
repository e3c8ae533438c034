/* From a locator to the elements it means: all of them, so that one too many is an error. */

const testids = ["data-testid", "data-test-id", "data-test", "data-qa", "data-cy"];

/** What a locator finds: `found` things, the `rule` that found them, or which area was `missing` or `several`. */
function resolve(locator, use, isIn = always) {
  if (!locator.in) return lookFor(locator, use, isIn);
  const areas = areasOf(locator.in, isIn);
  const looks = areas.map((choices) => lookIn(locator, use, choices));
  const [hit, ...others] = areas.length === 1 ? looks : looks.filter(({ found }) => found.length);
  return hit && !others.length ? hit : { found: [], rule: 99, areas };
}

/** What is found in an area: in the smallest choice of it that holds any; in its own document before the frames in it. */
function lookIn(locator, use, choices) {
  let last = { found: [], rule: 99 };
  for (const roots of choices) {
    last = lookFor(locator, use, inside(roots));
    const own = last.found.filter(({ el }) => el.ownerDocument === roots[0].ownerDocument);
    if (own.length === 1) return { ...last, found: own };
    if (last.found.length) return last;
  }
  return last;
}

function lookFor(locator, use, isIn) {
  const found = lookOnce(locator, use, isIn);
  if (found.found.length || locator.name?.how !== "pattern") return found;
  return lookOnce({ ...locator, name: { ...locator.name, how: "within" } }, use, isIn);
}

const plain = (elements, rule = 0) => ({ found: elements.map((el) => ({ el })), rule });

function lookOnce(locator, use, isIn) {
  const ok = (element) => isIn(element) && isAllowed(element);
  if (use.startsWith("field")) return fieldFor(locator, use.slice(6) || "any", ok);
  const { kind, name } = locator;
  if (kind === "named") return use === "click" ? clickable(name, ok) : visibleName(name, ok);
  if (kind === "label") return labelledThing(name, ok);
  const found = plain(elementsFor(locator, ok).filter((element) => ok(element) && isVisible(element)), 0);
  return found.found.length || kind !== "text" || use === "click" ? found : looseText(name, ok);
}

/** A sentence that stands loose between other things, with no element of its own: it can be seen and read, not clicked. */
function looseText(name, ok) {
  const matches = matcher(name);
  const runs = line().filter((item) => !item.control && !isBlank(item) && matches(runText(item)) && ok(holderOf(item)));
  return { rule: 1, found: runs.map((run) => ({ el: holderOf(run), run })) };
}

/** Elements of every kind that does not depend on the verb. */
function elementsFor(locator, ok) {
  const { kind, name } = locator;
  switch (kind) {
    case "button": case "link": case "tab": case "heading":
      return named(kind, name, ok).found;
    case "text":
      return texts(name, ok);
    case "status":
      return messages(name, always).found;
    case "dialog":
      return dialogs(name, ok);
    case "testid":
      return every().filter((element) => testids.some((attribute) => element.hasAttribute(attribute) && name.texts.includes(element.getAttribute(attribute))));
    case "css":
      return name.texts.flatMap(byCss);
    case "xpath":
      return name.texts.flatMap(byPath);
    case "cell":
      return crossings(locator, ok);
    case "column":
      return grids(ok).flatMap((grid) => [grid, withFirstRow(grid)].filter(Boolean).flatMap((one) => columnsOf(one, name).map((column) => one.heads[column].cells.at(-1))));
    case "list":
      return listEntries(name, ok);
    case "row":
      return rowsAt(locator.at, ok).map(({ element }) => element);
    case "area":
      return titledAreas(name, ok).map(([[first]]) => first);
    default:
      return [];
  }
}

const roots = () => [...documents(), ...every().map((element) => element.shadowRoot).filter(Boolean)];
const byCss = (selector) => [...new Set(roots().flatMap((root) => [...root.querySelectorAll(selector)]))];

function byPath(path) {
  return documents().flatMap((doc) => {
    const result = doc.evaluate(path, doc, null, 7, null);
    return Array.from({ length: result.snapshotLength }, (_, index) => result.snapshotItem(index)).filter((node) => node.nodeType === 1);
  });
}

function clickable(name, ok) {
  const { rule, found } = named("clickable", name, ok);
  return found.length ? plain(found, rule) : plain(texts(name, ok), rule);
}

function visibleName(name, ok) {
  const byName = clickable(name, ok).found;
  return { rule: 0, found: byName.length ? byName : labelledThing(name, ok).found };
}

/** A control with this label, else anything that carries it as its own. */
function labelledThing(name, ok) {
  const { rule, found } = labelled(name, ok);
  if (found.length) return { rule, found: found.map((one) => ({ el: one.box, control: one })) };
  const matches = matcher(name);
  const carriers = all("[aria-label], [aria-labelledby]").filter((element) => ok(element) && isVisible(element) && !element.matches(acting) && declaredTitles(element).some(matches));
  return plain(targets(carriers, false), rules.length);
}

/** The controls a locator means, of those that can take the value. */
function fieldFor(locator, wants, ok) {
  const byLabel = locator.kind === "named" || locator.kind === "label";
  const { rule, found } = byLabel ? labelledOrHeaded(locator, ok) : { rule: 0, found: elementsFor(locator, ok).filter(ok).flatMap((element) => controlOf(element, ok)) };
  const fitting = found.filter((one) => fits(one, wants));
  const shown = wants === "yes" ? fitting.filter(({ kind }) => kind !== "radios") : withoutMembers(fitting);
  return { rule, found: shown.map((one) => ({ el: one.box, control: one })), misfits: fitting.length ? [] : found.map(({ kind }) => kind) };
}

/** The controls with this label; in a row that has none such, those under this heading. */
function labelledOrHeaded(locator, ok) {
  const byLabel = labelled(locator.name, ok);
  if (byLabel.found.length || locator.in?.kind !== "row") return byLabel;
  return { rule: rules.length, found: cellsUnder(locator.name, locator.in.at).flatMap((cell) => controlOf(cell, ok)) };
}

/** Radio buttons speak through their group. */
function withoutMembers(found) {
  const members = new Set(found.flatMap((one) => (one.kind === "radios" ? one.members : [])));
  return found.filter((one) => !members.has(one));
}

/** The control an element is, or the only one it holds. */
function controlOf(element, ok) {
  const own = controls().filter((one) => one.kind !== "radios" && (one.el === element || one.box === element));
  if (own.length) return own;
  const inner = controlsIn(element);
  const groups = controls().filter((one) => one.kind === "radios" && contains(element, one.box));
  if (groups.length === 1 && inner.every((one) => groups[0].members.includes(one))) return groups;
  if (inner.length) return inner;
  const menus = drawnMenus().filter(({ box }) => contains(element, box));
  if (menus.length || !isVisible(element) || !ok(element)) return menus;
  return isNative(element) || element.matches(roles) ? [] : [];
}

/** The areas a locator after `in:` means. */
function areasOf(locator, isIn) {
  const outer = locator.in ? areasOf(locator.in, isIn) : [[null]];
  if (outer.length !== 1) return outer;
  for (const roots of outer[0]) {
    const found = areasIn(locator, roots ? inside(roots) : isIn);
    if (found.length) return found;
  }
  return [];
}

function areasIn(locator, isIn) {
  const { kind, name } = locator;
  if (kind === "area") return titledAreas(name, isIn);
  if (kind === "row") return rowsAt(locator.at, isIn).map(({ parts }) => [parts]);
  if (kind === "column") return tablesWith(name, isIn).map((element) => [[element]]);
  const found = lookFor(locator, kind === "label" || kind === "named" ? "see" : "area", isIn).found.map(({ el }) => el);
  if (kind === "tab") return found.map((element) => [[byId(element, element.getAttribute("aria-controls")) ?? element]]);
  if (kind !== "heading") return found.map((element) => [areaOf(element)]);
  const runs = line().filter((item) => !item.control && !isBlank(item) && found.some((element) => contains(element, holderOf(item))));
  return nested(runs.map(boxesUnder).filter((choices) => choices.length));
}

const tablesWith = (name, isIn) =>
  grids(isIn).filter((grid) => [grid, withFirstRow(grid)].some((one) => one && columnsOf(one, name).length)).map(({ element }) => element);

/** Whether an element is part of a record on the page: what stands there may be about a person. */
const isRecord = (element) => nearest(element, "td, [role=gridcell], [role=cell], dd") !== null;

/** How a person would call a thing, and the titles of the boxes around it; a text, or what stands in a record, has no name here. */
function describe({ el, control: one }) {
  const what = wordFor(el, one);
  const own = what === "text" || isRecord(el) ? "" : (names(el)[0] ?? "");
  const name = one ? (labelsOf(one)[0] ?? nearNames(one)[0] ?? ownNames(one)[0] ?? "") : own;
  return { what, name: name.slice(0, 60), titles: titlesAround(el) };
}

function wordFor(el, one) {
  if (one) return { box: "checkbox", radio: "radio button", select: "choice", choice: "choice", combo: "choice", file: "file field" }[one.kind] ?? "field";
  if (el.matches(button)) return "button";
  if (el.matches(link)) return "link";
  if (el.matches("[role=tab]")) return "tab";
  return el.matches(headings) ? "heading" : "text";
}

/** The titles of the boxes around an element: only what is a title by its role. */
function titlesAround(element) {
  const titles = [];
  for (const above of ancestors(element)) {
    if (above.matches("[role=dialog], [role=alertdialog], dialog, fieldset, table, [role=region], [role=group], section")) titles.push(...declaredTitles(above));
    const own = [...above.children].find((child) => child.matches("h1, h2, h3, h4, h5, h6, legend, caption") && isVisible(child) && !contains(child, element));
    if (own) titles.push(words(own));
    if (isFrame(above)) titles.push(...[above.getAttribute("title"), above.getAttribute("name")].filter(Boolean));
  }
  return [...new Set(titles.map(tidy))].filter(Boolean);
}

/** A locator's state: exactly one, none, several, or only such as do not fit; what a message needs to say so. */
function stateOf(locator, use) {
  const { found, areas, misfits = [] } = resolve(locator, use);
  if (found.length === 1) return { state: "one", thing: found[0] };
  if (areas?.length > 1) return { state: "several", isArea: true, candidates: areas.map(([[first]]) => describe({ el: first })) };
  if (found.length > 1) return { state: "several", candidates: found.slice(0, 12).map(describe) };
  if (misfits.length) return { state: "misfit", kinds: misfits };
  return { state: "none", isArea: areas !== undefined };
}
