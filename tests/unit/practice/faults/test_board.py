"""The switch board: which requests a fault strikes, how often, and what nobody can arm."""

from __future__ import annotations

from typing import Any

import pytest

from nahtlos.practice.faults.board import SwitchBoard, WrongWish
from nahtlos.practice.faults.kinds import KINDS


def struck(board: SwitchBoard, *paths: str, method: str = "GET") -> list[int]:
    """Say for each request how many faults strike it."""
    return [len(board.strike(method, path)) for path in paths]


def armed(**wish: Any) -> SwitchBoard:
    board = SwitchBoard(KINDS)
    board.arm({"fault": "slow", **wish})
    return board


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({}, [1, 0, 0, 0]),
        ({"nth": 2}, [0, 1, 0, 0]),
        ({"nth": 2, "times": 2}, [0, 1, 1, 0]),
        ({"times": None}, [1, 1, 1, 1]),
    ],
)
def test_the_nth_request_is_struck_so_many_times(when: dict[str, Any], expected: list[int]) -> None:
    """The first alone, unless somebody says else."""
    assert struck(armed(**when), *["/a"] * 4) == expected


def test_only_matching_requests_count() -> None:
    """By the whole path and by the method."""
    board = armed(path="/api/.*", method="POST", nth=2)

    assert struck(board, "/api/a", "/apix") == [0, 0]
    assert struck(board, "/api/a", "/other/api/a", "/api/b", method="POST") == [0, 0, 1]
    assert [(fault["seen"], fault["struck"]) for fault in board.shown()] == [(2, 1)]


def test_chance_is_the_same_for_the_same_seed() -> None:
    """A rate strikes about so many, and a seed says which."""
    one, same, other = (struck(armed(rate=0.3, seed=seed), *["/"] * 200) for seed in (1, 1, 2))

    assert one == same
    assert one != other
    assert 40 < sum(one) < 80


def test_several_faults_strike_one_request_in_their_order() -> None:
    """The first that was armed is the outermost."""
    board = SwitchBoard(KINDS)
    board.arm_all([{"fault": "slow", "seconds": 1}, {"fault": "http_error"}])

    assert [type(fault).__name__ for fault in board.strike("GET", "/")] == ["Slow", "HttpError"]


def test_disarmed_nothing_strikes() -> None:
    """And nothing is counted."""
    board = armed(times=None)
    board.disarm()

    assert (struck(board, "/"), board.shown()) == ([0], [])


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"fault": "earthquake"}, "There is no fault 'earthquake'"),
        ({"fault": "slow", "minutes": 3}, "Nobody knows minutes here"),
        ({"fault": "session_expired_at_field"}, "field"),
        ({"fault": "slow", "path": "("}, "unterminated"),
        ("slow", "A fault is an object"),
    ],
)
def test_what_nobody_can_arm_is_refused(wish: object, sentence: str) -> None:
    """With a sentence that says what there is."""
    with pytest.raises(WrongWish, match=sentence):
        SwitchBoard(KINDS).arm_all([wish])
