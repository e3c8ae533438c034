"""Filling a form as one action: located, entered with real input, and read back until every field holds its value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nahtlos.browser.choosing import by_hand
from nahtlos.browser.desk import Desk, Filled, origin_of
from nahtlos.browser.pointing import click
from nahtlos.browser.sight import Root, Sight, place_of
from nahtlos.browser.spelling import Spelled, spell_entry, wants
from nahtlos.browser.world import Answer
from nahtlos.engine.screen import Entry, Locator, Reading
from nahtlos.engine.words import words_of
from nahtlos.errors import FieldRefused, NoSuchChoice, SecretOutside

ROUNDS = ("again", "typed")
"""What is tried with fields that do not hold their values: the same once more, then key by key."""


@dataclass(slots=True, kw_only=True)
class Form:
    """Entries on their way into a page."""

    desk: Desk
    entries: Sequence[Entry]
    within: Locator | None
    seconds: float
    has_picker: bool = False

    def spelled(self, numbers: Sequence[int]) -> list[Spelled]:
        """Spell the entries with these numbers."""
        origins = self.desk.territory.secret_origins
        return [
            {**spell_entry(self.entries[number], within=self.within)}
            | ({"origins": origins} if self.entries[number].is_secret else {})
            for number in numbers
        ]

    async def enter(self, numbers: Sequence[int]) -> None:
        """Enter values in order, as many in one go as can be."""
        left = list(numbers)
        opened: set[int] = set()
        begun: set[int] = set()
        while left:
            await self.desk.begin()
            patience = self._patience(left, opened)
            answer = await self.desk.until("fill", {"entries": self.spelled(left)}, timeout=patience)
            self.desk.acted = self.desk.acted or bool(answer.get("hasActed")) or answer["hasChanged"]
            if "picker" in answer:
                await self.close_picker([answer["picker"]])
            left = left[answer.get("at", 0) :]
            match answer["state"]:
                case "done" | "choice":
                    await self._calm()
                case "hand":
                    await by_hand(self.desk, self.entries[left[0]], answer, spelled=self.spelled(left[:1])[0])
                    await self._calm()
                    left = left[1:]
                case _ if answer.get("at") or (answer.get("hasActed") and left[0] not in begun):
                    begun.add(left[0])  # once more: what was entered may have changed the form
                    await self._calm()
                case "none" if self._is_behind(left[0]) and left[0] not in opened:
                    opened.add(left[0])
                    await self._unfold(self.entries[left[0]])
                case _:
                    raise self.refusal(self.entries[left[0]], answer)

    def _is_behind(self, number: int) -> bool:
        return self.entries[number].behind is not None

    def _patience(self, left: Sequence[int], opened: set[int]) -> float:
        return 0.5 if self._is_behind(left[0]) and left[0] not in opened else self.seconds

    async def _unfold(self, entry: Entry) -> None:
        assert entry.behind is not None
        await click(self.desk, entry.behind, twice=False, answers=(), timeout=self.seconds)

    async def _calm(self) -> None:
        """Wait for what an entry caused, if it caused anything."""
        sight = await self.desk.sight()
        if not sight.traffic.is_quiet(self.desk.mark):
            await self.desk.settled(timeout=self.seconds)
        self.desk.dialogs.stop_for_undeclared(acted=True)

    async def type_in(self, numbers: Sequence[int]) -> None:
        """Enter texts key by key, for masks that listen to keys."""
        sight = await self.desk.sight()
        for number in numbers:
            answer = await self.desk.until("find", place_of(self.spelled([number])[0]), timeout=self.seconds)
            value = self.entries[number].value
            root: Root | None = answer.get("root")
            if answer["state"] != "one" or root is None or not isinstance(value, str):
                continue
            if self.entries[number].is_secret and not self._is_at_home(sight, root):
                continue
            if (await root.ask("selectAll", {"el": answer["el"]}))["state"] == "done":
                await sight.page.keyboard.press("Delete")
                await sight.page.keyboard.type(value)
                await root.ask("leave", {})
        await self.desk.settled(timeout=self.seconds)

    def _is_at_home(self, sight: Sight, root: Root) -> bool:
        """Whether keys reach a document that secrets may go into: the page may be another by now."""
        return root == sight.top and origin_of(sight.page.url) in self.desk.territory.secret_origins

    async def shown(self) -> list[Answer]:
        """Read every field back."""
        answers: list[Answer] = []
        numbers = list(range(len(self.entries)))
        sight = await self.desk.sight()
        groups = [numbers] if len(await sight.roots()) == 1 else [[number] for number in numbers]
        for group in groups:
            args = {"entries": self.spelled(group)}
            answer = await self.desk.until("show", args, timeout=0.5, is_watched=False)
            answers += answer.get("shown", [answer])
            self.has_picker = self.has_picker or bool(answer.get("hasPicker"))
        return answers

    async def close_picker(self, els: Sequence[int]) -> None:
        """Close calendars that hang over the page after their fields were left; Escape in a field closes its own."""
        sight = await self.desk.sight()
        for el in els:
            if not (await sight.ask("pressOutside", {"el": el}))["isOpen"]:
                continue
            if (await sight.ask("selectAll", {"el": el}))["state"] == "done":
                await sight.page.keyboard.press("Escape")
                await sight.ask("leave")

    async def wrong(self) -> tuple[list[int], list[Answer]]:
        """Name the entries whose fields do not hold their values, and what all fields show."""
        answers = await self.shown()
        numbers = [
            number
            for number, (entry, answer) in enumerate(zip(self.entries, answers, strict=True))
            if answer["state"] != "one" or not entry.holds(reading(answer))
        ]
        return numbers, answers

    def refusal(self, entry: Entry, answer: Answer) -> Exception:
        """Return what to raise for an entry that could not be made."""
        acted = self.desk.acted
        is_quiet = entry.is_personal or entry.is_secret
        match answer["state"]:
            case "outside":
                return SecretOutside(name=entry.name, origin=answer["origin"], acted=acted)
            case "no option" | "many options":
                # Where the value is personal, the choices may be persons, too.
                options = () if is_quiet else tuple(self.desk.mask(option) for option in answer.get("options", []))
                count = "no" if answer["state"] == "no option" else "more than one"
                wanted = None if is_quiet else wanted_in(entry)
                place = entry.locator.place
                return NoSuchChoice(
                    name=entry.name, wanted=wanted, options=options, count=count, place=place, acted=acted
                )
            case "unfocusable" | "unfit":
                return self.refused(entry, "")
            case _:
                return self.desk.refuse(answer, entry.locator, wants=wants(entry))

    def refused(self, entry: Entry, shown: Reading) -> FieldRefused:
        """Say that a field shows something else."""
        if entry.is_personal or entry.is_secret:
            return FieldRefused(name=entry.name, place=entry.locator.place, acted=self.desk.acted)
        mask = self.desk.mask
        return FieldRefused(
            name=entry.name, shown=mask(worded(shown)), wanted=mask(wanted_in(entry)),
            place=entry.locator.place, acted=self.desk.acted,
        )  # fmt: skip


async def fill(desk: Desk, entries: Sequence[Entry], *, within: Locator | None, timeout: float | None) -> None:
    """Fill all entries in order and prove that each control holds its value."""
    for entry in entries:
        if entry.is_personal or entry.is_secret:
            desk.mask.hide(entry.value)
            desk.mask.hide(entry.pick and entry.pick.texts)
    form = Form(desk=desk, entries=entries, within=within, seconds=desk.timeout if timeout is None else timeout)
    with desk.dialogs.answered():
        await form.enter(range(len(entries)))
        numbers, answers = await form.wrong()
        for way in ROUNDS:
            if not numbers:
                break
            if way == "again":
                await form.enter(numbers)
            else:
                await form.type_in([number for number in numbers if answers[number].get("kind") in ("text", "combo")])
            numbers, answers = await form.wrong()
        desk.dialogs.stop_for_undeclared(acted=True)
    if numbers:
        raise _failure(form, numbers[0], answers[numbers[0]])
    if form.has_picker:
        await form.close_picker([answer["el"] for answer in answers if answer["kind"] == "text"])
    desk.filled += [
        Filled(entry=entry, within=within, el=answer["el"]) for entry, answer in zip(entries, answers, strict=True)
    ]


def _failure(form: Form, number: int, answer: Answer) -> Exception:
    entry = form.entries[number]
    return form.refused(entry, reading(answer)) if answer["state"] == "one" else form.refusal(entry, answer)


def reading(answer: Answer) -> Reading:
    """Return what a control shows as the engine reads it."""
    shown = answer["reading"]
    return tuple(shown) if isinstance(shown, list) else shown


def wanted_in(entry: Entry) -> str:
    """Word what a control should show."""
    return worded(entry.value) if entry.pick is None else words_of(entry.pick)


def worded(value: Reading) -> str:
    """Word a reading for a message."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else (value or "")
