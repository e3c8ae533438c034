/* The controls of a page: which there are, what kind each is, and what a person takes for it. */

const native =
  "input:not([type=hidden i], [type=submit i], [type=button i], [type=reset i], [type=image i]), select, textarea";
const editing = "[contenteditable=''], [contenteditable=true i], [contenteditable=plaintext-only i]";
const roles =
  "[role=textbox], [role=searchbox], [role=spinbutton], [role=combobox], [role=listbox], [role=checkbox], " +
  "[role=switch], [role=radio], [role=radiogroup], [role=slider], button[aria-haspopup=listbox], " +
  "[role=button][aria-haspopup=listbox]";
const drawnClass = /(^|[-_ ])(select|chosen|dropdown|combo|combobox|choices|multiselect|selectric|ts|tox|cke|ql|editor|listbox)([-_ ]|$|\d)/i;
const dates = new Set(["date", "month", "week", "time", "datetime-local"]);
const small = 90;

/** A control: `el` holds the value, `box` is what a person sees of it, `also` are more elements that name it. */
const control = (el, kind, box = el, also = []) => ({ el, kind, box, also });

const isNative = (element) => element.matches(native);
const isEditor = (element) => element.matches(editing) || (element.tagName === "BODY" && element.ownerDocument.designMode === "on");
const classOf = (element) => element.getAttribute("class") ?? "";

/** All controls a person can see, each once, in the order of the page. */
function controls() {
  return once("controls", document, () => {
    const candidates = every().filter((element) => isNative(element) || isEditor(element) || element.matches(roles));
    const taken = new Set();
    const found = new Map();
    const take = (one) => {
      if (!one) return;
      found.set(one.el, one);
      for (const element of [one.el, one.box, ...one.also]) taken.add(element);
      if (one.kind === "choice" || one.kind === "chips") below(one.box, `${native}, ${roles}`).forEach((part) => taken.add(part));
      if (one.kind === "combo") below(one.box, "[role=listbox]").forEach((part) => taken.add(part)); // the list of its chips
    };
    for (const element of candidates) if (isNative(element) && !taken.has(element) && !isVisible(element)) take(hiddenNative(element));
    for (const element of candidates) if (isNative(element) && !taken.has(element) && isVisible(element)) take(shownNative(element));
    for (const element of candidates) if (!taken.has(element) && isEditor(element) && isVisible(element)) take(editor(element));
    for (const element of candidates) if (!taken.has(element) && !isNative(element)) take(isVisible(element) ? drawn(element) : hiddenDrawn(element));
    for (const group of radioGroups([...found.values()])) found.set(group, group);
    return [...found.values()].sort(inOrder);
  });
}

function inOrder(one, other) {
  const { first } = order();
  return first.get(one.box) - first.get(other.box) || (one.kind === "radios" ? -1 : 1);
}

const typeOf = (element) => (element.tagName === "INPUT" ? (element.getAttribute("type") ?? "text").toLowerCase() : "");

const suggests = (element) =>
  element.matches(
    "[role=combobox], [role=listbox], [aria-autocomplete=list], [aria-autocomplete=both], [aria-haspopup=listbox], [aria-haspopup=tree], [list], " +
      "[class*=autocomplete i], [class*=typeahead i], [class*=tt-input]",
  );

/** An input that opens something else than a list, and suggests nothing while one types: a date that can be typed. */
const opensCalendar = (element) =>
  element.matches("input[aria-haspopup=dialog i], input[aria-haspopup=grid i]") && !element.readOnly && !element.matches("[aria-autocomplete=list], [aria-autocomplete=both], [list]");

function kindOfNative(element) {
  if (element.tagName === "SELECT") return element.multiple ? "multiselect" : "select";
  if (element.tagName === "TEXTAREA") return "text";
  const type = typeOf(element);
  if (type === "checkbox") return "box";
  if (type === "radio") return "radio";
  if (type === "file") return "file";
  if (type === "range" || type === "color") return "range";
  if (dates.has(type)) return "date";
  if (opensCalendar(element)) return "text";
  if (element.inputMode === "none" && suggests(element)) return "choice";
  const wrapper = nearest(element, "[role=combobox]");
  if (!suggests(element) && !wrapper && !isAmongChips(element)) return "text";
  const isOpened = wrapper || element.matches("[role=combobox], [aria-haspopup]");
  return element.readOnly && isOpened ? "choice" : "combo";
}

