"""A case as a person sees it who has to decide."""

from __future__ import annotations

from typing import Any

import pytest

from nahtlos.cli.cases import _say


def facts(**effect: Any) -> dict[str, Any]:
    """A case with one effect."""
    return {
        "id": "3f9a", "run": "r1", "line": 1, "key": "BGS-1", "outcome": "in_doubt", "code": "E405", "reason": "?",
        "attempts": 1, "record": {"city": "Bonn"}, "steps": [],
        "effects": [{
            "effect": "3f9a/report/1", "kind": "update", "record": "exchange.report", "state": "in_doubt",
            "before": {"city": "Köln", "street": "Weg 1"}, "after": {"city": "Bonn", "street": "Weg 1"},
            "found": {"city": "Trier", "street": ""}, **effect,
        }],
    }  # fmt: skip


def lines(shown: str) -> list[list[str]]:
    return [line.split() for line in shown.splitlines()]


def test_a_doubt_shows_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    """Field by field: what was there, what should be there, and what the last look found."""
    _say(facts())

    shown = lines(capsys.readouterr().out)
    assert ["before", "should", "be", "found"] in shown
    assert ["city", "Köln", "Bonn", "Trier"] in shown
    assert ["street", "Weg", "1", "Weg", "1", "(empty)"] in shown


def test_what_nobody_has_seen_is_a_dash(capsys: pytest.CaptureFixture[str]) -> None:
    """A record that should be created was not there before, and may not have been found."""
    _say(facts(kind="create", before=None, found=None))

    assert ["city", "-", "Bonn", "-"] in lines(capsys.readouterr().out)


def test_an_effect_that_is_known_needs_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    """It is there, or it is not."""
    _say(facts(state="done"))

    assert "should be" not in capsys.readouterr().out
