"""What questions of auditors cost on a long journal: seconds from the first byte to the answer, without any index.

python benchmarks/questions.py [--lines 1000000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from journal import KEY, RUN, write_long_journal  # type: ignore[import-not-found]  # a neighbour: this runs as a program in its folder

from nahtlos.journal.questions.access import accesses
from nahtlos.journal.questions.answer import Answer
from nahtlos.journal.questions.case import happened, items_with_key
from nahtlos.journal.questions.changes import changes
from nahtlos.journal.questions.touched import touched
from nahtlos.journal.questions.versions import versions


def seconds(ask: Callable[[], object], *, rounds: int) -> Sequence[float]:
    """Ask some times and return how long each took."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - begun)
    return taken


def questions(logs: Path) -> dict[str, Callable[[], Answer | frozenset[str]]]:
    """Return the questions; the last ones touch every case there is."""
    today = datetime.now(UTC).strftime("%Y-%m-%dT00")
    return {
        "case": lambda: happened(logs, items={f"{17:032x}"}),
        "workflow": lambda: versions(logs),
        "access": lambda: accesses(logs),
        "case of a person (no hit)": lambda: items_with_key(logs, {KEY.replace("p2026", "p2025")}),
        "changes of a day with none": lambda: changes(logs, systems={"exchange"}, since="2020", until="2021"),
        "changes of a day with all": lambda: changes(logs, systems={"exchange"}, since=today, until=""),
        "run with all cases": lambda: touched(logs, run=RUN),
    }


def main() -> None:
    """Write a journal and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder) / "logs"
        write_long_journal(logs, lines=given.lines)
        print(f"{given.lines:,} lines, median of {given.rounds}{'seconds':>14}{'max':>8}")
        for name, ask in questions(logs).items():
            taken = seconds(ask, rounds=given.rounds)
            print(f"{name:<36}{statistics.median(taken):>9.2f}{max(taken):>8.2f}")


if __name__ == "__main__":
    main()
