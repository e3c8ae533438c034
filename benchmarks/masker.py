"""How long the masker takes over a log: without secrets in it, with one in every thousand lines, and per line.

python benchmarks/masker.py [--secrets N] [--megabytes N]
"""

from __future__ import annotations

import argparse
import random
import string
import time
from collections.abc import Callable

from nahtlos.secrets.masker import Masker
from nahtlos.secrets.secret import Secret

LINE = "2026-03-01T12:00:00.123456Z INFO nahtlos.browser signed in to casework, 3f9a41c07be25d18 done in 1234 ms\n"
LETTERS = string.ascii_letters + string.digits + "!$%&/äöüß"


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--secrets", type=int, default=20)
    parser.add_argument("--megabytes", type=int, default=5)
    options = parser.parse_args()
    dice = random.Random(7)
    secrets = ["".join(dice.choices(LETTERS, k=16)) for _ in range(options.secrets)]
    masker = Masker(map(Secret, secrets))
    lines = options.megabytes * 1_000_000 // len(LINE)
    clean = LINE * lines
    dirty = "".join(LINE if n % 1000 else f"{dice.choice(secrets)} {LINE}" for n in range(lines))
    print(f"{options.secrets} secrets of 16 letters, {len(clean) / 1e6:.1f} MB")
    print(f"  a log without secrets         {_seconds(lambda: masker.mask(clean)) / len(clean) * 1e6:8.3f} s/MB")
    print(f"  a secret in every 1000 lines  {_seconds(lambda: masker.mask(dirty)) / len(dirty) * 1e6:8.3f} s/MB")
    print(f"  line by line                  {_seconds(lambda: _each(masker)) * 1e6 / 5000:8.1f} µs/line")


def _each(masker: Masker) -> None:
    for _ in range(5000):
        masker.mask(LINE)


def _seconds(work: Callable[[], object]) -> float:
    work()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
