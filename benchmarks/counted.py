"""nahtlos as a program that also says what its threads cost: `python benchmarks/counted.py FILE run …`."""

from __future__ import annotations

import atexit
import json
import sys
import threading
import time
from pathlib import Path

COST: dict[str, float] = {}


def count_threads() -> None:
    """Note the CPU seconds of every thread when it ends; also of those whose class has a `run` of its own."""
    ordinary = threading.Thread.start

    def start(self: threading.Thread) -> None:
        work = self.run

        def run() -> None:
            try:
                work()
            finally:
                COST[self.name] = COST.get(self.name, 0.0) + time.thread_time()

        self.run = run  # type: ignore[method-assign]  # every thread is to be counted, whoever starts it
        ordinary(self)

    threading.Thread.start = start  # type: ignore[method-assign]  # every thread is to be counted, whoever starts it


def main() -> None:
    """Be the command line, and write what it cost at the end."""
    target = Path(sys.argv.pop(1))
    count_threads()
    atexit.register(lambda: target.write_text(json.dumps({"process": time.process_time(), "threads": COST})))
    from nahtlos.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
