"""How the fields and buttons of a screen are reached, and whether words ever meant another element than they say.

Three parties that know nothing of each other: numbers that this module writes on the elements beforehand, the names the
browser itself computes for people who cannot see (its accessibility tree), and the eye of the framework.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nahtlos.browser.screen import BrowserScreen
from nahtlos.browser.sight import Root
from nahtlos.engine.words import bare

MARKS = Path(__file__).with_name("marks.js").read_text(encoding="utf-8")
NUMBERS = """function (id) {
  const element = globalThis.nahtlosKept(id);
  if (!element) return '';
  const up = (one) => one.assignedSlot ?? one.parentElement ?? one.getRootNode().host ?? null;
  const mine = [...element.querySelectorAll('[data-nr]')].slice(0, 12);
  let above = element;
  for (let steps = 0; above && steps < 6 && !above.dataset?.nr; steps++) above = up(above);
  return [element, ...mine, above].map((one) => one?.dataset?.nr).filter(Boolean).join(' ');
}"""
"""The numbers of an element: its own, those of what it is drawn around, else that of what it stands in."""
FIELDS = frozenset({"textbox", "searchbox", "combobox", "listbox", "checkbox", "radio", "switch", "spinbutton"})
ACTS = frozenset({"button", "link", "tab", "menuitem"})
COLUMNS = ("plain", "kind", "in", "testid", "css", "none")


@dataclass(slots=True)
class Tally:
    """What was counted on some screens."""

    screens: int = 0
    ways: Counter[str] = field(default_factory=Counter)
    proven: int = 0
    """Elements whose name the browser tells, and whose name alone means them."""
    wrong: list[str] = field(default_factory=list)
    wordless: Counter[str] = field(default_factory=Counter)
    """What needs css, or is not reached, and where."""

    @property
    def all(self) -> int:
        return sum(self.ways.values())

    def row(self, name: str) -> str:
        """A line of the table."""
        cells = [name, self.screens, self.all, *(self.ways[way] for way in COLUMNS), self.proven, len(self.wrong)]
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


async def count(screen: BrowserScreen, tally: Tally, where: str) -> None:
    """Count the screen in front."""
    page = screen.page
    await page.evaluate(MARKS)
    sight = await screen.desk.sight()
    root = sight.top
    names = await _names(screen)
    tally.screens += 1
    seen = await root.ask("survey", {})
    for one, use in [*((one, "field:any") for one in seen["fields"]), *((one, "click") for one in seen["acts"])]:
        by = one["locator"]
        tally.ways[_way(by)] += 1
        if by is None or by["kind"] == "css":
            what = " ".join(filter(None, (one["what"], one["name"] and f'"{one["name"]}"')))
            tally.wordless[f"{where.strip()} | {what} | {'`' + by['text'] + '`' if by else 'not reached'}"] += 1
        if by is None or by["kind"] in ("css", "testid"):
            continue
        said = await _found(root, _spelled(by), use)
        meant = await _numbers(root, one["el"])
        told = {names[number][1] for number in said if number in names}
        is_strange = bool(told) and not any(_is_same(by["text"], name) for name in told) and not meant & said
        if (not said & meant and (said or meant)) or is_strange:
            tally.wrong.append(f"{where}: {by} leads to {sorted(said)} {sorted(told)}, not to {sorted(meant)}")
    await _by_the_names_of_the_browser(root, names, tally, where)


async def _by_the_names_of_the_browser(
    root: Root, names: Mapping[str, tuple[str, str]], tally: Tally, where: str
) -> None:
    """Say each name the browser knows: what it means alone must be an element of that name."""
    for number, (role, name) in names.items():
        use, kind = ("field:any", "label") if role in FIELDS else ("click", "named")
        said = await _found(root, {"kind": kind, "name": {"texts": [name], "how": "whole"}}, use)
        if number in said:
            tally.proven += 1
        elif said and not any(_is_same(names[one][1], name) for one in said if one in names):
            told = sorted(names[one][1] for one in said if one in names)
            tally.wrong.append(f'{where}: "{name}" is the {role} {number}, but led to {sorted(said)} {told}')


def _way(by: Mapping[str, Any] | None) -> str:
    if by is None:
        return "none"
    if by.get("in"):
        return "in"
    return {"label": "plain", "named": "plain", "testid": "testid", "css": "css"}.get(by["kind"], "kind")


def _spelled(by: Mapping[str, Any]) -> dict[str, Any]:
    spelled: dict[str, Any] = {"kind": by["kind"], "name": {"texts": [by["text"]], "how": "whole"}}
    if by.get("in"):
        spelled["in"] = {"kind": "area", "name": {"texts": [by["in"]], "how": "whole"}}
    return spelled


def _is_same(one: str, other: str) -> bool:
    return bare(one) in bare(other) or bare(other) in bare(one)


async def _found(root: Root, locator: dict[str, Any], use: str) -> set[str]:
    """The numbers of the one element that a locator means; none where it means none or several."""
    answer = await root.ask("find", {"locator": locator, "use": use})
    if answer["state"] != "one":
        return set()
    return await _numbers(root, answer["thing"]) | await _numbers(root, answer["el"])


async def _numbers(root: Root, kept: int) -> set[str]:
    answer = await root.world.evaluate(NUMBERS, [kept], frame=root.frame, by_value=True)
    return set(str(answer.get("value", "")).split())


async def _names(screen: BrowserScreen) -> dict[str, tuple[str, str]]:
    """Role and name of each numbered element, as the browser computes them for screen readers."""
    session = await screen.page.context.new_cdp_session(screen.page)
    try:
        document = (await session.send("DOM.getDocument", {"depth": -1, "pierce": True}))["root"]
        numbers = dict(_numbered(document))
        frames = [(await session.send("Page.getFrameTree"))["frameTree"]]
        names: dict[str, tuple[str, str]] = {}
        while frames:
            frame = frames.pop()
            frames += frame.get("childFrames", [])
            nodes = (await session.send("Accessibility.getFullAXTree", {"frameId": frame["frame"]["id"]}))["nodes"]
            names |= dict(_named(nodes, numbers))
        return names
    finally:
        await session.detach()


def _numbered(node: Mapping[str, Any]) -> list[tuple[int, str]]:
    attributes = node.get("attributes", [])
    pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
    found = [(node["backendNodeId"], pairs["data-nr"])] if "data-nr" in pairs else []
    inner = node.get("contentDocument")
    for child in (*node.get("children", ()), *node.get("shadowRoots", ()), *([inner] if inner else ())):
        found += _numbered(child)
    return found


def _named(nodes: list[dict[str, Any]], numbers: Mapping[int, str]) -> list[tuple[str, tuple[str, str]]]:
    return [
        (numbers[node["backendDOMNodeId"]], (node["role"]["value"], node["name"]["value"]))
        for node in nodes
        if not node.get("ignored") and node.get("backendDOMNodeId") in numbers
        and node.get("role", {}).get("value") in FIELDS | ACTS and 0 < len(node.get("name", {}).get("value", "")) <= 80
    ]  # fmt: skip
