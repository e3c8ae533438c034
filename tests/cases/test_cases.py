"""Every case is a folder: what is written there, and the exact plan or the exact report that comes of it.

A file that a case does not have is taken from `base/`; schedules are looked at where there are some. `python
tests/cases/test_cases.py` (`make cases`) writes all goldens anew; read them before you commit, the texts are part of
the product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from nahtlos.calendar.functions import calendar_functions
from nahtlos.calendar.working_days import Calendars
from nahtlos.errors import NahtlosError, Refused, Source
from nahtlos.expressions import CLOCK_FUNCTIONS, Typed
from nahtlos.model import Bot, Schedules, load_bot, load_schedules, load_systems, load_workflow
from nahtlos.plan import Action, compile_plan, describe, in_order
from nahtlos.schedule.compile import compile_schedules

CASES = Path(__file__).parent
BASE = CASES / "base"
GOLDENS = {"valid": "plan.txt", "invalid": "error.txt"}
TEXT = Typed(kind="text")
ACTIONS = {
    "csv.rows": Action(
        name="csv.rows",
        inputs={"file": TEXT, "separator": TEXT, "encoding": TEXT, "columns": Typed(kind="record")},
        required=frozenset({"file", "columns"}),
        outputs=Typed(kind="list", element=Typed(kind="record")),
        columns_input="columns",
    )
}
FUNCTIONS = {**CLOCK_FUNCTIONS, **calendar_functions(Calendars())}
Model = TypeVar("Model")


def folders() -> Iterator[tuple[Path, Path]]:
    """Return each case with its golden file."""
    for kind, golden in GOLDENS.items():
        for folder in sorted((CASES / kind).iterdir()):
            yield folder, folder / golden


def outcome_of(folder: Path) -> str:
    """Return the plan of a case in words, or the report of what is wrong with it."""
    problems: list[NahtlosError] = []
    files: list[str] = []

    def load(read: Callable[[Source], Model], name: str) -> Model | None:
        files.append(name)
        path = folder / name if (folder / name).exists() else BASE / name
        try:
            return read(Source(name, path.read_text(encoding="utf-8")))
        except Refused as refused:
            problems.extend(refused.problems)
            return None

    workflow = load(load_workflow, "workflow.yaml")
    systems = load(load_systems, "systems.yaml")
    names = sorted({path.name for place in (BASE, folder) for path in place.glob("bots/*")})
    bots: dict[str, Bot | None] = {name: load(load_bot, f"bots/{name}/bot.yaml") for name in names}
    if (folder / "schedules.yaml").exists():
        schedules = load(load_schedules, "schedules.yaml")
        problems += compile_schedules([schedules or Schedules()], Calendars(), None)[1]
    if workflow is not None and systems is not None:
        try:
            plan = compile_plan(
                workflow, bots=bots, systems=systems.in_profile(None), actions=ACTIONS, functions=FUNCTIONS
            )
            if not problems:
                return describe(plan)
        except Refused as refused:
            problems.extend(refused.problems)
    return Refused(problems=in_order(problems, files=files)).report() + "\n"


@pytest.mark.parametrize(("folder", "golden"), list(folders()), ids=lambda path: path.name)
def test_case_comes_out_as_its_golden_says(folder: Path, golden: Path) -> None:
    """What comes of a case is exactly what its golden file says."""
    expected = golden.read_text(encoding="utf-8")

    actual = outcome_of(folder)

    assert expected == actual


@pytest.mark.parametrize("folder", sorted((CASES / "invalid").iterdir()), ids=lambda path: path.name)
def test_invalid_case_shows_the_error_it_is_named_after(folder: Path) -> None:
    """A folder named after an error shows that error."""
    code = folder.name.split("_")[0].upper()

    report = (folder / "error.txt").read_text(encoding="utf-8")

    assert f"  {code}  " in report


def rewrite() -> None:
    """Write all goldens anew."""
    for folder, golden in folders():
        golden.write_text(outcome_of(folder), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
