"""The campaign: run the main job, kill it, resume it, again and again, until it is done; then let the checker look.

    python -m tests.faults.campaign --kills 100 --cases 200

Some kills wait for a commit in a practice system and strike right then, some strike at a boundary of the work that is
drawn, the others come at any moment.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.faults.checker import World, journaled, number_of, violations
from tests.warm import Child, Warm, warm
from tests.workspace import Workspace, ask, practice_workspace

from nahtlos.engine.ports import EffectRecord, ItemRecord
from nahtlos.journal.history import read_events
from nahtlos.ledger.opening import open_ledger
from nahtlos.practice.cases import Voucher, generate_vouchers, write_csv
from nahtlos.runtime.surroundings import SystemClock

RUN = ("run", "report-participation", "--profile", "practice", "--json")
MOST_SECONDS = 300
"""A resumed run that takes longer hangs."""


Strike = Literal["commit", "intent", "accepted", "boundary", "any"]
BOUNDARIES = 260
"""One of so many boundaries is drawn; a resume and two cases have about as many."""


@dataclass(slots=True, kw_only=True)
class Kill:
    """One kill: when it came, and whether a commit of the killed process stood there without a result."""

    at: float
    between: bool


@dataclass(slots=True, kw_only=True)
class Campaign:
    """A workspace, two practice systems, and the kills so far."""

    workspace: Workspace
    vouchers: Sequence[Voucher]
    rng: random.Random
    warm: Warm
    sabotage: str | None = None
    """A safeguard that is taken away."""
    strikes: Sequence[Strike] = ("commit", "commit", "commit", "intent", "boundary", "any")
    """What a kill waits for; one of these is drawn for each."""
    kills: list[Kill] = field(default_factory=list)

    def run(self, kills: int) -> None:
        """Kill the job so often, or until it is done; then let it end."""
        while len(self.kills) < kills:
            if self._run_and_kill():
                return
        for _ in range(3):
            if self._end():
                return

    def _start(self, strike: str = "none:start:records:0") -> Child:
        """Begin a run, or resume it: a kill may have come before there was one."""
        begun = any(True for _ in read_events(self.workspace.logs, events={"run.started"}))
        sabotage = {} if self.sabotage is None else {"SABOTAGED": self.sabotage}
        return self.warm.begin(
            "tests.faults.struck", [strike, *RUN, *(["--resume"] if begun else [])], cwd=self.workspace.path,
            environment={**self.workspace.environment(), **sabotage}, out=self.workspace.path / "campaign.out",
        )  # fmt: skip

    def _run_and_kill(self) -> bool:
        """Start the job and kill it; True when it was done before."""
        strike = self.rng.choice(self.strikes)
        if strike == "boundary":
            return self._kill_at_boundary()
        begun = time.time()
        process = self._start()
        match strike:
            case "commit":
                self._wait_for_commit(process)
            case "intent":
                self._wait_for_intent(process)
            case "accepted":
                self._wait_for_accepted(process)
            case "any":
                self._wait(process, self.rng.uniform(0.5, 9))
        if process.poll() is not None:
            return process.returncode in (0, 3)
        process.send_signal(signal.SIGKILL)
        killed = time.time()
        process.wait()
        self._count_kill(begun, killed)
        return False

    def _kill_at_boundary(self) -> bool:
        """Let the job kill itself at a boundary; True when it was done before."""
        begun = time.time()
        process = self._start(f"kill:start:all:{self.rng.randint(1, BOUNDARIES)}")
        status = process.wait(timeout=MOST_SECONDS)
        if status == -signal.SIGKILL:
            self._count_kill(begun, time.time())
        return status in (0, 3)

    def _count_kill(self, begun: float, killed: float) -> None:
        self.kills.append(Kill(at=killed, between=self._is_between(begun, killed)))
        print(f"kill {len(self.kills)}{' between commit and result' if self.kills[-1].between else ''}", flush=True)

    def _wait(self, process: Child, seconds: float) -> None:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return

    def _wait_for_commit(self, process: Child) -> None:
        """Wait for the next commit in one of the systems, after some that are let through."""
        practice = self.rng.choice([self.workspace.casework, self.workspace.exchange])
        seen = len(ask(practice, "/effects?after=0")) + self.rng.randrange(3)
        begun = time.monotonic()
        while process.poll() is None and time.monotonic() - begun < 60:
            if len(ask(practice, f"/effects/wait?after={seen}&timeout=1")):
                time.sleep(self.rng.choice([0, 0, 0.01, 0.05]))
                return

    def _wait_for_intent(self, process: Child) -> None:
        """Wait for the next intent, and a moment more: the click may have been made, the commit may still come."""
        seen = self._intents() + self.rng.randrange(2)
        begun = time.monotonic()
        while process.poll() is None and time.monotonic() - begun < 60:
            if self._intents() > seen:
                time.sleep(self.rng.uniform(0, 0.8))
                return
            time.sleep(0.05)

    def _wait_for_accepted(self, process: Child) -> None:
        """Wait until a system has accepted a write that it commits later."""
        systems = (self.workspace.casework, self.workspace.exchange)
        begun = time.monotonic()
        while process.poll() is None and time.monotonic() - begun < 60:
            if any(ask(practice, "/effects/accepted")["accepted"] for practice in systems):
                return
            time.sleep(0.05)

    def _intents(self) -> int:
        return sum(1 for _ in read_events(self.workspace.logs, events={"effect.intended"}))

    def _is_between(self, begun: float, killed: float) -> bool:
        """Whether a write was committed between these moments, and the journal has no result of it."""
        known = {key: sum(1 for h in found if h.outcome == "done") for key, found in journaled(self.world()).items()}
        for system, practice in (("casework", self.workspace.casework), ("exchange", self.workspace.exchange)):
            effects = [effect for effect in ask(practice, "/effects?after=0") if effect["ts"] <= killed]
            counts = Counter(map(number_of, effects))
            fresh = {number_of(effect) for effect in effects if effect["ts"] >= begun}
            if any(counts[number] > known.get((system, number), 0) for number in fresh):
                return True
        return False

    def _end(self) -> bool:
        process = self._start()
        try:
            process.wait(timeout=MOST_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return False
        return process.returncode in (0, 3)

    def world(self) -> World:
        """Everything that can be compared now."""
        return world_of(self.workspace, self.vouchers)


def world_of(workspace: Workspace, vouchers: Sequence[Voucher]) -> World:
    """Everything that can be compared in a workspace and the two systems beside it."""
    items, effects = asyncio.run(_ledger(workspace))
    return World(
        vouchers=vouchers, casework=workspace.casework, exchange=workspace.exchange, logs=workspace.logs,
        items=items, effects=effects,
    )  # fmt: skip


async def _ledger(workspace: Workspace) -> tuple[Sequence[ItemRecord], Sequence[EffectRecord]]:
    folder = workspace.logs
    async with open_ledger(
        f"sqlite:///{folder / 'ledger.sqlite3'}",
        folder=folder,
        keys=workspace.path / "config" / "keys",
        clock=SystemClock(),
        worker_name="checker",
    ) as ledger:
        return await ledger.items(), await ledger.effects()


def set_lanes(workspace: Workspace, lanes: int) -> None:
    """Let so many cases be worked on side by side."""
    settings = workspace.path / "config" / "nahtlos.yaml"
    settings.write_text(f"language: de\nparallel: {lanes}\ntime_out: 30 s\n", "utf-8")


def campaign(
    folder: Path, *, kills: int, vouchers: Sequence[Voucher], seed: int, sabotage: str | None = None,
    extra: Sequence[str] = (), settle: float = 3.0, strikes: Sequence[Strike] | None = None, lanes: int = 4,
) -> tuple[Campaign, list[str]]:  # fmt: skip
    """Do it all in a fresh workspace; return what was done and what was violated."""
    write_csv(folder / "delivery.csv", vouchers)
    data = ["--data", str(folder / "delivery.csv")]
    with practice_workspace(
        folder / "workspace", cases=len(vouchers), variation=seed, settle=settle, extra=[*data, *extra]
    ) as workspace, warm() as warmed:  # fmt: skip
        set_lanes(workspace, lanes)
        done = Campaign(
            workspace=workspace, vouchers=vouchers, rng=random.Random(seed), warm=warmed, sabotage=sabotage
        )
        done.strikes = strikes or done.strikes
        done.run(kills)
        return done, violations(done.world())


def main() -> None:
    """Run a campaign from the command line; exit status 1 when something was violated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    wanted = parser.parse_args()
    print(f"seed {wanted.seed}", flush=True)
    begun = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="nahtlos-kills-"))
    done, found = campaign(folder, kills=wanted.kills, vouchers=generate_vouchers(wanted.cases), seed=wanted.seed)
    between = sum(1 for kill in done.kills if kill.between)
    print(json.dumps({
        "kills": len(done.kills), "between_commit_and_result": between, "violations": found,
        "seconds": round(time.monotonic() - begun), "seed": wanted.seed, "workspace": str(done.workspace.path),
    }, ensure_ascii=False, indent=1))  # fmt: skip
    too_few = len(done.kills) < wanted.kills or between * 10 < wanted.kills * 3
    sys.exit(1 if found or too_few else 0)


if __name__ == "__main__":
    main()
