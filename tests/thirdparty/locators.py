"""What bots had to write to reach things on screens: words alone, a kind, `in:`, a test id, or css."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from nahtlos.errors import Source
from nahtlos.model import load_bot
from nahtlos.plan.bot import compile_bot
from nahtlos.plan.nodes import LocatorNode

WAYS = ("words alone", "a kind", "in", "test id", "css")


def locators_of(node: object) -> Iterator[LocatorNode]:
    """Yield every locator of a plan, without the places they look in."""
    if isinstance(node, LocatorNode):
        yield node
    elif is_dataclass(node):
        for one in fields(node):
            yield from locators_of(getattr(node, one.name))
    elif isinstance(node, dict):
        for value in node.values():
            yield from locators_of(value)
    elif isinstance(node, tuple | list):
        for value in node:
            yield from locators_of(value)


def way_of(locator: LocatorNode) -> str:
    """Say which of the ways a locator is."""
    kinds = {one.kind for one in chain_of(locator)}
    if kinds & {"css", "xpath"}:
        return "css"
    if "testid" in kinds:
        return "test id"
    if locator.within is not None:
        return "in"
    return "words alone" if locator.kind in ("named", "label") else "a kind"


def chain_of(locator: LocatorNode) -> Iterator[LocatorNode]:
    """Yield a locator and the places it looks in."""
    yield locator
    if locator.within is not None:
        yield from chain_of(locator.within)


def selectors_of(file: Path) -> Counter[str]:
    """Count the places of a bot that need css, by what they say."""
    found: Counter[str] = Counter()
    for one in locators_of(compiled(file)):
        for part in chain_of(one):
            if part.kind in ("css", "xpath") and part.name is not None:
                found[part.name.texts[0].text] += 1
    return found


def ways_of(file: Path) -> Counter[str]:
    """Count the locators of a bot by their ways."""
    return Counter(dict.fromkeys(WAYS, 0)) + Counter(way_of(one) for one in locators_of(compiled(file)))


def compiled(file: Path) -> object:
    """Compile a bot."""
    return compile_bot(load_bot(Source(file.name, file.read_text("utf-8"))))


if __name__ == "__main__":
    for bot in sorted(Path(__file__).parent.glob("*/bot.yaml")):
        ways = ways_of(bot)
        print(bot.parent.name, {way: ways[way] for way in WAYS})
        for selector, count in selectors_of(bot).most_common():
            print(f"    {count:3} {selector}")
