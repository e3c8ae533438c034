/* The choices a control offers once it is opened: exactly the one with the name is taken. */

const lists = "[role=listbox], [role=menu], [role=tree], [role=grid][aria-multiselectable]";
const optionRoles = "[role=option], [role=menuitem], [role=menuitemradio], [role=menuitemcheckbox], [role=treeitem]";
const longScroll = 30_000;
let shownBefore = new WeakSet();

/** Remember what is on the screen, so that what opens next can be told from it. */
function note() {
  blink();
  shownBefore = new WeakSet([...textHolders(), ...all(`${lists}, ${optionRoles}`)].filter((element) => isVisible(element)));
  return { state: "done" };
}

/** The open lists that belong to a control: named by it, or on the screen since it was opened. */
function openLists(box) {
  const sources = [box, ...below(box, "input, [role=combobox], button"), active(box.ownerDocument)].filter(Boolean);
  const declared = sources.flatMap((one) => byIds(one, `${one.getAttribute("aria-controls") ?? ""} ${one.getAttribute("aria-owns") ?? ""}`));
  const own = declared.filter((element) => isVisible(element) && (element.matches(lists) || below(element, optionRoles).some(isVisible)));
  if (own.length) return [...new Set(own)];
  const fresh = all(lists).filter((element) => isVisible(element) && !shownBefore.has(element));
  return fresh.filter((one) => !fresh.some((other) => other !== one && contains(other, one)));
}

/** What can be chosen now: options by role, else the texts that appeared. */
function offered(box) {
  const open = openLists(box);
  const byRole = [...new Set(open.flatMap((list) => below(list, optionRoles)))].filter((option) => isVisible(option));
  if (byRole.length) return byRole;
  const isFresh = (element) => !shownBefore.has(element) && !nearest(element, "label, legend");
  const within = open.length ? open.flatMap((list) => below(list, "*")).filter((element) => [...kids(element)].some(isText)) : textHolders().filter(isFresh);
  const seen = within.filter((element) => isVisible(element));
  return seen.filter((one) => !seen.some((other) => other !== one && contains(one, other) && words(other) === words(one)));
}

const firstLine = (element) => {
  const run = line().find((item) => !item.control && !isBlank(item) && contains(element, holderOf(item)));
  return run ? runNames(run) : [];
};

/** The options with this name: whole, else by their first line alone. */
function optionsCalled(name, options) {
  const matches = matcher(name);
  const exact = name.how === "whole" ? options.filter((option) => name.texts.some((text) => tidy(text) === words(option))) : [];
  const full = exact.length ? exact : options.filter((option) => isNamed(option, matches));
  const found = full.length ? full : options.filter((option) => option.matches(optionRoles) && firstLine(option).some(matches));
  return found.filter((one) => !found.some((other) => other !== one && contains(one, other)));
}

/** Wait for the choices of a control and bring the one with this name to light. */
async function offer({ box, name, ms }) {
  const element = kept.get(box);
  let end = performance.now() + ms;
  const last = end + longScroll;
  const seen = new Set();
  let quiet = 0;
  let hasOpened = false;
  for (;;) {
    blink();
    if (!element?.isConnected) return { state: "gone" };
    const options = offered(element);
    const found = optionsCalled(name, options);
    hasOpened ||= options.length > 0;
    if (seen.size < 60) for (const option of options) seen.add(words(option));
    if (found.length === 1 && isVisible(found[0])) return { state: "one", thing: keep(found[0]) };
    if (found.length > 1 && quiet > 5) return { state: "several", candidates: found.map((el) => describe({ el })) };
    const isMoving = !found.length && options.length > 0 && scrollOn(options);
    quiet = isMoving ? 0 : quiet + 1;
    if (isMoving) end = Math.min(last, Math.max(end, performance.now() + 300));
    if (performance.now() > end || (hasOpened && !found.length && quiet > 12 && options.length)) break;
    await pause(isMoving ? 30 : 50);
  }
  return { state: hasOpened ? "none" : "closed", isList: openLists(element).length > 0, options: [...seen].filter((text) => text && text.length < 60).slice(0, 40) };
}

/** Wait until a list has gone whose option was taken: it fades, and would look as if it had been there before. */
async function vanished({ thing, ms }) {
  const end = performance.now() + ms;
  const isThere = () => kept.get(thing)?.isConnected && isVisible(kept.get(thing));
  for (;;) {
    blink();
    if (!isThere()) return { state: "done", isGone: true };
    if (performance.now() > end) return { state: "done", isGone: false, isInDialog: modals().some((one) => !contains(one, kept.get(thing))) };
    await pause(25);
  }
}

/** Scroll a long list on; false at its end. */
function scrollOn(options) {
  const scroller = ancestors(options.at(-1)).slice(0, 6).find((one) => styleOf(one).overflowY !== "visible" && one.scrollHeight > one.clientHeight + 2);
  if (!scroller) return false;
  const at = scroller.scrollTop;
  scroller.scrollTop = at + scroller.clientHeight * 0.9;
  return scroller.scrollTop > at + 1;
}

