"""What is said of a file: the report of what is wrong with it, or what it became."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.plain import HEADINGS, Plain

from nahtlos.engine.listing import list_items
from nahtlos.engine.ports import NewItem
from nahtlos.errors import NahtlosError, Refused
from nahtlos.library import Context
from nahtlos.library.registry import load_library
from nahtlos.plan import nodes
from nahtlos.runtime.job import prepare
from nahtlos.runtime.workspace import find_workspace
from nahtlos.testing import World

SHOWN = 12
"""So many rows of a long list are in a verdict."""


class Workflows:
    """A workspace whose workflow is another one each time."""

    def __init__(self, root: Path) -> None:
        self._file = Plain.make(root, HEADINGS).root / "workflows" / "many.yaml"
        self._workspace = find_workspace(root)

    def verdict(self, content: bytes) -> str:
        """Say what `nahtlos check` says."""
        self._file.write_bytes(content)
        try:
            plan = prepare(self._workspace, "many").plan
        except Refused as refused:
            reports = [problem.report() for problem in refused.problems]
            more = [f"and {len(reports) - SHOWN} more problems"] * (len(reports) > SHOWN)
            return "\n\n".join([*reports[:SHOWN], *more]) + "\n"
        return f"accepted: title {plan.title!r}, owner {plan.owner!r}\n"


class Listing:
    """A workspace whose file with cases is another one each time."""

    def __init__(self, root: Path) -> None:
        self._plain = Plain.make(root, HEADINGS)
        self._plan: nodes.Plan = prepare(find_workspace(root), "many").plan
        self._world = World()

    async def verdict(self, pieces: Iterable[bytes]) -> str:
        """List the cases of a file as a run does before its first write."""
        with self._plain.file.open("wb") as file:
            file.writelines(pieces)
        try:
            return "".join(await self._rows())
        except NahtlosError as error:
            return f"{error}\n"

    async def _rows(self) -> list[str]:
        worker = self._world.worker(self._plan.systems)
        worker.use(actions=load_library(Context(folder=self._plain.root)))
        run = self._world.new_run(self._plan, inputs={"file": "many.csv"})
        listed = await list_items(worker.parts, self._plan, run, new_id=self._world.new_id)
        said = [_said(item) for item in listed.items]
        return [f"{listed.count} cases\n", *said[:SHOWN], *(["…\n"] if len(said) > SHOWN else [])]


def _said(item: NewItem) -> str:
    values = ", ".join(_short(str(value) if value is not None else "-") for value in item.record.values())
    if item.outcome is None:
        return f"{item.line}: {_short(item.key)}: {values}\n"
    return f"{item.line}: {item.outcome} {item.code}: {item.reason}\n"


def _short(text: str) -> str:
    return ascii(text if len(text) < 60 else f"{text[:20]}… {len(text)} characters")


def temporary() -> TemporaryDirectory[str]:
    """Return a folder that goes away."""
    return TemporaryDirectory(prefix="nahtlos-corpus-")
