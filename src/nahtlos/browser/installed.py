"""Finds the browser of a machine: what kinds there are, where they live, and which comes first. Starts nothing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from nahtlos.errors import BrowserMissing

Kind = Literal["chromium-headless-shell", "chromium", "chrome", "msedge"]
SHELL: Kind = "chromium-headless-shell"

COMMANDS: tuple[tuple[Kind, str], ...] = (
    ("chrome", "google-chrome-stable"),
    ("chrome", "google-chrome"),
    ("msedge", "microsoft-edge-stable"),
    ("msedge", "microsoft-edge"),
    ("chromium", "chromium"),
    ("chromium", "chromium-browser"),
)
PLACES: Mapping[str, tuple[tuple[Kind, str], ...]] = {
    "linux": (("chrome", "opt/google/chrome/chrome"), ("msedge", "opt/microsoft/msedge/msedge")),
    "darwin": (
        ("chrome", "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
        ("msedge", "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
        ("chromium", "Applications/Chromium.app/Contents/MacOS/Chromium"),
    ),
    "win32": (
        ("chrome", "Google/Chrome/Application/chrome.exe"),
        ("msedge", "Microsoft/Edge/Application/msedge.exe"),
        ("chromium", "Chromium/Application/chrome.exe"),
    ),
}
WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
DOWNLOADED: tuple[tuple[Kind, str, tuple[str, ...]], ...] = (
    (SHELL, "chromium_headless_shell-*", ("*/chrome-headless-shell*", "*/headless_shell*")),
    ("chromium", "chromium-*", ("*/chrome", "*/chrome.exe", "*/*.app/Contents/MacOS/*")),
)
"""Kind, folder and executable in the cache of Playwright, over its versions and platforms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A browser that is on this machine."""

    kind: Kind
    executable: Path
    sandbox: bool
    """Whether it runs in its own sandbox; as root on Linux it cannot."""

    @property
    def is_headless_shell(self) -> bool:
        """Tell whether it is the smaller browser, which shows no windows."""
        return self.kind == SHELL


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What of a machine decides about its browsers."""

    platform: str
    environ: Mapping[str, str]
    home: Path
    is_root: bool
    root: Path = Path("/")

    @classmethod
    def this(cls, environ: Mapping[str, str]) -> Self:
        """Describe the machine this process runs on."""
        is_root = sys.platform != "win32" and os.geteuid() == 0
        return cls(platform=sys.platform, environ=environ, home=Path.home(), is_root=is_root)


def find_browser(wish: str | None, machine: Machine, *, windows: bool = False) -> Browser:
    """Find the browser to work with: the one wished for (a path, a command or a kind), else the first that fits.

    With `windows`, a browser that can show them.
    """
    found = _wished(wish, machine) if wish and not _is_kind(wish) else _first(wish, machine, windows=windows)
    if found is None:
        raise BrowserMissing(wish=wish)
    kind, executable = found
    return Browser(kind=kind, executable=executable, sandbox=not (machine.platform == "linux" and machine.is_root))


def _is_kind(wish: str) -> bool:
    return wish in ("chromium-headless-shell", "chromium", "chrome", "msedge")


def _wished(wish: str, machine: Machine) -> tuple[Kind, Path] | None:
    path = shutil.which(Path(wish).expanduser(), path=machine.environ.get("PATH"))
    return None if path is None else (_kind_of(Path(path).name.lower()), Path(path))


def _kind_of(name: str) -> Kind:
    if "headless" in name:
        return SHELL
    if "edge" in name:
        return "msedge"
    return "chrome" if "chrome" in name else "chromium"


def _first(kind: str | None, machine: Machine, *, windows: bool) -> tuple[Kind, Path] | None:
    for found, executable in _candidates(machine):
        fits = kind in (None, found) and not (windows and found == SHELL)
        if fits and executable.is_file() and os.access(executable, os.X_OK):
            return found, executable
    return None


def _candidates(machine: Machine) -> Iterator[tuple[Kind, Path]]:
    yield from _command(machine, SHELL, SHELL)
    yield from _downloaded(machine)
    installed = [*_placed(machine), *(found for kind, name in COMMANDS for found in _command(machine, kind, name))]
    yield from sorted(installed, key=lambda found: ("chrome", "msedge", "chromium").index(found[0]))


def _command(machine: Machine, kind: Kind, name: str) -> Iterator[tuple[Kind, Path]]:
    path = shutil.which(name, path=machine.environ.get("PATH", ""))
    if path is not None:
        yield kind, Path(path)


def _placed(machine: Machine) -> Iterator[tuple[Kind, Path]]:
    if machine.platform == "win32":
        roots = [Path(machine.environ[name]) for name in WINDOWS_ROOTS if name in machine.environ]
    else:
        roots = [machine.root, machine.home]
    for kind, place in PLACES.get(machine.platform, ()):
        for root in roots:
            yield kind, root / place


def _downloaded(machine: Machine) -> Iterator[tuple[Kind, Path]]:
    for kind, folders, executables in DOWNLOADED:
        complete = [folder for folder in _cache(machine).glob(folders) if (folder / "INSTALLATION_COMPLETE").is_file()]
        for folder in sorted(complete, key=_revision, reverse=True):
            for pattern in executables:
                for executable in sorted(folder.glob(pattern)):
                    yield kind, executable


def _revision(folder: Path) -> int:
    number = folder.name.rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def _cache(machine: Machine) -> Path:
    environ, home = machine.environ, machine.home
    match machine.platform, environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        case _, "0":
            package = importlib.util.find_spec("playwright")
            assert package is not None and package.submodule_search_locations
            return Path(package.submodule_search_locations[0], "driver", "package", ".local-browsers")
        case _, str(path) if path:
            return Path(path)
        case "win32", _:
            return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local", "ms-playwright")
        case "darwin", _:
            return home / "Library" / "Caches" / "ms-playwright"
    return Path(environ.get("XDG_CACHE_HOME") or home / ".cache", "ms-playwright")
