"""Blocking windows as times of the clock."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nahtlos.calendar.windows import BlockingWindows
from nahtlos.calendar.working_days import Calendars, ClosingDays
from nahtlos.errors import NoLand, Refused, Source
from nahtlos.model import Systems, load_systems
from nahtlos.model.systems import System

BERLIN = ZoneInfo("Europe/Berlin")
HEAD = """\
systems:
  casework:
    bot: casework
    address: https://casework.example
    account: bot
    windows:
"""


def load(*written: str) -> Systems:
    lines = "".join(f"      - {line}\n" for line in written)
    return load_systems(Source("systems.yaml", HEAD + lines))


def windows(*written: str, land: str | None = "RP", closing: Sequence[tuple[int, int]] = ()) -> BlockingWindows:
    systems: dict[str, System] = dict(load(*written).systems)
    return BlockingWindows(
        windows={name: system.windows for name, system in systems.items()},
        calendars=Calendars(closing_days=ClosingDays(yearly=frozenset(closing))), land=land,
    )  # fmt: skip


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


PAYMENT = '{name: Zahllauf, on: last working day of the month, from: "16:00", to: "22:00"}'
BACKUP = "{name: Sicherung, from: 22:00, to: 05:00}"
UPDATE = "{name: Update, from: 2026-12-05 18:00, to: 2026-12-07 06:00}"


@pytest.mark.parametrize(
    ("written", "at", "until"),
    [
        (PAYMENT, "2026-11-30 16:00", "2026-11-30 22:00"),
        (PAYMENT, "2026-11-30 15:59:59", None),
        (PAYMENT, "2026-11-30 22:00", None),  # the end is open again
        (PAYMENT, "2026-10-30 17:00", "2026-10-30 22:00"),  # the 31st is a Saturday
        (PAYMENT, "2026-12-31 17:00", "2026-12-31 22:00"),
        (BACKUP, "2026-11-22 23:00", "2026-11-23 05:00"),
        (BACKUP, "2026-11-23 04:59", "2026-11-23 05:00"),
        (BACKUP, "2026-11-23 12:00", None),
        (UPDATE, "2026-12-06 12:00", "2026-12-07 06:00"),
        (UPDATE, "2026-12-07 06:00", None),
        ("{name: Lizenzen, on: working days, from: 08:00, to: 16:00}", "2026-11-23 09:00", "2026-11-23 16:00"),
        ("{name: Lizenzen, on: working days, from: 08:00, to: 16:00}", "2026-12-25 09:00", None),
        ("{name: Frei, on: weekends and holidays}", "2026-12-25 09:00", "2026-12-26 00:00"),
        ("{name: Frei, on: [Saturday, Sunday]}", "2026-12-26 23:59", "2026-12-27 00:00"),
        ("{name: Woche, on: Monday to Friday, to: 07:30}", "2026-11-24 07:00", "2026-11-24 07:30"),
        ("{name: Woche, on: Friday to Monday}", "2026-11-23 07:00", "2026-11-24 00:00"),
        ("{name: Ultimo, on: two working days before month end, from: 12:00}", "2026-11-27 13:00", "2026-11-28 00:00"),
        ("{name: Erster, on: first working day}", "2026-01-02 10:00", "2026-01-03 00:00"),
        ("{name: Dritter, on: 3rd working day}", "2026-01-06 10:00", "2026-01-07 00:00"),
        ("{name: Letzter, on: last day}", "2028-02-29 10:00", "2028-03-01 00:00"),
        ("{name: Silvester, on: 12-31}", "2027-12-31 10:00", "2028-01-01 00:00"),
        ("{name: Einmal, on: 2026-12-05}", "2027-12-05 10:00", None),
        ("{name: London, zone: Europe/London, from: 22:00, to: 23:00}", "2026-11-23 23:30", "2026-11-24 00:00"),
    ],
)
def test_when_a_system_is_closed(written: str, at: str, until: str | None) -> None:
    """A window is there from its beginning until just before its end, in Berlin unless it says another zone."""
    closed = windows(written).closed("casework", wall(at).astimezone(UTC))

    assert (closed and closed.until) == (wall(until) if until else None)


def test_other_systems_are_open() -> None:
    """A window is of one system."""
    assert windows(BACKUP).closed("exchange", wall("2026-11-22 23:00")) is None


def test_own_closing_day_moves_the_last_working_day() -> None:
    """Where the office is closed on 31 December, the payment run is on the 30th."""
    known = windows(PAYMENT, closing=[(12, 31)])

    assert known.closed("casework", wall("2026-12-31 17:00")) is None
    assert known.closed("casework", wall("2026-12-30 17:00")) is not None


def test_land_of_a_window() -> None:
    """A window may have another Land than the workspace: 6 January is a holiday in Bavaria only."""
    bavarian = "{name: Arbeit, on: working days, land: BY}"

    assert windows(bavarian).closed("casework", wall("2026-01-06 10:00")) is None
    assert windows("{name: Arbeit, on: working days}").closed("casework", wall("2026-01-06 10:00")) is not None


def test_working_days_without_a_land() -> None:
    """Nobody guesses whose holidays are meant."""
    with pytest.raises(NoLand) as caught:
        windows(PAYMENT, land=None).closed("casework", wall("2026-12-31 17:00"))

    assert caught.value.place is not None
    assert windows(BACKUP, land=None).closed("casework", wall("2026-12-31 23:00")) is not None


@pytest.mark.parametrize(
    ("day", "begin", "end"),
    [
        ("2026-03-28", "2026-03-28T21:00", "2026-03-29T03:00"),  # spring: a night of seven hours, minus one
        ("2026-10-24", "2026-10-24T20:00", "2026-10-25T04:00"),  # autumn: one hour more
        ("2026-11-22", "2026-11-22T21:00", "2026-11-23T04:00"),
    ],
)
def test_window_over_a_night_with_changed_clocks(day: str, begin: str, end: str) -> None:
    """22:00 to 05:00 on the wall is six, seven or eight hours."""
    known = windows(BACKUP)
    (window,) = known.windows["casework"]
    first = wall(f"{day} 12:00")

    (closure,) = known.closures(window, first, first + timedelta(hours=20))

    assert [begin, end] == [f"{at:%Y-%m-%dT%H:%M}" for at in (closure.begin, closure.end)]


@pytest.mark.parametrize(
    ("written", "day", "hours"),
    [
        ("{name: Nacht, from: 02:30, to: 04:00}", "2026-03-29", 1.5),  # 02:30 is not there: closed from 01:30 on
        ("{name: Nacht, from: 01:00, to: 02:30}", "2026-03-29", 1.5),  # until 03:30
        ("{name: Nacht, from: 02:30, to: 04:00}", "2026-10-25", 2.5),  # from the first 02:30
        ("{name: Nacht, from: 01:00, to: 02:30}", "2026-10-25", 2.5),  # to the second 02:30
    ],
)
def test_edge_that_is_twice_or_not_there(written: str, day: str, hours: float) -> None:
    """In doubt a window is too long: nothing is written rather than in the middle of a payment run."""
    known = windows(written)
    (window,) = known.windows["casework"]
    first = wall(f"{day} 00:00")

    (closure,) = known.closures(window, first, first + timedelta(hours=10))

    assert timedelta(hours=hours) == closure.end - closure.begin


def test_window_that_ends_last() -> None:
    """Of two that are there, one waits for the later end."""
    update = windows(BACKUP, UPDATE).closed("casework", wall("2026-12-05 23:00"))

    assert update is not None
    assert ("Update", wall("2026-12-07 06:00")) == (update.window, update.until)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{name: A, on: Mondy}", "E702"),
        ("{name: A, on: every second day}", "E702"),
        ("{name: A, on: 02-30}", "E702"),
        ("{name: A, on: Monday to Funday}", "E702"),
        ("{name: A, on: Monday, from: 2026-12-05 18:00, to: 2026-12-07 06:00}", "E703"),
        ("{name: A, from: 2026-12-05 18:00, to: 06:00}", "E703"),
        ("{name: A, from: 2026-12-05 18:00}", "E703"),
        ("{name: A, from: 2026-12-07 18:00, to: 2026-12-05 06:00}", "E704"),
        ("{name: A, from: 18:00, to: 18:00}", "E704"),
        ("{name: A, from: 25:00}", "E205"),
        ("{name: A, from: 2026-02-30 10:00, to: 2026-03-01 10:00}", "E205"),
        ("{on: Monday}", "E202"),
        ("{name: A, land: XX, on: working days}", "E700"),
        ("{name: A, zone: Europe/Berln}", "E718"),
        ("{name: A, form: 18:00}", "E201"),
    ],
)
def test_window_that_cannot_be_read(written: str, code: str) -> None:
    """What is wrong is said at its place."""
    with pytest.raises(Refused) as caught:
        load(written)

    (problem,) = caught.value.problems
    assert (code, 7) == (problem.code, problem.place and problem.place.line)
