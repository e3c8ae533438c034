"""FAULTS row 15: a clock that is changed, put back or forward makes each slot once, and no missed one goes unnamed.

Here for rules and missed slots; `nahtlos serve` with its rows has tests of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.schedule.conftest import RuleOf, rule_from

from nahtlos.schedule.missed import passed
from nahtlos.schedule.schedule import Missed

DANGEROUS = {
    "autumn 2026": datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
    "autumn 2027": datetime(2027, 10, 30, 22, 0, tzinfo=UTC),
    "spring 2026": datetime(2026, 3, 28, 22, 0, tzinfo=UTC),
    "spring 2027": datetime(2027, 3, 27, 22, 0, tzinfo=UTC),
    "new year": datetime(2026, 12, 31, 20, 0, tzinfo=UTC),
    "leap day": datetime(2028, 2, 28, 20, 0, tzinfo=UTC),
}
WRITTEN = {
    "02:30": "cron: 30 2 * * *",
    "quarters": 'cron: "*/15 * * * *"',
    "last day": "cron: 30 2 last * *",
    "29 February": "cron: 30 2 29 2 *",
    "working days": "when: every working day at 02:30",
    "interval": "every: 25 min, from: 2026-01-01 00:00",
    "days": "every: 1 day, from: 2026-01-01 02:30",
}
RULES = {name: rule_from(text) for name, text in WRITTEN.items()}
JUMPS = st.lists(st.integers(-5 * 3600, 9 * 3600), min_size=1, max_size=12)
"""How many seconds the clock shows more, or less, at each look at it."""


@settings(deadline=None)
@given(
    night=st.sampled_from(sorted(DANGEROUS)),
    rule=st.sampled_from(sorted(RULES)),
    policy=st.sampled_from(["run_once", "run_all", "skip"]),
    jumps=JUMPS,
)
def test_each_slot_comes_once_however_the_clock_jumps(night: str, rule: str, policy: Missed, jumps: list[int]) -> None:
    """Looks at a clock that jumps back and forth make every slot up to the latest look, each once, in order."""
    begin = after = now = furthest = DANGEROUS[night]
    slots: list[str] = []
    for jump in jumps:
        now += timedelta(seconds=jump)
        furthest = max(furthest, now)
        found = passed(RULES[rule], after, now, policy)
        dues = sorted([*found.run, *found.missed], key=lambda due: (due.at, due.slot))
        slots += [due.slot for due in dues]
        after = max([after, *(due.at for due in dues)])

    assert slots == [due.slot for due in RULES[rule].due(begin, furthest)]


@pytest.mark.parametrize(
    ("night", "slots"),
    [
        ("autumn 2026", ["2026-10-25T02:30"]),
        ("autumn 2027", ["2027-10-31T02:30"]),
        ("spring 2026", ["2026-03-29T02:30"]),
        ("spring 2027", ["2027-03-28T02:30"]),
        ("new year", ["2027-01-01T02:30"]),
        ("leap day", ["2028-02-29T02:30"]),
    ],
)
def test_dangerous_night_has_one_slot(rule_of: RuleOf, night: str, slots: list[str]) -> None:
    """Asked every minute through the night, 02:30 runs once."""
    rule = rule_of("cron: 30 2 * * *")
    after = begin = DANGEROUS[night]
    found: list[str] = []
    for minute in range(12 * 60):
        due = passed(rule, after, begin + timedelta(minutes=minute), "run_once").run
        found += [each.slot for each in due]
        after = max([after, *(each.at for each in due)])

    assert found == slots


def test_clock_that_was_a_year_ahead_is_put_right(rule_of: RuleOf) -> None:
    """Slots of a wrong future stay what they are: nothing is due again until that future is there."""
    rule = rule_of("when: every working day at 05:30")
    right = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    wrong = datetime(2027, 11, 19, 12, 0, tzinfo=UTC)

    ahead = passed(rule, right, wrong, "run_once")
    after = ahead.run[-1].at
    back = passed(rule, after, right + timedelta(days=3), "run_once")

    assert len(ahead.missed) == rule.count(right, wrong) - 1
    assert (list(back.run), list(back.missed)) == ([], [])
