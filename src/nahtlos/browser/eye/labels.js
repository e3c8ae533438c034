/* Which control a label belongs to: the first rule that gives a match decides (rule 3 of the language). */

const hints = "small, [class*=hint i], [class*=help i], [class*=error i], [class*=tooltip i], [class*=sr-only i], [class*=visually-hidden i]";
const inControl = "select, textarea, input, option, [contenteditable], [role=listbox], [role=combobox], [role=textbox]";

/** The ways a label can be read: whole, without links and buttons, without what only helps. */
const labelNames = (label) => [
  words(label, inControl) || nameOfParts(label),
  words(label, `${inControl}, ${acting}`),
  words(label, `${inControl}, ${icon}`),
  words(label, `${inControl}, ${acting}, ${icon}, ${hints}`),
];

/** The names that are bound to a control: by label, aria-label, aria-labelledby, legend. */
function boundNames(one) {
  return once("bound", one, () => {
    const list = [];
    const isMark = one.kind === "box" || one.kind === "radio";
    const parts = one.kind === "radios" ? one.also : [one.el, one.box, ...one.also];
    for (const element of new Set(parts)) {
      if (one.kind !== "radios") for (const label of labelsFor(element)) if (!isMisbound(label, one)) list.push(...labelNames(label));
      list.push(element.getAttribute("aria-label"));
      for (const named of byIds(element, element.getAttribute("aria-labelledby"))) if (isMark || !contains(one.box, named)) list.push(...labelNames(named));
      if (one.kind === "radios" && element.tagName === "FIELDSET") list.push(...legendNames(element));
    }
    if (isMark && !isNative(one.el)) list.push(...names(one.el), ...names(one.el).map(withoutMark));
    const host = one.el.getRootNode().host;
    if (host) list.push(...labelsFor(host).flatMap(labelNames), host.getAttribute("aria-label"), host.getAttribute("label"));
    return [...new Set(list.map(tidy))].filter(Boolean);
  });
}

/** The sign that shows the state of a drawn box is no part of its name. */
const withoutMark = (text) => text.replace(/^[\p{So}\p{Sm}✓✔✗✘×\s]+|[\p{So}\p{Sm}✓✔✗✘×\s]+$/gu, "");

function legendNames(fieldset) {
  const legend = [...fieldset.children].find((child) => child.tagName === "LEGEND");
  return legend ? labelNames(legend) : [];
}

/** The labels that point at an element: also where it is not one the standard lets a label point at. */
function labelsFor(element) {
  if (element.labels) return [...element.labels].filter((label) => !isStolen(label, element));
  if (!element.id) return [];
  return once("labels", element.getRootNode(), (root) => [...root.querySelectorAll("label[for]")]).filter((label) => label.htmlFor === element.id);
}

/** A label around several controls names only the one it is bound to. */
const isStolen = (label, element) => label.control !== element;

/** A label that is bound to one control, and for the eye stands before another that nothing else names: it names neither. */
function isMisbound(label, one) {
  const isBefore = (other) => {
    const text = textBefore(other);
    return text !== null && contains(label, holderOf(text.run));
  };
  const group = ancestors(label).find((above) => controlsIn(above).length);
  if (!group || contains(group, one.box) || placeOf(one) < 0) return false;
  const [near, ...others] = controlsIn(group);
  const isNameless = !others.length && near.el !== one.el && !labelsFor(near.el).length && !near.el.hasAttribute("aria-label");
  return isNameless && isBefore(near) && !isBefore(one);
}

/** What stands in a control itself: placeholder, title; for an editor, the title of its frame. */
function ownNames(one) {
  return once("own", one, () => {
    const list = [];
    for (const element of new Set([one.el, one.box, ...one.also])) {
      for (const name of ["placeholder", "aria-placeholder", "data-placeholder", "title"]) list.push(element.getAttribute(name));
    }
    if (one.el.tagName === "BODY" || one.kind === "editor") {
      const frame = frameOf(one.el);
      if (frame && (one.box === frame || isOnlyEditor(one, frame))) list.push(frame.getAttribute("title"), frame.getAttribute("aria-label"), one.el.ownerDocument.title);
    }
    return [...new Set(list.map(tidy))].filter(Boolean);
  });
}

/** Whether a frame holds one editor and no other field, so that its title is that of the editor. */
function isOnlyEditor(one, frame) {
  const inner = controlsIn(frame);
  return inner.filter(({ kind }) => kind === "editor").length === 1 && inner.every((other) => other === one || other.kind === "choice");
}

const labelsOf = (one) => [...boundNames(one), ...(one.kind !== "radios" && boxText(one) ? runNames(boxText(one)) : [])];

