"""FAULTS row 19: a CSV file that is broken, odd or hostile gets a verdict for each row before the first write, or is
refused as a whole; `01067` stays `01067`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from tests.faults.corpus import generated
from tests.faults.corpus.verdicts import Listing

from nahtlos.errors import NahtlosError
from nahtlos.library.delivery import look_through

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


@pytest.mark.parametrize("name", FILES)
async def test_file_gets_its_verdict(listing: Listing, name: str) -> None:
    """What is said of each row is what stands beside the file."""
    expected = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")

    assert expected == await listing.verdict(FILES[name]())


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