/** An input without a frame of its own in something that holds chips. */
const isAmongChips = (element) =>
  styleOf(element).borderTopWidth === "0px" &&
  ancestors(element).slice(0, 3).some((above) => /(^|[-_ ])(chips?|chip-grid|chip-set|tags?|tokens?|tagify|taginput)([-_ ]|$)/i.test(classOf(above)));

/** A native control in sight, with the wrapper that plays its role. */
function shownNative(element) {
  const kind = kindOfNative(element);
  const wrapper = up(element) && nearest(up(element), "[role=combobox], [role=spinbutton], [role=checkbox], [role=switch], [role=radio]");
  const isAlone = wrapper && below(wrapper, native).filter(isVisible).length === 1;
  if (isAlone) return control(element, kind, wrapper, [wrapper]);
  if (kind !== "combo" && kind !== "choice") return control(element, kind);
  return control(element, kind, (boxOf(element).width < 40 && drawnFrame(element)) || valueBox(element)); // an input that grows as one types
}

/** What is drawn around a borderless input: its frame, or what holds the values beside it. */
function valueBox(input) {
  if (styleOf(input).borderTopWidth !== "0px") return input;
  for (let above = up(input), steps = 0; above && steps < 6; above = up(above), steps++) {
    if (above.matches("form, fieldset, table, tr, td, th, body, dialog, [role=dialog]")) break;
    if (below(above, native).filter(isVisible).length > 1 || below(above, "label").some(isVisible)) break;
    const { borderTopWidth, borderLeftWidth } = styleOf(above);
    if (borderTopWidth !== "0px" && borderLeftWidth !== "0px") return above;
    if (steps < 3 && (chips(above).length || below(above, single).some((one) => isVisible(one) && words(one)))) return above;
  }
  return input;
}

/** A hidden native, if something is drawn for it. */
function hiddenNative(element) {
  const type = typeOf(element);
  if (type === "checkbox" || type === "radio") return drawnMark(element, type === "radio" ? "radio" : "box");
  if (type === "file") return null;
  if (type === "range") return drawnTrack(element);
  if (isOverlay(element) && element.tagName === "SELECT") return control(element, kindOfNative(element));
  if (element.tagName === "SELECT") {
    const twin = twinOf(element);
    return twin && control(element, element.multiple ? "chips" : "choice", twin, [twin, ...below(twin, native).filter((one) => one !== element && !isVisible(one))]);
  }
  if (suggests(element)) {
    const wrapper = nearest(up(element), "[role=combobox]");
    const frame = wrapper && isVisible(wrapper) ? wrapper : drawnFrame(element);
    const isForKeys = [element, up(element)].some((one) => isClipped(styleOf(one))); // nobody sees what is typed there
    return frame && control(element, isForKeys ? "choice" : kindOfNative(element), frame, [frame]);
  }
  if (isTransparent(element)) {
    const frame = ancestors(element).find(isVisible);
    return frame && boxOf(frame).height < 4 * small && below(frame, native).length === 1 ? control(element, kindOfNative(element), frame, [frame]) : null;
  }
  if (element.tagName === "TEXTAREA") {
    const twin = twinOf(element);
    const editors = twin ? [twin, ...below(twin, "*")].filter((part) => isEditor(part) && isVisible(part)) : [];
    return editors.length === 1 ? control(editors[0], "editor", twin, [element]) : null;
  }
  return null;
}

/** A field one can click and type into, transparent until then: its label lies where the text will stand. */
const isTransparent = (element) =>
  element.matches("[aria-label], [aria-labelledby], [id]") &&
  !element.matches("[aria-hidden=true], [tabindex='-1'], :disabled") &&
  (element.tagName === "TEXTAREA" || kindOfNative(element) === "text" || dates.has(typeOf(element))) &&
  element.checkVisibility({ visibilityProperty: true }) &&
  !element.checkVisibility({ opacityProperty: true }) &&
  styleOf(element).pointerEvents !== "none" &&
  boxOf(element).width > small / 2 &&
  isShown(element);

