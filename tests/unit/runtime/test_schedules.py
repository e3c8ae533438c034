"""Schedules are checked beside workflows, systems and calendars; what is refused has file, line and column."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nahtlos.errors import Refused
from nahtlos.runtime.checking import check
from nahtlos.runtime.definitions import read_definitions
from nahtlos.runtime.schedules import read_schedules
from nahtlos.runtime.workspace import MORE_SCHEDULES, SCHEDULES, Workspace

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def problems(workspace: Workspace, text: str) -> list[str]:
    """Write schedules and return what `check` says about the workspace."""
    (workspace.root / SCHEDULES).write_text(f"schedules:\n{text}", "utf-8")
    return [str(problem) for problem in check(workspace, now=NOW).problems]


def test_schedules_of_the_example_are_right(workspace: Workspace) -> None:
    """What `init` writes has schedules, and all of them can be kept."""
    schedules = read_schedules(read_definitions(workspace), NOW)

    assert [schedule.name for schedule in schedules]
    assert list(check(workspace, now=NOW).schedules) == [schedule.name for schedule in schedules]


def test_workspace_needs_no_schedules(workspace: Workspace) -> None:
    """Without the file nothing starts by itself, and nothing is wrong."""
    (workspace.root / SCHEDULES).unlink()

    assert list(read_schedules(read_definitions(workspace), NOW)) == []
    assert list(check(workspace, now=NOW).problems) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "  a: {workflow: report-particpation, cron: 0 6 * * mon}\n",
            'config/schedules.yaml:2:17  E663  There is no workflow "report-particpation" in workflows/. '
            'Did you mean "report-participation"?',
        ),
        (
            "  a: {workflow: import-vouchers, after: {workflow: report-particpation}}\n",
            'config/schedules.yaml:2:41  E663  There is no workflow "report-particpation" in workflows/. '
            'Did you mean "report-participation"?',
        ),
        (
            "  a: {workflow: import-vouchers, profile: practise, cron: 0 6 * * mon}\n",
            'config/schedules.yaml:2:43  E354  There is no profile "practise". Did you mean "practice"?',
        ),
        (
            "  a: {workflow: import-vouchers, inputs: {fiel: x.csv}, cron: 0 6 * * mon}\n",
            'config/schedules.yaml:2:49  E668  import-vouchers has no input "fiel". Did you mean "file"?',
        ),
        (
            '  a: {workflow: import-vouchers, files: {folder: in, pattern: "*.csv", input: fiel}}\n',
            'config/schedules.yaml:2:3  E668  import-vouchers has no input "fiel". Did you mean "file"?',
        ),
        (
            "  a: {workflow: import-vouchers, at: 2026-11-20 12:59}\n",
            "config/schedules.yaml:2:38  E727  2026-11-20 12:59 has passed, so this will not start again. Delete the "
            "schedule, or write a time to come.",
        ),
        (
            "  a: {workflow: import-vouchers, land: RP, cron: 0 6 25 12 *, only_working_days: true}\n",
            "config/schedules.yaml:2:50  E717  This schedule is never due: in the next ten years, no day is left of "
            "what is written here.",
        ),
        (
            "  a: {workflow: import-vouchers, land: RX, when: every working day at 05:30}\n",
            'config/schedules.yaml:2:40  E700  There is no Land "RX". There are BB, BE, BW, BY, HB, HE, HH, MV, NI, '
            "NW, RP, SH, SL, SN, ST and TH.",
        ),
    ],
)
def test_what_does_not_fit_the_workspace_is_named(workspace: Workspace, text: str, expected: str) -> None:
    """A schedule that cannot be kept is named with its place, and nothing else is."""
    assert problems(workspace, text) == [expected]


def test_workflow_with_problems_is_named_at_its_schedule_too(workspace: Workspace) -> None:
    """The first schedule of a workflow whose check fails is named, with the way to the problems."""
    path = workspace.root / "workflows/import-vouchers.yaml"
    path.write_text(path.read_text("utf-8").replace("owner:", "ownr:", 1).replace("title:", "titel:", 1), "utf-8")

    found = problems(
        workspace,
        "  a: {workflow: import-vouchers, cron: 0 6 * * mon}\n  b: {workflow: import-vouchers, cron: 0 6 * * tue}\n",
    )

    assert [problem for problem in found if "  E723  " in problem] == [found[-1]]
    assert found[-1] == (
        'config/schedules.yaml:2:17  E723  The workflow "import-vouchers" has 2 problems; `nahtlos check '
        "import-vouchers` names them."
    )


def test_input_of_a_wrong_type_is_named(workspace: Workspace) -> None:
    """An input is read as the workflow declares it, and its value does not stand in the message."""
    path = workspace.root / "workflows/import-vouchers.yaml"
    text = path.read_text("utf-8").replace("inputs:\n", "inputs:\n  day: date\n  from_day: date\n")
    path.write_text(text, "utf-8")

    found = problems(workspace, "  a: {workflow: import-vouchers, inputs: {day: soon}, cron: 0 6 * * mon}\n")

    assert [problem[: problem.index("  E729") + 6] for problem in found] == [
        "config/schedules.yaml:2:3  E729",
        "config/schedules.yaml:2:48  E729",
    ]
    assert not any("soon" in problem for problem in found)


def test_all_problems_at_once_in_the_order_of_the_file(workspace: Workspace) -> None:
    """Wrong rules, names and doubles come together."""
    found = problems(
        workspace,
        "  a: {workflow: import-vouchers, cron: 0 6 * * mon}\n"
        "  b: {workflow: import-vouchers, cron: 0 6 * * mon}\n"
        "  c: {workflow: nothing, cron: 0 7 * * mon}\n"
        "  d: {workflow: import-vouchers, profile: none, at: 2025-12-24 05:30}\n",
    )

    assert [problem.split("  ")[:2] for problem in found] == [
        ["config/schedules.yaml:3:3", "E724"],
        ["config/schedules.yaml:4:17", "E663"],
        ["config/schedules.yaml:5:43", "E354"],
        ["config/schedules.yaml:5:53", "E727"],
    ]


WINDOWS = """
    windows:
      - {name: Zahllauf, on: working days, from: 16:00, to: 22:00}
      - {name: Wartung, on: weekends and holidays, land: RP}
