/* What a person sees on a page, each thing with the plainest locator that means it and nothing else. */

const most = 150;
const wholly = (text) => ({ how: "whole", texts: [text] });
const shortened = (names) => [...new Set(names.map((text) => text.replace(/[\s:*]+$/, "") || text))];
const longestName = 80;
const longestLabel = 160;
const isName = (text) => text.length > 0 && text.length <= longestName;
const isLabel = (text) => text.length > 0 && text.length <= longestLabel; // beside a box, often a whole sentence

/** Whether a locator means exactly this element, whichever of its parts it is found by. */
function means(locator, { el, control: one }, use) {
  const { state, thing } = stateOf(locator, use);
  if (state !== "one") return false;
  return one ? thing.control === one || thing.el === one.box : thing.el === el || contains(el, thing.el) || contains(thing.el, el);
}

/** The first locator that means a thing: by its words, by its words and its kind, with the title of a box around it. */
function wayTo(thing, words, kinds, use) {
  const said = shortened(words).filter(thing.control ? isLabel : isName);
  for (const kind of kinds) for (const text of said) if (means({ kind, name: wholly(text) }, thing, use)) return { kind, text };
  for (const title of titlesNear(thing.el)) {
    for (const text of said) {
      const locator = { kind: kinds[0], name: wholly(text), in: { kind: "area", name: wholly(title) } };
      if (means(locator, thing, use)) return { kind: kinds[0], text, in: title };
    }
  }
  return wayByCode(thing, use);
}

/** What the boxes around an element are called: by a title of theirs, else by their first words. */
function titlesNear(element) {
  const first = ancestors(element).slice(0, 12).filter((above) => above.tagName !== "BODY").flatMap((above) => titlesOf(above));
  const fields = ancestors(element).slice(0, 4).filter((above) => controlsIn(above).length === 1).flatMap((above) => labelsOf(controlsIn(above)[0]));
  return shortened([...titlesAround(element), ...first, ...fields]).filter(isName).slice(0, 12);
}

/** Ids that libraries count up: others the next time. */
const counted = /^(ui-id-|ext-|ember\d|:r|mat-|cdk-|radix-|headlessui-|react-|el-id-|__\w+\d)/;

/** Without words: by an attribute for tests, else by the id, the name or a class its makers gave it. */
function wayByCode(thing, use) {
  const { el } = thing;
  const mark = testids.map((attribute) => el.getAttribute(attribute)).find(Boolean);
  if (mark && means({ kind: "testid", name: wholly(mark) }, thing, use)) return { kind: "testid", text: mark };
  const tag = el.tagName.toLowerCase();
  const name = el.getAttribute("name");
  const selectors = [el.id && !counted.test(el.id) && `#${CSS.escape(el.id)}`, name && `${tag}[name=${JSON.stringify(name)}]`, ...[...el.classList].map((one) => `${tag}.${CSS.escape(one)}`)];
  const selector = selectors.filter(Boolean).find((text) => means({ kind: "css", name: wholly(text) }, thing, use));
  return selector ? { kind: "css", text: selector } : null;
}

const withHeads = () => grids((element) => isAllowed(element)).filter(({ heads, element }) => heads.some(({ shown }) => shown) && isVisible(element));

/** Tells whether an element stands in the rows of a table with headings: what is said there is a value. */
function rowsOfTables() {
  const cells = withHeads().flatMap(({ rows }) => rows.flatMap((row) => row.cells)).filter(Boolean);
  return (element) => cells.some((cell) => contains(cell, element));
}

/** All names of a control, the best rule first. */
const namesOfControl = (one) => [...new Set([...labelsOf(one), ...ownNames(one), ...nearNames(one), ...menuNames(one), ...headNames(one), ...loneNames(one), ...tailNames(one), ...boxNames(one)])];

/** A menu that nothing labels is something to click. */
const isField = (one) => controls().includes(one) || (!(one.el.matches(button) && !one.el.matches(opens)) && (boundNames(one).length > 0 || menuNames(one).length > 0));

/** A part of a field that only the mouse reaches, and that has no words: what `fill` does is done without it. */
const isPart = (element) => !names(element).length && nearest(element, "[aria-hidden=true]") !== null && ancestors(element).slice(0, 2).some((above) => controlsIn(above).length === 1);

const opens = "[aria-haspopup], [aria-expanded], [data-toggle], [data-bs-toggle]";
const opening = "[aria-haspopup=true], [aria-haspopup=menu], [data-toggle=dropdown], [data-bs-toggle=dropdown]";

function surveyFields() {
  const isValue = rowsOfTables();
  const shown = withoutMembers([...controls(), ...drawnMenus()]).filter((one) => isField(one) && isAllowed(one.box) && !isValue(one.box));
  return shown.slice(0, most).map((one) => {
    const words = namesOfControl(one);
    return { el: keep(one.el), what: wordFor(one.box, one), kind: one.kind, name: shortened(words).find(isLabel) ?? "", locator: wayTo({ el: one.box, control: one }, words, ["label"], "field:any"), isLocked: isLocked(one) };
  });
}

function surveyActs() {
  const isValue = rowsOfTables();
  const inner = targets(all(`${button}, ${link}, ${choice}, ${opening}`).filter((element) => isAllowed(element) && isVisible(element) && !isValue(element) && !isPart(element) && !controls().some(({ box }) => contains(box, element))), true);
  return inner.slice(0, most).map((el) => {
    const words = names(el);
    const what = wordFor(el);
    return { el: keep(el), what, name: words.find(isName) ?? "", locator: wayTo({ el }, words, ["named", ["button", "link", "tab"].includes(what) ? what : "text"], "click") };
  });
}

const surveyTables = () => withHeads().slice(0, most).map(({ heads }) => ({ columns: heads.map(({ shown }) => shown) }));

const surveyTexts = (elements, isValue = rowsOfTables()) => [...new Set(elements.filter((element) => isAllowed(element) && isVisible(element) && !isValue(element)).map((element) => words(element)))].filter(isName).slice(0, most);

/** Fields, what can be clicked, tables, headings, messages and open dialogs; no value of any of them. */
function survey() {
  return {
    state: "done",
    title: tidy(document.title),
    fields: surveyFields(),
    acts: surveyActs(),
    tables: surveyTables(),
    headings: surveyTexts(all("h1, h2, h3, h4, h5, h6, [role=heading], legend")),
    messages: surveyTexts(all(message)),
    dialogs: modals().map((box) => titlesOf(box)[0] ?? "").filter(isName),
  };
}
