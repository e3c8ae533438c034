"""What a field's value is on a screen."""

from datetime import date

import pytest

from nahtlos.engine.values import read_as
from nahtlos.expressions import InvalidValue


@pytest.mark.parametrize("shown", ["24.11.2026", "2026-11-24"])
def test_a_date_field_of_the_browser_is_read_whatever_the_format(shown: str) -> None:
    """Such a field holds its day in one way, however it draws it."""
    assert read_as("date", shown, format="dd.MM.yyyy") == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("shown", "format_"),
    [("2026-11-24", "yyyy-dd-MM"), ("2026-13-24", "dd.MM.yyyy"), ("11/24/2026", "dd.MM.yyyy")],
)
def test_another_way_to_write_a_date_is_not_guessed(shown: str, format_: str) -> None:
    """What has two readings has none."""
    with pytest.raises(InvalidValue):
        read_as("date", shown, format=format_)
