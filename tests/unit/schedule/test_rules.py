"""When something is due: by crontab, working day, interval and once, through nights in which clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.schedule.conftest import Rule, RuleOf, rule_from

from nahtlos.schedule.due import next_due
from nahtlos.schedule.words import explain

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    """Read a time in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def slots(rule: Rule, after: str, until: str) -> list[str]:
    """Return the slots between two times in Berlin."""
    return [due.slot for due in rule.due(at(after), at(until))]


def times(rule: Rule, after: str, until: str) -> list[str]:
    """Return the instants between two times in Berlin, as slot and as UTC."""
    return [f"{due.slot} {due.at:%H:%M}Z" for due in rule.due(at(after), at(until))]


# ------------------------------------------------------------------ which times


@pytest.mark.parametrize(
    ("written", "after", "expected"),
    [
        ("cron: 0 6 * * mon-fri", "2026-11-20T06:00", ["2026-11-23T06:00", "2026-11-24T06:00"]),
        # Not on a Tuesday, as `CronTrigger.from_crontab("0 6 * * 1")` of APScheduler 3.11 would.
        ("cron: 0 6 * * mon", "2026-11-22T12:00", ["2026-11-23T06:00", "2026-11-30T06:00"]),
        ("cron: 0 6 * * sun", "2026-11-22T06:00", ["2026-11-29T06:00", "2026-12-06T06:00"]),
        ("cron: 0 6 * * fri-mon", "2026-11-20T07:00", ["2026-11-21T06:00", "2026-11-22T06:00", "2026-11-23T06:00"]),
        ("cron: 0 0 29 feb *", "2026-01-01T00:00", ["2028-02-29T00:00", "2032-02-29T00:00"]),
        # 2100 is no leap year.
        ("cron: 0 0 29 feb *", "2096-03-01T00:00", ["2104-02-29T00:00"]),
        ("cron: 0 18 last * *", "2027-01-31T18:00", ["2027-02-28T18:00", "2027-03-31T18:00"]),
        ("cron: 0 0 31 * *", "2026-11-01T00:00", ["2026-12-31T00:00", "2027-01-31T00:00", "2027-03-31T00:00"]),
        ("cron: 0 0 1 jan *", "2026-12-31T23:59", ["2027-01-01T00:00", "2028-01-01T00:00"]),
        ('cron: "30 22-23,0-1 * * *"', "2026-12-31T22:30", ["2026-12-31T23:30", "2027-01-01T00:30"]),
        ('cron: "*/20 7-8 * * *"', "2026-12-31T08:20", ["2026-12-31T08:40", "2027-01-01T07:00"]),
        ("when: every working day at 05:30", "2026-12-24T05:30", ["2026-12-28T05:30", "2026-12-29T05:30"]),
        ("working_day: every, at: 12:00 and 05:30", "2026-12-24T05:30", ["2026-12-24T12:00", "2026-12-28T05:30"]),
        ("when: third working day of the month at 06:00", "2026-12-31T00:00", ["2027-01-06T06:00"]),
        # 6 January is a holiday in Bayern.
        ("when: third working day of the month at 06:00, land: BY", "2026-12-31T00:00", ["2027-01-07T06:00"]),
        ("working_day: -1, at: 18:00", "2026-12-01T00:00", ["2026-12-31T18:00", "2027-01-29T18:00"]),
        ("when: last working day of the month at 18:00", "2026-12-01T00:00", ["2026-12-31T18:00"]),
        ("when: two working days before month end at 18:00", "2026-12-01T00:00", ["2026-12-30T18:00"]),
        ("when: Second to last working day of the month at 18:00", "2026-12-01T00:00", ["2026-12-30T18:00"]),
        ("working_day: 23, at: 06:00", "2026-12-01T00:00", ["2027-12-31T06:00"]),
        ("cron: 0 6 24-28 12 *, only_working_days: true", "2026-12-01T00:00", ["2026-12-24T06:00", "2026-12-28T06:00"]),
        ("at: 2026-12-24 05:30", "2026-12-24T05:29", ["2026-12-24T05:30"]),
        ("at: 2026-12-24 05:30", "2026-12-24T05:30", []),
        ("every: 2 weeks, from: 2026-01-01 05:30", "2025-06-01T00:00", ["2026-01-01T05:30", "2026-01-15T05:30"]),
        ("every: 1 day, from: 2026-01-01 05:30", "2026-10-24T05:30", ["2026-10-25T05:30", "2026-10-26T05:30"]),
        ("every: 2 days, from: 2026-12-23 05:30, only_working_days: true", "2026-12-23T06:00", ["2026-12-29T05:30"]),
        ("cron: 0 6 * * *, timezone: America/New_York", "2026-11-20T06:00", ["2026-11-20T06:00", "2026-11-21T06:00"]),
    ],
)
def test_rule_names_its_due_times(rule_of: RuleOf, written: str, after: str, expected: list[str]) -> None:
    """A rule is due at these times, and at none between."""
    found = rule_of(written).due(at(after), at(after) + timedelta(days=4000))

    assert [due.slot for due in islice(found, max(1, len(expected)))] == expected


