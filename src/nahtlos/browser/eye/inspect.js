/* What a bot relies on: which kind of thing a locator means, and what a control says of the values it takes. */

const mostOptions = 60;

/** The words a choice offers as they stand in the page; null where it shows them only when it is opened. */
function optionsOf(one) {
  if (one.el.tagName === "SELECT") return [...one.el.options].filter((option) => !option.hidden).map(optionText).filter(Boolean);
  if (one.kind === "radios") return one.members.flatMap((member) => [...boundNames(member), ...nearNames(member)].slice(0, 1));
  return null;
}

function factsOfControl(one) {
  const { el, kind } = one;
  const options = optionsOf(one);
  const facts = { kind };
  if (el.tagName === "INPUT" && !["text", "", "checkbox", "radio", "file"].includes(typeOf(el))) facts.input = typeOf(el);
  if (el.maxLength > 0) facts.length = el.maxLength;
  for (const name of ["pattern", "min", "max", "accept"]) if (el.getAttribute(name)) facts[name] = el.getAttribute(name);
  if (el.required || el.getAttribute("aria-required") === "true") facts.required = true;
  if (el.multiple) facts.several = true;
  if (isLocked(one)) facts.read_only = true;
  if (options) facts.options = options.length > mostOptions ? options.length : options;
  return facts;
}

/** A link that a browser follows: no script decides what it does. */
const isPlainLink = (el) => {
  const link = nearest(el, "a[href]");
  return link !== null && /^https?:$/.test(link.protocol) && !link.hasAttribute("onclick");
};

function inspectOne({ locator, use }) {
  if (use === "value") {
    const { value: _, ...rest } = readOne(locator);
    return rest.state === "one" ? { state: "one", facts: { kind: "value" } } : rest;
  }
  const { thing, ...rest } = stateOf(locator, use);
  if (!thing) return rest;
  const { control: one, el } = thing;
  if (!one) return { state: "one", facts: { kind: locator.kind === "column" ? "column" : wordFor(el) }, leads: isPlainLink(el) };
  const isDrawn = one.kind === "choice" && !optionsOf(one) && !isLocked(one);
  return { state: "one", facts: factsOfControl(one), menu: isDrawn ? { box: keep(one.box), trigger: keep(triggerOf(one)) } : null };
}

/** Look at everything named; done when each is there once. */
function inspect({ wanted }) {
  const seen = wanted.map(inspectOne);
  return { state: seen.every(({ state }) => state === "one") ? "done" : "waiting", seen };
}
