/* What a control shows: its text, its state, what is chosen in it. */

const nothing = new Set([
  "bitte wählen", "bitte auswählen", "bitte wählen sie", "auswählen", "wählen", "wählen sie", "keine auswahl",
  "nicht ausgewählt", "nichts ausgewählt", "select", "select one", "select an option", "select option", "choose", "choose one",
  "choose an option", "please select", "please choose", "none selected", "nothing selected", "-", "--", "---", "–", "—",
]);
const remover = "[aria-label*=remove i], [aria-label*=entfern i], [aria-label*=lösch i], [aria-label*=delete i], [title*=entfern i], [title*=remove i], [class*=remove i], [class*=close i], [class*=delete i], [part*=remove i], [data-ts-item] .remove";
const chip = "[class*=chip i], [class*=tag i], [class*=token i], [class*=choice i], [class*=multivalue i], [class*=multi-value i], [class*=pill i], [data-ts-item], [class*=selection-item i]";
const chipTag = /-(chip|tag|token|pill)$/i;
const single = "[class*=selected-item i], [class*=singlevalue i], [class*=single-value i], [class*=selection-item i], [class*=selected-value i]";

const arrows = /[\s▾▼▿⌄⏷🔽▸►˅]+$/u;

/** The words in a control that are its value: not its label, not what hangs out of it when it is open. */
function valueWords(box, called = []) {
  const frame = boxOf(box);
  const isOff = (element) => {
    if (/label/i.test(classOf(element)) && called.includes(words(element))) return true;
    if (element.matches(`${icon}, label, [role=listbox], [role=menu], ul, ol`)) return true;
    if (!/absolute|fixed/.test(styleOf(element).position)) return false;
    const { left, right, top, bottom } = boxOf(element);
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    return x < frame.left || x > frame.right || y < frame.top || y > frame.bottom;
  };
  return words(box, isOff).replace(arrows, "");
}

/** A text that says that nothing is chosen, as an empty one. */
function chosen(text) {
  const shown = tidy(text);
  const inner = shown.replace(/^[-–—\s<>*]+|[-–—\s<>*.…]+$/g, "").toLowerCase();
  return inner === "" || nothing.has(inner) || nothing.has(shown.toLowerCase()) ? "" : shown;
}

function optionText(option) {
  const text = tidy(option.label || option.text);
  return option.value === "" || option.disabled ? chosen(text) : text;
}

/** The values that stand as chips in a control: each with the button that removes it, where there are such. */
function chips(box) {
  const marked = below(box, "*").filter((one) => (one.matches(chip) || chipTag.test(one.localName)) && isVisible(one) && chipText(one));
  const removable = [...marked, ...below(box, remover).filter(isVisible).map((off) => up(off))].filter(
    (one) => one !== box && contains(box, one) && chipText(one) && removersIn(one).length === 1,
  );
  const parts = [...new Set(removable.length ? removable : marked)];
  return parts.filter((one) => !parts.some((other) => other !== one && contains(one, other)));
}

/** All that is drawn for a chip: what is called one, and holds its words and no more of them. */
function chipHome(one, box) {
  let home = one;
  for (let above = up(one); above && above !== box && contains(box, above) && above.matches(chip) && chipText(above) === chipText(one); above = up(above)) home = above;
  return home;
}

/** What is clicked to remove a chip: what is called so, else the only thing in it that can be clicked. */
function offOf(one, box) {
  const home = chipHome(one, box);
  const marked = [removersIn(home), below(home, "button").filter(isVisible)].find(({ length }) => length);
  if (marked) return marked[0];
  const others = below(home, "[tabindex], [role=button], svg").filter((part) => isVisible(part) && !words(part));
  return others.length === 1 ? others[0] : null;
}

/** The buttons that remove something, each counted once however it is drawn. */
function removersIn(element) {
  const found = below(element, remover).filter((one) => isVisible(one));
  return found.filter((one) => !found.some((other) => other !== one && contains(other, one)));
}

const chipText = (element) => tidy(words(element, `${remover}, button, svg`).replace(/^[×✕✖x]\s|\s?[×✕✖]$/g, ""));

const shows = {
  box: ({ el, box }) => {
    const mark = el.tagName === "INPUT" && box.matches("[role][aria-checked]") && !isVisible(el) ? box : el; // some never tell the native inside
    return mark.tagName === "INPUT" ? mark.checked : (mark.getAttribute("aria-checked") ?? mark.getAttribute("aria-pressed")) === "true";
  },
  select: ({ el }) => (el.selectedOptions[0] ? optionText(el.selectedOptions[0]) : ""),
  multiselect: ({ el }) => [...el.selectedOptions].map(optionText),
  radios: ({ members }) => {
    const marked = members.find((member) => shows.box(member));
    return marked ? (labelsOf(marked)[0] ?? "") : "";
  },
  editor: ({ el }) => el.innerText.replace(/\u00A0/g, " ").replace(/\n\n/g, "\n").trim(),
  text: ({ el }) => el.value,
  slider: ({ el }) => el.getAttribute("aria-valuenow") ?? "",
  file: ({ el }) => [...el.files].map((file) => file.name),
  listbox: ({ el }) => {
    const marked = below(el, "[role=option][aria-selected=true], [role=option][aria-checked=true]").map((one) => words(one));
    return el.getAttribute("aria-multiselectable") === "true" ? marked : (marked[0] ?? "");
  },
  combo: ({ el, box }) => {
    const listed = box === el ? [] : chips(box).map(chipText);
    if (listed.length) return listed.length > 1 || isSeveral(box) ? listed : listed[0];
    if (el.value || box === el || isPlaceholder(box)) return el.value;
    return chosen(valueWords(box));
  },
  choice: (one) => {
    const { el, box } = one;
    if (el.tagName === "SELECT") return shows.select({ el });
    const listed = chips(box).map(chipText);
    if (listed.length > 1 || (listed.length && isSeveral(box))) return listed;
    if (isPlaceholder(box)) return "";
    if (el.tagName === "INPUT") return chosen(el.value || valueWords(box));
    if (!isVisible(el)) return chosen(words(box, "label, ul, ol, [role=listbox], [role=menu]").replace(arrows, ""));
    const shown = valueWords(el, boundNames(one));
    return chosen(shown || (boundNames(one).includes(words(el, icon)) ? "" : words(el, icon).replace(arrows, "")));
  },
  chips: ({ el, box }) => {
    const listed = shows.multiselect({ el });
    return listed.some((text) => !text) ? chips(box).map(chipText) : listed; // the options of some have values only
  },
};
Object.assign(shows, { radio: shows.box, date: shows.text, range: shows.text });

const isSeveral = (box) => below(box, remover).some(isVisible) || box.getAttribute("aria-multiselectable") === "true";

/** Whether all that is shown is a hint that nothing is chosen. */
const isPlaceholder = (element) =>
  below(element, "[class*=placeholder i]").some((one) => {
    const isValue = /selected|value/i.test(classOf(one)) && !/transparent/i.test(classOf(one));
    return !isValue && isVisible(one) && words(one) !== "" && words(one).replace(arrows, "") === valueWords(element);
  });

const reading = (one) => shows[one.kind](one);
