"""Installs a browser where none is, with what the machine offers: its package system, else Playwright's download."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from nahtlos.browser.installed import SHELL, Browser, Machine, find_browser
from nahtlos.errors import BrowserMissing, BrowserNotInstalled

Tell = Callable[[str], None]
"""Takes one line of progress."""


class Run(Protocol):
    """Runs a command to its end and tells what it prints."""

    def __call__(self, command: Sequence[str], *, environ: Mapping[str, str], tell: Tell) -> None:
        """Run it; nothing is raised, whatever comes of it."""


def run_command(command: Sequence[str], *, environ: Mapping[str, str], tell: Tell) -> None:
    """Run a command of this machine; whether it helped is seen by what is there afterwards."""
    try:
        process = subprocess.Popen(  # noqa: S603 - the commands are written below
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        tell(f"{command[0]}: {error.strerror}")
        return
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            if said := line.strip():
                tell(said)


def install_browser(machine: Machine, *, tell: Tell, run: Run = run_command) -> Browser:
    """Install the small browser in the first way that works, telling what happens."""
    environ = {**machine.environ, "DEBIAN_FRONTEND": "noninteractive"}
    tried = []
    for way in _ways(machine):
        for command in way:
            tell("$ " + " ".join(command))
            run(command, environ=environ, tell=tell)
        with suppress(BrowserMissing):
            return find_browser(None, machine)
        tried.append(" ".join(way[-1]))
    raise BrowserNotInstalled(tried=tuple(tried))


def _ways(machine: Machine) -> Iterator[tuple[tuple[str, ...], ...]]:
    apt = shutil.which("apt-get", path=machine.environ.get("PATH", ""))
    may_use_apt = machine.platform == "linux" and machine.is_root and apt is not None
    if apt is not None and may_use_apt:
        yield (apt, "update"), (apt, "install", "--yes", "--no-install-recommends", SHELL)
    libraries = ("--with-deps",) if may_use_apt else ()
    yield ((sys.executable, "-m", "playwright", "install", *libraries, SHELL),)
