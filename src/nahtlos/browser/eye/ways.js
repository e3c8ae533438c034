/* What a message says of a locator that failed: what is there instead, each thing with the plainest locator that means it. */

const told = 6;

const halves = (text) => Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2));

/** How alike two texts are, from 0 to 1: the share of letters that stand side by side in both. */
function likeness(one, other) {
  if (one === other) return 1;
  const [mine, left] = [halves(one), halves(other)];
  const both = mine.filter((pair) => left.includes(pair) && left.splice(left.indexOf(pair), 1)).length;
  return (2 * both) / (mine.length + halves(other).length || 1) + (one.includes(other) || other.includes(one) ? 0.3 : 0);
}

/** A way without the words of a text, of a record, or of a box that says only by its looks what it is called: they may be about a person. */
function quotable(element, what, way) {
  const isSaid = way && what !== "text" && (what === "field" || !isRecord(element)) && (!way.in || shortened(titlesAround(element)).includes(way.in));
  return isSaid ? way : null;
}

const wayToField = (one) => quotable(one.box, "field", wayTo({ el: one.box, control: one }, namesOfControl(one), ["label"], "field:any"));

function wayToAct(el) {
  const what = wordFor(el);
  return quotable(el, what, wayTo({ el }, names(el), ["named", ["button", "link", "tab"].includes(what) ? what : "text"], "click"));
}

/** Everything with a name that a locator could have meant; never what stands in tables, lists of records or values. */
function namedThings(use) {
  const list = [];
  if (use.startsWith("field") || use === "see") {
    for (const one of controls().slice(0, 200)) for (const name of [...boundNames(one), ...ownNames(one), ...nearNames(one)].slice(0, 1)) list.push({ what: wordFor(one.box, one), name, way: () => wayToField(one) });
  }
  if (!use.startsWith("field")) {
    for (const element of all(`${button}, ${link}, [role=tab], [role=menuitem]`)) {
      if (!isRecord(element) && isVisible(element) && names(element)[0]) list.push({ what: wordFor(element), name: names(element)[0], way: () => wayToAct(element) });
    }
    for (const element of all("h1, h2, h3, h4, [role=heading]")) if (isVisible(element)) list.push({ what: "heading", name: words(element), way: () => null });
  }
  return list.filter(({ name }) => name.length < 60).slice(0, 300);
}

/** The things whose names come nearest to what was looked for. */
function nearestTo(locator, use, explains) {
  const texts = (locator?.name?.texts ?? []).map(bare);
  const score = ({ name }) => Math.max(0, ...texts.map((text) => likeness(bare(name), text)));
  const ranked = namedThings(use).map((one) => ({ ...one, score: score(one) })).sort((one, other) => other.score - one.score);
  const isFar = !(ranked[0]?.score > 0.4);
  return ranked.slice(0, told).map(({ way, ...one }, index) => ({ ...one, locator: explains && (one.score > 0.4 || (isFar && index < 3)) ? way() : null }));
}

/** What hides a thing that is there: a fold that is shut, a tab that lies behind, a dialog that is not open. */
function hiddenIn(locator) {
  if (!locator?.name) return {};
  const matches = matcher(locator.name);
  const carriers = every().filter((element) => element.matches("label, legend, button, a[href], [role=button], [role=tab]") && !isVisible(element) && names(element).some(matches));
  for (const element of carriers) {
    const box = ancestors(element).find((one) => one.matches("details:not([open]), dialog:not([open]), [role=tabpanel], [role=dialog]") && !isRecord(one));
    if (!box) continue;
    const tab = box.matches("[role=tabpanel]") ? tabOf(box) : null;
    const head = box.matches("details") ? [...box.children].find((child) => child.tagName === "SUMMARY") : tab;
    const heading = below(box, "h1, h2, h3, h4, legend")[0];
    const title = head ? names(head)[0] : titlesOf(box)[0] ?? (heading ? tidy(nameOfParts(heading) || heading.textContent) : "");
    if (title) return { hidden: { what: head === tab && tab ? "tab" : head ? "fold" : "dialog", name: title.slice(0, 60) } };
  }
  return {};
}

/** The tab that shows a panel. */
const tabOf = (panel) => every().find((element) => element.matches("[role=tab]") && (element.getAttribute("aria-controls") === panel.id || byIds(panel, panel.getAttribute("aria-labelledby")).includes(element))) ?? null;

/** What a question looks for: the locator, or that of the entry or field at which it stopped. */
function soughtIn(answer, ask, args) {
  const list = args.entries ?? args.fields;
  const one = list ? (list[answer.at ?? 0] ?? list[0]) : args;
  const use = args.use ?? (args.entries || args.fields ? "field:any" : ask === "aim" ? "click" : "see");
  return { locator: one?.locator, use: one?.wants ? `field:${one.wants}` : use };
}

/** The title of a dialog that hides the rest of the page: it is the only place where anything is looked for. */
function inTheWay() {
  const [box] = modals();
  return box ? { modal: (titlesOf(box)[0] ?? "").slice(0, 60) } : {};
}

/** An answer that is not good, with what a message names; ways are looked for where one document is the page. */
function withWays(answer, ask, args, explains) {
  const { locator, use } = soughtIn(answer, ask, args);
  if (!locator) return answer;
  if (answer.state === "none") return { ...answer, ...inTheWay(), ...(explains ? hiddenIn(locator) : {}), names: nearestTo(locator, use, explains) };
  if (answer.state !== "several" || answer.isArea || !explains) return answer;
  const { found } = resolve(locator, use);
  const ways = found.slice(0, told).map(({ el, control: one }) => (one ? wayToField(one) : wayToAct(el)));
  return { ...answer, candidates: answer.candidates.map((one, index) => ({ ...one, locator: ways[index] ?? null })) };
}
