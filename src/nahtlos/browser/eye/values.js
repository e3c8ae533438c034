/* What a control shows: its text, its state, what is chosen in it. */

const nothing = new Set([
  "bitte wählen", "bitte auswählen", "bitte wählen sie", "auswählen", "wählen", "wählen sie", "keine auswahl",
  "nicht ausgewählt", "nichts ausgewählt", "select", "select one", "select an option", "select option", "choose", "choose one",
  "choose an option", "please select", "please choose", "none selected", "nothing selected", "-", "--", "---", "–", "—",
]);
const remover = "[aria-label*=remove i], [aria-label*=entfern i], [aria-label*=lösch i], [aria-label*=delete i], [title*=entfern i], [title*=remove i], [class*=remove i], [class*=close i], [class*=delete i], [data-ts-item] .remove";
const chip = "[class*=chip i], [class*=tag i], [class*=token i], [class*=choice i], [class*=multivalue i], [class*=multi-value i], [class*=pill i], [data-ts-item], [class*=selection-item i]";
const single = "[class*=singlevalue i], [class*=single-value i], [class*=selection-item i], [class*=selected-value i]";

const arrows = /[\s▾▼▿⌄⏷🔽▸►˅]+$/u;

/** What opens over a control, or is drawn beside its value. */
const floats = (element) => element.matches(`${icon}, [role=listbox], [role=menu], ul, ol`) || /absolute|fixed/.test(styleOf(element).position);

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

/** The values that stand as chips in a control, without the buttons that remove them. */
function chips(box) {
  const removable = below(box, remover).filter(isVisible).map((button) => up(button));
  const marked = below(box, chip).filter((one) => isVisible(one) && words(one));
  const parts = [...new Set([...removable, ...marked])].filter((one) => one !== box && contains(box, one));
  const inner = parts.filter((one) => !parts.some((other) => other !== one && contains(one, other) && words(other, remover)));
  return inner.filter((one) => chipText(one));
}

const chipText = (element) => tidy(words(element, `${remover}, button, svg`).replace(/^[×✕✖x]\s|\s?[×✕✖]$/g, ""));

const shows = {
  box: ({ el }) => (el.tagName === "INPUT" ? el.checked : (el.getAttribute("aria-checked") ?? el.getAttribute("aria-pressed")) === "true"),
  select: ({ el }) => (el.selectedOptions[0] ? optionText(el.selectedOptions[0]) : ""),
  multiselect: ({ el }) => [...el.selectedOptions].map(optionText),
  radios: ({ members }) => {
    const marked = members.find((member) => shows.box(member));
    return marked ? (labelsOf(marked)[0] ?? "") : "";
  },
  editor: ({ el }) => el.innerText.replace(/\u00A0/g, " ").replace(/\n\n/g, "\n").trim(),
  text: ({ el }) => el.value,
  file: ({ el }) => [...el.files].map((file) => file.name),
  listbox: ({ el }) => {
    const marked = below(el, "[role=option][aria-selected=true], [role=option][aria-checked=true]").map((one) => words(one));
    return el.getAttribute("aria-multiselectable") === "true" ? marked : (marked[0] ?? "");
  },
  combo: ({ el, box }) => {
    const listed = box === el ? [] : chips(box).map(chipText);
    if (listed.length) return listed.length > 1 || isSeveral(box) ? listed : listed[0];
    if (el.value) return el.value;
    const value = box === el ? null : below(box, single).find((one) => isVisible(one) && words(one));
    return value ? words(value) : "";
  },
  choice: ({ el, box }) => {
    if (el.tagName === "SELECT") return shows.select({ el });
    if (el.tagName === "INPUT") return chosen(el.value || words(box));
    if (isPlaceholder(el)) return "";
    return chosen((words(el, floats) || words(el, icon)).replace(arrows, ""));
  },
  chips: ({ el }) => shows.multiselect({ el }),
};
Object.assign(shows, { radio: shows.box, date: shows.text, range: shows.text });

const isSeveral = (box) => below(box, remover).some(isVisible) || box.getAttribute("aria-multiselectable") === "true";

const isPlaceholder = (element) =>
  element.hasAttribute("data-placeholder-shown") || [element, ...below(element, "*")].some((one) => /placeholder/i.test(classOf(one)) && isVisible(one) && words(one) === words(element) && one !== element);

const reading = (one) => shows[one.kind](one);
