"""A plan in a file holds a run to what it shows, and gives no value away."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nahtlos.engine.attempt import Difference
from nahtlos.errors import FileNotWritten, SavedPlanUnusable
from nahtlos.expressions import UNKNOWN
from nahtlos.ledger.payload import decode, encode
from nahtlos.plan import nodes
from nahtlos.runtime.job import prepare
from nahtlos.runtime.saved_plan import Origin, from_value, load_plan, planned_of, save_plan, to_value
from nahtlos.runtime.workspace import Workspace
from nahtlos.testing.journal import JournalLines, MemoryJournal
from nahtlos.testing.life import Life

ORIGIN = Origin(at=datetime(2026, 11, 22, tzinfo=UTC), by="anna", profile="practice")


def difference(before: dict[str, Any] | None, after: dict[str, Any], step: str = "report") -> Difference:
    return Difference(
        item="h1", line=1, key="BGS-1", step=step, record="exchange.report", kind="update", before=before, after=after,
        fields=tuple(after),
    )  # fmt: skip


@pytest.fixture
def plan(workspace: Workspace) -> nodes.Plan:
    return prepare(workspace, "report-participation").plan


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal(JournalLines(), stream="test-0", life=Life())


def test_saved_and_read_again(tmp_path: Path, plan: nodes.Plan, journal: MemoryJournal) -> None:
    """What was saved is what is read; the values are hashes, and those not known yet are none."""
    differences = [difference({"city": "Köln"}, {"city": "Bonn"}), difference(None, {"receipt": UNKNOWN}, "receipt")]
    planned = planned_of(differences, journal)
    path = tmp_path / "today.plan"

    save_plan(path, plan, planned, origin=ORIGIN)

    assert load_plan(path, plan, profile="practice") == planned
    assert planned["h1", "report"]["before"] == journal.fingerprint({"city": "Köln"})
    assert planned["h1", "receipt"] == {"before": None, "after": None}
    assert "Bonn" not in path.read_text() and "BGS-1" not in path.read_text()


def test_kept_with_its_run(plan: nodes.Plan, journal: MemoryJournal) -> None:
    """The ledger keeps a plan with its run, so that a resume is held to it, too."""
    planned = planned_of([difference(None, {"city": "Bonn"})], journal)

    assert from_value(decode(encode(to_value(planned)))) == planned


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"workflow": "import-vouchers"}, "it belongs to the workflow import-vouchers"),
        ({"hash": "0" * 64}, "has changed since"),
        ({"profile": None}, "another profile"),
        ({"nahtlos_plan": 9}, "another nahtlos"),
        ({"writes": [{"item": "h1"}]}, "no saved plan"),
        ({"writes": [{"item": "h1", "step": "s", "before": 1, "after": None}]}, "no saved plan"),
        ({"writes": None}, "no saved plan"),
    ],
)
def test_plan_of_something_else(
    tmp_path: Path, plan: nodes.Plan, journal: MemoryJournal, change: dict[str, Any], reason: str
) -> None:
    """A plan holds only for the workflow, the bots and the systems it was made for."""
    path = tmp_path / "today.plan"
    save_plan(path, plan, planned_of([difference(None, {"city": "Bonn"})], journal), origin=ORIGIN)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))

    with pytest.raises(SavedPlanUnusable) as caught:
        load_plan(path, plan, profile="practice")

    assert reason in caught.value.message()


@pytest.mark.parametrize("content", [None, b"", b"[]", b"\xff"])
def test_no_plan(tmp_path: Path, plan: nodes.Plan, content: bytes | None) -> None:
    """A file that is missing, or is something else, is refused with its name."""
    path = tmp_path / "today.plan"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SavedPlanUnusable) as caught:
        load_plan(path, plan, profile=None)

    assert str(path) in caught.value.message()


def test_cannot_be_written(tmp_path: Path, plan: nodes.Plan) -> None:
    """A folder that is not there is said to be so."""
    with pytest.raises(FileNotWritten):
        save_plan(tmp_path / "nowhere" / "today.plan", plan, {}, origin=ORIGIN)
