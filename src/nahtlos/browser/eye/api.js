/* What may be asked from outside: a name and plain values in, plain values out. */

/** The things that hold a value: controls, and texts beside their labels. */
function readable(locator, isIn) {
  const ok = (element) => isIn(element) && isAllowed(element);
  const { kind, name } = locator;
  if (kind !== "named" && kind !== "label") {
    return lookFor({ ...locator, in: undefined }, "see", isIn).found.map(({ el }) => ({ el, value: shownIn(el) }));
  }
  const inControls = fieldFor(locator, "any", ok).found;
  const beside = pairs(name, ok).filter(({ element }) => !element || !inControls.some((one) => contains(element, one.control.el) || contains(element, one.control.box)));
  return [
    ...inControls.map(({ el, control: one }) => ({ el, control: one, value: reading(one) })),
    ...beside.filter(({ label }) => !inControls.some(({ control: one }) => isLabelOf(label, one))).map((pair) => ({ el: pair.label, value: valueOf(pair) })),
  ];
}

const isLabelOf = (label, one) => {
  const bound = nearest(label, "label");
  return (bound?.control ?? null) === one.el || (bound?.control && bound.control === one.el.getRootNode().host) || (bound && labelsFor(one.el).includes(bound)) || byIds(one.el, one.el.getAttribute("aria-labelledby")).some((named) => contains(named, label) || contains(label, named)) || (textBefore(one) !== null && holderOf(textBefore(one).run) === label);
};

/** What an element shows: the only control in it, or its text. */
function shownIn(element) {
  const own = controls().find((one) => one.kind !== "radios" && (one.el === element || one.box === element));
  if (own) return reading(own);
  const inner = controlsIn(element);
  return inner.length === 1 && !words(element) ? reading(inner[0]) : words(element) || tidy(nameOfParts(element));
}

function readOne(locator) {
  const areas = locator.in ? areasOf(locator.in, always) : [[null]];
  if (areas.length > 1) return { state: "several", isArea: true, candidates: areas.map(([[first]]) => describe({ el: first })) };
  if (!areas.length) return { state: "none", isArea: true };
  for (const within of areas[0]) {
    const isIn = within ? inside(within) : always;
    let found = readable(locator, isIn);
    if (!found.length && locator.name?.how === "pattern") found = readable({ ...locator, name: { ...locator.name, how: "within" } }, isIn);
    if (found.length === 1) return { state: "one", value: found[0].value };
    if (found.length > 1) return { state: "several", candidates: found.map(describe) };
  }
  return { state: "none" };
}

/** Read fields; done when each that must be there is there once. */
function read({ fields }) {
  const values = fields.map(({ locator }) => readOne(locator));
  const wrong = values.findIndex(({ state }, index) => state === "several" || (state === "none" && !fields[index].optional));
  if (wrong >= 0) return { at: wrong, ...values[wrong] };
  return { state: "done", values: values.map(({ state, value }) => (state === "one" ? value : null)) };
}

/** The index of the first locator something visible answers to. */
function firstOfThese({ locators }) {
  const index = locators.findIndex((locator) => isSeenNow(locator));
  return index < 0 ? { state: "none" } : { state: "one", index };
}

const isSeenNow = (locator) => (locator.kind === "area" ? resolve(locator, "area") : resolve(locator, "see")).found.length > 0;

const noneOfThese = ({ locators }) => ({ state: locators.some((locator) => isSeenNow(locator)) ? "there" : "gone" });

function find({ locator, use }) {
  const { thing, ...rest } = stateOf(locator, use);
  return thing ? { ...rest, thing: keep(thing.el), el: keep(thing.control?.el ?? thing.el) } : rest;
}

function text({ locator }) {
  const { thing, ...rest } = stateOf(locator, "see");
  if (!thing) return rest;
  const value = thing.control ? reading(thing.control) : thing.run ? runText(thing.run) : shownIn(thing.el);
  return { ...rest, text: Array.isArray(value) ? value.join(", ") : String(value) };
}

