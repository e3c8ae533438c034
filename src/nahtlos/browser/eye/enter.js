/* Values into controls, as a person enters them: focus, select what is there, write over it. */

const handy = new Set(["text", "date", "range", "select", "multiselect"]);
const germanDate = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;

/** A date or number the way the control writes it; the text itself where it has no way of its own. */
function spelled({ el, kind }, text) {
  if (typeof text !== "string") return text;
  if (kind === "slider") return /[-+]?\d+([.,]\d+)?/.exec(text)?.[0].replace(",", ".") ?? text;
  const two = (digits) => digits.padStart(2, "0");
  if (kind === "date") {
    const [day, time] = text.split(/[ T]/);
    const [, date, month, year] = germanDate.exec(day) ?? [];
    const iso = date ? `${year}-${two(month)}-${two(date)}` : day;
    if (typeOf(el) === "datetime-local" && time) return `${iso}T${time}`;
    const [, monthOnly, yearOnly] = /^(\d{1,2})[./](\d{4})$/.exec(text) ?? [];
    return typeOf(el) === "month" && monthOnly ? `${yearOnly}-${two(monthOnly)}` : iso;
  }
  if (typeOf(el) === "number" && /^-?[\d.]*\d(,\d+)?$/.test(text) && (text.includes(",") || /^-?\d{1,3}(\.\d{3})+$/.test(text))) {
    return text.replaceAll(".", "").replace(",", ".");
  }
  return text;
}

const active = (doc) => {
  let element = doc.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
};

function focusOn(element) {
  element.focus();
  const doc = element.ownerDocument;
  return active(doc) === element || (element.tagName === "BODY" && doc.hasFocus());
}

/** Say that a value has changed, where the browser does not do so itself. */
function tell(element) {
  for (const type of ["input", "change"]) element.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
}

/** Say that a key was let go: some pages listen to keys alone. */
function tellKey(element, key) {
  element.dispatchEvent(new KeyboardEvent("keyup", { key, bubbles: true, composed: true }));
}

const put = {
  text({ el }, text) {
    if (el.value === text) return "";
    if (!focusOn(el)) return "unfocusable";
    el.select();
    const doc = el.ownerDocument;
    const isDone = text === "" ? doc.execCommand("delete") : doc.execCommand("insertText", false, text);
    if (!isDone || (typeOf(el) === "number" && el.value !== text)) return set(el, text);
    tellKey(el, text.at(-1) ?? "Delete");
    return "";
  },
  date: ({ el }, text) => set(el, text),
  range: ({ el }, text) => set(el, text),
  select({ el }, text, pick) {
    const option = optionsNamed(el, text, pick);
    if (option.length !== 1) return option.length ? "many options" : "no option";
    if (option[0].disabled) return "no option";
    if (option[0].selected) return "";
    focusOn(el);
    option[0].selected = true;
    tell(el);
    return "";
  },
  multiselect({ el }, value, pick) {
    const wanted = typeof value === "string" ? [value] : value;
    const chosenOptions = wanted.map((text) => optionsNamed(el, text, pick));
    if (chosenOptions.some(({ length }) => length > 1)) return "many options";
    if (chosenOptions.some(({ length }) => !length)) return "no option";
    focusOn(el);
    const set = new Set(chosenOptions.flat());
    for (const option of el.options) option.selected = set.has(option);
    tell(el);
    return "";
  },
};

/** The options with this text, or of this name; an empty text means the one that stands for nothing. */
function optionsNamed(select, text, pick = null) {
  const options = [...select.options].filter((option) => !option.hidden);
  if (pick && pick.how !== "whole") return options.filter((option) => [option.text, option.label].some(matcher(pick)));
  if (pick) return [...new Set(pick.texts.flatMap((one) => optionsNamed(select, one)))];
  if (tidy(text) === "") return options.filter((option) => optionText(option) === "").slice(0, 1);
  const same = options.filter((option) => tidy(option.text) === tidy(text) || tidy(option.label) === tidy(text));
  return same.length ? same : options.filter((option) => bare(option.text) === bare(text));
}

function set(element, text) {
  if (element.value === text) return "";
  focusOn(element);
  element.value = text;
  if (element.value !== text && typeOf(element) !== "color") return "unfit";
  tell(element);
  tellKey(element, text.at(-1) ?? "Delete");
  return "";
}

