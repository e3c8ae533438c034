"""Strikes a job at one boundary after the other, each time on a case that nobody has had before, and resumes it.

    python -m tests.faults.points --boundaries all

Each process first brings to its end what the one before it left, then takes the next case, until it is struck in turn.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from tests.faults.campaign import MOST_SECONDS, RUN, set_lanes, world_of
from tests.faults.checker import good_vouchers, violations
from tests.faults.struck import How, Since, Which
from tests.warm import Child, Warm, warm
from tests.workspace import Workspace, practice_workspace

from nahtlos.journal.history import read_events
from nahtlos.practice.cases import Voucher, generate_vouchers, write_csv

ENOUGH = {"records": 66, "all": 106}
"""Cases, so that each boundary strikes another one and a few are left for the end."""
OF_A_CASE = ("SqlLedger.claim", "SqlLedger.intend", "SqlLedger.finish_", " effect.", " item.", " step.")
"""Boundaries that are crossed when the listing is done."""
TRIES = 3
NOTHING_LEFT = '"E665"'
"""No run is unfinished: the one before was struck when all was done."""
TO_STOP = 10.0
"""Seconds that a process has between a request to stop and kill -9."""


@dataclass(slots=True, kw_only=True)
class Points:
    """A workspace, and what struck it so far."""

    workspace: Workspace
    vouchers: Sequence[Voucher]
    warm: Warm
    which: Which = "records"
    sabotage: str | None = None
    struck: list[Mapping[str, Any]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """From the start of a process that goes on to the first thing it does for a case."""
    statuses: list[int] = field(default_factory=list)
    """With which the processes ended that were struck; below zero: by a signal."""
    too_slow: int = 0
    """Processes that did not end in time when they were asked to."""

    def all(self, how: How, *, first: Since = "start", part: tuple[int, int] = (1, 1)) -> None:
        """Strike at every boundary of the listing, then at every boundary of a case, or at each n-th: `(first, n)`."""
        if first == "start":
            for at in count(1):
                self.strike(how, "start", at)
                if any(word in self.struck[-1]["boundary"] for word in OF_A_CASE):
                    break
        for at in count(*part):
            if not self.strike(how, "case", at):
                break
        left = len(self.vouchers) - sum(line["since"] == "case" for line in self.struck)
        assert left > 1, f"{left} cases were left for the last boundaries: give more than {len(self.vouchers)}"

    def strike(self, how: How, since: Since, at: int | str) -> bool:
        """Begin or resume the job and strike it once; False when it came to its end without."""
        told, before = self.workspace.path / "struck.jsonl", len(self.struck)
        for _ in range(TRIES):
            process = self._begin(f"{how}:{since}:{self.which}:{at}", {"STRUCK": str(told)})
            if how != "kill":
                self._wait_for_end(process, told)
            status = process.wait(timeout=MOST_SECONDS)
            lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
            self.struck = [json.loads(line) for line in lines]
            if len(self.struck) > before:
                self.statuses.append(status)
                return True
            if status in (0, 3) or NOTHING_LEFT in self.said():
                return False
        raise AssertionError(self.said())

    def end(self) -> None:
        """Let the job come to its end; a case that a busy machine left in doubt is looked for once more."""
        for _ in range(TRIES):
            if self._begin("none:start:records:0", {}).wait(timeout=MOST_SECONDS) in (0, 3):
                return
        raise AssertionError(self.said())

    def end_as_may_be(self) -> None:
        """Resume once, whatever comes of it."""
        self._begin("none:start:records:0", {}).wait(timeout=MOST_SECONDS)

    def said(self) -> str:
        """What the processes said last."""
        return (self.workspace.path / "points.out").read_text(encoding="utf-8")[-3000:]

    def violations(self) -> list[str]:
        """Compare everything with everything."""
        return violations(world_of(self.workspace, self.vouchers))

    def _begin(self, strike: str, environment: Mapping[str, str]) -> Child:
        begun = any(True for _ in read_events(self.workspace.logs, events={"run.started"}))
        sabotage = {} if self.sabotage is None else {"SABOTAGED": self.sabotage}
        return self.warm.begin(
            "tests.faults.struck", [strike, *RUN, *(["--resume"] if begun else [])], cwd=self.workspace.path,
            environment={**self.workspace.environment(), **environment, **sabotage},
            out=self.workspace.path / "points.out",
        )  # fmt: skip

    def _wait_for_end(self, process: Child, told: Path) -> None:
        """Give a process that was asked to stop its time, as an operating system that shuts down does."""
        struck = len(self.struck)
        while process.poll() is None:
            time.sleep(0.05)
            if told.exists() and len(told.read_text(encoding="utf-8").splitlines()) > struck:
                break
        asked = time.monotonic()
        while process.poll() is None and time.monotonic() - asked < TO_STOP:
            time.sleep(0.02)
        self.seconds.append(time.monotonic() - asked)
        if process.poll() is None:
            self.too_slow += 1
            process.send_signal(9)


def seconds_to_resumed_work(logs: Path) -> list[float]:
    """From the last line of a process that was struck to the first case that the next one takes."""
    gaps: list[float] = []
    last = struck = None
    for entry in read_events(logs):
        moment = datetime.fromisoformat(entry.ts)
        if entry.event == "log.opened":
            struck = last
        elif entry.event == "item.started" and struck is not None:
            gaps.append((moment - struck).total_seconds())
            struck = None
        last = moment
    return gaps


@contextmanager
def points(
    folder: Path, *, cases: int, which: Which = "records", sabotage: str | None = None, settle: float = 1.0,
    extra: Sequence[str] = (), lanes: int = 1,
) -> Iterator[Points]:  # fmt: skip
    """Make a workspace with so many cases that can all be transferred, in lanes."""
    chosen = list(good_vouchers(generate_vouchers(cases + 16)).values())[:cases]
    write_csv(folder / "delivery.csv", chosen)
    options = ["--data", str(folder / "delivery.csv"), *extra]
    with practice_workspace(folder / "workspace", cases=cases, settle=settle, extra=options) as made, warm() as warmed:
        set_lanes(made, lanes)
        yield Points(workspace=made, vouchers=chosen, warm=warmed, which=which, sabotage=sabotage)


def main() -> None:
    """Strike everywhere, from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boundaries", choices=["records", "all"], default="records")
    parser.add_argument("--how", choices=["kill", "stop", "stop-twice"], default="kill")
    wanted = parser.parse_args()
    begun = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="nahtlos-points-"))
    with points(folder, cases=ENOUGH[wanted.boundaries], which=wanted.boundaries) as made:
        made.all(wanted.how)
        found = made.violations()
        gaps = seconds_to_resumed_work(made.workspace.logs)
    for line in made.struck:
        print(line["since"], line["at"], line["boundary"])
    print(json.dumps({
        "points": len(made.struck), "violations": found, "seconds": round(time.monotonic() - begun),
        "seconds_to_resumed_work": {"median": round(median(gaps), 2), "most": round(max(gaps), 2)},
        "too_slow_to_stop": made.too_slow, "slowest_stop": max(made.seconds, default=None),
    }, ensure_ascii=False, indent=1))  # fmt: skip
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
