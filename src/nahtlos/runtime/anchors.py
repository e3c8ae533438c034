"""The anchors of a workspace, as its settings name them."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

from nahtlos.errors import AnchorError, AnchorUnusable, NahtlosError
from nahtlos.journal.anchors.cosignature import parse_cosigner
from nahtlos.journal.anchors.daily_line import LineFile, LineMail
from nahtlos.journal.anchors.keeper import ANCHORS, Anchor, ByLines, Keeper, Place
from nahtlos.journal.anchors.statement import Anchored, anchored_by, read_statement
from nahtlos.journal.anchors.time_stamp import Authority, load_roots, must_have_library
from nahtlos.journal.anchors.witness_client import WitnessAddress, WitnessClient
from nahtlos.journal.disk import Disk
from nahtlos.journal.note import notes_in, parse_checkpoint
from nahtlos.model import Settings
from nahtlos.model.anchors import AnchorSettings
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.surroundings import SystemClock
from nahtlos.runtime.workspace import Workspace

ENOUGH = 2
"""One anchor can be lost, or belong to somebody who helps to forge."""


def anchors_of(workspace: Workspace, settings: Settings) -> list[Anchor]:
    """Return all anchors; raises `AnchorUnusable` for one that is not set up as it must be."""
    return [
        Anchor(
            name=written.name,
            place=_place(workspace, written),
            every=timedelta(seconds=written.tells_every),
            lag=timedelta(seconds=written.may_lag),
        )
        for written in settings.journal.anchors
    ]


def keeper_of(workspace: Workspace, settings: Settings) -> Keeper:
    """Return who looks after them."""
    return Keeper(workspace.logs, anchors_of(workspace, settings), now=SystemClock().now, disk=Disk())


@asynccontextmanager
async def kept_anchored(workspace: Workspace, settings: Settings) -> AsyncIterator[Keeper]:
    """Tell the anchors of new checkpoints while the block lasts, and of the last one behind it."""
    keeper = keeper_of(workspace, settings)
    await asyncio.to_thread(keeper.start)
    try:
        yield keeper
    finally:
        await asyncio.to_thread(keeper.stop)


def warnings_of(settings: Settings) -> list[str]:
    """Say what is missing for a journal whose end can be trusted."""
    count = len(settings.journal.anchors)
    if count >= ENOUGH:
        return []
    named = "has no anchor" if not count else "has one anchor"
    return [
        f"The journal {named}: whoever can write to logs/ could cut or rewrite its end unnoticed. Name at least two "
        "under `journal: {anchors: …}` in config/nahtlos.yaml; docs/how-to/anchors.md says how."
    ]


def anchored_in(path: Path) -> list[Anchored]:
    """Return what stands in a file with daily lines, a mail, checkpoints, or the answer of a witness."""
    data = path.read_bytes()
    return [*read_statement(data.decode("utf-8", "replace"), by=path.name), *_checkpoints_in(data, by=path.name)]


def anchors_know(workspace: Workspace) -> tuple[list[Anchored], list[str]]:
    """Ask the anchors of a workspace what they know; returns it, and why one did not say."""
    try:
        anchors = anchors_of(workspace, read_settings(workspace))
    except NahtlosError as error:
        return [], [error.message()]
    return known_to(anchors)


def _checkpoints_in(data: bytes, *, by: str) -> list[Anchored]:
    """Read checkpoints, as files or as a witness writes them; whoever gives them answers for their signatures."""
    with suppress(ValueError, KeyError, AttributeError, TypeError):
        data = "\n".join(map(str, json.loads(data)["checkpoints"].values())).encode()
    notes = [placed.note for placed in notes_in(data) if placed.note]
    found = [parse_checkpoint(note.text) for note in notes]
    return [anchored_by(checkpoint, by=by) for checkpoint in found if checkpoint]


def known_to(anchors: Sequence[Anchor]) -> tuple[list[Anchored], list[str]]:
    """Ask all anchors what they know; returns it, and who could not be asked."""
    known: list[Anchored] = []
    silent = []
    for anchor in anchors:
        try:
            known += anchor.place.knows()
        except AnchorError as error:
            silent.append(error.message())
    return known, silent


# ------------------------------------------------------------------ one anchor


def _place(workspace: Workspace, written: AnchorSettings) -> Place:
    disk, state = Disk(), workspace.logs / ANCHORS / written.name
    match written.kind:
        case "witness":
            cosigner = parse_cosigner(written.key or "")
            if cosigner is None:
                problem = "its key is not the line that `nahtlos audit witness` prints"
                raise AnchorUnusable(anchor=written.name, problem=problem)
            there = WitnessAddress(
                name=written.name, address=written.address or "", cosigner=cosigner, trust=_trust(workspace, written)
            )
            return WitnessClient(there, logs=workspace.logs, state=state, disk=disk)
        case "time_stamp":
            must_have_library(written.name)
            authority = Authority(
                name=written.name, address=written.address or "", folder=state, disk=disk,
                roots=load_roots(workspace.root / (written.certificates or ""), anchor=written.name),
                trust=_trust(workspace, written),
            )  # fmt: skip
            return ByLines(lines=authority, asked=authority.knows)
        case "file":
            path = workspace.root / (written.path or "")
            lines = LineFile(name=written.name, path=path, disk=disk)
            return ByLines(lines=lines, asked=lambda: _lines_in(path, written.name))
        case "mail":
            mail = LineMail(
                name=written.name, server=written.server or ("", 0), sender=written.sender or "",
                to=tuple(map(str, written.to)), security=written.security, trust=_trust(workspace, written),
            )  # fmt: skip
            return ByLines(lines=mail)


def _lines_in(path: Path, name: str) -> list[Anchored]:
    return read_statement(path.read_text("utf-8", "replace"), by=name) if path.is_file() else []


def _trust(workspace: Workspace, written: AnchorSettings) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if written.ca is not None:
        try:
            context.load_verify_locations(workspace.root / written.ca)
        except (OSError, ssl.SSLError) as error:
            raise AnchorUnusable(anchor=written.name, problem=f"{written.ca} holds no certificates") from error
    return context