def test_interval_is_counted_from_its_start(rule_of: RuleOf) -> None:
    """An interval has the instant as its slot, and the same ones wherever one looks from."""
    rule = rule_of("every: 25 min, from: 2026-11-20 06:00")

    assert times(rule, "2026-11-20T05:00", "2026-11-20T06:50") == [
        "2026-11-20T05:00:00Z 05:00Z",
        "2026-11-20T05:25:00Z 05:25Z",
        "2026-11-20T05:50:00Z 05:50Z",
    ]
    assert slots(rule, "2026-11-20T06:24", "2026-11-20T06:49") == ["2026-11-20T05:25:00Z"]


def test_interval_only_on_working_days_begins_again_in_step(rule_of: RuleOf) -> None:
    """After a weekend an interval goes on where it would have been, not at midnight."""
    rule = rule_of("every: 5 h, from: 2026-11-20 06:00, only_working_days: true")

    assert slots(rule, "2026-11-20T15:00", "2026-11-23T06:00") == [
        "2026-11-20T15:00:00Z",
        "2026-11-20T20:00:00Z",
        "2026-11-23T03:00:00Z",
    ]


def test_own_closing_day_is_no_working_day(rule_of: RuleOf) -> None:
    """A day on which the office is closed is left out like a holiday."""
    rule = rule_of("when: every working day at 05:30", closed=[at("2026-12-28T12:00").date()])

    assert slots(rule, "2026-12-24T05:30", "2026-12-29T05:30") == ["2026-12-29T05:30"]


# ------------------------------------------------------------------ nights with changed clocks


@pytest.mark.parametrize(
    ("night", "morning", "expected"),
    [
        # 02:30 does not exist: it is due when the clock jumps to 03:00.
        ("2026-03-28", "2026-03-29", "2026-03-29T02:30 01:00Z"),
        ("2027-03-27", "2027-03-28", "2027-03-28T02:30 01:00Z"),
        # 02:30 comes twice: the first one counts.
        ("2026-10-24", "2026-10-25", "2026-10-25T02:30 00:30Z"),
        ("2027-10-30", "2027-10-31", "2027-10-31T02:30 00:30Z"),
    ],
)
@pytest.mark.parametrize("written", ["cron: 30 2 * * *", "every: 1 day, from: 2026-01-01 02:30"])
def test_half_past_two_comes_once_each_night(
    rule_of: RuleOf, written: str, night: str, morning: str, expected: str
) -> None:
    """Whatever the clocks do, one slot of 02:30 is due each night."""
    found = times(rule_of(written), f"{night}T12:00", f"{morning}T12:00")

    assert found == [expected]


def test_after_the_first_of_two_times_nothing_comes_again(rule_of: RuleOf) -> None:
    """Looked at between the two 02:30 of the autumn night, the next one is that of tomorrow."""
    rule = rule_of("cron: 30 2 * * *")

    due = next_due(rule, datetime(2026, 10, 25, 0, 45, tzinfo=UTC))

    assert due is not None
    assert due.slot == "2026-10-26T02:30"


def test_hour_that_is_left_out_is_due_at_its_end(rule_of: RuleOf) -> None:
    """Every quarter of the missing hour has its slot, all due at 03:00 together with that of 03:00."""
    found = times(rule_of('cron: "*/15 * * * *"'), "2026-03-29T01:45", "2026-03-29T03:15")

    assert found == [
        "2026-03-29T02:00 01:00Z",
        "2026-03-29T02:15 01:00Z",
        "2026-03-29T02:30 01:00Z",
        "2026-03-29T02:45 01:00Z",
        "2026-03-29T03:00 01:00Z",
        "2026-03-29T03:15 01:15Z",
    ]


@pytest.mark.parametrize(("night", "hours"), [("2026-10-24", 25), ("2026-03-28", 23), ("2027-10-30", 25)])
def test_interval_runs_through_the_night_in_real_time(rule_of: RuleOf, night: str, hours: int) -> None:
    """Every hour means every hour that passes: 25 in the autumn night, 23 in spring."""
    rule = rule_of("every: 1 h, from: 2026-01-01 00:30")
    noon = at(f"{night}T12:00")

    found = list(rule.due(noon, (noon.astimezone(BERLIN) + timedelta(days=1)).astimezone(UTC)))

    assert len(found) == hours
    assert {later.at - earlier.at for earlier, later in pairwise(found)} == {timedelta(hours=1)}


# ------------------------------------------------------------------ why


