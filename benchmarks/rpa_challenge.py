"""The RPA Challenge again and again: how often all 70 fields are right, and how long a challenge takes.

    python benchmarks/rpa_challenge.py --times 100

Each time is a run of `workflows/rpa-challenge.yaml` in a session of its own, on a page that looks different. What is
right is counted by the page and by its server, and both have to agree.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx

from nahtlos.engine.run import RunReport
from nahtlos.journal.technical_log import technical_log
from nahtlos.model import Settings
from nahtlos.practice import start_practice
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.example import write_example
from nahtlos.runtime.job import prepare
from nahtlos.runtime.parts import Shared
from nahtlos.runtime.practice import PracticeSystem, PracticeSystems
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.running import Wish, start_with
from nahtlos.runtime.screens import warm_browsers
from nahtlos.runtime.workspace import Workspace
from nahtlos.secrets.masker import Masker

WORKFLOW = "rpa-challenge"
SHOWN = re.compile(r"Your success rate is (\d+)% \( (\d+) out of 70 fields\) in (\d+) milliseconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What came of one challenge."""

    outcomes: Mapping[str, int]
    shown: str
    """The words of the page."""
    counted: int
    """How many fields were right, as the server counted them."""
    seconds: float
    """For the whole run: workbook, sign-in, ten rounds, balance."""

    @property
    def milliseconds(self) -> int:
        """How long the ten rounds took, as the page measured it."""
        match = SHOWN.fullmatch(self.shown)
        return int(match[3]) if match else 0

    @property
    def is_won(self) -> bool:
        """Whether all fields were right, in the words of the page and in the count of the server."""
        match = SHOWN.fullmatch(self.shown)
        return self.outcomes == {"done": 10} and self.counted == 70 and match is not None and match[1] == "100"


async def play(
    folder: Path, times: int, *, seed: int = 2026, told: Callable[[Challenge], None] = lambda _: None
) -> list[Challenge]:
    """Take the challenge so many times, with one browser."""
    workspace = write_example(folder / "county")
    taken = []
    with start_practice(WORKFLOW, seed=seed) as practice:
        account = PracticeSystem(system=WORKFLOW, address=practice.address, user="nobody", password="")
        job = prepare(workspace, WORKFLOW, profile="practice", practice=PracticeSystems.of([account]))
        async with opened(workspace) as (records, shared):
            for number in range(1, times + 1):
                report = await start_with(records, job, Wish(shared=shared))
                counted = (await asyncio.to_thread(results, practice.address)).get(f"{seed}-{number}", 0)
                shown = await last_words(records, report)
                outcomes = {str(name): count for name, count in report.outcomes.items()}
                taken.append(Challenge(outcomes=outcomes, shown=shown, counted=counted, seconds=report.seconds))
                told(taken[-1])
    return taken


def results(address: str) -> dict[str, int]:
    """Ask the server how many fields were right, by visit."""
    answer: dict[str, int] = httpx.get(f"{address}/results").json()
    return answer


@asynccontextmanager
async def opened(workspace: Workspace) -> AsyncIterator[tuple[Records, Shared]]:
    """Open ledger, journal and one browser for all runs."""
    masker = Masker()
    async with warm_browsers(Settings()) as warm, open_records(workspace, read_settings(workspace)) as records:
        with technical_log(workspace.logs / "technical.log", mask=masker.mask) as log:
            yield records, Shared(log=log, masker=masker, warm=warm)


async def last_words(records: Records, report: RunReport) -> str:
    """Return what the page said in the end, as the last effect has read it."""
    effects = await records.ledger.effects(run=report.run)
    return str((effects[-1].found or {}).get("result", "")) if effects else ""


def main() -> None:
    """Take the challenge and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2026, help="another seed for the places and ids of the fields")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        taken = asyncio.run(
            play(Path(folder), options.times, seed=options.seed, told=lambda one: print(one.counted, one.shown))
        )
    won = sum(one.is_won for one in taken)
    rounds, runs = [one.milliseconds for one in taken], [one.seconds for one in taken]
    print(f"70 of 70, by the page and by its server: {won} of {len(taken)} times")
    print(f"ten rounds by the page's clock: median {median(rounds):.0f} ms, slowest {max(rounds)} ms")
    print(f"whole runs: median {median(runs):.1f} s, slowest {max(runs):.1f} s")


if __name__ == "__main__":
    main()
