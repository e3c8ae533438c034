"""The folder in which bots, workflows, settings and logs live, found from wherever one stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nahtlos.errors import NoWorkspace, Source
from nahtlos.reading import read_file

SETTINGS = "config/nahtlos.yaml"
SYSTEMS = "config/systems.yaml"
SCHEDULES = "config/schedules.yaml"
MORE_SCHEDULES = "config/schedules"
"""A folder for schedules that one file would not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A workspace; every path in it begins at its root."""

    root: Path

    @property
    def logs(self) -> Path:
        """Where everything goes that a run leaves behind."""
        return self.root / "logs"

    @property
    def keys(self) -> Path:
        """Where the keys of ledger and journal are: not beside what they protect."""
        return self.root / "config" / "keys"

    def path(self, name: str) -> Path:
        """Return where one of its files is, known by its name from the root on."""
        return self.root / name

    def read(self, name: str) -> Source:
        """Read one of its files."""
        return read_file(self.path(name), name)

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return self.path(name).is_file()

    def schedule_files(self) -> tuple[str, ...]:
        """Return the names of all files with schedules."""
        more = sorted(path.name for path in (self.root / MORE_SCHEDULES).glob("*.yaml"))
        return (*([SCHEDULES] if self.has(SCHEDULES) else ()), *(f"{MORE_SCHEDULES}/{name}" for name in more))

    def workflows(self) -> tuple[str, ...]:
        """Return the names of all workflows."""
        return tuple(sorted(path.stem for path in (self.root / "workflows").glob("*.yaml")))

    def bots(self) -> tuple[str, ...]:
        """Return the names of all bots."""
        return tuple(sorted(path.parent.name for path in (self.root / "bots").glob("*/bot.yaml")))


def find_workspace(start: Path) -> Workspace:
    """Walk up to the first folder that has settings."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file():
            return Workspace(root=folder)
    raise NoWorkspace(folder=str(start))