/** Whether the texts stand behind their controls here: each pair in a box of its own, two such boxes at least. */
function isCaptioned(one) {
  return once("captioned", one, () => {
    for (let group = up(one.box); placeOf(one) >= 0 && group && group.tagName !== "BODY"; group = up(group)) {
      const items = around(group, placeOf(one));
      if (items.length < 2) continue;
      const pairs = items.filter((item) => item.control).map((item) => [item, items[items.indexOf(item) + 1]]);
      const isPair = ([{ control: own }, text]) => text && !text.control && !isActing(text) && common(own.box, holderOf(text)) !== group;
      const isRow = items.length === 2 * pairs.length && items[0].control && pairs.every(([, text]) => text && !text.control);
      if (!isRow) return false;
      if (pairs.length > 1) return pairs.every(isPair);
    }
    return false;
  });
}

/** A text between a label and the only field of their group is no label itself: it helps, or has strayed there. */
function isBehindLabel({ run, place }, one) {
  if (nearest(holderOf(run), "label")) return false;
  const before = line().slice(0, place).findLast((item) => item.control || !isBlank(item));
  const label = before && !before.control ? nearest(holderOf(before), "label") : null;
  return label !== null && controlsIn(common(label, one.box)).length === 1;
}

/** The names of the text that stands before a control and is proven to be its label. */
function nearNames(one) {
  return once("near", one, () => {
    if (one.kind === "box" || one.kind === "radio") {
      const text = boxText(one);
      return text ? runNames(text) : [];
    }
    const before = one.kind !== "radios" && isCaptioned(one) ? null : textBefore(one);
    return before && isProven(before, one) && !isBehindLabel(before, one) ? runNames(before.run) : [];
  });
}

/** The names of the button or link that heads a group holding only this control. */
function headNames(one) {
  return once("head", one, () => {
    for (let group = up(one.box); placeOf(one) >= 0 && group && group.tagName !== "BODY"; group = up(group)) {
      if (controlsIn(group).length !== 1) return [];
      const [first, second] = around(group, placeOf(one));
      if (!second) continue;
      return !first.control && isActing(first) && second.control ? runNames(first) : [];
    }
    return [];
  });
}

/** The names of the only text in the smallest group around a control that nothing else names: below it, or behind. */
function loneNames(one) {
  return once("lone", one, () => {
    if (placeOf(one) < 0 || boundNames(one).length || ownNames(one).length || nearNames(one).length) return [];
    for (let group = up(one.box); group && group.tagName !== "BODY"; group = up(group)) {
      if (controlsIn(group).length !== 1) return [];
      const texts = around(group, placeOf(one)).filter((item) => !item.control);
      if (!texts.length) continue;
      const [text] = texts;
      const { left, top } = runBox(text);
      const box = boxOf(one.box);
      const isClose = (top >= box.bottom - 8 && top <= box.bottom + 30) || (left >= box.right - 8 && left <= box.right + 60 && top < box.bottom);
      return texts.length === 1 && !isActing(text) && (isClose || floatsOver(text, one)) && inSameRow(holderOf(text), one.box) ? runNames(text) : [];
    }
    return [];
  });
}

const isNameless = (one) => !boundNames(one).length && !ownNames(one).length && !nearNames(one).some((text) => /\p{L}/u.test(text));

/** The names of the only button in the smallest group around a control that nothing names: right behind it on its line. */
function tailNames(one) {
  return once("tail", one, () => {
    if (placeOf(one) < 0 || !isNameless(one)) return [];
    for (let group = up(one.box); group && group.tagName !== "BODY"; group = up(group)) {
      if (controlsIn(group).length !== 1) return [];
      const texts = around(group, placeOf(one)).filter((item) => !item.control);
      const acts = below(group, button).filter(isVisible);
      if (!texts.length && !acts.length) continue;
      const [act] = acts;
      const isAlone = acts.length === 1 && texts.every((item) => contains(act, holderOf(item)));
      return isAlone && isBehind(boxOf(act), boxOf(one.box)) ? names(act) : [];
    }
    return [];
  });
}

const isBehind = (act, box) => act.left >= box.right - 8 && act.left <= box.right + 200 && act.top < box.bottom && act.bottom > box.top;

