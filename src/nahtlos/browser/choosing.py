"""Controls that only the mouse and the keyboard get along with: boxes, drawn choices, suggestions, chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nahtlos.browser.desk import Desk
from nahtlos.browser.pointing import strike_kept
from nahtlos.browser.sight import Root
from nahtlos.browser.spelling import Spelled
from nahtlos.browser.world import Answer
from nahtlos.engine.screen import Entry
from nahtlos.errors import FieldRefused, NoSuchChoice

APPEAR = 3.0
"""Seconds a list has to open, or suggestions have to come, at least."""
DRAWN_ANEW = 5
GLANCE = 0.8
"""Seconds a field whose suggestions need not be taken is watched for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """One control under the hand."""

    desk: Desk
    entry: Entry
    root: Root
    kind: str
    box: int
    el: int
    trigger: int

    async def click(self, thing: int) -> bool:
        """Click something the eye has kept; False if it is not there any more."""
        return await strike_kept(self.desk, self.root, thing, what=self.entry.name, seconds=self.desk.timeout)

    async def take(self, text: str, *, seconds: float) -> Answer:
        """Take the option of this name once it is offered; lists draw themselves anew while one looks at them."""
        for _ in range(DRAWN_ANEW):
            offered = await self.offer(text, seconds=seconds)
            if offered["state"] != "one" or await self.click(offered["thing"]):
                break
        return offered

    async def ask(self, question: str, **args: object) -> Answer:
        """Ask the eye of the document the control is in."""
        return await self.root.ask(question, args)

    async def offer(self, text: str, *, seconds: float) -> Answer:
        """Wait for the open list and the option of this name."""
        ms = min(seconds, self.desk.timeout) * 1000
        return await self.ask("offer", box=self.box, name={"texts": [text], "how": "whole"}, ms=ms)

    async def keys(self, text: str) -> None:
        """Write over what is in the control, key by key."""
        page = (await self.desk.sight()).page
        self.desk.acted = True
        await self.ask("selectAll", el=self.el)
        await page.keyboard.press("Delete")
        await page.keyboard.type(text)

    def no_choice(self, wanted: str, answer: Answer) -> NoSuchChoice:
        """Say that a choice is not offered, or more than once."""
        is_quiet = self.entry.is_personal or self.entry.is_secret
        count = "more than one" if answer["state"] == "several" else "no"
        options = tuple(self.desk.mask(option) for option in answer.get("options", []))
        return NoSuchChoice(
            name=self.entry.name, wanted=None if is_quiet else wanted, options=() if is_quiet else options,
            count=count, acted=self.desk.acted, place=self.entry.locator.place,
        )  # fmt: skip


async def by_hand(desk: Desk, entry: Entry, answer: Answer, *, spelled: Spelled) -> None:
    """Bring one control to its value."""
    shown = tuple(answer["shown"]) if isinstance(answer["shown"], list) else answer["shown"]
    if entry.holds(shown):
        return
    hand = Hand(
        desk=desk, entry=entry, root=answer["root"], kind=answer["kind"], box=answer["box"], el=answer["el"],
        trigger=answer["trigger"],
    )  # fmt: skip
    match answer["kind"], entry.value:
        case ("box" | "radio"), bool():
            await hand.click(hand.box)
        case "radios", str() as text:
            await _take_member(hand, text, spelled)
        case _, str() as text if entry.pick is not None:
            await _pick(hand, text, entry.pick)
        case "editor", str() as text:
            await _write(hand, text)
        case "combo", str() as text:
            await _type(hand, text)
        case _, str() as text:
            await _choose(hand, text)
        case _, tuple() as texts:
            await _list(hand, texts)
        case _:
            raise FieldRefused(name=entry.name, acted=desk.acted)


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


async def _take_member(hand: Hand, text: str, spelled: Spelled) -> None:
    found = await hand.ask("member", locator=spelled["locator"], name={"texts": [text], "how": "whole"})
    if found["state"] != "one":
        raise hand.no_choice(text, found)
    if not found["isOn"]:
        await hand.click(found["thing"])


async def _choose(hand: Hand, text: str) -> None:
    """Open a drawn choice and take exactly the option of that name."""
    await hand.ask("note")
    await hand.click(hand.trigger)
    offered = await hand.take(text, seconds=APPEAR)
    if offered["state"] == "closed":
        await (await hand.desk.sight()).page.keyboard.press("ArrowDown")
        offered = await hand.take(text, seconds=APPEAR)
    if offered["state"] == "none" and await _search(hand, text):
        offered = await hand.take(text, seconds=APPEAR)
    if offered["state"] != "one":
        raise hand.no_choice(text, offered)


async def _search(hand: Hand, text: str) -> bool:
    """Type into the search box of an open list, if it has one."""
    found = await hand.ask("searchBox", box=hand.box)
    if found["state"] != "one":
        return False
    await hand.ask("selectAll", el=found["thing"])
    await (await hand.desk.sight()).page.keyboard.type(text)
    await hand.desk.settled(timeout=APPEAR)
    return True


async def _pick(hand: Hand, text: str, wanted: str) -> None:
    """Type, wait for suggestions, take exactly that one."""
    listed = await hand.ask("listed", el=hand.el, text=wanted)
    if listed.get("options"):
        if listed["state"] != "one":
            raise hand.no_choice(wanted, {**listed, "state": "none"})
        await hand.keys(listed["value"])
        return
    await hand.ask("note")
    await hand.click(hand.trigger)
    await hand.keys(text)
    offered = await hand.take(wanted, seconds=hand.desk.timeout)
    if offered["state"] != "one":
        raise hand.no_choice(wanted, offered)
    await hand.ask("leave")


async def _type(hand: Hand, text: str) -> None:
    """Type a text; if it is suggested, take it."""
    await hand.ask("note")
    await hand.click(hand.trigger)
    await hand.keys(text)
    if text:
        offered = await hand.take(text, seconds=GLANCE)
        sight = await hand.desk.sight()
        if offered["state"] == "closed" and not sight.traffic.is_quiet(hand.desk.mark):
            await hand.desk.settled(timeout=APPEAR)
            await hand.take(text, seconds=GLANCE)
    await hand.ask("leave")


async def _list(hand: Hand, texts: Sequence[str]) -> None:
    """Take away what should not be there, add what is missing."""
    there = await hand.ask("chipsOf", box=hand.box)
    chips = [chip for chip in there.get("chips", []) if chip["text"] not in texts]
    for chip in reversed(chips):
        if chip["off"] is not None:
            await hand.click(chip["off"])
    there = await hand.ask("chipsOf", box=hand.box)
    known = {chip["text"] for chip in there.get("chips", [])}
    for text in texts:
        if text not in known:
            await _add(hand, text)
    await hand.ask("leave")


async def _add(hand: Hand, text: str) -> None:
    if hand.kind == "listbox":
        await hand.ask("note")
        offered = await hand.take(text, seconds=APPEAR)
    else:
        await hand.ask("note")
        await hand.click(hand.trigger)
        if hand.kind == "combo":
            await hand.keys(text)
        offered = await hand.take(text, seconds=APPEAR)
    if offered["state"] == "closed" and hand.kind == "combo":
        await _enter(hand)
        return
    if offered["state"] != "one":
        raise hand.no_choice(text, offered)


async def _enter(hand: Hand) -> None:
    """Make a chip of a typed text; a form that Enter would send is not sent."""
    await hand.ask("holdForms", isHeld=True)
    await (await hand.desk.sight()).page.keyboard.press("Enter")
    await hand.ask("holdForms", isHeld=False)

