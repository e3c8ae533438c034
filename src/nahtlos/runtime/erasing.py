"""Erases cases: the receipt first, then the journal, then the keys; what is asked again does the rest."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from nahtlos.errors import NotErasable, NothingKnown, ReasonMissing
from nahtlos.events import ErasureAsked, ItemsErased
from nahtlos.journal.disk import Disk, writing_to
from nahtlos.ledger.privacy import Standing
from nahtlos.runtime.records import Records
from nahtlos.runtime.surroundings import current_user, new_id
from nahtlos.runtime.two_persons import items_of
from nahtlos.runtime.workspace import Workspace

AT_ONCE = 1_000
"""Cases in one line of the journal."""
Because = Literal["request", "retention"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasable:
    """What an erasure would do."""

    items: Sequence[str]
    """To be erased."""
    gone: Sequence[str]
    """Erased before."""
    open_items: Sequence[str]
    held: Sequence[str]
    by_key: bool = False

    @property
    def is_allowed(self) -> bool:
        """Whether nothing is in its way."""
        return not self.open_items and not self.held

    def refusal(self) -> NotErasable:
        """Return the error that says what is in its way."""
        return NotErasable(open_items=self.open_items, held=self.held, by_key=self.by_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The proof that something was erased; it holds no values."""

    file: Path
    hash: str
    items: Sequence[str]
    is_clean: bool
    """Whether the files of the database hold nothing of it any more; else the next erasure or prune does that."""


async def look(workspace: Workspace, records: Records, *, item: str | None, key: str | None) -> Erasable:
    """Say what an erasure would erase; that somebody looked is in the journal."""
    items = [item] if item is not None else sorted(await items_of(workspace, records, key or ""))
    standing = await records.ledger.privacy.standing(items)
    await records.journal.write(
        ErasureAsked(asked_by=current_user(), by="key" if item is None else "item", items=len(standing))
    )
    if not standing:
        raise NothingKnown(what=f'a case "{item}"' if item else "a person with this key")
    return _sorted_out(standing, by_key=item is None)


def _sorted_out(standing: Sequence[Standing], *, by_key: bool) -> Erasable:
    return Erasable(
        items=[each.item for each in standing if not (each.is_open or each.is_held or each.erased_at)],
        gone=[each.item for each in standing if each.erased_at],
        open_items=[each.item for each in standing if each.is_open],
        held=[each.item for each in standing if each.is_held and not each.erased_at],
        by_key=by_key,
    )


async def erase(
    workspace: Workspace, records: Records, found: Erasable, *, reason: str, because: Because = "request"
) -> Receipt:
    """Destroy the keys of cases; raises `NotErasable` where one of them is open or on hold, and erases none."""
    if not found.is_allowed:
        raise found.refusal()
    if because == "request":
        await _refuse_names(records, [*found.items], reason)
    file, hash_ = _write_receipt(workspace, records, found.items, reason=reason, because=because)
    for start in range(0, len(found.items), AT_ONCE):
        part = tuple(found.items[start : start + AT_ONCE])
        await records.journal.write(ItemsErased(items=part, erased_by=current_user(), because=because, receipt=hash_))
        await records.ledger.privacy.erase(part, now=records.clock.now())
    is_clean = await records.ledger.privacy.clean()
    return Receipt(file=file, hash=hash_, items=found.items, is_clean=is_clean)


async def _refuse_names(records: Records, items: Collection[str], reason: str) -> None:
    """A reason is kept longer than what it is about, so it must not repeat it."""
    said = reason.casefold()
    if not said.strip():
        raise ReasonMissing(command="nahtlos privacy erase")
    for id_ in items:
        item = await records.ledger.item(id_)
        words = {str(value).casefold() for value in (item.key, *item.record.values()) if isinstance(value, str)}
        if any(len(word) > 2 and word in said for word in words):
            raise ReasonMissing(command="nahtlos privacy erase")


def _write_receipt(
    workspace: Workspace, records: Records, items: Sequence[str], *, reason: str, because: Because
) -> tuple[Path, str]:
    now = records.clock.now()
    receipt: Mapping[str, object] = {
        "receipt": new_id(),
        "at": now.isoformat(),
        "by": current_user(),
        "because": because,
        "reason": reason,
        "what": "The keys of these cases were destroyed, and what they had sealed was overwritten. Their values cannot "
        "be read any more. The lines of the journal hold no values and stay.",
        "cases": list(items),
        "nahtlos": version("nahtlos"),
    }
    data = json.dumps(receipt, ensure_ascii=False, indent=2).encode() + b"\n"
    path = workspace.logs / "receipts" / f"{now:%Y-%m-%d}-erased-{receipt['receipt']}.json"
    disk = Disk()
    with writing_to(path):
        disk.make_folder(path.parent)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        try:
            disk.append(descriptor, data)
            disk.sync(descriptor)
        finally:
            os.close(descriptor)
        disk.sync_folder(path.parent)
    return path, sha256(data).hexdigest()
