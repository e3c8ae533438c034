"""Controls that only the mouse and the keyboard get along with: boxes, drawn choices, suggestions, chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nahtlos.browser.desk import Desk
from nahtlos.browser.pointing import strike_kept
from nahtlos.browser.sight import Root
from nahtlos.browser.sliding import slide
from nahtlos.browser.spelling import Spelled, spell_name
from nahtlos.browser.world import Answer
from nahtlos.engine.screen import Entry, Name
from nahtlos.engine.words import words_of
from nahtlos.errors import FieldRefused, NoSuchChoice

APPEAR = 3.0
"""Seconds a list has to open, or suggestions have to come, at least."""
CLOSING = 150
FADING = 600
"""Milliseconds a list has to go after a choice, and to fade."""
NEW = ("create", "add", "anlegen", "hinzufügen", "erstellen", "neu")
STILL_OPEN = 0.2
DRAWN_ANEW = 5
"""How often an option may be replaced between being seen and being clicked."""
GLANCE = 0.8
"""Seconds a field whose suggestions need not be taken is watched for them."""


@dataclass(slots=True, kw_only=True)
class Hand:
    """One control under the hand."""

    desk: Desk
    entry: Entry
    spelled: Spelled
    root: Root
    kind: str
    box: int
    el: int
    trigger: int
    shown: tuple[str, ...] = ()
    """What is chosen, one by one."""
    taken: int | None = None
    """The option that was clicked last."""

    async def click(self, thing: int) -> bool:
        """Click something the eye has kept; False if it is not there any more."""
        return await strike_kept(self.desk, self.root, thing, what=self.entry.name, seconds=self.desk.timeout)

    async def take(self, name: Name, *, seconds: float) -> Answer:
        """Take the option of this name once it is offered; lists draw themselves anew while one looks at them."""
        for _ in range(DRAWN_ANEW):
            offered = await self.offer(name, seconds=seconds)
            if offered["state"] == "gone" and await self._find_again():
                continue
            if offered["state"] != "one":
                break
            self.taken = offered["thing"]
            if await self.click(offered["thing"]):
                break
        return offered

    async def _find_again(self) -> bool:
        """Look for a control that was drawn anew when it was opened."""
        found = await self.ask("find", locator=self.spelled["locator"], use=f"field:{self.spelled['wants']}")
        if found["state"] != "one":
            return False
        self.box, self.el = found["thing"], found["el"]
        self.trigger = self.box
        return True

    async def leave(self) -> None:
        """Leave the control; a list that stays open for more is closed as people close it."""
        if self.taken is not None and not (await self.ask("vanished", thing=self.taken, ms=CLOSING))["isGone"]:
            await self.ask("leave")
            await self._close()
        await self.ask("leave")

    async def _close(self) -> None:
        there = await self.ask("vanished", thing=self.taken, ms=FADING)
        if there["isGone"]:
            return
        if there["isInDialog"]:  # where Escape might close the dialog as well
            await self.click(self.trigger)
        else:
            await (await self.desk.sight()).page.keyboard.press("Escape")
        if not (await self.ask("vanished", thing=self.taken, ms=FADING))["isGone"]:
            await self.ask("pressOutside", el=self.el, isSure=True)  # it hears Escape only where one is in it
            await self.ask("vanished", thing=self.taken, ms=FADING)

    async def ask(self, question: str, **args: object) -> Answer:
        """Ask the eye of the document the control is in."""
        return await self.root.ask(question, args)

    async def offer(self, name: Name, *, seconds: float) -> Answer:
        """Wait for the open list and the option of this name."""
        ms = min(seconds, self.desk.timeout) * 1000
        return await self.ask("offer", box=self.box, name=spell_name(name), ms=ms)

    async def marks(self, *, seconds: float = 0) -> Answer:
        """Return what the options of the open list say of themselves, if they say whether they are chosen."""
        return await self.ask("marks", box=self.box, ms=seconds * 1000)

    async def keys(self, text: str) -> None:
        """Write over what is in the control, key by key."""
        page = (await self.desk.sight()).page
        self.desk.acted = True
        there = await self.ask("selectAll", el=self.el)
        if not there.get("isEmpty"):  # in an empty field, Delete takes away the chip before it
            await page.keyboard.press("Delete")
        await page.keyboard.type(text)

    def no_choice(self, wanted: Name, answer: Answer) -> NoSuchChoice:
        """Say that a choice is not offered, or more than once."""
        is_quiet = self.entry.is_personal or self.entry.is_secret
        count = "more than one" if answer["state"] == "several" else "no"
        options = tuple(self.desk.mask(option) for option in answer.get("options", []))
        return NoSuchChoice(
            name=self.entry.name, wanted=None if is_quiet else words_of(wanted), options=() if is_quiet else options,
            count=count, acted=self.desk.acted, place=self.entry.locator.place,
        )  # fmt: skip


def whole(text: str) -> Name:
    """Return a text as the whole name of a choice."""
    return Name(texts=(text,))


async def by_hand(desk: Desk, entry: Entry, answer: Answer, *, spelled: Spelled) -> None:
    """Bring one control to its value."""
    shown = tuple(answer["shown"]) if isinstance(answer["shown"], list) else answer["shown"]
    is_sure = entry.pick is None or entry.pick.how == "whole" or answer["kind"] == "chips"
    if entry.holds(shown) and is_sure:  # by a part of its name, another choice may be meant as well
        return
    hand = Hand(
        desk=desk, entry=entry, spelled=spelled, root=answer["root"], kind=answer["kind"], box=answer["box"],
        el=answer["el"], trigger=answer["trigger"], shown=_singly(shown),
    )  # fmt: skip
    match answer["kind"], entry.value:
        case ("box" | "radio"), bool():
            await hand.click(hand.box)
        case "radios", str() as text:
            await _take_member(hand, entry.pick or whole(text), spelled)
        case _, str() as text if entry.pick is not None and (text or hand.kind == "combo"):
            await _pick(hand, text, entry.pick)
        case "editor", str() as text:
            await _write(hand, text)
        case "slider", str() as text:
            await slide(hand, text)
        case "combo", str() as text:
            await _type(hand, text)
        case _, str() as text:
            await _choose(hand, entry.pick or whole(text))
        case _, tuple() as texts:
            await _list(hand, texts)
        case _:
            raise FieldRefused(name=entry.name, acted=desk.acted)


def _singly(shown: object) -> tuple[str, ...]:
    if isinstance(shown, tuple):
        return shown
    return tuple(shown.split(", ")) if isinstance(shown, str) and shown else ()


async def _write(hand: Hand, text: str) -> None:
    """Write into an editor: it listens to what a keyboard does."""
    keyboard = (await hand.desk.sight()).page.keyboard
    hand.desk.acted = True
    await hand.ask("selectAll", el=hand.el)
    await keyboard.press("Delete")
    for index, part in enumerate(text.split("\n")):
        if index:
            await keyboard.press("Enter")
        await keyboard.insert_text(part)
    await hand.ask("leave")


async def _take_member(hand: Hand, name: Name, spelled: Spelled) -> None:
    found = await hand.ask("member", locator=spelled["locator"], name=spell_name(name))
    if found["state"] != "one":
        raise hand.no_choice(name, found)
    if not found["isOn"]:
        await hand.click(found["thing"])


async def _choose(hand: Hand, name: Name) -> None:
    """Open a drawn choice and take exactly the option of that name."""
    await hand.ask("note")
    await hand.click(hand.trigger)
    offered = await hand.take(name, seconds=APPEAR)
    if offered["state"] == "closed":
        await (await hand.desk.sight()).page.keyboard.press("ArrowDown")
        offered = await hand.take(name, seconds=APPEAR)
    if offered["state"] == "none" and name.how == "whole" and await _search(hand, name.texts[0]):
        offered = await hand.take(name, seconds=APPEAR)
    if offered["state"] != "one":
        raise hand.no_choice(name, offered)


async def _search(hand: Hand, text: str) -> bool:
    """Type into the search box of an open list, if it has one."""
    found = await hand.ask("searchBox", box=hand.box)
    if found["state"] != "one":
        return False
    await hand.ask("selectAll", el=found["thing"])
    await (await hand.desk.sight()).page.keyboard.type(text)
    await hand.desk.settled(timeout=APPEAR)
    return True


async def _pick(hand: Hand, text: str, wanted: Name) -> None:
    """Type, wait for suggestions, take exactly that one; without a text, those that come as the list is opened."""
    listed = await hand.ask("listed", el=hand.el, name=spell_name(wanted))
    if listed.get("options"):
        if listed["state"] != "one":
            raise hand.no_choice(wanted, {**listed, "state": "none"})
        await hand.keys(listed["value"])
        return
    await hand.ask("note")
    await hand.click(hand.trigger)
    if not text:
        await (await hand.desk.sight()).page.keyboard.press("ArrowDown")
    elif hand.kind not in ("choice", "chips") or not await _search(hand, text):
        await hand.keys(text)
    offered = await hand.take(wanted, seconds=hand.desk.timeout)
    if offered["state"] == "none":  # what is there may be from before, and the answer still on its way
        await hand.desk.settled(timeout=hand.desk.timeout)
        offered = await hand.take(wanted, seconds=APPEAR)
    if offered["state"] != "one":
        raise hand.no_choice(wanted, offered)
    await hand.leave()


async def _type(hand: Hand, text: str) -> None:
    """Take a text that is offered as it is; else type it, and take it if it is suggested then."""
    await hand.ask("note")
    await hand.click(hand.trigger)
    if not text or (await hand.take(whole(text), seconds=STILL_OPEN))["state"] != "one":
        await hand.keys(text)
        if text:
            await _take_suggested(hand, text)
    await hand.leave()


async def _take_suggested(hand: Hand, text: str) -> None:
    offered = await hand.take(whole(text), seconds=GLANCE)
    sight = await hand.desk.sight()
    if offered["state"] == "closed" and not sight.traffic.is_quiet(hand.desk.mark):
        await hand.desk.settled(timeout=APPEAR)
        await hand.take(whole(text), seconds=GLANCE)


async def _list(hand: Hand, texts: Sequence[str]) -> None:
    """Take away what should not be there, add what is missing."""
    await hand.ask("note")
    there = (await hand.ask("chipsOf", box=hand.box)).get("chips", [])
    is_marked = hand.kind == "choice" and all(_is_count(chip["text"]) for chip in there)
    if is_marked and await _mark(hand, texts):
        return
    surplus = [chip for chip in there if chip["text"] not in texts and chip["off"] is not None]
    for chip in reversed(surplus):
        await hand.click(chip["off"])
    known = {chip["text"] for chip in there} | set(hand.shown)
    gone = {chip["text"] for chip in surplus}
    unmarked = [text for text in hand.shown if text not in texts and text not in gone]
    is_open = hand.kind == "listbox" or bool(surplus) or is_marked
    for text in [*unmarked, *(text for text in texts if text not in known)]:
        is_open = await _add(hand, text, is_open=is_open)  # what is chosen already is taken away by the same click
    await hand.leave()


def _is_count(text: str) -> bool:
    """Tell whether a chip says how many are chosen, and not which."""
    return text.strip("+ ").isdigit()


async def _mark(hand: Hand, texts: Sequence[str]) -> bool:
    """Choose by what the options of the open list say of themselves; False if they say nothing."""
    before = await hand.marks()
    if before["state"] == "closed":
        await hand.click(hand.trigger)
        before = await hand.marks(seconds=APPEAR)
    if before["state"] != "done":
        return False
    there = _chosen(before)
    for text in [*(text for text in there if text not in texts), *(text for text in texts if text not in there)]:
        await _add(hand, text, is_open=True)
    after = await hand.marks()
    await hand.leave()
    if (await hand.marks())["state"] == "done":
        await hand.click(hand.trigger)  # a list that draws itself anew looked as if it had gone
    is_done = after["state"] == "done" and set(_chosen(after)) == set(texts)
    await hand.ask("prove", el=hand.el, texts=list(texts) if is_done else None)
    return True


def _chosen(marks: Answer) -> list[str]:
    return [one["text"] for one in marks.get("marks", ()) if one["isOn"]]


async def _add(hand: Hand, text: str, *, is_open: bool) -> bool:
    """Add one value; tells whether the list may still be open, so that clicking would close it."""
    if is_open and (await hand.take(whole(text), seconds=STILL_OPEN))["state"] == "one":
        return True
    await hand.click(hand.trigger)
    if hand.kind == "combo":
        await hand.keys(text)
    offered = await hand.take(whole(text), seconds=APPEAR)
    if is_open and hand.kind != "combo" and offered["state"] in ("closed", "none") and not offered["isList"]:
        await hand.click(hand.trigger)  # the click before has closed what taking a chip away had opened
        offered = await hand.take(whole(text), seconds=APPEAR)
    if offered["state"] == "none" and hand.kind == "chips" and await _search(hand, text):
        offered = await hand.take(whole(text), seconds=APPEAR)
    is_free = hand.kind == "combo" and offered["state"] in ("closed", "none")
    if is_free and (not offered["isList"] or _is_new(text, offered)):
        await _enter(hand)
    elif offered["state"] != "one":
        raise hand.no_choice(whole(text), offered)
    return True


def _is_new(text: str, offered: Answer) -> bool:
    """Tell whether a list only offers to make the typed text a value: `Create "eins"`."""
    options: list[str] = offered.get("options", [])
    return len(options) == 1 and text in options[0] and any(word in options[0].casefold() for word in NEW)


async def _enter(hand: Hand) -> None:
    """Make a chip of a typed text; a form that Enter would send is not sent."""
    await hand.ask("holdForms", isHeld=True)
    await (await hand.desk.sight()).page.keyboard.press("Enter")
    await hand.ask("holdForms", isHeld=False)

