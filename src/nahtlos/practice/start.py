"""Starts a practice system as a process of its own and ends it with the block that wanted it."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS_TO_START = 60
SECONDS_TO_STOP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A running practice system: where it is and how to sign in."""

    system: str
    address: str
    truth: str
    token: str
    users: dict[str, str]
    pid: int
    process: subprocess.Popen[str]

    def stop(self) -> None:
        """End the process; a second call does nothing."""
        _end(self.process)


class PracticeDidNotStart(RuntimeError):  # noqa: N818  (named by what happened)
    """A practice system ended, or was silent, before it was ready."""

    def __init__(self, system: str) -> None:
        super().__init__(f"The practice system {system} did not start; what it said stands above.")


@contextmanager
def start_practice(
    system: str,
    *,
    cases: int = 200,
    seed: int = 2026,
    data: Path | None = None,
    settle: float = 3.0,
    extra: Sequence[str] = (),
) -> Iterator[Practice]:
    """Start a system on free loopback ports and wait until it answers."""
    source = ["--data", str(data)] if data else ["--cases", str(cases)]
    options = [*source, "--seed", str(seed), "--settle", str(settle), "--with-parent", *extra]
    command = [sys.executable, "-m", "nahtlos.practice", system, *options]
    # A session of its own: Ctrl-C in the terminal is for the parent, which still needs the system to finish its step.
    process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    )
    try:
        yield Practice(**_first_line(process, system), process=process)
    finally:
        _end(process)


def _first_line(process: subprocess.Popen[str], system: str) -> dict[str, Any]:
    assert process.stdout is not None
    patience = threading.Timer(SECONDS_TO_START, process.kill)
    patience.start()
    try:
        line = process.stdout.readline()
    finally:
        patience.cancel()
    if not line:
        raise PracticeDidNotStart(system)
    facts: dict[str, Any] = json.loads(line)
    return facts


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