/** The title of the smallest titled box around a control that nothing names, if it is the only such control in it. */
function boxNames(one) {
  return once("boxed", one, () => {
    if (["box", "radio", "radios"].includes(one.kind) || placeOf(one) < 0 || !isNameless(one)) return [];
    for (const above of ancestors(one.box)) {
      if (["BODY", "HTML"].includes(above.tagName) || isFrame(above)) return [];
      const titles = above.matches(`${titledBoxes}, [aria-labelledby], [aria-label]`) ? declaredTitles(above) : [];
      const own = [...above.children].find((child) => child.matches("h1, h2, h3, h4, h5, h6") && isVisible(child) && !contains(child, one.box));
      if (own) titles.push(words(own));
      if (titles.length) return controlsIn(above).filter(isNameless).length === 1 ? titles : [];
    }
    return [];
  });
}

/** A button that shows and hides what it names, further down in the page: a fold. */
const opensInPlace = (element) =>
  element.matches("button[aria-controls], [role=button][aria-controls]") &&
  !element.matches("[aria-haspopup]:not([aria-haspopup=false])") &&
  byIds(element, element.getAttribute("aria-controls")).every((one) => !one.matches(lists) && !isFloating(one));

/** Something that opens a choice but says so only by its looks. */
function drawnMenus() {
  return once("menus", document, () => {
    const marked = every().filter(
      (element) =>
        (element.matches("[aria-haspopup]:not([aria-haspopup=false], [aria-haspopup=dialog]), [aria-expanded], [data-toggle=dropdown], [data-bs-toggle=dropdown]") ||
          (drawnClass.test(classOf(element)) && (element.hasAttribute("tabindex") || styleOf(element).cursor === "pointer"))) &&
        isVisible(element) &&
        boxOf(element).height <= small &&
        !element.matches("a[href], summary, [role=tab], [role=menuitem]") &&
        !opensInPlace(element),
    );
    const known = controls();
    const outer = marked.filter((element) => !marked.some((other) => other !== element && contains(other, element)));
    return outer.filter((element) => !known.some(({ box }) => contains(box, element) || contains(element, box))).map((element) => control(element, "choice"));
  });
}

/** The text before something that only looks like a choice. */
function menuNames(one) {
  const items = line();
  const first = items.findIndex((item) => !item.control && !isBlank(item) && contains(one.box, holderOf(item)));
  const start = first >= 0 ? first : items.length;
  for (let place = start - 1; place >= 0; place--) {
    const item = items[place];
    if (item.control) return [];
    if (isBlank(item)) continue;
    return isProven({ run: item, place }, one) ? runNames(item) : [];
  }
  return [];
}

const rules = [
  { from: controls, namesOf: boundNames },
  { from: controls, namesOf: ownNames },
  { from: controls, namesOf: nearNames },
  { from: drawnMenus, namesOf: (one) => [...boundNames(one), ...menuNames(one)] },
  { from: controls, namesOf: headNames },
  { from: controls, namesOf: loneNames },
  { from: controls, namesOf: tailNames },
  { from: controls, namesOf: boxNames },
];

/** Whether a name of a control is one that nobody sees, and the text that stands before it says something else. */
function isContradicted(one, matches) {
  const near = nearNames(one);
  return near.length > 0 && !near.some(matches) && !shownLabels(one).flatMap(labelNames).map(tidy).some(matches);
}

/** The labels of a control that a person can read. */
const shownLabels = (one) => [one.el, one.box, ...one.also].flatMap((part) => [...labelsFor(part), ...byIds(part, part.getAttribute("aria-labelledby"))]);

/** Controls of the same kind that a person would take for it as well: by the text right before them, and nothing else. */
function rivalsOf(found, isIn, matches) {
  const kinds = new Set(found.map(({ kind }) => kind));
  const isBare = (one) => !ownNames(one).length && !shownLabels(one).length;
  const areAll = found.every((one) => isContradicted(one, matches));
  const isApart = (one) => !found.some((other) => contains(other.box, one.box) || contains(one.box, other.box) || sharesLabel(one, other));
  return controls().filter((one) => kinds.has(one.kind) && !found.includes(one) && isIn(one.box) && (isBare(one) || areAll) && nearNames(one).some(matches) && isApart(one));
}

/** Whether the text before a control is what names another one: two parts of one drawn control have one label. */
function sharesLabel(one, other) {
  const before = textBefore(one);
  return before !== null && (textBefore(other)?.run === before.run || shownLabels(other).some((label) => contains(label, holderOf(before.run))));
}

/** The controls with this label inside what `isIn` allows, by the first rule that gives any, and its number. */
function labelled(name, isIn) {
  const matches = matcher(name);
  for (const [rule, { from, namesOf }] of rules.entries()) {
    const found = from().filter((one) => isIn(one.box) && namesOf(one).some(matches));
    if (found.length) return { rule, found: namesOf === boundNames ? [...found, ...rivalsOf(found, isIn, matches)] : found };
  }
  return { rule: rules.length, found: [] };
}
