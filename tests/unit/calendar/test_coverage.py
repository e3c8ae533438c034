"""Windows that leave no time, overlap, or never come."""

from datetime import UTC, datetime

import pytest
from tests.unit.calendar.test_windows import windows

from nahtlos.calendar.coverage import problems_of
from nahtlos.errors import NahtlosError

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def found(*written: str) -> list[NahtlosError]:
    return list(problems_of("casework", windows(*written), NOW))


@pytest.mark.parametrize(
    "written",
    [
        ["{name: A}"],
        ["{name: A, from: 05:00, to: 22:00}", "{name: B, from: 22:00, to: 05:00}"],
        ["{name: A, on: working days}", "{name: B, on: weekends and holidays}"],
        ["{name: A, on: Monday to Friday}", "{name: B, on: [Saturday, Sunday]}"],
    ],
)
def test_windows_that_leave_no_time(written: list[str]) -> None:
    """A system that is closed all year is named with the windows that close it."""
    (problem,) = found(*written)

    assert (problem.code, problem.place and problem.place.line) == ("E706", 7)


@pytest.mark.parametrize(
    "written",
    [
        ["{name: A, from: 00:00, to: 23:59}"],
        ["{name: A, on: working days}", "{name: B, on: [Saturday, Sunday]}"],  # holidays are left
        ["{name: A, from: 05:00, to: 22:00}", "{name: B, from: 22:00, to: 04:00}"],
        ["{name: A, from: 2026-01-01 00:00, to: 2027-11-22 00:00}"],  # a year that ends before the coming one
        ["{name: Nacht, from: 22:00, to: 05:00}", "{name: Update, from: 2026-12-05 18:00, to: 2026-12-07 06:00}"],
        ["{name: Schalttag, on: 02-29}"],
        ["{name: Fern, on: 2029-05-01}"],
    ],
)
def test_windows_that_are_right(written: list[str]) -> None:
    """An hour that is left is enough; an update may lie over the nights; some days are far away."""
    assert found(*written) == []


def test_windows_that_overlap() -> None:
    """Both are named, with a time."""
    (problem,) = found("{name: Nacht, from: 22:00, to: 05:00}", "{name: Früh, on: Monday, from: 04:00, to: 06:00}")

    assert (problem.code, problem.place and problem.place.line) == ("E705", 8)
    assert '"Früh" of casework overlaps "Nacht", for example on 2026-11-23 at 04:00' in problem.message()


def test_two_updates_that_overlap() -> None:
    """Windows that are once are compared with each other."""
    (problem,) = found(
        "{name: A, from: 2026-12-05 18:00, to: 2026-12-07 06:00}",
        "{name: B, from: 2026-12-06 18:00, to: 2026-12-08 06:00}",
    )

    assert problem.code == "E705"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{name: A, on: 25th working day}", "E704"),
        ("{name: A, on: 2025-12-05}", "E707"),
        ("{name: A, from: 2025-12-05 18:00, to: 2025-12-07 06:00}", "E707"),
        ("{name: A, from: 1995-12-05 18:00, to: 1995-12-07 06:00}", "E704"),
    ],
)
def test_window_that_never_comes(written: str, code: str) -> None:
    """A day that no month has, and a year that is over."""
    (problem,) = found(written)

    assert (problem.code, problem.place and problem.place.line) == (code, 7)
