"""Who is at the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from nahtlos.runtime.surroundings import signed_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1000", 1000),  # who signed in, whatever account they act as now
        ("0", 0),
        ("4294967295", None),  # a service: nobody signed in
        ("", None),
        ("?", None),
    ],
)
def test_who_signed_in_is_asked_of_the_kernel(tmp_path: Path, text: str, expected: int | None) -> None:
    """`sudo` does not change it."""
    path = tmp_path / "loginuid"
    path.write_text(text)

    assert signed_in(path) == expected


def test_a_system_that_does_not_say(tmp_path: Path) -> None:
    """Then the account counts."""
    assert signed_in(tmp_path / "loginuid") is None
