"""Changes the form of any page by script, then has it filled as a bot would, and says where the values have landed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.async_api import Frame
from tests.browser.screen.session import entry, named

from nahtlos.browser.screen import BrowserScreen
from nahtlos.errors import NahtlosError

SCRIPT = Path(__file__).with_name("mutations.js").read_text("utf-8")
HELD = """() => {
  const found = [];
  const walk = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.matches("input, textarea")) found.push([one.dataset.truth ?? "", one.value]);
      if (one.matches("select")) found.push([one.dataset.truth ?? "", one.selectedOptions[0]?.text ?? ""]);
      if (one.shadowRoot) walk(one.shadowRoot);
    }
  };
  walk(document);
  return found;
}"""
"""What each control of a page holds, and which field it is in truth."""

DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
"""How a date field of the browser writes what it shows."""

Verdict = Literal["survived", "stopped", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A form, and what is entered in it."""

    screen: BrowserScreen
    show: Callable[[], Awaitable[None]]
    """Opens it anew, as it was."""
    want: Mapping[str, str]
    """A text field, another one, and a choice: labels and values."""
    button: str
    shows_choice: bool = True
    """Whether the choice is one of the browser's own, so that it tells what it holds."""

    @property
    def shown(self) -> Mapping[str, str]:
        """What controls of the browser show of it."""
        return self.want if self.shows_choice else dict([*self.want.items()][:2])

    def frame(self) -> Frame:
        """The document in which the form stands."""
        return self.screen.page.frames[-1]

    async def mutate(self, mutation: str | None) -> list[str]:
        """Change the form; returns the names of all changes that fit it."""
        wish = {"fields": [*self.want], "button": self.button, "mutation": mutation}
        names: list[str] = await self.frame().evaluate(SCRIPT, wish)
        return names

    async def held(self) -> list[tuple[str, str]]:
        """What every control holds, and which field it is in truth."""
        return [(truth, value) for frame in self.screen.page.frames for truth, value in await frame.evaluate(HELD)]


@dataclass(slots=True, kw_only=True)
class Tried:
    """What came of the mutations of one form."""

    found: dict[str, tuple[Verdict, str]] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[Verdict]:
        """How often each verdict was given."""
        return Counter(verdict for verdict, _ in self.found.values())

    @property
    def wrong(self) -> Sequence[str]:
        """Mutations on which a value landed in a wrong field, or was lost unnoticed."""
        return [name for name, (verdict, _) in self.found.items() if verdict == "wrong"]

    def table(self, title: str) -> str:
        """Write it down."""
        lines = [f"{name:28} {verdict:9} {said}" for name, (verdict, said) in self.found.items()]
        return "\n".join([f"== {title}", *lines, f"{title}: {len(self.found)} mutations: {dict(self.counts)}"])


async def tried(subject: Subject) -> Tried:
    """Try all mutations that fit a form, one after the other."""
    await subject.show()
    found = Tried()
    for name in await subject.mutate(None):
        await subject.show()
        await subject.mutate(name)
        found.found[name] = await _one(subject)
    return found


async def _one(subject: Subject) -> tuple[Verdict, str]:
    """Fill the form, and click; each value may stand in its own field, and nowhere else."""
    screen, code, landed = subject.screen, "", ""
    try:
        await screen.fill([entry(label, value) for label, value in subject.want.items()])
        held = await subject.held()
        landed = strayed(subject.want, held) or lost(subject.shown, held)
        await screen.still_holds()
        await screen.click(named(subject.button))
    except NahtlosError as error:
        landed, code = landed or strayed(subject.want, await subject.held()), error.code
    if landed:
        return "wrong", landed
    return ("stopped", code) if code else ("survived", "")


def strayed(want: Mapping[str, str], held: Sequence[tuple[str, str]]) -> str:
    """Say which value stands in a control that is not that of its field; empty where none does."""
    whose = {value: label for label, value in want.items()}
    for truth, value in held:
        if value in whose and truth != whose[value]:
            return f"{whose[value]} stands in {truth or 'a control that nobody named'}"
    return ""


def lost(want: Mapping[str, str], held: Sequence[tuple[str, str]]) -> str:
    """Say which value does not stand in the control of its field; empty where all do."""
    stands = {truth: DAY.sub(r"\3.\2.\1", value) for truth, value in held if truth}
    return next((f"{label} does not hold its value" for label, value in want.items() if stands.get(label) != value), "")
