"""A workspace with both practice systems beside it, operated by the command line as a person would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A folder made by `nahtlos init`, and the systems its profile `practice` points to."""

    path: Path
    casework: Practice
    exchange: Practice
    program: Sequence[str] = PROGRAM

    def nahtlos(self, *words: str, **environment: str) -> Answer:
        """Run a command in the workspace."""
        done = subprocess.run(
            [*self.program, *words], cwd=self.path, env={**self.environment(), **environment}, capture_output=True,
            text=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return Answer(status=done.returncode, out=done.stdout, err=done.stderr)

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
    subprocess.run([*PROGRAM, "init", str(path)], check=True, capture_output=True)
    file = path / "config" / "systems.yaml"
    text = file.read_text(encoding="utf-8").replace("settle: 3 s", f"settle: {settle:g} s")
    profile = (
        "profiles:\n  practice:\n"
        f"    casework: {{address: {casework.address}}}\n    exchange: {{address: {exchange.address}}}\n"
    )
    file.write_text(text.split("profiles:")[0] + profile, encoding="utf-8")
    return Workspace(path=path, casework=casework, exchange=exchange, program=program)