/** Enter as many values as can be entered from here; says at which one, and why, it stopped. */
async function fill({ entries }) {
  blink();
  let isChanged = false;
  const observer = new MutationObserver((records) => (isChanged ||= records.some(bringsControls)));
  for (const root of roots()) observer.observe(root, { childList: true, subtree: true });
  let located = entries.map(({ locator, wants }) => stateOf(locator, `field:${wants}`));
  let hasActed = false;
  let last = null;
  let stop = { at: entries.length, state: "done" };
  for (const [index, { value, wants, locator, pick, origins }] of entries.entries()) {
    if (isChanged) {
      isChanged = false;
      blink();
      located = entries.map((entry, later) => (later < index ? null : stateOf(entry.locator, `field:${entry.wants}`)));
    }
    let { thing, ...rest } = located[index];
    if (!thing && hasActed) {
      blink();
      ({ thing, ...rest } = stateOf(locator, `field:${wants}`));
    }
    const problem = thing ? (outside(thing.el, origins) ?? entryOf(thing.control, pick)) : rest;
    if (problem) {
      stop = { at: index, ...problem };
      break;
    }
    const why = put[thing.control.kind](thing.control, spelled(thing.control, value), pick);
    const isChoice = thing.control.kind.includes("select");
    if (!why || !isChoice) [last, hasActed] = [thing.control, true];
    if (why) {
      stop = { at: index, state: why, options: isChoice ? [...thing.control.el.options].map(optionText).filter(Boolean).slice(0, 40) : [] };
      break;
    }
    if (isChoice) {
      await pause(0);
      isChanged ||= observer.takeRecords().some(bringsControls);
      stop = { at: index + 1, state: "choice" };
      break;
    }
    await null;
    isChanged ||= observer.takeRecords().some(bringsControls);
  }
  if (hasActed && last && stop.state !== "hand") active(last.el.ownerDocument)?.blur?.();
  observer.disconnect();
  blink();
  if (hasActed && stop.state === "hand") await frames(2); // a calendar may open a moment after its field was entered
  for (let look = 0; look < 10 && hasActed && last?.kind === "text" && opensCalendar(last.el) && !hasPicker(); look++) {
    await pause(30);
    blink();
  }
  blink();
  const isOpen = hasActed && last?.kind === "text" && !isInPicker(last.el) && mayClosePicker();
  return { ...stop, hasActed, ...(isOpen ? { picker: keep(last.el) } : {}) };
}

/** Why a value cannot be entered here and now, or by hand only. */
function entryOf(one, pick) {
  if (isLocked(one)) return { state: "locked" };
  if (pick ? one.kind.includes("select") : handy.has(one.kind)) return null;
  return { state: "hand", kind: one.kind, box: keep(one.box), el: keep(one.el), trigger: keep(triggerOf(one)), isInput: one.el.matches("input, textarea"), shown: reading(one) };
}

/** What of a control is clicked to open it or to go into it. */
function triggerOf({ el, box, kind }) {
  if (kind === "text" || (kind === "combo" && isVisible(el) && isOnTop(el))) return el;
  if (!["choice", "chips"].includes(kind) || box.matches("[role=combobox], button, input")) return box;
  const inner = below(box, "[role=combobox], [aria-haspopup], [tabindex]:not([tabindex='-1']), button, input, textarea").filter(isVisible);
  const off = [...removersIn(box), ...chips(box).map((one) => chipHome(one, box)).filter((one) => !contains(one, el))];
  const isFree = (one) => !off.some((other) => contains(one, other) || contains(other, one));
  return (inner.find(isFree) ?? (off.some((one) => isInMiddle(one, box)) && below(box, opener).find((one) => isVisible(one) && isFree(one)))) || box;
}

const opener = "[class*=trigger i], [class*=arrow i], [class*=caret i], [class*=toggle i], [class*=indicator i]";

/** Whether a click on a box would hit this part of it. */
function isInMiddle(part, box) {
  const { left, right, top, bottom } = boxOf(box);
  const { left: from, right: to, top: above, bottom: below } = boxOf(part);
  return (left + right) / 2 >= from && (left + right) / 2 <= to && (top + bottom) / 2 >= above && (top + bottom) / 2 <= below;
}

/** A secret stays out of frames that do not belong to the system. */
function outside(element, origins) {
  const { origin } = element.ownerDocument.defaultView;
  return !origins || origins.includes(origin) ? null : { state: "outside", origin };
}

const bringsControls = ({ addedNodes, removedNodes }) =>
  [...addedNodes, ...removedNodes].some((node) => node.nodeType === 1 && (node.matches(`${native}, ${roles}, label, form`) || node.querySelector(`${native}, label`)));

const pickers = "[class*=datepicker i], [class*=calendar i], [class*=timepicker i], [class*=date-picker i]";

const pickerTag = /-(date|time|month)-?picker|-calendar/i;

/** Whether a calendar hangs open over the page: some open when one goes into a field, and stay when one leaves it. */
const hasPicker = () =>
  every().some((one) => (one.matches(pickers) || pickerTag.test(one.localName)) && isFloating(one) && one.checkVisibility({ visibilityProperty: true }) && boxOf(one).height > small);

/** Whether a field stands in a calendar itself; what is drawn around a date is often called so, too. */
const isInPicker = (field) => ancestors(field).some((one) => one.matches(pickers) && isFloating(one));

const isFloating = (element) => [element, up(element)].some((one) => one && /absolute|fixed/.test(styleOf(one).position));

/** Whether it may be closed with Escape: no dialog is open that Escape would close, unless the calendar says it is one. */
const mayClosePicker = () => hasPicker() && modals().every((one) => nearest(one, pickers) !== null);

