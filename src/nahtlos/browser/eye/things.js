/* Buttons, links, tabs, headings, messages and plain texts, by their names. */

const button = "button, input[type=submit i], input[type=button i], input[type=reset i], input[type=image i], [role=button], summary";
const link = "a[href], area[href], [role=link]";
const choice = "[role=menuitem], [role=menuitemcheckbox], [role=menuitemradio], [role=option], [role=treeitem], [role=tab], [role=switch]";
const tabbed = /(^|[-_ ])tabs?([-_ ]|$|\d)|nav-tabs/i;
const titled = /(^|[-_ ])(title|heading|header|headline|caption)([-_ ]|$)/i;
const buttonLike = /(^|[-_ ])(btn|button)([-_ ]|$)/i;
const message = "[role=alert], [role=status], [role=log], [aria-live=polite], [aria-live=assertive], output";

const isRoled = (element, selector, role) => element.matches(selector) && [null, "", role].includes(element.getAttribute("role"));

/** What looks clickable without saying so: by pointer, handler or place in the order of keys. */
const looksClickable = (element) =>
  element.matches("[onclick], [tabindex]:not([tabindex='-1']), label, a") ||
  (styleOf(element).cursor === "pointer" && (!up(element) || styleOf(up(element)).cursor !== "pointer" || words(up(element)) !== words(element)));

/** For each kind, which elements it may be, in tiers: the first with a match decides. */
const kinds = {
  button: [(element) => isRoled(element, button, "button") || element.matches("button[role=link]"), (element) => element.tagName === "A" && buttonLike.test(classOf(element))],
  link: [(element) => isRoled(element, link, "link"), (element) => element.tagName === "A" && looksClickable(element)],
  tab: [(element) => element.matches("[role=tab]"), (element) => element.matches("a, button, li, label, [onclick], [tabindex]") && isTab(element)],
  heading: [(element) => element.matches("h1, h2, h3, h4, h5, h6, [role=heading]"), (element) => element.matches("legend, caption, dt") || titled.test(classOf(element))],
  clickable: [(element) => element.matches(`${button}, ${link}, ${choice}`), looksClickable],
};

const isTab = (element) => [element, ...ancestors(element).slice(0, 4)].some((one) => tabbed.test(classOf(one)) || tabbed.test(one.id));

/** Elements of one kind with this name, by the first tier that gives any, and its number. */
function named(kind, name, isIn) {
  const matches = matcher(name);
  const test = mayMatch(name);
  for (const [rule, isKind] of kinds[kind].entries()) {
    const candidates = rule === 0 ? every().filter(isKind) : speaking().filter((element) => test(element) && isNamed(element, matches) && isKind(element));
    const found = candidates.filter((element) => isIn(element) && isNamed(element, matches) && isVisible(element));
    if (found.length) return { rule, found: targets(found, kind !== "heading") };
  }
  return { rule: kinds[kind].length, found: [] };
}

/** The elements that have words of their own: as text, or as an attribute. */
const speaking = () =>
  once("speaking", document, () => {
    const holders = new Set(textHolders());
    return every().filter((element) => holders.has(element) || element.matches("[title], [aria-label], [alt], [aria-labelledby]"));
  });

const squeeze = (text) => text.normalize("NFC").replace(unseen, "").replace(/[\s:*?….]+/g, "").toLowerCase();

/** A quick test that lets through whatever can have this name; for names told in another way, everything. */
function mayMatch(name) {
  if (!name || !["whole", "contains"].includes(name.how)) return () => true;
  const wanted = name.texts.map(squeeze);
  return (element) => {
    if (element.matches("[title], [aria-label], [alt], [aria-labelledby]") || element.childElementCount > 3) return true;
    const text = squeeze(element.textContent);
    if (name.how === "contains") return wanted.some((want) => text.includes(want));
    return wanted.some((want) => text === want || (element.childElementCount > 0 && text.length >= want.length));
  };
}

/** What stands inside each other, or leads to the same address, is one. */
function targets(found, isDistinct) {
  const inner = found.filter((one) => !found.some((other) => other !== one && contains(one, other)));
  if (!isDistinct) return inner;
  const seen = new Map();
  for (const one of inner) {
    const address = addressOf(one);
    const key = address ?? one;
    if (!seen.has(key)) seen.set(key, one);
  }
  return [...seen.values()];
}

