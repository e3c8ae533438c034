"""From what the eye could not do to the error a person reads."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from nahtlos.browser.masking import Mask
from nahtlos.browser.world import Answer
from nahtlos.engine.resolve import describe
from nahtlos.engine.screen import Interrupted, Locator
from nahtlos.errors import Covered, Locked, NotSeen, Seen, SeveralSeen, WrongControl

WANTS = {"text": "text", "yes": "yes or no", "many": "list", "file": "file"}
KINDS = {
    "box": "checkbox", "radio": "radio button", "select": "choice", "multiselect": "choice of several",
    "choice": "choice", "combo": "field with suggestions", "file": "field for files", "editor": "text editor",
    "radios": "group of radio buttons", "listbox": "list", "chips": "choice of several", "range": "slider or color",
    "date": "date field", "text": "text field",
}  # fmt: skip


def refusal(answer: Answer, locator: Locator, *, mask: Mask, acted: bool, wants: str = "") -> Exception:
    """Return what to raise for an answer that is not good."""
    what = mask(describe(locator)) or locator.kind
    place = locator.place
    match answer["state"]:
        case "interrupted":
            return Interrupted(answer["index"])
        case "several":
            seen = tell_apart(answer["candidates"], mask)
            if answer.get("isArea"):
                what = f"The place to look for {what}"
            return SeveralSeen(what=what, candidates=seen, place=place, acted=acted)
        case "misfit":
            kinds = tuple(dict.fromkeys(KINDS.get(kind, kind) for kind in answer["kinds"]))
            return WrongControl(what=what, wants=WANTS.get(wants, wants), kinds=kinds, place=place, acted=acted)
        case "covered":
            return Covered(what=what, by=mask(answer["by"]), place=place, acted=acted)
        case "locked" | "disabled":
            return Locked(what=what, place=place, acted=acted)
        case _:
            close = nearest(locator, answer.get("names", []), mask)
            return NotSeen(what=what, close=close, is_area=bool(answer.get("isArea")), place=place, acted=acted)


def tell_apart(candidates: Sequence[Mapping[str, object]], mask: Mask) -> tuple[Seen, ...]:
    """Name each candidate, with the first title around it that stands around no other."""
    seen = []
    for index, one in enumerate(candidates):
        titles = one.get("titles") or []
        assert isinstance(titles, list)
        others = {title for place, other in enumerate(candidates) if place != index for title in _titles(other)}
        own = next((title for title in titles if title not in others), "")
        seen.append(Seen(what=str(one["what"]), name=mask(str(one["name"])), within=mask(own)))
    return tuple(seen)


def _titles(one: Mapping[str, object]) -> Iterable[str]:
    titles = one.get("titles") or []
    assert isinstance(titles, list)
    return titles


def nearest(locator: Locator, names: Sequence[Mapping[str, str]], mask: Mask) -> tuple[Seen, ...]:
    """Name the things on the page whose names come nearest."""
    if locator.name is None:
        return ()
    wanted = [text.casefold() for text in locator.name.texts]

    def likeness(one: Mapping[str, str]) -> float:
        name = one["name"].casefold()
        parts = [difflib.SequenceMatcher(None, name, text).ratio() + 0.3 * (text in name) for text in wanted]
        return max(parts, default=0)

    unique = {(one["what"], one["name"]): one for one in names}
    ranked = sorted(unique.values(), key=likeness, reverse=True)[:5]
    return tuple(Seen(what=one["what"], name=mask(one["name"])) for one in ranked if likeness(one) > 0.55)


