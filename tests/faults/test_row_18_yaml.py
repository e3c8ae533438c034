"""FAULTS row 18: YAML that is broken, odd or hostile is refused before the first step, with file, line and column, and
with all its problems at once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.faults.corpus import generated
from tests.faults.corpus.verdicts import Workflows
from tests.faults.plain import WORKFLOW, Plain, rows

from nahtlos.errors import Refused
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


@pytest.mark.parametrize("name", ALL)
def test_file_gets_its_verdict(workflows: Workflows, name: str) -> None:
    """What is said is what stands beside it, each problem with its place, and soon."""
    content, expected = ALL[name](), (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    begun = time.process_time()

    verdict = workflows.verdict(content)

    assert expected == verdict
    assert verdict.startswith("accepted") or PLACE.match(verdict) or "E102" in verdict
    assert time.process_time() - begun < SECONDS


def test_corpus_is_whole() -> None:
    """Each verdict belongs to a file."""
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == sorted(ALL)


def cuts(content: bytes) -> Iterator[tuple[int, bytes]]:
    for end in range(len(content)):
        yield end, content[:end]


def test_file_cut_at_every_byte(tmp_path: Path, workflows: Workflows) -> None:
    """Whatever a broken copy leaves of a workflow is refused with its place, or is a whole workflow by itself."""
    content = SMALL.replace("Many cases", "Fälle für Köln").encode()
    path = tmp_path / "many.yaml"
    accepted = []
    for end, part in cuts(content):
        path.write_bytes(part)
        try:
            load_workflow(read_file(path, "many.yaml"))
        except Refused as refused:
            assert refused.problems and all(problem.place for problem in refused.problems), part
        else:
            accepted.append(end)

    # Its keys are all there: what is missing is found as soon as they are put together, or it is the last step.
    whole = [end for end in accepted if workflows.verdict(content[:end]).startswith("accepted")]
    assert all(content[:end].count(b"\n  - ") for end in whole), whole


@pytest.mark.parametrize("end", [0, 40, 300, 560])
async def test_nothing_is_done_with_a_file_that_is_cut(tmp_path: Path, end: int) -> None:
    """No run begins: neither ledger nor journal has heard of one."""
    plain = Plain.make(tmp_path, rows(3))
    (tmp_path / "workflows" / "many.yaml").write_text(SMALL[:end])

    with pytest.raises(Refused):
        await plain.run()

    assert not list((tmp_path / "logs").rglob("*.jsonl")) or "run.started" not in "".join(
        path.read_text() for path in (tmp_path / "logs").rglob("*.jsonl")
    )
