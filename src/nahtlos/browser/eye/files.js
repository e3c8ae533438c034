/* Controls for files: the input itself, hidden or not, or the area on which files are dropped. */

/** The file input a locator means; without one, the area itself. */
function fileField({ locator }) {
  const inputs = all("input[type=file i]").filter((input) => !input.disabled);
  const area = locator.in ? areasOf(locator.in, always) : [[null]];
  if (area.length !== 1) return { state: area.length ? "several" : "none", isArea: true, candidates: area.map(([[first]]) => describe({ el: first })) };
  const isIn = area[0][0] ? inside(area[0].at(-1)) : always;
  const isNamed = locator.kind === "named" || locator.kind === "label";
  const matches = matcher(locator.name);
  let found = isNamed ? inputs.filter((input) => isIn(input) && fileNames(input).some(matches)) : [];
  if (found.length > 1) found = found.filter((input) => isVisible(input));
  if (found.length === 1) return { state: "one", isInput: true, thing: keep(found[0]) };
  const areas = (isNamed ? clickable(locator.name, (element) => isIn(element) && isAllowed(element)) : lookFor({ ...locator, in: undefined }, "see", isIn)).found.map(({ el }) => el);
  if (areas.length !== 1) return { state: areas.length ? "several" : "none", candidates: areas.map((el) => describe({ el })) };
  const input = inputAround(areas[0], inputs);
  return { state: "one", isInput: Boolean(input), thing: keep(input ?? areas[0]) };
}

function fileNames(input) {
  const one = control(input, "file");
  return [...boundNames(one), ...ownNames(one), ...(isVisible(input) ? nearFileNames(one) : [])];
}

/** The text before an input that is no control of its own for the eye. */
function nearFileNames(one) {
  const row = up(one.el) && (nearest(up(one.el), rowsOf) ?? up(one.el));
  if (!row || all("input[type=file i]").filter((other) => contains(row, other)).length !== 1) return [];
  const first = line().find((item) => !item.control && !isBlank(item) && contains(row, holderOf(item)));
  return first ? runNames(first) : [];
}

/** The only file input in the smallest group around an area that has one. */
function inputAround(area, inputs) {
  for (const [steps, group] of [area, ...ancestors(area)].entries()) {
    const inner = inputs.filter((input) => contains(group, input));
    if (inner.length) return inner.length === 1 && steps < 5 ? inner[0] : null;
  }
  return null;
}

/** Whether a control or the page shows the names of these files. */
function hasFiles({ thing, names: wanted }) {
  const element = kept.get(thing);
  const held = [...(element?.files ?? [])].map((file) => file.name);
  if (wanted.every((name) => held.includes(name))) return { state: "one" };
  const shown = line().filter((item) => !item.control && !isBlank(item)).map((run) => runText(run).toLowerCase());
  return { state: wanted.every((name) => shown.some((text) => text.includes(tidy(name).toLowerCase()))) ? "one" : "none" };
}

let isHolding = false;

/** While forms are held, pressing Enter in one does not send it. */
function holdForms({ isHeld }) {
  isHolding = isHeld;
  for (const doc of documents()) {
    const view = doc.defaultView;
    if (holders.has(view)) continue;
    holders.add(view);
    view.addEventListener("submit", (event) => isHolding && (event.preventDefault(), event.stopImmediatePropagation()), true);
  }
  return { state: "done" };
}

const holders = new WeakSet();
