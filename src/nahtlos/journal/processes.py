"""Lets all processors skim a journal that is worth it.

It is not `multiprocessing`: that would begin by running the main script of whoever verifies a second time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson

from nahtlos.journal import skim as program
from nahtlos.journal.skim import PIECE, Files, Skimmed, skim

WORTH_IT = 32 << 20
"""Fewer bytes are read before another process has started."""


def skim_files(
    folder: Path, chains: Sequence[Files], *, worth_it: int = WORTH_IT, size: int = PIECE
) -> Mapping[str, Sequence[Skimmed]]:
    """Return which lines of each file are plainly in order, from the first to the last."""
    bytes_ = sum((folder / file).stat().st_size for files, _ in chains for file in files)
    found = _skim_elsewhere(folder, chains, size) if bytes_ >= worth_it else skim(folder, chains, size=size)
    by_file = defaultdict(list)
    for skimmed in sorted(found, key=lambda skimmed: skimmed.begin):
        by_file[skimmed.file].append(skimmed)
    return by_file


def _skim_elsewhere(folder: Path, chains: Sequence[Files], size: int) -> Iterable[Skimmed]:
    processes = os.cpu_count() or 1
    wanted = json.dumps(chains).encode()  # takes file names that are no text, too
    arguments = [[str(folder), str(first), str(processes), str(size)] for first in range(processes)]
    with ThreadPoolExecutor(processes) as pool:
        shares = pool.map(lambda words: _run(words, wanted), arguments)
        return [skimmed for share in shares for skimmed in share]


def _run(words: Sequence[str], wanted: bytes) -> Iterable[Skimmed]:
    """Skim a share; if no process can be started, verification only takes longer."""
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-S", "-P", "-m", program.__name__, *words]
    try:
        done = subprocess.run(command, env=surroundings, input=wanted, capture_output=True, check=True)  # noqa: S603 - our own program
    except (OSError, subprocess.CalledProcessError):
        return []
    return [Skimmed(**orjson.loads(line)) for line in done.stdout.splitlines()]
