"""Where a value came from, told from the text that ran and the lines of the journal."""

from typing import Any

import pytest

from nahtlos.errors import NothingKnown, UnknownWrittenField, VersionNotKept
from nahtlos.runtime.lineage import trace


async def test_a_field_is_followed_to_the_delivery(lived: Any) -> None:
    """Its expression, the record it read, where that came from and when."""
    async with lived.live():
        pass

    answer = trace(lived.workspace, lived.item, "last_name")

    written, source = answer.rows
    assert (written["of"], written["expression"]) == ("exchange.report.last_name", "{{ item.last_name }}")
    assert (source["of"], source["comes_from"]) == ("item.last_name", "casework.approved_vouchers, line 1")
    assert "/workflow.yaml:" in str(written["place"])
    assert all(str(row["line"]).startswith("runs/") and row["when"] for row in answer.rows)
    assert not [row for row in answer.rows if "Kanarien" in str(row)]


async def test_an_effect_can_be_named_too(lived: Any) -> None:
    """As `audit changes` lists it."""
    async with lived.live():
        pass

    answer = trace(lived.workspace, f"{lived.item}/report/1", "iban")

    assert answer.rows[1]["of"] == "item.iban"


async def test_the_version_that_ran_counts_not_that_of_today(lived: Any) -> None:
    """A workflow is changed long before somebody asks."""
    async with lived.live():
        pass
    file = lived.workspace.root / "workflows/report-participation.yaml"
    file.write_text(file.read_text("utf-8").replace("{{ item.last_name }}", "{{ item.first_name }}"), "utf-8")

    answer = trace(lived.workspace, lived.item, "last_name")

    assert answer.rows[0]["expression"] == "{{ item.last_name }}"


async def test_what_was_not_written_is_said(lived: Any) -> None:
    """With the fields that were."""
    async with lived.live():
        pass

    with pytest.raises(UnknownWrittenField, match="customer_no, iban"):
        trace(lived.workspace, lived.item, "shoe_size")
    with pytest.raises(NothingKnown):
        trace(lived.workspace, "nobody", "iban")


async def test_without_the_text_nothing_is_guessed(lived: Any) -> None:
    """The hash alone tells no expression."""
    async with lived.live():
        pass
    (lived.workspace.logs / "workflows" / lived.version / "workflow.yaml").unlink()

    with pytest.raises(VersionNotKept):
        trace(lived.workspace, lived.item, "iban")
