"""FAULTS row 22: an input file that comes twice is recognised by content and nothing is done twice; one that changes
during its run stops it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.faults.plain import HEADINGS, Plain, row, rows
from tests.faults.without import without_comparing_what_was_read, without_finding, without_knowing_contents

from nahtlos.engine.parts import Brakes
from nahtlos.engine.ports import Listing
from nahtlos.engine.run import start_run
from nahtlos.errors import DeliveryChangedMeanwhile, InputChanged
from nahtlos.journal.history import read_events
from nahtlos.library import Context
from nahtlos.library.csv import rows as csv_rows
from nahtlos.testing import Draft, World, register_plan, violations

CASES = 60


@pytest.fixture
def plain(tmp_path: Path) -> Plain:
    return Plain.make(tmp_path, rows(CASES))


def told(plain: Plain, event: str) -> list[dict[str, object]]:
    return [dict(entry.fields) for entry in read_events(plain.root / "logs", events={event})]


@pytest.fixture
def draft() -> Draft:
    return Draft()


# ------------------------------------------------------------------ twice


async def overlooked(plain: Plain) -> list[str]:
    """Who did not hear that a delivery comes a second time, under another name."""
    first = await plain.run()
    (plain.root / "again.csv").write_bytes(plain.file.read_bytes())
    said: list[str] = []
    second = await plain.run(said=said, inputs={"file": "again.csv"})
    assert second.outcomes == {"done": CASES}
    one, two = told(plain, "run.started")
    known = {
        "the person who starts it": [first.run in sentence for sentence in said] == [True],
        "the journal": (one.get("repeats"), two.get("repeats")) == (None, first.run),
        "who compares two runs": one.get("content", 1) == two.get("content", 2),
    }
    return [who for who, hears in known.items() if not hears]


async def test_the_same_content_is_recognised_under_another_name(plain: Plain) -> None:
    """Whoever starts it is told which run had it; the journal names that run, too."""
    assert await overlooked(plain) == []


async def test_without_a_hash_nobody_hears_of_it(plain: Plain) -> None:
    """The test above can fail."""
    with without_knowing_contents():
        assert len(await overlooked(plain)) == 3


async def test_another_content_under_the_same_name_is_another_delivery(plain: Plain) -> None:
    """A name says nothing."""
    await plain.run()
    plain.deliver(rows(CASES + 1))
    said: list[str] = []

    await plain.run(said=said)

    assert said == []


async def written_in_three_runs(draft: Draft) -> tuple[list[object], list[str]]:
    """Run three times over one delivery; return the outcomes, and what was lost or doubled."""
    world = World()
    register = world.add_register()
    plan = register_plan(draft)
    world.deliver(*({"number": str(n), "name": f"Name {n}", "city": "Bonn"} for n in range(1, 6)))
    reports = [await world.worker(plan.systems).start(plan) for _ in range(3)]
    wanted = {("create", str(number)): 1 for number in range(1, 6)}
    return [report.outcomes for report in reports], violations(world, register, wanted)


async def test_what_was_written_is_not_written_again(draft: Draft) -> None:
    """Run after run over one delivery: each record is there once."""
    outcomes, found = await written_in_three_runs(draft)

    assert outcomes == [{"done": 5}, {"skipped": 5}, {"skipped": 5}]
    assert found == []


async def test_without_finding_it_is_written_in_each_run(draft: Draft) -> None:
    """The test above can fail."""
    with without_finding():
        _, found = await written_in_three_runs(draft)

    assert "create of 1: 3 times instead of 1" in found


# ------------------------------------------------------------------ changed


CHANGES: dict[str, Callable[[Path], object]] = {
    "another value": lambda path: path.write_text(path.read_text().replace("01067", "01069", 1)),
    "a row more": lambda path: path.write_text(path.read_text() + row(CASES + 1)),
    "cut": lambda path: path.write_text(HEADINGS),
    "replaced": lambda path: (path.rename(path.with_suffix(".old")), path.write_text(rows(CASES + 1))),
    "gone": lambda path: path.unlink(),
}


async def unnoticed(plain: Plain, change: Callable[[Path], object]) -> list[str]:
    """What a run does in spite of a change of its file, and who does not hear of it."""
    report = await plain.run(meanwhile=lambda: change(plain.file))
    why = str(report.stopped_by)
    is_right = {
        "it goes on": (report.state, report.balance) == ("paused", None) and 0 < report.open_items < CASES,
        "no clear sentence": isinstance(report.stopped_by, InputChanged) and report.run in why,
        "no way out": "--accept-changes" in why,
        "no line in the journal": [entry["run"] for entry in told(plain, "input.changed")] == [report.run],
    }
    return [what for what, holds in is_right.items() if not holds]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_change_during_the_run_stops_it(plain: Plain, change: Callable[[Path], object]) -> None:
    """With a clear sentence; what was done stays done, the rest stays open, and the journal names the change."""
    assert await unnoticed(plain, change) == []


async def test_without_a_hash_the_run_goes_on(plain: Plain) -> None:
    """The test above can fail."""
    with without_knowing_contents():
        assert "it goes on" in await unnoticed(plain, CHANGES["another value"])


async def test_who_only_touches_the_file_changes_nothing(plain: Plain) -> None:
    """Content counts, not time."""
    report = await plain.run(meanwhile=plain.file.touch)

    assert (report.stopped_by, report.state) == (None, "finished")


async def test_a_resume_looks_at_the_file_first(plain: Plain) -> None:
    """Refused, until somebody wants the cases as they were listed; then the balance says what differs."""
    stopped = await plain.run(meanwhile=lambda: CHANGES["a row more"](plain.file))

    with pytest.raises(InputChanged):
        await plain.resume(stopped.run)
    accepted = await plain.resume(stopped.run, accepts_changes=True)

    assert accepted.outcomes == {"done": CASES}
    assert accepted.balance is not None and accepted.balance.is_balanced is False


async def test_a_resume_goes_on_when_the_file_is_back(plain: Plain) -> None:
    """As if nothing had been."""
    content = plain.file.read_bytes()
    stopped = await plain.run(meanwhile=lambda: CHANGES["cut"](plain.file))
    plain.file.write_bytes(content)

    report = await plain.resume(stopped.run)

    assert (report.state, report.outcomes) == ("finished", {"done": CASES})
    assert report.balance is not None and report.balance.is_balanced


async def test_a_change_between_start_and_listing(draft: Draft) -> None:
    """What is listed is what the run was started for, or nothing is."""
    world = World()
    register = world.add_register()
    plan = register_plan(draft)
    world.actions["rows.delivered"] = lambda _: Listing(rows=[{"number": "1"}], content="b" * 64)
    worker = world.worker(plan.systems)
    run = replace(world.new_run(plan), options={"content": "a" * 64})

    report = await start_run(worker.parts, plan, run, brakes=Brakes(limits=plan.limits), options=worker.options())

    assert isinstance(report.stopped_by, InputChanged)
    assert (register.commits, report.outcomes) == ([], {})


async def mixed(folder: Path) -> list[str]:
    """The rows of a file that changes while it is read, if nobody says that they are of two contents."""
    (folder / "x.csv").write_text("Name\n" + "Anna\n" * 1000)
    listing = await csv_rows.function(Context(folder=folder), file="x.csv", columns={"name": "Name"})
    assert isinstance(listing, Listing)
    (folder / "x.csv").write_text("Name\n" + "Bert\n" * 1000)
    try:
        return [str(row["name"]) for row in listing.rows]
    except DeliveryChangedMeanwhile:
        return []


async def test_a_change_while_it_is_read(tmp_path: Path) -> None:
    """Rows of two contents are never mixed: the last one is followed by an error."""
    assert await mixed(tmp_path) == []


async def test_without_comparing_rows_of_two_contents_are_taken(tmp_path: Path) -> None:
    """The test above can fail."""
    with without_comparing_what_was_read():
        assert "Bert" in await mixed(tmp_path)
