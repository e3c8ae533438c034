"""The main job with everything on, against the same transfer written by hand in Playwright, interleaved.

    python benchmarks/transfer.py --cases 30 --rounds 3
    python benchmarks/transfer.py --cases 200 --rounds 1 --only-nahtlos

Prints a table: seconds, cases per minute, CPU seconds of the whole process tree, peak memory (PSS of the tree), the
share of ledger and journal, and the ratios of nahtlos to the program by hand. Wall time is noisy on shared machines:
quote ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.faults.checker import good_vouchers
from tests.workspace import practice_workspace

from nahtlos.browser.installed import Machine, find_browser
from nahtlos.practice.cases import generate_vouchers
from nahtlos.practice.start import start_practice

HERE = Path("benchmarks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one transfer took."""

    seconds: float
    cpu: float
    peak_mb: float
    cases: int
    ledger: float = 0.0
    """CPU seconds of its thread."""
    journal: float = 0.0
    python: float = 0.0
    """CPU seconds of the Python process, ledger and journal included."""


def measured(
    command: Sequence[str], environment: dict[str, str], *, folder: Path, cwd: Path
) -> tuple[float, float, float]:
    """Run a command; return seconds, CPU seconds of its tree, and its peak memory in MB."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with (folder / "output").open("ab") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, cwd=cwd)
        peak = [0.0]
        watcher = threading.Thread(target=_watch, args=(process, peak))
        watcher.start()
        status = process.wait()
        watcher.join()
    if status not in (0, 3):
        raise SystemExit(f"{command[:4]} ended with {status}; see {folder / 'output'}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - begun, cpu, peak[0]


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(_pss(pid) for pid in _tree(process.pid)))
        time.sleep(0.5)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [child for text in task.read_text().split() for child in _tree(int(text))]
        except OSError:
            continue
    return found


def _pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def with_nahtlos(cases: int, folder: Path) -> Cost:
    """Transfer with everything on: YAML, ledger, journal, read-back."""
    with practice_workspace(folder / "workspace", cases=cases) as workspace:
        facts = folder / "cost.json"
        command = [
            sys.executable, str(HERE.resolve() / "counted.py"), str(facts), "run", "report-participation",
            "--profile", "practice", "--json",
        ]  # fmt: skip
        seconds, cpu, peak = measured(command, workspace.environment(), folder=folder, cwd=workspace.path)
    cost = json.loads(facts.read_text())
    threads = cost["threads"]
    return Cost(
        seconds=seconds, cpu=cpu, peak_mb=peak, cases=len(good_vouchers(generate_vouchers(cases, 2026))),
        ledger=sum(value for name, value in threads.items() if "ledger" in name.lower()),
        journal=sum(value for name, value in threads.items() if "journal" in name.lower()),
        python=cost["process"],
    )  # fmt: skip


def by_hand(cases: int, folder: Path) -> Cost:
    """Transfer with straightforward Playwright code."""
    good = good_vouchers(generate_vouchers(cases, 2026))
    with ExitStack() as stack:
        casework, exchange = [
            stack.enter_context(start_practice(name, cases=cases)) for name in ("casework", "exchange")
        ]
        facts = folder / "facts.json"
        browser = str(find_browser(None, Machine.this(os.environ)).executable)
        passwords = [casework.users["bot"], exchange.users["bot"]]
        facts.write_text(
            json.dumps(
                {
                    "casework": casework.address, "exchange": exchange.address, "passwords": passwords,
                    "browser": browser, "take": sorted(good),
                }
            )
        )  # fmt: skip
        command = [sys.executable, str(HERE / "by_hand.py"), str(facts)]
        seconds, cpu, peak = measured(command, dict(os.environ), folder=folder, cwd=Path.cwd())
    return Cost(seconds=seconds, cpu=cpu, peak_mb=peak, cases=len(good))


def show(name: str, costs: Sequence[Cost], table: Table) -> None:
    """Add a row of medians."""
    middle = {key: statistics.median(getattr(cost, key) for cost in costs) for key in ("seconds", "cpu", "peak_mb")}
    cases = costs[0].cases
    python = statistics.median(cost.python for cost in costs)
    share = {key: statistics.median(getattr(cost, key) for cost in costs) for key in ("ledger", "journal")}
    table.add_row(
        name, str(cases), f"{middle['seconds']:.1f}", f"{60 * cases / middle['seconds']:.0f}", f"{middle['cpu']:.1f}",
        f"{middle['peak_mb']:.0f}", *(f"{100 * share[key] / middle['cpu']:.1f} %" if python else "" for key in share),
        f"{100 * (python - sum(share.values())) / middle['cpu']:.0f} %" if python else "",
    )  # fmt: skip


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only-nahtlos", action="store_true")
    wanted = parser.parse_args()
    ours: list[Cost] = []
    theirs: list[Cost] = []
    for _ in range(wanted.rounds):
        with tempfile.TemporaryDirectory() as folder:
            ours.append(with_nahtlos(wanted.cases, Path(folder)))
        if not wanted.only_nahtlos:
            with tempfile.TemporaryDirectory() as folder:
                theirs.append(by_hand(wanted.cases, Path(folder)))
    table = Table(title=f"Main job, {wanted.rounds} rounds, medians")
    for heading in (
        "",
        "cases",
        "seconds",
        "cases/min",
        "CPU s",
        "peak MB",
        "ledger",
        "journal",
        "engine and driver port",
    ):
        table.add_column(heading, justify="right" if heading else "left")
    show("nahtlos", ours, table)
    if theirs:
        show("by hand", theirs, table)
    console = Console(width=140)
    console.print(table)
    if theirs:
        time_ratio = statistics.median(a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True))
        cpu_ratio = statistics.median(a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True))
        console.print(f"nahtlos / by hand, pair by pair: time {time_ratio:.2f}, CPU {cpu_ratio:.2f}")


if __name__ == "__main__":
    main()
