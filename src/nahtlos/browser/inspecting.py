"""What a page shows of what a bot relies on: each locator's one thing, and what that says of the values it takes."""

from __future__ import annotations

from collections.abc import Sequence

from nahtlos.browser.desk import Desk
from nahtlos.browser.pointing import strike_kept
from nahtlos.browser.refusals import KINDS
from nahtlos.browser.sight import Root
from nahtlos.browser.spelling import Spelled, spell
from nahtlos.browser.world import Answer
from nahtlos.engine.inspection import Found, Wanted
from nahtlos.errors import ScreenError

EXPLAIN = 0.05
"""Seconds to look once more for what was not found, for the names of what comes nearest."""
NOTHING = {"texts": ["\u0001"], "how": "whole"}
"""A name that no option has."""
OPENS = 1500
"""Milliseconds for a list to open."""
USES = {"field": "field:any", "click": "click", "see": "see", "value": "value"}
MOST_WORDS = 80


async def inspect(desk: Desk, wanted: Sequence[Wanted], *, timeout: float) -> list[Found | ScreenError]:
    """Look at everything wanted, in the order given; what is not there once is told as an error."""
    await desk.rest()
    spelled: list[Spelled] = [{"locator": spell(one.locator), "use": USES[one.use]} for one in wanted]
    sight = await desk.sight()
    groups = [spelled] if len(await sight.roots()) == 1 else [[one] for one in spelled]
    answers: list[Answer] = []
    for group in groups:
        answer = await desk.until("inspect", {"wanted": group}, timeout=timeout, is_watched=False)
        answers += [{**seen, "root": answer["root"]} for seen in answer["seen"]]
    for one, seen in zip(wanted, answers, strict=True):
        if seen.get("menu") and one.use == "field" and not one.is_personal:
            seen["facts"]["options"] = await _opened(desk, seen["root"], seen["menu"], what=one.words)
    return [await _found(desk, one, answer) for one, answer in zip(wanted, answers, strict=True)]


async def _opened(desk: Desk, root: Root, menu: Answer, *, what: str) -> list[str] | None:
    """Open a drawn choice, read what it offers, and close it again as people do; nothing is chosen."""
    await root.ask("note", {})
    if not await strike_kept(desk, root, menu["trigger"], what=what, seconds=desk.timeout):
        return None
    offered = await root.ask("offer", {"box": menu["box"], "name": NOTHING, "ms": OPENS})
    await (await desk.sight()).page.keyboard.press("Escape")
    await root.ask("leave", {})
    await desk.settled()
    options: list[str] = offered.get("options", [])
    return options or None


async def _found(desk: Desk, one: Wanted, answer: Answer) -> Found | ScreenError:
    if answer["state"] == "one":
        return Found(facts=_facts(desk, one, answer["facts"]), leads=bool(answer.get("leads")))
    use = "field:any" if one.use == "value" else USES[one.use]
    again = await desk.until("find", {"locator": spell(one.locator), "use": use}, timeout=EXPLAIN, is_watched=False)
    error = desk.refuse(answer if again["state"] == "one" else again, one.locator)
    assert isinstance(error, ScreenError)
    return error


def _facts(desk: Desk, one: Wanted, seen: Answer) -> dict[str, object]:
    """Word what was seen; the choices of a field about persons may be persons, and are left out."""
    facts = {**seen, "kind": KINDS.get(seen["kind"], seen["kind"])}
    options = facts.pop("options", None)
    if one.is_personal or options is None:
        return facts
    words = [desk.mask(text)[:MOST_WORDS] for text in options] if isinstance(options, list) else options
    return {**facts, "options": words}
