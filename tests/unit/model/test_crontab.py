"""Crontabs are read field by field; what programs read differently is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from apscheduler.triggers.cron import CronTrigger

from nahtlos.errors import AmbiguousCrontab, NeverDue, WrongCrontab
from nahtlos.model.crontab import read_crontab


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("30 6 * * *", [time(6, 30)]),
        ("0,30 6,18 * * *", [time(6), time(6, 30), time(18), time(18, 30)]),
        ("*/25 6 * * *", [time(6), time(6, 25), time(6, 50)]),
        ("10-50/20 6 * * *", [time(6, 10), time(6, 30), time(6, 50)]),
        ("0 22-23,0-1 * * *", [time(0), time(1), time(22), time(23)]),
        ("0 */8 * * *", [time(0), time(8), time(16)]),
    ],
)
def test_times_of_a_crontab(text: str, times: list[time]) -> None:
    """Minutes and hours become the times of a day, ascending."""
    assert list(read_crontab(text).times) == times


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("0 6 * * mon", "2026-11-23", "2026-11-24"),
        ("0 6 * * SUN", "2026-11-22", "2026-11-23"),
        ("0 6 * * mon-fri", "2026-11-27", "2026-11-28"),
        ("0 6 * * saturday-monday", "2026-11-22", "2026-11-24"),
        ("0 6 * * tue-thu,sun", "2026-11-25", "2026-11-27"),
        ("0 6 * * mon-fri/2", "2026-11-25", "2026-11-24"),
        ("0 6 31 * *", "2026-12-31", "2026-12-30"),
        ("0 6 last * *", "2026-11-30", "2026-12-30"),
        ("0 6 1,last feb *", "2028-02-29", "2028-02-28"),
        ("0 6 * nov-december *", "2026-12-01", "2026-01-01"),
        ("0 6 */10 * *", "2026-11-21", "2026-11-20"),
    ],
)
def test_days_of_a_crontab(text: str, yes: str, no: str) -> None:
    """Days, months and weekdays say on which days it holds."""
    crontab = read_crontab(text)

    assert (crontab.has(date.fromisoformat(yes)), crontab.has(date.fromisoformat(no))) == (True, False)


@pytest.mark.parametrize(
    ("weekdays", "cron", "others", "instead"),
    [
        # APScheduler 3.11 counts from Monday as 0: `CronTrigger.from_crontab("0 6 * * 1")` fires on Tuesdays.
        ("1", "mon", "tue", "0 6 * * mon"),
        ("0", "sun", "mon", "0 6 * * sun"),
        ("7", "sun", "nothing", "0 6 * * sun"),
        ("1-5", "mon-fri", "tue-sat", "0 6 * * mon-fri"),
        ("*/2", "tue,thu,sat,sun", "mon,wed,fri,sun", "0 6 * * tue,thu,sat,sun"),
        ("mon,3", "mon,wed", "mon,thu", "0 6 * * mon,wed"),
    ],
)
def test_weekdays_in_digits_have_two_readings(weekdays: str, cron: str, others: str, instead: str) -> None:
    """Both readings are named, and what to write for that of cron."""
    with pytest.raises(AmbiguousCrontab) as refused:
        read_crontab(f"0 6 * * {weekdays}")

    assert (refused.value.cron, refused.value.others, refused.value.instead) == (cron, others, instead)


def test_apscheduler_reads_digits_as_the_message_says() -> None:
    """The other reading is no invention: APScheduler takes 1 for Tuesday."""
    sunday = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    fires = CronTrigger.from_crontab("0 6 * * 1", timezone=UTC).get_next_fire_time(None, sunday)

    assert f"{fires:%a}" == "Tue"


@pytest.mark.parametrize("text", ["0 6 31 2 *", "0 6 30 feb *", "0 6 31 apr,jun,sep,nov *"])
def test_day_that_no_month_has(text: str) -> None:
    """A crontab without any day is refused."""
    with pytest.raises(NeverDue):
        read_crontab(text)


@pytest.mark.parametrize(
    "text",
    ["", "* * * *", "@daily", "0 6 ? * mon", "0 6 * * mon#1", "0 6 0 * *", "-1 6 * * *", "0 6 * 13 *", "0 6 15 * mon"],
)
def test_crontab_that_cannot_be_read(text: str) -> None:
    """Words of other dialects, values out of range, days beside weekdays: all refused, none guessed."""
    with pytest.raises(WrongCrontab):
        read_crontab(text)
