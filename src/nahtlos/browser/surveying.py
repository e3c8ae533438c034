"""What a person sees on a page, with the words that reach each thing: the start of a bot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nahtlos.browser.desk import Desk
from nahtlos.browser.reached import Reached, reached
from nahtlos.browser.world import Answer
from nahtlos.engine.screen import Locator, Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A field, or something that can be clicked."""

    what: str
    """In the words of messages: field, choice, checkbox, button, link …"""
    name: str
    """What stands there; empty if it has no words."""
    by: Reached | None
    """None: no locator means it and nothing else."""
    is_locked: bool = False
    """Whether it can only be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A fold or tab that was opened, and what came to light."""

    by: Thing
    fields: Sequence[Thing]
    acts: Sequence[Thing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What is on a page; no value of any field or cell."""

    title: str
    fields: Sequence[Thing]
    acts: Sequence[Thing]
    tables: Sequence[Sequence[str]]
    """The headings of each."""
    headings: Sequence[str]
    messages: Sequence[str]
    dialogs: Sequence[str]
    opened: Sequence[Opened] = ()


async def survey(desk: Desk) -> Survey:
    """Look at the window in front, frames of other addresses included."""
    await desk.rest()
    sight = await desk.sight()
    answers = [await root.ask("survey", {}) for root in await sight.roots()]
    return Survey(
        title=str(answers[0]["title"]),
        fields=[_thing(one) for answer in answers for one in answer["fields"]],
        acts=[_thing(one) for answer in answers for one in answer["acts"]],
        tables=[tuple(one["columns"]) for answer in answers for one in answer["tables"]],
        headings=[one for answer in answers for one in answer["headings"]],
        messages=[one for answer in answers for one in answer["messages"]],
        dialogs=[one for answer in answers for one in answer["dialogs"]],
    )


def _thing(one: Answer) -> Thing:
    by = one["locator"]
    return Thing(
        what=one["what"], name=one["name"], is_locked=bool(one.get("isLocked")), by=None if by is None else reached(by)
    )


async def folds(desk: Desk) -> list[Thing]:
    """Name the folds that are shut and the tabs that lie behind: what says that it opens, and does nothing more."""
    sight = await desk.sight()
    answers = [await root.ask("folds", {}) for root in await sight.roots()]
    return [_thing(one) for answer in answers for one in answer["folds"]]


def locator_of(by: Reached) -> Locator:
    """Return the locator of what is reached so."""
    within = None if by.within is None else Locator(kind="area", name=Name(texts=(by.within,)))
    name = Name(texts=(by.text,))
    return Locator(kind=by.kind, name=name, within=within)
