"""What somebody types about how a run goes on."""

from __future__ import annotations

from typing import Any

import pytest

from nahtlos.cli.work import Again
from nahtlos.errors import OptionsExclude, ReasonWanted, StatementUnusable


def test_a_plain_resume_needs_no_reason() -> None:
    """Where it stopped, with the same workflow."""
    again = Again()

    assert (again.resumption().way, again.version()) == ("where_it_stopped", "same")


@pytest.mark.parametrize(
    ("typed", "way", "version"),
    [
        ({"step": "receipt"}, "from_step", "same"),
        ({"from_start": True}, "from_start", "same"),
        ({"accept_changes": True}, "where_it_stopped", "changed"),
        ({"as_it_was": True, "step": "receipt"}, "from_step", "as_it_was"),
    ],
)
def test_every_other_way_needs_one(typed: dict[str, Any], way: str, version: str) -> None:
    """Never silently."""
    again = Again(**typed, reason="The field has a new name.")

    assert (again.resumption().way, again.resumption().reason, again.version()) == (way, again.reason, version)
    with pytest.raises(ReasonWanted):
        Again(**typed).resumption()


@pytest.mark.parametrize(
    "typed", [{"step": "receipt", "from_start": True}, {"accept_changes": True, "as_it_was": True}]
)
def test_two_ways_at_once(typed: dict[str, Any]) -> None:
    """One run goes one way."""
    with pytest.raises(OptionsExclude):
        Again(**typed, reason="Both.").resumption()


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines"])
def test_a_reason_is_one_line(reason: str) -> None:
    """As the journal can show it."""
    with pytest.raises(StatementUnusable):
        Again(from_start=True, reason=reason).resumption()


def test_a_new_run_goes_on_with_nothing() -> None:
    """An option of a resume without `--resume` is refused, not ignored."""
    with pytest.raises(OptionsExclude, match="--from-start needs --resume"):
        Again(from_start=True, reason="x").refuse()