/** Where a link leads; null where a script decides. */
function addressOf(element) {
  const anchor = nearest(element, "a[href]");
  if (!anchor || anchor.hasAttribute("onclick")) return null;
  const written = anchor.getAttribute("href").trim();
  return written === "" || written.startsWith("#") || /^javascript:/i.test(written) ? null : `${anchor.target} ${anchor.href}`;
}

/** The smallest visible elements whose text is this. */
function texts(name, isIn) {
  const matches = matcher(name);
  const test = mayMatch(name);
  const found = [];
  for (const element of textHolders()) {
    if (test(element) && isIn(element) && !element.matches("option") && (matches(words(element)) || matches(words(element, acting))) && isVisible(element)) found.push(element);
  }
  return found.filter((one) => !found.some((other) => other !== one && contains(one, other)));
}

/** Elements with text of their own, and the short ones around them, where inline parts make up a sentence. */
function textHolders() {
  return once("holders", document, () => {
    const holders = new Set();
    for (const element of every()) {
      if (!hasText(element)) continue;
      holders.add(element);
      for (let above = up(element), steps = 0; above && steps < 3 && above.tagName !== "BODY"; above = up(above), steps++) {
        if (above.nodeType !== 1 || above.childElementCount > 12 || above.textContent.length > 400) break;
        holders.add(above);
      }
    }
    return [...holders];
  });
}

function hasText(element) {
  for (const node of kids(element)) if (isText(node)) return true;
  return false;
}

let before = null;

/** A number for a text: enough to tell whether it was there, and nothing that could be read. */
function numberOf(text) {
  let number = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) number = Math.imul(number ^ text.charCodeAt(index), 0x01000193);
  return number >>> 0;
}

/** The visible pieces of text inside an element. */
function* pieces(root) {
  for (const element of [root, ...below(root, "*")]) {
    if (mute.has(element.tagName) && !isFrame(element)) continue;
    for (const node of kids(element)) {
      if (isText(node) && letters.test(node.data) && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) yield node;
    }
  }
}

/** What is on the screen now, so that later one can tell what is new. */
function remember() {
  blink();
  const seen = new Set();
  for (const node of pieces(document.documentElement)) seen.add(numberOf(bare(node.data)));
  return [...seen];
}

/** Messages: by role, else text that was not on the screen before the last verb that acted. */
function messages(name, isIn) {
  const matches = matcher(name);
  const parts = (element) => [words(element), words(element, acting), ...below(element, "*").map((part) => words(part))];
  const spoken = all(message).filter((element) => isIn(element) && isVisible(element) && words(element) !== "" && parts(element).some(matches));
  if (spoken.length) return { rule: 0, found: spoken.filter((one) => !spoken.some((other) => other !== one && contains(one, other))) };
  if (before === null) return { rule: 1, found: [] };
  const isNew = (element) => [...pieces(element)].some((node) => !before.has(numberOf(bare(node.data))));
  return { rule: 1, found: texts(name, isIn).filter(isNew) };
}

/** Dialogs by their title: named, or by their first words. */
function dialogs(name, isIn) {
  const matches = matcher(name);
  const open = [...new Set([...all("dialog, [role=dialog], [role=alertdialog], [aria-modal=true]"), ...modals()])].filter((element) => isVisible(element));
  const found = open.filter((element) => isIn(element) && titlesOf(element).some(matches));
  return found.filter((one) => !found.some((other) => other !== one && contains(one, other)));
}

/** The titles of a box: what it says of itself, its headings' first, its first words. */
function titlesOf(box) {
  return once("titles", box, () => {
    const list = [box.getAttribute("aria-label"), box.getAttribute("title")];
    for (const one of byIds(box, box.getAttribute("aria-labelledby"))) list.push(words(one));
    const first = line().find((item) => !item.control && !isBlank(item) && contains(box, holderOf(item)));
    if (first) list.push(...runNames(first), words(headingOf(holderOf(first), box)));
    return [...new Set(list.map(tidy))].filter(Boolean);
  });
}

/** The heading in which an element stands, inside a box, or the element itself. */
const headingOf = (element, box) => {
  const heading = nearest(element, headings);
  return heading && contains(box, heading) ? heading : element;
};
