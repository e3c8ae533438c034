"""What a person is told about their data: all of it, from where, on which basis, and what was written."""

from typing import Any

from nahtlos.cli.disclosure import as_text
from nahtlos.journal.history import read_events
from nahtlos.runtime.disclosing import disclose


async def test_a_disclosure_says_what_the_law_asks_for(lived: Any) -> None:
    """Purpose, basis, source, recipients, duration, decision, data and effects; seeing it is in the journal."""
    async with lived.live() as records:
        disclosure = await disclose(lived.workspace, records, [lived.item])

    (case,) = disclosure.cases
    assert (case["source"], case["kept_for_days"], case["decided_by"]) == ("casework.approved_vouchers", 366, "none")
    assert (case["recipients"], case["outcome"]) == (["Meldestelle Weiterbildung"], "done")
    assert case["data"]["last_name"] == "Kanarienvögel"
    assert [effect["after"]["iban"] for effect in case["written"]] == ["DE02120300000000202051"]
    (line,) = read_events(lived.workspace.logs, events={"values.revealed"})
    assert (line.fields["command"], line.fields["items"]) == ("privacy disclose", 1)


async def test_it_can_be_read_in_two_languages(lived: Any) -> None:
    """By people who never saw a screen of nahtlos."""
    async with lived.live() as records:
        disclosure = await disclose(lived.workspace, records, [lived.item])

    german, english = as_text(disclosure, "de"), as_text(disclosure, "en")

    assert "Auskunft nach Art. 15 DSGVO" in german and "Rechtsgrundlage" in german
    assert "Access under Article 15 GDPR" in english and "exchange, report: created (done)" in english
    assert all("Kanarienvögel" in text for text in (german, english))


async def test_an_erased_case_is_named_as_one(lived: Any) -> None:
    """That there was a case is known, and nothing else."""
    async with lived.live() as records:
        await records.ledger.privacy.erase([lived.item], now=records.clock.now())
        disclosure = await disclose(lived.workspace, records, [lived.item])

    text = as_text(disclosure, "en")

    assert "The data of this case was erased" in text
    assert "Kanarien" not in text


async def test_nothing_is_stored(lived: Any) -> None:
    """That is an answer, too."""
    async with lived.live() as records:
        disclosure = await disclose(lived.workspace, records, [])

    assert "Nothing is stored about this person." in as_text(disclosure, "en")
