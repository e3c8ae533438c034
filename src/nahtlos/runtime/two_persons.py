"""Turning a person into what is recorded about them takes two people; every step of it is in the journal.

On one machine the user of the operating system is the identity: whoever administers the machine can be both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Literal

from nahtlos.engine.ports import ItemRecord
from nahtlos.engine.screen import Value
from nahtlos.errors import NotGranted, OtherRequester, ReasonMissing, SamePerson, UnknownRequest
from nahtlos.events import IdentityGranted, IdentityRefused, IdentityRequested, IdentityRevealed
from nahtlos.journal.questions.case import items_with_key
from nahtlos.ledger.privacy import Request, Use
from nahtlos.runtime.records import Records
from nahtlos.runtime.surroundings import new_id
from nahtlos.runtime.workspace import Workspace

DAYS = 7
"""So long a request holds."""
_ALL = 1 << 31
Command = Literal["audit case", "privacy disclose"]


async def make_request(records: Records, person: str, *, by: str, reason: str, use: Use) -> Request:
    """Ask for what is recorded about a person, known by a key."""
    if not reason.strip():
        raise ReasonMissing(command="A request")
    now = records.clock.now()
    request = Request(id=new_id(), use=use, person=person.strip(), reason=reason.strip(), by=by, at=now)
    binds = records.journal.fingerprint({"person": request.person, "reason": request.reason})
    await records.journal.write(IdentityRequested(request=request.id, requested_by=request.by, use=use, binds=binds))
    await records.ledger.privacy.forget_requests(before=now - timedelta(days=DAYS))
    await records.ledger.privacy.add_request(request)
    return request


async def look_at(records: Records, id_: str) -> Request:
    """Return a request, so that whoever grants it knows what for."""
    request = await records.ledger.privacy.request(id_)
    if request is None or request.at < records.clock.now() - timedelta(days=DAYS):
        raise UnknownRequest(request=id_, days=DAYS)
    return request


async def grant(records: Records, id_: str, *, by: str) -> Request:
    """Agree to somebody else's request; raises `SamePerson` for one's own."""
    request = await look_at(records, id_)
    if by == request.by:
        await records.journal.write(IdentityRefused(request=id_, refused_to=by, because="same_person"))
        raise SamePerson(request=id_, user=by)
    await records.journal.write(IdentityGranted(request=id_, requested_by=request.by, granted_by=by))
    await records.ledger.privacy.grant_request(id_, by=by, at=records.clock.now())
    return request


async def answer(
    workspace: Workspace, records: Records, id_: str, *, to: str, command: Command
) -> tuple[Request, Collection[str]]:
    """Return the cases of the person of a granted request, to who asked and to nobody else."""
    request = await look_at(records, id_)
    if to != request.by:
        await records.journal.write(IdentityRefused(request=id_, refused_to=to, because="other_person"))
        raise OtherRequester(request=id_, user=request.by)
    if request.granted_by is None:
        await records.journal.write(IdentityRefused(request=id_, refused_to=to, because="not_granted"))
        raise NotGranted(request=id_)
    if command == "privacy disclose" and request.use != "disclose":
        await records.journal.write(IdentityRefused(request=id_, refused_to=to, because="not_granted"))
        raise NotGranted(request=id_, only_for="nahtlos audit case")
    items = await items_of(workspace, records, request.person)
    await records.journal.write(IdentityRevealed(request=id_, revealed_to=to, items=len(items), command=command))
    return request, items


async def items_of(workspace: Workspace, records: Records, person: str) -> frozenset[str]:
    """Return the cases that are about a person: by pseudonym in the journal, by value in the ledger."""
    found = set(items_with_key(workspace.logs, records.journal.keys.pseudonyms(person)))
    for run in await records.ledger.runs(most=_ALL):
        async for page in records.ledger.pages(run=run.id):
            found.update(item.id for item in page if _is_about(item, person))
    return frozenset(found)


def _is_about(item: ItemRecord, person: str) -> bool:
    return person == item.key or any(person == text for text in _texts(item.record))


def _texts(values: Mapping[str, Value]) -> Collection[str]:
    return {str(value) for value in values.values() if value not in (None, "")}
