"""A program that has imported everything and forks for each command: a process of its own, without the seconds before.

    {"module": "tests.faults.struck", "words": ["kill:case:17", "run", …], "environment": {…}, "out": "campaign.out"}

on its standard input begins one; it answers with the process id, and with the status when that process has ended.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import cast

import nahtlos

SECONDS = 300
"""For its start on a machine that does much else."""
NEEDED = ("alembic.command", "playwright.async_api", "tests.faults.struck")


@dataclass(slots=True, kw_only=True)
class Child:
    """A process that was forked; what tests ask of a `Popen`."""

    pid: int
    answers: SimpleQueue[str]
    returncode: int | None = None

    def poll(self) -> int | None:
        """Return its status, if it has ended."""
        if self.returncode is None:
            try:
                self.returncode = int(self.answers.get_nowait())
            except Empty:
                return None
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        if self.returncode is None:
            try:
                self.returncode = int(self.answers.get(timeout=timeout))
            except Empty:
                raise subprocess.TimeoutExpired("forked", timeout or 0) from None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        if self.poll() is None:
            os.kill(self.pid, number)


@dataclass(slots=True, kw_only=True)
class Warm:
    """Begins one process after the other."""

    process: subprocess.Popen[str]
    answers: SimpleQueue[str]

    def begin(
        self, module: str, words: Sequence[str], *, cwd: Path, environment: Mapping[str, str], out: Path,
        err: Path | None = None, given: Path | None = None,
    ) -> Child:  # fmt: skip
        """Fork a process that is the `main` of a module, called with these words; without `err`, all goes to `out`."""
        files = {"in": str(given or os.devnull), "out": str(out), "err": str(err or out)}
        order = {"module": module, "words": list(words), "cwd": str(cwd), "environment": dict(environment), **files}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return Child(pid=int(self.answers.get(timeout=SECONDS)), answers=self.answers)


@contextmanager
def warm() -> Iterator[Warm]:
    """Start the program, and end it with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warm"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    answers: SimpleQueue[str] = SimpleQueue()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            answers.put(line)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield Warm(process=process, answers=answers)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=60)
        listener.join(timeout=60)
        assert process.stdout is not None
        process.stdout.close()


def main() -> None:
    """Fork for each line."""
    ours = (module.name for module in pkgutil.walk_packages(nahtlos.__path__, "nahtlos."))
    for module in (*NEEDED, *(name for name in ours if not name.startswith("nahtlos.practice."))):
        if not module.endswith(".__main__"):
            importlib.import_module(module)
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            be(order)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def be(order: Mapping[str, object]) -> None:
    """Be the process that was ordered, to the end."""
    os.dup2(os.open(str(order["in"]), os.O_RDONLY), 0)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(str(order[name]), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), number)
    os.environ.clear()
    os.environ.update(cast(Mapping[str, str], order["environment"]))
    time.tzset()
    os.chdir(str(order["cwd"]))
    sys.argv = [str(order["module"]), *map(str, cast(Sequence[str], order["words"]))]
    status = 1
    try:
        importlib.import_module(str(order["module"])).main()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
