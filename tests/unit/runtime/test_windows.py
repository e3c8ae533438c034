"""Windows and calendars as the files of a workspace say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nahtlos.errors import Refused
from nahtlos.runtime.checking import check
from nahtlos.runtime.definitions import read_definitions
from nahtlos.runtime.windows import windows_of
from nahtlos.runtime.workspace import Workspace

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CLOSED = "{name: Wartung, on: working days}"


def write(workspace: Workspace, name: str, old: str, new: str) -> None:
    path: Path = workspace.root / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def add_windows(workspace: Workspace, *windows: str, profile: str = "practice: {}") -> None:
    lines = "\n".join(f"      - {window}" for window in windows)
    write(workspace, "config/systems.yaml", "    bot: exchange\n", f"    bot: exchange\n    windows:\n{lines}\n")
    write(workspace, "config/systems.yaml", "practice: {}", profile)


def add_calendar(workspace: Workspace, text: str) -> None:
    path = workspace.root / "config" / "nahtlos.yaml"
    path.write_text(path.read_text("utf-8") + f"calendar: {text}\n", "utf-8")


def codes(workspace: Workspace) -> list[tuple[str, int]]:
    problems = check(workspace, now=NOW).problems
    return [(problem.code, problem.place.line if problem.place else 0) for problem in problems]


def test_profile_has_windows_of_its_own(workspace: Workspace) -> None:
    """A test system may be open when production is closed."""
    add_calendar(workspace, "{land: RP}")
    add_windows(workspace, CLOSED, profile="practice: {exchange: {windows: []}}")
    definitions = read_definitions(workspace)
    monday = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    production, practice = [
        windows_of(definitions.settings, definitions.systems_in(profile)).closed("exchange", monday)
        for profile in (None, "practice")
    ]

    assert (production is not None, practice) == (True, None)


def test_closing_days_of_the_workspace(workspace: Workspace) -> None:
    """What the office closes is no working day in windows, and none in expressions."""
    add_calendar(workspace, "{land: RP, closing_days: 11-23}")
    add_windows(workspace, CLOSED)
    definitions = read_definitions(workspace)
    monday = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    closed = windows_of(definitions.settings, definitions.systems_in(None)).closed("exchange", monday)
    is_working_day = definitions.functions["is_working_day"].call

    assert closed is None
    assert [is_working_day({}, monday.date(), land) for land in ("RP", "BY")] == [False, False]


def test_nobody_says_which_land(workspace: Workspace) -> None:
    """A run does not begin either: it could not know when the window is."""
    add_windows(workspace, CLOSED)

    assert [code for code, _ in codes(workspace)] == ["E728"]
    with pytest.raises(Refused):
        read_definitions(workspace)


def test_windows_of_a_profile_are_checked(workspace: Workspace) -> None:
    """What a profile has instead is looked at as well."""
    add_windows(
        workspace, "{name: A, from: 22:00, to: 23:00}",
        profile="practice: {}\n  test: {exchange: {windows: [{name: B}]}}",
    )  # fmt: skip

    assert [code for code, _ in codes(workspace)] == ["E706"]


def test_past_window_stops_no_run(workspace: Workspace) -> None:
    """`check` names an update that is over; what is there to run still runs."""
    add_windows(workspace, "{name: Update, from: 2025-12-05 18:00, to: 2025-12-07 06:00}")

    assert [code for code, _ in codes(workspace)] == ["E707"]
    assert read_definitions(workspace)