const everything = /^[(\[]?(alles?|alle (auswählen|markieren)|alles (auswählen|markieren)|all|select all)[)\]]?$/i;

/** Whether an option is chosen; null where it does not say so. In a list of one choice, `aria-selected` may be the one in focus. */
function isOn(option) {
  const [mark] = below(option, "input[type=checkbox]");
  if (mark) return mark.checked;
  if (option.hasAttribute("aria-checked")) return option.getAttribute("aria-checked") === "true";
  const list = nearest(option, "[role=listbox], [role=tree]");
  return list?.getAttribute("aria-multiselectable") === "true" && option.hasAttribute("aria-selected") ? option.getAttribute("aria-selected") === "true" : null;
}

/** Whether all options of a list are in the page, and not only those in sight. */
function areAllDrawn(options) {
  const scroller = ancestors(options[0]).slice(0, 6).find((one) => styleOf(one).overflowY !== "visible" && one.scrollHeight > one.clientHeight + 2);
  const said = Number(options[0].getAttribute("aria-setsize") ?? 0);
  return said <= options.length && (!scroller || options.reduce((sum, one) => sum + one.getBoundingClientRect().height, 0) > scroller.scrollHeight * 0.7);
}

/** The options of a list with what they say of themselves; none where they do not say it, or not all are there. */
async function marks({ box, ms }) {
  const end = performance.now() + ms;
  for (;;) {
    blink();
    const element = kept.get(box);
    const options = element?.isConnected ? offered(element).filter((one) => !everything.test(words(one))) : [];
    if (options.length) {
      const isSaid = options.every((one) => one.matches(optionRoles) && isOn(one) !== null) && areAllDrawn(options);
      return isSaid ? { state: "done", marks: options.map((one) => ({ text: words(one), isOn: isOn(one) })) } : { state: "none" };
    }
    if (performance.now() > end) return { state: "closed" };
    await pause(50);
  }
}

const proven = new WeakMap();

/** Remember what was chosen in a control that shows how many are, but not which; `texts` is null if that is not known. */
function prove({ el, texts }) {
  blink();
  const one = controls().find((other) => other.el === kept.get(el));
  if (one && texts) proven.set(one.el, { texts, shown: JSON.stringify(reading(one)) });
  else proven.delete(kept.get(el));
  return { state: "done" };
}

/** What was proven to be chosen in a control, for as long as it shows the same; null if nothing was. */
function provenIn(one) {
  const known = proven.get(one.el);
  return known?.shown === JSON.stringify(reading(one)) ? known.texts : null;
}

/** The chips of a control: their texts, and the button that removes each. */
function chipsOf({ box }) {
  blink();
  const element = kept.get(box);
  if (!element?.isConnected) return { state: "none" };
  const list = chips(element).map((one) => {
    const off = offOf(one, element);
    return { text: chipText(one), off: off ? keep(off) : null };
  });
  return { state: "done", chips: list };
}

/** The box in which one types to search in an open list, if there is one. */
function searchBox({ box }) {
  blink();
  const element = kept.get(box);
  const focused = active(document);
  const isTyped = (one) => one?.matches?.("input:not([type=checkbox], [type=radio]), textarea") && !one.readOnly && isVisible(one);
  if (isTyped(focused) && (!element || !contains(element, focused) || focused === element || element.contains(focused))) return { state: "one", thing: keep(focused) };
  const inner = openLists(element ?? document.body).flatMap((list) => below(up(list) ?? list, "input")).find(isTyped);
  return inner ? { state: "one", thing: keep(inner) } : { state: "none" };
}

/** The member of a group of radio buttons with this label. */
function member({ locator, name }) {
  blink();
  const { thing } = stateOf(locator, "field:text");
  const matches = matcher(name);
  const found = (thing?.control.members ?? []).filter((one) => labelsOf(one).some(matches));
  if (found.length !== 1) return { state: found.length ? "several" : "none", options: (thing?.control.members ?? []).flatMap((one) => labelsOf(one).slice(0, 1)), candidates: [] };
  return { state: "one", thing: keep(found[0].box), isOn: shows.box(found[0]) };
}

/** The suggestions a browser draws itself cannot be clicked: whether one of them is exactly this. */
function listed({ el, name }) {
  const element = kept.get(el);
  const options = element?.list ? [...element.list.options] : null;
  if (!options) return { state: "none" };
  const matches = matcher(name.how === "whole" ? { ...name, how: "exact" } : name);
  const same = options.filter((option) => [option.value, option.label].some(matches));
  return { state: same.length === 1 ? "one" : "several", value: same[0]?.value ?? "", options: options.map(({ value }) => value).slice(0, 40) };
}
