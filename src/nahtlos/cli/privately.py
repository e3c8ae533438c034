"""What is known about people, as the command line erases, discloses, holds and prunes it."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal

from nahtlos.cli.disclosure import as_text
from nahtlos.cli.options import here
from nahtlos.cli.output import as_table, say, say_json
from nahtlos.cli.status import Status
from nahtlos.engine.wording import Language
from nahtlos.errors import NothingKnown, ReasonMissing
from nahtlos.events import HoldChanged, LogClass
from nahtlos.ledger.privacy import Request
from nahtlos.model import Settings
from nahtlos.runtime import disclosing, erasing, retention, two_persons
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.disclosing import Disclosure
from nahtlos.runtime.erasing import Erasable, Receipt
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.retention import Due
from nahtlos.runtime.surroundings import current_user
from nahtlos.runtime.workspace import Workspace, find_workspace


@asynccontextmanager
async def _opened() -> AsyncIterator[tuple[Workspace, Settings, Records]]:
    workspace = find_workspace(here())
    settings = read_settings(workspace)
    async with open_records(workspace, settings) as records:
        yield workspace, settings, records


# ------------------------------------------------------------------ erase


def erase(item: str | None, key: str | None, *, reason: str | None, as_json: bool) -> Status:
    """Erase, or without a reason only say what would be erased."""
    found, receipt = asyncio.run(_erase(item, key, reason))
    count = {"cases": len(found.items), "erased_before": len(found.gone)}
    blocked = {"open": len(found.open_items), "on_hold": len(found.held)}
    if as_json:
        say_json({**count, **blocked, "erased": receipt is not None, "receipt": _facts(receipt)})
    elif receipt is None:
        say(as_table([[str(number), name.replace("_", " ")] for name, number in {**count, **blocked}.items()]))
        say(
            "\nNothing was erased. With --yes and --reason it is, for good."
            if found.is_allowed
            else f"\n{found.refusal()}"
        )
    else:
        _say_receipt(receipt, len(found.gone))
    return Status.DONE if found.is_allowed else Status.FAILED


async def _erase(item: str | None, key: str | None, reason: str | None) -> tuple[Erasable, Receipt | None]:
    async with _opened() as (workspace, _, records):
        found = await erasing.look(workspace, records, item=item, key=key)
        if reason is None or (found.is_allowed and not found.items):
            return found, None
        return found, await erasing.erase(workspace, records, found, reason=reason)


def _facts(receipt: Receipt | None) -> dict[str, Any] | None:
    if receipt is None:
        return None
    return {"file": str(receipt.file), "hash": receipt.hash, "clean": receipt.is_clean}


def _say_receipt(receipt: Receipt, gone: int) -> None:
    before = f" {gone} had been erased before." if gone else ""
    say(f"Erased {len(receipt.items)} cases.{before}\nReceipt: {receipt.file}")
    if not receipt.is_clean:
        say("Others are at work on the database: the next erasure or prune also cleans its files.")


# ------------------------------------------------------------------ disclose


def ask_for_disclosure(key: str, *, reason: str, as_json: bool) -> Status:
    """Make a request for what is stored about a person."""
    made = asyncio.run(_ask(key, reason))
    if as_json:
        say_json({"request": made.id, "requested_by": made.by})
    else:
        say(f"Request {made.id}. Another person types: nahtlos audit grant {made.id}")
        say(f"Then you see the answer: nahtlos privacy disclose --request {made.id}")
    return Status.DONE


async def _ask(key: str, reason: str) -> Request:
    async with _opened() as (_, _, records):
        return await two_persons.make_request(records, key, by=current_user(), reason=reason, use="disclose")


def disclose(request: str, *, out: Path | None, english: bool | None, as_json: bool) -> Status:
    """Print what is stored, or write it to a file that only its owner can read."""
    settings, disclosure = asyncio.run(_disclose(request))
    chosen: Language | None = None if english is None else "en" if english else "de"
    text = as_text(disclosure, chosen or settings.language)
    if as_json:
        text = json.dumps(disclosure.as_json(), ensure_ascii=False, indent=2)
    if out is None:
        say(text)
    else:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
            opened.write(text + "\n")
        say(f"{len(disclosure.cases)} cases in {out}.")
    return Status.DONE


async def _disclose(request: str) -> tuple[Settings, Disclosure]:
    async with _opened() as (workspace, settings, records):
        _, items = await two_persons.answer(workspace, records, request, to=current_user(), command="privacy disclose")
        return settings, await disclosing.disclose(workspace, records, items)


# ------------------------------------------------------------------ hold


def hold(id_: str, *, reason: str, off: bool, as_json: bool) -> Status:
    """Set or release a hold."""
    kind = asyncio.run(_hold(id_, reason, off=off))
    if as_json:
        say_json({"of": kind, "id": id_, "on_hold": not off})
    else:
        say(f"The {'case' if kind == 'item' else 'run'} {id_} is {'not ' if off else ''}on hold.")
    return Status.DONE


async def _hold(id_: str, reason: str, *, off: bool) -> Literal["item", "run"]:
    if not off and not reason.strip():
        raise ReasonMissing(command="nahtlos privacy hold")
    async with _opened() as (_, _, records):
        ledger, by = records.ledger.privacy, current_user()
        kind: Literal["item", "run"] = "item" if await ledger.standing([id_]) else "run"
        if kind == "run":
            await records.ledger.run(id_)
        if off and (kind, id_) not in await ledger.holds():
            raise NothingKnown(what=f'a hold on "{id_}"')
        change: Literal["set", "released"] = "released" if off else "set"
        await records.journal.write(HoldChanged(of=kind, id=id_, change=change, changed_by=by))
        if off:
            await ledger.release(kind, id_)
        else:
            await ledger.hold(kind, id_, by=by, at=records.clock.now(), reason=reason)
        return kind


# ------------------------------------------------------------------ prune


def prune(log_class: LogClass | None, before: date | None, *, yes: bool, as_json: bool) -> Status:
    """Prune, or only say what is due."""
    due, receipt = asyncio.run(_prune(log_class, before, yes=yes))
    payloads = [(f"cases of {each.workflow}", len(each.items), f"{each.days} days") for each in due.payloads]
    files = [(prunable.file, prunable.lines, f"before {rule.before}") for rule, prunable in due.files]
    years = [(f"pseudonyms of {year}", 1, "") for year in due.years]
    kept = sum(prunable.kept for _, prunable in due.files)
    if as_json:
        rows = [{"what": what, "count": count, "rule": rule} for what, count, rule in (*payloads, *files, *years)]
        say_json({"due": rows, "kept_lines": kept, "pruned": yes, "receipt": _facts(receipt), "notes": [*due.notes]})
        return Status.DONE
    rows_of_text = [[what, str(count), rule] for what, count, rule in (*payloads, *files, *years)]
    say(as_table(rows_of_text, headings=("what", "count", "rule")) if rows_of_text else "Nothing is due.")
    if kept:
        say(f"\n{kept} lines stay: they are about open cases or what is on hold, or no checkpoint has signed them yet.")
    for note in due.notes:
        say(f"\n{note}")
    if not due.is_empty:
        say("\nPruned." if yes else "\nNothing was pruned. With --yes it is, for good.")
    if receipt is not None:
        say(f"Receipt: {receipt.file}")
    return Status.DONE


async def _prune(log_class: LogClass | None, before: date | None, *, yes: bool) -> tuple[Due, Receipt | None]:
    async with _opened() as (workspace, settings, records):
        due = await retention.find_due(workspace, records, settings, log_class=log_class, before=before)
        return due, await retention.prune_all(workspace, records, due) if yes else None
