/* What opens a part of the page and does nothing else, as far as it says so: folds that are shut, tabs that lie behind. */

const shutFold = "summary, [role=tab]:not([aria-selected=true]), button[aria-expanded=false], [role=button][aria-expanded=false]";

/** Whether it could also send a form, lead away or open a menu of things to do. */
const mayDoMore = (element) =>
  element.matches("[aria-haspopup]:not([aria-haspopup=false])") ||
  (element.tagName === "BUTTON" && element.type === "submit" && element.form !== null) ||
  below(element, "a[href], button, input, select, textarea").length > 0 ||
  (nearest(element, "a[href]") !== null && addressOf(element) !== null);

/** The shut folds and tabs in sight, each with the locator that means it and nothing else. */
function folds() {
  blink();
  const isShut = (element) => element.tagName !== "SUMMARY" || !up(element).open;
  const shut = all(shutFold).filter((element) => isShut(element) && !mayDoMore(element) && isAllowed(element) && isVisible(element));
  const ways = shut.slice(0, most).map((el) => ({ what: el.matches("[role=tab]") ? "tab" : "button", name: names(el)[0] ?? "", locator: wayTo({ el }, names(el), [el.matches("[role=tab]") ? "tab" : "button"], "click") }));
  return { state: "done", folds: ways.filter(({ locator }) => locator !== null) };
}
