"""It takes two people to turn a person into cases, and each step of it is in the journal."""

from typing import Any

import pytest

from nahtlos.errors import NotGranted, OtherRequester, ReasonMissing, SamePerson, UnknownRequest
from nahtlos.journal.history import read_events
from nahtlos.runtime.two_persons import answer, grant, items_of, make_request


async def ask(lived: Any, records: Any, person: str = "BGS-2026-777001") -> str:
    made = await make_request(records, person, by="anna", reason="file 12/26", use="case")
    return made.id


async def test_who_asked_gets_the_cases_after_another_one_granted(lived: Any) -> None:
    """The key, the reason and the values are in no line."""
    async with lived.live() as records:
        request = await ask(lived, records)
        await grant(records, request, by="berta")
        _, items = await answer(lived.workspace, records, request, to="anna", command="audit case")

    assert items == {lived.item}
    said = list(read_events(lived.workspace.logs, log_class="access"))
    assert [line.event for line in said if line.event.startswith("identity")] == [
        "identity.requested", "identity.granted", "identity.revealed",
    ]  # fmt: skip
    assert not [line for line in said if "777001" in str(line.fields) or "12/26" in str(line.fields)]


async def test_one_person_cannot_do_it_alone(lived: Any) -> None:
    """The attempt is in the journal, and nothing is granted."""
    async with lived.live() as records:
        request = await ask(lived, records)
        with pytest.raises(SamePerson, match="anna made the request"):
            await grant(records, request, by="anna")
        with pytest.raises(NotGranted):
            await answer(lived.workspace, records, request, to="anna", command="audit case")

    refused = read_events(lived.workspace.logs, events={"identity.refused"})
    assert [line.fields["because"] for line in refused] == ["same_person", "not_granted"]


async def test_the_answer_is_for_who_asked(lived: Any) -> None:
    """Not even for who granted."""
    async with lived.live() as records:
        request = await ask(lived, records)
        await grant(records, request, by="berta")
        with pytest.raises(OtherRequester, match="made by anna"):
            await answer(lived.workspace, records, request, to="berta", command="audit case")

    (refused,) = read_events(lived.workspace.logs, events={"identity.refused"})
    assert (refused.fields["refused_to"], refused.fields["because"]) == ("berta", "other_person")


async def test_a_grant_is_for_what_was_asked(lived: Any) -> None:
    """Who was allowed to know the cases was not allowed to see their values."""
    async with lived.live() as records:
        request = await ask(lived, records)
        await grant(records, request, by="berta")
        with pytest.raises(NotGranted, match="which shows no values"):
            await answer(lived.workspace, records, request, to="anna", command="privacy disclose")


async def test_a_request_without_a_reason_is_none(lived: Any) -> None:
    """Whoever grants must know what for."""
    async with lived.live() as records:
        with pytest.raises(ReasonMissing):
            await make_request(records, "x", by="anna", reason=" ", use="case")


async def test_a_request_that_is_not_there(lived: Any) -> None:
    """Mistyped, or too old."""
    async with lived.live() as records:
        with pytest.raises(UnknownRequest, match="older than 7 days"):
            await grant(records, "nothing", by="berta")


@pytest.mark.parametrize("person", ["BGS-2026-777001", "904C521971", "Zeisigweg 17"])
async def test_a_person_is_found_by_any_value(lived: Any, person: str) -> None:
    """By natural keys in the journal, by all others in the ledger."""
    async with lived.live() as records:
        assert await items_of(lived.workspace, records, person) == {lived.item}
        assert await items_of(lived.workspace, records, person[:-1]) == frozenset()


async def test_an_erased_case_is_found_by_its_pseudonym_only(lived: Any) -> None:
    """The ledger has forgotten; the journal can still prove that there was one, while the key of the year lives."""
    async with lived.live() as records:
        await records.ledger.privacy.erase([lived.item], now=records.clock.now())

        assert await items_of(lived.workspace, records, "BGS-2026-777001") == {lived.item}
        assert await items_of(lived.workspace, records, "904C521971") == frozenset()