/** Where the one thing is, once it has been brought into sight. */
function measure({ locator }) {
  const { thing = bareArea(locator), ...rest } = stateOf(locator, locator.kind === "area" ? "area" : "see");
  if (!thing) return rest;
  thing.el.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  const { left, top, width, height } = thing.el.getBoundingClientRect();
  const shift = offsetOf(thing.el);
  return { state: "one", x: left + shift.x, y: top + shift.y, width, height };
}

/** What the page shows, texts and values of controls, as one text. */
function picture() {
  blink();
  return { state: "done", text: [...line().filter((item) => !item.control && !isBlank(item)).map(runText), ...controls().map((one) => JSON.stringify(reading(one)))].join("\n") };
}

const rowIn = (locator) => (!locator ? null : locator.kind === "row" ? locator.at : rowIn(locator.in));

/** Where a frame of another origin stands in this one. */
function shut() {
  blink();
  const doors = shutFrames().filter((frame) => isVisible(frame));
  return {
    state: "done",
    isOpen: modals().length > 0,
    doors: doors.map((frame) => {
      const box = frame.getBoundingClientRect();
      const shift = offsetOf(frame);
      return { id: keep(frame), x: box.left + frame.clientLeft + shift.x, y: box.top + frame.clientTop + shift.y, names: frameNames(frame), isAllowed: isAllowed(frame) };
    }),
  };
}

const good = new Set(["one", "ok", "done", "gone", "rows", "hand", "choice"]);
const lasting = new Set(["several", "misfit", "no option", "many options"]);
const questions = { aim, find, fill, show, read, rows, text, focus, measure, clickableNow, fileField, hasFiles, survey, inspect, any: firstOfThese, gone: noneOfThese };

/** Ask until the answer is good, something watched gets in the way, or the time is over. */
async function until({ ask, args, watch = [], ms, explains = false, patience = 1000, grace = 500 }) {
  const start = performance.now();
  let since = { state: "", at: start };
  let disturbed = null;
  for (let tries = 0; ; tries++) {
    blink();
    const answer = await questions[ask](args);
    const now = performance.now();
    if (good.has(answer.state) || answer.hasActed) return answer;
    if (answer.state !== since.state) since = { state: answer.state, at: now };
    const row = rowIn(args.locator);
    if (answer.state === "none" && row && tries === 1) await seek(row);
    if (answer.state === "none" && args.locator?.kind === "cell" && tries === 1) await seekCell(args.locator);
    const index = watch.length ? watch.findIndex((locator) => isSeenNow(locator)) : -1;
    disturbed = index < 0 ? null : (disturbed ?? now);
    if (disturbed !== null && (now - disturbed >= grace || now - start >= ms)) return { state: "interrupted", index };
    const isLate = now - start >= ms;
    if (isLate || (lasting.has(answer.state) && now - since.at >= patience)) {
      return { ...withWays(answer, ask, args, explains && ask !== "clickableNow"), isLate };
    }
    await pause(Math.min(100, 16 * 2 ** Math.min(tries, 3)));
  }
}

const calls = { until, landed, still, aimAt: ({ thing, isDry = false }) => (blink(), kept.get(thing)?.isConnected ? aimAt(kept.get(thing), false, isDry) : { state: "none" }), remember: () => ({ state: "done", texts: remember() }), note, offer, vanished, chipsOf, marks, prove, folds, searchBox, member, listed, selectAll, marked, slide, leave, pressOutside, connected, holding, holdForms, grow, picture, shut, cover, isCovered, uncover };

globalThis.nahtlosKept = (id) => kept.get(id) ?? null;
globalThis.nahtlosEye = async (name, argument) => {
  const args = JSON.parse(argument);
  if (args.before) before = new Set(args.before);
  try {
    return JSON.stringify(await (calls[name] ?? ((plainArgs) => (blink(), questions[name](plainArgs))))(args));
  } catch (error) {
    return JSON.stringify({ state: "broken", why: `${error.name}: ${error.message} ${(error.stack ?? "").split("\n")[1] ?? ""}`.slice(0, 300) });
  }
};