/** What is drawn around a transparent input with suggestions: the widest that is drawn for it alone. */
function drawnFrame(input) {
  if (!input.checkVisibility({ visibilityProperty: true })) return null;
  let frame = null;
  for (let above = up(input), steps = 0; above && steps < 6; above = up(above), steps++) {
    if (below(above, native).length > 1 || below(above, "label").some(isVisible) || boxOf(above).height > 2 * small) break;
    const isDrawn = drawnClass.test(classOf(above)) || styleOf(above).borderTopWidth !== "0px";
    if (isDrawn && isVisible(above)) frame = above;
  }
  return frame;
}

/** The mark a person sees instead of a hidden checkbox or radio button. */
function drawnMark(element, kind) {
  const label = [...(element.labels ?? [])].find(isVisible);
  const parent = up(element);
  const wrapper = parent && nearest(parent, "[role=checkbox], [role=switch], [role=radio]");
  if (isOverlay(element) && parent && isVisible(parent)) return control(element, kind, element, wrapper ? [wrapper] : []);
  if (wrapper && isVisible(wrapper)) return control(element, kind, wrapper, [wrapper]);
  const beside = [element.nextElementSibling, element.previousElementSibling].find((one) => one && isVisible(one) && !words(one) && isSmall(one));
  if (beside) return control(element, kind, beside);
  if (label) return control(element, kind, label);
  const isAlone = parent && isVisible(parent) && isSmall(parent) && below(parent, native).length === 1;
  return isAlone ? control(element, kind, parent) : null;
}

/** The track a person sees instead of a hidden range. */
function drawnTrack(element) {
  const track = ancestors(element).slice(0, 3).find((above) => isVisible(above) && below(above, native).length === 1 && boxOf(above).height <= small);
  return track ? control(element, "range", track) : null;
}

const isSmall = (element) => boxOf(element).width <= small && boxOf(element).height <= small;

const looksDrawn = (element) =>
  isVisible(element) &&
  !element.matches("label, select, textarea, input") &&
  (element.matches("[role=combobox], [role=listbox], [role=textbox], [aria-haspopup], [tabindex], [contenteditable], iframe") ||
    drawnClass.test(classOf(element)) ||
    below(element, "[role=combobox], [role=textbox], [aria-haspopup], [contenteditable], iframe").some(isVisible));

/** What is drawn instead of a hidden select or textarea: the wrapper around it alone, or what stands beside it. */
function twinOf(element) {
  const same = [element.previousElementSibling, element.nextElementSibling].find((one) => one && looksDrawn(one) && [...element.classList].some((name) => one.classList.contains(name) && drawnClass.test(classOf(one))));
  if (same) return same; // drawn with the classes of what it stands for
  let wrapper = null;
  for (let above = up(element), steps = 0; above && steps < 3; above = up(above), steps++) {
    if (below(above, "select, textarea").length > 1 || below(above, "label").some(isVisible)) break;
    if (drawnClass.test(classOf(above)) && looksDrawn(above)) wrapper = above;
  }
  if (wrapper) return wrapper;
  const beside = [element.nextElementSibling, element.previousElementSibling, element.nextElementSibling?.nextElementSibling];
  return beside.find((one) => one && looksDrawn(one) && below(one, "select").length === 0) ?? null;
}

function editor(element) {
  const outer = up(element) && nearest(up(element), editing);
  if (outer) return null;
  return control(element, "editor", element.tagName === "BODY" ? (frameOf(element) ?? element) : element);
}

/** A control that consists of roles only. */
function drawn(element) {
  const role = element.getAttribute("role");
  const owned = below(element, native).filter(isVisible);
  if (role === "checkbox" || role === "switch") return control(element, "box");
  if (role === "radio") return control(element, "radio");
  if (role === "slider") return owned.length || below(element, native).length ? null : control(element, "slider");
  if (role === "radiogroup" || role === "spinbutton") return null;
  if (role === "listbox") return isPopup(element) ? null : control(element, "listbox");
  if (role === "textbox" || role === "searchbox") return null;
  if (owned.length === 1) return null;
  return control(element, "choice");
}

