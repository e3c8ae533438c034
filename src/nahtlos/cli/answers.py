"""Answers to questions of auditors, as text, JSON or CSV; and the days they ask about."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from nahtlos.cli.output import as_table, say, say_json
from nahtlos.cli.status import Status

if TYPE_CHECKING:
    from nahtlos.journal.questions.answer import Answer

AsCsv: TypeAlias = Annotated[bool, typer.Option("--csv", help="Print rows for a spreadsheet instead of text.")]
Since: TypeAlias = Annotated[str | None, typer.Option("--since", metavar="DAY", help="From this day on, 2026-03-01.")]
Until: TypeAlias = Annotated[str | None, typer.Option("--until", metavar="DAY", help="Up to this day, included.")]


def show(answer: Answer, *, as_json: bool, as_csv: bool) -> Status:
    """Print an answer."""
    if as_json and as_csv:
        raise typer.BadParameter("choose one of --json and --csv.", param_hint="--csv")
    if as_json:
        say_json(answer.as_json())
        return Status.DONE
    rows = [[_word(row.get(name)) for name in answer.columns] for row in answer.rows]
    if as_csv:
        from nahtlos.journal.exports.csv import harmless

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([answer.columns, *(map(harmless, row) for row in rows)])
        return Status.DONE
    if not rows:
        say("Nothing.")
        return Status.DONE
    used = [place for place, _ in enumerate(answer.columns) if any(row[place] for row in rows)]
    say(as_table([[row[place] for place in used] for row in rows], headings=[answer.columns[place] for place in used]))
    for note in answer.notes:
        say(f"\n{note}")
    return Status.DONE


def moments(since: str | None, until: str | None) -> tuple[str, str]:
    """Return the time stamps between which days lie, as this computer counts days."""
    begin = "" if since is None else _stamp(_day(since, "--since"))
    end = "" if until is None else _stamp(_day(until, "--until") + timedelta(days=1))
    return begin, end


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write a day like 2026-03-01.", param_hint=option) from None


def _stamp(day: date) -> str:
    begin = datetime(day.year, day.month, day.day).astimezone().astimezone(UTC)
    return f"{begin.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _word(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case Mapping():
            return " ".join(f"{name}={each}" for name, each in value.items())
        case Sequence():
            return " ".join(map(str, value))
    return str(value)
