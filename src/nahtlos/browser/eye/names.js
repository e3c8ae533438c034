/* Words on the screen, and when two of them are the same (rule 2 of the language). */

const unseen = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF\uE000-\uF8FF]/g;
const longest = 2000;

const plainText = /^[!-~\u00C0-\u017F]*$/;

/** Text as it is shown: composed, without invisible characters, one blank for many. */
function tidy(text) {
  if (!text || plainText.test(text)) return text ?? "";
  return (text ?? "").normalize("NFC").replace(unseen, "").replace(/\s+/g, " ").trim();
}

/** Text as it is compared: also without what stands around a label, and without case. */
function bare(text) {
  const shown = tidy(text);
  const inner = shown.replace(/^[*\s]+/, "").replace(/[\s:*?….]+$/, "");
  return (inner || shown).toLowerCase();
}

function patternOf(source, isWhole) {
  const plain = source.replace(/^\(\?[a-z]+\)/, "").replace(/\(\?P</g, "(?<").replace(/\\[Az]/g, "");
  const text = isWhole ? `^(?:${plain})$` : plain;
  try {
    return new RegExp(text, "iu");
  } catch {
    return new RegExp(text, "i");
  }
}

/** Tell how to compare with a name: a function from texts to whether one of them is it. */
function matcher(name) {
  if (!name) return () => true;
  const { texts, how } = name;
  if (how === "pattern" || how === "within") {
    const patterns = texts.map((text) => patternOf(text, how === "pattern"));
    return (shown) => {
      const text = tidy(shown).slice(0, longest);
      const inner = text.replace(/[\s:*?….]+$/, "");
      return text !== "" && patterns.some((pattern) => pattern.test(text) || pattern.test(inner));
    };
  }
  if (how === "exact") {
    const same = new Set(texts.map(tidy));
    return (shown) => same.has(tidy(shown));
  }
  const wanted = texts.map(bare);
  const tests = {
    whole: (text) => wanted.includes(text),
    starts: (text) => wanted.some((want) => text.startsWith(want)),
    ends: (text) => wanted.some((want) => text.endsWith(want)),
    contains: (text) => wanted.some((want) => text.includes(want)),
  };
  return (shown) => {
    const text = bare(shown);
    return text !== "" && tests[how](text);
  };
}

const acting = "a, button, summary, [role=button], [role=link], [role=tab], [role=menuitem], [role=option]";
const icon = "i, svg, [class*=icon], [class*=fa-], .fa, .fas, .far, [class*=material-symbols], mat-icon, [aria-hidden=true]";
const mute = new Set(["SELECT", "TEXTAREA", "IFRAME", "FRAME", "INPUT"]);
const isInline = (element) => /^(inline|contents|ruby)/.test(styleOf(element).display);

/** The visible text in an element, without what `leaves` names or tells and without what controls hold; that which is only read aloud where nothing else is there. */
function words(element, leaves = null) {
  if (!element.childElementCount && !element.shadowRoot && element.tagName !== "SLOT" && !mute.has(element.tagName)) return tidy(element.textContent);
  if (styleOf(element).display === "none") return tidy(element.textContent);
  const isLeft = typeof leaves === "string" ? (node) => node.matches(leaves) : leaves;
  let hasUnseen = false;
  const isUnseen = (node) => isClipped(styleOf(node)) && (hasUnseen = true);
  const shown = spoken(element, (node) => isLeft?.(node) || isUnseen(node));
  return shown || !hasUnseen ? shown : spoken(element, isLeft);
}

function spoken(element, isLeft) {
  let text = "";
  const visit = (node) => {
    if (node.nodeType === 3) text += node.data;
    if (node.nodeType !== 1 || silent.has(node.tagName) || mute.has(node.tagName)) return;
    if (node.tagName === "BR") text += " ";
    if (node !== element && isLeft?.(node)) return;
    const style = styleOf(node);
    if (style.display === "none") return;
    const isHidden = style.visibility !== "visible" || style.opacity === "0";
    if (isHidden && node !== element) return;
    const gap = isInline(node) ? "" : " ";
    text += gap;
    for (const child of kids(node)) visit(child);
    text += gap;
  };
  visit(element);
  return tidy(text);
}

const drawnHints = ["data-qtip", "data-original-title", "data-bs-original-title", "data-bs-title", "data-tooltip", "data-tippy-content"];

/** What shows when the mouse rests on an element: its title, or what a library draws in its place. */
const hintOf = (element) => element.getAttribute("title") || drawnHints.map((name) => element.getAttribute(name)).find((text) => text && !/[<>]/.test(text)) || null;

const nameOfParts = (element) =>
  below(element, `img[alt], [title], [aria-label], svg title, ${drawnHints.map((name) => `[${name}]`)}`)
    .map((part) => part.getAttribute("alt") || part.getAttribute("aria-label") || hintOf(part) || part.textContent)
    .join(" ");

/** What shows when the mouse rests on a nameless button: also the title of what is drawn around it alone. */
function titleAround(element) {
  const above = up(element);
  return above?.nodeType === 1 && above.childElementCount === 1 ? hintOf(above) : null;
}

/** All names a person could call an element by. */
function names(element) {
  return once("names", element, () => {
    const text = words(element);
    const list = [text, words(element, acting), words(element, icon), spoken(element)];
    list.push(element.getAttribute("aria-label"), hintOf(element), element.getAttribute("alt"));
    list.push(byIds(element, element.getAttribute("aria-labelledby")).map((one) => words(one)).join(" "));
    if (element.matches("input[type=submit i], input[type=button i], input[type=reset i]")) list.push(element.value);
    if (!text && element.matches(acting)) list.push(titleAround(element));
    if (!text) list.push(nameOfParts(element));
    return [...new Set(list.map(tidy))].filter(Boolean);
  });
}

const isNamed = (element, matches) => names(element).some(matches);
