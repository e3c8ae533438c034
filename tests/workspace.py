"""A workspace with both practice systems beside it, operated by the command line as a person would."""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.warm import Warm, warm

from nahtlos.practice.start import Practice, start_practice

PROGRAM = (sys.executable, "-m", "nahtlos")
SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its one JSON object."""
        return json.loads(self.out)


def command(
    *words: str, cwd: Path, environment: Mapping[str, str] | None = None, given: str = "",
    program: Sequence[str] = PROGRAM,
) -> Answer:  # fmt: skip
    """Run a command of nahtlos to its end: forked from a process that has imported it, or another program as it is."""
    known = os.environ if environment is None else environment
    if tuple(program) != PROGRAM or not _forking.acquire(blocking=False):
        done = subprocess.run(
            [*program, *words], cwd=cwd, env=known, input=given, capture_output=True, text=True, timeout=SECONDS,
            check=False,
        )  # fmt: skip
        return Answer(status=done.returncode, out=done.stdout, err=done.stderr)
    try:
        return _forked(words, cwd=cwd, environment=known, given=given)
    finally:
        _forking.release()


def init(path: Path) -> Path:
    """Make a workspace with `nahtlos init`."""
    made = command("init", str(path), cwd=path.parent)
    assert made.status == 0, made
    return path


_forking = threading.Lock()
"""The warm process has one child at a time."""


def _forked(words: Sequence[str], *, cwd: Path, environment: Mapping[str, str], given: str) -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        out, err, typed = (Path(folder) / name for name in ("out", "err", "in"))
        typed.write_text(given, encoding="utf-8")
        child = _warm().begin(
            "nahtlos.cli", words, cwd=cwd, environment=environment, out=out, err=err, given=typed
        )  # fmt: skip
        try:
            status = child.wait(timeout=SECONDS)
        except BaseException:
            child.send_signal(signal.SIGKILL)
            child.wait(timeout=60)
            raise
        return Answer(status=status, out=out.read_text(encoding="utf-8"), err=err.read_text(encoding="utf-8"))


@cache
def _warm() -> Warm:
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(warm())


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A folder made by `nahtlos init`, and the systems its profile `practice` points to."""

    path: Path
    casework: Practice
    exchange: Practice
    program: Sequence[str] = PROGRAM

    def nahtlos(self, *words: str, **environment: str) -> Answer:
        """Run a command in the workspace."""
        return command(*words, cwd=self.path, environment={**self.environment(), **environment}, program=self.program)

    def environment(self) -> dict[str, str]:
        """The accounts of the practice systems, as secrets of the environment."""
        secrets = {
            f"NAHTLOS_SECRET_{account}_{name}": value
            for account, practice in (("CASEWORK_BOT", self.casework), ("EXCHANGE_BOT", self.exchange))
            for name, value in (("USER", "bot"), ("PASSWORD", practice.users["bot"]))
        }
        return {**os.environ, **secrets, "PYTHONPATH": str(Path.cwd())}

    @property
    def logs(self) -> Path:
        """Where journal and ledger are."""
        return self.path / "logs"


def ask(practice: Practice, path: str, body: Mapping[str, Any] | None = None, *, method: str | None = None) -> Any:
    """Ask the truth interface of a practice system, or change something behind the bots' back."""
    request = urllib.request.Request(
        practice.truth + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {practice.token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


@contextmanager
def practice_workspace(
    path: Path, *, cases: int, variation: int = 1, settle: float = 3.0, extra: Sequence[str] = (),
    program: Sequence[str] = PROGRAM,
) -> Iterator[Workspace]:  # fmt: skip
    """Start both systems with fresh data and make a workspace that knows them."""
    with ExitStack() as stack:
        options = ["--variation", str(variation), *extra]
        casework, exchange = [
            stack.enter_context(start_practice(name, cases=cases, settle=settle, extra=options))
            for name in ("casework", "exchange")
        ]
        yield make_workspace(path, casework, exchange, settle=settle, program=program)


def make_workspace(
    path: Path, casework: Practice, exchange: Practice, *, settle: float = 3.0, program: Sequence[str] = PROGRAM
) -> Workspace:
    """Make a workspace and write the addresses into its profile, as operations would."""
    init(path)
    file = path / "config" / "systems.yaml"
    text = file.read_text(encoding="utf-8").replace("settle: 3 s", f"settle: {settle:g} s")
    profile = (
        "profiles:\n  practice:\n"
        f"    casework: {{address: {casework.address}}}\n    exchange: {{address: {exchange.address}}}\n"
    )
    file.write_text(text.split("profiles:")[0] + profile, encoding="utf-8")
    return Workspace(path=path, casework=casework, exchange=exchange, program=program)