/** Tell calendars that still hang over the page that the mouse was pressed beside them, and whether one stays. */
async function pressOutside({ el, isSure = false }) {
  blink();
  if (isSure || hasPicker()) {
    const place = placeBeside(kept.get(el));
    const { defaultView: view } = place.ownerDocument;
    for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
      const Event = type.startsWith("pointer") ? view.PointerEvent : view.MouseEvent;
      place.dispatchEvent(new Event(type, { bubbles: true, composed: true, cancelable: true }));
    }
    await frames(2);
    blink();
  }
  return { state: "done", isOpen: hasPicker() };
}

/** Where nothing is hit that a field belongs to, and no box that floats is left: beside the field, or in the page at large. */
function placeBeside(field) {
  const doc = field?.ownerDocument ?? document;
  const line = field ? ancestors(field) : [];
  const box = line.find((one) => (one.matches("dialog, [role=dialog], [role=alertdialog], [aria-modal=true]") || isFloating(one)) && controlsIn(one).length > 1);
  return box ? branch(box, field) : doc.body;
}

/** What the controls of these entries show now. */
function show({ entries }) {
  blink();
  let isAnyInPicker = false;
  const shown = entries.map(({ locator, wants, value }) => {
    const { thing, ...rest } = stateOf(locator, `field:${wants}`);
    if (!thing) return writtenInCell(locator) ?? rest;
    isAnyInPicker ||= isInPicker(thing.el);
    const text = readingFor(thing.control, wants, value);
    const isSame = typeof value === "string" && typeof text === "string" && text === spelled(thing.control, value);
    return { state: "one", reading: isSame ? value : text, kind: thing.control.kind, el: keep(thing.control.el) };
  });
  return { state: "done", hasPicker: !isAnyInPicker && mayClosePicker(), shown };
}

/** A cell whose field goes once it is left shows the value itself. */
function writtenInCell(locator) {
  const found = locator.kind === "cell" ? resolve(locator, "see").found : [];
  return found.length === 1 ? { state: "one", reading: cellText(found[0].el), kind: "cell", el: keep(found[0].el) } : null;
}

/** A list that is asked for is a list, also where a control shows it as one text. */
function readingFor(one, wants, value) {
  const shown = (wants === "many" && provenIn(one)) || reading(one);
  if (wants !== "many" || Array.isArray(shown)) return shown;
  const parts = shown.split(/\s*[,;]\s*/);
  const isSame = parts.length === value.length && value.every((text) => parts.includes(tidy(text)));
  return isSame ? value : shown === "" ? [] : [shown];
}

/** Go to a slider, and tell where it stands: as numbers. */
function slide({ el }) {
  const element = kept.get(el);
  if (!element?.isConnected) return { state: "none" };
  if (active(element.ownerDocument) !== element) focusOn(element);
  const [now, least, most] = ["now", "min", "max"].map((name) => element.getAttribute(`aria-value${name}`));
  return { state: "done", now: Number(now), least: Number(least ?? 0), most: Number(most ?? 100) };
}

/** Leave the control one is in. */
function leave() {
  active(document)?.blur?.();
  blink();
  return { state: "done" };
}

/** Which of these elements are still in the page. */
const connected = ({ els }) => ({ state: "done", are: els.map((el) => Boolean(kept.get(el)?.isConnected)) });

/** What controls show that were filled before: themselves where they are still there, else by their labels. */
function holding({ entries }) {
  blink();
  return { state: "done", shown: entries.map((entry) => {
    const same = controls().find(({ el }) => el === kept.get(entry.el));
    if (!same) return show({ entries: [entry] }).shown[0];
    const text = readingFor(same, entry.wants, entry.value);
    return { state: "one", reading: typeof entry.value === "string" && text === spelled(same, entry.value) ? entry.value : text };
  }) };
}

/** Put the focus where a key is to be pressed: into the control or area meant, if it is not there already. */
function focus({ locator }) {
  const asField = stateOf(locator, "field:any");
  const { thing, ...rest } = asField.thing ? asField : stateOf(locator, "see");
  if (!thing) return rest;
  const element = thing.control?.el ?? thing.el;
  const now = active(element.ownerDocument);
  if (now && now !== element.ownerDocument.body && contains(element, now)) return { state: "done" };
  const goal = [element, ...controlsIn(element).map(({ el }) => el), ...below(element, "a[href], button, [tabindex]")].find((one) => focusOn(one));
  return { state: goal ? "done" : "unfocusable" };
}

/** Give an editor time to notice what was marked in it: some look for that only every tenth of a second. */
async function marked() {
  const isMarked = documents().some((one) => active(one)?.isContentEditable && !one.getSelection().isCollapsed);
  if (isMarked) await pause(150);
  return { state: "done" };
}

/** Empty a control for the keyboard: focus in it, everything selected. */
function selectAll({ el }) {
  const element = kept.get(el);
  if (!element?.isConnected || !focusOn(element)) return { state: "none" };
  if (element.select) element.select();
  else element.ownerDocument.getSelection().selectAllChildren(element);
  return { state: "done", isEmpty: (element.value ?? element.textContent) === "" };
}
