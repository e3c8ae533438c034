/* Lists that are no tables: entries by role, or blocks of the same shape below each other. */

const listRoles = "ul, ol, menu, [role=list], [role=feed]";
const entryRoles = "li, [role=listitem], [role=article]";
const fewest = 3;

const hasWords = (element) => isThere(element) && (words(element) || nameOfParts(element)) !== "";

/** The entries of a list that says it is one. */
function entriesOf(list) {
  const marked = below(list, entryRoles).filter((one) => nearest(up(one), listRoles) === list);
  return (marked.length ? marked : [...kids(list)].filter((node) => node.nodeType === 1)).filter(hasWords);
}

const areAlike = (one, other) => one.tagName === other.tagName && (one.classList.length ? [...one.classList].some((name) => other.classList.contains(name)) : !other.classList.length);

/** The blocks of the same shape that are all an element holds. */
function repeatsIn(element) {
  if (element.matches(`table, ${rowsOf}, thead, tbody, select, label, ${acting}, ${headings}`)) return [];
  const blocks = [...kids(element)].filter((node) => node.nodeType === 1 && !silent.has(node.tagName) && hasWords(node));
  return blocks.length >= fewest && blocks.every((one) => !isInline(one) && areAlike(one, blocks[0])) ? blocks : [];
}

/** The entries of the lists in an area; where none says it is one, of what looks like one. Lists in lists are parts of entries. */
function listsIn(isIn) {
  const ok = (element) => isIn(element) && isThere(element);
  const said = all(listRoles).filter(ok).map((element) => ({ element, entries: entriesOf(element) })).filter(({ entries }) => entries.length);
  const lists = said.length ? said : every().filter(ok).map((element) => ({ element, entries: repeatsIn(element) })).filter(({ entries }) => entries.length);
  return lists.filter((one) => !lists.some((other) => other !== one && contains(other.element, one.element)));
}

/** The entries of the list with this title: of the one list in the smallest choice of its area that holds any. */
function listEntries(name, ok) {
  const areas = titledAreas(name, ok);
  const found = areas.flatMap((choices) => choices.map((roots) => listsIn((element) => ok(element) && inside(roots)(element))).find((lists) => lists.length) ?? []);
  return found.length === 1 ? found[0].entries : [];
}
