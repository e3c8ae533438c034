"""From what the eye could not do to the error a person reads."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from nahtlos.browser.masking import Mask
from nahtlos.browser.reached import reached
from nahtlos.browser.world import Answer
from nahtlos.engine.resolve import describe
from nahtlos.engine.screen import Interrupted, Locator
from nahtlos.errors import Covered, DialogInTheWay, Locked, NotSeen, Seen, SeveralSeen, WrongControl

WANTS = {"text": "text", "yes": "yes or no", "many": "list", "file": "file"}
KINDS = {
    "box": "checkbox", "radio": "radio button", "select": "choice", "multiselect": "choice of several",
    "choice": "choice", "combo": "field with suggestions", "file": "field for files", "editor": "text editor",
    "radios": "group of radio buttons", "listbox": "list", "chips": "choice of several", "range": "slider or color",
    "date": "date field", "text": "text field",
}  # fmt: skip


def refusal(  # noqa: PLR0911 - one way for each answer
    answer: Answer, locator: Locator, *, mask: Mask, acted: bool, wants: str = "", page: str = ""
) -> Exception:
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
            return SeveralSeen(what=what, candidates=seen, page=page, place=place, acted=acted)
        case "misfit":
            kinds = tuple(dict.fromkeys(KINDS.get(kind, kind) for kind in answer["kinds"]))
            return WrongControl(what=what, wants=WANTS.get(wants, wants), kinds=kinds, place=place, acted=acted)
        case "covered":
            return Covered(what=what, by=mask(answer["by"]), place=place, acted=acted)
        case "locked" | "disabled":
            return Locked(what=what, place=place, acted=acted)
        case "none" if answer.get("modal") is not None:
            close = nearest(locator, answer.get("names", []), mask)
            return DialogInTheWay(what=what, dialog=mask(answer["modal"]), close=close, place=place, acted=acted)
        case _:
            close = nearest(locator, answer.get("names", []), mask)
            is_area = bool(answer.get("isArea"))
            hidden = _hidden(answer.get("hidden"), mask)
            return NotSeen(
                what=what, close=close, hidden=hidden, is_area=is_area, page=page, place=place, acted=acted
            )


def _hidden(found: Mapping[str, str] | None, mask: Mask) -> Seen | None:
    """Say what hides a thing that is there."""
    if found is None or mask(found["name"]) != found["name"]:
        return None
    click = {"tab": f"{{tab: {found['name']}}}", "fold": found["name"]}.get(found["what"])
    by = f"click: {click} before it, or behind: {click} at the field" if click else ""
    return Seen(what=found["what"], name=found["name"], by=by)


def tell_apart(candidates: Sequence[Mapping[str, object]], mask: Mask) -> tuple[Seen, ...]:
    """Name each candidate, with the first title around it that stands around no other."""
    seen = []
    for index, one in enumerate(candidates):
        titles = one.get("titles") or []
        assert isinstance(titles, list)
        others = {title for place, other in enumerate(candidates) if place != index for title in _titles(other)}
        own = next((title for title in titles if title not in others), "")
        seen.append(Seen(what=str(one["what"]), name=mask(str(one["name"])), within=mask(own), by=way_to(one, mask)))
    return tuple(seen)


def way_to(one: Mapping[str, object], mask: Mask) -> str:
    """Write the locator of a thing, if the eye has told one and it may be quoted."""
    by = one.get("locator")
    if not isinstance(by, Mapping):
        return ""
    text = reached(by).as_locator(str(one["what"]))
    return f"{{{text}}}" if mask(text) == text else ""


def _titles(one: Mapping[str, object]) -> Iterable[str]:
    titles = one.get("titles") or []
    assert isinstance(titles, list)
    return titles


def nearest(locator: Locator, names: Sequence[Mapping[str, object]], mask: Mask) -> tuple[Seen, ...]:
    """Name the things on the page whose names come nearest."""
    if locator.name is None:
        return ()
    wanted = [text.casefold() for text in locator.name.texts]

    def likeness(one: Mapping[str, object]) -> float:
        name = str(one["name"]).casefold()
        parts = [difflib.SequenceMatcher(None, name, text).ratio() + 0.3 * (text in name) for text in wanted]
        return max(parts, default=0)

    unique = {(one["what"], one["name"]): one for one in names}
    ranked = sorted(unique.values(), key=likeness, reverse=True)[:5]
    near = [one for one in ranked if likeness(one) > 0.55] or [one for one in ranked if one.get("locator")][:3]
    return tuple(Seen(what=str(one["what"]), name=mask(str(one["name"])), by=way_to(one, mask)) for one in near)