@pytest.mark.parametrize(
    ("written", "after", "expected"),
    [
        (
            "when: every working day at 05:30",
            "2026-12-24T05:30",
            "Mon 2026-12-28 05:30, because 25-27 December are holidays or weekend in Rheinland-Pfalz",
        ),
        (
            "when: every working day at 05:30",
            "2026-12-28T05:30",
            "Tue 2026-12-29 05:30, because it is a working day in Rheinland-Pfalz",
        ),
        (
            "when: every working day at 05:30",
            "2026-11-20T05:30",
            "Mon 2026-11-23 05:30, because 21-22 November are weekend in Rheinland-Pfalz",
        ),
        (
            "when: every working day at 05:30, land: BY",
            "2027-01-05T05:30",
            "Thu 2027-01-07 05:30, because 6 January is a holiday (Heilige Drei Könige) in Bayern",
        ),
        (
            "when: every working day at 05:30, land: HE",
            "2027-04-30T05:30",
            "Mon 2027-05-03 05:30, because 1-2 May are holidays or weekend in Hessen",
        ),
        (
            "when: third working day of the month at 06:00",
            "2026-12-31T00:00",
            "Wed 2027-01-06 06:00, because it is the third working day of January in Rheinland-Pfalz "
            "(1-3 January are holidays or weekend)",
        ),
        (
            "working_day: -2, at: 06:00",
            "2027-01-01T00:00",
            "Thu 2027-01-28 06:00, because it is the second to last working day of January in Rheinland-Pfalz "
            "(30-31 January are weekend)",
        ),
        (
            "cron: 0 6 * * mon-fri, only_working_days: true",
            "2026-12-24T12:00",
            "Mon 2026-12-28 06:00, because the crontab says 0 6 * * mon-fri, and 25-27 December are holidays or "
            "weekend in Rheinland-Pfalz",
        ),
        (
            "cron: 30 2 * * *",
            "2026-03-28T12:00",
            "Sun 2026-03-29 03:00, because the crontab says 30 2 * * *; 02:30 does not exist in this night, the clock "
            "is put forward over it",
        ),
        (
            "cron: 30 2 * * *",
            "2026-10-24T12:00",
            "Sun 2026-10-25 02:30, because the crontab says 30 2 * * *; it is the first 02:30 of two, the clock is "
            "put back in this night",
        ),
        ("at: 2026-12-24 05:30", "2026-12-01T00:00", "Thu 2026-12-24 05:30, because it is written for this time alone"),
        (
            "every: 90 s, from: 2026-01-01 00:00",
            "2026-11-20T06:00",
            "Fri 2026-11-20 06:01:30, because it is every 90 s from 2026-01-01 00:00 on",
        ),
        (
            "every: 2 weeks, from: 2026-01-01 06:00",
            "2026-11-20T06:00",
            "Thu 2026-12-03 06:00, because it is every 2 weeks from 2026-01-01 on",
        ),
    ],
)
def test_due_time_explains_itself(rule_of: RuleOf, written: str, after: str, expected: str) -> None:
    """A due time says why it is then and not earlier."""
    due = next_due(rule_of(written), at(after))

    assert due is not None
    assert explain(due, BERLIN) == expected


def test_closing_days_are_named_among_the_reasons(rule_of: RuleOf) -> None:
    """Days on which the office is closed stand beside holidays and weekend."""
    days = [at(f"2026-12-{day}T12:00").date() for day in (24, 28, 29, 30, 31)]

    due = next_due(rule_of("when: every working day at 05:30", closed=days), at("2026-12-23T12:00"))

    assert due is not None
    assert explain(due, BERLIN) == (
        "Mon 2027-01-04 05:30, because 24 December to 3 January are holidays, closing days or weekend in "
        "Rheinland-Pfalz"
    )


# ------------------------------------------------------------------ what holds for every rule

WRITTEN = [
    'cron: "* * * * *"',
    'cron: "*/7 * * * *"',
    "cron: 30 2 * * *",
    'cron: "0,59 0,2,3,23 * * *"',
    "cron: 0 2 last * *",
    "cron: 15 1-3 * * sun",
    "cron: 0 0 29 2 *",
    "when: every working day at 02:30 and 05:30",
    "working_day: 3, at: 02:30",
    "working_day: -2, at: 02:30",
    "every: 3 days, from: 2026-01-01 02:30, only_working_days: true, timezone: Australia/Lord_Howe",
    *(
        f"every: {minutes} min, from: 2026-09-01 00:10{only}"
        for minutes in (7, 61, 600)
        for only in ("", ", only_working_days: true")
    ),
]
RULES = {text: rule_from(text) for text in WRITTEN}
MOMENTS = st.integers(0, 60 * 24 * 500).map(lambda minutes: at("2026-02-20T00:00") + timedelta(minutes=minutes))
SPANS = st.integers(0, 60 * 24 * 12).map(lambda minutes: timedelta(minutes=minutes))


@settings(deadline=None)
@given(written=st.sampled_from(WRITTEN), begin=MOMENTS, first=SPANS, second=SPANS)
def test_due_times_ascend_come_once_and_do_not_depend_on_who_asks(
    written: str, begin: datetime, first: timedelta, second: timedelta
) -> None:
    """Asked in one go or in two, a rule names the same slots, each once, ascending, within what was asked for."""
    rule = RULES[written]
    middle, end = begin + first, begin + first + second

    whole = list(rule.due(begin, end))

    assert whole == [*rule.due(begin, middle), *rule.due(middle, end)]
    assert len({due.slot for due in whole}) == len(whole)
    assert [due.at for due in whole] == sorted(due.at for due in whole)
    assert all(begin < due.at <= end for due in whole)
    assert rule.count(begin, end) == len(whole)
