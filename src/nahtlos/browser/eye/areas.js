/* Where to look: the dialog, frame, table, fieldset or smallest box with a title. */

const titledBoxes = "fieldset, table, [role=grid], [role=table], [role=region], [role=group], [role=form], [role=tabpanel], [role=list], section, form, details, article, nav, aside";
const always = () => true;

/** An area is a list of ever wider choices, each a list of elements. */
const inside = (roots) => (element) => roots.some((root) => contains(root, element));

/** The areas with this title. Nested ones are one area, the smallest first. */
function titledAreas(name, isIn) {
  const matches = matcher(name);
  const ok = (element) => isIn(element) && isVisible(element) && isAllowed(element);
  const boxes = [
    ...dialogs(name, isIn),
    ...every().filter((element) => isFrame(element) && ok(element) && frameNames(element).some(matches)),
    ...all(titledBoxes).filter((element) => ok(element) && declaredTitles(element).some(matches)),
  ];
  if (boxes.length) return nested(boxes.map((box) => [areaOf(box)]));
  const runs = line().filter((item) => !item.control && !isBlank(item) && runNames(item).some(matches) && ok(holderOf(item)));
  const still = runs.filter((run) => !isActing(run));
  const under = nested((still.length ? still : runs).map(boxesUnder).filter((choices) => choices.length));
  return under.length ? under : labelled(name, ok).found.map((one) => [[groupOf(one)]]);
}

/** What stands around a control and no other: the widest box with it alone. */
function groupOf({ box }) {
  let group = box;
  while (up(group) && !["BODY", "HTML"].includes(up(group).tagName) && controlsIn(up(group)).length === 1) group = up(group);
  return group;
}

const areaOf = (box) => [isFrame(box) ? (documentIn(box)?.documentElement ?? box) : box];

function frameNames(frame) {
  const doc = documentIn(frame);
  const first = doc?.documentElement && line().find((item) => !item.control && !isBlank(item) && contains(doc.documentElement, holderOf(item)));
  return [frame.getAttribute("title"), frame.getAttribute("name"), frame.getAttribute("aria-label"), doc?.title, ...(first ? runNames(first) : [])].filter(Boolean);
}

function declaredTitles(box) {
  const list = [box.getAttribute("aria-label")];
  for (const one of byIds(box, box.getAttribute("aria-labelledby"))) list.push(...labelNames(one));
  for (const child of box.children) if (child.matches("legend, caption, summary")) list.push(...labelNames(child));
  return list.map(tidy).filter(Boolean);
}

/** Areas inside each other become one: the inner choices first. */
function nested(areas) {
  const sorted = [...areas].sort((one, other) => (contains(one[0][0], other[0][0]) ? 1 : -1));
  const result = [];
  for (const area of sorted) {
    const inner = result.find((known) => area[0].some((root) => contains(root, known[0][0])));
    if (inner) inner.push(...area);
    else result.push([...area]);
  }
  return result;
}

const signatureOf = (element) =>
  once("signature", element, () => {
    const { fontWeight, color, fontSize } = styleOf(element);
    return [element.tagName, classOf(element), fontWeight, color, fontSize].join("|");
  });

/** The boxes whose first text is this run, from the smallest; of headings in a row, the section that follows. */
function boxesUnder(run) {
  const title = headingOf(titleOf(run), document.documentElement);
  const isTitle = title.matches(headings);
  const choices = [];
  for (let group = title, child = null; group && !["BODY", "HTML"].includes(group.tagName) && !isFrame(group); child = group, group = up(group)) {
    const items = around(group, line().indexOf(run));
    const first = isTitle && below(group, "h1, h2, h3, h4, h5, h6, [role=heading]").filter(isVisible).length === 1 ? items.find((item) => item.control || !isActing(item)) : items[0];
    const section = child ? sectionAfter(child, title) : [];
    if (first !== run) {
      if (isTitle && section.length > 1 && !choices.length) choices.push(section);
      break;
    }
    if (section.isCut) {
      choices.push([...section]);
      break;
    }
    if (items.length > 1 || actsBeside(run, group, title)) choices.push([group]);
  }
  if (!choices.length && isTitle && up(title)?.tagName === "BODY") {
    const section = sectionAfter(title, title);
    if (section.length > 1) choices.push([...section]);
  }
  return choices;
}

/** The box that holds a title and nothing else yet: where something is to be put. */
function bareArea({ kind, name }) {
  if (kind !== "area") return undefined;
  const matches = matcher(name);
  const runs = line().filter((item) => !item.control && !isBlank(item) && runNames(item).some(matches) && isAllowed(holderOf(item)));
  const boxes = runs.map((run) => {
    let box = holderOf(run);
    while (up(box) && !["BODY", "HTML"].includes(up(box).tagName) && around(up(box), line().indexOf(run)).length === 1) box = up(box);
    return box;
  });
  return boxes.length === 1 ? { el: boxes[0] } : undefined;
}

/** The element that holds the still words of a run. */
function titleOf(run) {
  const still = shownParts(run).filter(({ isActing }) => !isActing);
  return (still.length ? still : shownParts(run)).map(({ node }) => up(node)).reduce((one, other) => common(one, other));
}

/** Whether a box holds links or buttons beside a title on the same line. */
const actsBeside = (run, group, title) =>
  shownParts(run).some((part) => part.isActing && contains(group, part.node) && (group === title || !contains(title, part.node)));

/** The element and what follows it up to the next one like it. */
function sectionAfter(child, title) {
  const section = [child];
  section.isCut = false;
  const isPeer = (element) => (child === title ? signatureOf(element) === signatureOf(title) : below(element, title.tagName).some((one) => signatureOf(one) === signatureOf(title)));
  for (let next = child.nextElementSibling; next; next = next.nextElementSibling) {
    if (title.matches(headings) ? isPeer(next) || (/^H\d$/.test(next.tagName) && next.tagName <= title.tagName) : child === title && isPeer(next)) {
      section.isCut = true;
      break;
    }
    section.push(next);
  }
  return section;
}
