"""FAULTS row 21: one bad item among many is isolated; the others are done, and it is listed with its reason.

Bad is what breaks us, what poisons its system, what the system refuses as a case, and what cannot be read. A poison
item is set aside after its attempts; what was rejected is never tried again. `benchmarks/items.py` proves the same
among 100,000 (row 20).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from tests.faults.without import Without, without_isolation, without_knowing_rejections, without_setting_aside

from nahtlos.errors import PageNotOpened
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Page, Register, Visit, World, is_kill, register_plan, violations
from nahtlos.testing.register import REFUSED, SAVED
from nahtlos.testing.register_bot import ITEM

CASES, BAD = 60, 20
ATTEMPTS = 3
PATIENCE: dict[str, Any] = {
    "retry": nodes.Patience(times=ATTEMPTS - 1, wait=1.0, at_most=30.0),
    "circuit": nodes.CircuitRule(failures=5, pause=60.0, trials=3),
}


@dataclass(frozen=True, slots=True)
class Poisoned:
    """A register that answers 503 whenever somebody asks for one of its records."""

    register: Register
    asked: list[str]

    def page(self, visit: Visit, path: str, query: Mapping[str, str]) -> Page:
        """Show a page."""
        if path == "/suche":
            self.asked.append(query["nummer"])
            if query["nummer"] == str(BAD):
                raise PageNotOpened(path=path, why="its server answers 503")
        return self.register.page(visit, path, dict(query))

    def entrance(self, visit: Visit) -> Page:
        """Show the first page."""
        return self.register.entrance(visit)


@dataclass(slots=True, kw_only=True)
class Case:
    """A world in which one of many cases is bad."""

    world: World
    register: Register
    plan: nodes.Plan
    code: str
    asked: list[str]
    """Numbers that were searched for."""
    wait: float = 0.0
    """What the workflow asks to wait before another try."""

    async def wrong(self) -> list[str]:
        """Work on all; return what was lost, doubled, held up, or listed without its reason."""
        try:
            await self.world.worker(self.plan.systems).start(self.plan, recount=False)
        except BaseException as error:
            if is_kill(error) or not isinstance(error, Exception):
                raise
            return [f"the run broke: {type(error).__name__}"]
        wanted = {("create", str(number)): 1 for number in range(1, CASES + 1) if number != BAD}
        items = [item for item in self.world.records.items.values() if item.outcome != "done"]
        listed = [(item.line, item.code) for item in items if item.reason]
        return [
            *violations(self.world, self.register, wanted),
            *(f"listed: {listed}" for _ in range(listed != [(BAD, self.code)])),
            *(f"asked {count} times" for count in [self.asked.count(str(BAD))] if count > ATTEMPTS),
            *(f"waited {self.wait:g} s for another try" for _ in range(self.wait in self.world.clock.slept)),
        ]


def made(*, steps: Callable[[Draft], tuple[nodes.Step, ...]] = lambda _: (), code: str, **row: str) -> Case:
    """Make such a world."""
    world, draft = World(), Draft()
    register = world.add_register()
    rows = [{"number": str(number), "name": f"Name {number}", "city": "Bonn"} for number in range(1, CASES + 1)]
    rows[BAD - 1] |= row
    world.deliver(*rows)
    plan = register_plan(draft, *steps(draft))
    systems = {name: replace(system, **PATIENCE) for name, system in plan.systems.items()}
    return Case(world=world, register=register, plan=replace(plan, systems=systems), code=code, asked=[])


def breaks_us() -> Case:
    """A mistake of ours, with this one."""
    case = made(
        steps=lambda draft: (
            draft.do("lib:greet", {"n": "{{ item.number }}"}), draft.transfer("target.record", ITEM),
        ), code="E429",
    )  # fmt: skip

    def greet(arguments: Mapping[str, object]) -> None:
        if arguments["n"] == str(BAD):
            raise KeyError("name")

    case.world.actions["greet"] = greet
    return case


def poisons() -> Case:
    """Its system breaks on this one, each time."""
    case = made(code="E470")
    case.world.applications["target"] = Poisoned(case.register, case.asked)
    return case


def is_refused() -> Case:
    """Its system says that this one is wrong; asked again, it would take it. The workflow would try again."""
    again = nodes.Retry(times=3, wait=77)
    case = made(steps=lambda draft: (draft.transfer("target.record", ITEM, retry=again),), code="E402")
    case.wait = 77
    case.register.answers = [*[SAVED] * (BAD - 1), REFUSED]
    return case


def has_no_key() -> Case:
    """A row without its number."""
    return made(number="", code="E420")


@pytest.mark.parametrize("make", [breaks_us, poisons, is_refused, has_no_key])
async def test_the_others_are_done_and_it_is_listed(make: Callable[[], Case]) -> None:
    """With its line, its code and its reason."""
    assert await make().wrong() == []


@pytest.mark.parametrize(
    ("without", "make", "seen"),
    [
        (without_isolation, breaks_us, "the run broke"),
        (without_setting_aside, poisons, "asked "),
        (without_knowing_rejections, is_refused, f"create of {BAD}: 1 times instead of 0"),
    ],
)
async def test_without_the_safeguard_the_others_pay_for_it(
    without: Without, make: Callable[[], Case], seen: str
) -> None:
    """The test above can fail: the run breaks, asks for the poison again and again, or writes what was refused."""
    with without():
        assert any(seen in one for one in await make().wrong())
