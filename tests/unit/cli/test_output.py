"""What is printed cannot steer a terminal, and tables stand in columns whatever the letters are."""

from nahtlos.cli.output import as_table, plain


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
