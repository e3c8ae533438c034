"""Schedules as written become rules and triggers; doubles and circles are named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.schedule.conftest import CompileText, Problems

from nahtlos.schedule.triggers import AfterTrigger, CallTrigger, FilesTrigger


def test_everything_that_is_written_arrives(compile_text: CompileText) -> None:
    """Each key of a schedule is decided, with its place."""
    (schedule,) = compile_text(
        """schedules:
  report:
    title: Melden
    workflow: report-participation
    profile: practice
    when: every working day at 05:30
    timezone: Europe/Vienna
    missed: skip
    priority: 7
    deadline: 90 min
    enabled: false
    inputs: {file: a.csv}
"""
    )

    assert (schedule.name, schedule.title, schedule.workflow) == ("report", "Melden", "report-participation")
    assert (schedule.profile, schedule.missed, schedule.priority) == ("practice", "skip", 7)
    assert (schedule.deadline, schedule.enabled) == (timedelta(minutes=90), False)
    assert (dict(schedule.inputs), str(schedule.zone)) == ({"file": "a.csv"}, "Europe/Vienna")
    assert (schedule.place.line, schedule.rule_place and schedule.rule_place.line) == (2, 6)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("call: {}", CallTrigger()),
        ("after: {workflow: a}", AfterTrigger(workflow="a", outcomes=frozenset({"done", "kept", "skipped"}))),
        ("after: {workflow: a, outcome: [failed]}", AfterTrigger(workflow="a", outcomes=frozenset({"failed"}))),
        (
            'files: {folder: in, pattern: "*.csv"}',
            FilesTrigger(folder="in", pattern="*.csv", stable_for=timedelta(seconds=5), input=None),
        ),
        (
            'files: {folder: in, pattern: "*.csv", stable_for: 1 min, input: file}',
            FilesTrigger(folder="in", pattern="*.csv", stable_for=timedelta(minutes=1), input="file"),
        ),
    ],
)
def test_triggers_besides_the_time(compile_text: CompileText, written: str, expected: object) -> None:
    """A file, another run or a call is a trigger."""
    (schedule,) = compile_text(f"schedules:\n  a: {{workflow: w, {written}}}\n")

    assert schedule.rule == expected


def test_rules_of_the_same_words_are_one(compile_text: CompileText) -> None:
    """Very many schedules with one crontab hold one rule."""
    first, second = compile_text(
        "schedules:\n  a: {workflow: v, cron: 0 6 * * mon}\n  b: {workflow: w, cron: 0 6 * * mon}\n"
    )

    assert first.rule is second.rule


@pytest.mark.parametrize(
    "second",
    [
        "workflow: other, cron: 0 6 * * mon",
        "workflow: w, cron: 0 7 * * mon",
        "workflow: w, cron: 0 6 * * mon, profile: practice",
        "workflow: w, cron: 0 6 * * mon, inputs: {n: '1'}",
        "workflow: w, cron: 0 6 * * mon, timezone: UTC",
        "workflow: w, cron: 0 6 * * mon, only_working_days: true",
        "workflow: w, cron: 0 6 * * mon, enabled: false",
    ],
)
def test_schedules_that_differ_are_no_doubles(problems_of: Problems, second: str) -> None:
    """Another workflow, time, profile, input or zone is another schedule; one that is switched off is none."""
    text = f"schedules:\n  a: {{workflow: w, cron: 0 6 * * mon}}\n  b: {{{second}}}\n"

    assert list(problems_of(text)) == []


@pytest.mark.parametrize(
    "written",
    [
        "when: every working day at 05:30",
        "working_day: 3, at: 06:00",
        "every: 15 min, from: 2026-01-01 00:00",
        "at: 2026-12-24 05:30",
        'files: {folder: in, pattern: "*.csv"}',
    ],
)
def test_doubles_are_found_for_every_way(problems_of: Problems, written: str) -> None:
    """The same words twice start the same twice, whatever they are."""
    text = f"schedules:\n  a: {{workflow: w, {written}}}\n  b: {{workflow: w, {written}}}\n"

    assert [problem.code for problem in problems_of(text)] == ["E724"]


def test_sentence_and_long_form_are_the_same(problems_of: Problems) -> None:
    """A schedule is a double of another one however both are written."""
    text = (
        "schedules:\n  a: {workflow: w, when: two working days before month end at 18:00}\n"
        "  b: {workflow: w, working_day: -2, at: 18:00}\n"
    )

    assert [problem.code for problem in problems_of(text)] == ["E724"]


def test_chain_of_workflows_is_no_circle(problems_of: Problems) -> None:
    """One after the other, and two after one, end somewhere."""
    text = (
        "schedules:\n  a: {workflow: b, after: {workflow: a}}\n  b: {workflow: c, after: {workflow: b}}\n"
        "  c: {workflow: d, after: {workflow: b}}\n  d: {workflow: c, after: {workflow: d}}\n"
    )

    assert list(problems_of(text)) == []
