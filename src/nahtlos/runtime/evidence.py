"""Keeps pictures of failures: sealed with the key of their item, for as long as the settings say, and opens them."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from secrets import token_hex

from nahtlos.browser.evidence import Picture, Watched, hidden_texts
from nahtlos.engine.ports import ItemRecord
from nahtlos.engine.screen import Sessions
from nahtlos.errors import EvidenceErased, NoEvidence, TracesRefused
from nahtlos.events import EvidenceKept, ValuesRevealed
from nahtlos.model.evidence import EvidenceSettings
from nahtlos.runtime.practice import PRACTICE
from nahtlos.runtime.profile import Profile
from nahtlos.runtime.records import Records
from nahtlos.runtime.surroundings import current_user

MOST = 3
"""Pictures of one attempt at an item: retries fail alike."""
FOLDER = "evidence"
SUFFIX = ".sealed"
NAME = re.compile(r"(?P<item>[0-9a-z]+)-(?P<at>\d{6})-(?P<code>[A-Z]\d{3})-(?P<id>[0-9a-f]{8})")
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A picture in the folder; its name says nothing about a person."""

    path: Path
    item: str
    code: str
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """The port `Evidence`: takes pictures of failures in the sessions of a run."""

    folder: Path
    records: Records
    settings: EvidenceSettings

    def watch(self, sessions: Sessions, item: ItemRecord) -> Sessions:
        """Lend the same sessions for one item, and keep what fails in them."""
        taken: list[Path] = []

        async def keep(picture: Picture) -> None:
            if len(taken) < MOST:
                taken.append(await self._keep(item.id, picture))

        return Watched(sessions=sessions, hidden=hidden_texts(item.record, item.key), keep=keep)

    async def _keep(self, item: str, picture: Picture) -> Path:
        now = self.records.clock.now()
        path = self.folder / f"{now:%Y-%m-%d}" / f"{item}-{now:%H%M%S}-{picture.code}-{token_hex(4)}{SUFFIX}"
        key = await self.records.ledger.item_key(item)
        if key is None:
            return path
        sealed = key.seal_bytes(picture.image, at=_place(path))
        await asyncio.to_thread(_write, path, sealed)
        digest = hashlib.sha256(sealed).hexdigest()
        self.records.journal.note(
            EvidenceKept(item=item, system=picture.system, code=picture.code, bytes=len(sealed), sha256=digest)
        )
        return path


def album_for(profile: Profile, records: Records) -> Album | None:
    """Return where pictures go, after what is too old was removed; None: none are taken."""
    settings, folder = profile.definitions.settings.evidence, profile.definitions.workspace.logs / FOLDER
    forget(folder, settings, today=records.clock.now().date())
    return Album(folder=folder, records=records, settings=settings) if settings.screenshots == "on_failure" else None


def refuse_traces(profile: Profile) -> bool:
    """Return whether traces are recorded; outside of practice that is an error: they hold every value in the open."""
    if not profile.definitions.settings.evidence.traces:
        return False
    if profile.name != PRACTICE:
        raise TracesRefused(profile=profile.name)
    return True


# ------------------------------------------------------------------ for how long


def forget(folder: Path, settings: EvidenceSettings, *, today: date) -> None:
    """Remove pictures that are too old, and the oldest of those that take too much room."""
    for day in _days(folder):
        if date.fromisoformat(day.name) < today - timedelta(days=settings.keep):
            shutil.rmtree(day, ignore_errors=True)
    left = settings.megabytes * MEGABYTE
    for kept in sorted(kept_in(folder), key=lambda one: one.taken_at, reverse=True):
        left -= kept.path.stat().st_size
        if left < 0:
            kept.path.unlink(missing_ok=True)


def kept_in(folder: Path, *, item: str | None = None) -> Sequence[Kept]:
    """Return the pictures, of one item or of all, the oldest first."""
    return sorted(
        (kept for day in _days(folder) for kept in _kept_on(day) if item in (None, kept.item)),
        key=lambda kept: (kept.taken_at, kept.path.name),
    )


def _days(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("????-??-??") if re.fullmatch(r"\d{4}-\d\d-\d\d", path.name))


def _kept_on(day: Path) -> Iterator[Kept]:
    for path in day.glob(f"*{SUFFIX}"):
        named = NAME.fullmatch(path.name.removesuffix(SUFFIX))
        if named is not None:
            at = datetime.strptime(f"{day.name} {named['at']} +0000", "%Y-%m-%d %H%M%S %z")
            yield Kept(path=path, item=named["item"], code=named["code"], taken_at=at)


# ------------------------------------------------------------------ looking at one


async def open_picture(records: Records, folder: Path, item: str, *, number: int | None) -> bytes:
    """Return a picture of an item, the newest without a number; the journal notes who has looked."""
    record = await records.ledger.item(item)
    pictures = kept_in(folder, item=record.id)
    if not pictures or not 1 <= (number or 1) <= len(pictures):
        raise NoEvidence(item=item, number=number, pictures=len(pictures))
    key = await records.ledger.item_key(record.id)
    if key is None:
        raise EvidenceErased(item=item)
    path = pictures[(number or 0) - 1].path
    image = key.unseal_bytes(await asyncio.to_thread(path.read_bytes), at=_place(path))
    await records.journal.write(
        ValuesRevealed(revealed_to=current_user(), workflow=record.workflow, items=1, command="items evidence")
    )
    return image


def _place(path: Path) -> str:
    return f"{FOLDER}:{path.parent.name}/{path.name}"


def _write(path: Path, data: bytes) -> None:
    """Write a file for its owner alone, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    draft.replace(path)
