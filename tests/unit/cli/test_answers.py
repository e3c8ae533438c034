"""Answers on the screen, for machines and for spreadsheets."""

from __future__ import annotations

import json
import time

import pytest
import typer

from nahtlos.cli.answers import moments, show
from nahtlos.journal.questions.answer import Answer

ANSWER = Answer(
    question="case", columns=("when", "fields", "none"), rows=[{"when": "=1+1", "fields": ["a", "b"], "none": None}],
    notes=["A note."],
)  # fmt: skip


def test_an_answer_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Columns in which nothing stands are left out; notes come last."""
    show(ANSWER, as_json=False, as_csv=False)

    assert capsys.readouterr().out == "when  fields\n=1+1  a b\n\nA note.\n"


def test_an_answer_for_a_spreadsheet_calculates_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """What looks like a formula is shown as a text."""
    show(ANSWER, as_json=False, as_csv=True)

    assert capsys.readouterr().out == "when,fields,none\n'=1+1,a b,\n"


def test_an_answer_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    """One object, with the values as they are."""
    show(ANSWER, as_json=True, as_csv=False)

    assert json.loads(capsys.readouterr().out)["rows"] == [{"when": "=1+1", "fields": ["a", "b"], "none": None}]


def test_json_and_csv_at_once_are_refused() -> None:
    """One of them is wanted."""
    with pytest.raises(typer.BadParameter):
        show(ANSWER, as_json=True, as_csv=True)


def test_days_are_those_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Midnight in Berlin is eleven in the evening of the day before in UTC; in summer, ten."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert moments("2026-03-01", "2026-03-29") == ("2026-02-28T23:00:00.000000Z", "2026-03-29T22:00:00.000000Z")
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("day", ["yesterday", "1.3.2026", "2026-13-01"])
def test_a_day_that_is_none(day: str) -> None:
    """Said with the option it stands behind."""
    with pytest.raises(typer.BadParameter, match="2026-03-01"):
        moments(day, None)
