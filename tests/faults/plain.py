"""A workspace without systems: cases come out of a file and need no screen, so that a run costs next to nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nahtlos.engine.run import RunReport
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.job import prepare
from nahtlos.runtime.records import open_records
from nahtlos.runtime.running import Wish, resume_with, start_with
from nahtlos.runtime.workspace import find_workspace

WORKFLOW = """
workflow: many
title: Many cases
owner: team
process: {purpose: a test, legal_basis: none, recipients: [team], retention: 1 year, decision: none}
inputs:
  file: {type: text, default: many.csv}
record:
  number: {type: text}
  name: {type: text, personal: true}
  postcode: {type: postcode}
  born: {type: date}
items:
  from: csv.rows
  with:
    file: "{{ inputs.file }}"
    columns: {number: Number, name: Name, postcode: Postcode, born: {column: Born, type: date, format: dd.MM.yyyy}}
  key: "{{ item.number }}"
steps:
  - reject: "{{ item.name }} is not wanted."
    when: "{{ item.name == 'Nobody' }}"
  - id: words
    set: {greeting: "{{ item.name }} from {{ item.postcode }}"}
"""
HEADINGS = "Number;Name;Postcode;Born\n"


class QuickClock:
    """A clock whose waiting lets everybody else have a turn, and no more."""

    def __init__(self, clock: Any) -> None:
        self.now = clock.now
        self.monotonic = clock.monotonic

    async def sleep(self, seconds: float) -> None:
        """Wait for one turn."""
        del seconds
        await asyncio.sleep(0)


def row(number: int, name: str = "Erika", *, postcode: str = "01067") -> str:
    """Write a row of the file."""
    return f"{number:06d};{name};{postcode};01.02.1980\n"


def rows(count: int) -> str:
    """Write a whole file."""
    return HEADINGS + "".join(row(number) for number in range(1, count + 1))


@dataclass(frozen=True, slots=True)
class Plain:
    """The workspace."""

    root: Path

    @classmethod
    def make(cls, root: Path, content: str | bytes) -> Plain:
        """Write its files."""
        for folder in ("config", "workflows", "logs", "bots"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        (root / "config" / "nahtlos.yaml").write_text("language: en\n")
        (root / "config" / "systems.yaml").write_text("systems: {}\n")
        (root / "workflows" / "many.yaml").write_text(WORKFLOW)
        plain = cls(root)
        plain.deliver(content)
        return plain

    @property
    def file(self) -> Path:
        """The file that its cases come from."""
        return self.root / "many.csv"

    def deliver(self, content: str | bytes) -> None:
        """Write that file."""
        self.file.write_bytes(content if isinstance(content, bytes) else content.encode())

    async def run(
        self, *, meanwhile: Callable[[], object] = lambda: None, said: list[str] | None = None, **wish: Any
    ) -> RunReport:
        """Run it; `meanwhile` happens when the first case has ended."""
        workspace = find_workspace(self.root)
        done: list[None] = []

        def progress(what: str, _: object) -> None:
            if what == "item" and not done:
                done.append(None)
                meanwhile()

        async with open_records(workspace, read_settings(workspace)) as records:
            quick = replace(records, clock=QuickClock(records.clock))
            how = Wish(progress=progress, warn=(said if said is not None else []).append, **wish)
            return await start_with(quick, prepare(workspace, "many"), how)

    async def resume(self, run: str, *, accepts_changes: bool = False) -> RunReport:
        """Go on with a run."""
        workspace = find_workspace(self.root)
        async with open_records(workspace, read_settings(workspace)) as records:
            left = await records.ledger.run(run)
            version: Any = "changed" if accepts_changes else "same"
            return await resume_with(records, prepare(workspace, "many"), left, wish=Wish(), version=version)
