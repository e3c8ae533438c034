"""FAULTS row 19: a CSV file that is broken, odd or hostile gets a verdict for each row before the first write, or is
refused as a whole; `01067` stays `01067`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from difflib import unified_diff
from pathlib import Path

import pytest
from tests.faults.corpus import generated
from tests.faults.corpus.verdicts import Listing
from tests.faults.without import Without, without_counting_cells, without_keeping_texts, without_unfit_cells

from nahtlos.engine.ports import Listing as EnginesListing
from nahtlos.errors import NahtlosError
from nahtlos.library import Context
from nahtlos.library.csv import rows as csv_rows
from nahtlos.library.delivery import look_through
from nahtlos.testing import Draft, World, register_plan, violations

FOLDER = Path(__file__).parent / "corpus" / "csv"
FILES: dict[str, Callable[[], Iterable[bytes]]] = {
    path.stem: lambda path=path: [path.read_bytes()]  # type: ignore[misc]
    for path in sorted(FOLDER.glob("*.csv"))
}
SECONDS = 20.0
MOST_MEMORY = 150
"""MiB, of a whole process that lists all of the large ones."""


@pytest.fixture(scope="module")
def listing(tmp_path_factory: pytest.TempPathFactory) -> Listing:
    return Listing(tmp_path_factory.mktemp("csv"))


async def misjudged(listing: Listing, name: str) -> list[str]:
    """What is said of the rows of a file otherwise than what stands beside it."""
    expected, said = (FOLDER / f"{name}.txt").read_text(encoding="utf-8"), await listing.verdict(FILES[name]())
    return list(unified_diff(expected.splitlines(), said.splitlines(), name, "what is said", lineterm=""))


@pytest.mark.parametrize("name", FILES)
async def test_file_gets_its_verdict(listing: Listing, name: str) -> None:
    """What is said of each row is what stands beside the file."""
    assert await misjudged(listing, name) == []


@pytest.mark.parametrize(
    ("without", "name"),
    [
        (without_unfit_cells, "error_cells"), (without_unfit_cells, "exponent"), (without_counting_cells, "ragged"),
        (without_keeping_texts, "leading_zeros_stay"),
    ],
)  # fmt: skip
async def test_without_a_safeguard_the_corpus_finds_it(listing: Listing, without: Without, name: str) -> None:
    """The test above can fail: `#REF!` would be a name, a row that lacks a cell a case, `01067` be `1067`."""
    with without():
        assert await misjudged(listing, name) != []


def test_corpus_is_whole() -> None:
    """Each verdict belongs to a file."""
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == sorted([*FILES, *generated.CSV])


LARGE = """
import asyncio, resource, sys
from pathlib import Path
from tests.faults.corpus import generated
from tests.faults.corpus.verdicts import Listing

async def all_of_them():
    listing = Listing(Path(sys.argv[1]))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for name, make in generated.CSV.items():
        print(name, await listing.verdict(make()), sep="\\n", end="\\0")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 - before, end="")

asyncio.run(all_of_them())
"""


@pytest.mark.faults
def test_large_files_take_little_memory(tmp_path: Path) -> None:
    """A million empty rows, a cell of ten megabytes, a bomb: each has its verdict, and none is unpacked."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", LARGE, str(tmp_path)], capture_output=True, text=True, check=False, timeout=250
    )

    assert done.returncode == 0, done.stderr
    *verdicts, memory = done.stdout.split("\0")
    said = dict(verdict.split("\n", maxsplit=1) for verdict in verdicts)
    assert {name: (FOLDER / f"{name}.txt").read_text(encoding="utf-8") for name in generated.CSV} == said
    assert int(memory) < MOST_MEMORY, f"{memory} MiB after {time.monotonic() - begun:.0f} s"


NAMES = (
    "../secret.csv", "/etc/passwd", "a/../../secret.csv", "..\\secret.csv", "link.csv", "pipe.csv", "folder", "",
    ".", "a\0b", "x" * 5000, "file:///etc/passwd", "\n", "%2e%2e/secret.csv", "~/secret.csv", "con", "$(id).csv",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_name_of_a_file_that_is_a_trick(tmp_path: Path, name: str) -> None:
    """Nothing outside is read, nothing waits for ever, and what is said is one sentence."""
    workspace = tmp_path / "workspace"
    (workspace / "folder").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("Number\nsecret\n")
    (workspace / "link.csv").symlink_to(tmp_path / "secret.csv")
    os.mkfifo(workspace / "pipe.csv")

    with pytest.raises(NahtlosError) as caught:
        look_through(workspace, name)

    assert "secret\n" not in str(caught.value)


# ------------------------------------------------------------------ before the first write

DELIVERED = "Number;Name;City\n1;Ada;Köln\n2;#NAME?;Köln\n3;Grace\n4;Hedy;Bonn\n"
WANTED = {("create", "1"): 1, ("create", "4"): 1}
COLUMNS = {"number": "Number", "name": "Name", "city": "City"}


async def written_wrongly(folder: Path) -> list[str]:
    """What a run over a delivery wrote that it should not have written, or before all rows had their verdict."""
    (folder / "many.csv").write_text(DELIVERED)
    listing = await csv_rows.function(Context(folder=folder), file="many.csv", columns=COLUMNS)
    assert isinstance(listing, EnginesListing)
    world, plan, judged = World(), register_plan(Draft()), list[int]()
    register = world.add_register()
    has_intent = register.witness

    def witness() -> object:
        judged.append(len(world.records.items))
        return has_intent()

    register.witness = witness
    world.actions["rows.delivered"] = lambda _: listing
    await world.worker(plan.systems).start(plan)
    rows = len(listing.rows)
    early = [f"written when {count} of {rows} rows had their verdict" for count in judged if count < rows]
    return [*violations(world, register, WANTED), *early]


async def test_nothing_is_written_for_a_row_that_is_wrong(tmp_path: Path) -> None:
    """Its neighbours are written, and not before the last row has its verdict."""
    assert await written_wrongly(tmp_path) == []


@pytest.mark.parametrize("without", [without_unfit_cells, without_counting_cells])
async def test_without_a_verdict_wrong_rows_are_written(tmp_path: Path, without: Without) -> None:
    """The checker reports a record that nobody wanted."""
    with without():
        assert any("1 times instead of 0" in one for one in await written_wrongly(tmp_path))