"""


@pytest.mark.parametrize(
    ("rule", "closed"),
    [
        ("when: every working day at 18:00", ["2026-11-20 18:00 Zahllauf"]),
        ("cron: 0 17 * * *", ["2026-11-20 17:00 Zahllauf"]),
        ("cron: 0 9 * * sat", ["2026-11-21 09:00 Wartung"]),
        ("cron: 0 18 24-28 12 *", ["2026-12-24 18:00 Zahllauf"]),
        ("at: 2026-12-24 18:00", ["2026-12-24 18:00 Zahllauf"]),
        ("cron: '0 15,18 * * *'", []),
        ("cron: 0 22 * * *", []),
        ("every: 25 min, from: 2026-01-01 00:00", []),
    ],
)
def test_schedule_that_always_meets_a_closed_system(workspace: Workspace, rule: str, closed: list[str]) -> None:
    """A schedule whose due times all fall into windows of a system that its workflow writes to is refused."""
    path = workspace.root / "config/systems.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("  rpa-challenge:\n", WINDOWS.strip("\n") + "\n  rpa-challenge:\n", 1), "utf-8")
    settings = workspace.root / "config/nahtlos.yaml"
    settings.write_text(settings.read_text("utf-8") + "calendar: {land: RP}\n", "utf-8")

    found = problems(workspace, f"  a: {{workflow: import-vouchers, {rule}}}\n")

    assert [problem.partition("  ")[2] for problem in found] == [
        f'E726  Whenever this is due, nothing is written to "exchange": {day} {time}, for example, is in its window '
        f'"{window}". Choose another time, or change the window in config/systems.yaml.'
        for day, time, window in map(str.split, closed)
    ]


def test_schedules_may_stand_in_several_files(workspace: Workspace) -> None:
    """Files in config/schedules/ are read as well; a name that stands in two of them is named with both places."""
    more = workspace.root / MORE_SCHEDULES
    more.mkdir()
    (more / "a.yaml").write_text("schedules:\n  a: {workflow: import-vouchers, cron: 0 7 * * mon}\n", "utf-8")
    (more / "b.yaml").write_text("timezone: UTC\nschedules:\n  b: {workflow: nothing, cron: 0 7 * * mon}\n", "utf-8")

    found = problems(workspace, "  a: {workflow: import-vouchers, cron: 0 6 * * mon}\n")

    assert found == [
        'config/schedules/a.yaml:2:3  E120  "a" stands here a second time; the first is config/schedules.yaml:2:3. '
        "Delete one of them.",
        'config/schedules/b.yaml:3:17  E663  There is no workflow "nothing" in workflows/. There are import-vouchers, '
        "report-participation and rpa-challenge.",
    ]


def test_schedules_are_read_although_the_systems_cannot_be(workspace: Workspace) -> None:
    """A typo in the systems does not hide one in the schedules."""
    (workspace.root / "config/systems.yaml").write_text("sytems: {}\n", "utf-8")

    found = problems(workspace, "  a: {workflow: import-vouchers, cron: 0 6 * * 1}\n")

    assert [problem.split("  ")[:2] for problem in found] == [
        ["config/systems.yaml:1:1", "E201"],
        ["config/schedules.yaml:2:40", "E715"],
    ]


@pytest.mark.parametrize("text", ["at: 2040-12-24 05:30", "at: 2025-12-24 05:30, enabled: false"])
def test_time_that_is_far_away_or_not_wanted_is_no_problem(workspace: Workspace, text: str) -> None:
    """Only a time that has passed and would be waited for is named."""
    assert problems(workspace, f"  a: {{workflow: import-vouchers, {text}}}\n") == []


def test_service_refuses_what_check_names(workspace: Workspace) -> None:
    """Whoever reads the schedules to serve them gets all problems as one refusal."""
    (workspace.root / SCHEDULES).write_text(
        "schedules:\n  a: {workflow: nothing, cron: 0 7 * * mon}\n  b: {workflow: nought, cron: 0 7 * * mon}\n", "utf-8"
    )

    with pytest.raises(Refused) as refused:
        read_schedules(read_definitions(workspace), NOW)

    assert [problem.code for problem in refused.value.problems] == ["E663", "E663"]


def test_service_starts_with_a_schedule_that_is_over(workspace: Workspace) -> None:
    """The night after a schedule for one time, the service starts again as before."""
    (workspace.root / SCHEDULES).write_text(
        "schedules:\n  a: {workflow: import-vouchers, at: 2025-12-24 05:30}\n", "utf-8"
    )

    schedules = read_schedules(read_definitions(workspace), NOW)

    assert [schedule.name for schedule in schedules] == ["a"]
