"""The collector of cycles rests while much is made, and no longer."""

from __future__ import annotations

import gc

import pytest

from nahtlos.reading.uncollected import uncollected


def test_collector_rests_and_works_again() -> None:
    """Inside it rests; behind it works, even if something went wrong."""
    with uncollected():
        inside = gc.isenabled()
    with pytest.raises(ZeroDivisionError), uncollected():
        1 / 0  # noqa: B018 - it is to fail

    assert (inside, gc.isenabled()) == (False, True)


def test_inner_one_does_not_wake_the_collector() -> None:
    """One inside another leaves it to the outer one."""
    with uncollected():
        with uncollected():
            pass
        between = gc.isenabled()

    assert not between