/** A choice that only keys and those who have the page read to them meet: what is drawn around it alone is what a person sees. */
function hiddenDrawn(element) {
  if (element.matches("[role=checkbox], [role=switch], [role=radio]")) return labelledMark(element);
  if (!element.matches("[role=combobox][tabindex='0'], [aria-haspopup=listbox][tabindex='0']") || !isClipped(styleOf(element)) || !element.checkVisibility({ visibilityProperty: true })) return null;
  const isBox = (above) => isVisible(above) && boxOf(above).height <= small && !below(above, `${native}, label`).some(isVisible);
  const frame = ancestors(element).slice(0, 3).find(isBox);
  return frame ? control(element, "choice", frame, [frame]) : null;
}

/** A drawn box that nobody sees, whose mark is drawn in its label. */
function labelledMark(element) {
  const label = isClipped(styleOf(element)) && labelsFor(element).find(isVisible);
  return label ? control(element, element.getAttribute("role") === "radio" ? "radio" : "box", label) : null;
}

/** A list that belongs to a control or floats over the page: not a control itself. */
function isPopup(element) {
  const id = element.id;
  if (id && all("[aria-controls], [aria-owns]").some((one) => `${one.getAttribute("aria-controls")} ${one.getAttribute("aria-owns")}`.split(" ").includes(id))) return true;
  return [element, ...ancestors(element).slice(0, 4)].some((one) => one !== element.ownerDocument.body && /absolute|fixed/.test(styleOf(one).position));
}

/** Radio buttons that exclude each other, as one control. */
function radioGroups(found) {
  const groups = new Map();
  for (const one of found.filter(({ kind }) => kind === "radio")) {
    const isInput = one.el.tagName === "INPUT";
    const home = isInput && one.el.name ? (one.el.form ?? rootOf(one.el)) : nearest(one.el, "[role=radiogroup], fieldset");
    if (!home) continue;
    const key = isInput ? one.el.name : "";
    const same = [...groups.values()].find((group) => group.home === home && group.key === key);
    if (same) same.members.push(one);
    else groups.set(one, { home, key, members: [one] });
  }
  return [...groups.values()]
    .filter(({ members }) => members.length > 1)
    .map(({ members }) => {
      const outer = members.map(({ box }) => box).reduce((one, other) => common(one, other));
      const named = nearest(outer, "[role=radiogroup], fieldset");
      const isAlone = named && found.filter(({ box }) => contains(named, box)).every((one) => members.includes(one));
      return { ...control(members[0].el, "radios", members[0].box, isAlone ? [named] : []), members };
    });
}

/** Where the others of a radio button are looked for: not in the root of a component that is one radio button. */
function rootOf(radio) {
  let root = radio.getRootNode();
  while (root.host && root.querySelectorAll("input[type=radio i]").length < 2) root = root.host.getRootNode();
  return root;
}

/** The controls inside an element, each radio button for itself. */
function controlsIn(outer) {
  return once("controlsIn", outer, () => {
    const { first, last } = order();
    const list = once("single", document, () => controls().filter(({ kind }) => kind !== "radios"));
    let low = 0;
    for (let high = list.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (first.get(list[middle].box) < first.get(outer)) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < list.length && first.get(list[end].box) <= last.get(outer)) end++;
    return list.slice(low, end);
  });
}

/** What values a control can take: a text, yes or no, several texts, a file. */
const takes = {
  text: ["text", "date", "range", "slider", "editor", "combo", "choice", "select", "radios", "listbox", "multiselect", "chips"],
  yes: ["box", "radio"],
  many: ["multiselect", "chips", "combo", "choice", "listbox"],
  file: ["file"],
};

const fits = ({ kind }, wants) => wants === "any" || takes[wants].includes(kind);

function isEnabled(element) {
  if (element.matches(":disabled")) return false;
  for (let node = element; node; node = up(node)) {
    if (node.getAttribute("aria-disabled") === "true" || node.inert) return false;
  }
  return true;
}

const isLocked = ({ el, kind }) =>
  !isEnabled(el) || (["text", "date", "combo"].includes(kind) && (el.readOnly || el.getAttribute("aria-readonly") === "true"));
