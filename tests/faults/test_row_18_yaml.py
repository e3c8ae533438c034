"""FAULTS row 18: YAML that is broken, odd or hostile is refused before the first step, with file, line and column, and
with all its problems at once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path

import pytest
from tests.faults.corpus import generated
from tests.faults.corpus.verdicts import Workflows
from tests.faults.plain import WORKFLOW, Plain, rows
from tests.faults.without import (
    Without,
    without_measure,
    without_places,
    without_refusing_copies,
    without_refusing_second_keys,
)

from nahtlos.errors import Refused
from nahtlos.journal.history import read_events
from nahtlos.model import load_workflow
from nahtlos.reading import read_file

FOLDER = Path(__file__).parent / "corpus" / "yaml"
PLACE = re.compile(r"workflows/many\.yaml:[1-9]\d*:[1-9]\d*  E\d{3}  ")
SECONDS = 10.0
"""What a hostile file may cost at most, on a machine that does other things."""
SMALL = WORKFLOW.lstrip()
FILES: dict[str, Callable[[], bytes]] = {path.stem: path.read_bytes for path in sorted(FOLDER.glob("*.yaml"))}
ALL = {**FILES, **generated.YAML}


@pytest.fixture(scope="module")
def workflows(tmp_path_factory: pytest.TempPathFactory) -> Workflows:
    return Workflows(tmp_path_factory.mktemp("yaml"))


def misjudged(workflows: Workflows, name: str) -> list[str]:
    """What is said of a file otherwise than what stands beside it, without a place, or not soon."""
    content, expected = ALL[name](), (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    begun = time.process_time()
    verdict = workflows.verdict(content)
    seconds = time.process_time() - begun
    found = list(unified_diff(expected.splitlines(), verdict.splitlines(), name, "what is said", lineterm=""))
    if not (verdict.startswith("accepted") or PLACE.match(verdict) or "E102" in verdict):
        found.append(f"{name}: without a place")
    return found + [f"{name}: {seconds:.0f} s"] * (seconds > SECONDS)


@pytest.mark.parametrize("name", ALL)
def test_file_gets_its_verdict(workflows: Workflows, name: str) -> None:
    """What is said is what stands beside it, each problem with its place, and soon."""
    assert misjudged(workflows, name) == []


@pytest.mark.parametrize(
    ("without", "name"),
    [
        (without_refusing_second_keys, "duplicate_key"), (without_refusing_copies, "anchor_and_alias"),
        (without_measure, "many_values"), (without_measure, "huge_text"), (without_places, "missing_colon"),
    ],
)  # fmt: skip
def test_without_a_safeguard_the_corpus_finds_it(workflows: Workflows, without: Without, name: str) -> None:
    """The test above can fail: a second key, a copy, a file without measure would go through, an error be anywhere."""
    with without():
        assert misjudged(workflows, name) != []


def test_corpus_is_whole() -> None:
    """Each verdict belongs to a file."""
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == sorted(ALL)


def cuts(content: bytes) -> Iterator[tuple[int, bytes]]:
    for end in range(len(content)):
        yield end, content[:end]


def missed(folder: Path, workflows: Workflows, content: bytes) -> list[str]:
    """The places at which a file that is cut there goes through, or is refused nobody knows where."""
    path, found = folder / "many.yaml", []
    for end, part in cuts(content):
        path.write_bytes(part)
        try:
            load_workflow(read_file(path, "many.yaml"))
        except Refused as refused:
            if not (refused.problems and all(problem.place for problem in refused.problems)):
                found.append(f"cut at {end}: refused without a place")
        else:
            # Its keys are all there: what is missing is found as soon as they are put together, or is the last step.
            if workflows.verdict(part).startswith("accepted") and not part.count(b"\n  - "):
                found.append(f"cut at {end}: accepted")
    return found


def test_file_cut_at_every_byte(tmp_path: Path, workflows: Workflows) -> None:
    """Whatever a broken copy leaves of a workflow is refused with its place, or is a whole workflow by itself."""
    assert missed(tmp_path, workflows, SMALL.replace("Many cases", "Fälle für Köln").encode()) == []


def test_without_places_the_cuts_find_it(tmp_path: Path, workflows: Workflows) -> None:
    """The test above can fail."""
    with without_places():
        assert missed(tmp_path, workflows, SMALL[:120].encode()) != []


async def begun(folder: Path, workflow: str) -> list[str]:
    """What ledger and journal have heard of a run whose workflow is refused."""
    plain = Plain.make(folder, rows(3))
    (folder / "workflows" / "many.yaml").write_text(workflow)
    with suppress(Refused):
        await plain.run()
    return [str(entry.fields["run"]) for entry in read_events(folder / "logs", events={"run.started"})]


@pytest.mark.parametrize("end", [0, 40, 300, 560])
async def test_nothing_is_done_with_a_file_that_is_cut(tmp_path: Path, end: int) -> None:
    """No run begins: neither ledger nor journal has heard of one."""
    assert await begun(tmp_path, SMALL[:end]) == []


async def test_without_the_safeguard_a_run_begins(tmp_path: Path) -> None:
    """The test above can fail: a workflow with two titles is refused, unless somebody takes the last one."""
    twice = SMALL.replace("owner:", "title: Other cases\nowner:")
    refused = await begun(tmp_path / "refused", twice)

    with without_refusing_second_keys():
        assert await begun(tmp_path / "taken", twice) != []

    assert refused == []
