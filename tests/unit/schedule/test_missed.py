"""Due times that passed while nobody was there are run or named, by the policy of their schedule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.schedule.conftest import RuleOf

from nahtlos.schedule.missed import MOST, passed
from nahtlos.schedule.schedule import Missed

FRIDAY = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
"""The last slot: 05:30 in Berlin."""
WEDNESDAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
DAYS = "when: every working day at 05:30"
MISSED = ["2026-11-23T05:30", "2026-11-24T05:30", "2026-11-25T05:30"]


@pytest.mark.parametrize(
    ("policy", "run", "missed"),
    [("run_once", MISSED[2:], MISSED[:2]), ("run_all", MISSED, []), ("skip", [], MISSED)],
)
def test_policy_decides_what_runs(rule_of: RuleOf, policy: Missed, run: list[str], missed: list[str]) -> None:
    """Three mornings were missed: the last one is made up for, all are, or none; each is named."""
    found = passed(rule_of(DAYS), FRIDAY, WEDNESDAY, policy)

    assert [due.slot for due in found.run] == run
    assert [due.slot for due in found.missed] == missed
    assert (found.unnamed_from, found.unnamed, found.more) == (None, 0, False)


@pytest.mark.parametrize("policy", ["run_once", "run_all", "skip"])
def test_due_time_that_is_met_runs_under_every_policy(rule_of: RuleOf, policy: Missed) -> None:
    """A due time of a few seconds ago was not missed."""
    found = passed(rule_of(DAYS), FRIDAY, datetime(2026, 11, 23, 4, 30, 20, tzinfo=UTC), policy)

    assert [due.slot for due in found.run] == ["2026-11-23T05:30"]
    assert list(found.missed) == []


def test_last_of_several_is_met_although_others_were_missed(rule_of: RuleOf) -> None:
    """Who comes at 05:30 after two days away runs that of today even with `skip`."""
    found = passed(rule_of(DAYS), FRIDAY, datetime(2026, 11, 25, 4, 30, tzinfo=UTC), "skip")

    assert [due.slot for due in found.run] == MISSED[2:]
    assert [due.slot for due in found.missed] == MISSED[:2]


@pytest.mark.parametrize("policy", ["run_once", "run_all", "skip"])
def test_nothing_has_passed(rule_of: RuleOf, policy: Missed) -> None:
    """Between two due times there is nothing to do."""
    found = passed(rule_of(DAYS), FRIDAY, FRIDAY + timedelta(hours=2), policy)

    assert list(found.run) == list(found.missed) == []


@pytest.mark.parametrize("written", ['cron: "* * * * *"', "every: 1 min, from: 2000-01-01 00:00"])
def test_ten_years_of_minutes_are_counted_and_the_last_thousand_named(rule_of: RuleOf, written: str) -> None:
    """Five million missed minutes: one runs, a thousand are named, the others are counted from the first one on."""
    after = datetime(2016, 11, 20, tzinfo=UTC)

    found = passed(rule_of(written), after, WEDNESDAY, "run_once")

    assert [due.at for due in found.run] == [WEDNESDAY]
    assert [due.at for due in found.missed] == [WEDNESDAY - timedelta(minutes=n) for n in range(MOST, 0, -1)]
    assert found.unnamed_from is not None
    assert found.unnamed_from.at == after + timedelta(minutes=1)
    minutes = (WEDNESDAY - after) // timedelta(minutes=1)
    # Of a crontab, the hour that autumn repeats has no slots of its own; the hour spring leaves out has some.
    assert found.unnamed == minutes - MOST - 1


def test_running_all_goes_on_where_it_stopped(rule_of: RuleOf) -> None:
    """All missed minutes of a day are given out, a thousand at a time, each once."""
    rule = rule_of('cron: "* * * * *"')
    now = FRIDAY + timedelta(days=1)

    first = passed(rule, FRIDAY, now, "run_all")
    second = passed(rule, first.run[-1].at, now, "run_all")

    assert (len(first.run), first.more) == (MOST, True)
    assert (len(second.run), second.more) == (24 * 60 - MOST, False)
    assert second.run[0].at == first.run[-1].at + timedelta(minutes=1)


def test_minutes_of_one_instant_stay_together(rule_of: RuleOf) -> None:
    """The sixty minutes that the spring night leaves out are all due at 03:00; none is lost between two helpings."""
    rule = rule_of('cron: "* * * * *"')
    spring = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)

    found = passed(rule, spring - timedelta(minutes=MOST - 10), spring + timedelta(hours=1), "run_all")

    assert found.run[-1].slot == "2026-03-29T03:00"
    assert len({due.slot for due in found.run}) == len(found.run) == MOST - 10 + 60
    assert found.more
