"""What is printed cannot steer a terminal, and tables stand in columns whatever the letters are."""

import json

import pytest

from nahtlos.cli.output import Columns, JsonList, as_table, plain, say_json, say_json_with


def test_text_cannot_steer_a_terminal() -> None:
    """Escapes, returns and marks that turn text around become a visible sign."""
    assert plain("a\x1b[31mred\rb\u202ec") == "a\ufffd[31mred\ufffdb\ufffdc"
    assert plain("zwei\nZeilen\tÄß") == "zwei\nZeilen\tÄß"


def test_columns_stand_below_each_other() -> None:
    """Combining marks take no room, wide letters take two; the last column is not padded."""
    table = as_table([["L\u0325o", "1"], ["北京", "2"], ["Anna", "3"]], headings=("name", "n"))

    assert table.splitlines() == ["name  n", "L\u0325o    1", "北京  2", "Anna  3"]


def test_no_rows() -> None:
    """Nothing is an empty text."""
    assert as_table([]) == ""


def test_columns_of_a_long_table_never_shrink() -> None:
    """Pieces stand below each other as far as anybody knew when they were written."""
    columns = Columns()

    pieces = [columns.table([["name", "n"], ["Anna", "1"]]), columns.table([["Bo", "2"]]), columns.table([])]

    assert pieces == ["name  n\nAnna  1", "Bo    2", ""]


def test_long_lists_are_printed_as_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    """The same JSON as if it had been in memory as a whole; an empty list is one, too."""
    full, empty = JsonList(), JsonList()
    values = [{"line": number, "name": "Jürgen\n\ud83d"} for number in range(3000)]
    full.put(*values)

    say_json_with({"full": full, "empty": empty}, {"outcomes": {"done": 1}, "more": 0})

    printed = capsys.readouterr().out
    assert json.loads(printed) == {"full": values, "empty": [], "outcomes": {"done": 1}, "more": 0}


def test_one_list_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing stands behind it."""
    one = JsonList()
    one.put({"a": 1})

    say_json_with({"cases": one})

    assert capsys.readouterr().out == '{\n  "cases": [\n    {\n      "a": 1\n    }\n  ]\n}\n'


def test_json_cannot_steer_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """What would do something is written as an escape, and read back as what it was."""
    say_json({"name": "a\x9b31m\u202eb\x1b[0m"})

    printed = capsys.readouterr().out
    assert printed.replace("\n", "").isprintable()
    assert json.loads(printed) == {"name": "a\x9b31m\u202eb\x1b[0m"}
