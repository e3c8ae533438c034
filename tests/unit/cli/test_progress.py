"""Progress counts cases and the rate of just now."""

import pytest

from nahtlos.cli.progress import Counts, shown_progress


def test_counts_and_rate() -> None:
    """Cases decided while listing count; the rate is that of the last half minute."""
    counts = Counts()
    counts.listed(10, {"rejected": 2})

    for second in range(5):
        counts.item("done", None, float(second))

    assert (counts.ended, counts.total) == (7, 10)
    assert counts.rate(4.0) == pytest.approx(60)
    assert counts.words(4.0) == "5 done · 2 rejected · 60 a minute"


def test_rate_forgets() -> None:
    """What ended long ago says nothing about now."""
    counts = Counts()
    counts.item("done", None, 0.0)
    counts.item("done", None, 100.0)

    assert counts.rate(100.0) == 0


def test_case_that_was_left_open_counts_once() -> None:
    """A case that waited and is done now is done, and waits no more."""
    counts = Counts()
    counts.listed(1, {"waiting": 1})

    counts.item("done", "waiting", 0.0)

    assert (counts.outcomes["waiting"], counts.outcomes["done"], counts.ended) == (0, 1, 1)


def test_lines_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal there is a line for each tenth, on stderr; beside JSON there is nothing."""
    with shown_progress(quiet=False) as progress:
        progress("listing", {"source": "casework.vouchers"})
        progress("closed", {"system": "casework", "window": "Zahllauf", "words": "Zahllauf until 22:00"})
        progress("listed", {"items": 40})
        for _ in range(40):
            progress("item", {"line": 1, "outcome": "done"})
    with shown_progress(quiet=True) as progress:
        progress("listing", {"source": "x"})

    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 13
    assert said.err.splitlines()[0] == "Listing the cases of casework.vouchers"
    assert said.err.splitlines()[1] == "casework: Zahllauf until 22:00"
